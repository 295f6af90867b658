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
/// So many bits of a run tell its list at most.
const MOST_BITS: u32 = 20;

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
    let postings = Postings::of(&features.new, new);
    let mut titles: BTreeMap<&[u32], Vec<usize>> = BTreeMap::new();
    for at in new {
        let title = features.new[*at].as_ref().map(|features| features.title.as_slice());
        titles.entry(title.unwrap_or_default()).or_default().push(*at);
    }
    let mut counts = vec![0; features.new.len()];
    let found = |at: &usize| {
        let features = features.old[*at].as_ref()?;
        let titled = Some(features.title.as_slice()).filter(|title| !title.is_empty());
        let titled = titled.and_then(|title| titles.get(title)).into_iter().flatten().copied().take(BEST);
        Some((*at, titled.chain(postings.likest(features, &mut counts)).collect()))
    };
    old.iter().filter_map(found).collect()
}

/// The new sections in which runs occur.
struct Postings {
    /// The lists, one behind the other.
    sections: Vec<usize>,
    /// Where each list begins; the last entry is the end.
    starts: Vec<usize>,
    /// How many of a run's bits do not tell its list.
    shift: u32,
}

impl Postings {
    /// Returns the lists of some sections. Runs share a list where there are more of them than lists, which only makes them
    /// seem less rare.
    fn of(features: &[Option<Features>], sections: &[usize]) -> Self {
        let known = || sections.iter().filter_map(|at| Some((*at, features[*at].as_ref()?)));
        let all: usize = known().map(|(_, features)| features.title.len() + features.body.len()).sum();
        let shift = u32::BITS - (all.max(2).ilog2() + 1).min(MOST_BITS);
        let mut starts = vec![0; (1 << (u32::BITS - shift)) + 1];
        for run in known().flat_map(|(_, features)| distinct(features)) {
            starts[(run >> shift) as usize + 1] += 1;
        }
        let mut end = 0;
        for start in &mut starts {
            end += *start;
            *start = end;
        }
        let mut next = starts.clone();
        let mut lists = vec![0; end];
        for (at, features) in known() {
            for run in distinct(features) {
                let place = &mut next[(run >> shift) as usize];
                lists[*place] = at;
                *place += 1;
            }
        }
        Self { sections: lists, starts, shift }
    }

    /// Returns the sections that occur most often in the shortest lists of a section's runs; `counts` are zero for every
    /// section, before and after.
    fn likest(&self, features: &Features, counts: &mut [u32]) -> Vec<usize> {
        let (mut met, mut work): (Vec<usize>, usize) = (Vec::new(), 0);
        for list in self.rarest(features) {
            work += list.len();
            if work > WORK && !met.is_empty() {
                break;
            }
            for at in &self.sections[list] {
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

    /// Returns the shortest lists of a section's runs, ascending.
    fn rarest(&self, features: &Features) -> Vec<Range<usize>> {
        let list = |run: u32| {
            let at = (run >> self.shift) as usize;
            self.starts[at]..self.starts[at + 1]
        };
        let rarity = |list: &Range<usize>| (list.len(), list.start);
        let mut lists: Vec<_> = distinct(features).map(list).filter(|list| !list.is_empty()).collect();
        if lists.len() > RAREST {
            lists.select_nth_unstable_by_key(RAREST, rarity);
            lists.truncate(RAREST);
        }
        lists.sort_unstable_by_key(rarity);
        lists
    }
}

/// Returns the runs of a title and of a text, each once.
fn distinct(features: &Features) -> impl Iterator<Item = u32> + '_ {
    [&features.title, &features.body].into_iter().flat_map(|runs| runs.chunk_by(|a, b| a == b).map(|same| same[0]))
}
