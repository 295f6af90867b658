//! Units of two sides -> the pairs that may be versions of one another, found by the sequences of letters that they share.
//!
//! Not every unit is compared with every other: sequences lead from one to the other. Where even that would be too much work,
//! the common sequences are left out, as they tell least.

use std::cmp::Reverse;

use crate::compare::grams::Grams;

/// How often units may meet in a shared sequence, for each sequence of all of them, and how often they always may.
const MEETINGS: usize = 6;
const FEW_MEETINGS: usize = 2_000_000;

/// How many of the likeliest units are named for each.
const LIKELIEST: usize = 8;

/// How far from the diagonal units are always named where common sequences were left out.
const BESIDE: usize = 2;

/// The share of the sequences of the two together, or of the shorter one, that must be the same. Lower than what makes a
/// version, as sequences are counted once here.
const OF_BOTH: f64 = 0.25;
const OF_SHORTER: f64 = 0.35;

/// Returns likely pairs, by old index and falling new index.
pub(super) fn likely(olds: &[&Grams], news: &[&Grams]) -> Vec<(usize, usize)> {
    if olds.len() * news.len() <= LIKELIEST {
        return (0..olds.len()).flat_map(|i| (0..news.len()).rev().map(move |j| (i, j))).collect();
    }
    let places = Places::of(news);
    let (most, all) = most_common(&occurrences(olds), &places);
    let mut met = vec![0_u32; news.len()];
    let mut pairs = Vec::new();
    for (i, old) in olds.iter().enumerate() {
        let across = i * news.len() / olds.len();
        let mut near = meetings(old, &places, most, &mut met);
        near.retain(|(met, j)| !all || is_likely(f64::from(*met), old, news[*j]));
        likeliest(&mut near, |(met, j)| (Reverse(*met), j.abs_diff(across), *j));
        let beside = across.saturating_sub(BESIDE)..(across + BESIDE + 1).min(news.len());
        near.extend(beside.filter(|_| !all).map(|j| (0, j)));
        near.sort_unstable_by_key(|(met, j)| (Reverse(*j), Reverse(*met)));
        near.dedup_by_key(|(_, j)| *j);
        pairs.extend(near.into_iter().map(|(met, j)| (i, j, met)));
    }
    // One that holds many others is not compared with each of them.
    pairs.sort_unstable_by_key(|(i, j, _)| (*j, *i));
    let mut kept: Vec<(usize, usize)> = Vec::with_capacity(pairs.len());
    for same in pairs.chunk_by_mut(|one, other| one.1 == other.1) {
        let across = same[0].1 * olds.len() / news.len();
        same.sort_unstable_by_key(|(i, _, met)| (Reverse(*met), i.abs_diff(across), *i));
        kept.extend(same.iter().take(LIKELIEST + 2 * BESIDE).map(|(i, j, _)| (*i, *j)));
    }
    kept.sort_unstable_by_key(|(i, j)| (*i, Reverse(*j)));
    kept
}

/// Leaves the likeliest, in any order.
fn likeliest<K: Ord>(near: &mut Vec<(u32, usize)>, key: impl FnMut(&(u32, usize)) -> K) {
    if near.len() > LIKELIEST {
        near.select_nth_unstable_by_key(LIKELIEST, key);
        near.truncate(LIKELIEST);
    }
}

/// Returns the units that share a sequence with one, and how many; `met` counts and is left at 0.
fn meetings(old: &Grams, places: &Places, most: usize, met: &mut [u32]) -> Vec<(u32, usize)> {
    let mut found = Vec::new();
    for units in distinct(old).map(|gram| places.holding(gram)).filter(|units| units.len() <= most) {
        for unit in units.iter().map(|(_, unit)| *unit as usize) {
            found.extend((met[unit] == 0).then_some(unit));
            met[unit] += 1;
        }
    }
    found.into_iter().map(|unit| (std::mem::take(&mut met[unit]), unit)).collect()
}

fn is_likely(met: f64, old: &Grams, new: &Grams) -> bool {
    let (old, new) = (old.len() as f64, new.len() as f64);
    met >= OF_BOTH * (old + new) / 2.0 || met >= OF_SHORTER * old.min(new)
}

fn distinct(grams: &Grams) -> impl Iterator<Item = u32> {
    grams.sorted().chunk_by(|one, other| one == other).map(|same| same[0])
}

/// Where each sequence occurs: sequence and unit, sorted.
fn occurrences(units: &[&Grams]) -> Vec<(u32, u32)> {
    let number = |at: usize| u32::try_from(at).expect("a section has less than 2^32 leaves");
    let of_unit = |(at, unit): (usize, &&'_ Grams)| {
        let at = number(at);
        distinct(unit).map(move |gram| (gram, at)).collect::<Vec<_>>()
    };
    let mut all: Vec<(u32, u32)> = units.iter().enumerate().flat_map(of_unit).collect();
    all.sort_unstable();
    all
}

/// The occurrences of sequences, to be looked up.
struct Places {
    all: Vec<(u32, u32)>,
    /// How many first bits of a sequence tell where to look.
    bits: u32,
    /// Where in the list the sequences of each beginning start; and the end of the list.
    starts: Vec<usize>,
}

impl Places {
    fn of(units: &[&Grams]) -> Self {
        let all = occurrences(units);
        let bits = all.len().checked_ilog2().unwrap_or(0).min(16);
        let mut starts = vec![0; (1 << bits) + 1];
        for (gram, _) in &all {
            starts[beginning(*gram, bits) + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        Self { all, bits, starts }
    }

    /// Returns the occurrences of a sequence.
    fn holding(&self, gram: u32) -> &[(u32, u32)] {
        let begun = beginning(gram, self.bits);
        let begun = &self.all[self.starts[begun]..self.starts[begun + 1]];
        let first = begun.partition_point(|(other, _)| *other < gram);
        let past = first + begun[first..].partition_point(|(other, _)| *other == gram);
        &begun[first..past]
    }
}

fn beginning(gram: u32, bits: u32) -> usize {
    (u64::from(gram) >> (32 - bits)) as usize
}

/// Returns in how many new units a sequence may occur for it to be followed, so that the work is bounded; and whether that
/// leaves out none.
fn most_common(olds: &[(u32, u32)], news: &Places) -> (usize, bool) {
    // How often units would meet in sequences, by how many new units hold them, in powers of two.
    let mut meetings = [0_usize; 1 + usize::BITS as usize];
    for same in olds.chunk_by(|one, other| one.0 == other.0) {
        let count = news.holding(same[0].0).len();
        meetings[count.checked_ilog2().map_or(0, |power| power as usize + 1)] += same.len() * count;
    }
    let limit = FEW_MEETINGS.max(MEETINGS * (olds.len() + news.all.len()));
    let mut sum = 0;
    let too_common = meetings.iter().position(|more| {
        sum += more;
        sum > limit
    });
    too_common.map_or((usize::MAX, true), |power| ((1 << (power - 1)) - 1, false))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::grams::Length;

    fn check(old: &[String], new: &[String], expected: impl Fn(usize) -> usize) {
        let of = |text: &String| Grams::of([text.as_str()].into_iter(), Length::Three);
        let (old, new): (Vec<_>, Vec<_>) = (old.iter().map(of).collect(), new.iter().map(of).collect());
        let found = likely(&old.iter().collect::<Vec<_>>(), &new.iter().collect::<Vec<_>>());
        assert!(found.is_sorted_by_key(|(i, j)| (*i, std::cmp::Reverse(*j))));
        for i in 0..old.len() {
            assert!(found.contains(&(i, expected(i))), "{i}");
        }
        assert!(found.len() <= (LIKELIEST + 2 * BESIDE + 1) * old.len());
    }

    #[test]
    fn versions_are_found_wherever_they_stand() {
        let rules = |count: usize| (0..count).map(|at| format!("Rule {}: keep item {}.", at * 7919, at * 104_729));
        // A few, so that all are looked at; and many, so that what they have in common is left out.
        for count in [20, 3000] {
            let (old, mut new): (Vec<_>, Vec<_>) =
                (rules(count).collect(), rules(count).map(|rule| rule + " Now.").collect());
            new.reverse();
            check(&old, &new, |at| count - 1 - at);
        }
    }
}
