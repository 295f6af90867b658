//! An old and a new section -> groups of leaves with their words compared.

use std::ops::Range;

use crate::compare::align::{Link, Side, align};
use crate::compare::format::format_differs;
use crate::compare::grams::Length;
use crate::compare::passage::Passage;
use crate::compare::units::{Placed, Unit, units};
use crate::compare::words::words;
use crate::compare::{Group, Run};
use crate::model::{Leaf, Section};

/// Aligns the leaves of two sections; where one is missing, every leaf of the other stands alone.
pub(super) fn groups(old: Option<&Section>, new: Option<&Section>) -> Vec<Group> {
    let sides = (old.map(units).unwrap_or_default(), new.map(units).unwrap_or_default());
    let (old_leaves, new_leaves) = (&sides.0.0, &sides.1.0);
    let links = links(&sides.0, &sides.1);
    let mut groups = Vec::new();
    let (mut i, mut j) = (0, 0);
    let end = Link { old: old_leaves.len()..old_leaves.len(), new: new_leaves.len()..new_leaves.len(), moved: false };
    let is_moved_old = taken(links.iter().filter(|link| link.moved).map(|link| &link.old), old_leaves.len());
    let mut moved: Vec<&Link> = links.iter().filter(|link| link.moved).collect();
    moved.sort_unstable_by_key(|link| link.new.start);
    let mut moved = moved.into_iter().peekable();
    for link in links.iter().filter(|link| !link.moved).chain([&end]) {
        let gone = (i..link.old.start).filter(|at| !is_moved_old[*at]);
        groups.extend(gone.map(|at| alone(old_leaves[at].leaf, at..at + 1, j..j)));
        while j < link.new.start {
            if let Some(link) = moved.next_if(|moved| moved.new.start == j) {
                groups.push(group(old_leaves, new_leaves, link));
                j = link.new.end;
            } else {
                groups.push(alone(new_leaves[j].leaf, link.old.start..link.old.start, j..j + 1));
                j += 1;
            }
        }
        if *link != end {
            groups.push(group(old_leaves, new_leaves, link));
        }
        (i, j) = (link.old.end, link.new.end);
    }
    groups
}

fn taken<'a>(ranges: impl Iterator<Item = &'a Range<usize>>, count: usize) -> Vec<bool> {
    let mut taken = vec![false; count];
    for at in ranges.flat_map(Clone::clone) {
        taken[at] = true;
    }
    taken
}

/// Returns the links between leaves, those in order first, by old leaf.
fn links(old: &(Vec<Placed<'_>>, Vec<Unit>), new: &(Vec<Placed<'_>>, Vec<Unit>)) -> Vec<Link> {
    let (old_passages, new_passages) = (single(&old.0), single(&new.0));
    let length = Length::suiting(old.0.iter().chain(&new.0).map(|placed| placed.leaf.text.as_str()));
    let old_side = Side { leaves: &old.0, passages: &old_passages, length };
    let new_side = Side { leaves: &new.0, passages: &new_passages, length };
    let mut links = align(old_side, new_side, &old.1, &new.1);
    links.sort_unstable_by_key(|link| (link.moved, link.old.start));
    links
}

/// Returns the leaves as passages of their own.
fn single<'a>(leaves: &[Placed<'a>]) -> Vec<Passage<'a>> {
    leaves.iter().map(|placed| Passage::of(&[placed.leaf])).collect()
}

/// A leaf that only one side has; the other range is empty.
fn alone(leaf: &Leaf, old: Range<usize>, new: Range<usize>) -> Group {
    let whole = 0..leaf.text.len();
    let run = if old.is_empty() { Run::Inserted(whole) } else { Run::Deleted(whole) };
    let runs = if leaf.text.is_empty() { Vec::new() } else { vec![run] };
    Group { old, new, runs, moved: false, format: false }
}

fn group(old_leaves: &[Placed<'_>], new_leaves: &[Placed<'_>], link: &Link) -> Group {
    let (olds, news) = (&old_leaves[link.old.clone()], &new_leaves[link.new.clone()]);
    let (old, new) = (passage(olds), passage(news));
    let runs = words(&old, &new);
    let elsewhere = olds.len() == news.len() && olds.iter().zip(news).any(|(old, new)| old.path != new.path);
    let format = elsewhere || format_differs(&old, &new, &runs);
    Group { old: link.old.clone(), new: link.new.clone(), runs, moved: link.moved, format }
}

fn passage<'a>(placed: &[Placed<'a>]) -> Passage<'a> {
    Passage::of(&placed.iter().map(|placed| placed.leaf).collect::<Vec<_>>())
}
