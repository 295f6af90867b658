//! Builds sites in memory: files in, files out.

mod built;

use std::path::Path;

pub(crate) use built::Files;

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
    built::try_build(files, as_of, drafts).unwrap_or_else(|errors| panic!("{errors}"))
}

#[expect(clippy::disallowed_methods, reason = "the sources are files")]
fn contents(path: &Path) -> Vec<u8> {
    std::fs::read(path).expect("a readable file")
}
