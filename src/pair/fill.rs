//! Pairs that only their place tells (comparison.md, step 5).

use std::collections::BTreeMap;

use super::heaviest::heaviest;
use super::matching::Matching;
use super::score::Scorer;
use super::side::{Side, ids_differ, same_label};

/// The likeness that is enough where as many sections stand on either side of a gap …
const FACING: f64 = 0.10;
/// … and where they do not, so that the place of each is less sure.
const UNEVEN: f64 = 0.25;
/// Gaps with more pairs say nothing of the place of one section.
const CELLS: usize = 400;
/// How many paired sections before a gap, and as many after it, a pair inside is held against.
const RIVALS: usize = 8;

/// The open sections between the same paired neighbours.
struct Gap {
    old: Vec<usize>,
    new: Vec<usize>,
}

/// Pairs open sections that stand between the same paired neighbours and below the same heading, in the same order, and are
/// more like each other than either is like the sections around, which are surely others.
pub(super) fn sandwich(scorer: &mut Scorer<'_>, matching: &mut Matching) {
    // Headings first, then what is below them; levels end at six.
    for _ in 0..6 {
        let gaps = gaps(matching).into_iter().filter(|gap| gap.old.len() * gap.new.len() <= CELLS);
        let found: Vec<_> = gaps.flat_map(|gap| face(&gap, scorer, matching)).collect();
        if found.is_empty() {
            return;
        }
        for (old, new) in found {
            matching.pair(old, new);
        }
    }
}

fn face(gap: &Gap, scorer: &mut Scorer<'_>, matching: &Matching) -> Vec<(usize, usize)> {
    if let ([old], [new]) = (&gap.old[..], &gap.new[..])
        && scorer.may_face(*old, *new, matching)
        && scorer.bodiless(*old, *new)
    {
        return vec![(*old, *new)];
    }
    let (rivals_old, rivals_new) = (around(&gap.old, &matching.new_of), around(&gap.new, &matching.old_of));
    scorer.measure(&rivals_old, &rivals_new);
    let most = |likes: &mut dyn Iterator<Item = f64>| likes.fold(0.0, f64::max);
    let of_old = gap.old.iter().map(|old| most(&mut rivals_new.iter().map(|new| scorer.likeness(*old, *new))));
    let of_new = gap.new.iter().map(|new| most(&mut rivals_old.iter().map(|old| scorer.likeness(*old, *new))));
    let (of_old, of_new): (Vec<f64>, Vec<f64>) = (of_old.collect(), of_new.collect());
    let least = if gap.old.len() == gap.new.len() { FACING } else { UNEVEN };
    let weight = |a: usize, b: usize| {
        let like = scorer.likeness(gap.old[a], gap.new[b]);
        let stands_out = like >= least && like > of_old[a].max(of_new[b]);
        if stands_out && scorer.may_face(gap.old[a], gap.new[b], matching) { like } else { 0.0 }
    };
    let pairs = heaviest(gap.old.len(), gap.new.len(), &weight);
    pairs.into_iter().map(|(a, b)| (gap.old[a], gap.new[b])).collect()
}

/// Returns the paired sections that stand nearest to some that follow each other.
fn around(open: &[usize], partners: &[Option<usize>]) -> Vec<usize> {
    let paired = |at: &usize| partners[*at].is_some();
    let (first, last) = (open[0], open[open.len() - 1]);
    let before = (0..first).rev().filter(paired).take(RIVALS);
    before.chain((last + 1..partners.len()).filter(paired).take(RIVALS)).collect()
}

/// Returns the gaps in which sections of both texts are open.
fn gaps(matching: &Matching) -> Vec<Gap> {
    let (of_old, of_new) = (neighbours(&matching.new_of), neighbours(&matching.old_of));
    let across = |at: Option<usize>| at.and_then(|old| matching.new_of[old]);
    let mut facing: BTreeMap<Between, Vec<usize>> = BTreeMap::new();
    for old in matching.open_old() {
        let (before, after) = of_old[old];
        facing.entry((across(before), across(after))).or_default().push(old);
    }
    let open = matching.open_new();
    let runs = open.chunk_by(|a, b| of_new[*a] == of_new[*b]);
    runs.filter_map(|run| Some(Gap { old: facing.remove(&of_new[run[0]])?, new: run.to_vec() })).collect()
}

/// The nearest paired sections before and after one.
type Between = (Option<usize>, Option<usize>);

fn neighbours(partners: &[Option<usize>]) -> Vec<Between> {
    let nearest = |last: &mut Option<usize>, at: usize| {
        let before = *last;
        *last = partners[at].map_or(before, |_| Some(at));
        Some(before)
    };
    let before: Vec<_> = (0..partners.len()).scan(None, nearest).collect();
    let mut after: Vec<_> = (0..partners.len()).rev().scan(None, nearest).collect();
    after.reverse();
    before.into_iter().zip(after).collect()
}

/// Returns the pairs of a section and the one that took over its number only to say that it was deleted.
pub(super) fn deleted(old: &Side<'_>, new: &Side<'_>, matching: &Matching) -> Vec<(usize, usize)> {
    let open = matching.open_old();
    let stubs = matching.open_new().into_iter().filter(|at| new.sections[*at].deleted);
    let origin = |at_new: usize| {
        let stub = &new.sections[at_new];
        let same = |at_old: &&usize| {
            let entry = &old.sections[**at_old];
            let parents = match (entry.parent, stub.parent) {
                (Some(above), Some(below)) => matching.joins(above, below),
                (above, below) => above.is_none() && below.is_none(),
            };
            parents && entry.part == stub.part && same_label(entry.section, stub.section) && !ids_differ(entry, stub)
        };
        open.iter().find(same).map(|at_old| (*at_old, at_new))
    };
    stubs.filter_map(origin).collect()
}
