//! Scores pairing and marking on edits whose truth is known, and on real texts where they are at hand.
//!
//! `cargo test --release --test score -- --nocapture` prints the tables. `SCORE_SEED` gives other edits, `SCORE_TRIALS` more
//! of them, `SCORE_SHOW=1` prints every mistake. The measures are those of comparison.md 6.2.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a test reads its settings and says what it measured"
)]

mod dice;
mod documents;
mod edits;
mod engine;
mod measures;
mod peers;
mod planted;
mod sentences;
mod synthetic;
mod tables;
mod truth;
mod vocabulary;

use synthetic::Counts;

/// The edits that everybody sees.
const SEED: u64 = 20_230_419;

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|value| value.parse().unwrap_or_else(|_| panic!("{name} is a number")))
}

fn show(counts: &Counts) {
    if std::env::var_os("SCORE_SHOW").is_some() {
        println!("{}", counts.mistakes.join("\n"));
    }
}

#[test]
fn edits_are_found_as_they_were_made() {
    let seed = number("SCORE_SEED").unwrap_or(SEED);
    let few = if cfg!(debug_assertions) { 2 } else { 10 };
    let trials = number("SCORE_TRIALS").map_or(few, |trials| usize::try_from(trials).expect("a small number"));
    let counts = synthetic::counts(seed, trials);
    println!("{}", tables::synthetic(&counts, seed, trials));
    counts.iter().for_each(show);
    let pairs: usize = counts.iter().map(|counts| counts.pairs).sum();
    assert!(pairs >= 300, "only {pairs} pairs");
}
