//! Sections that are left over -> where their text came from or went (comparison.md, step 4).
//!
//! A new section came out of an old one when long runs of its text stand in that part of the old section that the old
//! section's own continuation does not explain. Long runs, for a long section holds nearly every short one.

use super::grams::{Grams, sampled_shingles};
use super::matching::Matching;
use super::side::{Side, may_pair};
use crate::locale::letters;

/// The share of a section's runs that must be found …
const SHARE: f64 = 0.35;
/// … and what is enough right beside the section that it came from or went to.
const SHARE_BESIDE: f64 = 0.20;
/// Sections of fewer long runs say too little to be recognised.
const LEAST_RUNS: usize = 8;
/// Runs that occur in more sections are boilerplate.
const COMMON: usize = 24;
/// Of texts of more bytes, about so many runs are looked at.
const LOOKED_AT: usize = 1_000_000;

/// A left-over section found again in the residue of another.
struct Find {
    shared: usize,
    section: usize,
    within: usize,
}

/// Pairs, or notes as split or merged, the open sections whose text is found in another one's residue.
pub(super) fn attach(old: &Side<'_>, new: &Side<'_>, size: usize, matching: &mut Matching) {
    let (open_old, open_new) = (matching.open_old(), matching.open_new());
    if open_old.is_empty() && open_new.is_empty() {
        return;
    }
    let (of_old, of_new) = grams_of(old, new, size, matching);
    for Find { section, within, .. } in finds(&of_new, &open_new, &of_old, &matching.new_of) {
        attach_new(old, new, (within, section), matching);
    }
    for Find { section, within, .. } in finds(&of_old, &matching.open_old(), &of_new, &matching.old_of) {
        if matching.new_of[section].is_some() {
            continue;
        }
        let pairs = matching.old_of[within].is_none() && !matching.split.iter().any(|(at, _)| *at == within);
        let pairs = pairs && may_pair(&old.sections[section], &new.sections[within]);
        if !(pairs && matching.pair(section, within)) && matching.old_of[within].is_some() {
            matching.merged.push((section, within));
        }
    }
}

/// Notes as split or merged the sections that stayed open and whose text is found in the residue of one that is paired; what is noted
/// already stays.
pub(super) fn tell(old: &Side<'_>, new: &Side<'_>, size: usize, matching: &mut Matching) {
    let open = |open: Vec<usize>, told: &[(usize, usize)]| -> Vec<usize> {
        open.into_iter().filter(|section| !told.iter().any(|(known, _)| known == section)).collect()
    };
    let (open_old, open_new) =
        (open(matching.open_old(), &matching.merged), open(matching.open_new(), &matching.split));
    if open_old.is_empty() && open_new.is_empty() {
        return;
    }
    let (of_old, of_new) = grams_of(old, new, size, matching);
    for Find { section, within, .. } in finds(&of_new, &open_new, &of_old, &matching.new_of) {
        if matching.new_of[within].is_some() {
            matching.split.push((section, within));
        }
    }
    for Find { section, within, .. } in finds(&of_old, &open_old, &of_new, &matching.old_of) {
        if matching.old_of[within].is_some() {
            matching.merged.push((section, within));
        }
    }
}

/// Returns the long runs of the sections of both texts.
fn grams_of(old: &Side<'_>, new: &Side<'_>, size: usize, matching: &Matching) -> (Vec<Grams>, Vec<Grams>) {
    let bytes = |side: &Side<'_>| side.sections.iter().map(|entry| entry.body.len()).sum::<usize>();
    let every = u32::try_from(bytes(old).max(bytes(new)) / LOOKED_AT).map_or(u32::MAX, |every| every.max(1));
    let runs = |text: &str| sampled_shingles(&letters(text), size, every);
    (told(old, new, &matching.new_of, runs), told(new, old, &matching.old_of, runs))
}

fn attach_new(old: &Side<'_>, new: &Side<'_>, (from, section): (usize, usize), matching: &mut Matching) {
    let open = matching.new_of[from].is_none() && !matching.merged.iter().any(|(at, _)| *at == from);
    let pairs = open && may_pair(&old.sections[from], &new.sections[section]);
    if !(pairs && matching.pair(from, section)) && matching.new_of[from].is_some() {
        matching.split.push((section, from));
    }
}

/// Returns the long runs of each section's text; none where it is paired with an equal one, which explains them all. A title
/// ends where a section is taken into another, so it has no part in them.
fn told(side: &Side<'_>, other: &Side<'_>, partners: &[Option<usize>], runs_of: impl Fn(&str) -> Grams) -> Vec<Grams> {
    let entries = side.sections.iter().zip(partners);
    let runs = entries.map(|(entry, partner)| match partner {
        Some(partner) if other.sections[*partner].body == entry.body => Vec::new(),
        _ => runs_of(&entry.body),
    });
    runs.collect()
}

/// Returns where each open section is found, those that share most first.
fn finds(here: &[Grams], open: &[usize], there: &[Grams], partners: &[Option<usize>]) -> Vec<Find> {
    let residue = Residue::of(here, open, there, partners);
    let mut counts = vec![0; there.len()];
    let found = |section: &usize| find(*section, &here[*section], &residue, partners, &mut counts);
    let mut finds: Vec<Find> = open.iter().filter_map(found).collect();
    finds.sort_by_key(|find| (std::cmp::Reverse(find.shared), find.section));
    finds
}

/// Returns where one section is found; `counts` are zero for every section, before and after.
fn find(
    section: usize,
    runs: &[u32],
    residue: &Residue,
    partners: &[Option<usize>],
    counts: &mut [usize],
) -> Option<Find> {
    let mut met: Vec<usize> = Vec::new();
    for (_, at) in runs.iter().flat_map(|run| residue.holding(*run)) {
        let at = *at as usize;
        met.extend((counts[at] == 0).then_some(at));
        counts[at] += 1;
    }
    let most = met.iter().map(|at| (counts[*at], *at)).max_by_key(|(shared, at)| (*shared, std::cmp::Reverse(*at)));
    met.iter().for_each(|at| counts[*at] = 0);
    let (shared, within) = most?;
    let beside = partners[within].is_some_and(|partner| partner.abs_diff(section) == 1);
    let share = if beside { SHARE_BESIDE } else { SHARE };
    (runs.len() >= LEAST_RUNS && shared as f64 >= share * runs.len() as f64).then_some(Find { shared, section, within })
}

/// The rarer runs that a text's sections do not share with their partners, with the sections.
struct Residue {
    /// In ascending order.
    runs: Vec<(u32, u32)>,
    /// Where those begin whose first bits are the same; the last entry is the end.
    starts: Vec<usize>,
    /// How many of a run's bits do not count among the first.
    shift: u32,
}

impl Residue {
    /// Returns the residue, less boilerplate and what the open sections cannot hold.
    fn of(here: &[Grams], open: &[usize], there: &[Grams], partners: &[Option<usize>]) -> Self {
        let sieve = Sieve::of(open.iter().flat_map(|at| &here[*at]));
        let mut runs = Vec::new();
        for (at, all) in there.iter().enumerate() {
            let explained = partners[at].map_or(&[][..], |partner| &here[partner]);
            let left = all.iter().filter(|run| sieve.may_hold(**run) && explained.binary_search(run).is_err());
            let at = u32::try_from(at).expect("a text has fewer sections than it has bytes");
            runs.extend(left.map(|run| (*run, at)));
        }
        runs.sort_unstable();
        let rare = runs.chunk_by(|a, b| a.0 == b.0).filter(|same| same.len() <= COMMON);
        let runs: Vec<(u32, u32)> = rare.flatten().copied().collect();
        let width = runs.len().max(2).ilog2();
        let shift = u32::BITS - width;
        let mut starts = vec![0; (1 << width) + 1];
        runs.iter().for_each(|(run, _)| starts[(run >> shift) as usize + 1] += 1);
        let mut end = 0;
        starts.iter_mut().for_each(|start| {
            end += *start;
            *start = end;
        });
        Self { runs, starts, shift }
    }

    /// Returns the occurrences of a run.
    fn holding(&self, run: u32) -> &[(u32, u32)] {
        let first = (run >> self.shift) as usize;
        let alike = &self.runs[self.starts[first]..self.starts[first + 1]];
        let from = alike.partition_point(|(other, _)| *other < run);
        let count = alike[from..].iter().take_while(|(other, _)| *other == run).count();
        &alike[from..from + count]
    }
}

/// A set of runs, and a few that only look like them (Bloom 1970), so that what is on one side alone need not be sorted.
struct Sieve {
    bits: Vec<u64>,
    /// How many of a run's bits do not tell its place.
    shift: u32,
}

impl Sieve {
    fn of<'a>(runs: impl Iterator<Item = &'a u32> + Clone) -> Self {
        // Eight places a run let one in eight pass by mistake.
        let width = (runs.clone().count().max(8).ilog2() + 4).min(u32::BITS);
        let mut sieve = Self { bits: vec![0; 1 << (width - 6)], shift: u32::BITS - width };
        for run in runs {
            let (word, bit) = sieve.place(*run);
            sieve.bits[word] |= bit;
        }
        sieve
    }

    fn may_hold(&self, run: u32) -> bool {
        let (word, bit) = self.place(run);
        self.bits[word] & bit != 0
    }

    fn place(&self, run: u32) -> (usize, u64) {
        let at = run >> self.shift;
        ((at >> 6) as usize, 1 << (at & 63))
    }
}
