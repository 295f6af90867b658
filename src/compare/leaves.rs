//! Old and new sections that are one change -> groups of leaves with their words compared.

use std::collections::{BTreeMap, BTreeSet};

use crate::compare::align::{Link, Side, align};
use crate::compare::classify::minor;
use crate::compare::format::{formats, whole};
use crate::compare::grams::Length;
use crate::compare::passage::Passage;
use crate::compare::units::{Placed, Step, Unit, units};
use crate::compare::words::words;
use crate::compare::{FormatKind, Group, Run};
use crate::model::{Leaf, Section};

/// Aligns the leaves of the sections of both sides; where one side is missing, every leaf of the other stands alone.
pub(super) fn groups(old: &[&Section], new: &[&Section]) -> Vec<Group> {
    let (old, new) = (units(old), units(new));
    let links = in_reading_order(&links(&old, &new), old.0.len(), new.0.len());
    links.iter().map(|link| group(&old.0, &new.0, link)).collect()
}

/// Returns the links in the order of the new side, and between them, as links to an empty range, the leaves that are in none:
/// those of the old side first.
fn in_reading_order(links: &[Link], olds: usize, news: usize) -> Vec<Link> {
    let is_moved: BTreeSet<usize> = links.iter().filter(|link| link.moved).flat_map(|link| link.old.clone()).collect();
    let moved: BTreeMap<usize, &Link> =
        links.iter().filter(|link| link.moved).map(|link| (link.new.start, link)).collect();
    let end = Link { old: olds..olds, new: news..news, moved: false };
    let mut ordered = Vec::new();
    let (mut i, mut j) = (0, 0);
    for link in links.iter().filter(|link| !link.moved).chain([&end]) {
        let gone = (i..link.old.start).filter(|at| !is_moved.contains(at));
        ordered.extend(gone.map(|at| Link { old: at..at + 1, new: j..j, moved: false }));
        while j < link.new.start {
            let here = link.old.start..link.old.start;
            let next = moved.get(&j).map_or(Link { old: here, new: j..j + 1, moved: false }, |moved| (*moved).clone());
            j = next.new.end;
            ordered.push(next);
        }
        ordered.push(link.clone());
        (i, j) = (link.old.end, link.new.end);
    }
    ordered.pop();
    ordered
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

/// A leaf that only one side has.
fn alone(leaf: &Leaf, link: &Link) -> Group {
    let whole = 0..leaf.text.len();
    let run = if link.old.is_empty() { Run::Inserted(whole) } else { Run::Deleted(whole) };
    let runs = if leaf.text.is_empty() { Vec::new() } else { vec![run] };
    Group { old: link.old.clone(), new: link.new.clone(), runs, moved: false, minor: Vec::new(), format: Vec::new() }
}

/// Compares the leaves of a link.
fn group(old_leaves: &[Placed<'_>], new_leaves: &[Placed<'_>], link: &Link) -> Group {
    let (olds, news) = (&old_leaves[link.old.clone()], &new_leaves[link.new.clone()]);
    if let ([], [placed]) | ([placed], []) = (olds, news) {
        return alone(placed.leaf, link);
    }
    let (old, new) = (passage(olds), passage(news));
    let runs = words(&old, &new);
    let mut format = formats(&old, &new, &runs);
    if olds.len() == news.len() {
        let elsewhere = (0..olds.len()).filter(|at| !stand_alike(&olds[*at].path, &news[*at].path));
        format.extend(elsewhere.map(|at| whole(FormatKind::Block, &old, &new, at)));
    }
    let minor = minor(&old.text, &new.text, &runs);
    Group { old: link.old.clone(), new: link.new.clone(), runs, moved: link.moved, minor, format }
}

/// Returns whether a reader sees text in the same kind of blocks; how far a cell reaches is a matter of the cells around it.
fn stand_alike(one: &[Step<'_>], other: &[Step<'_>]) -> bool {
    let alike = |(one, other): (&Step<'_>, &Step<'_>)| match (one, other) {
        (Step::Cell { header, .. }, Step::Cell { header: other, .. }) => header == other,
        (one, other) => one == other,
    };
    one.len() == other.len() && one.iter().zip(other).all(alike)
}

fn passage<'a>(placed: &[Placed<'a>]) -> Passage<'a> {
    Passage::of(&placed.iter().map(|placed| placed.leaf).collect::<Vec<_>>())
}
