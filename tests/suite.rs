//! Builds each small site below `tests/cases` and compares with its `expected/` folder; `UPDATE=1` rewrites it.
//!
//! `err-*` cases hold what the author reads: `expected/diagnostics.txt` is the output of `kaitei check`, `expected/exit` its
//! exit code. The others hold `expected/files.txt`, every path of the output, and below `expected/site/` the files that a
//! reviewer should read, named in the case's `show`. A case's `args` holds further arguments, one a line.
#![expect(clippy::disallowed_methods, reason = "cases are files")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn cases() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut cases: Vec<PathBuf> = std::fs::read_dir(&root)
        .expect("tests/cases")
        .map(|entry| entry.expect("a readable entry").path())
        .filter(|path| path.is_dir())
        .collect();
    cases.sort();
    assert!(!cases.is_empty(), "tests/cases holds no case");
    cases
}

fn kaitei(case: &Path, command: &str, more: &[&str]) -> Output {
    let args = std::fs::read_to_string(case.join("args")).unwrap_or_default();
    let mut args: Vec<&str> = args.lines().flat_map(|line| line.split(' ')).filter(|word| !word.is_empty()).collect();
    if !args.contains(&"--as-of") {
        args.extend(["--as-of", "2026-11-23"]);
    }
    Command::new(env!("CARGO_BIN_EXE_kaitei"))
        .arg("--root")
        .arg(case)
        .args(["--color", "never", command])
        .args(args)
        .args(more)
        .env("KAITEI_LANG", "en")
        .env("COLUMNS", "120")
        .env("SOURCE_DATE_EPOCH", "1795392000")
        .output()
        .expect("the binary starts")
}

/// Returns the expected files of a case as they should be: path below `expected/` to bytes.
fn actual(case: &Path) -> BTreeMap<String, Vec<u8>> {
    let name = case.file_name().expect("a case has a name").to_string_lossy();
    let mut files = BTreeMap::new();
    if name.starts_with("err-") {
        let output = kaitei(case, "check", &[]);
        files.insert("diagnostics.txt".to_owned(), [output.stdout, output.stderr].concat());
        files.insert("exit".to_owned(), format!("{}\n", output.status.code().unwrap_or(-1)).into_bytes());
        return files;
    }
    let out = tempfile::tempdir().expect("a temporary folder");
    let site = out.path().join("site");
    let output = kaitei(case, "build", &["-q", "--out", &site.to_string_lossy()]);
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{name} does not build:\n{stderr}");
    files.insert("warnings.txt".to_owned(), output.stderr.clone());
    let mut list = String::new();
    for path in below(&site) {
        if !path.starts_with(".kaitei-") && !path.starts_with("assets/") {
            writeln!(list, "{path}").expect("writing to a string does not fail");
        }
    }
    files.insert("files.txt".to_owned(), list.into_bytes());
    let show = std::fs::read_to_string(case.join("show")).unwrap_or_default();
    for path in show.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let bytes =
            std::fs::read(site.join(path)).unwrap_or_else(|error| panic!("{name}: {path} is not made ({error})"));
        files.insert(format!("site/{path}"), bytes);
    }
    files
}

/// Returns the paths of all files below a folder, with `/` between names, sorted.
fn below(folder: &Path) -> Vec<String> {
    let mut out = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(&next).into_iter().flatten() {
            let path = entry.expect("a readable entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).expect("below the folder").to_string_lossy().replace('\\', "/");
                out.push(name);
            }
        }
    }
    out.sort();
    out
}

/// Returns what is wrong with a case, after rewriting its expectations where asked to.
fn check(case: &Path, update: bool) -> Vec<String> {
    let expected = case.join("expected");
    let actual = actual(case);
    if update {
        let _ = std::fs::remove_dir_all(&expected);
        for (path, bytes) in &actual {
            let path = expected.join(path);
            std::fs::create_dir_all(path.parent().expect("below expected")).expect("a folder");
            std::fs::write(path, bytes).expect("a file");
        }
        return Vec::new();
    }
    let stale = below(&expected).into_iter().filter(|path| !actual.contains_key(path));
    let mut wrong: Vec<String> = stale.map(|path| format!("{}: {path} is stale", case.display())).collect();
    for (path, bytes) in &actual {
        let wanted = std::fs::read(expected.join(path)).unwrap_or_default();
        if wanted != *bytes {
            wrong.push(format!("{}: {path} differs{}", case.display(), first_difference(&wanted, bytes)));
        }
    }
    wrong
}

fn first_difference(wanted: &[u8], actual: &[u8]) -> String {
    let (wanted, actual) = (String::from_utf8_lossy(wanted), String::from_utf8_lossy(actual));
    let differs = wanted.lines().zip(actual.lines()).enumerate().find(|(_, (a, b))| a != b);
    match differs {
        Some((at, (a, b))) => format!(", line {}:\n  expected {a}\n  actual   {b}", at + 1),
        None => format!(" ({} lines expected, {} are there)", wanted.lines().count(), actual.lines().count()),
    }
}

#[test]
fn every_case_gives_what_its_expected_folder_says() {
    let update = std::env::var_os("UPDATE").is_some();
    let cases = cases();
    let wrong: Vec<String> = std::thread::scope(|scope| {
        let half = cases.len().div_ceil(2);
        let workers: Vec<_> = cases
            .chunks(half)
            .map(|part| scope.spawn(move || part.iter().flat_map(|case| check(case, update)).collect::<Vec<_>>()))
            .collect();
        workers
            .into_iter()
            .flat_map(|worker| worker.join().expect("a case panicked; its message stands above"))
            .collect()
    });
    assert!(wrong.is_empty(), "{} differences (UPDATE=1 rewrites them):\n{}", wrong.len(), wrong.join("\n"));
}
