//! A part of two sides in tokens -> the tokens that are kept at the least cost.
//!
//! An exact dynamic programme over two states, "equal" and "in a change" (Gotoh 1982, with edges), within the band that an
//! upper bound of the cost leaves (Ukkonen 1985).

use std::ops::Range;

use crate::compare::kept::{HUNK, Part};
use crate::compare::tokens::Tokens;

/// More than any way costs; see [`MOST_WEIGHT`].
const NEVER: i32 = 1 << 30;

/// The heaviest part that can be compared.
pub(super) const MOST_WEIGHT: u64 = 1 << 28;

// How a cell was reached, in one byte.
const EXTEND: u8 = 1;
const INSERT: u8 = 2;
const AFTER_CHANGE: u8 = 4;

/// The cells that the cheapest way can lead through: for each position of the old side, the positions of the new side, both
/// counted from the beginning of the part.
#[derive(Debug)]
pub(super) struct Band(Vec<Range<usize>>);

impl Band {
    /// Returns all cells.
    pub(super) fn whole(part: &Part) -> Self {
        Self(vec![0..part.new.len() + 1; part.old.len() + 1])
    }

    /// Returns the cells that a way of at most that cost can lead through; `None` if they are more than `limit`. Tokens that are
    /// kept weigh the same on both sides, so a way costs at least by how much the weights of the two sides differ before a cell
    /// and after it.
    pub(super) fn within(old: &Tokens, new: &Tokens, part: &Part, cost: u64, limit: usize) -> Option<Self> {
        let signed = |sum: u64| i64::try_from(sum).expect("a text weighs less than 2^63");
        let lead = signed(old.weight(&part.old)) - signed(new.weight(&part.new));
        let (least, most) = ((lead - signed(cost)).div_euclid(2), (lead + signed(cost)).div_euclid(2) + 1);
        // The new positions, each with the weight before it, at which the band begins and ends.
        let (mut start, mut end) = ((0, 0_i64), (0, 0_i64));
        let step = |place: &mut (usize, i64)| {
            place.1 += part.new.clone().nth(place.0).map_or(0, |at| i64::from(new.list[at].weight));
            place.0 += 1;
        };
        let mut row = |weight: i64| {
            while weight - start.1 > most {
                step(&mut start);
            }
            while end.0 <= part.new.len() && weight - end.1 >= least {
                step(&mut end);
            }
            start.0..end.0
        };
        let mut weight = 0;
        let mut rows = vec![row(0)];
        let mut cells = rows[0].len();
        for token in &old.list[part.old.clone()] {
            weight += i64::from(token.weight);
            rows.push(row(weight));
            cells += rows[rows.len() - 1].len();
            if cells > limit {
                return None;
            }
        }
        Some(Self(rows))
    }

    /// Returns how many cells there are.
    fn cells(&self) -> usize {
        self.0.iter().map(ExactSizeIterator::len).sum()
    }
}

/// Pairs the tokens of a part at the least cost.
pub(super) fn cheapest(old: &Tokens, new: &Tokens, part: &Part, band: &Band, pairs: &mut Vec<(usize, usize)>) {
    let columns = Columns::of(new, &part.new);
    let mut trace = vec![0_u8; band.cells()];
    let (mut last, mut next) = (Row::never(columns.edges.len()), Row::never(columns.edges.len()));
    let mut open = &mut trace[..];
    for (i, cells) in band.0.iter().enumerate() {
        let (flags, rest) = std::mem::take(&mut open).split_at_mut(cells.len());
        open = rest;
        next.clear(cells);
        match i.checked_sub(1).map(|before| part.old.start + before) {
            None => next.equal[1] = 0,
            Some(at) => down(&last, &mut next, cells, &columns, flags, (old, at)),
        }
        across(&mut next, cells, &columns, flags, i32::from(old.edges[part.old.start + i]));
        std::mem::swap(&mut last, &mut next);
    }
    let end = last.equal.len() - 1;
    let edge = i32::from(old.edges[part.old.end].min(new.edges[part.new.end]));
    let changed = last.changed[end] + columns.sums[end] + edge < last.equal[end];
    follow(&trace, band, part, changed, pairs);
}

/// What the programme needs of the new side, by position; every list begins with one more for the place before the first.
struct Columns {
    /// The token before each position.
    ids: Vec<u32>,
    /// The weight of all tokens before each position.
    sums: Vec<i32>,
    /// The edge at each position.
    edges: Vec<i32>,
}

impl Columns {
    fn of(new: &Tokens, range: &Range<usize>) -> Self {
        let tokens = &new.list[range.clone()];
        let mut sum = 0;
        let sums = tokens.iter().map(|token| {
            sum += signed(token.weight);
            sum
        });
        Self {
            sums: [0, 0].into_iter().chain(sums).collect(),
            ids: [u32::MAX, u32::MAX].into_iter().chain(tokens.iter().map(|token| token.id)).collect(),
            edges: [0]
                .into_iter()
                .chain(new.edges[range.start..=range.end].iter().map(|edge| i32::from(*edge)))
                .collect(),
        }
    }
}

fn signed(cost: u32) -> i32 {
    i32::try_from(cost).unwrap_or(NEVER)
}

/// The cheapest costs of a row of cells; one more stands before the first.
struct Row {
    /// With the last tokens kept.
    equal: Vec<i32>,
    /// With the last token in a change, less the weight of all new tokens before: so an insertion costs nothing on.
    changed: Vec<i32>,
}

impl Row {
    fn never(length: usize) -> Self {
        Self { equal: vec![NEVER; length], changed: vec![NEVER; length] }
    }

    /// Makes cells ready to be filled, and the one before them to be read.
    fn clear(&mut self, cells: &Range<usize>) {
        self.equal[cells.start..=cells.end].fill(NEVER);
        self.changed[cells.start..=cells.end].fill(NEVER);
    }
}

/// Fills a row with what comes from the row above: the old token `at` deleted, or kept.
fn down(
    last: &Row,
    next: &mut Row,
    cells: &Range<usize>,
    columns: &Columns,
    flags: &mut [u8],
    (old, at): (&Tokens, usize),
) {
    let count = cells.len();
    let (here, left) = (cells.start + 1..cells.end + 1, cells.clone());
    let (weight, edge, id) = (signed(old.list[at].weight), i32::from(old.edges[at]), old.list[at].id);
    let (last_equal, last_changed) = (&last.equal[here.clone()][..count], &last.changed[here.clone()][..count]);
    let (left_equal, left_changed) = (&last.equal[left.clone()][..count], &last.changed[left.clone()][..count]);
    let (sums, left_sums) = (&columns.sums[here.clone()][..count], &columns.sums[left.clone()][..count]);
    let (edges, left_edges) = (&columns.edges[here.clone()][..count], &columns.edges[left][..count]);
    let ids = &columns.ids[here.clone()][..count];
    let (equal, changed) = (&mut next.equal[here.clone()][..count], &mut next.changed[here][..count]);
    let flags = &mut flags[..count];
    for k in 0..count {
        let open = last_equal[k] + signed(HUNK) + edge.min(edges[k]) - sums[k];
        changed[k] = last_changed[k].min(open) + weight;
        let close = left_changed[k] + left_sums[k] + edge.min(left_edges[k]);
        equal[k] = if ids[k] == id { left_equal[k].min(close) } else { NEVER };
        flags[k] = u8::from(last_changed[k] <= open) * EXTEND + u8::from(close < left_equal[k]) * AFTER_CHANGE;
    }
}

/// Completes a row with what comes from the left: new tokens inserted.
fn across(next: &mut Row, cells: &Range<usize>, columns: &Columns, flags: &mut [u8], edge: i32) {
    let count = cells.len();
    let left = cells.clone();
    let equal = &next.equal[left.clone()][..count];
    let (sums, edges) = (&columns.sums[left.clone()][..count], &columns.edges[left][..count]);
    let changed = &mut next.changed[cells.start + 1..=cells.end][..count];
    let flags = &mut flags[..count];
    let mut before = NEVER;
    for k in 0..count {
        let open = equal[k] + signed(HUNK) + edge.min(edges[k]) - sums[k];
        let best = before.min(open);
        let insert = best < changed[k];
        let flag = INSERT + u8::from(before <= open) * EXTEND;
        flags[k] = if insert { flags[k] & AFTER_CHANGE | flag } else { flags[k] };
        before = best.min(changed[k]);
        changed[k] = before;
    }
}

/// Walks back from the last cell and notes the tokens that are kept.
fn follow(trace: &[u8], band: &Band, part: &Part, mut changed: bool, pairs: &mut Vec<(usize, usize)>) {
    let (mut i, mut j) = (part.old.len(), part.new.len());
    let mut row = trace.len() - band.0[i].len();
    while i > 0 || j > 0 {
        let cell = trace[row + j - band.0[i].start];
        let is_insertion = changed && cell & INSERT != 0;
        if !changed {
            pairs.push((part.old.start + i - 1, part.new.start + j - 1));
        }
        j -= usize::from(!changed || is_insertion);
        changed = cell & if changed { EXTEND } else { AFTER_CHANGE } != 0;
        if !is_insertion {
            i -= 1;
            row -= band.0[i].len();
        }
    }
}
