//! The pairs of a comparison's leaves -> what became of the labels of clauses and items.
//!
//! A comparison pairs leaves; a label belongs to the block that begins with one. Where two leaves are a pair, the labels before
//! them are told against each other, the innermost first: `(1) (a) text` and `(b) text` differ in `(a)`, and `(1)` is new.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::model::{Block, Body, Section};

/// What became of the label of a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelEdit<'a> {
    /// The label.
    pub printed: &'a str,
    /// The first leaf behind the label.
    pub leaf: usize,
    /// What the other side has in its place.
    pub change: LabelChange<'a>,
}

/// What the other side has in the place of a label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LabelChange<'a> {
    /// The same.
    None,
    /// Another.
    Other(&'a str),
    /// None: the block is on this side alone.
    Lone,
}

/// A labelled block.
struct Labelled<'a> {
    printed: &'a str,
    /// Its leaves, counted through all sections of its side.
    leaves: Range<usize>,
}

/// Returns what became of every label of clauses and items, on either side, outer ones before those inside of them; `pairs`
/// tells for each old leaf the new one it stands against, of `new_count`.
pub(super) fn labels<'a>(
    old: &[&'a Section],
    new: &[&'a Section],
    pairs: &[Option<usize>],
    new_count: usize,
) -> (Vec<LabelEdit<'a>>, Vec<LabelEdit<'a>>) {
    let (old, new) = (labelled(old), labelled(new));
    let mut back = vec![None; new_count];
    for (at, pair) in pairs.iter().enumerate() {
        if let Some(first @ None) = pair.and_then(|pair| back.get_mut(pair)) {
            *first = Some(at);
        }
    }
    // Of several old leaves that stand against one new leaf, the first alone has its label there.
    let there = |at: usize| pairs[at].filter(|new| back[*new] == Some(at));
    let forth: Vec<_> = (0..pairs.len()).map(there).collect();
    (against(&old, &new, &forth), against(&new, &old, &back))
}

fn labelled<'a>(sections: &[&'a Section]) -> Vec<Labelled<'a>> {
    let (mut found, mut leaf) = (Vec::new(), 0);
    sections.iter().for_each(|section| collect(&section.blocks, &mut leaf, &mut found));
    found
}

fn collect<'a>(blocks: &'a [Block], leaf: &mut usize, found: &mut Vec<Labelled<'a>>) {
    for block in blocks {
        let (at, start) = (found.len(), *leaf);
        if let Some(label) = &block.label {
            found.push(Labelled { printed: &label.printed, leaves: start..start });
        }
        match &block.body {
            Body::Leaf(_) => *leaf += 1,
            Body::Blocks(inner) => collect(inner, leaf, found),
        }
        if block.label.is_some() {
            found[at].leaves.end = *leaf;
        }
    }
}

fn against<'a>(here: &[Labelled<'a>], there: &[Labelled<'a>], pairs: &[Option<usize>]) -> Vec<LabelEdit<'a>> {
    let (own, other) = (starts(here), starts(there));
    let counterpart = |at: usize| {
        let leaf = here[at].leaves.start;
        // An empty item has a label and no leaf.
        let level = own.get(&leaf)?.iter().rev().position(|own| *own == at)?;
        let there = other.get(&(*pairs.get(leaf)?)?)?;
        there.iter().rev().nth(level).copied()
    };
    let change = |at: usize| {
        let label = &here[at];
        match counterpart(at) {
            Some(other) if shown(there[other].printed) == shown(label.printed) => LabelChange::None,
            Some(other) => LabelChange::Other(there[other].printed),
            None if label.leaves.is_empty() => LabelChange::None,
            None if pairs[label.leaves.start].is_some() => LabelChange::Lone,
            None if pairs[label.leaves.clone()].iter().all(Option::is_none) => LabelChange::Lone,
            None => LabelChange::None,
        }
    };
    (0..here.len())
        .map(|at| LabelEdit { printed: here[at].printed, leaf: here[at].leaves.start, change: change(at) })
        .collect()
}

/// Returns the labels that stand before each leaf, the outermost first.
fn starts(labels: &[Labelled<'_>]) -> BTreeMap<usize, Vec<usize>> {
    let mut starts: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, label) in labels.iter().enumerate().filter(|(_, label)| !label.leaves.is_empty()) {
        starts.entry(label.leaves.start).or_default().push(at);
    }
    starts
}

/// Returns a label as it is shown: the bullets of Markdown are one.
pub fn shown(printed: &str) -> &str {
    if matches!(printed, "-" | "*" | "+") { "•" } else { printed }
}
