//! Kept tokens -> changes as a reader would draw them: moved to the best edge, joined where little lies between.

use std::ops::Range;

use crate::compare::kept::HUNK;
use crate::compare::tokens::{Tokens, is_inside};
use crate::locale::{grapheme_breaks, is_spaceless};

/// A change: tokens of the old side that tokens of the new side replace; one of the two may be empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Hunk {
    /// Of the old side.
    pub(super) old: Range<usize>,
    /// Of the new side.
    pub(super) new: Range<usize>,
}

/// The longest pure insertion or deletion, and the furthest way, that is slid.
const SLIDE: usize = 200;

/// What is kept between two changes and weighs no more only disturbs.
const SLIVER: u64 = HUNK as u64 / 4;

/// Returns the changes between kept tokens, in order, in bytes.
pub(super) fn hunks(old: &Tokens, new: &Tokens, kept: &[(usize, usize)], texts: (&str, &str)) -> Vec<Hunk> {
    let mut hunks = gaps(old, new, kept);
    slide(old, new, &mut hunks);
    let hunks = join(hunks, |before, between, after| {
        let new_between = before.new.end..after.new.start;
        old.weight(between).max(new.weight(&new_between)) <= SLIVER
    });
    let hunks = join(hunks, |before, between, after| is_island(old, new, before, between, after));
    let in_bytes = |hunk: &Hunk| Hunk { old: old.bytes(&hunk.old), new: new.bytes(&hunk.new) };
    let trimmed = hunks.iter().map(in_bytes).map(|hunk| trim(old, new, hunk, texts));
    trimmed.filter(|hunk| !hunk.old.is_empty() || !hunk.new.is_empty()).collect()
}

fn gaps(old: &Tokens, new: &Tokens, kept: &[(usize, usize)]) -> Vec<Hunk> {
    let mut found = Vec::new();
    let (mut i, mut j) = (0, 0);
    for &(old_at, new_at) in kept.iter().chain([&(old.list.len(), new.list.len())]) {
        if i < old_at || j < new_at {
            found.push(Hunk { old: i..old_at, new: j..new_at });
        }
        (i, j) = (old_at + 1, new_at + 1);
    }
    found
}

/// Slides each pure insertion or deletion to where its edges cost least.
fn slide(old: &Tokens, new: &Tokens, hunks: &mut [Hunk]) {
    for index in 0..hunks.len() {
        let before = index.checked_sub(1).map_or((0, 0), |last| (hunks[last].old.end, hunks[last].new.end));
        let ends = (old.list.len(), new.list.len());
        let after = hunks.get(index + 1).map_or(ends, |next| (next.old.start, next.new.start));
        let hunk = &mut hunks[index];
        if hunk.old.is_empty() {
            slide_one(new, old, &mut hunk.new, &mut hunk.old, (before.1, after.1));
        } else if hunk.new.is_empty() {
            slide_one(old, new, &mut hunk.old, &mut hunk.new, (before.0, after.0));
        }
    }
}

/// Slides `tokens`, which the other side lacks at `point`, between two bounds; of equally good places it takes the last.
fn slide_one(
    side: &Tokens,
    other: &Tokens,
    tokens: &mut Range<usize>,
    point: &mut Range<usize>,
    bounds: (usize, usize),
) {
    let same = |i: usize, j: usize| side.list[i].id == side.list[j].id;
    let (start, end, at) = (tokens.start, tokens.end, point.start);
    if tokens.len() > SLIDE {
        return;
    }
    let room = (start - bounds.0).min(SLIDE);
    let left = (1..=room).take_while(|by| same(start - by, end - by)).count();
    let room = (bounds.1 - end).min(SLIDE);
    let right = (0..room).take_while(|by| same(start + by, end + by)).count();
    let cost = |by: usize| {
        let edge = other.edges[at - left + by];
        edge.min(side.edges[start - left + by]) + edge.min(side.edges[end - left + by])
    };
    let best = (0..=left + right).rev().min_by_key(|by| cost(*by)).expect("the range holds its start");
    *tokens = start - left + best..end - left + best;
    *point = at - left + best..at - left + best;
}

/// Joins neighbours where the test says so of (one, the kept old tokens between, the other).
fn join(hunks: Vec<Hunk>, joins: impl Fn(&Hunk, &Range<usize>, &Hunk) -> bool) -> Vec<Hunk> {
    let mut joined: Vec<Hunk> = Vec::new();
    for mut hunk in hunks {
        while let Some(last) = joined.pop_if(|last| joins(last, &(last.old.end..hunk.old.start), &hunk)) {
            hunk = Hunk { old: last.old.start..hunk.old.end, new: last.new.start..hunk.new.end };
        }
        joined.push(hunk);
    }
    joined
}

/// Returns whether the kept tokens are a stray word between two passages that were written anew.
fn is_island(old: &Tokens, new: &Tokens, before: &Hunk, between: &Range<usize>, after: &Hunk) -> bool {
    let replaces = |hunk: &Hunk| !hunk.old.is_empty() && !hunk.new.is_empty();
    let weight = |hunk: &Hunk| old.weight(&hunk.old) + new.weight(&hunk.new);
    let small = |hunk: &Hunk| 100 * 2 * old.weight(between) < 8 * weight(hunk);
    replaces(before) && replaces(after) && small(before) && small(after)
}

/// Takes equal beginnings and ends out of a replacement (in bytes), where the words were cut differently on the two sides.
fn trim(old: &Tokens, new: &Tokens, hunk: Hunk, texts: (&str, &str)) -> Hunk {
    let least = trim_where(hunk.clone(), texts, |i, j| may_cut(old, new, (i, j), texts));
    // A word of one side may be divided where the other has two, if nothing replaces it; a part of a replaced word is no word.
    let is_pure = least.old.is_empty() || least.new.is_empty();
    if is_pure { least } else { trim_where(hunk, texts, |i, j| old.is_cut(i) && new.is_cut(j)) }
}

/// Takes equal beginnings and ends out of a replacement, up to bytes of the two sides where it may be cut.
fn trim_where(hunk: Hunk, texts: (&str, &str), may_cut: impl Fn(usize, usize) -> bool) -> Hunk {
    let (one, other) = (&texts.0[hunk.old.clone()], &texts.1[hunk.new.clone()]);
    let may_cut = |i: usize, j: usize| may_cut(hunk.old.start + i, hunk.new.start + j);
    let shared = one.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count();
    let within = |text: &str| grapheme_breaks(text).take_while(|at| *at <= shared).collect::<Vec<_>>();
    let places = common_places(&within(one), &within(other));
    let first = one.find(char::is_alphanumeric).unwrap_or(one.len());
    let worth = |at: &usize| *at == one.len() || first < *at || is_space(&one[..*at]);
    let front = places.into_iter().rev().filter(|at| may_cut(*at, *at)).find(worth).unwrap_or(0);
    let (rest, new_rest) = (&one[front..], &other[front..]);
    let shared = rest.bytes().rev().zip(new_rest.bytes().rev()).take_while(|(a, b)| a == b).count();
    let from_end = |text: &str| {
        let starts = [0].into_iter().chain(grapheme_breaks(text));
        let mut all: Vec<_> = starts.map(|at| text.len() - at).filter(|back| *back <= shared).collect();
        all.reverse();
        all
    };
    let places = common_places(&from_end(one), &from_end(other));
    let may_end = |back: &usize| *back > 0 && may_cut(one.len() - back, other.len() - back);
    let last = one.rfind(char::is_alphanumeric);
    let worth = |back: &usize| {
        *back == one.len() || last.is_some_and(|at| at >= one.len() - back) || is_space(&one[one.len() - back..])
    };
    let back = places.into_iter().rev().filter(may_end).find(worth).unwrap_or(0);
    Hunk { old: hunk.old.start + front..hunk.old.end - back, new: hunk.new.start + front..hunk.new.end - back }
}

fn is_space(text: &str) -> bool {
    !text.is_empty() && text.chars().all(char::is_whitespace)
}

/// Returns the numbers that are in both of two rising lists.
fn common_places(one: &[usize], other: &[usize]) -> Vec<usize> {
    one.iter().copied().filter(|at| other.binary_search(at).is_ok()).collect()
}

/// Returns whether a mark may begin between these bytes: at a word on both sides, or on one where the other has no spaces.
fn may_cut(old: &Tokens, new: &Tokens, (i, j): (usize, usize), texts: (&str, &str)) -> bool {
    let spaceless = |text: &str, at: usize| {
        let around = [text[..at].chars().next_back(), text[at..].chars().next()];
        around.into_iter().flatten().all(is_spaceless)
    };
    match (old.is_cut(i), new.is_cut(j)) {
        (true, true) => true,
        (true, false) => spaceless(texts.1, j) && !is_inside(&new.whole, j),
        (false, true) => spaceless(texts.0, i) && !is_inside(&old.whole, i),
        (false, false) => false,
    }
}
