//! Blocks -> nodes: the same blocks, with what is to be marked in each leaf.

use std::ops::Range;

use crate::model::{Block, Body, Leaf};
use crate::page::edits::{Gone, LeafEdits};
use crate::page::labels::{LabelChange, LabelEdit};

/// How changed words are marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    /// `del`.
    Deleted,
    /// `ins`.
    Inserted,
}

/// What is to be marked in a leaf.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Look<'a> {
    /// Bytes of the leaf's text to be marked, in order, and how.
    pub(super) marked: Option<(Change, Vec<Range<usize>>)>,
    /// Deleted words to be shown among those of the leaf.
    pub(super) gone: &'a [Gone<'a>],
    /// Whether the words for screen readers are left out, because the whole section says it once.
    pub(super) quiet: bool,
}

impl<'a> Look<'a> {
    /// Marks what changed in a leaf, without the words of the other side.
    pub(super) fn changed(change: Change, edits: &LeafEdits<'_>) -> Self {
        Self { marked: Some((change, edits.changed.clone())), ..Self::default() }
    }

    /// Marks what was inserted, with the deleted words in place.
    pub(super) fn both(edits: &'a LeafEdits<'a>) -> Self {
        Self { gone: &edits.gone, ..Self::changed(Change::Inserted, edits) }
    }

    /// Marks the whole of a leaf.
    pub(super) fn whole(change: Change, leaf: &Leaf, quiet: bool) -> Self {
        let whole: Vec<_> = std::iter::once(0..leaf.text.len()).collect();
        Self { marked: Some((change, whole)), gone: &[], quiet }
    }

    /// Returns whether nothing is marked.
    pub(super) fn is_plain(&self) -> bool {
        self.gone.is_empty() && self.marked.as_ref().is_none_or(|(_, ranges)| ranges.is_empty())
    }
}

/// What is to be marked in the label of a clause or item.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    /// The label before, to be shown as deleted.
    pub(super) before: Option<&'a str>,
    /// How the label is marked.
    pub(super) change: Option<Change>,
    /// Whether the words for screen readers are left out, because those of the text behind it say the same.
    pub(super) quiet: bool,
}

impl<'a> Tag<'a> {
    /// Marks a label that the other side has not, or has another for.
    pub(super) fn changed(change: Change, edit: &LabelEdit<'a>) -> Self {
        match edit.change {
            LabelChange::None => Self::default(),
            LabelChange::Lone => Self::whole(change),
            LabelChange::Other(_) => Self { change: Some(change), ..Self::default() },
        }
    }

    /// Marks a new label, with the deleted one in place.
    pub(super) fn both(edit: &LabelEdit<'a>) -> Self {
        let before = match edit.change {
            LabelChange::Other(before) => Some(before),
            _ => None,
        };
        Self { before, ..Self::changed(Change::Inserted, edit) }
    }

    /// Marks the label of a block that is marked as a whole.
    pub(super) fn whole(change: Change) -> Self {
        Self { before: None, change: Some(change), quiet: true }
    }
}

/// A block to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Node<'a> {
    /// The block; what it holds is told by [`Self::inner`].
    pub(super) block: &'a Block,
    /// Whether the block stands in the old text alone, inside of the new one.
    pub(super) old: bool,
    /// What is to be marked in its label.
    pub(super) tag: Tag<'a>,
    /// What it holds.
    pub(super) inner: Inner<'a>,
}

/// What a node holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Inner<'a> {
    /// Text.
    Leaf(&'a Leaf, Look<'a>),
    /// Nodes.
    Nodes(Vec<Node<'a>>),
}

impl<'a> Node<'a> {
    /// Makes the node, and those inside, one that the old text alone has.
    pub(super) fn age(&mut self) {
        self.old = true;
        self.tag = Tag::whole(Change::Deleted);
        if let Inner::Nodes(nodes) = &mut self.inner {
            nodes.iter_mut().for_each(Self::age);
        }
    }

    /// Returns the nodes inside; none for a leaf.
    pub(super) fn nodes(&self) -> &[Node<'a>] {
        match &self.inner {
            Inner::Leaf(..) => &[],
            Inner::Nodes(nodes) => nodes,
        }
    }
}

/// Asked what is to be marked, in reading order.
pub(super) trait Eye<'a> {
    /// Returns what is to be marked in the next leaf.
    fn leaf(&mut self, leaf: &'a Leaf) -> Look<'a>;

    /// Returns what is to be marked in the next label.
    fn label(&mut self) -> Tag<'a>;
}

/// Sees nothing to be marked.
pub(super) struct Blind;

impl<'a> Eye<'a> for Blind {
    fn leaf(&mut self, _: &'a Leaf) -> Look<'a> {
        Look::default()
    }

    fn label(&mut self) -> Tag<'a> {
        Tag::default()
    }
}

/// Sees all as inserted or deleted, by what says so once for the whole.
pub(super) struct Whole(pub(super) Change);

impl<'a> Eye<'a> for Whole {
    fn leaf(&mut self, leaf: &'a Leaf) -> Look<'a> {
        Look::whole(self.0, leaf, true)
    }

    fn label(&mut self) -> Tag<'a> {
        Tag::whole(self.0)
    }
}

/// Returns the nodes of blocks.
pub(super) fn nodes<'a>(blocks: &'a [Block], eye: &mut impl Eye<'a>) -> Vec<Node<'a>> {
    blocks.iter().map(|block| node(block, eye)).collect()
}

fn node<'a>(block: &'a Block, eye: &mut impl Eye<'a>) -> Node<'a> {
    let tag = block.label.as_ref().map(|_| eye.label()).unwrap_or_default();
    let inner = match &block.body {
        Body::Leaf(leaf) => Inner::Leaf(leaf, eye.leaf(leaf)),
        Body::Blocks(blocks) => Inner::Nodes(nodes(blocks, eye)),
    };
    Node { block, old: false, tag, inner }
}

/// Returns the nodes of blocks in which nothing is marked.
pub(super) fn unmarked(blocks: &[Block]) -> Vec<Node<'_>> {
    nodes(blocks, &mut Blind)
}
