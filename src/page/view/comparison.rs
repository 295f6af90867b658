//! The pages of a comparison: summary and redline.

use serde::Serialize;

use super::{Banner, ContentsView, DocumentView, LangView, LinkView, RevisionView};
use crate::compare::ChangeKind;
use crate::model::Column;

/// A row of a summary.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RowView {
    /// The section's anchor.
    pub anchor: String,
    /// The printed label, after; before for a removed section. May be empty.
    pub number: String,
    /// The labels above it, with ` / ` between.
    pub path: String,
    /// The title, after; before for a removed section.
    pub title: String,
    /// The kind of change, for a class and for its word.
    pub kind: ChangeKind,
    /// What else happened.
    pub also: Vec<ChangeKind>,
    /// The section's label before, marked, where the label changed.
    pub old_number: String,
    /// The sections that it became, where there are several.
    pub split: Vec<PartView>,
    /// The sections that it was, where there are several.
    pub merged: Vec<PartView>,
    /// Why no reason is needed, in words: nothing but numbers, references, marks or typography changed. `None` for others.
    pub needless: Option<String>,
    /// Of a section that moved: the label and title of the one that it stood behind; else empty.
    pub moved_after: String,
    /// Whether a section that moved stood at the beginning.
    pub moved_first: bool,
    /// The cell before: heading and text with deletions marked; `None` for a new section.
    pub before_html: Option<String>,
    /// The cell after, with insertions marked; `None` for a removed section.
    pub after_html: Option<String>,
    /// The reason; `None` where none is given.
    pub reason_html: Option<String>,
    /// The language of the reason where it is not the page's.
    pub reason_lang: Option<LangView>,
    /// The section in the new text (or, removed, in the old one).
    pub href: String,
}

/// One of several sections that were split or merged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PartView {
    /// The printed label; may be empty.
    pub number: String,
    /// The title; may be empty.
    pub title: String,
    /// The section in its text.
    pub href: String,
}

/// Which of the rarer marks a comparison shows, for its legend.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct MarksView {
    /// Words that differ in white space, width or quotation marks alone.
    pub minor: bool,
    /// Words that are marked differently.
    pub format: bool,
    /// Words that moved within their section.
    pub moved: bool,
}

/// The page of a summary (新旧対照表).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChangesView {
    /// The document.
    pub document: DocumentView,
    /// The new revision.
    pub revision: RevisionView,
    /// The revision compared with.
    pub old: RevisionView,
    /// The summaries of the revisions by which the old one became the new one, oldest first; empty where that is one step, and
    /// the page is the summary of the new revision.
    pub between: Vec<LinkView>,
    /// This comparison as a summary.
    pub changes_href: String,
    /// This comparison as a redline.
    pub redline_href: String,
    /// The language of the texts where it is not the page's.
    pub text_lang: Option<LangView>,
    /// What stands above.
    pub banners: Vec<Banner>,
    /// Which marks there are.
    pub marks: MarksView,
    /// The columns, in order.
    pub columns: Vec<Column>,
    /// Whether there are two texts in one language to compare.
    pub is_possible: bool,
    /// The rows; empty where nothing changed.
    pub rows: Vec<RowView>,
}

/// The page of a redline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RedlineView {
    /// The document.
    pub document: DocumentView,
    /// The new revision.
    pub revision: RevisionView,
    /// The revision compared with.
    pub old: RevisionView,
    /// Whether there are revisions between the two.
    pub is_apart: bool,
    /// This comparison as a summary.
    pub changes_href: String,
    /// This comparison as a redline.
    pub redline_href: String,
    /// The language of the texts where it is not the page's.
    pub text_lang: Option<LangView>,
    /// What stands above.
    pub banners: Vec<Banner>,
    /// Which marks there are.
    pub marks: MarksView,
    /// The contents list of the new text.
    pub contents: Vec<ContentsView>,
    /// The whole text with insertions and deletions.
    pub body_html: String,
}
