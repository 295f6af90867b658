//! One case at one size, in a process of its own -> its times and its peak of memory.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use kaitei::assemble::anchors::{self, Named};
use kaitei::compare::{self, Lineage};
use kaitei::locale;
use kaitei::model::Text;
use kaitei::pair;
use kaitei::parse::markdown::{self, Options};
use kaitei::source::Source;

use crate::cases::Pair;

/// Medians, in milliseconds.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Figures {
    /// Reading both texts.
    pub(crate) parse: f64,
    /// Pairing their sections and giving anchors.
    pub(crate) pair: f64,
    /// Comparing them.
    pub(crate) compare: f64,
    /// All three.
    pub(crate) whole: f64,
    /// The time that the processor worked on all three; `whole` where the system does not tell, or the time is short.
    pub(crate) cpu: f64,
    /// Cutting both texts into words, the least that a comparison of words can take.
    pub(crate) words: f64,
    /// `git diff --no-index --word-diff`, from the start of the process to its end; none where there is no git, infinite
    /// where it did not end in time.
    pub(crate) git: Option<f64>,
    /// The most memory that was resident, in bytes; none where the system does not tell.
    pub(crate) peak: Option<u64>,
    /// How many runs the medians are of.
    pub(crate) runs: usize,
}

/// How long git may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// Measures a pair: at least one run, at most `runs`, none begun after `budget`.
pub(crate) fn measure(pair: &Pair, runs: usize, budget: Duration) -> Figures {
    let folder = tempfile::tempdir().expect("a folder for git");
    let start = Instant::now();
    let mut git = write(folder.path(), pair);
    forget_peak();
    let mut peak = None;
    let mut all: Vec<[Duration; 6]> = Vec::new();
    let mut of_git = Vec::new();
    while all.is_empty() || all.len() < runs && start.elapsed() < budget {
        all.push(once(pair));
        peak = peak.max(self::peak());
        let took = git.then(|| word_diff(folder.path())).flatten();
        // One run is enough of what does not end in time.
        git = took.is_some_and(|took| took < PATIENCE);
        of_git.extend(took);
    }
    let column = |at: usize| median(all.iter().map(|times| times[at]).collect());
    Figures {
        parse: column(0),
        pair: column(1),
        compare: column(2),
        whole: column(3),
        cpu: column(4),
        words: column(5),
        git: (!of_git.is_empty()).then(|| if git { median(of_git) } else { f64::INFINITY }),
        peak,
        runs: all.len(),
    }
}

/// Times of parsing, pairing, comparing, of all three on the clock and on the processor, and of segmenting alone.
fn once(pair: &Pair) -> [Duration; 6] {
    let worked = self::worked();
    let begin = Instant::now();
    let (mut old, mut new) = (read(&pair.old), read(&pair.new));
    let parsed = begin.elapsed();
    let pairing = pair::texts(&old, &new, &[]);
    let mut used = anchors::Used::default();
    let named = anchors::name(&old, None, &mut used);
    let named_after = anchors::name(&new, Some((&named, &pairing)), &mut used);
    give(&mut old, &named);
    give(&mut new, &named_after);
    let paired = begin.elapsed();
    let comparison = compare::texts(&old, &new, &Lineage::default());
    let compared = begin.elapsed();
    // The system counts by the tick, so a short time is better told by the clock.
    let worked = self::worked().zip(worked).map(|(after, before)| after - before);
    let worked = worked.filter(|worked| *worked > Duration::from_millis(8)).unwrap_or(compared);
    std::hint::black_box(comparison);
    let begin = Instant::now();
    std::hint::black_box((locale::words(&pair.old), locale::words(&pair.new)));
    [parsed, paired - parsed, compared - paired, compared, worked, begin.elapsed()]
}

/// Returns how long the processor has worked for this thread (proc(5)).
fn worked() -> Option<Duration> {
    let line = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    line.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}

fn read(markdown: &str) -> Text {
    markdown::body(&Source::new("a.md", markdown), 0..markdown.len(), Options::default()).value.text
}

/// Gives a text its anchors.
pub(crate) fn give(text: &mut Text, named: &Named) {
    for (at, section) in text.sections.iter_mut().enumerate() {
        section.anchor = Some(named.sections[at].clone());
        let mut anchors = named.provisions[at].iter();
        section.each_provision(&mut |block| block.anchor = anchors.next().cloned());
    }
}

fn median(mut times: Vec<Duration>) -> f64 {
    times.sort_unstable();
    times[times.len() / 2].as_secs_f64() * 1_000.0
}

fn write(folder: &Path, pair: &Pair) -> bool {
    let written = [("old.md", &pair.old), ("new.md", &pair.new)]
        .iter()
        .all(|(name, text)| std::fs::write(folder.join(name), format!("{text}\n")).is_ok());
    written && Command::new("git").arg("--version").stdout(Stdio::null()).status().is_ok()
}

/// Runs git on the two texts; [`PATIENCE`] where it takes longer.
fn word_diff(folder: &Path) -> Option<Duration> {
    let begin = Instant::now();
    let mut git = Command::new("git")
        .args(["diff", "--no-index", "--no-ext-diff", "--word-diff", "old.md", "new.md"])
        .current_dir(folder)
        .env("GIT_CONFIG_GLOBAL", "")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    while begin.elapsed() < PATIENCE {
        if git.try_wait().ok()?.is_some() {
            return Some(begin.elapsed());
        }
        std::thread::sleep(Duration::from_micros(200));
    }
    git.kill().and_then(|()| git.wait()).ok()?;
    Some(PATIENCE)
}

/// Makes the system count the peak of memory from now on, where it can.
fn forget_peak() {
    let _ = std::fs::write("/proc/self/clear_refs", "5");
}

/// Returns the most memory that this process had, in bytes (`VmHWM`, proc(5)).
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().trim_end_matches("kB").trim().parse::<u64>().ok()? * 1024)
}
