//! Which pairs of sections are worth weighing (comparison.md, step 3).

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::matching::Matching;
use super::score::{BothFeatures, Features, Scorer};

/// A pair of sections and its score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Candidate {
    /// The old section.
    pub(super) old: usize,
    /// The new section.
    pub(super) new: usize,
    /// The score, at least [`LEAST`].
    pub(super) score: f64,
}

/// The score from which two sections may be the same one.
const LEAST: f64 = 0.50;
/// Up to so many pairs are all weighed.
const ALL_PAIRS: usize = 10_000;
/// How many of a section's rarest runs are looked up.
const RAREST: usize = 160;
/// How many finds those look-ups may make.
const WORK: usize = 3_000;
/// How many of the sections found are weighed.
const BEST: usize = 10;

/// Returns the pairs of open sections that score well enough.
pub(super) fn candidates(scorer: &Scorer<'_>, matching: &Matching) -> Vec<Candidate> {
    let (old, new) = (matching.open_old(), matching.open_new());
    let weigh = |old: usize, new: usize| {
        let score = scorer.score(old, new).filter(|score| *score >= LEAST)?;
        Some(Candidate { old, new, score })
    };
    if old.len() * new.len() <= ALL_PAIRS {
        return old.iter().flat_map(|old| new.iter().filter_map(|new| weigh(*old, *new))).collect();
    }
    let near = near(&scorer.features, &old, &new);
    near.into_iter().flat_map(|(old, found)| found.into_iter().filter_map(move |new| weigh(old, new))).collect()
}

/// Returns for each old section the new ones that share the most of its rarest runs, and some that share its title.
fn near(features: &BothFeatures, old: &[usize], new: &[usize]) -> Vec<(usize, BTreeSet<usize>)> {
    let (in_old, in_new) = (occurrences(&features.old, old), occurrences(&features.new, new));
    let mut finds: Vec<Vec<Range<usize>>> = vec![Vec::new(); features.old.len()];
    let mut from = 0;
    for same in in_old.chunk_by(|a, b| a.0 == b.0) {
        from += in_new[from..].iter().take_while(|(run, _)| *run < same[0].0).count();
        let count = in_new[from..].iter().take_while(|(run, _)| *run == same[0].0).count();
        for (_, at) in same.iter().filter(|_| count > 0) {
            finds[*at].push(from..from + count);
        }
    }
    let mut titles: BTreeMap<&[u64], Vec<usize>> = BTreeMap::new();
    for at in new {
        let title = features.new[*at].as_ref().map(|features| features.title.as_slice());
        titles.entry(title.unwrap_or_default()).or_default().push(*at);
    }
    let mut counts = vec![0; features.new.len()];
    let found = |at: &usize| {
        let ranges = std::mem::take(&mut finds[*at]);
        let title = features.old[*at].as_ref().map(|features| features.title.as_slice());
        let titled = title.filter(|title| !title.is_empty()).and_then(|title| titles.get(title));
        let titled = titled.into_iter().flatten().copied().take(BEST);
        (*at, titled.chain(likest(ranges, &in_new, &mut counts)).collect())
    };
    old.iter().map(found).collect()
}

/// Returns every run of some sections with the section, in order of runs.
fn occurrences(features: &[Option<Features>], sections: &[usize]) -> Vec<(u64, usize)> {
    let of = |at: &usize| features[*at].as_ref().map(|features| (features, *at));
    let all = sections.iter().filter_map(of);
    let all = all.flat_map(|(features, at)| features.title.iter().chain(&features.body).map(move |run| (*run, at)));
    let mut all: Vec<(u64, usize)> = all.collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// Returns the sections that occur most often in the smallest of the ranges; `counts` are zero for every section, before and
/// after.
fn likest(mut ranges: Vec<Range<usize>>, occurrences: &[(u64, usize)], counts: &mut [u32]) -> Vec<usize> {
    let rarity = |range: &Range<usize>| (range.len(), range.start);
    if ranges.len() > RAREST {
        ranges.select_nth_unstable_by_key(RAREST, rarity);
        ranges.truncate(RAREST);
    }
    ranges.sort_unstable_by_key(rarity);
    let (mut met, mut work): (Vec<usize>, usize) = (Vec::new(), 0);
    for range in ranges {
        work += range.len();
        if work > WORK && !met.is_empty() {
            break;
        }
        for (_, at) in &occurrences[range] {
            met.extend((counts[*at] == 0).then_some(*at));
            counts[*at] += 1;
        }
    }
    let mut counted: Vec<_> = met.iter().map(|at| (std::cmp::Reverse(counts[*at]), *at)).collect();
    met.iter().for_each(|at| counts[*at] = 0);
    if counted.len() > BEST {
        counted.select_nth_unstable(BEST);
    }
    counted.into_iter().take(BEST).map(|(_, at)| at).collect()
}
