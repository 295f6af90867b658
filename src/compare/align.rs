//! The leaves of an old and of a new section -> which belong together.
//!
//! Equal ones are paired first, then similar ones between them in order; what was split or merged joins a pair next to it;
//! what is left and found elsewhere has moved. Rows of tables are paired as wholes, then their cells by column.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::compare::common::common;
use crate::compare::grams::{Grams, Length};
use crate::compare::increasing::{Weighed, heaviest_increasing};
use crate::compare::passage::{Passage, Piece};
use crate::compare::units::{Placed, Step, Unit};

/// Leaves of both sides that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Link {
    /// Of the old side.
    pub(super) old: Range<usize>,
    /// Of the new side.
    pub(super) new: Range<usize>,
    /// Whether they stand elsewhere.
    pub(super) moved: bool,
}

/// Below this, leaves are not versions of one another.
const SIMILAR: f64 = 0.35;

/// The least that a leaf must share, and how many sequences of letters it must have, to be known again elsewhere.
const MOVED: f64 = 0.8;
const MOVED_GRAMS: usize = 12;

/// The share of a leaf that must be found in a pair next to it for the leaf to join it.
const JOINS: f64 = 0.6;

/// How many sequences of letters may be looked at in one gap; beyond that, only leaves near the diagonal are compared.
const EFFORT: usize = 40_000_000;
const BAND: usize = 24;

/// One side of the comparison.
#[derive(Debug, Clone, Copy)]
pub(super) struct Side<'a> {
    /// The leaves.
    pub(super) leaves: &'a [Placed<'a>],
    /// The text of each leaf.
    pub(super) passages: &'a [Passage<'a>],
    /// The length of letter sequences that suits the texts of both sides.
    pub(super) length: Length,
}

/// A unit with what it is compared by.
struct Candidate<'a> {
    unit: Unit,
    key: Vec<Key<'a>>,
    grams: Grams,
}

/// A leaf's text and place.
type Key<'a> = (Vec<Piece<'a>>, &'a [Step<'a>]);

/// Returns the links between the units of two sides; what is in none is only on its side.
pub(super) fn align(old: Side<'_>, new: Side<'_>, units: &[Unit], new_units: &[Unit]) -> Vec<Link> {
    let (olds, news) = (candidates(old, units), candidates(new, new_units));
    // Taking the sides in one order makes the answer the same both ways.
    let links = if olds.iter().flat_map(|one| &one.key).le(news.iter().flat_map(|one| &one.key)) {
        unit_links(&olds, &news)
    } else {
        let mirrored = |Link { old, new, moved }| Link { old: new, new: old, moved };
        unit_links(&news, &olds).into_iter().map(mirrored).collect()
    };
    links
        .iter()
        .flat_map(|link| leaf_links(old, new, &units[link.old.clone()], &new_units[link.new.clone()], link.moved))
        .collect()
}

fn candidates<'a>(side: Side<'a>, units: &[Unit]) -> Vec<Candidate<'a>> {
    let candidate = |unit: &Unit| {
        let leaves = unit.leaves.clone();
        let text: Vec<&str> = side.passages[leaves.clone()].iter().map(|passage| passage.text.as_str()).collect();
        let key = leaves.map(|at| (side.passages[at].whole(), side.leaves[at].path.as_slice())).collect();
        Candidate { unit: unit.clone(), key, grams: Grams::of(&text.join(" "), side.length) }
    };
    units.iter().map(candidate).collect()
}

/// Returns the links between units, by index of unit.
fn unit_links(olds: &[Candidate<'_>], news: &[Candidate<'_>]) -> Vec<Link> {
    let pairs = similar_in_order(olds, news, &equal_in_order(olds, news));
    let mut links: Vec<Link> = pairs.into_iter().map(|(i, j)| link(i, j, false)).collect();
    attach(olds, news, &mut links);
    let moved = elsewhere(olds, news, &Lone::beside(&links, olds.len(), news.len()));
    links.extend(moved.into_iter().map(|(i, j)| link(i, j, true)));
    let between = alone_between(olds, news, &links);
    links.extend(between.into_iter().map(|(i, j)| link(i, j, false)));
    links
}

fn link(old: usize, new: usize, moved: bool) -> Link {
    Link { old: old..old + 1, new: new..new + 1, moved }
}

/// Pairs units of equal text and place.
fn equal_in_order(olds: &[Candidate<'_>], news: &[Candidate<'_>]) -> Vec<(usize, usize)> {
    let mut names = BTreeMap::new();
    let all = olds.iter().chain(news);
    let mut ids: Vec<u32> = all
        .map(|one| {
            let next = u32::try_from(names.len()).expect("a section has less than 2^32 leaves");
            *names.entry((one.unit.cells.as_ref().map(Vec::len), &one.key)).or_insert(next)
        })
        .collect();
    let new_ids = ids.split_off(olds.len());
    common(&ids, &new_ids, |at| olds[at].grams.letters())
}

/// Pairs similar units between the pairs already made, in order, so that the most text stays.
fn similar_in_order(olds: &[Candidate<'_>], news: &[Candidate<'_>], equal: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    let (mut i, mut j) = (0, 0);
    for &(old_at, new_at) in equal.iter().chain([&(olds.len(), news.len())]) {
        let candidates = similar(olds, news, i..old_at, j..new_at);
        let kept = heaviest_increasing(&candidates);
        pairs.extend(candidates.iter().zip(kept).filter(|(_, kept)| *kept).map(|(pair, _)| (pair.old, pair.new)));
        pairs.push((old_at, new_at));
        (i, j) = (old_at + 1, new_at + 1);
    }
    pairs.pop();
    pairs
}

/// Returns the pairs of similar units in a gap, by old index and falling new index, weighed by what they share.
fn similar(olds: &[Candidate<'_>], news: &[Candidate<'_>], a: Range<usize>, b: Range<usize>) -> Vec<Weighed> {
    let size = |side: &[Candidate<'_>]| side.iter().map(|one| one.grams.len() + 1).sum::<usize>();
    let effort =
        a.len().saturating_mul(size(&news[b.clone()])).saturating_add(b.len().saturating_mul(size(&olds[a.clone()])));
    // Near the diagonal.
    let band = |i: usize| {
        let across = b.start + (i - a.start) * b.len() / a.len();
        across.saturating_sub(BAND).max(b.start)..(across + BAND + 1).min(b.end)
    };
    let mut found = Vec::new();
    for i in a.clone() {
        for j in if effort <= EFFORT { b.clone() } else { band(i) }.rev() {
            let likeness = likeness(&olds[i], &news[j]);
            if likeness >= SIMILAR {
                let letters = olds[i].grams.letters().min(news[j].grams.letters());
                let weight = (likeness * (letters as f64).sqrt() * 1e6) as u128;
                found.push(Weighed { old: i, new: j, weight });
            }
        }
    }
    found
}

/// Returns how far one unit is a version of another, from 0 to 1.
fn likeness(old: &Candidate<'_>, new: &Candidate<'_>) -> f64 {
    if old.unit.cells.is_some() != new.unit.cells.is_some() {
        return 0.0;
    }
    let texts = old.grams.similarity(&new.grams);
    match (&old.key[..], &new.key[..]) {
        // A row is known by its first cell.
        ([(first, _), .., _], [(other, _), .., _]) if first == other && !first.is_empty() => texts.max(0.6),
        ([(_, path)], [(_, other)]) if path != other => 0.95 * texts,
        _ => texts,
    }
}

/// Lets units that no pair has join the pair beside them, where that is what was split from it or merged into it.
fn attach(olds: &[Candidate<'_>], news: &[Candidate<'_>], links: &mut [Link]) {
    for index in 0..links.len() {
        let below = index.checked_sub(1).map_or((0, 0), |last| (links[last].old.end, links[last].new.end));
        let above = links.get(index + 1).map_or((olds.len(), news.len()), |next| (next.old.start, next.new.start));
        let link = &mut links[index];
        let (old, new) = (&olds[link.old.start], &news[link.new.start]);
        if old.key == new.key || old.unit.cells.is_some() {
            continue;
        }
        let (mut text, mut other) = (old.grams.clone(), new.grams.clone());
        while widen(&mut link.old, (below.0, above.0), olds, &mut text, &other)
            || widen(&mut link.new, (below.1, above.1), news, &mut other, &text)
        {}
    }
}

/// Adds the unit before or after a range, if the other side of the pair holds its text; returns whether one was added.
fn widen(
    range: &mut Range<usize>,
    bounds: (usize, usize),
    units: &[Candidate<'_>],
    text: &mut Grams,
    other: &Grams,
) -> bool {
    let joins =
        |at: usize, text: &Grams| units[at].unit.cells.is_none() && units[at].grams.share_in(other, text) >= JOINS;
    if range.start > bounds.0 && joins(range.start - 1, text) {
        range.start -= 1;
        *text = text.with(&units[range.start].grams);
        return true;
    }
    if range.end < bounds.1 && joins(range.end, text) {
        *text = text.with(&units[range.end].grams);
        range.end += 1;
        return true;
    }
    false
}

/// The units that are in no link.
struct Lone {
    old: Vec<usize>,
    new: Vec<usize>,
}

impl Lone {
    fn beside(links: &[Link], olds: usize, news: usize) -> Self {
        let taken: BTreeSet<usize> = links.iter().flat_map(|link| link.old.clone()).collect();
        let new_taken: BTreeSet<usize> = links.iter().flat_map(|link| link.new.clone()).collect();
        Self {
            old: (0..olds).filter(|at| !taken.contains(at)).collect(),
            new: (0..news).filter(|at| !new_taken.contains(at)).collect(),
        }
    }
}

/// Pairs units that stand elsewhere, where they are long enough to be known again and nothing else is as similar.
fn elsewhere(olds: &[Candidate<'_>], news: &[Candidate<'_>], lone: &Lone) -> Vec<(usize, usize)> {
    let long = |side: &[Candidate<'_>], all: &[usize]| -> Vec<usize> {
        all.iter().copied().filter(|at| side[*at].grams.len() >= MOVED_GRAMS).collect()
    };
    let (old, new) = (long(olds, &lone.old), long(news, &lone.new));
    let size = |side: &[Candidate<'_>], all: &[usize]| all.iter().map(|at| side[*at].grams.len()).sum::<usize>();
    if old.len() * size(news, &new) + new.len() * size(olds, &old) > EFFORT {
        let only = once(old.iter().map(|at| (&olds[*at].key, *at)));
        let new_only = once(new.iter().map(|at| (&news[*at].key, *at)));
        return only.into_iter().filter_map(|(key, i)| Some((i, *new_only.get(key)?))).collect();
    }
    let all = old.iter().flat_map(|i| new.iter().map(|j| (*i, *j)));
    let found: Vec<_> = all.filter(|(i, j)| likeness(&olds[*i], &news[*j]) >= MOVED).collect();
    let (only, new_only) = (once(found.iter().copied()), once(found.iter().map(|(i, j)| (*j, *i))));
    only.into_iter().filter(|(_, j)| new_only.contains_key(j)).collect()
}

/// Returns the pairs whose first part occurs once.
fn once<K: Ord, V>(pairs: impl Iterator<Item = (K, V)>) -> BTreeMap<K, V> {
    let mut found: BTreeMap<K, Option<V>> = BTreeMap::new();
    for (key, value) in pairs {
        found.entry(key).and_modify(|known| *known = None).or_insert(Some(value));
    }
    found.into_iter().filter_map(|(key, value)| Some((key, value?))).collect()
}

/// Pairs what stands alone between the same neighbours on both sides, where it is too short to be compared by its letters or
/// has a few in common.
fn alone_between(olds: &[Candidate<'_>], news: &[Candidate<'_>], links: &[Link]) -> Vec<(usize, usize)> {
    let lone = Lone::beside(links, olds.len(), news.len());
    let mut fixed: Vec<&Link> = links.iter().filter(|link| !link.moved).collect();
    fixed.sort_unstable_by_key(|link| link.old.start);
    let end = link(olds.len(), news.len(), false);
    let mut found = Vec::new();
    let (mut i, mut j) = (0, 0);
    for next in fixed.into_iter().chain([&end]) {
        let within = |all: &[usize], range: Range<usize>| {
            let from = all.partition_point(|at| *at < range.start);
            let past = all.partition_point(|at| *at < range.end);
            (past - from == 1).then(|| all[from])
        };
        if let (Some(old), Some(new)) = (within(&lone.old, i..next.old.start), within(&lone.new, j..next.new.start))
            && replaces(&olds[old], &news[new])
        {
            found.push((old, new));
        }
        (i, j) = (next.old.end, next.new.end);
    }
    found
}

fn replaces(old: &Candidate<'_>, new: &Candidate<'_>) -> bool {
    let short = old.grams.len().max(new.grams.len()) < MOVED_GRAMS;
    match (&old.unit.cells, &new.unit.cells) {
        (Some(cells), Some(others)) => cells.len() == others.len(),
        (None, None) => old.key[0].1 == new.key[0].1 && (short || old.grams.similarity(&new.grams) >= 0.15),
        _ => false,
    }
}

/// Returns the links between the leaves of linked units: for rows, of their cells.
fn leaf_links(old: Side<'_>, new: Side<'_>, units: &[Unit], new_units: &[Unit], moved: bool) -> Vec<Link> {
    let (first, last) = (&units[0], &units[units.len() - 1]);
    let (new_first, new_last) = (&new_units[0], &new_units[new_units.len() - 1]);
    let (Some(cells), Some(new_cells)) = (&first.cells, &new_first.cells) else {
        let (old, new) = (first.leaves.start..last.leaves.end, new_first.leaves.start..new_last.leaves.end);
        return vec![Link { old, new, moved }];
    };
    let columns = if cells.len() == new_cells.len() {
        cells.iter().cloned().zip(new_cells.iter().cloned()).collect()
    } else {
        vec![(first.leaves.clone(), new_first.leaves.clone())]
    };
    let links = columns.into_iter().flat_map(|(cell, new_cell)| cell_links(old, new, cell, new_cell));
    links.map(|link| Link { moved: moved || link.moved, ..link }).collect()
}

fn cell_links(old: Side<'_>, new: Side<'_>, cell: Range<usize>, new_cell: Range<usize>) -> Vec<Link> {
    if cell.len() == 1 && new_cell.len() == 1 {
        return vec![Link { old: cell, new: new_cell, moved: false }];
    }
    let single = |leaves: Range<usize>| leaves.map(|at| Unit { leaves: at..at + 1, cells: None }).collect::<Vec<_>>();
    align(old, new, &single(cell), &single(new_cell))
}
