//! The blocks of a changed section, old and new -> one tree: the new blocks, with those that only the old text has where they
//! stood.
//!
//! An old leaf without counterpart stands beside the old leaf before it (or the one after it), inside of as many of its
//! containers as the two share and the new text has: a deleted item stands in the list of its neighbour.

use super::grid;
use super::node::{Change, Eye, Inner, Look, Moved, Node, Tag, nodes};
use crate::model::{Block, Body, Kind, Leaf, Section};
use crate::page::edits::{Edits, LeafEdits};
use crate::page::labels::LabelEdit;

/// An old leaf with the blocks it stands in, outermost first; the last is the leaf itself.
struct OldLeaf<'a> {
    leaf: &'a Leaf,
    chain: Vec<&'a Block>,
    /// Where the leaf stands now, if it moved.
    moved: Option<Moved>,
}

impl<'a> OldLeaf<'a> {
    /// Shows the leaf at its old place: as one that moved away, else as deleted.
    fn look(&self) -> Look<'a> {
        match self.moved {
            Some(_) => Look { moved: self.moved, ..Look::default() },
            None => Look::whole(Change::Deleted, self.leaf, false),
        }
    }
}

/// The first and the last leaf in whose place an old one stands.
type Stands<'a> = Option<(&'a Leaf, &'a Leaf)>;

/// A place in a tree of nodes: indices, outermost first.
type Path = Vec<usize>;

/// Sees what the new text has and, beside it, what it has no more.
struct Both<'a> {
    /// The number of the change.
    number: usize,
    leaves: std::slice::Iter<'a, LeafEdits<'a>>,
    labels: std::slice::Iter<'a, LabelEdit<'a>>,
}

impl<'a> Eye<'a> for Both<'a> {
    fn leaf(&mut self, _: &'a Leaf) -> Look<'a> {
        self.leaves.next().map(|edits| Look::both(edits, self.number)).unwrap_or_default()
    }

    fn label(&mut self) -> Tag<'a> {
        self.labels.next().map(Tag::both).unwrap_or_default()
    }
}

/// Returns the nodes of each new section of a change.
pub(super) fn weave<'a>(
    number: usize,
    old: &[&'a Section],
    new: &[&'a Section],
    edits: &'a Edits<'a>,
) -> Vec<Vec<Node<'a>>> {
    let mut eye = Both { number, leaves: edits.new.iter(), labels: edits.new_labels.iter() };
    let mut woven: Vec<_> = new.iter().map(|section| nodes(&section.blocks, &mut eye)).collect();
    let new_leaves: Vec<_> = new.iter().flat_map(|section| section.leaves()).collect();
    let mut old_leaves = old_leaves(old);
    for (leaf, edits) in old_leaves.iter_mut().zip(&edits.old) {
        leaf.moved = edits.moved.map(|moved| Moved { by: (number, moved.number), opens: moved.opens, here: false });
    }
    // Where each old leaf stands in the new tree: from its first counterpart to its last, or itself once it is placed.
    let stays = |at: usize| {
        let (first, last) = (edits.pairs[at]?, edits.ends[at]?);
        old_leaves[at].moved.is_none().then(|| (new_leaves[first], new_leaves[last]))
    };
    let mut stands: Vec<Stands<'_>> = (0..old_leaves.len()).map(stays).collect();
    for at in 0..old_leaves.len() {
        if stands[at].is_none() && is_shown(&old_leaves[at]) {
            place(&mut woven, &old_leaves, &stands, at);
            stands[at] = Some((old_leaves[at].leaf, old_leaves[at].leaf));
        }
    }
    woven
}

fn old_leaves<'a>(sections: &[&'a Section]) -> Vec<OldLeaf<'a>> {
    let mut found = Vec::new();
    sections.iter().for_each(|section| collect(&section.blocks, &mut Vec::new(), &mut found));
    found
}

fn collect<'a>(blocks: &'a [Block], above: &mut Vec<&'a Block>, found: &mut Vec<OldLeaf<'a>>) {
    for block in blocks {
        above.push(block);
        match &block.body {
            Body::Leaf(leaf) => found.push(OldLeaf { leaf, chain: above.clone(), moved: None }),
            Body::Blocks(inner) => collect(inner, above, found),
        }
        above.pop();
    }
}

/// An empty leaf shows nothing, but an empty cell keeps the others of its row in their columns.
fn is_shown(old: &OldLeaf<'_>) -> bool {
    !old.leaf.text.is_empty() || old.chain.iter().any(|block| matches!(block.kind, Kind::Cell(_)))
}

/// Puts an old leaf, with those of its containers that are missing, beside its neighbour.
fn place<'a>(woven: &mut [Vec<Node<'a>>], old: &[OldLeaf<'a>], stands: &[Stands<'a>], at: usize) {
    let before = (0..at).rev().find(|other| stands[*other].is_some());
    let after = (at + 1..old.len()).find(|other| stands[*other].is_some());
    let depth = |other: usize, leaf| shared(woven, leaf, &old[at], &old[other]);
    let before = before.and_then(|other| Some((depth(other, stands[other]?.1)?, 1)));
    let after = after.and_then(|other| Some((depth(other, stands[other]?.0)?, 0)));
    let deeper = match (before, after) {
        (Some(before), Some(after)) if after.0.2 > before.0.2 => Some(after),
        (before, after) => before.or(after),
    };
    let (section, path, depth, step) =
        deeper.map_or((0, vec![0], 0, 0), |((section, path, depth), step)| (section, path, depth, step));
    let chain = &old[at].chain;
    let node = node(&chain[..depth], &chain[depth..], old[at].look());
    if let (Some(nodes), Some(node)) = (woven.get_mut(section).and_then(|nodes| inside(nodes, &path[..depth])), node) {
        let at = (path[depth] + step).min(nodes.len());
        // In a row of its own an old cell stands in its old column.
        let gap = if nodes.iter().all(|node| node.old) { gap(&chain[..=depth]) } else { 0 };
        nodes.splice(at..at, std::iter::repeat_with(grid::empty).take(gap).chain([node]));
    }
}

/// Returns the columns before the cell at the end of a chain that belong to cells of rows above; 0 if there is no cell.
fn gap(chain: &[&Block]) -> usize {
    match chain {
        [.., table, row, cell] if row.kind == Kind::Row => grid::gap(table, cell),
        _ => 0,
    }
}

/// Returns where a neighbour stands — section and path — and how many containers the two share there.
fn shared<'a>(
    woven: &[Vec<Node<'a>>],
    stands: &'a Leaf,
    old: &OldLeaf<'a>,
    neighbour: &OldLeaf<'a>,
) -> Option<(usize, Path, usize)> {
    let (section, path) = woven.iter().enumerate().find_map(|(at, nodes)| Some((at, find(nodes, stands)?)))?;
    let mut nodes = &woven[section][..];
    let mut depth = 0;
    while depth + 1 < path.len().min(old.chain.len()).min(neighbour.chain.len()) {
        let node = &nodes[path[depth]];
        let same = std::ptr::eq(old.chain[depth], neighbour.chain[depth]);
        if !same || !alike(&old.chain[depth].kind, &node.block.kind) {
            break;
        }
        nodes = node.nodes();
        depth += 1;
    }
    Some((section, path, depth))
}

/// Returns whether what stood in a container of one kind can stand in one of the other.
fn alike(one: &Kind, other: &Kind) -> bool {
    match (one, other) {
        (Kind::List { ordered, .. }, Kind::List { ordered: other, .. }) => ordered == other,
        _ => std::mem::discriminant(one) == std::mem::discriminant(other),
    }
}

fn find(nodes: &[Node<'_>], leaf: &Leaf) -> Option<Path> {
    nodes.iter().enumerate().find_map(|(at, node)| match &node.inner {
        Inner::Leaf(here, _) => std::ptr::eq(*here, leaf).then(|| vec![at]),
        Inner::Nodes(inner) => find(inner, leaf).map(|path| [vec![at], path].concat()),
        Inner::Omitted(_) => None,
    })
}

fn inside<'n, 'a>(nodes: &'n mut Vec<Node<'a>>, path: &[usize]) -> Option<&'n mut Vec<Node<'a>>> {
    let Some((first, rest)) = path.split_first() else { return Some(nodes) };
    match &mut nodes.get_mut(*first)?.inner {
        Inner::Nodes(inner) => inside(inner, rest),
        Inner::Leaf(..) | Inner::Omitted(_) => None,
    }
}

/// Returns a chain of blocks below others as nodes, the last one's text as it looks.
fn node<'a>(above: &[&'a Block], chain: &[&'a Block], look: Look<'a>) -> Option<Node<'a>> {
    let (block, below) = chain.split_first()?;
    let inner = match &block.body {
        Body::Leaf(leaf) => Inner::Leaf(leaf, look),
        Body::Blocks(_) => {
            let above = [above, &[*block]].concat();
            let gap = below.first().map_or(0, |cell| gap(&[&above[..], &[*cell]].concat()));
            let inner = node(&above, below, look)?;
            Inner::Nodes(std::iter::repeat_with(grid::empty).take(gap).chain([inner]).collect())
        }
    };
    Some(Node { block, old: true, tag: Tag::alone(Change::Deleted), inner })
}
