//! The texts of a whole site, each against the one before it: what a build spends on one, on average.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use kaitei::assemble::anchors;
use kaitei::compare::{self, Lineage};
use kaitei::model::Text;
use kaitei::parse::markdown::{self, Options};
use kaitei::{pair, parse};

use crate::measure::give;

/// Times on the clock of one thread, and how often each step was done.
#[derive(Debug, Default)]
struct Steps {
    parse: (Duration, u32),
    pair: (Duration, u32),
    compare: (Duration, u32),
}

/// Prints the means over every text below `root/content`, and over every two consecutive ones of a language.
pub(crate) fn site(root: &Path, runs: usize) {
    let histories = histories(root);
    let all: Vec<Steps> = (0..runs.max(1)).map(|_| once(&histories)).collect();
    println!("{:>8} {:>10} {:>10}   the least mean of {} runs", "step", "times", "mean ms", all.len());
    for (name, step) in [
        ("parse", (|steps| steps.parse) as fn(&Steps) -> (Duration, u32)),
        ("pair", |steps| steps.pair),
        ("compare", |steps| steps.compare),
    ] {
        let least = all.iter().map(step).min().expect("there is at least one run");
        println!("{name:>8} {:>10} {:>10.3}", least.1, least.0.as_secs_f64() * 1_000.0 / f64::from(least.1.max(1)));
    }
}

/// The files of one text in one language, the oldest first.
type History = Vec<(String, Vec<u8>)>;

fn histories(root: &Path) -> Vec<History> {
    let mut found: BTreeMap<(PathBuf, String), History> = BTreeMap::new();
    for document in inside(&root.join("content")) {
        for file in inside(&document).iter().flat_map(|revision| inside(revision)) {
            let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if name.ends_with(".md") && !name.ends_with(".reasons.md") {
                let bytes = std::fs::read(&file).expect("a file of the site");
                found.entry((document.clone(), name.clone())).or_default().push((name, bytes));
            }
        }
    }
    found.into_values().collect()
}

/// Returns what lies in a folder, in order; nothing where it is none.
fn inside(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    paths
}

fn once(histories: &[History]) -> Steps {
    let mut steps = Steps::default();
    for history in histories {
        let mut before = None;
        let mut used = anchors::Used::default();
        for (path, bytes) in history {
            let mut text = timed(&mut steps.parse, || read(path, bytes));
            let names = match &before {
                None => anchors::name(&text, None, &mut used),
                Some((old, names)) => {
                    let pairing = timed(&mut steps.pair, || pair::texts(old, &text, &[]));
                    anchors::name(&text, Some((names, &pairing)), &mut used)
                }
            };
            give(&mut text, &names);
            if let Some((old, _)) = &before {
                let comparison = timed(&mut steps.compare, || compare::texts(old, &text, &Lineage::default()));
                std::hint::black_box(comparison);
            }
            before = Some((text, names));
        }
    }
    steps
}

/// Reads a file as a build does, its front matter included.
fn read(path: &str, bytes: &[u8]) -> Text {
    let source = parse::decode(path, bytes).expect("a text");
    let (front, span) = parse::front_matter(&source, Options::default());
    std::hint::black_box(front);
    markdown::body(&source, span, Options::default()).value.text
}

fn timed<T>((sum, count): &mut (Duration, u32), step: impl FnOnce() -> T) -> T {
    let begin = Instant::now();
    let made = step();
    *sum += begin.elapsed();
    *count += 1;
    made
}
