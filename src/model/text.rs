//! The text of one translation: sections, blocks, leaves and marks.
//!
//! A [`Text`] is what a reader reads, without dates or states. Marks (emphasis, links …) are ranges beside the plain text of
//! a leaf, never inside it, so that comparing texts and comparing marks are two things.

use std::ops::Range;

use crate::locale::Direction;
use crate::model::Anchor;
use crate::source::{Span, Spanned};

/// The text of one translation.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Text {
    /// The leading `#` heading, where the text has one.
    pub title: Option<Leaf>,
    /// The sections in order; flat, nesting is told by [`Section::level`].
    pub sections: Vec<Section>,
}

/// A heading or article and its own text, down to the next heading of any level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// 0 for the text before the first heading (`preamble`); else the heading's level, 1 to 6; an article numbered in a plain
    /// paragraph is one level below the heading that it stands under (at least 2).
    pub level: u8,
    /// The id written by the author.
    pub id: Option<Spanned<Anchor>>,
    /// The identity; `None` only between parsing and assembling.
    pub anchor: Option<Anchor>,
    /// The printed label, split from the title.
    pub label: Option<Label>,
    /// The title without label; empty for the preamble and for headings that are only a label.
    pub title: Leaf,
    /// The section's own text.
    pub blocks: Vec<Block>,
    /// The heading in the source; for the preamble, its first line.
    pub span: Span,
}

impl Section {
    /// Returns the blocks that may carry an anchor — clauses, list items and paragraphs, wherever they are nested outside of
    /// tables, quotes and footnotes — in reading order. Assembling gives anchors by position in this list.
    pub fn provisions(&self) -> Vec<&Block> {
        let mut out = Vec::new();
        collect_provisions(&self.blocks, &mut out);
        out
    }

    /// Calls `act` on each of [`Self::provisions`], in the same order.
    pub fn each_provision(&mut self, act: &mut impl FnMut(&mut Block)) {
        each_provision(&mut self.blocks, act);
    }

    /// Returns every leaf of the section's own text in reading order; positions in this list are the leaf indices of a
    /// comparison.
    pub fn leaves(&self) -> Vec<&Leaf> {
        leaves(&self.blocks)
    }
}

/// Returns every leaf below blocks in reading order.
pub fn leaves(blocks: &[Block]) -> Vec<&Leaf> {
    let mut out = Vec::new();
    collect_leaves(blocks, &mut out);
    out
}

/// Calls `act` on each of [`leaves`], in the same order.
pub fn each_leaf(blocks: &mut [Block], act: &mut impl FnMut(&mut Leaf)) {
    for block in blocks {
        match &mut block.body {
            Body::Leaf(leaf) => act(leaf),
            Body::Blocks(inner) => each_leaf(inner, act),
        }
    }
}

fn collect_provisions<'a>(blocks: &'a [Block], out: &mut Vec<&'a Block>) {
    for block in blocks {
        if block.kind.is_provision() {
            out.push(block);
        }
        if let Body::Blocks(inner) = &block.body
            && block.kind.holds_provisions()
        {
            collect_provisions(inner, out);
        }
    }
}

fn each_provision(blocks: &mut [Block], act: &mut impl FnMut(&mut Block)) {
    for block in blocks {
        if block.kind.is_provision() {
            act(block);
        }
        if block.kind.holds_provisions()
            && let Body::Blocks(inner) = &mut block.body
        {
            each_provision(inner, act);
        }
    }
}

fn collect_leaves<'a>(blocks: &'a [Block], out: &mut Vec<&'a Leaf>) {
    for block in blocks {
        match &block.body {
            Body::Leaf(leaf) => out.push(leaf),
            Body::Blocks(inner) => collect_leaves(inner, out),
        }
    }
}

/// A printed number or letter in front of a title or clause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// As printed, without the white space after it: `2.`, `第３条の２`, `(a)`.
    pub printed: String,
    /// What is numbered.
    pub kind: LabelKind,
    /// How the number is written; clauses nest by it.
    pub style: LabelStyle,
    /// The number: `[3, 2]` for 第3条の2 and for `3.2`; letters and イロハ by their position, 1-based. Empty where nothing is
    /// numbered (附則).
    pub number: Vec<u32>,
}

/// What a label numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LabelKind {
    /// A part: 第1編, Part I.
    Part,
    /// A chapter: 第1章, Chapter 1, 제1장.
    Chapter,
    /// A division below a chapter: 第1節, 第1款.
    Division,
    /// An article: 第3条, Article 3, Art. 3, المادة 3.
    Article,
    /// A section: Section 3, § 3.
    Section,
    /// Supplementary provisions, where numbering restarts: 附則.
    Supplement,
    /// A bare number or letter: `2.`, `1.1`, `(a)`, `A.`, 一.
    Bare,
}

/// How a label's number is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LabelStyle {
    /// `1`, `1.`, `１．`, `1.1`.
    Arabic,
    /// `1)`, `１）`.
    ArabicHalfParenthesis,
    /// `(1)`, `（１）`, `⑴`.
    ArabicParentheses,
    /// `①`.
    Circled,
    /// `a`, `a.`.
    Lower,
    /// `a)`.
    LowerHalfParenthesis,
    /// `(a)`.
    LowerParentheses,
    /// `A`, `A.`.
    Upper,
    /// `(A)`, `A)`.
    UpperParentheses,
    /// `i.`, `iv.`.
    RomanLower,
    /// `(i)`.
    RomanLowerParentheses,
    /// `IV.`.
    RomanUpper,
    /// 一, 二.
    Kanji,
    /// （一）.
    KanjiParentheses,
    /// ア, イ, ウ (the fifty sounds).
    Katakana,
    /// イ, ロ, ハ (the iroha order).
    Iroha,
    /// (ア), （イ）.
    KatakanaParentheses,
    /// `・`, `•`, `-`, `※`.
    Bullet,
    /// Any other script's digits or letters.
    Other,
}

/// A leaf with text, or a container of blocks. A table has two for each cell, so what few have is boxed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// What the block is.
    pub kind: Kind,
    /// The printed label of a clause or list item (`(1)`, `3.`, `・`, `-`); it is no part of the leaf's text.
    pub label: Option<Box<Label>>,
    /// The id written by the author.
    pub id: Option<Box<Spanned<Anchor>>>,
    /// The identity of a provision (see [`Section::provisions`]); `None` before assembling and for all other blocks.
    pub anchor: Option<Anchor>,
    /// The direction the author gave (`<div dir="rtl">`).
    pub direction: Option<Direction>,
    /// Where the block stands in the source.
    pub span: Span,
    /// The text or the blocks inside.
    pub body: Body,
}

/// What a block holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// Text.
    Leaf(Leaf),
    /// Blocks, in order.
    Blocks(Vec<Block>),
}

/// The kind of a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// A leaf: a paragraph. The text of a tight list item, of a clause, quote, cell or definition is a paragraph inside it.
    Paragraph,
    /// A leaf: preformatted code, with the language named behind the fence.
    Code {
        /// The language, lower case.
        language: Option<String>,
    },
    /// A leaf, empty: a thematic break.
    Rule,
    /// A list of [`Kind::Item`]s.
    List {
        /// Whether the items are numbered.
        ordered: bool,
        /// Whether items are set without space between them (CommonMark 5.3).
        tight: bool,
    },
    /// An item of a list; its marker as written is the block's label.
    Item,
    /// A numbered or lettered provision that was typed as a line of prose (項, 号, (a)); nested clauses stand inside it.
    Clause,
    /// A quotation.
    Quote,
    /// Lines set as an address.
    Address,
    /// A table of [`Kind::Row`]s.
    Table,
    /// A row of [`Kind::Cell`]s.
    Row,
    /// A cell.
    Cell(Cell),
    /// A list of terms and definitions.
    Definitions,
    /// A leaf: a term being defined.
    Term,
    /// What a term means.
    Definition,
    /// A footnote; it stands at the end of the section that first refers to it.
    Footnote {
        /// The label in the source; never shown, never compared.
        name: String,
    },
}

impl Kind {
    /// Returns whether such a block gets an anchor.
    pub fn is_provision(&self) -> bool {
        matches!(self, Self::Paragraph | Self::Item | Self::Clause)
    }

    /// Returns whether provisions are looked for inside such a block.
    pub fn holds_provisions(&self) -> bool {
        matches!(self, Self::List { .. } | Self::Item | Self::Clause)
    }
}

/// How a table cell lies in its table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    /// Whether the cell is a heading (`th`).
    pub header: bool,
    /// Columns covered, at least 1.
    pub columns: u16,
    /// Rows covered, at least 1.
    pub rows: u16,
    /// The alignment the author gave.
    pub align: Option<Align>,
}

/// The alignment of a cell, in the direction of writing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// To the line's start.
    Start,
    /// Centred.
    Center,
    /// To the line's end.
    End,
}

/// Plain text with marks beside it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Leaf {
    /// The text; `\n` is a line break that is kept.
    pub text: String,
    /// The marks, by start, the longer first; ranges lie on character boundaries and nest properly.
    pub marks: Vec<Mark>,
}

impl Leaf {
    /// Returns a leaf without marks.
    pub fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), marks: Vec::new() }
    }
}

/// A mark on a range of a leaf's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// The bytes of the leaf's text; empty for points such as footnote references.
    pub range: Range<usize>,
    /// What is marked.
    pub kind: MarkKind,
}

/// What a mark says of its range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MarkKind {
    /// `em`.
    Emphasis,
    /// `strong`.
    Strong,
    /// Struck by the author (`s`); not a deletion.
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
    /// A link.
    Link(Link),
    /// A reference to a part of the same text; only in the copy of a text that its pages show.
    Reference(Anchor),
    /// An image; the range is its alternative text.
    Image {
        /// The file as written.
        source: String,
        /// The `title` attribute.
        title: String,
    },
    /// A point: a reference to a footnote of that name.
    FootnoteReference {
        /// The label in the source.
        name: String,
    },
    /// A point: `<a name>`, an id that old links use.
    Name(Anchor),
    /// `<ruby>`: the range is the base, this is its reading.
    Ruby(String),
    /// A run in another direction (`<bdo>`, `<span dir>`).
    Direction(Direction),
    /// A `{{ name }}`; once resolved the range is the value.
    Variable {
        /// The variable's name.
        name: String,
    },
}

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The address as written, entities and escapes resolved.
    pub target: String,
    /// The `title` attribute.
    pub title: String,
    /// The link in the source.
    pub span: Span,
}
