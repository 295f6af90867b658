//! Pairs that only their place tells (comparison.md, step 5).

use std::collections::BTreeMap;

use super::matching::Matching;
use super::score::Scorer;
use super::side::{Side, ids_differ, same_label};

/// The score that is enough between paired neighbours.
const SANDWICHED: f64 = 0.30;

/// Returns the pairs of open sections that stand between the same paired neighbours, as many on either side.
pub(super) fn sandwiched(scorer: &Scorer<'_>, matching: &Matching) -> Vec<(usize, usize)> {
    let (of_old, of_new) = (neighbours(&matching.new_of), neighbours(&matching.old_of));
    let across = |at: Option<usize>| at.and_then(|old| matching.new_of[old]);
    let mut facing: BTreeMap<Between, Vec<usize>> = BTreeMap::new();
    for old in matching.open_old() {
        let (before, after) = of_old[old];
        facing.entry((across(before), across(after))).or_default().push(old);
    }
    let open = matching.open_new();
    let runs = open.chunk_by(|a, b| of_new[*a] == of_new[*b]);
    let faced = runs.filter_map(|run| Some((facing.get(&of_new[run[0]])?, run)));
    let pairs = faced.filter(|(old, run)| old.len() == run.len());
    let pairs = pairs.flat_map(|(old, run)| old.iter().copied().zip(run.iter().copied()));
    let likely = |(old, new): &(usize, usize)| {
        scorer.same_level(*old, *new) && scorer.score(*old, *new).is_some_and(|score| score >= SANDWICHED)
    };
    pairs.filter(likely).collect()
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
