//! What authors say of changes -> the reason of each row of a comparison.

use std::collections::BTreeMap;

use super::compared;
use crate::assemble::named;
use crate::compare::{Change, ChangeKind, Comparison, Lineage};
use crate::locale::{Lang, Strings, fill};
use crate::model::{Anchor, Block, ChangeNote, Document, Heading, Text};

/// A reason, and the language it is in.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Reason {
    pub(super) lang: Lang,
    /// What was said, revision by revision: the revision's index, its words.
    pub(super) said: Vec<(usize, Vec<Block>)>,
}

/// What was said of sections, by their anchor.
type Said = BTreeMap<Anchor, Vec<(usize, Vec<Block>)>>;

/// Returns the reason of each change between two revisions of a document, in a language, else in the governing one.
///
/// A reason on a section covers the sections below it that have none. Between revisions that are not adjacent, the reasons of
/// all revisions on the way are given, oldest first.
pub(super) fn reasons(
    document: &Document,
    (old, new): (usize, usize),
    lang: &Lang,
    (before, after): (&Text, &Text),
    comparison: &Comparison,
) -> Vec<Option<Reason>> {
    let governing = &document.revisions[new].governing;
    let way = way(document, old, new);
    let own = said(document, &way, lang);
    let fallback = if lang == governing { Said::new() } else { said(document, &way, governing) };
    let of = |change: &Change| {
        let anchors = anchors(change, before, after);
        let own = find(&own, &anchors).map(|said| Reason { lang: lang.clone(), said });
        own.or_else(|| find(&fallback, &anchors).map(|said| Reason { lang: governing.clone(), said }))
    };
    comparison.changes.iter().map(of).collect()
}

/// Returns how the sections of two revisions belong together beyond having the same anchor: what each revision on the way
/// split and merged.
pub fn lineage(document: &Document, old: usize, new: usize) -> Lineage {
    let mut lineage = Lineage::default();
    for at in way(document, old, new) {
        let revision = &document.revisions[at];
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

/// Returns the revisions after one up to another, oldest first, along the chain of predecessors.
fn way(document: &Document, old: usize, new: usize) -> Vec<usize> {
    let mut way: Vec<_> =
        std::iter::successors(Some(new), |at| document.revisions[*at].predecessor).take_while(|at| *at > old).collect();
    way.reverse();
    way
}

fn said(document: &Document, way: &[usize], lang: &Lang) -> Said {
    let mut said = Said::new();
    for at in way {
        let Some(translation) = document.revisions[*at].translations.get(lang) else { continue };
        let before = compared(document, *at, lang)
            .and_then(|(old, lang)| document.revisions[old].translations.get(&lang))
            .map_or(&[][..], |translation| &translation.outline);
        for note in translation.changes.iter().filter(|note| !note.reason.is_empty()) {
            for anchor in meant(note, &translation.outline, before) {
                said.entry(anchor).or_default().push((*at, note.reason.clone()));
            }
        }
    }
    said
}

/// Returns the sections that a note is about: of the new text, else of the old one; each once.
fn meant(note: &ChangeNote, new: &[Heading], old: &[Heading]) -> Vec<Anchor> {
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

fn find(said: &Said, anchors: &[Vec<Anchor>]) -> Option<Vec<(usize, Vec<Block>)>> {
    anchors.iter().find_map(|level| {
        let mut found: Vec<(usize, Vec<Block>)> = Vec::new();
        for words in level.iter().filter_map(|anchor| said.get(anchor)).flatten() {
            if !found.contains(words) {
                found.push(words.clone());
            }
        }
        found.sort_by_key(|(revision, _)| *revision);
        (!found.is_empty()).then_some(found)
    })
}
