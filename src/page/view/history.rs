//! The page of all revisions, and what became of each section.

use serde::Serialize;

use super::{DateView, DocumentView, LangView, LinkView, RevisionView};
use crate::compare::ChangeKind;
use crate::model::State;

/// The page of all revisions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HistoryView {
    /// The document.
    pub document: DocumentView,
    /// The revisions, newest first.
    pub revisions: Vec<EntryView>,
    /// The sections of the current text, in order; then those that only other revisions have. Empty where there is one revision.
    pub sections: Vec<SectionView>,
    /// `versions.json`.
    pub data_href: String,
}

/// A revision in a list of all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EntryView {
    /// The revision.
    pub revision: RevisionView,
    /// Its comparisons with earlier revisions, nearest first; empty where there is none but its own summary.
    pub compared: Vec<LinkView>,
}

/// A section and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SectionView {
    /// Its anchor.
    pub anchor: String,
    /// The printed label; may be empty.
    pub number: String,
    /// The title; may be empty.
    pub title: String,
    /// The language of both where it is not the page's.
    pub lang: Option<LangView>,
    /// The day from which its last change applied, up to now; `None` where nothing changed, or it is gone.
    pub last_changed: Option<DateView>,
    /// Whether the current text has it.
    pub is_current: bool,
    /// The section in the current text, else in the last one that has it.
    pub href: String,
    /// The revisions that changed it, newest first; the last one is that which introduced it.
    pub steps: Vec<StepView>,
}

/// What one revision did to a section.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StepView {
    /// The first day the revision applies.
    pub effective: DateView,
    /// What tells the revision from others, in words.
    pub edition: String,
    /// The state of the revision.
    pub state: State,
    /// The section's row in the summary of the revision; of the first text, the section itself.
    pub href: String,
    /// What happened, the most telling first; empty where the section was there from the start.
    pub kinds: Vec<ChangeKind>,
    /// What it was called before and after, where that changed.
    pub called: Option<CalledView>,
    /// The language compared, where it is not the page's.
    pub lang: Option<LangView>,
}

/// What a section was called before and after a revision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CalledView {
    /// Its number, title or both before.
    pub old: String,
    /// After.
    pub new: String,
}
