//! Blocks -> nodes: the same blocks, with what is to be marked in each leaf.

use crate::compare;
use crate::model::{Block, Body, Kind, Leaf};
use crate::page::edits::{Format, Gone, LeafEdits, Words};
use crate::page::elide::{Omitted, Piece};
use crate::page::formats::Shows;
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
    /// Words of the leaf's text to be marked, in order, and how.
    pub(super) marked: Option<(Change, Vec<Words>)>,
    /// Deleted words to be shown among those of the leaf.
    pub(super) gone: &'a [Gone<'a>],
    /// The bytes at which to show that the other side has words there.
    pub(super) gaps: &'a [usize],
    /// Words that are marked differently.
    pub(super) formats: &'a [Format<'a>],
    /// Of which text the leaf is shown.
    pub(super) shows: Shows,
    /// Where the leaf stood before, or stands now.
    pub(super) moved: Option<Moved>,
    /// Whether the words for screen readers are left out, because the whole section says it once.
    pub(super) quiet: bool,
}

impl<'a> Look<'a> {
    /// Marks what changed in a leaf, without the words of the other side.
    pub(super) fn changed(change: Change, edits: &'a LeafEdits<'a>) -> Self {
        Self {
            marked: Some((change, edits.changed.clone())),
            gaps: &edits.gaps,
            formats: &edits.formats,
            moved: edits.moved.map(|moved| Moved {
                by: (0, moved.number),
                opens: moved.opens,
                here: change == Change::Inserted,
            }),
            shows: if change == Change::Inserted { Shows::After } else { Shows::Before },
            ..Self::default()
        }
    }

    /// Marks what was inserted in the change of a number, with the deleted words in place.
    pub(super) fn both(edits: &'a LeafEdits<'a>, number: usize) -> Self {
        let look = Self::changed(Change::Inserted, edits);
        let moved = look.moved.map(|moved| Moved { by: (number, moved.by.1), ..moved });
        Self { gone: &edits.gone, gaps: &[], shows: Shows::Both, moved, ..look }
    }

    /// Marks the whole of a leaf.
    pub(super) fn whole(change: Change, leaf: &Leaf, quiet: bool) -> Self {
        let whole = Words { bytes: 0..leaf.text.len(), minor: false };
        Self { marked: Some((change, vec![whole])), quiet, ..Self::default() }
    }

    /// Returns whether nothing is marked.
    pub(super) fn is_plain(&self) -> bool {
        let untouched = self.gone.is_empty() && self.formats.is_empty() && self.moved.is_none();
        untouched && self.marked.as_ref().is_none_or(|(_, ranges)| ranges.is_empty())
    }
}

/// Where a leaf stood before, or stands now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Moved {
    /// The move: the number of the change, and of the move in it.
    pub(super) by: (usize, usize),
    /// Whether the move begins with the leaf.
    pub(super) opens: bool,
    /// Whether this is the place after.
    pub(super) here: bool,
}

/// What is to be marked in the label of a clause or item.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    /// The label before, to be shown as deleted.
    pub(super) before: Option<&'a str>,
    /// How the label is marked.
    pub(super) change: Option<Change>,
    /// Whether it differs in white space or width alone.
    pub(super) minor: bool,
    /// Whether the words for screen readers are left out, because the whole section says it once.
    pub(super) quiet: bool,
}

impl<'a> Tag<'a> {
    /// Marks a label that the other side has not, or has another for.
    pub(super) fn changed(change: Change, edit: &LabelEdit<'a>) -> Self {
        match edit.change {
            LabelChange::None => Self::default(),
            LabelChange::Lone => Self::alone(change),
            LabelChange::Other(other) => Self { minor: compare::is_minor(edit.printed, other), ..Self::alone(change) },
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

    /// Marks a label.
    pub(super) fn alone(change: Change) -> Self {
        Self { change: Some(change), ..Self::default() }
    }

    /// Marks a label in a section that is marked as a whole.
    pub(super) fn whole(change: Change) -> Self {
        Self { quiet: true, ..Self::alone(change) }
    }
}

/// A block to be written.
#[derive(Debug, Clone, PartialEq)]
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
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Inner<'a> {
    /// Text.
    Leaf(&'a Leaf, Look<'a>),
    /// Nodes.
    Nodes(Vec<Node<'a>>),
    /// Nothing: the block and its neighbours are left out.
    Omitted(Omission<'a>),
}

/// What is left out, and how its name is marked.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Omission<'a> {
    /// The blocks.
    pub(super) omitted: Omitted<'a>,
    /// How the labels that name them are marked.
    pub(super) tag: Tag<'a>,
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

    /// Returns the kind of block that the node is written as: what is left out stands as a paragraph, unless only a clause, an
    /// item, a row or a term can stand in its place.
    pub(super) fn stands_as(&self) -> &'a Kind {
        match (&self.inner, &self.block.kind) {
            (Inner::Omitted(Omission { omitted, .. }), Kind::Clause) if omitted.labels.is_none() => &Kind::Paragraph,
            (Inner::Omitted(_), Kind::Clause | Kind::Item | Kind::Row | Kind::Term | Kind::Definition) => {
                &self.block.kind
            }
            (Inner::Omitted(_), _) => &Kind::Paragraph,
            _ => &self.block.kind,
        }
    }

    /// Returns the nodes inside; none for a leaf.
    pub(super) fn nodes(&self) -> &[Node<'a>] {
        match &self.inner {
            Inner::Leaf(..) | Inner::Omitted(_) => &[],
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

/// Returns the nodes of a section of which some is left out.
pub(super) fn pieced<'a>(pieces: &[Piece<'a>], eye: &mut impl Eye<'a>) -> Vec<Node<'a>> {
    let mut piece = |piece: &Piece<'a>| match piece {
        Piece::Whole(block) => node(block, eye),
        Piece::Part(block, inner) => {
            let tag = block.label.as_ref().map(|_| eye.label()).unwrap_or_default();
            Node { block, old: false, tag, inner: Inner::Nodes(pieced(inner, eye)) }
        }
        Piece::Omitted(omitted) => {
            let hidden = nodes(omitted.blocks, eye);
            let relabelled = hidden.iter().map(|node| node.tag).find(|tag| tag.change.is_some());
            let tag =
                relabelled.filter(|_| omitted.relabelled).map_or(Tag::default(), |tag| Tag { before: None, ..tag });
            let inner = Inner::Omitted(Omission { omitted: omitted.clone(), tag });
            Node { block: &omitted.blocks[0], old: false, tag: Tag::default(), inner }
        }
    };
    pieces.iter().map(&mut piece).collect()
}

/// Returns the nodes of blocks in which nothing is marked.
pub(super) fn unmarked(blocks: &[Block]) -> Vec<Node<'_>> {
    nodes(blocks, &mut Blind)
}
