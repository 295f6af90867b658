//! What must hold of the counts: below these floors a change has made the engine worse.
//!
//! A floor lies a little below what is reached, and lower still for edits that nobody has seen. The goals of comparison.md 6.3
//! are higher.

use crate::edits::OPERATIONS;
use crate::measures::{Tally, ratio};
use crate::planted::KINDS;
use crate::real::Real;
use crate::synthetic::Counts;
use crate::tables::marks;
use crate::truth::{Found, Score};

/// Least F1 of pairs of sections (M5), by operation; 1 where it is not named.
///
/// A section of which neither title nor text is left may be taken for a new one in its place; a stranger that stands where a
/// section went may not be taken for that section.
const SECTIONS: [(&str, f64); 4] = [("all", 0.999), ("hard", 0.998), ("rewrite", 0.995), ("exchange", 0.999)];

/// Least share of places marked exactly (M11), of all kinds in one language.
const PLANTED: f64 = 0.99;

/// Most edges inside of words (M3) in one language, of a hundred.
const CUT: f64 = 0.5;

/// How much lower the floors are for edits that nobody has seen.
const UNSEEN: f64 = 0.02;

/// Returns what is below its floor in the counts of one set of documents.
pub(crate) fn synthetic(counts: &Counts, whose: &str, seen: bool) -> Vec<String> {
    let mut floors = Floors { whose, slack: if seen { 0.0 } else { UNSEEN }, broken: Vec::new() };
    for name in OPERATIONS {
        let floor = SECTIONS.iter().find(|(of, _)| *of == name).map_or(1.0, |(_, floor)| *floor);
        floors.least(&format!("M5 {name}"), counts.sections[name].f1()[2], floor);
    }
    let mut found = |what: &str, of: fn(&Score) -> Found, names: &[&str], floor: f64| {
        let found = counts.found(of, names);
        floors.least(&format!("{what} in {names:?}"), ratio(found.right, found.all), floor);
        floors.least(&format!("{what} in {names:?} where there is none"), -ratio(found.wrong, found.all), -0.05);
    };
    let moves = |score: &Score| Found { all: score.moves, right: score.moves_right, wrong: 0 };
    found("M6 split", |score| score.splits, &["split", "all"], 0.97);
    found("M6 merge", |score| score.merges, &["merge", "all"], 0.97);
    found("M6 split", |score| score.splits, &["hard"], 0.93);
    found("M6 merge", |score| score.merges, &["hard"], 0.93);
    found("M7 moves", moves, &["move", "swap"], 1.0);
    found("M7 moves", moves, &["all"], 0.95);
    found("M7 moves", moves, &["hard"], 0.9);
    for lang in counts.words.keys() {
        floors.least(&format!("M11 {lang}"), marks(counts, &KINDS, &[lang])[0].f1(), PLANTED);
    }
    floors.words(counts.words.iter().map(|(lang, tallies)| (*lang, &tallies[0])));
    floors.least("M9", ratio(counts.cut.1[0], counts.cut.0), 0.99);
    floors.broken
}

/// Returns what is below its floor in real texts.
pub(crate) fn real(real: &Real) -> Vec<String> {
    let mut floors = Floors { whose: "real", slack: 0.0, broken: Vec::new() };
    let mut all = Tally::default();
    real.words.values().for_each(|tallies| all += tallies[0]);
    floors.least("M1", -all.marked(), -1.41);
    floors.least("M2", -all.places(), -0.44);
    floors.least("M3", -all.cut(), -0.1);
    floors.least("M4 per block", -ratio(all.slivers, all.pairs), -0.003);
    let (all, agreed) = real.agreement.values().fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
    floors.least("M8", ratio(agreed, all), 0.995);
    floors.broken
}

struct Floors<'a> {
    whose: &'a str,
    slack: f64,
    broken: Vec<String>,
}

impl Floors<'_> {
    /// What may be at most so much is given with its sign turned.
    fn least(&mut self, what: &str, reached: f64, floor: f64) {
        let floor = floor - self.slack;
        if reached < floor {
            self.broken.push(format!("{}: {what}: {reached:.4}, below {floor:.4}", self.whose));
        }
    }

    fn words<'b>(&mut self, by: impl Iterator<Item = (&'b str, &'b Tally)>) {
        for (lang, tally) in by {
            self.least(&format!("M3 {lang}"), -tally.cut(), -CUT);
            self.least(&format!("M4 {lang} per block"), -ratio(tally.slivers, tally.pairs), -0.01);
            self.least(&format!("M2 {lang}"), -tally.places(), -0.9);
            self.least(&format!("M1 {lang}"), -tally.marked(), -1.6);
        }
    }
}
