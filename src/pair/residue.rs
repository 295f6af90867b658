//! Sections that are left over -> where their text came from or went (comparison.md, step 4).
//!
//! A new section came out of an old one when long runs of its text stand in that part of the old section that the old
//! section's own continuation does not explain. Long runs, for a long section holds nearly every short one.

use super::grams::{Grams, shingles};
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
    let (of_old, of_new) = (told(old, new, &matching.new_of, size), told(new, old, &matching.old_of, size));
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

fn attach_new(old: &Side<'_>, new: &Side<'_>, (from, section): (usize, usize), matching: &mut Matching) {
    let open = matching.new_of[from].is_none() && !matching.merged.iter().any(|(at, _)| *at == from);
    let pairs = open && may_pair(&old.sections[from], &new.sections[section]);
    if !(pairs && matching.pair(from, section)) && matching.new_of[from].is_some() {
        matching.split.push((section, from));
    }
}

/// Returns the long runs of each section's text; none where it is paired with an equal one, which explains them all. A title
/// ends where a section is taken into another, so it has no part in them.
fn told(side: &Side<'_>, other: &Side<'_>, partners: &[Option<usize>], size: usize) -> Vec<Grams> {
    let entries = side.sections.iter().zip(partners);
    let runs = entries.map(|(entry, partner)| match partner {
        Some(partner) if other.sections[*partner].body == entry.body => Vec::new(),
        _ => shingles(&letters(&entry.body), size),
    });
    runs.collect()
}

/// Returns where each open section is found, those that share most first.
fn finds(here: &[Grams], open: &[usize], there: &[Grams], partners: &[Option<usize>]) -> Vec<Find> {
    let sieve = Sieve::of(open.iter().flat_map(|at| &here[*at]));
    let residue = residue(here, there, partners, &sieve);
    let sieve = Sieve::of(residue.iter().map(|found| &found.0));
    let sought = open.iter().flat_map(|at| here[*at].iter().map(move |run| (*run, place(*at))));
    let sought = sorted(sought.filter(|(run, _)| sieve.may_hold(*run)));
    let mut met: Vec<(usize, usize)> = Vec::new();
    let mut from = 0;
    for same in sought.chunk_by(|a, b| a.0 == b.0) {
        from += residue[from..].iter().take_while(|(run, _)| *run < same[0].0).count();
        let count = residue[from..].iter().take_while(|(run, _)| *run == same[0].0).count();
        if count <= COMMON {
            let within = &residue[from..from + count];
            met.extend(same.iter().flat_map(|(_, at)| within.iter().map(|(_, found)| (*at as usize, *found as usize))));
        }
    }
    met.sort_unstable();
    let of_one = met.chunk_by(|a, b| a.0 == b.0);
    let mut finds: Vec<Find> = of_one.filter_map(|met| find(met, here, partners)).collect();
    finds.sort_by_key(|find| (std::cmp::Reverse(find.shared), find.section));
    finds
}

/// Runs with the sections in which they occur, in order.
type Occurrences = Vec<(u32, u32)>;

fn sorted(occurrences: impl Iterator<Item = (u32, u32)>) -> Occurrences {
    let mut all: Occurrences = occurrences.collect();
    all.sort_unstable();
    all
}

fn place(at: usize) -> u32 {
    u32::try_from(at).expect("a text has fewer sections than bytes, and fewer of these than 4 GB")
}

/// Returns the runs of every section's residue that pass a sieve.
fn residue(here: &[Grams], there: &[Grams], partners: &[Option<usize>], sieve: &Sieve) -> Occurrences {
    let of_one = |(at, runs): (usize, &'_ Grams)| {
        let explained = partners[at].map_or(&[][..], |partner| &here[partner]);
        let left = runs.iter().filter(|run| sieve.may_hold(**run) && explained.binary_search(run).is_err());
        left.map(|run| (*run, place(at))).collect::<Vec<_>>()
    };
    sorted(there.iter().enumerate().flat_map(of_one))
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

/// Returns where one section is found, given (itself, the section that shares a run) for each shared run, in order.
fn find(met: &[(usize, usize)], here: &[Grams], partners: &[Option<usize>]) -> Option<Find> {
    let section = met[0].0;
    let groups = met.chunk_by(|a, b| a == b).map(|group| (group.len(), group[0].1));
    let (shared, within) = groups.max_by_key(|(shared, at)| (*shared, std::cmp::Reverse(*at)))?;
    let beside = partners[within].is_some_and(|partner| partner.abs_diff(section) == 1);
    let share = if beside { SHARE_BESIDE } else { SHARE };
    let runs = here[section].len();
    (runs >= LEAST_RUNS && shared as f64 >= share * runs as f64).then_some(Find { shared, section, within })
}
