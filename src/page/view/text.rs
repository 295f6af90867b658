//! The page of a text, current or dated.

use serde::Serialize;

use super::{Banner, DateView, DocumentView, LangView, LinkView, RevisionView};
use crate::model::Class;

/// An entry of the contents list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ContentsView {
    /// The anchor, without `#`.
    pub anchor: String,
    /// The printed label; empty where there is none.
    pub label: String,
    /// The title.
    pub title: String,
    /// The depth, from 1.
    pub depth: u8,
}

/// A section that was removed, listed after the current text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RemovedView {
    /// The anchor, the entry's id.
    pub anchor: String,
    /// Label and title as last printed.
    pub title: String,
    /// The language of the title where it is not the page's.
    pub title_lang: Option<LangView>,
    /// The day from which it was gone.
    pub since: DateView,
    /// The last revision that had it, at the section.
    pub last: LinkView,
    /// Ids of clauses and paragraphs that it held.
    pub inside: Vec<String>,
}

/// A section of an announced text that is not in force, listed after the current text, which has no such section.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OtherSectionView {
    /// The anchor, the entry's id.
    pub anchor: String,
    /// Label and title.
    pub title: String,
    /// The language of the title where it is not the page's.
    pub title_lang: Option<LangView>,
    /// The text that has it, at the section.
    pub text: LinkView,
    /// Ids of its clauses and paragraphs.
    pub inside: Vec<String>,
}

/// A revision in the list of dates at the foot of a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DatedView {
    /// Whether it is the first of its document (制定).
    pub first: bool,
    /// `substantive` or `editorial`.
    pub class: Class,
    /// The first day it applies.
    pub effective: DateView,
}

/// The page of a text: current or dated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TextView {
    /// The document.
    pub document: DocumentView,
    /// The revision.
    pub revision: RevisionView,
    /// Whether this is the document's current address.
    pub is_current: bool,
    /// The language of the text where it is not the page's (a missing translation).
    pub text_lang: Option<LangView>,
    /// What stands above the text.
    pub banners: Vec<Banner>,
    /// The contents list.
    pub contents: Vec<ContentsView>,
    /// The text.
    pub body_html: String,
    /// Sections that are gone; on the current page only.
    pub removed: Vec<RemovedView>,
    /// Sections of announced texts that are not in force; on the current page only.
    pub others: Vec<OtherSectionView>,
    /// What changed last: the newest substantive revision's summary; on the current page only.
    pub what_changed: Option<LinkView>,
    /// Later editorial revisions' summaries.
    pub later_editorial: Vec<LinkView>,
    /// The history of each section; `None` where nothing changed yet.
    pub sections_href: Option<String>,
    /// The dated page of the revision shown.
    pub permanent_href: String,
    /// How a part of it is cited in full: `{section}` stands for the part, `{address}` for its permanent address.
    pub cite_as: String,
    /// When the document was established and revised, oldest first, from the metadata; where there are many, the first and the
    /// last ones.
    pub dates: Vec<DatedView>,
    /// How many are left out behind the first one: the history has them.
    pub dates_left_out: usize,
    /// The text as Markdown and as plain text.
    pub markdown_href: String,
    /// The plain text.
    pub plain_href: String,
    /// The same beside other languages; on the current page only.
    pub bilingual: Vec<LinkView>,
    /// Its SHA-256.
    pub sha256: String,
    /// The record of what was approved, where this text stands in it.
    pub seal_href: Option<String>,
}
