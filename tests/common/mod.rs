//! Builds sites in memory: files in, files out.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Mutex;

use kaitei::pipeline::{self, Made, Request};
use kaitei::{disk, report};

/// Files by path.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

/// Returns the files below some entries of a folder, by path below the folder.
pub(crate) fn files(root: &Path, entries: &[&str]) -> Files {
    let mut out = Files::new();
    let mut folders: Vec<std::path::PathBuf> = entries.iter().map(|entry| root.join(entry)).collect();
    while let Some(path) = folders.pop() {
        if path.is_dir() {
            let inside = std::fs::read_dir(&path).expect("a readable folder");
            folders.extend(inside.map(|entry| entry.expect("a readable entry").path()));
        } else if path.is_file() {
            let name = path.strip_prefix(root).expect("below the root").to_str().expect("UTF-8").replace('\\', "/");
            out.insert(name, contents(&path));
        }
    }
    out
}

/// Returns every output of the site made of these files; fails the test where the content has errors.
pub(crate) fn build(files: &Files, as_of: Option<&str>, drafts: bool) -> Files {
    let tree = disk::tree_of(files.clone());
    let request = Request {
        as_of: as_of.map(|date| date.parse().expect("a date")),
        now: 1_795_392_000, // 2026-11-23
        drafts,
        base_url: None,
    };
    let loaded = pipeline::load(&tree.value, &request).expect("a map can be read");
    let diagnostics: Vec<_> = tree.diagnostics.into_iter().chain(loaded.diagnostics).collect();
    let value = loaded.value.expect("a usable site.toml");
    if kaitei::diagnostic::has_errors(&diagnostics) {
        panic!("{}", report::json(&diagnostics, &|path: &str| value.texts.get(path).cloned(), "en"));
    }
    let output = Mutex::new(Files::new());
    let put = |made: Made| -> Result<(), std::convert::Infallible> {
        let before = output.lock().expect("no test panics while it holds it").insert(made.path.clone(), made.bytes);
        assert!(before.is_none(), "{} is made twice", made.path);
        Ok(())
    };
    pipeline::render(&tree.value, &value, &put).unwrap_or_else(|error| panic!("{error:?}"));
    output.into_inner().expect("no test panicked while it held it")
}

#[expect(clippy::disallowed_methods, reason = "the sources are files")]
fn contents(path: &Path) -> Vec<u8> {
    std::fs::read(path).expect("a readable file")
}
