//! Real legal documents, whole: what must hold of every output holds of theirs.
//!
//! The documents are not part of the repository; `KAITEI_CORPORA` names the folder that holds them, one site in each folder.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a test reads its settings and says what it measured"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::time::Instant;

use rayon::prelude::*;

#[path = "../common/mod.rs"]
mod common;
#[path = "../common/invariants.rs"]
mod invariants;
#[path = "../common/markup.rs"]
mod markup;
#[path = "../common/views.rs"]
mod views;

mod checks;
mod compared;
mod pages;
mod pinned;

const DAY: &str = "2026-11-23";

/// Returns the sites: name and files. Says so where there are none.
fn sites() -> Vec<(String, common::Files)> {
    let Some(root) = std::env::var_os("KAITEI_CORPORA").map(PathBuf::from) else {
        println!("skipped: KAITEI_CORPORA is not set");
        return Vec::new();
    };
    let only = std::env::var("KAITEI_CORPUS").ok();
    let inside = std::fs::read_dir(&root).expect("KAITEI_CORPORA is a readable folder");
    let mut folders: Vec<PathBuf> = inside.map(|entry| entry.expect("a readable entry").path()).collect();
    folders.retain(|folder| folder.join("site.toml").is_file());
    folders.sort();
    let name = |folder: &PathBuf| folder.file_name().expect("a folder has a name").to_string_lossy().into_owned();
    assert!(!folders.is_empty(), "no folder of KAITEI_CORPORA holds a site.toml");
    folders.retain(|folder| only.as_ref().is_none_or(|only| name(folder) == *only));
    folders.iter().map(|folder| (name(folder), common::files(folder, &["site.toml", "content"]))).collect()
}

/// The value of a text key of `site.toml`.
fn setting(files: &common::Files, key: &str) -> String {
    let text = String::from_utf8_lossy(&files["site.toml"]).into_owned();
    let line = text.lines().find(|line| line.split('=').next().is_some_and(|name| name.trim() == key));
    let value = line.and_then(|line| line.split('"').nth(1)).unwrap_or_else(|| panic!("site.toml has no {key}"));
    value.to_owned()
}

/// Fails with the first of the problems.
fn none(what: &str, problems: &[String]) -> Option<String> {
    let first = || problems.iter().take(12).map(String::as_str).collect::<Vec<_>>().join("\n    ");
    (!problems.is_empty()).then(|| format!("{} {what}:\n    {}", problems.len(), first()))
}

#[test]
fn pinning_real_sites_changes_nothing_but_their_sources() {
    let mut all = Vec::new();
    for (name, files) in sites() {
        let (done, wrong) = pinned::check(&files, DAY);
        let (ids, files, left) = (done.pinned, done.edits.len(), done.left.len());
        println!("{name}: {ids} ids written into {files} files, {left} sections can have none");
        done.left.iter().take(3).for_each(|(path, line, heading)| println!("    {path}:{line}: {heading}"));
        all.extend(none(&format!("files differ in {name}"), &wrong));
    }
    assert!(all.is_empty(), "{}", all.join("\n"));
}

#[test]
fn no_anchor_of_the_example_dies_on_any_day() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let files = common::files(&root, &["site.toml", "content"]);
    // Upcoming, in force, withdrawn and superseded revisions; on the last day everything has happened.
    for day in ["2022-09-15", "2026-03-20", DAY, "2027-01-15", "2027-06-01"] {
        let output = common::build(&files, Some(day), false);
        let (pages, malformed) = pages::read(&output);
        let ids = checks::ids(&output, &pages);
        let (links, dead) = checks::links(&output, &pages, &setting(&files, "base_url"));
        println!("example as of {day}: {} pages, {} ids of dated pages, {links} links", pages.len(), ids.all);
        let twice = checks::twice(&pages);
        assert!(ids.all > 100 && links > 1000, "little was read");
        for (what, problems) in
            [("malformed", malformed), ("dead ids", ids.dead), ("ids twice", twice), ("dead links", dead)]
        {
            assert!(problems.is_empty(), "{day}: {}", none(what, &problems).unwrap_or_default());
        }
    }
}

#[test]
fn the_output_of_real_sites_is_sound() {
    let mut wrong = Vec::new();
    for (name, files) in sites() {
        let start = Instant::now();
        let output = common::build(&files, Some(DAY), false);
        let built = start.elapsed();
        let (pages, malformed) = pages::read(&output);
        let ids = checks::ids(&output, &pages);
        let (links, dead) = checks::links(&output, &pages, &setting(&files, "base_url"));
        let (comparisons, mut differ) = checks::comparisons(&output, &pages);
        let (seen, unlike) = seen(&output);
        differ.extend(unlike);
        println!(
            "{name}: {} outputs ({:.1} s), {} pages read, {} ids of dated pages, {} of them not on the current page, \
             {links} links, {comparisons} comparisons, {seen}; {:.1} s",
            output.len(),
            built.as_secs_f64(),
            pages.len(),
            ids.all,
            ids.dead.len(),
            start.elapsed().as_secs_f64(),
        );
        let problems = [
            none("pages are malformed", &malformed),
            none("ids are dead", &ids.dead),
            none("ids stand twice", &checks::twice(&pages)),
            none("links lead nowhere", &dead),
            none("things are told differently", &differ),
        ];
        wrong.extend(problems.into_iter().flatten().map(|problem| format!("{name}: {problem}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Holds the pages and data of every comparison to I4 and I9; says how much was looked at.
fn seen(output: &common::Files) -> (String, Vec<String>) {
    let paths: Vec<&String> = output.keys().filter(|path| path.ends_with("/changes.json")).collect();
    let all: Vec<_> = paths.into_par_iter().map(|path| views::wrong(output, path)).collect();
    let (mut count, mut wrong) = (views::Count::default(), Vec::new());
    for (seen, problems) in all {
        count += seen;
        wrong.extend(problems);
    }
    let views::Count { comparisons, sections, cells, elided } = count;
    (format!("{comparisons} views ({sections} sections of redlines, {cells} cells, {elided} with omissions)"), wrong)
}

/// A site of which only every fourth revision is left compares revisions that did not follow each other.
#[test]
fn revisions_far_apart_are_told_soundly() {
    let mut wrong = Vec::new();
    for (name, mut files) in sites() {
        let start = Instant::now();
        let revision = |path: &str| path.rsplit_once('/').map(|(folder, _)| folder.to_owned());
        let mut folders: Vec<String> = files.keys().filter_map(|path| revision(path)).collect();
        folders.dedup();
        let mut of_document: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for folder in folders.into_iter().filter(|folder| folder != "content") {
            let document = revision(&folder).unwrap_or_default();
            of_document.entry(document).or_default().push(folder);
        }
        let gone: BTreeSet<String> = of_document
            .into_values()
            .flat_map(|folders| {
                let last = folders.len() - 1;
                folders
                    .into_iter()
                    .enumerate()
                    .filter(move |(at, _)| at % 4 != 0 && *at != last)
                    .map(|(_, folder)| folder)
            })
            .collect();
        files.retain(|path, _| revision(path).is_none_or(|folder| !gone.contains(&folder)));
        let (seen, unlike) = seen(&common::build(&files, Some(DAY), false));
        println!("{name}, every fourth revision: {seen}; {:.1} s", start.elapsed().as_secs_f64());
        wrong.extend(none("things are told differently", &unlike).map(|problem| format!("{name}: {problem}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn real_sites_are_built_the_same_twice() {
    for (name, files) in sites() {
        let once = common::build(&files, Some(DAY), false);
        let alone = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread");
        let twice = alone.install(|| common::build(&files, Some(DAY), false));
        let differ: Vec<&String> =
            once.keys().chain(twice.keys()).filter(|path| once.get(*path) != twice.get(*path)).collect();
        assert!(differ.is_empty(), "{name}: built twice these differ: {differ:?}");
    }
}

#[test]
fn real_comparisons_hold_their_invariants() {
    for (name, files) in sites() {
        let start = Instant::now();
        let texts = compared::texts(&files, DAY);
        let mut typed_otherwise = files.clone();
        for (_, bytes) in typed_otherwise.iter_mut().filter(|(path, _)| path.ends_with(".md")) {
            *bytes = String::from_utf8_lossy(bytes).replace('\n', "\r\n").into_bytes();
        }
        let (pairs, distant, mut wrong) = compared::check(&texts);
        wrong.extend(compared::same(&texts, &compared::texts(&typed_otherwise, DAY)));
        println!("{name}: {pairs} pairs of texts, {distant} further apart; {:.1} s", start.elapsed().as_secs_f64());
        assert!(wrong.is_empty(), "{name}: {}", none("violations", &wrong).unwrap_or_default());
    }
}
