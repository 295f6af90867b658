//! A folder -> the [`Tree`] of what a site is made from.
//!
//! Links are followed as long as they stay below the root; a link back to a folder that holds it ends there. The texts
//! themselves are not read here: a tree knows paths and sizes, and the way to the bytes.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use walkdir::{DirEntry, WalkDir};

use super::classify::{self, ignored};
use super::failure::Failure;
use crate::diagnostic::{Checked, Code, Diagnostic};
use crate::source::Place;
use crate::tree::{File, Reader, Tree};

/// Returns what lies below a site's root: `site.toml`, `content/`, `themes/`.
///
/// # Errors
/// Where a folder cannot be listed.
pub fn read(root: &Path) -> Result<Checked<Tree>, Failure> {
    let root = root.canonicalize().map_err(|cause| Failure::new("read", root, cause))?;
    let mut walk = Walk { root: &root, listing: Vec::new(), found: Vec::new() };
    for top in [classify::SITE, classify::SEAL, classify::CONTENT, classify::THEMES] {
        walk.below(top)?;
    }
    for name in timestamps(&root)? {
        walk.below(&name)?;
    }
    let Walk { listing, mut found, .. } = walk;
    let value = classify::tree(listing, reader(root)).into(&mut found);
    Ok(Checked { value, diagnostics: found })
}

/// Returns the names of the files beside `site.toml` that are answers of time-stamping authorities.
fn timestamps(root: &Path) -> Result<Vec<String>, Failure> {
    let failure = |cause| Failure::new("read", root, cause);
    let mut names = Vec::new();
    for entry in std::fs::read_dir(root).map_err(failure)? {
        let name = entry.map_err(failure)?.file_name();
        names.extend(
            name.to_str().filter(|name| name.ends_with(classify::TIMESTAMP) && !ignored(name)).map(str::to_owned),
        );
    }
    names.sort();
    Ok(names)
}

/// Returns whether a folder, which need not exist, lies among the sources of the site below a root.
pub fn is_among_sources(root: &Path, folder: &Path) -> bool {
    let (Ok(root), Ok(folder)) = (root.canonicalize(), std::path::absolute(folder)) else { return false };
    let real = folder.ancestors().find_map(|above| {
        let below = folder.strip_prefix(above).expect("an ancestor is a prefix");
        let real = above.canonicalize().ok()?;
        // What does not exist is no link, so `..` behind it leads back.
        let step = |at: PathBuf, name: &std::ffi::OsStr| match at.parent() {
            Some(parent) if name == ".." => parent.to_owned(),
            _ => at.join(name),
        };
        Some(below.iter().fold(real, step))
    });
    real.is_some_and(|real| [classify::CONTENT, classify::THEMES].iter().any(|top| real.starts_with(root.join(top))))
}

/// Returns the way to the bytes below a canonical root. A link that was turned out of the root after the walk is refused here.
pub fn reader(root: PathBuf) -> Reader {
    Arc::new(move |path| {
        let real = root.join(path).canonicalize()?;
        if !real.starts_with(&root) {
            return Err(io::Error::new(io::ErrorKind::PermissionDenied, "a link leads out of the site's folder"));
        }
        std::fs::read(real)
    })
}

struct Walk<'a> {
    root: &'a Path,
    listing: Vec<File>,
    found: Vec<Diagnostic>,
}

impl Walk<'_> {
    fn below(&mut self, top: &str) -> Result<(), Failure> {
        let start = self.root.join(top);
        if start.symlink_metadata().is_err_and(|cause| cause.kind() == io::ErrorKind::NotFound) {
            return Ok(());
        }
        let mut entries = WalkDir::new(start).follow_links(true).sort_by_file_name().into_iter();
        while let Some(entry) = entries.next() {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    self.broken(error)?;
                    continue;
                }
            };
            if !self.take(&entry)? && entry.file_type().is_dir() {
                entries.skip_current_dir();
            }
        }
        Ok(())
    }

    /// Notes an entry, and returns whether what lies below it belongs to the site too.
    fn take(&mut self, entry: &DirEntry) -> Result<bool, Failure> {
        let path = self.path(entry.path());
        let Some(name) = entry.file_name().to_str() else {
            self.found.push(
                Diagnostic::new(Code::InvalidName, Place::file(path))
                    .arg("name", entry.file_name().display())
                    .help("encoding"),
            );
            return Ok(false);
        };
        if ignored(name) {
            return Ok(false);
        }
        if entry.path_is_symlink() && self.leads_out(entry.path()) {
            self.found.push(Diagnostic::new(Code::LinkOutside, Place::file(path)).arg("name", name));
            return Ok(false);
        }
        if entry.file_type().is_file() {
            let size = entry.metadata().map_err(|error| walk_failure(entry.path(), error))?.len();
            self.listing.push(File { path: path.into(), size });
        } else if !entry.file_type().is_dir() {
            self.found.push(classify::unknown_asset(&path));
        }
        Ok(true)
    }

    fn leads_out(&self, link: &Path) -> bool {
        link.canonicalize().map_or(true, |real| !real.starts_with(self.root))
    }

    /// Judges an entry that cannot be entered: a loop ends, a link to nothing is the author's, the rest is the machine's.
    fn broken(&mut self, error: walkdir::Error) -> Result<(), Failure> {
        if error.loop_ancestor().is_some() {
            return Ok(());
        }
        let path = error.path().unwrap_or(self.root).to_owned();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if !path.is_symlink() {
            return Err(walk_failure(&path, error));
        }
        // Emacs marks a file that is being edited by a link to nothing.
        if !ignored(&name) {
            let place = Place::file(self.path(&path));
            self.found.push(Diagnostic::new(Code::LinkOutside, place).arg("name", name));
        }
        Ok(())
    }

    fn path(&self, path: &Path) -> String {
        let below = path.strip_prefix(self.root).unwrap_or(path);
        let names: Vec<_> = below.iter().map(|name| name.to_string_lossy()).collect();
        names.join("/")
    }
}

fn walk_failure(path: &Path, error: walkdir::Error) -> Failure {
    Failure::new("read", path, error.into_io_error().unwrap_or_else(|| io::Error::other("a loop of links")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(files: &[&str]) -> tempfile::TempDir {
        let root = tempfile::tempdir().expect("a folder");
        for path in files {
            let path = root.path().join(path);
            std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
            std::fs::write(path, "x").expect("a file");
        }
        root
    }

    fn codes(checked: &Checked<Tree>) -> Vec<(&'static str, &str)> {
        checked.diagnostics.iter().map(|found| (found.code.word(), &*found.place.path)).collect()
    }

    #[test]
    fn a_folder_reads_like_the_map_of_its_files() {
        let files =
            ["site.toml", "content/jobs/privacy/2024-05-01/ja.md", "content/terms/next/en.md", "themes/a/x.css"];
        let root = site(&[&files[..], &["node_modules/x.md", "README.md"]].concat());
        let read = read(root.path()).expect("a tree");
        let map = files.iter().map(|path| ((*path).to_owned(), b"x".to_vec())).collect();
        let same = classify::tree_of(map);
        assert_eq!(format!("{:?}", read.value), format!("{:?}", same.value));
        assert_eq!(codes(&read), []);
        let file = read.value.site.as_ref().expect("site.toml");
        assert_eq!(read.value.bytes(file).expect("bytes"), b"x");
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_inside_and_refused_outside() {
        use std::os::unix::fs::symlink;
        let other = site(&["secret/ja.md"]);
        let root = site(&["site.toml", "content/a/2024-01-01/ja.md", "common/logo.svg"]);
        let at = |path: &str| root.path().join(path);
        symlink(other.path().join("secret"), at("content/a/2025-01-01")).expect("a link");
        symlink("../../../common/logo.svg", at("content/a/2024-01-01/logo.svg")).expect("a link");
        symlink("..", at("content/a/2024-01-01/loop")).expect("a link");
        symlink("nowhere", at("content/a/2024-01-01/de.md")).expect("a link");
        symlink("me@host.1", at("content/a/2024-01-01/.#ja.md")).expect("a link");
        let read = read(root.path()).expect("a tree");
        assert_eq!(
            codes(&read),
            [("link-outside", "content/a/2024-01-01/de.md"), ("link-outside", "content/a/2025-01-01")]
        );
        let revision = &read.value.documents["a"].revisions["2024-01-01"];
        assert_eq!(revision.assets.keys().collect::<Vec<_>>(), ["logo.svg"]);
        symlink(other.path().join("secret/ja.md"), at("content/a/2024-01-01/en.md")).expect("a link");
        let turned = File { path: "content/a/2024-01-01/en.md".into(), size: 1 };
        assert!(read.value.bytes(&turned).is_err());
    }

    #[test]
    fn the_sources_are_known_by_any_way_to_them() {
        let root = site(&["site.toml", "content/a/2024-01-01/ja.md"]);
        let root = root.path();
        for (folder, expected) in [
            ("content", true),
            ("content/a/public", true),
            ("public/../content/public", true),
            ("themes", true),
            ("public", false),
            ("content-public", false),
            ("content/../public", false),
        ] {
            assert_eq!(is_among_sources(root, &root.join(folder)), expected, "{folder}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_name_that_is_not_utf_8_is_reported() {
        use std::os::unix::ffi::OsStrExt;
        let root = site(&["site.toml", "content/a/2024-01-01/ja.md"]);
        let name = std::ffi::OsStr::from_bytes(b"content/a/2024-01-01/\xe8\xa6.png");
        std::fs::write(root.path().join(name), "").expect("a file");
        let read = read(root.path()).expect("a tree");
        assert_eq!(codes(&read), [("invalid-name", "content/a/2024-01-01/\u{fffd}.png")]);
    }
}
