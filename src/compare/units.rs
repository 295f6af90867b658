//! A section's blocks -> its leaves with what surrounds them, and the units that are aligned: leaves, and rows of tables.

use std::ops::Range;
use std::rc::Rc;

use crate::model::{Block, Body, Cell, Kind, Label, LabelStyle, Leaf, Section};

/// A leaf and its place in the structure.
#[derive(Debug, Clone)]
pub(super) struct Placed<'a> {
    /// The leaf.
    pub(super) leaf: &'a Leaf,
    /// The kinds of the blocks around it, from the outside in, and its own.
    pub(super) path: Rc<[Step<'a>]>,
}

/// A kind of block, as far as it matters to a reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Step<'a> {
    Paragraph,
    Code(Option<&'a str>),
    Rule,
    List { ordered: bool },
    Item,
    Clause,
    Quote,
    Address,
    Table,
    Row,
    Cell { header: bool, columns: u16, rows: u16 },
    Definitions,
    Term,
    Definition,
    Footnote,
}

/// What is aligned with its like on the other side.
#[derive(Debug, Clone)]
pub(super) struct Unit {
    /// Its leaves.
    pub(super) leaves: Range<usize>,
    /// For a row of a table, the leaves of each cell.
    pub(super) cells: Option<Vec<Range<usize>>>,
}

/// Returns the leaves of sections, at the indices of [`Section::leaves`] counted on through all, and the units they form.
pub(super) fn units<'a>(sections: &[&'a Section]) -> (Vec<Placed<'a>>, Vec<Unit>) {
    let mut walk = Walk::default();
    for block in sections.iter().flat_map(|section| &section.blocks) {
        walk.block(block);
    }
    (walk.leaves, walk.units)
}

#[derive(Default)]
struct Walk<'a> {
    leaves: Vec<Placed<'a>>,
    units: Vec<Unit>,
    in_row: bool,
    /// The kinds of the blocks that are open.
    path: Vec<Step<'a>>,
}

impl<'a> Walk<'a> {
    fn block(&mut self, block: &'a Block) {
        self.path.push(step(&block.kind));
        match &block.body {
            Body::Leaf(leaf) => self.leaf(leaf),
            Body::Blocks(inner) if block.kind == Kind::Row && !self.in_row => self.row(inner),
            Body::Blocks(inner) => inner.iter().for_each(|block| self.block(block)),
        }
        self.path.pop();
    }

    fn leaf(&mut self, leaf: &'a Leaf) {
        let at = self.leaves.len();
        // The cells of a table and the items of a list share one path.
        let known = self.leaves.last().map(|last| &last.path).filter(|path| ***path == *self.path);
        let path = known.cloned().unwrap_or_else(|| self.path.as_slice().into());
        self.leaves.push(Placed { leaf, path });
        if !self.in_row {
            self.units.push(Unit { leaves: at..at + 1, cells: None });
        }
    }

    fn row(&mut self, cells: &'a [Block]) {
        self.in_row = true;
        let begin = self.leaves.len();
        let mut ranges = Vec::with_capacity(cells.len());
        for cell in cells {
            let at = self.leaves.len();
            self.block(cell);
            ranges.push(at..self.leaves.len());
        }
        self.in_row = false;
        if self.leaves.len() > begin {
            self.units.push(Unit { leaves: begin..self.leaves.len(), cells: Some(ranges) });
        }
    }
}

fn step(kind: &Kind) -> Step<'_> {
    match kind {
        Kind::Paragraph => Step::Paragraph,
        Kind::Code { language } => Step::Code(language.as_deref()),
        Kind::Rule => Step::Rule,
        Kind::List { ordered, .. } => Step::List { ordered: *ordered },
        Kind::Item => Step::Item,
        Kind::Clause => Step::Clause,
        Kind::Quote => Step::Quote,
        Kind::Address => Step::Address,
        Kind::Table => Step::Table,
        Kind::Row => Step::Row,
        Kind::Cell(Cell { header, columns, rows, .. }) => {
            Step::Cell { header: *header, columns: *columns, rows: *rows }
        }
        Kind::Definitions => Step::Definitions,
        Kind::Term => Step::Term,
        Kind::Definition => Step::Definition,
        Kind::Footnote { .. } => Step::Footnote,
    }
}

/// Returns the structure of a section in reading order: the kind of every block, and `None` at each container's end.
pub(super) fn structure(section: &Section) -> Vec<Option<Step<'_>>> {
    let mut out = Vec::new();
    outline(&section.blocks, &mut out);
    out
}

fn outline<'a>(blocks: &'a [Block], out: &mut Vec<Option<Step<'a>>>) {
    for block in blocks {
        out.push(Some(step(&block.kind)));
        if let Body::Blocks(inner) = &block.body {
            outline(inner, out);
            out.push(None);
        }
    }
}

/// Returns the labels printed within a section, in reading order; `None` for a bullet of Markdown, whichever sign was typed.
pub(super) fn labels(section: &Section) -> Vec<Option<&Label>> {
    let mut out = Vec::new();
    collect_labels(&section.blocks, &mut out);
    out
}

fn collect_labels<'a>(blocks: &'a [Block], out: &mut Vec<Option<&'a Label>>) {
    for block in blocks {
        let is_bullet = |label: &&Label| block.kind == Kind::Item && label.style == LabelStyle::Bullet;
        out.extend(block.label.as_deref().map(|label| Some(label).filter(|label| !is_bullet(label))));
        if let Body::Blocks(inner) = &block.body {
            collect_labels(inner, out);
        }
    }
}
