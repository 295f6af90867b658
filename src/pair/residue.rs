//! Sections that are left over -> where their text came from or went (comparison.md, step 4).
//!
//! A new section came out of an old one when long runs of its text stand in that part of the old section that the old
//! section's own continuation does not explain. Long runs, for a long section holds nearly every short one.

use super::grams::Grams;
use super::matching::Matching;
use super::score::{BothFeatures, Features};
use super::side::{Side, may_pair};

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
pub(super) fn attach(old: &Side<'_>, new: &Side<'_>, features: &BothFeatures, matching: &mut Matching) {
    for Find { section, within, .. } in finds(&features.new, &matching.open_new(), &features.old, &matching.new_of) {
        attach_new(old, new, (within, section), matching);
    }
    for Find { section, within, .. } in finds(&features.old, &matching.open_old(), &features.new, &matching.old_of) {
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

/// Returns where each open section is found, those that share most first.
fn finds(
    here: &[Option<Features>],
    open: &[usize],
    there: &[Option<Features>],
    partners: &[Option<usize>],
) -> Vec<Find> {
    if open.is_empty() {
        return Vec::new();
    }
    let told = |at: &usize| Some((*at, here[*at].as_ref()?.shingles.as_slice()));
    let sought = occurrences(open.iter().filter_map(told));
    let residue = residues(here, there, partners);
    let mut met: Vec<(usize, usize)> = Vec::new();
    let mut from = 0;
    for same in sought.chunk_by(|a, b| a.0 == b.0) {
        from += residue[from..].iter().take_while(|(run, _)| *run < same[0].0).count();
        let count = residue[from..].iter().take_while(|(run, _)| *run == same[0].0).count();
        if count <= COMMON {
            let within = &residue[from..from + count];
            met.extend(same.iter().flat_map(|(_, at)| within.iter().map(|(_, found)| (*at, *found))));
        }
    }
    met.sort_unstable();
    let of_one = met.chunk_by(|a, b| a.0 == b.0);
    let mut finds: Vec<Find> = of_one.filter_map(|met| find(met, here, partners)).collect();
    finds.sort_by_key(|find| (std::cmp::Reverse(find.shared), find.section));
    finds
}

/// Returns the runs of every section's residue with the section, in order of runs.
fn residues(here: &[Option<Features>], there: &[Option<Features>], partners: &[Option<usize>]) -> Vec<(u64, usize)> {
    let residue = |(at, features): (usize, &Option<Features>)| {
        let explained = partners[at].and_then(|partner| here[partner].as_ref());
        let explained = explained.map_or(&[][..], |features| &features.shingles);
        Some((at, without(&features.as_ref()?.shingles, explained)))
    };
    let residues: Vec<(usize, Grams)> = there.iter().enumerate().filter_map(residue).collect();
    occurrences(residues.iter().map(|(at, runs)| (*at, runs.as_slice())))
}

fn occurrences<'a>(sections: impl Iterator<Item = (usize, &'a [u64])>) -> Vec<(u64, usize)> {
    let mut all: Vec<_> = sections.flat_map(|(at, runs)| runs.iter().map(move |run| (*run, at))).collect();
    all.sort_unstable();
    all
}

fn without(runs: &[u64], explained: &[u64]) -> Grams {
    runs.iter().copied().filter(|run| explained.binary_search(run).is_err()).collect()
}

/// Returns where one section is found, given (itself, the section that shares a run) for each shared run, in order.
fn find(met: &[(usize, usize)], here: &[Option<Features>], partners: &[Option<usize>]) -> Option<Find> {
    let section = met[0].0;
    let groups = met.chunk_by(|a, b| a == b).map(|group| (group.len(), group[0].1));
    let (shared, within) = groups.max_by_key(|(shared, at)| (*shared, std::cmp::Reverse(*at)))?;
    let beside = partners[within].is_some_and(|partner| partner.abs_diff(section) == 1);
    let share = if beside { SHARE_BESIDE } else { SHARE };
    let runs = here[section].as_ref()?.shingles.len();
    (runs >= LEAST_RUNS && shared as f64 >= share * runs as f64).then_some(Find { shared, section, within })
}
