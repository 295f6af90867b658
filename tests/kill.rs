//! Builds that are killed at any moment: no file is ever half there, and the next build makes the whole site.
#![cfg(unix)]
#![expect(clippy::disallowed_methods, reason = "tests make their own folders")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

type Files = BTreeMap<String, Vec<u8>>;

const ROUNDS: u32 = 30;

fn start(root: &Path, out: &Path) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kaitei"));
    command.env_clear().args(["build", "--as-of", "2026-01-01", "--root"]).arg(root).arg("--out").arg(out);
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the binary runs")
}

fn build(root: &Path, out: &Path) {
    let status = start(root, out).wait().expect("it ends");
    assert!(status.success(), "a build that nothing disturbs succeeds: {status}");
}

/// Writes a site of several documents whose texts, and some of whose documents, differ from version to version.
fn write_site(root: &Path, version: u32) {
    let init = Command::new(env!("CARGO_BIN_EXE_kaitei")).arg("init").arg(root).output().expect("the binary runs");
    assert!(init.status.success());
    for document in 0..5 {
        // The last of them are called differently in every version.
        let name = if document < 4 { format!("terms-{document}") } else { format!("terms-{document}-{version}") };
        let folder = root.join("content").join(name).join("2024-01-01");
        fs::create_dir_all(&folder).expect("a folder");
        for (lang, sentence) in [("ja", "当社は、次のとおり定めます。"), ("en", "We agree on the following.")]
        {
            let sections =
                (1..10).map(|number| format!("## {number}. {number}\n\n{sentence} {version} {document}\n\n"));
            let text = format!("# {document}\n\n{}", sections.collect::<String>());
            fs::write(folder.join(format!("{lang}.md")), text).expect("a file");
        }
    }
}

/// Returns the site in an output folder, kaitei's own files left out.
fn site(out: &Path) -> Files {
    let mut files = Files::new();
    let mut folders = vec![out.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().filter_map(Result::ok) {
            let path = entry.path();
            let below = path.strip_prefix(out).expect("below").to_str().expect("UTF-8").to_owned();
            if below.starts_with(".kaitei-") {
                continue;
            } else if path.is_dir() {
                folders.push(path);
            } else {
                files.insert(below, fs::read(&path).expect("a file"));
            }
        }
    }
    files
}

/// A sequence of numbers that looks random and is the same in every run (xorshift, Marsaglia 2003).
fn next(state: &mut u64) -> u64 {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    *state
}

/// Waits for any moment of a build; in every third round for one during the move, which is the shortest part of it.
fn await_moment(round: u32, running: &mut Child, out: &Path, lasted: Duration, state: &mut u64) {
    if round % 3 < 2 {
        let micros = u64::try_from(lasted.as_micros()).expect("short");
        std::thread::sleep(Duration::from_micros(next(state) % (micros * 11 / 10)));
        return;
    }
    while running.try_wait().expect("a child").is_none() && !out.join(".kaitei-journal.json").exists() {
        std::thread::sleep(Duration::from_micros(50));
    }
    std::thread::sleep(Duration::from_micros(next(state) % 1000));
}

fn assert_whole(seen: &Files, versions: &[Files; 2]) {
    for (path, bytes) in seen {
        let whole = versions.iter().any(|version| version.get(path) == Some(bytes));
        assert!(whole, "{path} is a file of neither version ({} bytes)", bytes.len());
    }
}

#[test]
fn a_killed_build_leaves_whole_files_and_the_next_one_finishes() {
    let folder = tempfile::tempdir().expect("a folder");
    let roots = [folder.path().join("one"), folder.path().join("two")];
    let mut lasted = Duration::ZERO;
    let versions = [0, 1].map(|version: usize| {
        write_site(&roots[version], u32::try_from(version).expect("small"));
        let out = folder.path().join(format!("fresh-{version}"));
        let begun = Instant::now();
        build(&roots[version], &out);
        lasted = lasted.max(begun.elapsed());
        site(&out)
    });
    assert!(versions[0] != versions[1] && versions[0].len() > 10);
    let out = folder.path().join("public");
    let mut state = 0x2023_0419;
    let (mut killed, mut interrupted) = (0, 0);
    for round in 0..ROUNDS {
        let version = usize::try_from(round % 2).expect("small");
        let mut running = start(&roots[version], &out);
        await_moment(round, &mut running, &out, lasted, &mut state);
        running.kill().expect("killed, or over already");
        killed += u32::from(!running.wait().expect("it ends").success());
        interrupted += u32::from(out.join(".kaitei-journal.json").exists());
        assert_whole(&site(&out), &versions);
        // Sometimes the next build is one of the other version, which must first finish this one's move.
        let next_version = if next(&mut state).is_multiple_of(3) { 1 - version } else { version };
        build(&roots[next_version], &out);
        assert_eq!(site(&out), versions[next_version], "round {round}");
    }
    eprintln!("{killed} of {ROUNDS} builds were killed, {interrupted} of them during the move");
    assert!(killed > 0);
}
