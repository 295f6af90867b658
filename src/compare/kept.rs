//! Two sides in tokens -> the tokens that are kept.
//!
//! An exact dynamic programme over two states, "equal" and "in a change", minimises what a reader has to take in: the weight
//! of all marked tokens, [`HUNK`] for every change, and the edges at both ends of each change (Gotoh 1982, with edges). Where
//! it would fill too many cells, phrases that occur once on both sides divide the work.

use std::collections::HashMap;
use std::ops::Range;

use crate::compare::common::common;
use crate::compare::tokens::{COLUMN, Token, Tokens};

/// What a change costs beside its words.
pub(super) const HUNK: u32 = 8 * COLUMN;

/// How many cells the programme may fill; one byte each.
const CELLS: usize = 6_000_000;

/// How many cells it may fill between two anchors, of which a long text can have hundreds.
const CELLS_BETWEEN: usize = 600_000;

/// The weight of the phrases that are tried as anchors, one after the other.
const PHRASES: [u32; 4] = [16 * COLUMN, 6 * COLUMN, 2 * COLUMN, 1];

/// Returns rising pairs of indices of equal tokens.
pub(super) fn kept(old: &Tokens, new: &Tokens) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    fill(old, new, 0..old.list.len(), 0..new.list.len(), CELLS, &PHRASES, &mut pairs);
    pairs.sort_unstable();
    pairs
}

/// Pairs the tokens of two ranges. What is too large and shares no phrase is replaced as a whole.
fn fill(
    old: &Tokens,
    new: &Tokens,
    mut a: Range<usize>,
    mut b: Range<usize>,
    limit: usize,
    phrases: &[u32],
    pairs: &mut Vec<(usize, usize)>,
) {
    let same = |i: usize, j: usize| old.list[i].id == new.list[j].id;
    while !a.is_empty() && !b.is_empty() && same(a.start, b.start) {
        pairs.push((a.start, b.start));
        (a.start, b.start) = (a.start + 1, b.start + 1);
    }
    while !a.is_empty() && !b.is_empty() && same(a.end - 1, b.end - 1) {
        (a.end, b.end) = (a.end - 1, b.end - 1);
        pairs.push((a.end, b.end));
    }
    if a.is_empty() || b.is_empty() {
        return;
    }
    if a.len().saturating_mul(b.len()) <= limit {
        cheapest(old, new, &a, &b, pairs);
        return;
    }
    let Some((weight, lighter)) = phrases.split_first() else { return };
    let (mut i, mut j) = (a.start, b.start);
    for (old_at, new_at) in anchors(&old.list[a.clone()], &new.list[b.clone()], *weight) {
        let (old_at, new_at) = (a.start + old_at, b.start + new_at);
        fill(old, new, i..old_at, j..new_at, CELLS_BETWEEN, lighter, pairs);
        pairs.push((old_at, new_at));
        (i, j) = (old_at + 1, new_at + 1);
    }
    fill(old, new, i..a.end, j..b.end, CELLS_BETWEEN, lighter, pairs);
}

/// Returns the first tokens of phrases that surely stay.
fn anchors(old: &[Token], new: &[Token], weight: u32) -> Vec<(usize, usize)> {
    let ids = |tokens: &[Token]| tokens.iter().map(|token| token.id).collect::<Vec<_>>();
    let (old_ids, new_ids) = (ids(old), ids(new));
    let mut names: HashMap<&[u32], u32> = HashMap::new();
    let mut name = |phrase| {
        let next = u32::try_from(names.len()).expect("a text has less than 2^32 words");
        *names.entry(phrase).or_insert(next)
    };
    let old_phrases: Vec<_> = phrases(old, weight).map(|range| name(&old_ids[range])).collect();
    let new_phrases: Vec<_> = phrases(new, weight).map(|range| name(&new_ids[range])).collect();
    common(&old_phrases, &new_phrases, |_| 1)
}

/// Returns for each token the shortest range from it on that has the weight, or the rest.
fn phrases(tokens: &[Token], weight: u32) -> impl Iterator<Item = Range<usize>> {
    let (mut end, mut sum) = (0, 0);
    (0..tokens.len()).map(move |start| {
        while end < tokens.len() && (sum < weight || end <= start) {
            sum += tokens[end].weight;
            end += 1;
        }
        sum -= tokens[start].weight;
        start..end
    })
}

/// The cheapest costs of a row of cells: their last tokens kept, or in a change.
struct Row {
    equal: Vec<u32>,
    changed: Vec<u32>,
}

const NEVER: u32 = u32::MAX / 2;

// How a cell was reached, in one byte.
const EXTEND: u8 = 1;
const INSERT: u8 = 2;
const AFTER_CHANGE: u8 = 4;

/// Pairs the tokens of two ranges at the least cost.
fn cheapest(old: &Tokens, new: &Tokens, a: &Range<usize>, b: &Range<usize>, pairs: &mut Vec<(usize, usize)>) {
    let width = b.len() + 1;
    let edge = |i: usize, j: usize| old.edges[a.start + i].min(new.edges[b.start + j]);
    let mut trace = vec![0_u8; (a.len() + 1) * width];
    let mut row = Row { equal: vec![NEVER; width], changed: vec![NEVER; width] };
    for i in 0..=a.len() {
        let mut next = Row { equal: vec![NEVER; width], changed: vec![NEVER; width] };
        let cells = &mut trace[i * width..(i + 1) * width];
        next.equal[0] = if i == 0 { 0 } else { NEVER };
        for (j, cell) in cells.iter_mut().enumerate() {
            if i > 0 {
                let weight = old.list[a.start + i - 1].weight;
                let open = row.equal[j] + HUNK + edge(i - 1, j);
                let best = row.changed[j].min(open) + weight;
                next.changed[j] = best.min(NEVER);
                *cell = if row.changed[j] <= open { EXTEND } else { 0 };
            }
            if j > 0 {
                let weight = new.list[b.start + j - 1].weight;
                let open = next.equal[j - 1] + HUNK + edge(i, j - 1);
                let best = next.changed[j - 1].min(open) + weight;
                if best < next.changed[j] {
                    next.changed[j] = best;
                    *cell = INSERT | if next.changed[j - 1] <= open { EXTEND } else { 0 };
                }
            }
            if i > 0 && j > 0 && old.list[a.start + i - 1].id == new.list[b.start + j - 1].id {
                let close = row.changed[j - 1] + edge(i - 1, j - 1);
                next.equal[j] = row.equal[j - 1].min(close);
                *cell |= if close < row.equal[j - 1] { AFTER_CHANGE } else { 0 };
            }
        }
        row = next;
    }
    let changed = row.changed[b.len()] + edge(a.len(), b.len()) < row.equal[b.len()];
    follow(&trace, a, b, changed, pairs);
}

/// Walks back from the last cell and notes the tokens that are kept.
fn follow(trace: &[u8], a: &Range<usize>, b: &Range<usize>, mut changed: bool, pairs: &mut Vec<(usize, usize)>) {
    let (mut i, mut j) = (a.len(), b.len());
    while i > 0 || j > 0 {
        let cell = trace[i * (b.len() + 1) + j];
        if changed {
            changed = cell & EXTEND != 0;
            if cell & INSERT != 0 { j -= 1 } else { i -= 1 }
        } else {
            changed = cell & AFTER_CHANGE != 0;
            (i, j) = (i - 1, j - 1);
            pairs.push((a.start + i, b.start + j));
        }
    }
}
