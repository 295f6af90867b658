//! A comparison as rows of plain words, for the terminal.

use crate::locale::Lang;

/// What changed between two revisions in one language, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diff {
    /// The document's title.
    pub title: String,
    /// The language compared.
    pub lang: Lang,
    /// The id of the earlier revision.
    pub old: String,
    /// The id of the later one.
    pub new: String,
    /// A row for each section that changed.
    pub rows: Vec<SummaryRow>,
}

/// A row of the summary: one section that changed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SummaryRow {
    /// The printed label; may be empty.
    pub number: String,
    /// The title; may be empty.
    pub title: String,
    /// The kind of change, in the language of the texts: 変更, 新設.
    pub kind_word: String,
    /// The section before: its paragraphs, each with its marker, in runs; empty for a new section.
    pub before: Vec<Vec<(String, Mark)>>,
    /// The section after, likewise; empty for a removed section.
    pub after: Vec<Vec<(String, Mark)>>,
    /// The reason as plain text, paragraphs on lines of their own; empty where none is given.
    pub reason: String,
}

/// What became of a run of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mark {
    /// It is on both sides.
    #[default]
    Equal,
    /// Only before.
    Deleted,
    /// Only after.
    Inserted,
}
