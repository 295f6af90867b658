//! The provisions of one section in two texts -> which are the same.
//!
//! Provisions are trees, and siblings are paired with siblings: equal text first, in order; then likeness, in order, with an
//! equal label as a bonus. Afterwards equal text that went elsewhere inside the section is paired too.

use std::collections::{BTreeMap, BTreeSet};

use super::grams::{self, Grams};
use super::heaviest::heaviest;
use super::side::{same_number, says_deleted};
use super::steady::{ascending, steady};
use super::tree::{Provision, tree};
use crate::locale::letters;
use crate::model::{Block, Body, Kind, Leaf, Section, are_alike};

/// The likeness from which two provisions may be the same one.
const LEAST: f64 = 0.35;
/// The likeness that is enough for two that stand alone between the same neighbours under the same label.
const SANDWICHED: f64 = 0.20;
/// What an equal label adds.
const LABEL: f64 = 0.10;
/// Up to so many pairs of siblings are weighed at once.
const CELLS: usize = 250_000;
/// Of more, up to so many.
const PIECE: usize = 1_000;
/// The likeness from which a provision is recognised elsewhere in the section …
const MOVED: f64 = 0.70;
/// … if it has so many runs of letters; of shorter ones only equal text is.
const MOVED_RUNS: usize = 12;

/// A provision and those inside it.
#[derive(Debug)]
struct Node<'a> {
    /// Its index in [`Section::provisions`].
    index: usize,
    block: &'a Block,
    /// Its text, that of the provisions inside it included.
    text: String,
    deleted: bool,
    children: Vec<Node<'a>>,
}

/// New indices with the old ones they are paired with.
type Pairs = BTreeMap<usize, usize>;

/// Returns the pairs of provisions (old, new), by the new one.
pub(super) fn pair(old: &Section, new: &Section, size: usize) -> Vec<(usize, usize)> {
    // Each provision is the one in its place.
    if are_alike(&old.blocks, &new.blocks) {
        return (0..old.provisions().len()).map(|at| (at, at)).collect();
    }
    let (old, new) = (Node::all_of(old), Node::all_of(new));
    let mut pairs = Pairs::new();
    pair_siblings(&old, &new, size, &mut pairs);
    pair_moved(&old, &new, size, &mut pairs);
    pairs.into_iter().map(|(new, old)| (old, new)).collect()
}

impl<'a> Node<'a> {
    fn of(provision: Provision<'a>) -> Self {
        let Provision { index, block, inside } = provision;
        let text = text(block);
        let deleted = says_deleted("", &text);
        Self { index, block, text, deleted, children: inside.into_iter().map(Self::of).collect() }
    }

    fn all_of(section: &'a Section) -> Vec<Self> {
        tree(&section.blocks).into_iter().map(Self::of).collect()
    }
}

fn text(block: &Block) -> String {
    fn collect<'a>(block: &'a Block, out: &mut Vec<&'a Leaf>) {
        match &block.body {
            Body::Leaf(leaf) => out.push(leaf),
            Body::Blocks(inner) => inner.iter().for_each(|block| collect(block, out)),
        }
    }
    let mut leaves = Vec::new();
    collect(block, &mut leaves);
    leaves.into_iter().map(|leaf| leaf.text.as_str()).collect::<Vec<_>>().join("\u{2029}")
}

/// Pairs siblings, and what is inside the paired ones.
fn pair_siblings(old: &[Node<'_>], new: &[Node<'_>], size: usize, pairs: &mut Pairs) {
    let mut found = by_id(old, new);
    let told: (BTreeSet<_>, BTreeSet<_>) = found.iter().copied().unzip();
    let old: Vec<&Node<'_>> = old.iter().collect();
    let new: Vec<&Node<'_>> = new.iter().collect();
    let open_old: Vec<usize> = (0..old.len()).filter(|at| !told.0.contains(at)).collect();
    let open_new: Vec<usize> = (0..new.len()).filter(|at| !told.1.contains(at)).collect();
    let (rest_old, rest_new): (Vec<_>, Vec<_>) =
        (open_old.iter().map(|at| old[*at]).collect(), open_new.iter().map(|at| new[*at]).collect());
    found.extend(in_order(&rest_old, &rest_new, size).into_iter().map(|(a, b)| (open_old[a], open_new[b])));
    for (a, b) in found {
        take(old[a], new[b], size, pairs);
    }
}

/// Notes a pair and pairs what is inside it.
fn take(old: &Node<'_>, new: &Node<'_>, size: usize, pairs: &mut Pairs) {
    pairs.insert(new.index, old.index);
    let (mut old, mut new) = (old.children.as_slice(), new.children.as_slice());
    // The first paragraph of a clause is its own text, whatever it says now.
    if let ([first_old, others_old @ ..], [first_new, others_new @ ..]) = (old, new)
        && is_paragraph(first_old)
        && is_paragraph(first_new)
        && !ids_differ(first_old, first_new)
    {
        pairs.insert(first_new.index, first_old.index);
        (old, new) = (others_old, others_new);
    }
    pair_siblings(old, new, size, pairs);
}

fn by_id(old: &[Node<'_>], new: &[Node<'_>]) -> Vec<(usize, usize)> {
    let id = |node: &'_ Node<'_>| node.block.id.as_ref().map(|id| id.value.clone());
    let mut known: BTreeMap<_, usize> =
        old.iter().enumerate().rev().filter_map(|(at, node)| Some((id(node)?, at))).collect();
    let pairs = new.iter().enumerate().filter_map(|(at, node)| Some((known.remove(&id(node)?)?, at)));
    pairs.collect()
}

/// Returns the pairs of siblings that keep their order.
fn in_order<'n>(old: &[&'n Node<'_>], new: &[&'n Node<'_>], size: usize) -> Vec<(usize, usize)> {
    let keys = |nodes: &[&'n Node<'_>]| nodes.iter().map(|node| key(node)).collect::<Vec<_>>();
    let fixed: Vec<_> =
        steady(&keys(old), &keys(new)).into_iter().filter(|(a, b)| !ids_differ(old[*a], new[*b])).collect();
    let mut pairs = fixed.clone();
    let mut from = (0, 0);
    for to in fixed.into_iter().chain([(old.len(), new.len())]) {
        let gap = align(&old[from.0..to.0], &new[from.1..to.1], size);
        pairs.extend(gap.into_iter().map(|(a, b)| (a + from.0, b + from.1)));
        from = (to.0 + 1, to.1 + 1);
    }
    pairs
}

/// What equal provisions have in common; a stub is known by its number alone.
fn key<'n>(node: &'n Node<'_>) -> (bool, &'n str, &'n [u32]) {
    let label = node.block.label.as_ref().filter(|_| node.deleted);
    (is_paragraph(node), &node.text, label.map_or(&[], |label| &label.number))
}

/// Returns the pairs of greatest likeness that keep their order.
///
/// Where there are too many to weigh each against each, those that alone share long runs part the lists, and between them
/// pieces face pieces: the order still holds and the time grows with the length, but what is both rewritten and far from its
/// place is not found.
fn align(old: &[&Node<'_>], new: &[&Node<'_>], size: usize) -> Vec<(usize, usize)> {
    if old.len() * new.len() <= CELLS {
        return weighed(old, new, size);
    }
    let mut pairs = Vec::new();
    let mut from = (0, 0);
    let fixed = kindred(old, new, size);
    for to in fixed.iter().copied().chain([(old.len(), new.len())]) {
        let gap = in_pieces(&old[from.0..to.0], &new[from.1..to.1], size);
        pairs.extend(gap.into_iter().map(|(a, b)| (a + from.0, b + from.1)));
        from = (to.0 + 1, to.1 + 1);
    }
    pairs.extend(fixed);
    pairs
}

/// Returns the pairs of provisions, in order, that share the most of the long runs that occur in one provision on either side.
fn kindred(old: &[&Node<'_>], new: &[&Node<'_>], size: usize) -> Vec<(usize, usize)> {
    let (in_old, in_new) = (lone_runs(old, size), lone_runs(new, size));
    let mut later = in_new.iter().copied().peekable();
    let meet = |(run, a): &(u32, usize)| {
        while later.next_if(|(other, _)| other < run).is_some() {}
        later.next_if(|(other, _)| other == run).map(|(_, b)| (*a, b))
    };
    let mut met: Vec<(usize, usize)> = in_old.iter().filter_map(meet).collect();
    met.sort_unstable();
    let counted: Vec<_> = met.chunk_by(|a, b| a == b).map(|group| (group.len(), group[0])).collect();
    let of_one = counted.chunk_by(|a, b| a.1.0 == b.1.0);
    let likest = of_one.filter_map(|of_one| of_one.iter().max_by_key(|(shared, _)| *shared)).map(|(_, pair)| *pair);
    let like = |(a, b): &(usize, usize)| {
        let like = Measure::of(old[*a], size).like(&Measure::of(new[*b], size));
        weigh(old[*a], new[*b], like, LEAST).is_some()
    };
    ascending(&likest.filter(like).collect::<Vec<_>>())
}

/// Returns the long runs that occur in one of these provisions only, with it, in order of runs.
fn lone_runs(nodes: &[&Node<'_>], size: usize) -> Vec<(u32, usize)> {
    let known = nodes.iter().enumerate().filter(|(_, node)| !node.deleted);
    let of_one = |(at, node): (usize, &&Node<'_>)| {
        grams::shingles(&letters(&node.text), size).into_iter().map(move |run| (run, at))
    };
    let mut runs: Vec<(u32, usize)> = known.flat_map(of_one).collect();
    runs.sort_unstable();
    runs.chunk_by(|a, b| a.0 == b.0).filter(|same| same.len() == 1).map(|same| same[0]).collect()
}

fn in_pieces(old: &[&Node<'_>], new: &[&Node<'_>], size: usize) -> Vec<(usize, usize)> {
    if old.len() * new.len() <= PIECE {
        return weighed(old, new, size);
    }
    let (half_old, half_new) = (old.len().div_ceil(2), new.len().div_ceil(2));
    let mut pairs = in_pieces(&old[..half_old], &new[..half_new], size);
    let rest = in_pieces(&old[half_old..], &new[half_new..], size);
    pairs.extend(rest.into_iter().map(|(a, b)| (a + half_old, b + half_new)));
    pairs
}

/// Weighs each against each.
fn weighed(old: &[&Node<'_>], new: &[&Node<'_>], size: usize) -> Vec<(usize, usize)> {
    if old.is_empty() || new.is_empty() {
        return Vec::new();
    }
    let measure = |nodes: &[&Node<'_>]| nodes.iter().map(|node| Measure::of(node, size)).collect::<Vec<_>>();
    let (of_old, of_new) = (measure(old), measure(new));
    let weight = |a: usize, b: usize, least: f64| weigh(old[a], new[b], of_old[a].like(&of_new[b]), least);
    let mut pairs = heaviest(old.len(), new.len(), &|a, b| weight(a, b, LEAST).unwrap_or(0.0));
    let lonely = sandwiches(&pairs, old.len(), new.len());
    let numbered = |(a, b): &(usize, usize)| {
        same_number(old[*a].block.label.as_deref(), new[*b].block.label.as_deref())
            && weight(*a, *b, SANDWICHED).is_some()
    };
    pairs.extend(lonely.into_iter().filter(numbered));
    pairs
}

/// What a provision is measured by.
struct Measure {
    whole: Grams,
    /// The first paragraph, where there is more.
    own: Grams,
}

impl Measure {
    fn of(node: &Node<'_>, size: usize) -> Self {
        let own = node.children.first().filter(|first| is_paragraph(first) && node.children.len() > 1);
        let own = own.map(|first| grams::grams(&first.text, size)).unwrap_or_default();
        Self { whole: grams::grams(&node.text, size), own }
    }

    fn like(&self, other: &Self) -> f64 {
        let whole = grams::likeness(&self.whole, &other.whole, 0.75, 25.0);
        if self.own.len() < 20 { whole } else { whole.max(0.8 * grams::dice(&self.own, &other.own)) }
    }
}

/// Returns what a pair is worth, or `None` where it is none.
fn weigh(old: &Node<'_>, new: &Node<'_>, like: f64, least: f64) -> Option<f64> {
    let same = same_number(old.block.label.as_deref(), new.block.label.as_deref());
    let like = match (old.deleted, new.deleted) {
        (false, false) => like,
        // 「三　削除」 is what became of 三; what later takes the number is another provision.
        (false, true) | (true, true) if same => 1.0,
        _ => 0.0,
    };
    let like = if is_paragraph(old) == is_paragraph(new) { like } else { like - 0.1 };
    let worth = if same { like + LABEL } else { like };
    (like >= least && !ids_differ(old, new)).then_some(worth)
}

/// Returns the places where exactly one of either side stands between pairs.
fn sandwiches(pairs: &[(usize, usize)], old: usize, new: usize) -> Vec<(usize, usize)> {
    let mut from = (0, 0);
    let mut alone = Vec::new();
    for to in pairs.iter().copied().chain([(old, new)]) {
        if to == (from.0 + 1, from.1 + 1) {
            alone.push(from);
        }
        from = (to.0 + 1, to.1 + 1);
    }
    alone
}

/// Pairs what is left and alike beyond doubt, wherever it stands in the section: the likest first.
fn pair_moved(old: &[Node<'_>], new: &[Node<'_>], size: usize, pairs: &mut Pairs) {
    let mut taken: BTreeSet<usize> = pairs.values().copied().collect();
    let left = |nodes| all(nodes).into_iter().filter(|node: &&Node<'_>| !node.deleted);
    let measured = |node| (node, Measure::of(node, size));
    let left_old: Vec<_> = left(old).filter(|node| !taken.contains(&node.index)).map(measured).collect();
    let left_new: Vec<_> = left(new).filter(|node| !pairs.contains_key(&node.index)).map(measured).collect();
    if left_old.len() * left_new.len() > CELLS {
        return;
    }
    let mut moved = Vec::new();
    for (old, of_old) in &left_old {
        for (new, of_new) in left_new.iter().filter(|(new, _)| is_paragraph(old) == is_paragraph(new)) {
            let like = of_old.like(of_new);
            let least = if of_old.whole.len() < MOVED_RUNS { 1.0 } else { MOVED };
            moved.extend((like >= least && !ids_differ(old, new)).then_some((like, *old, *new)));
        }
    }
    moved.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.2.index, a.1.index).cmp(&(b.2.index, b.1.index))));
    for (_, old, new) in moved {
        // What stands inside a moved clause may have been paired with it.
        if !pairs.contains_key(&new.index) && !taken.contains(&old.index) {
            let mut inside = Pairs::new();
            take(old, new, size, &mut inside);
            inside.retain(|new, old| !pairs.contains_key(new) && taken.insert(*old));
            pairs.append(&mut inside);
        }
    }
}

fn all<'n, 'a>(nodes: &'n [Node<'a>]) -> Vec<&'n Node<'a>> {
    nodes.iter().flat_map(|node| std::iter::once(node).chain(all(&node.children))).collect()
}

fn is_paragraph(node: &Node<'_>) -> bool {
    node.block.kind == Kind::Paragraph
}

fn ids_differ(old: &Node<'_>, new: &Node<'_>) -> bool {
    matches!((&old.block.id, &new.block.id), (Some(old), Some(new)) if old.value != new.value)
}
