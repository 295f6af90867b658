//! The tree of a body as it grows: a stack of open containers and the leaf at its top, fed by Markdown events and HTML tags.
//!
//! Markdown containers nest well among themselves and are closed by Markdown alone; an HTML container ends with its tag, or
//! with what it stands in. Where HTML leaves an element out (an item without list, a cell without row), it is implied.

mod containers;
mod leaves;

use std::ops::Range;

use crate::locale::Direction;
use crate::model::{Anchor, Block, Body, Cell, Kind, Label, LabelStyle, Leaf, Mark, MarkKind};
use crate::source::{Span, Spanned};

use super::leaf::{OpenLeaf, Origin};
use super::mask::Mask;
use super::notebook::Notebook;

/// How deep containers nest; what is deeper becomes flat.
const DEPTH: usize = 64;

/// A block, or a heading that begins a section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Node {
    /// A block.
    Block(Block),
    /// A heading.
    Heading(Heading),
}

/// A heading outside of quotes, lists and tables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Heading {
    pub(super) level: u8,
    pub(super) id: Option<Spanned<Anchor>>,
    pub(super) title: Leaf,
    pub(super) span: Span,
}

/// What a container is while it is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Container {
    /// Nothing of its own: what is inside goes to its parent.
    Transparent,
    /// Left out with what is inside; where it is never closed, that stays.
    Dropped,
    /// A note to editors (`> [!NOTE]`), no part of the text.
    Note,
    /// A list; for an HTML one, the style and number of the next item.
    List { ordered: bool, tight: bool, next: Option<(LabelStyle, u32)> },
    /// An item.
    Item(Option<Label>),
    /// Any other kind.
    Plain(Kind),
}

#[derive(Debug)]
struct Frame {
    container: Container,
    origin: Origin,
    range: Range<usize>,
    id: Option<Spanned<Anchor>>,
    direction: Option<Direction>,
    nodes: Vec<Node>,
}

/// The whole tree.
#[derive(Debug, Default)]
pub(super) struct Grown {
    /// The blocks and headings in order.
    pub(super) nodes: Vec<Node>,
    /// The definitions of footnotes, wherever they stood.
    pub(super) footnotes: Vec<Block>,
    /// The ranges of notes to editors.
    pub(super) notes: Vec<Range<usize>>,
}

/// A tree that grows.
#[derive(Debug)]
pub(super) struct Tree<'a, 's> {
    pub(super) notebook: &'a mut Notebook<'s>,
    pub(super) mask: &'a Mask<'s>,
    frames: Vec<Frame>,
    leaf: Option<OpenLeaf>,
    /// Markdown containers opened beyond [`DEPTH`].
    overflow: usize,
    /// Names of places that wait for the next leaf.
    names: Vec<Anchor>,
    footnotes: Vec<Block>,
    notes: Vec<Range<usize>>,
}

impl<'a, 's> Tree<'a, 's> {
    /// Returns an empty tree.
    pub(super) fn new(notebook: &'a mut Notebook<'s>, mask: &'a Mask<'s>) -> Self {
        let mut tree = Self {
            notebook,
            mask,
            frames: Vec::new(),
            leaf: None,
            overflow: 0,
            names: Vec::new(),
            footnotes: Vec::new(),
            notes: Vec::new(),
        };
        tree.push(Container::Transparent, Origin::Implied, 0..0);
        tree
    }

    /// Closes everything and returns the tree.
    pub(super) fn finish(mut self) -> Grown {
        while self.frames.len() > 1 {
            self.close_top(false);
        }
        self.end_leaf();
        if !self.names.is_empty() {
            let end = self.notebook.text.len();
            let names = self.names.drain(..).map(|name| Mark { range: 0..0, kind: MarkKind::Name(name) });
            let leaf = Leaf { text: String::new(), marks: names.collect() };
            self.add(Node::Block(leaf_block(Kind::Paragraph, leaf, self.notebook.span(end..end))));
        }
        let nodes = self.frames.pop().map_or_else(Vec::new, |frame| frame.nodes);
        Grown { nodes, footnotes: self.footnotes, notes: self.notes }
    }
}

/// Returns a cell as it is without attributes.
pub(super) fn data_cell() -> Cell {
    Cell { header: false, columns: 1, rows: 1, align: None }
}

fn leaf_block(kind: Kind, leaf: Leaf, span: Span) -> Block {
    Block { kind, label: None, id: None, anchor: None, direction: None, span, body: Body::Leaf(leaf) }
}

/// Marks the whole of a leaf.
fn surround(leaf: &mut Leaf, kind: MarkKind) {
    if !leaf.text.is_empty() {
        leaf.marks.insert(0, Mark { range: 0..leaf.text.len(), kind });
    }
}

/// Returns a node as a block: where no section can begin, a heading is a paragraph in strong type.
pub(super) fn block(node: Node) -> Block {
    match node {
        Node::Block(block) => block,
        Node::Heading(mut heading) => {
            surround(&mut heading.title, MarkKind::Strong);
            Block { id: heading.id.map(Box::new), ..leaf_block(Kind::Paragraph, heading.title, heading.span) }
        }
    }
}
