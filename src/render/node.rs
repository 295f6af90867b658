//! Blocks -> nodes: the same blocks, with what is to be marked in each leaf.

use std::ops::Range;

use crate::model::{Block, Body, Leaf};
use crate::page::edits::{Gone, LeafEdits};

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

/// A block to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Node<'a> {
    /// The block; what it holds is told by [`Self::inner`].
    pub(super) block: &'a Block,
    /// Whether the block stands in the old text alone, inside of the new one.
    pub(super) old: bool,
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

/// Returns the nodes of blocks; `look` is asked for each leaf, in reading order.
pub(super) fn nodes<'a>(blocks: &'a [Block], look: &mut impl FnMut(&'a Leaf) -> Look<'a>) -> Vec<Node<'a>> {
    let mut node = |block: &'a Block| Node { block, old: false, inner: inner(&block.body, look) };
    blocks.iter().map(&mut node).collect()
}

fn inner<'a>(body: &'a Body, look: &mut impl FnMut(&'a Leaf) -> Look<'a>) -> Inner<'a> {
    match body {
        Body::Leaf(leaf) => Inner::Leaf(leaf, look(leaf)),
        Body::Blocks(blocks) => Inner::Nodes(self::nodes(blocks, look)),
    }
}

/// Returns the nodes of blocks in which nothing is marked.
pub(super) fn unmarked(blocks: &[Block]) -> Vec<Node<'_>> {
    nodes(blocks, &mut |_| Look::default())
}
