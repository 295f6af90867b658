//! Two states of a site, and the files that differ -> the sections that were edited.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::assemble::named;
use crate::model::{Anchor, Document, Site, Translation, leaves};

/// The anchors of edited sections, in the order of the text, by the file of the text.
pub(super) type Edited = BTreeMap<Arc<str>, Vec<Anchor>>;

/// Returns the sections whose own text or reason was edited. A text that is new has none: all of it is.
pub(super) fn edited(old: &Site, new: &Site, changed: &BTreeSet<Arc<str>>) -> Edited {
    // A document that nothing touched is the same in both.
    let is_same = |one: &Arc<Document>| {
        let mut others = old.documents.iter().chain(&new.documents).filter(|other| other.id == one.id);
        others.all(|other| Arc::ptr_eq(one, other))
    };
    let changed = &with_texts(changed);
    let texts = |site| texts(site, changed, &is_same);
    let before = texts(old);
    let after = texts(new);
    let sections = |(path, text): (Arc<str>, &Translation)| Some((path.clone(), sections(before.get(&path)?, text)));
    after.into_iter().filter_map(sections).filter(|(_, sections)| !sections.is_empty()).collect()
}

/// Returns the texts that files hold, those of them that changed or whose reasons did.
fn texts<'a>(
    site: &'a Site,
    changed: &BTreeSet<Arc<str>>,
    is_same: &impl Fn(&Arc<Document>) -> bool,
) -> BTreeMap<Arc<str>, &'a Translation> {
    let documents = site.documents.iter().filter(|document| !is_same(document));
    let revisions = documents.flat_map(|document| &document.revisions);
    let own = revisions.flat_map(|revision| revision.translations.values()).filter(|text| text.carried_from.is_none());
    own.filter(|text| changed.contains(&text.path)).map(|text| (text.path.clone(), &**text)).collect()
}

/// Returns the files with those of the texts that files of reasons belong to.
fn with_texts(changed: &BTreeSet<Arc<str>>) -> BTreeSet<Arc<str>> {
    let texts = changed.iter().filter_map(|path| path.strip_suffix(".reasons.md"));
    let texts: Vec<Arc<str>> = texts.map(|stem| format!("{stem}.md").into()).collect();
    changed.iter().cloned().chain(texts).collect()
}

fn sections(old: &Translation, new: &Translation) -> Vec<Anchor> {
    let known: BTreeMap<&Anchor, u64> = old.outline.iter().map(|section| (&section.anchor, section.digest)).collect();
    let reasons = changed_reasons(old, new);
    let touched = new
        .outline
        .iter()
        .enumerate()
        .filter(|(at, section)| known.get(&section.anchor) != Some(&section.digest) || reasons.contains(at));
    touched.map(|(_, section)| section.anchor.clone()).collect()
}

/// Returns the sections, by index into the new outline, of which something else is said than before.
fn changed_reasons(old: &Translation, new: &Translation) -> BTreeSet<usize> {
    let known = said(old);
    let fresh = said(new).into_iter().filter(|said| !known.contains(said));
    fresh.flat_map(|(name, _)| named::sections(&name, &new.outline)).collect()
}

/// Returns the reasons as words, each with the name of its section.
fn said(text: &Translation) -> BTreeSet<(String, String)> {
    let of_note = |note: &crate::model::ChangeNote| {
        let said = leaves(&note.reason).iter().map(|leaf| leaf.text.as_str()).collect::<Vec<_>>().join("\n");
        note.sections.iter().map(|name| (name.value.clone(), said.clone())).collect::<Vec<_>>()
    };
    text.changes.iter().flat_map(of_note).collect()
}
