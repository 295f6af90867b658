//! The leaves of an old and of a new section -> which belong together.
//!
//! Equal ones are paired first, then similar ones between them in order; what was split or merged joins a pair next to it;
//! what is left and found elsewhere has moved. Rows of tables are paired as wholes, then their cells by column.

use std::cell::OnceCell;
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use crate::compare::columns::Columns;
use crate::compare::common::common;
use crate::compare::grams::{Balance, Grams, Length, Share};
use crate::compare::increasing::{Weighed, heaviest_increasing};
use crate::compare::likely::likely;
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

/// Above this, a term that became something else is known again.
const SAME: f64 = 0.9;

/// The least that a leaf must share, and how many sequences of letters it must have, to be known again elsewhere.
const MOVED: f64 = 0.8;
const MOVED_GRAMS: usize = 12;

/// The share of a leaf that must be found in a pair next to it for the leaf to join it.
const JOINS: f64 = 0.6;

/// With how many rows that begin alike a row is compared.
const FIRST_CELLS: usize = 8;

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
    side: Side<'a>,
    grams: OnceCell<Grams>,
}

impl Candidate<'_> {
    fn texts(&self) -> impl Iterator<Item = &str> {
        self.side.passages[self.unit.leaves.clone()].iter().map(|passage| &*passage.text)
    }

    /// Returns whether it is a term of a list of definitions.
    fn is_term(&self) -> bool {
        matches!(&self.key[..], [(_, [.., Step::Term])])
    }

    /// Returns the texts of a row's cells; none for any other unit.
    fn cells(&self) -> Vec<Vec<&[Piece<'_>]>> {
        let cell = |cell: &Range<usize>| {
            let start = self.unit.leaves.start;
            self.key[cell.start - start..cell.end - start].iter().map(|(text, _)| text.as_slice()).collect()
        };
        self.unit.cells.iter().flatten().map(cell).collect()
    }

    /// Returns the text of a row's first cell, by which it is known.
    fn first_cell(&self) -> Option<&[Piece<'_>]> {
        match &self.key[..] {
            [(first, _), _, ..] if self.unit.cells.is_some() && !first.is_empty() => Some(first),
            _ => None,
        }
    }

    /// Most units are equal to one of the other side and never ask for this.
    fn grams(&self) -> &Grams {
        self.grams.get_or_init(|| Grams::of(self.texts(), self.side.length))
    }
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
    let columns =
        Columns::between(links.iter().map(|link| (olds[link.old.start].cells(), news[link.new.start].cells())));
    let leaves = |link: &Link| {
        leaf_links(old, new, &units[link.old.clone()], &new_units[link.new.clone()], link.moved, &columns)
    };
    links.iter().flat_map(leaves).collect()
}

fn candidates<'a>(side: Side<'a>, units: &[Unit]) -> Vec<Candidate<'a>> {
    let candidate = |unit: &Unit| {
        let key = unit.leaves.clone().map(|at| (side.passages[at].whole(), &*side.leaves[at].path)).collect();
        Candidate { unit: unit.clone(), key, side, grams: OnceCell::new() }
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
    let mut names = HashMap::new();
    let all = olds.iter().chain(news);
    let mut ids: Vec<u32> = all
        .map(|one| {
            let next = u32::try_from(names.len()).expect("a section has less than 2^32 leaves");
            *names.entry((one.unit.cells.as_ref().map(Vec::len), &one.key)).or_insert(next)
        })
        .collect();
    let new_ids = ids.split_off(olds.len());
    let pairs = common(&ids, &new_ids, |at| olds[at].texts().map(str::len).sum());
    pairs.into_iter().map(|(i, j)| (i as usize, j as usize)).collect()
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
    let weigh = |(i, j): (usize, usize)| {
        let (old, new) = (&olds[i], &news[j]);
        let likeness = likeness(old, new);
        let letters = old.grams().letters().min(new.grams().letters());
        let weight = (likeness * (letters as f64).sqrt() * 1e6) as u128;
        (likeness >= SIMILAR).then_some(Weighed { old: i, new: j, weight })
    };
    pairs_to_compare(olds, news, &a.collect::<Vec<_>>(), &b.collect::<Vec<_>>()).into_iter().filter_map(weigh).collect()
}

/// Returns which of some units to compare, by old index and falling new index: those that share letters, and rows of tables
/// that begin with the same cell.
fn pairs_to_compare(olds: &[Candidate<'_>], news: &[Candidate<'_>], a: &[usize], b: &[usize]) -> Vec<(usize, usize)> {
    if a.is_empty() || b.is_empty() {
        return Vec::new();
    }
    let old_grams: Vec<_> = a.iter().map(|i| olds[*i].grams()).collect();
    let new_grams: Vec<_> = b.iter().map(|j| news[*j].grams()).collect();
    let mut pairs = likely(&old_grams, &new_grams);
    let mut begun: HashMap<&[Piece<'_>], Vec<usize>> = HashMap::new();
    for (at, j) in b.iter().enumerate() {
        if let Some(cell) = news[*j].first_cell() {
            begun.entry(cell).or_default().push(at);
        }
    }
    for (at, i) in a.iter().enumerate() {
        let rows = olds[*i].first_cell().and_then(|cell| begun.get(cell));
        pairs.extend(rows.into_iter().flatten().take(FIRST_CELLS).map(|j| (at, *j)));
    }
    pairs.sort_unstable_by_key(|(i, j)| (*i, Reverse(*j)));
    pairs.dedup();
    pairs.into_iter().map(|(i, j)| (a[i], b[j])).collect()
}

/// Returns how far one unit is a version of another, from 0 to 1.
fn likeness(old: &Candidate<'_>, new: &Candidate<'_>) -> f64 {
    if old.unit.cells.is_some() != new.unit.cells.is_some() {
        return 0.0;
    }
    let texts = old.grams().similarity(new.grams());
    if old.is_term() != new.is_term() && texts < SAME {
        return 0.0;
    }
    match (&old.key[..], &new.key[..]) {
        _ if old.first_cell().is_some() && old.first_cell() == new.first_cell() => texts.max(0.6),
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
        let fills = (below.0, below.1) == (link.old.start, link.new.start) && above == (link.old.end, link.new.end);
        if fills || old.key == new.key || old.unit.cells.is_some() {
            continue;
        }
        let mut balance = Balance::of(old.grams(), new.grams());
        while widen(&mut link.old, below.0..above.0, olds, &mut balance, Share::Old)
            || widen(&mut link.new, below.1..above.1, news, &mut balance, Share::New)
        {}
    }
}

/// Adds the unit before or after a range, if the other side of the pair holds its text; returns whether one was added.
fn widen(
    range: &mut Range<usize>,
    bounds: Range<usize>,
    units: &[Candidate<'_>],
    balance: &mut Balance,
    side: Share,
) -> bool {
    let joins = |unit: &Candidate<'_>| unit.unit.cells.is_none() && balance.share(unit.grams(), side) >= JOINS;
    let unit = if range.start > bounds.start && joins(&units[range.start - 1]) {
        range.start -= 1;
        range.start
    } else if range.end < bounds.end && joins(&units[range.end]) {
        range.end += 1;
        range.end - 1
    } else {
        return false;
    };
    balance.add(units[unit].grams(), side);
    true
}

/// The units that are in no link.
struct Lone {
    old: Vec<usize>,
    new: Vec<usize>,
}

impl Lone {
    fn beside(links: &[Link], olds: usize, news: usize) -> Self {
        Self {
            old: outside(links.iter().map(|link| link.old.clone()), olds),
            new: outside(links.iter().map(|link| link.new.clone()), news),
        }
    }
}

/// Returns the numbers below a count that are in none of the ranges.
fn outside(ranges: impl Iterator<Item = Range<usize>>, count: usize) -> Vec<usize> {
    let mut is_taken = vec![false; count];
    ranges.for_each(|range| is_taken[range].fill(true));
    (0..count).filter(|at| !is_taken[*at]).collect()
}

/// Pairs units that stand elsewhere, where they are long enough to be known again and nothing else is as similar.
fn elsewhere(olds: &[Candidate<'_>], news: &[Candidate<'_>], lone: &Lone) -> Vec<(usize, usize)> {
    let long = |side: &[Candidate<'_>], all: &[usize]| -> Vec<usize> {
        all.iter().copied().filter(|at| side[*at].grams().len() >= MOVED_GRAMS).collect()
    };
    let mut found = pairs_to_compare(olds, news, &long(olds, &lone.old), &long(news, &lone.new));
    found.retain(|(i, j)| likeness(&olds[*i], &news[*j]) >= MOVED);
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
    let short = old.grams().len().max(new.grams().len()) < MOVED_GRAMS;
    match (&old.unit.cells, &new.unit.cells) {
        (Some(cells), Some(others)) => cells.len() == others.len(),
        (None, None) => old.key[0].1 == new.key[0].1 && (short || old.grams().similarity(new.grams()) >= 0.15),
        _ => false,
    }
}

/// Returns the links between the leaves of linked units: for rows, of their cells.
fn leaf_links(
    old: Side<'_>,
    new: Side<'_>,
    units: &[Unit],
    new_units: &[Unit],
    moved: bool,
    columns: &Columns,
) -> Vec<Link> {
    let (first, last) = (&units[0], &units[units.len() - 1]);
    let (new_first, new_last) = (&new_units[0], &new_units[new_units.len() - 1]);
    let (Some(cells), Some(new_cells)) = (&first.cells, &new_first.cells) else {
        let (old, new) = (first.leaves.start..last.leaves.end, new_first.leaves.start..new_last.leaves.end);
        return vec![Link { old, new, moved }];
    };
    let cells: Vec<_> = match columns.of(cells.len(), new_cells.len()) {
        Some(pairs) => pairs.into_iter().map(|(i, j)| (cells[i].clone(), new_cells[j].clone())).collect(),
        None => vec![(first.leaves.clone(), new_first.leaves.clone())],
    };
    let links = cells.into_iter().flat_map(|(cell, new_cell)| cell_links(old, new, cell, new_cell));
    links.map(|link| Link { moved: moved || link.moved, ..link }).collect()
}

fn cell_links(old: Side<'_>, new: Side<'_>, cell: Range<usize>, new_cell: Range<usize>) -> Vec<Link> {
    if cell.len() == 1 && new_cell.len() == 1 {
        return vec![Link { old: cell, new: new_cell, moved: false }];
    }
    let single = |leaves: Range<usize>| leaves.map(|at| Unit { leaves: at..at + 1, cells: None }).collect::<Vec<_>>();
    align(old, new, &single(cell), &single(new_cell))
}
