//! A leaf and what is to be marked in it -> the elements it is written with, as a tree of ranges.

use std::mem::{Discriminant, discriminant};
use std::ops::Range;

use super::node::{Change, Look};
use crate::compare::FormatKind;
use crate::model::{Leaf, MarkKind};
use crate::page::edits::{Format, Gone, Words};

/// A range of a leaf's text that is written as an element; empty for points.
#[derive(Debug, Clone)]
pub(super) struct Element<'a> {
    pub(super) range: Range<usize>,
    pub(super) what: What<'a>,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum What<'a> {
    Gone(&'a Gone<'a>),
    Change(Change, bool),
    Gap,
    /// Words marked differently, and whether it is said here.
    Format(&'a Format<'a>, bool),
    Mark(&'a MarkKind),
}

/// Returns the elements of a leaf, each before those inside of it; any two either nest or lie apart.
pub(super) fn elements<'a>(leaf: &'a Leaf, look: &Look<'a>) -> Vec<Element<'a>> {
    let wholes = wholes(leaf);
    let gone = look.gone.iter().map(|gone| (before_whole(&wholes, gone.at), gone)).collect::<Vec<_>>();
    let (change, changed) = match &look.marked {
        Some((change, words)) => (*change, settled(&wholes, words, &gone)),
        None => (Change::Inserted, Vec::new()),
    };
    let formats: Vec<_> = look.formats.iter().map(|format| (beside(&wholes, format, &changed), format)).collect();
    let of_formats = formats.iter().map(|(range, _)| range.clone()).filter(|range| !range.is_empty());
    let edges = Edges::of(changed.iter().map(|words| words.bytes.clone()).chain(of_formats).collect());
    let mut elements = Vec::new();
    for mark in &leaf.marks {
        let what = What::Mark(&mark.kind);
        elements.extend(edges.cut(&mark.range).into_iter().map(|range| Element { range, what }));
    }
    for (at, (range, format)) in formats.iter().enumerate() {
        if range.is_empty() != format.bytes.is_empty() {
            continue;
        }
        let pieces = edges.cut(range);
        let (last, goes_on) = (pieces.len() - 1, goes_on(format, &look.formats[at + 1..]));
        let piece = |(at, range)| Element { range, what: What::Format(format, at == last && !goes_on) };
        elements.extend(pieces.into_iter().enumerate().map(piece));
    }
    elements.extend(gone.iter().map(|(at, gone)| Element { range: *at..*at, what: What::Gone(gone) }));
    let gaps = look.gaps.iter().map(|at| before_whole(&wholes, *at));
    elements.extend(gaps.map(|at| Element { range: at..at, what: What::Gap }));
    let marked = |words: &Words| Element { range: words.bytes.clone(), what: What::Change(change, words.minor) };
    elements.extend(changed.iter().map(marked));
    elements.sort_by_key(|element| {
        let outer = !matches!(element.what, What::Change(..) | What::Format(..));
        (element.range.start, !element.range.is_empty(), std::cmp::Reverse(element.range.end), outer)
    });
    elements
}

/// Returns whether the same change of the same mark goes on behind words that changed.
fn goes_on(format: &Format<'_>, later: &[Format<'_>]) -> bool {
    let same = |one: Option<&MarkKind>, other: Option<&MarkKind>| match (one, other) {
        (Some(one), Some(other)) => std::ptr::eq(one, other),
        (one, other) => one.is_none() && other.is_none(),
    };
    let next = later.iter().find(|next| next.kind == format.kind);
    next.is_some_and(|next| {
        same(next.was, format.was)
            && same(next.is, format.is)
            && !matches!(format.kind, FormatKind::Block | FormatKind::Level)
    })
}

/// Returns the bytes of words marked differently, as they are shown: no part of an image or a word with its reading, and
/// nothing of what is marked as changed.
fn beside(wholes: &[Range<usize>], format: &Format<'_>, changed: &[Words]) -> Range<usize> {
    if format.bytes.is_empty() {
        let at = before_whole(wholes, format.bytes.start);
        return at..at;
    }
    let mut range = snapped(wholes, format.bytes.clone());
    let first = changed.partition_point(|words| words.bytes.end <= range.start);
    for words in changed[first..].iter().map(|words| &words.bytes) {
        if words.start >= range.end {
            break;
        }
        range = if words.start <= range.start { words.end..range.end } else { range.start..words.start };
    }
    range.start.min(range.end)..range.end
}

/// Returns the marks of a part of a leaf, those of kinds already open left out.
pub(super) fn clipped<'a>(leaf: &'a Leaf, part: &Range<usize>, open: &[Discriminant<MarkKind>]) -> Vec<Element<'a>> {
    let marks = leaf.marks.iter().filter(|mark| !open.contains(&discriminant(&mark.kind)));
    let clip = marks.map(|mark| Element {
        range: mark.range.start.max(part.start)..mark.range.end.min(part.end),
        what: What::Mark(&mark.kind),
    });
    clip.filter(|element| element.range.start < element.range.end).collect()
}

/// Returns changed words as they are marked: never a part of an image or of a word with its reading, never two that touch,
/// unless deleted words stand between them.
fn settled(wholes: &[Range<usize>], words: &[Words], gone: &[(usize, &Gone<'_>)]) -> Vec<Words> {
    let mut settled: Vec<Words> = Vec::new();
    for Words { bytes, minor } in words.iter().filter(|words| !words.bytes.is_empty()) {
        let bytes = snapped(wholes, bytes.clone());
        match settled.last_mut() {
            Some(last) if bytes.start <= last.bytes.end => {
                last.bytes.end = last.bytes.end.max(bytes.end);
                last.minor &= *minor;
            }
            _ => settled.push(Words { bytes, minor: *minor }),
        }
    }
    for (at, _) in gone {
        if let Some(split) = settled.iter().position(|words| words.bytes.start < *at && *at < words.bytes.end) {
            let behind = Words { bytes: *at..settled[split].bytes.end, ..settled[split] };
            settled[split].bytes.end = *at;
            settled.insert(split + 1, behind);
        }
    }
    settled
}

/// Returns the ranges of images and of words with their reading, which are shown as one, in order.
pub(super) fn wholes(leaf: &Leaf) -> Vec<Range<usize>> {
    let whole = |kind: &MarkKind| matches!(kind, MarkKind::Image { .. } | MarkKind::Ruby(_));
    let marks = leaf.marks.iter().filter(|mark| whole(&mark.kind) && !mark.range.is_empty());
    marks.map(|mark| mark.range.clone()).collect()
}

pub(super) fn snapped(wholes: &[Range<usize>], mut range: Range<usize>) -> Range<usize> {
    for whole in wholes {
        if whole.start < range.end && range.start < whole.end {
            range = range.start.min(whole.start)..range.end.max(whole.end);
        }
    }
    range
}

fn before_whole(wholes: &[Range<usize>], at: usize) -> usize {
    wholes.iter().find(|whole| whole.start < at && at < whole.end).map_or(at, |whole| whole.start)
}

/// The ranges that cut what crosses them.
struct Edges {
    by_start: Vec<Range<usize>>,
    by_end: Vec<Range<usize>>,
}

impl Edges {
    fn of(ranges: Vec<Range<usize>>) -> Self {
        let (mut by_start, mut by_end) = (ranges.clone(), ranges);
        by_start.sort_unstable_by_key(|range| range.start);
        by_end.sort_unstable_by_key(|range| range.end);
        Self { by_start, by_end }
    }

    /// Cuts a mark where others cross it.
    fn cut(&self, mark: &Range<usize>) -> Vec<Range<usize>> {
        let first = self.by_start.partition_point(|edge| edge.start <= mark.start);
        let starting = self.by_start[first..].iter().take_while(|edge| edge.start < mark.end);
        let first = self.by_end.partition_point(|edge| edge.end <= mark.start);
        let ending = self.by_end[first..].iter().take_while(|edge| edge.end < mark.end);
        let starts = starting.filter(|edge| edge.end > mark.end).map(|edge| edge.start);
        let ends = ending.filter(|edge| edge.start < mark.start).map(|edge| edge.end);
        let mut cuts: Vec<_> = starts.chain(ends).collect();
        cuts.sort_unstable();
        cuts.dedup();
        let starts = std::iter::once(mark.start).chain(cuts.iter().copied());
        let ends = cuts.iter().copied().chain(std::iter::once(mark.end));
        starts.zip(ends).map(|(start, end)| start..end).collect()
    }
}
