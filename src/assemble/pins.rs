//! A document -> whether its sections say their anchors themselves.

use std::sync::Arc;

use super::facts::Sources;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Check, Document, Heading, Revision, Translation};

/// Returns, once for a document, that sections of its announced revisions have anchors that nobody wrote down; `None` where every
/// section says its own, or nobody wants to know.
pub fn check(sources: &Sources, document: &Document, check: Check) -> Option<Diagnostic> {
    let severity = check.severity()?;
    let announced = document.revisions.iter().rev().filter(|revision| !revision.draft);
    let unpinned: Vec<_> = announced.flat_map(|revision| texts(revision).filter_map(first)).collect();
    let (text, at, _) = *unpinned.first()?;
    let parsed = sources.parsed(&text.path)?;
    let sections: usize = unpinned.iter().map(|(_, _, count)| count).sum();
    let span = parsed.text.sections.get(at).map_or(0..0, |section| section.span.clone());
    let told = Diagnostic::new(Code::UnpinnedAnchor, parsed.place(span)).arg("sections", sections);
    let told = told.arg("files", unpinned.len()).arg("document", &sources.id);
    Some(Diagnostic { severity, ..told })
}

/// Returns the texts of a revision itself, the governing one first.
fn texts(revision: &Revision) -> impl Iterator<Item = &Translation> {
    let governing = revision.translations.get(&revision.governing);
    let others = revision.translations.iter().filter(|(lang, _)| **lang != revision.governing).map(|(_, text)| text);
    governing.into_iter().chain(others).map(|text| &**text).filter(|text| text.carried_from.is_none())
}

/// Returns a text with the first of its sections that says no anchor, and how many there are; `None` where there is none.
fn first(text: &Translation) -> Option<(&Translation, usize, usize)> {
    let is_derived = |heading: &Arc<Heading>| heading.level > 0 && !heading.pinned;
    let count = text.outline.iter().filter(|heading| is_derived(heading)).count();
    text.outline.iter().position(is_derived).map(|at| (text, at, count))
}
