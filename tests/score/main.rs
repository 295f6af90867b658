//! Scores pairing and marking on edits whose truth is known, and on real texts where they are at hand.
//!
//! `cargo test --release --test score -- --nocapture` prints the tables. `SCORE_SEED` adds other edits, `SCORE_TRIALS` more
//! of each, `SCORE_SHOW=1` prints every mistake. The measures are those of comparison.md 6.2.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a test reads its settings and says what it measured"
)]

#[path = "../common/mod.rs"]
#[expect(dead_code, reason = "folders are read and nothing is built")]
mod common;

mod dice;
mod documents;
mod edits;
mod engine;
mod floors;
mod measures;
mod peers;
mod planted;
mod prose;
mod real;
mod sentences;
mod synthetic;
mod tables;
mod truth;
mod vocabulary;

use std::path::PathBuf;

/// The edits that everybody sees.
const SEED: u64 = 20_230_419;

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|value| value.parse().unwrap_or_else(|_| panic!("{name} is a number")))
}

fn show(mistakes: &[String]) {
    if std::env::var_os("SCORE_SHOW").is_some() {
        println!("{}", mistakes.join("\n"));
    }
}

/// Fails with what is below its floor, and the pairs that show it.
fn none_broken<'a>(broken: &[String], mistakes: impl IntoIterator<Item = &'a String>) {
    let first: Vec<&str> = mistakes.into_iter().take(40).map(String::as_str).collect();
    assert!(broken.is_empty(), "{}\nseen in:\n{}", broken.join("\n"), first.join("\n"));
}

/// Returns the folder that a variable names. Says so where it names none.
fn folder(name: &str) -> Option<PathBuf> {
    let folder = std::env::var_os(name).map(PathBuf::from);
    if folder.is_none() {
        println!("skipped: {name} is not set");
    }
    folder
}

#[test]
fn edits_are_found_as_they_were_made() {
    let few = if cfg!(debug_assertions) { 1 } else { 4 };
    let trials = number("SCORE_TRIALS").map_or(few, |trials| usize::try_from(trials).expect("a small number"));
    for seed in [Some(SEED), number("SCORE_SEED")].into_iter().flatten() {
        let counts = synthetic::counts(seed, trials);
        println!("{}", tables::synthetic(&counts, seed, trials));
        counts.iter().for_each(|counts| show(&counts.mistakes));
        // One trial more or less is much where there are few.
        let seen = seed == SEED && trials > 3;
        let mut broken = floors::synthetic(&counts[0], "tuned", seen);
        broken.extend(floors::synthetic(&counts[1], "held out", seen));
        none_broken(&broken, counts.iter().flat_map(|counts| &counts.mistakes));
        let pairs: usize = counts.iter().map(|counts| counts.pairs).sum();
        assert!(pairs >= 300, "only {pairs} pairs");
    }
}

#[test]
fn real_texts_are_marked_readably() {
    let Some(root) = folder("KAITEI_CORPORA") else { return };
    let real = real::corpora(&root);
    println!("{}", tables::real(&real));
    show(&real.mistakes);
    none_broken(&floors::real(&real), &real.mistakes);
}

#[test]
fn the_notice_is_marked_sparingly() {
    let Some(root) = folder("KAITEI_SEED") else { return };
    let notice = real::notice(&root);
    println!("{}", tables::notice(&notice));
    show(&notice.shown);
    assert_eq!(notice.unchanged_marked, 0, "{:#?}", notice.shown);
    assert!(notice.changed <= 430 && notice.hunks <= 11, "{:#?}", notice.shown);
}
