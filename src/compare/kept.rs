//! Two sides in tokens -> the tokens that are kept.
//!
//! What a reader has to take in is to be least: the weight of all marked tokens, [`HUNK`] for every change, and the edges at
//! both ends of each change. An exact programme finds that (`cheapest`). Where it would fill too many cells, phrases that occur
//! once on both sides divide the work.

use std::ops::Range;

use crate::compare::cheapest::{Band, MOST_WEIGHT, cheapest};
use crate::compare::common::{Pair, between, common, pair};
use crate::compare::tokens::{COLUMN, Token, Tokens};

/// What a change costs beside its words.
pub(super) const HUNK: u32 = 8 * COLUMN;

/// How many cells the programme may fill for each token, and how many it always may: a few sentences.
const CELLS: usize = 200;
const FEW_CELLS: usize = 40_000;

/// How many cells it may fill altogether; one byte each.
const MOST_CELLS: usize = 6_000_000;

/// The weight of the phrases that are tried as anchors, one after the other.
const PHRASES: [u32; 4] = [16 * COLUMN, 6 * COLUMN, 2 * COLUMN, 1];

/// A range of tokens on either side.
#[derive(Debug, Clone)]
pub(super) struct Part {
    /// Of the old side.
    pub(super) old: Range<usize>,
    /// Of the new side.
    pub(super) new: Range<usize>,
}

/// Returns rising pairs of indices of equal tokens.
pub(super) fn kept(old: &Tokens, new: &Tokens) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    fill(old, new, Part { old: 0..old.list.len(), new: 0..new.list.len() }, &PHRASES, &mut pairs);
    pairs.sort_unstable();
    pairs
}

/// Pairs the tokens of a part. What is too large and shares no phrase is replaced as a whole.
fn fill(old: &Tokens, new: &Tokens, part: Part, phrases: &[u32], pairs: &mut Vec<(usize, usize)>) {
    let part = trim(old, new, part, pairs);
    let (olds, news) = (part.old.len(), part.new.len());
    if olds == 0 || news == 0 {
        return;
    }
    let limit = FEW_CELLS.max(CELLS * (olds + news)).min(MOST_CELLS);
    if olds.saturating_mul(news) <= FEW_CELLS {
        cheapest(old, new, &part, &Band::whole(&part), pairs);
        return;
    }
    let anchors = phrases.first().map(|weight| anchors(old, new, &part, *weight)).unwrap_or_default();
    let parts = || between(part.old.clone(), part.new.clone(), &anchors).map(|(old, new)| Part { old, new });
    if old.weight(&part.old) + new.weight(&part.new) <= MOST_WEIGHT
        && let Some(band) = Band::within(old, new, &part, cost_between(old, new, parts()), limit)
    {
        cheapest(old, new, &part, &band, pairs);
        return;
    }
    let Some((_, lighter)) = phrases.split_first() else { return };
    pairs.extend(anchors.iter().map(|(i, j)| (*i as usize, *j as usize)));
    for part in parts() {
        fill(old, new, part, lighter, pairs);
    }
}

/// Pairs the equal beginnings and ends and returns what lies between.
fn trim(old: &Tokens, new: &Tokens, part: Part, pairs: &mut Vec<(usize, usize)>) -> Part {
    let Part { old: mut a, new: mut b } = part;
    let same = |i: usize, j: usize| old.list[i].id == new.list[j].id;
    while !a.is_empty() && !b.is_empty() && same(a.start, b.start) {
        pairs.push((a.start, b.start));
        (a.start, b.start) = (a.start + 1, b.start + 1);
    }
    while !a.is_empty() && !b.is_empty() && same(a.end - 1, b.end - 1) {
        (a.end, b.end) = (a.end - 1, b.end - 1);
        pairs.push((a.end, b.end));
    }
    Part { old: a, new: b }
}

/// Returns what it costs to replace each of the parts, but for their equal beginnings and ends; never less than the cheapest way.
fn cost_between(old: &Tokens, new: &Tokens, parts: impl Iterator<Item = Part>) -> u64 {
    let cost = |part: Part| {
        let rest = trim(old, new, part, &mut Vec::new());
        let edge = |i: usize, j: usize| u64::from(old.edges[i].min(new.edges[j]));
        match (rest.old.is_empty(), rest.new.is_empty()) {
            (true, true) => 0,
            _ => {
                let edges = edge(rest.old.start, rest.new.start) + edge(rest.old.end, rest.new.end);
                old.weight(&rest.old) + new.weight(&rest.new) + u64::from(HUNK) + edges
            }
        }
    };
    parts.map(cost).sum()
}

/// Returns the first tokens of phrases of a part that surely stay.
fn anchors(old: &Tokens, new: &Tokens, part: &Part, weight: u32) -> Vec<Pair> {
    let (olds, news) = (&old.list[part.old.clone()], &new.list[part.new.clone()]);
    let mut pairs = common(&named(olds, weight), &named(news, weight), |_| 1);
    // Two phrases may have one name.
    pairs.retain(|(i, j)| olds[*i as usize].id == news[*j as usize].id);
    let (a, b) = pair(part.old.start, part.new.start);
    pairs.into_iter().map(|(i, j)| (a + i, b + j)).collect()
}

/// Returns a number for the phrase from each token on: the same one for the same phrase.
fn named(tokens: &[Token], weight: u32) -> Vec<u32> {
    const BASE: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut powers = vec![1_u64];
    let mut prefixes = Vec::with_capacity(tokens.len() + 1);
    prefixes.push(0_u64);
    for token in tokens {
        let last = prefixes[prefixes.len() - 1];
        prefixes.push(last.wrapping_mul(BASE).wrapping_add(u64::from(token.id) + 1));
    }
    let name = |range: Range<usize>| {
        while powers.len() <= range.len() {
            powers.push(powers[powers.len() - 1].wrapping_mul(BASE));
        }
        let hash = prefixes[range.end].wrapping_sub(prefixes[range.start].wrapping_mul(powers[range.len()]));
        (hash ^ hash >> 29).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 32
    };
    phrases(tokens, weight).map(name).map(|hash| u32::try_from(hash).expect("32 bits are left")).collect()
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
