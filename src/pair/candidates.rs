//! Which pairs of sections are worth weighing (comparison.md, step 3).

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::matching::Matching;
use super::score::{Features, Scorer};

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
const WORK: usize = 6_000;
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
    let index = Index::of(&scorer.features.new, &new);
    let near = |old: usize| match &scorer.features.old[old] {
        Some(features) => index.near(features),
        None => BTreeSet::new(),
    };
    old.iter().flat_map(|old| near(*old).into_iter().filter_map(|new| weigh(*old, new))).collect()
}

/// Where each run of letters and each title occurs in the new text.
struct Index<'a> {
    /// New sections by run; looked up only, never iterated.
    runs: HashMap<u64, Vec<usize>>,
    titles: BTreeMap<&'a [u64], Vec<usize>>,
    sections: usize,
}

impl<'a> Index<'a> {
    fn of(features: &'a [Option<Features>], open: &[usize]) -> Self {
        let mut index = Self { runs: HashMap::new(), titles: BTreeMap::new(), sections: features.len() };
        for at in open {
            let Some(features) = &features[*at] else { continue };
            for run in distinct(features) {
                index.runs.entry(run).or_default().push(*at);
            }
            index.titles.entry(&features.title).or_default().push(*at);
        }
        index
    }

    /// Returns the new sections that share the most of a section's rarest runs, and some of its title.
    fn near(&self, features: &Features) -> BTreeSet<usize> {
        let runs = distinct(features);
        let mut finds: Vec<&Vec<usize>> = runs.iter().filter_map(|run| self.runs.get(run)).collect();
        finds.sort_by_key(|found| found.len());
        let (mut counts, mut work) = (vec![0_u32; self.sections], 0);
        let mut met = Vec::new();
        for found in finds.into_iter().take(RAREST) {
            work += found.len();
            if work > WORK && !met.is_empty() {
                break;
            }
            for at in found {
                if counts[*at] == 0 {
                    met.push(*at);
                }
                counts[*at] += 1;
            }
        }
        met.sort_by_key(|at| (std::cmp::Reverse(counts[*at]), *at));
        let titled = self.titles.get(features.title.as_slice()).filter(|_| !features.title.is_empty());
        met.into_iter().take(BEST).chain(titled.into_iter().flatten().copied().take(BEST)).collect()
    }
}

fn distinct(features: &Features) -> Vec<u64> {
    let mut runs: Vec<u64> = features.title.iter().chain(&features.body).copied().collect();
    runs.sort_unstable();
    runs.dedup();
    runs
}
