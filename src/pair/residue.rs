//! Sections that are left over -> where their text came from or went (comparison.md, step 4).
//!
//! A new section came out of an old one when long runs of its text stand in that part of the old section that the old
//! section's own continuation does not explain. Long runs, for a long section holds nearly every short one.

use std::collections::HashMap;

use super::grams::Grams;
use super::matching::Matching;
use super::score::{BothFeatures, Features};
use super::side::{Side, may_pair};

/// The share of a section's runs that must be found.
const SHARE: f64 = 0.35;
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
    let index = residues(here, there, partners);
    let mut finds: Vec<Find> = open.iter().filter_map(|at| find(*at, here[*at].as_ref()?, &index)).collect();
    finds.sort_by_key(|find| (std::cmp::Reverse(find.shared), find.section));
    finds
}

/// Returns the sections by each run of their residue; looked up only, never iterated.
fn residues(
    here: &[Option<Features>],
    there: &[Option<Features>],
    partners: &[Option<usize>],
) -> HashMap<u64, Vec<usize>> {
    let mut index: HashMap<u64, Vec<usize>> = HashMap::new();
    for (at, features) in there.iter().enumerate() {
        let Some(features) = features else { continue };
        let explained = partners[at].and_then(|partner| here[partner].as_ref());
        let explained: &[u64] = explained.map_or(&[], |features| &features.shingles);
        for run in without(&features.shingles, explained) {
            index.entry(run).or_default().push(at);
        }
    }
    index
}

fn without(runs: &[u64], explained: &[u64]) -> Grams {
    runs.iter().copied().filter(|run| explained.binary_search(run).is_err()).collect()
}

fn find(section: usize, features: &Features, index: &HashMap<u64, Vec<usize>>) -> Option<Find> {
    let mut found: Vec<usize> = Vec::new();
    for run in &features.shingles {
        found.extend(index.get(run).filter(|sections| sections.len() <= COMMON).into_iter().flatten());
    }
    found.sort_unstable();
    let groups = found.chunk_by(|a, b| a == b).map(|group| (group.len(), group[0]));
    let (shared, within) = groups.max_by_key(|(shared, at)| (*shared, std::cmp::Reverse(*at)))?;
    let enough = features.shingles.len() >= LEAST_RUNS && shared as f64 >= SHARE * features.shingles.len() as f64;
    enough.then_some(Find { shared, section, within })
}
