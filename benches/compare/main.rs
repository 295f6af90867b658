//! Time and memory of a comparison against the size of the texts, beside `git diff --no-index --word-diff`.
//!
//!     cargo bench --bench compare                         every case up to 1 MB a side
//!     cargo bench --bench compare -- --full               up to 5 MB, 50,000 items, 5,000 sections
//!     cargo bench --bench compare -- typical table --sizes 10000,1000000 --runs 9
//!     cargo bench --bench compare -- --site DIR           every text of a site against the one before it: means
//!
//! Words choose the cases whose names contain one of them. Each case runs in a process of its own, so that the peak of memory
//! is its own; times are medians, ours and git's taken in turn, since other work on a machine slows both. `cpu` is the time that the
//! processor worked on the whole, `growth` the exponent e of cpu ~ size^e from the row above; 1 is linear. `x git` and `x words` say how many times as long ours takes as git from
//! start to end, and as cutting both texts into words alone.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a benchmark reads the clock and its arguments, and says what it measured"
)]

mod cases;
mod measure;
mod site;
mod words;

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use cases::{CASES, Case, Unit};
use measure::Figures;

/// What is measured.
struct Wish {
    names: Vec<String>,
    sizes: Option<Vec<usize>>,
    full: bool,
    runs: usize,
    site: Option<PathBuf>,
}

/// Sizes above are measured with `--full` or when they are named.
const QUICK: usize = 1_000_000;
/// Counts above, likewise.
const QUICK_COUNT: usize = 10_000;
/// No run of a size begins after this time.
const BUDGET: Duration = Duration::from_secs(2);
/// A process that takes longer is stopped.
const PATIENCE: Duration = Duration::from_secs(120);

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    if let [child, name, size, runs] = &arguments[..]
        && child == "--one"
    {
        return one(name, number(size), number(runs));
    }
    let wish = wish(&arguments);
    if let Some(root) = &wish.site {
        return site::site(root, wish.runs);
    }
    println!(
        "{:20} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9} {:>6} {:>8} {:>9} {:>7} {:>7} {:>4}",
        "case",
        "size",
        "parse ms",
        "pair ms",
        "comp. ms",
        "whole ms",
        "cpu ms",
        "growth",
        "peak MB",
        "git ms",
        "x git",
        "x words",
        "runs"
    );
    for case in CASES {
        if !wish.names.is_empty() && !wish.names.iter().any(|name| case.name.contains(name.as_str())) {
            continue;
        }
        println!("{}: {}", case.name, case.about);
        rows(case, &wish);
    }
}

fn wish(arguments: &[String]) -> Wish {
    let mut wish = Wish { names: Vec::new(), sizes: None, full: false, runs: 5, site: None };
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        let mut value = || rest.next().unwrap_or_else(|| panic!("{argument} needs a value"));
        match argument.as_str() {
            "--full" => wish.full = true,
            "--site" => wish.site = Some(value().into()),
            "--runs" => wish.runs = number(value()),
            "--sizes" => wish.sizes = Some(value().split(',').map(number).collect()),
            name => wish.names.push(name.to_owned()),
        }
    }
    wish
}

fn number(text: &str) -> usize {
    text.parse().unwrap_or_else(|_| panic!("`{text}` is no number"))
}

fn rows(case: &Case, wish: &Wish) {
    let limit = if case.unit == Unit::Bytes { QUICK } else { QUICK_COUNT };
    // Five thousand sections take as long as the rest together.
    let limit = if case.name.starts_with("sections") { 1_000 } else { limit };
    let own: Vec<usize> = case.sizes.iter().copied().filter(|size| wish.full || *size <= limit).collect();
    let mut before: Option<(usize, f64)> = None;
    for size in wish.sizes.as_ref().unwrap_or(&own) {
        let Some(figures) = child(case.name, *size, wish.runs) else {
            println!("{:20} {:>9} did not end within {} s", case.name, shown(case, *size), PATIENCE.as_secs());
            return;
        };
        print(case, *size, before, &figures);
        before = Some((*size, figures.cpu));
    }
}

fn print(case: &Case, size: usize, before: Option<(usize, f64)>, figures: &Figures) {
    let growth = before.map_or(String::new(), |(smaller, time)| {
        format!("{:.2}", (figures.cpu / time).ln() / (size as f64 / smaller as f64).ln())
    });
    let git = match figures.git {
        None => ["no git".to_owned(), String::new()],
        Some(time) if time.is_infinite() => ["> 20 s".to_owned(), format!("< {:.2}", figures.whole / 20_000.0)],
        Some(time) => [format!("{time:.1}"), format!("{:.2}", figures.whole / time)],
    };
    let peak = figures.peak.map_or("not told".to_owned(), |peak| format!("{:.0}", peak as f64 / 1e6));
    println!(
        "{:20} {:>9} {:>9.2} {:>9.2} {:>9.2} {:>9.2} {:>9.2} {growth:>6} {peak:>8} {:>9} {:>7} {:>7.1} {:>4}",
        case.name,
        shown(case, size),
        figures.parse,
        figures.pair,
        figures.compare,
        figures.whole,
        figures.cpu,
        git[0],
        git[1],
        figures.whole / figures.words,
        figures.runs
    );
}

fn shown(case: &Case, size: usize) -> String {
    match case.unit {
        Unit::Bytes if size >= 1_000_000 => format!("{} MB", size as f64 / 1e6),
        Unit::Bytes => format!("{} KB", size as f64 / 1e3),
        Unit::Count => size.to_string(),
    }
}

/// Measures in another process; `None` where that takes too long.
fn child(name: &str, size: usize, runs: usize) -> Option<Figures> {
    let own = std::env::current_exe().expect("this program is a file");
    let mut child = Command::new(own)
        .args(["--one", name, &size.to_string(), &runs.to_string()])
        .stdout(Stdio::piped())
        .spawn()
        .expect("this program can be run again");
    let begin = Instant::now();
    while child.try_wait().expect("a child can be waited for").is_none() {
        if begin.elapsed() > PATIENCE {
            child.kill().and_then(|()| child.wait()).expect("a child can be stopped");
            return None;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    let output = child.wait_with_output().expect("a child can be waited for");
    assert!(output.status.success(), "{name} at {size} failed");
    Some(received(&String::from_utf8_lossy(&output.stdout)))
}

/// Measures one case in this process and says the figures on one line.
fn one(name: &str, size: usize, runs: usize) {
    let case = CASES.iter().find(|case| case.name == name).unwrap_or_else(|| panic!("there is no case {name}"));
    let pair = case.pair(size);
    let f = measure::measure(&pair, runs, BUDGET);
    let git = f.git.map_or("none".to_owned(), |git| git.to_string());
    let peak = f.peak.map_or("none".to_owned(), |peak| peak.to_string());
    println!("{} {} {} {} {} {} {git} {peak} {}", f.parse, f.pair, f.compare, f.whole, f.cpu, f.words, f.runs);
}

fn received(line: &str) -> Figures {
    let parts: Vec<&str> = line.split_whitespace().collect();
    let time = |at: usize| parts[at].parse::<f64>().ok();
    let [Some(parse), Some(pair), Some(compare), Some(whole), Some(cpu), Some(words)] = [0, 1, 2, 3, 4, 5].map(time)
    else {
        panic!("not figures: {line}");
    };
    let runs = parts[8].parse().unwrap_or_default();
    Figures { parse, pair, compare, whole, cpu, words, git: time(6), peak: parts[7].parse().ok(), runs }
}
