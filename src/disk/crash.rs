//! Tests of the writer: every sequence of sites, stopped before any act on the disk, ends in exactly the newest site.

use std::collections::BTreeMap;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use proptest::prelude::*;

use super::fuse::{self, Blow};
use super::{Failure, Output, Writer, Written, finish};

type Files = BTreeMap<String, String>;

fn build(out: &Path, site: &Files, force: bool) -> Result<Written, Failure> {
    let writer = Writer::open(out, force)?;
    for (path, text) in site {
        let output = Output { path: path.clone(), bytes: text.clone().into(), last: path.ends_with(".json") };
        if let Err(failure) = writer.put(output) {
            writer.abandon();
            return Err(failure);
        }
    }
    writer.commit(None)
}

/// Returns what a reader sees: every file but kaitei's own.
fn seen(out: &Path) -> Files {
    let entries =
        walkdir::WalkDir::new(out).into_iter().filter_map(Result::ok).filter(|entry| !entry.file_type().is_dir());
    let path = |entry: &walkdir::DirEntry| {
        let below = entry.path().strip_prefix(out).expect("below");
        below.to_str().expect("UTF-8").replace('\\', "/")
    };
    let files = entries.map(|entry| (path(&entry), fs::read_to_string(entry.path()).expect("a text")));
    files.filter(|(path, _)| !path.starts_with(".kaitei-")).collect()
}

fn files(list: &[(&str, &str)]) -> Files {
    list.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
}

fn written(written: usize, unchanged: usize, deleted: usize) -> Written {
    Written { written, unchanged, deleted }
}

#[test]
fn only_what_differs_is_touched() {
    let out = tempfile::tempdir().expect("a folder");
    let out = out.path().join("a/public");
    let first = files(&[("index.html", "1"), ("ja/x/index.html", "1"), ("ja/y/index.html", "1")]);
    assert_eq!(build(&out, &first, false).expect("written"), written(3, 0, 0));
    let time = |path: &str| out.join(path).metadata().expect("a file").modified().expect("a time");
    let before = (time("index.html"), time(".kaitei-manifest.json"));
    assert_eq!(build(&out, &first, false).expect("written"), written(0, 3, 0));
    assert_eq!((time("index.html"), time(".kaitei-manifest.json")), before);
    let second = files(&[("index.html", "1"), ("ja/x/index.html", "2")]);
    assert_eq!(build(&out, &second, false).expect("written"), written(1, 1, 1));
    assert_eq!((seen(&out), out.join("ja/y").exists()), (second, false));
    assert_eq!(time("index.html"), before.0);
}

#[test]
fn a_foreign_folder_is_refused_or_adopted_and_never_emptied() {
    let out = tempfile::tempdir().expect("a folder");
    let out = out.path();
    fs::write(out.join("CNAME"), "mine").expect("a file");
    let refused = build(out, &files(&[("a", "1")]), false).expect_err("refused").to_string();
    assert!(refused.contains("kaitei did not write") && refused.contains("--force"), "{refused}");
    assert_eq!(fs::read_dir(out).expect("a folder").count(), 1);
    build(out, &files(&[("a", "1"), ("b", "1")]), true).expect("adopted");
    build(out, &files(&[("a", "2")]), false).expect("ours by now");
    assert_eq!(seen(out), files(&[("CNAME", "mine"), ("a", "2")]));
    let refused = build(out, &files(&[("CNAME", "ours")]), false).expect_err("refused").to_string();
    assert!(refused.starts_with("cannot write ") && refused.contains("CNAME"), "{refused}");
    assert_eq!(seen(out), files(&[("CNAME", "mine"), ("a", "2")]));
    build(out, &files(&[("CNAME", "mine")]), false).expect("the same contents are no conflict");
}

#[test]
fn a_file_may_become_a_folder_and_a_folder_a_file() {
    let out = tempfile::tempdir().expect("a folder");
    let out = out.path();
    let (first, second) = (files(&[("a", "1"), ("b/c/d", "1"), ("b/e", "1")]), files(&[("a/x/y", "2"), ("b", "2")]));
    for site in [&first, &second, &first] {
        build(out, site, false).expect("written");
        assert_eq!(&seen(out), site);
    }
    fs::write(out.join("b/c/mine"), "mine").expect("a file");
    let refused = build(out, &second, false).expect_err("a foreign file is in the way").to_string();
    assert!(refused.contains("b/c/mine"), "{refused}");
    assert_eq!(seen(out).len(), 4);
    let both = build(out, &files(&[("z", "1"), ("z/a", "1")]), false).expect_err("one name twice").to_string();
    assert!(both.contains("a file and a folder of this name"), "{both}");
}

#[test]
fn two_builds_at_once_are_refused_and_a_failed_one_leaves_nothing() {
    let parent = tempfile::tempdir().expect("a folder");
    let out = parent.path().join("public");
    let writer = Writer::open(&out, false).expect("the first");
    let second = Writer::open(&out, false).expect_err("the second").to_string();
    assert!(second.contains("another build"), "{second}");
    for path in ["../x", "/x", "a/../x", "a\\x", ".kaitei-lock"] {
        let output = Output { path: path.to_owned(), bytes: Vec::new(), last: false };
        assert!(writer.put(output).is_err(), "{path}");
    }
    writer.abandon();
    assert_eq!(fs::read_dir(parent.path()).expect("a folder").count(), 0);
    fs::write(&out, "a file").expect("a file");
    let failure = Writer::open(&out, false).expect_err("a file is no folder").to_string();
    assert!(failure.starts_with("cannot create ") && failure.contains("public ("), "{failure}");
}

#[test]
fn a_manifest_that_leads_out_of_the_folder_is_not_believed() {
    let parent = tempfile::tempdir().expect("a folder");
    let out = parent.path().join("public");
    build(&out, &files(&[("a", "1")]), false).expect("written");
    fs::write(parent.path().join("mine"), "mine").expect("a file");
    let manifest = out.join(".kaitei-manifest.json");
    fs::write(manifest, r#"{"format": 1, "files": {"../mine": ""}}"#).expect("a file");
    assert!(build(&out, &files(&[("b", "1")]), false).is_err());
    build(&out, &files(&[("b", "1")]), true).expect("by force");
    assert!(parent.path().join("mine").exists());
}

#[cfg(unix)]
#[test]
fn nothing_is_deleted_or_written_behind_a_link() {
    let parent = tempfile::tempdir().expect("a folder");
    let (out, other) = (parent.path().join("public"), parent.path().join("other"));
    build(&out, &files(&[("a/x", "1"), ("b", "1")]), false).expect("written");
    fs::rename(out.join("a"), &other).expect("moved");
    std::os::unix::fs::symlink(&other, out.join("a")).expect("a link");
    assert!(build(&out, &files(&[("a/y", "2"), ("b", "1")]), false).is_err());
    build(&out, &files(&[("b", "1")]), false).expect("written");
    assert_eq!(seen(&other), files(&[("x", "1")]));
}

#[test]
fn many_threads_may_put() {
    let out = tempfile::tempdir().expect("a folder");
    let writer = Writer::open(out.path(), false).expect("a writer");
    std::thread::scope(|scope| {
        for thread in 0..8 {
            let writer = &writer;
            scope.spawn(move || {
                for number in 0..20 {
                    let path = format!("{thread}/{number}");
                    writer.put(Output { bytes: path.clone().into(), path, last: false }).expect("put");
                }
            });
        }
    });
    assert_eq!(writer.commit(None).expect("written"), written(160, 0, 0));
    assert!(seen(out.path()).iter().all(|(path, text)| path == text));
}

/// Paths that change their minds about what is a file and what a folder, and how they are spelled.
const PATHS: [&str; 10] = [
    "a",
    "a/b",
    "a/b/c",
    "a/d",
    "index.html",
    "Index.html",
    "ja/x/index.html",
    "ja/y/index.html",
    "p.json",
    "ja/z.json",
];

fn sites() -> impl Strategy<Value = Vec<Files>> {
    let site = proptest::collection::btree_map(proptest::sample::select(&PATHS[..]), 0..3u8, 0..8);
    proptest::collection::vec(site.prop_map(|site| without_conflicts(&site)), 2..5)
}

fn without_conflicts(site: &BTreeMap<&str, u8>) -> Files {
    let is_parent = |path: &str| site.keys().any(|other| other.starts_with(&format!("{path}/")));
    let files = site.iter().filter(|(path, _)| !is_parent(path));
    files.map(|(path, text)| ((*path).to_owned(), format!("{path} {text}"))).collect()
}

/// Runs something that a fuse may stop, and returns `None` where it crashed.
fn stopped<T>(after: u32, blow: Blow, run: impl FnOnce() -> T) -> Option<T> {
    fuse::set(Some((after, blow)));
    let done = catch_unwind(AssertUnwindSafe(run)).ok();
    fuse::set(None);
    done
}

fn is_mixture(seen: &Files, old: &Files, new: &Files) -> bool {
    seen.iter().all(|file| [old, new].into_iter().any(|site| site.get(file.0) == Some(file.1)))
}

fn survive(sites: &[Files], stops: &[(u32, u32, bool)]) {
    let parent = tempfile::tempdir().expect("a folder");
    let out = parent.path();
    let foreign = files(&[("CNAME", "mine"), ("ja/mine.txt", "mine")]);
    build(out, &Files::new(), false).expect("nothing is easily written");
    fs::create_dir(out.join("ja")).expect("a folder");
    for (path, text) in &foreign {
        fs::write(out.join(path), text).expect("a file");
    }
    let with_foreign = |site: &Files| site.clone().into_iter().chain(foreign.clone()).collect::<Files>();
    let mut old = with_foreign(&Files::new());
    for (site, (first, second, crash)) in sites.iter().zip(stops) {
        let new = with_foreign(site);
        let blow = if *crash { Blow::Crash } else { Blow::Refuse };
        let done = stopped(*first, blow, || build(out, site, false));
        let begun = out.join(".kaitei-journal.json").exists();
        let now = seen(out);
        match done {
            Some(Ok(_)) => assert_eq!(now, new),
            // The journal is the last thing to go, but for what it leaves in staging.
            _ if begun => assert!(is_mixture(&now, &old, &new), "{now:?}"),
            _ => assert!(now == old || now == new, "{now:?} is neither {old:?} nor {new:?}"),
        }
        if matches!(done, Some(Err(_))) && !begun && now == old && old != new {
            assert!(!out.join(".kaitei-staging").exists(), "a refusal leaves nothing behind");
        }
        let _ = stopped(*second, Blow::Crash, || finish(out));
        finish(out).expect("nothing stops it now");
        assert_eq!(seen(out), if begun { new.clone() } else { now });
        build(out, site, false).expect("nothing stops it now");
        assert_eq!(seen(out), new);
        assert!(!out.join(".kaitei-staging").exists() && !out.join(".kaitei-journal.json").exists());
        old = new;
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_crash_anywhere_loses_nothing(
        sites in sites(),
        stops in proptest::collection::vec((0..70u32, 0..40u32, any::<bool>()), 4),
    ) {
        survive(&sites, &stops);
    }
}
