//! Two sequences of ids -> pairs of positions that surely stay (patience, then Myers in the rest).
//!
//! Ids that occur once on each side are the safest anchors; where there are none, a plain shortest edit script is good
//! enough as long as it is short. Work is bounded: what is left when it runs out stays unpaired.

use std::ops::Range;

use super::increasing::{Weighed, heaviest_increasing};

/// How many elements may be looked at, for each element of the two sequences, and how many always may.
const EFFORT: usize = 16;
const LITTLE_EFFORT: usize = 40_000;

/// The longest edit script that is looked for where nothing is unique.
const LONGEST_SCRIPT: usize = 600;

/// Two positions; small, as there are as many as words in a text.
pub(super) type Pair = (u32, u32);

/// Returns two positions as a pair.
pub(super) fn pair(old: usize, new: usize) -> Pair {
    let place = |at: usize| u32::try_from(at).expect("a text has less than 2^32 words");
    (place(old), place(new))
}

/// Returns rising pairs of positions with equal ids; `weight` tells how much an old element is worth keeping in place.
pub(super) fn common(old: &[u32], new: &[u32], weight: impl Fn(usize) -> usize) -> Vec<Pair> {
    let mut pairs = Vec::new();
    let mut effort = LITTLE_EFFORT.max(EFFORT * (old.len() + new.len()));
    let mut open = vec![(0..old.len(), 0..new.len())];
    while let Some((a, b)) = open.pop() {
        let (a, b) = trim(old, new, a, b, &mut pairs);
        if a.is_empty() || b.is_empty() || effort < a.len() + b.len() {
            continue;
        }
        effort -= a.len() + b.len();
        let anchors = unique(old, new, &a, &b, &weight);
        if anchors.is_empty() {
            pairs.extend(shortest_script(old, new, &a, &b, &mut effort));
            continue;
        }
        open.extend(between(a, b, &anchors).filter(|(a, b)| !a.is_empty() && !b.is_empty()));
        pairs.extend(anchors);
    }
    pairs.sort_unstable();
    pairs
}

/// Returns what lies before, between and after some pairs of positions in two ranges.
pub(super) fn between(
    a: Range<usize>,
    b: Range<usize>,
    pairs: &[Pair],
) -> impl Iterator<Item = (Range<usize>, Range<usize>)> {
    let (mut i, mut j) = (a.start, b.start);
    let ends = pairs.iter().map(|(old, new)| (*old as usize, *new as usize)).chain([(a.end, b.end)]);
    ends.map(move |(old, new)| {
        let gap = (i..old, j..new);
        (i, j) = (old + 1, new + 1);
        gap
    })
}

/// Pairs the equal beginnings and ends and returns what lies between.
fn trim(
    old: &[u32],
    new: &[u32],
    mut a: Range<usize>,
    mut b: Range<usize>,
    pairs: &mut Vec<Pair>,
) -> (Range<usize>, Range<usize>) {
    while !a.is_empty() && !b.is_empty() && old[a.start] == new[b.start] {
        pairs.push(pair(a.start, b.start));
        (a.start, b.start) = (a.start + 1, b.start + 1);
    }
    while !a.is_empty() && !b.is_empty() && old[a.end - 1] == new[b.end - 1] {
        (a.end, b.end) = (a.end - 1, b.end - 1);
        pairs.push(pair(a.end, b.end));
    }
    (a, b)
}

/// Returns the heaviest rising pairs of ids that occur once in each range.
fn unique(old: &[u32], new: &[u32], a: &Range<usize>, b: &Range<usize>, weight: impl Fn(usize) -> usize) -> Vec<Pair> {
    let mut pairs = once_in_both(&once(old, a), &once(new, b));
    pairs.sort_unstable();
    if pairs.is_sorted_by_key(|pair| pair.1) {
        return pairs;
    }
    // Neighbours on both sides stay or go together, so that they weigh as one.
    let blocks: Vec<&[Pair]> = pairs.chunk_by(|one, next| (one.0 + 1, one.1 + 1) == *next).collect();
    let weigh = |block: &&[Pair]| {
        let weight = block.iter().map(|pair| weight(pair.0 as usize).max(1) as u128).sum();
        Weighed { old: block[0].0 as usize, new: block[0].1 as usize, weight }
    };
    let kept = heaviest_increasing(&blocks.iter().map(weigh).collect::<Vec<_>>());
    blocks.into_iter().zip(kept).filter(|(_, kept)| *kept).flat_map(|(block, _)| block).copied().collect()
}

/// Returns the ids that occur once in a range, rising, with their places.
fn once(ids: &[u32], range: &Range<usize>) -> Vec<(u32, u32)> {
    // One number of both is sorted sooner than a pair.
    let mut all: Vec<u64> = range.clone().map(|at| u64::from(ids[at]) << 32 | at as u64).collect();
    all.sort_unstable();
    let single = all.chunk_by(|one, other| one >> 32 == other >> 32).filter(|same| same.len() == 1);
    single.map(|same| pair((same[0] >> 32) as usize, (same[0] & 0xffff_ffff) as usize)).collect()
}

/// Returns the places of the ids that are in both lists.
fn once_in_both(old: &[(u32, u32)], new: &[(u32, u32)]) -> Vec<Pair> {
    let mut pairs = Vec::new();
    let mut rest = new.iter().peekable();
    for (id, at) in old {
        while rest.next_if(|(other, _)| other < id).is_some() {}
        if let Some((_, new_at)) = rest.next_if(|(other, _)| other == id) {
            pairs.push((*at, *new_at));
        }
    }
    pairs
}

/// Returns the pairs of the shortest edit script (Myers 1986), if there is a short one.
fn shortest_script(old: &[u32], new: &[u32], a: &Range<usize>, b: &Range<usize>, effort: &mut usize) -> Vec<Pair> {
    let (old, new) = (&old[a.clone()], &new[b.clone()]);
    let Some(reached) = furthest_reaching(old, new, effort) else { return Vec::new() };
    let mut pairs = Vec::new();
    let (mut x, mut y) = (old.len(), new.len());
    for d in (0..reached.len()).rev() {
        let (from_x, from_y) = if d == 0 { (0, 0) } else { step_back(&reached[d - 1], d, x, y) };
        while x > from_x && y > from_y {
            (x, y) = (x - 1, y - 1);
            pairs.push(pair(a.start + x, b.start + y));
        }
        if d > 0 {
            (x, y) = origin(&reached[d - 1], d, from_x, from_y);
        }
    }
    pairs
}

/// Returns where the snake of row `d` that ends at (x, y) began.
fn step_back(previous: &[usize], d: usize, x: usize, y: usize) -> (usize, usize) {
    let index = (x + d - y) / 2;
    let x = start_of_snake(previous, d, index);
    (x, x + d - 2 * index)
}

/// Returns the end of the snake of the row before from which (x, y) was reached by one insertion or deletion.
fn origin(previous: &[usize], d: usize, x: usize, y: usize) -> (usize, usize) {
    let index = (x + d - y) / 2;
    if comes_by_insertion(previous, d, index) { (x, y - 1) } else { (x - 1, y) }
}

fn comes_by_insertion(previous: &[usize], d: usize, index: usize) -> bool {
    index == 0 || index < d && previous[index - 1] < previous[index]
}

fn start_of_snake(previous: &[usize], d: usize, index: usize) -> usize {
    if comes_by_insertion(previous, d, index) { previous[index] } else { previous[index - 1] + 1 }
}

/// Returns for each number of edits `d` the furthest old position on each diagonal `k`, until both ends are reached. Row `d`
/// holds the diagonals of its parity, `k = 2 * index - d`. Positions may lie past an end; they are never reached from there.
fn furthest_reaching(old: &[u32], new: &[u32], effort: &mut usize) -> Option<Vec<Vec<usize>>> {
    let mut rows: Vec<Vec<usize>> = Vec::new();
    for d in 0..=LONGEST_SCRIPT {
        let mut row = Vec::with_capacity(d + 1);
        for index in 0..=d {
            let begin = rows.last().map_or(0, |previous| start_of_snake(previous, d, index));
            let (mut x, mut y) = (begin, begin + d - 2 * index);
            while x < old.len() && y < new.len() && old[x] == new[y] {
                (x, y) = (x + 1, y + 1);
            }
            *effort = effort.checked_sub(1 + x - begin)?;
            if (x, y) == (old.len(), new.len()) {
                row.push(x);
                rows.push(row);
                return Some(rows);
            }
            row.push(x);
        }
        rows.push(row);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(old: &str, new: &str, expected: &str) {
        let ids = |text: &str| text.chars().map(u32::from).collect::<Vec<_>>();
        let (a, b) = (ids(old), ids(new));
        let pairs = common(&a, &b, |_| 1);
        assert!(pairs.is_sorted_by(|one, two| one.0 < two.0 && one.1 < two.1), "{pairs:?}");
        assert!(pairs.iter().all(|(i, j)| a[*i as usize] == b[*j as usize]));
        let kept: String =
            pairs.iter().map(|(i, _)| old.chars().nth(*i as usize).expect("a position in the old text")).collect();
        assert_eq!(kept, expected);
    }

    #[test]
    fn unique_elements_anchor_and_the_rest_follows() {
        check("abcdef", "abXdef", "abdef");
        check("xAyBz", "pBqAr", "A");
        check("aabbaabb", "ababab", "ababb");
        check("aaaaaaa", "aaaa", "aaaa");
        check("abab", "baba", "bab");
        check("", "a", "");
    }
}
