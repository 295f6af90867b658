//! A leaf as it grows: text and marks, from Markdown and HTML alike.
//!
//! Marks are opened and closed as a stack, so they nest whatever the tags do: a mark that is closed while inner ones are open
//! ends them too, and they go on behind it.

use std::ops::Range;

use crate::locale::Direction;
use crate::model::{Anchor, Leaf, Mark, MarkKind};
use crate::source::Spanned;

use super::lines::{self, HTML_BREAK, SOFT_BREAK};

/// How many marks may be open at once; further ones are left out.
const DEPTH: usize = 64;

/// Who opened something, so that an end tag closes no Markdown and the other way round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// Markdown.
    Markdown,
    /// The HTML element of that name.
    Html(&'static str),
    /// Nobody: it had to be there.
    Implied,
}

/// What a leaf will be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum LeafKind {
    /// A paragraph.
    Paragraph,
    /// A heading of a level.
    Heading(u8),
    /// A term of a definition list.
    Term,
    /// Preformatted text, with its language.
    Code(Option<String>),
}

/// What an open range will do to the text when it is closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Inline {
    /// Mark it.
    Mark(MarkKind),
    /// Nothing.
    Plain,
    /// Remove it; where it is never closed, it stays.
    Dropped,
    /// Be the base of a reading.
    Ruby,
    /// Make it the reading of the base before it.
    Reading,
}

#[derive(Debug)]
struct Open {
    origin: Origin,
    inline: Inline,
    start: usize,
    /// For a mark, its index; else the number of marks before it.
    slot: usize,
}

/// A leaf that is being read.
#[derive(Debug)]
pub(super) struct OpenLeaf {
    pub(super) kind: LeafKind,
    pub(super) origin: Origin,
    pub(super) id: Option<Spanned<Anchor>>,
    pub(super) direction: Option<Direction>,
    /// The bytes of the body read so far.
    pub(super) range: Range<usize>,
    text: String,
    marks: Vec<Mark>,
    open: Vec<Open>,
    /// Markdown marks opened beyond [`DEPTH`].
    overflow: usize,
}

impl OpenLeaf {
    /// Returns an empty leaf that begins at a byte of the body.
    pub(super) fn new(kind: LeafKind, origin: Origin, range: Range<usize>) -> Self {
        Self {
            kind,
            origin,
            id: None,
            direction: None,
            // What is read is hardly ever longer than what is written.
            text: String::with_capacity(range.len()),
            range,
            marks: Vec::new(),
            open: Vec::new(),
            overflow: 0,
        }
    }

    pub(super) fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Appends the text of an HTML block, whose white space is one space or line end (HTML 2.4, CSS Text 4.1.1).
    pub(super) fn push_html(&mut self, text: &str) {
        if matches!(self.kind, LeafKind::Code(_)) {
            return self.push(text);
        }
        let mut rest = text;
        while !rest.is_empty() {
            let word = rest.find(|c: char| c.is_ascii_whitespace()).unwrap_or(rest.len());
            self.text.push_str(&rest[..word]);
            let space = rest[word..].find(|c: char| !c.is_ascii_whitespace()).map_or(rest.len(), |at| word + at);
            if space > word && !self.text.is_empty() && !self.text.ends_with([' ', '\n', SOFT_BREAK, HTML_BREAK]) {
                self.text.push(if rest[word..space].contains('\n') { HTML_BREAK } else { ' ' });
            }
            rest = &rest[space..];
        }
    }

    /// Appends the end of a typed line.
    pub(super) fn push_soft_break(&mut self) {
        self.text.push(if matches!(self.kind, LeafKind::Code(_)) { '\n' } else { SOFT_BREAK });
    }

    /// Appends a line break; white space around it is cut off when the leaf is finished.
    pub(super) fn push_hard_break(&mut self) {
        self.text.push('\n');
    }

    /// Appends text with a mark on it.
    pub(super) fn push_marked(&mut self, text: &str, kind: MarkKind) {
        let start = self.text.len();
        self.text.push_str(text);
        self.marks.push(Mark { range: start..self.text.len(), kind });
    }

    /// Opens a range at the end of the text.
    pub(super) fn open(&mut self, origin: Origin, inline: Inline) {
        if self.overflow > 0 || self.open.len() >= DEPTH {
            self.overflow += usize::from(origin == Origin::Markdown);
            return;
        }
        if inline == Inline::Reading {
            self.split_above_ruby();
        }
        let (start, slot) = (self.text.len(), self.marks.len());
        if let Inline::Mark(kind) = &inline {
            self.marks.push(Mark { range: start..start, kind: kind.clone() });
        }
        self.open.push(Open { origin, inline, start, slot });
    }

    /// Closes the innermost range of Markdown, if one is open in this leaf.
    pub(super) fn close_markdown(&mut self) {
        if self.overflow > 0 {
            self.overflow -= 1;
        } else if let Some(index) = self.open.iter().rposition(|open| open.origin == Origin::Markdown) {
            self.close(index);
        }
    }

    /// Closes the innermost range of an HTML element; returns whether one was open. Inside dropped content nothing outside of
    /// it is closed.
    pub(super) fn close_html(&mut self, element: &str) -> bool {
        let is_it = |open: &Open| matches!(open.origin, Origin::Html(name) if name == element);
        let found = self.open.iter().rposition(|open| is_it(open) || open.inline == Inline::Dropped);
        match found.filter(|index| is_it(&self.open[*index])) {
            Some(index) => self.close(index),
            None => return false,
        }
        true
    }

    fn close(&mut self, index: usize) {
        if let Some(reading) = self.open[index + 1..].iter().position(|open| open.inline == Inline::Reading) {
            self.close(index + 1 + reading);
        }
        let above = self.end_above(index);
        let closed = self.open.pop().expect("the index is that of an open range");
        match closed.inline {
            Inline::Mark(_) => self.marks[closed.slot].range.end = self.text.len(),
            Inline::Plain | Inline::Ruby => {}
            Inline::Dropped => {
                self.text.truncate(closed.start);
                self.marks.truncate(closed.slot);
            }
            Inline::Reading => self.read(closed),
        }
        self.reopen(above);
    }

    /// Ends every mark above an index; dropped content that is not closed by then stays.
    fn end_above(&mut self, index: usize) -> Vec<Open> {
        let mut above = self.open.split_off(index + 1);
        for open in above.iter().filter(|open| matches!(open.inline, Inline::Mark(_))) {
            self.marks[open.slot].range.end = self.text.len();
        }
        above.retain(|open| open.inline != Inline::Dropped);
        above
    }

    fn reopen(&mut self, above: Vec<Open>) {
        for mut open in above {
            (open.start, open.slot) = (self.text.len(), self.marks.len());
            if let Inline::Mark(kind) = &open.inline {
                self.marks.push(Mark { range: open.start..open.start, kind: kind.clone() });
            }
            self.open.push(open);
        }
    }

    /// A reading covers the whole base, so marks inside the base end with it.
    fn split_above_ruby(&mut self) {
        if let Some(index) = self.open.iter().rposition(|open| open.inline == Inline::Ruby) {
            let above = self.end_above(index);
            self.reopen(above);
        }
    }

    /// Makes the text since a reading was opened the mark of the base before it; text without a base stays.
    fn read(&mut self, reading: Open) {
        let Some(ruby) = self.open.iter_mut().rev().find(|open| open.inline == Inline::Ruby) else { return };
        let base = ruby.start..reading.start;
        if !base.is_empty() {
            ruby.start = reading.start;
            let text = self.text.split_off(reading.start);
            self.marks.truncate(reading.slot);
            self.marks.push(Mark { range: base, kind: MarkKind::Ruby(text.trim().to_owned()) });
        }
    }

    /// Returns the leaf: white space at both ends cut off, marks in order, none of them empty but points.
    pub(super) fn finish(mut self) -> Leaf {
        if let Some(reading) = self.open.iter().position(|open| open.inline == Inline::Reading) {
            self.close(reading);
        }
        for open in self.open.iter().filter(|open| matches!(open.inline, Inline::Mark(_))) {
            self.marks[open.slot].range.end = self.text.len();
        }
        let mut leaf = Leaf { text: self.text, marks: self.marks };
        if !matches!(self.kind, LeafKind::Code(_)) {
            lines::tidy(&mut leaf);
            lines::join_html(&mut leaf);
        }
        leaf.marks.retain(|mark| !mark.range.is_empty() || is_point(&mark.kind));
        leaf.marks.sort_by_key(|mark| (mark.range.start, std::cmp::Reverse(mark.range.end)));
        leaf
    }
}

/// Returns whether a mark may stand between two characters.
pub(super) fn is_point(kind: &MarkKind) -> bool {
    matches!(kind, MarkKind::Image { .. } | MarkKind::FootnoteReference { .. } | MarkKind::Name(_))
}
