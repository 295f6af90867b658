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
    /// What the table itself says.
    pub words: Headings,
    /// A row for each section that changed.
    pub rows: Vec<SummaryRow>,
}

/// What a table says of itself, in the language of the texts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Headings {
    /// Above what stood there: 改定前.
    pub before: String,
    /// Above what stands there: 改定後.
    pub after: String,
    /// Above the reason: 改定理由.
    pub reason: String,
    /// Where nothing changed.
    pub nothing: String,
}

/// A row of the summary: one section that changed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SummaryRow {
    /// The printed label; may be empty.
    pub number: String,
    /// The title; may be empty.
    pub title: String,
    /// The kinds of change, in the language of the texts: 変更, 新設.
    pub kind_word: String,
    /// The section before: label and title where they differ, its paragraphs, each with its marker, in runs; without what did
    /// not change where a page would leave it out; empty for a new section.
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
    /// Only before, and different in white space, width or quotation marks alone.
    DeletedMinor,
    /// Only after, likewise.
    InsertedMinor,
    /// On both sides, marked differently.
    Format,
    /// Said about the text: what is left out, what moved, how marks differ.
    Note,
}
