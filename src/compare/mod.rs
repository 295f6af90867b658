//! Two texts of one document, in one language -> what changed.
//!
//! A [`Comparison`] holds index ranges over the two texts and no text of its own. Summary, redline, data file and terminal
//! table are views of the same comparison; none of them compares again.
//!
//! Sections are paired by anchor: pairing across revisions was decided before, on the governing texts (`pair`). Blocks are
//! paired inside a pair of sections, words inside a pair of blocks.

mod align;
#[cfg(test)]
mod build;
#[cfg(test)]
mod cases;
mod cheapest;
mod classify;
mod columns;
mod common;
mod fold;
mod format;
mod grams;
mod hunks;
mod increasing;
mod kept;
mod leaves;
mod likely;
mod lineage;
mod marks;
mod passage;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod random;
mod renumbering;
mod sections;
mod tokens;
mod units;
mod whole;
mod words;

use std::ops::Range;

use crate::model::Text;

pub use classify::is_minor;
pub use lineage::Lineage;
pub use marks::{deleted, inserted};
pub use sections::texts;

/// What changed from one text to another.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Comparison {
    /// One change for each section that differs in any way, in the order of the new text, a removed one after its nearest
    /// remaining predecessor.
    pub changes: Vec<Change>,
    /// The pairs of sections (old, new) that are equal, by index.
    pub equal: Vec<(usize, usize)>,
}

/// How one section changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What happened, the first that applies (see [`ChangeKind`]).
    pub kind: ChangeKind,
    /// What else happened, in the order of [`ChangeKind`].
    pub also: Vec<ChangeKind>,
    /// Indices into the old text's sections: none for a new section, several for a merged one.
    pub old: Vec<usize>,
    /// Indices into the new text's sections: none for a removed section, several for a split one.
    pub new: Vec<usize>,
    /// The old and the new section, by index, that are one and the same: those whose headings are compared. Of several sections
    /// that were split or merged it is the one that kept its anchor, else the first; `None` where one side is missing.
    pub head: Option<(usize, usize)>,
    /// Whether the printed label of the head differs.
    pub label_changed: bool,
    /// The titles of the head compared; empty where one is missing.
    pub title: Vec<Run>,
    /// Of the runs of the titles those, by index, that are minor (see [`Group::minor`]); where the titles differ in nothing but
    /// case, every one.
    pub title_minor: Vec<usize>,
    /// Where the titles are marked differently.
    pub title_format: Vec<Format>,
    /// The leaves of the section(s), aligned; every leaf of either side is in exactly one group, in reading order of both
    /// sides except for moved ones.
    pub groups: Vec<Group>,
}

impl Change {
    /// Returns the section that the change is told by, and its text: the new one of the head; of sections that are only on one
    /// side the first. `None` for a change of no section, which no comparison makes.
    pub fn told_by<'a>(&self, old: &'a Text, new: &'a Text) -> Option<(&'a Text, usize)> {
        let head = self.head.map(|(_, at)| at).or(self.new.first().copied());
        head.map(|at| (new, at)).or_else(|| self.old.first().map(|at| (old, *at)))
    }
}

/// The kinds of change, most telling first (product.md 5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ChangeKind {
    /// One section became several.
    Split,
    /// Several became one.
    Merged,
    /// The old text has no such section (新設).
    New,
    /// The new text has no such section (削除).
    Removed,
    /// The text or title differs.
    Changed,
    /// The section stands elsewhere.
    Moved,
    /// Only the label differs; or, in it, only labels of clauses and items.
    Renumbered,
    /// Only references that follow a renumbering differ.
    References,
    /// Only marks (emphasis, link targets) or structure differ.
    Format,
    /// Only white space, width or quotation marks differ.
    Cosmetic,
}

impl ChangeKind {
    /// Returns whether a change of this kind, told first, is one that readers are owed a reason for: not where only numbers,
    /// references that follow them, markup or typography differ (product.md 5).
    pub fn needs_reason(self) -> bool {
        self < Self::Renumbered
    }

    /// Returns the word for it, as in data files and the names of interface words.
    pub fn word(self) -> &'static str {
        match self {
            Self::Split => "split",
            Self::Merged => "merged",
            Self::New => "new",
            Self::Removed => "removed",
            Self::Changed => "changed",
            Self::Moved => "moved",
            Self::Renumbered => "renumbered",
            Self::References => "references",
            Self::Format => "format",
            Self::Cosmetic => "cosmetic",
        }
    }
}

/// Leaves of the old section set against leaves of the new one; one of the two may be empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Leaves of the old section (see `Section::leaves`), by index; for several old sections, counted on through all.
    pub old: Range<usize>,
    /// Leaves of the new section, likewise.
    pub new: Range<usize>,
    /// The words compared. Offsets are bytes into the texts of the group's leaves joined by [`LEAF_BREAK`].
    pub runs: Vec<Run>,
    /// Whether the leaves moved within the section.
    pub moved: bool,
    /// Of the runs those, by index, that belong to a change of nothing but white space, width or quotation marks.
    pub minor: Vec<usize>,
    /// Where equal text is marked differently, or stands in another kind of block; by place in the new text.
    pub format: Vec<Format>,
}

/// Text that is equal and marked differently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Format {
    /// What kind of mark differs.
    pub kind: FormatKind,
    /// Bytes of the old text, counted as in [`Group::runs`]; empty for a point.
    pub old: Range<usize>,
    /// Bytes of the new text, likewise.
    pub new: Range<usize>,
    /// The mark that is there no more, or has become another one.
    pub was: Option<MarkAt>,
    /// The mark that came, or that the other one has become.
    pub is: Option<MarkAt>,
}

/// A mark of a leaf.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MarkAt {
    /// The leaf, counted from the first of its side of the group.
    pub leaf: usize,
    /// The mark, by index into `Leaf::marks`.
    pub mark: usize,
}

/// What a mark shows a reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum FormatKind {
    /// `em`.
    Emphasis,
    /// `strong`.
    Strong,
    /// `s`.
    Strike,
    /// `u`.
    Underline,
    /// `sup`.
    Superscript,
    /// `sub`.
    Subscript,
    /// `small`.
    Small,
    /// `code`.
    Code,
    /// A link, by its target and title.
    Link,
    /// An image, by its file and title.
    Image,
    /// A reference to a footnote.
    Footnote,
    /// The reading of a word.
    Ruby,
    /// The direction of writing.
    Direction,
    /// No mark: the kind of block in which the text stands.
    Block,
    /// No mark: below how many headings a heading stands.
    Level,
}

impl FormatKind {
    /// Returns the word for it, as in data files and the names of interface words.
    pub fn word(self) -> &'static str {
        match self {
            Self::Emphasis => "emphasis",
            Self::Strong => "strong",
            Self::Strike => "strike",
            Self::Underline => "underline",
            Self::Superscript => "superscript",
            Self::Subscript => "subscript",
            Self::Small => "small",
            Self::Code => "code",
            Self::Link => "link",
            Self::Image => "image",
            Self::Footnote => "footnote",
            Self::Ruby => "ruby",
            Self::Direction => "direction",
            Self::Block => "block",
            Self::Level => "level",
        }
    }
}

/// What stands between two leaves of one side of a [`Group`] (U+2029, paragraph separator).
pub const LEAF_BREAK: char = '\u{2029}';

/// A run of text that is equal, deleted or inserted.
///
/// Invariants: the `old` ranges of equal and deleted runs, concatenated, are the whole old text; the `new` ranges of equal and
/// inserted ones the whole new text; no run is empty; none begins or ends inside a grapheme cluster (UAX #29) of its text.
/// A built-in variable that was resolved differently is an equal run of its own, of which one side may be empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Run {
    /// The same on both sides; the texts may differ only where built-in variables were resolved differently.
    Equal {
        /// Bytes of the old text.
        old: Range<usize>,
        /// Bytes of the new text.
        new: Range<usize>,
    },
    /// Only in the old text.
    Deleted(Range<usize>),
    /// Only in the new text.
    Inserted(Range<usize>),
}
