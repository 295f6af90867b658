//! What authors say of changes -> the reason of each row of a comparison.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::pairs::{changed, way};
use crate::assemble::named;
use crate::compare::{Change, ChangeKind, Comparison, Lineage};
use crate::locale::{Lang, Strings, fill};
use crate::model::{Anchor, Block, ChangeNote, Document, Heading, Revision, Text};

/// What was said of a change in one revision.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Said {
    /// The revision, by its index.
    pub(super) revision: usize,
    /// The language of the words.
    pub(super) lang: Lang,
    /// The words.
    pub(super) words: Vec<Block>,
}

/// Returns the language of a reason: the one it was asked for in, if any part has it; `None` where nothing was said.
pub(super) fn language(reason: &[Said], lang: &Lang) -> Option<Lang> {
    let own = reason.iter().find(|said| said.lang == *lang);
    own.or(reason.first()).map(|said| said.lang.clone())
}

/// Returns the reason of each change between two revisions of a document, oldest first: what each revision on the way says in a
/// language, else in its governing one.
///
/// A reason on a section covers the sections below it that changed in that revision and have none.
pub(super) fn reasons(
    document: &Document,
    (old, new): (usize, usize),
    lang: &Lang,
    (before, after): (&Text, &Text),
    comparison: &Comparison,
) -> Vec<Vec<Said>> {
    let way = way(&document.revisions, old, new);
    let notes: Vec<_> = way.iter().map(|at| Notes::of(document, *at, lang, way.len() > 1)).collect();
    let of = |change: &Change| {
        let anchors = anchors(change, before, after);
        notes.iter().filter_map(|notes| notes.about(&anchors)).collect()
    };
    comparison.changes.iter().map(of).collect()
}

/// Returns how the sections of two revisions belong together beyond having the same anchor: what each revision on the way
/// split and merged.
pub fn lineage(revisions: &[Revision], old: usize, new: usize) -> Lineage {
    let mut lineage = Lineage::default();
    for at in way(revisions, old, new) {
        let revision = &revisions[at];
        lineage.split.extend(revision.split.iter().cloned());
        lineage.merged.extend(revision.merged.iter().cloned());
    }
    lineage
}

/// Returns why a change needs no reason, in the words of a language: nothing but numbers, references, marks or typography
/// changed. `None` for any other change.
pub fn needless(kind: ChangeKind, also: &[ChangeKind], strings: &Strings) -> Option<String> {
    let words = |key: String| strings.text(&key).map_or_else(|| key.clone(), str::to_owned);
    if kind.needs_reason() {
        return None;
    }
    if also.is_empty() {
        return Some(words(format!("only_{}", kind.word())));
    }
    let word = |kind: &ChangeKind| words(format!("kind_{}", kind.word()));
    let joint = words("and_kind".to_owned());
    let kinds = also.iter().fold(word(&kind), |kinds, kind| fill(&joint, &[("kinds", &kinds), ("kind", &word(kind))]));
    Some(fill(&words("only_several".to_owned()), &[("kinds", &kinds)]))
}

/// What was said of sections, by their anchor.
type BySection = BTreeMap<Anchor, Vec<Vec<Block>>>;

/// What one revision says of its changes.
struct Notes {
    revision: usize,
    /// The notes in the language asked for, then those in the governing one.
    languages: Vec<(Lang, BySection)>,
    /// The sections that changed in this revision; `None` where all that is asked for did.
    changed: Option<Vec<Anchor>>,
}

impl Notes {
    fn of(document: &Document, revision: usize, lang: &Lang, one_of_several: bool) -> Self {
        let governing = &document.revisions[revision].governing;
        let mut languages = vec![(lang.clone(), said(document, revision, lang))];
        if lang != governing {
            languages.push((governing.clone(), said(document, revision, governing)));
        }
        let changed = one_of_several.then(|| sections_changed(document, revision, lang));
        Self { revision, languages, changed }
    }

    /// Returns what is said of a change, its anchors given with those above them.
    fn about(&self, anchors: &[Vec<Anchor>]) -> Option<Said> {
        let concerned =
            self.changed.as_ref().is_none_or(|changed| anchors[0].iter().any(|anchor| changed.contains(anchor)));
        // What is said of the section itself counts in any case, what is said of those above only if it changed here.
        let levels = if concerned { anchors } else { &anchors[..1] };
        let found = self.languages.iter().find_map(|(lang, said)| Some((lang, find(said, levels)?)));
        found.map(|(lang, words)| Said { revision: self.revision, lang: lang.clone(), words: words.concat() })
    }
}

fn said(document: &Document, revision: usize, lang: &Lang) -> BySection {
    let mut said = BySection::new();
    let Some(translation) = document.revisions[revision].translations.get(lang) else { return said };
    let before = before(document, revision, lang);
    for note in translation.changes.iter().filter(|note| !note.reason.is_empty()) {
        for anchor in meant(note, &translation.outline, before) {
            said.entry(anchor).or_default().push(note.reason.clone());
        }
    }
    said
}

/// Returns the outline that a revision's text in a language is shown against.
fn before<'a>(document: &'a Document, revision: usize, lang: &Lang) -> &'a [Arc<Heading>] {
    changed(document, revision, lang)
        .and_then(|(old, _, lang)| document.revisions[old].translations.get(&lang))
        .map_or(&[], |translation| &translation.outline)
}

/// Returns the sections that a revision changed, in a language or in the governing one, told by their digests.
fn sections_changed(document: &Document, revision: usize, lang: &Lang) -> Vec<Anchor> {
    let mut all = Vec::new();
    for lang in [lang, &document.revisions[revision].governing] {
        let Some(text) = document.revisions[revision].translations.get(lang) else { continue };
        let (old, new) = (before(document, revision, lang), &text.outline);
        let unlike = |heading: &Heading, others: &[Arc<Heading>]| {
            let same = others.iter().find(|other| other.anchor == heading.anchor);
            same.is_none_or(|other| (other.digest, &other.label) != (heading.digest, &heading.label))
        };
        all.extend(new.iter().filter(|heading| unlike(heading, old)).map(|heading| heading.anchor.clone()));
        all.extend(old.iter().filter(|heading| unlike(heading, new)).map(|heading| heading.anchor.clone()));
    }
    all
}

/// Returns the sections that a note is about: of the new text, else of the old one; each once.
fn meant(note: &ChangeNote, new: &[Arc<Heading>], old: &[Arc<Heading>]) -> Vec<Anchor> {
    let mut anchors = Vec::new();
    for name in &note.sections {
        let found = named::sections(&name.value, new);
        let (outline, found) = if found.is_empty() { (old, named::sections(&name.value, old)) } else { (new, found) };
        for at in found {
            if !anchors.contains(&outline[at].anchor) {
                anchors.push(outline[at].anchor.clone());
            }
        }
    }
    anchors
}

/// Returns the anchors under which a change's reason may stand: its own sections, then those above them, nearest first.
fn anchors(change: &Change, before: &Text, after: &Text) -> Vec<Vec<Anchor>> {
    let own = |text: &Text, sections: &[usize]| {
        sections.iter().filter_map(|at| text.sections[*at].anchor.clone()).collect::<Vec<_>>()
    };
    let mut anchors = vec![[own(after, &change.new), own(before, &change.old)].concat()];
    let Some((text, start)) = change.told_by(before, after) else { return anchors };
    let above = std::iter::successors(Some(start), |at| above(text, *at)).skip(1);
    anchors.extend(above.filter_map(|at| Some(vec![text.sections[at].anchor.clone()?])));
    anchors
}

/// Returns the nearest section above another one.
pub(super) fn above(text: &Text, at: usize) -> Option<usize> {
    let level = text.sections[at].level;
    text.sections[..at].iter().rposition(|section| section.level > 0 && section.level < level)
}

/// Returns what is said on the nearest level on which anything is; each once.
fn find(said: &BySection, levels: &[Vec<Anchor>]) -> Option<Vec<Vec<Block>>> {
    levels.iter().find_map(|level| {
        let mut found: Vec<Vec<Block>> = Vec::new();
        for words in level.iter().filter_map(|anchor| said.get(anchor)).flatten() {
            if !found.contains(words) {
                found.push(words.clone());
            }
        }
        (!found.is_empty()).then_some(found)
    })
}
