//! The files of a site as they were when they were last whole, held in memory.
//!
//! A file that is being written is not taken until it has been left alone for a moment, and what was taken is what every later
//! step reads: a page is never made of half a file.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::hints::{Hints, PATIENCE, QUIET};
use super::stamp::Stamp;
use crate::diagnostic::Diagnostic;
use crate::disk::{self, Failure};
use crate::tree::{Reader, Tree};

/// Where a file is written to all the time, so long a pause will do.
const SHORT: Duration = Duration::from_millis(25);
/// A file that seems cut off, or that is gone, must be so for this long: on a busy machine an editor may pause in the midst of a save.
const DOUBTFUL: Duration = Duration::from_millis(300);

/// One file.
#[derive(Debug, Clone)]
struct Held {
    stamp: Stamp,
    /// The contents of a text or a theme's file; other files are read when they are asked for.
    bytes: Option<Arc<[u8]>>,
}

type Files = BTreeMap<Arc<str>, Held>;
/// Files that are another than before, with what was seen of them and since when.
type Suspects = BTreeMap<Arc<str>, (Stamp, Instant)>;

/// What a look at the disk found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Glance {
    /// The files that came, went, or have other contents.
    pub changed: BTreeSet<Arc<str>>,
    /// Whether a file is being written and was left out, so that one should look again soon.
    pub unsettled: bool,
}

/// The files of a site.
pub struct Sources {
    root: PathBuf,
    tree: Tree,
    found: Vec<Diagnostic>,
    files: Arc<Files>,
    suspects: Suspects,
    /// Files that seem to be gone, and since when.
    missing: BTreeMap<Arc<str>, Instant>,
}

impl Sources {
    /// Reads the files below a root.
    ///
    /// # Errors
    /// Where a folder cannot be listed or a file not be read.
    pub fn read(root: &Path) -> Result<Self, Failure> {
        let root = root.canonicalize().map_err(|cause| Failure::new("read", root, cause))?;
        let mut found = Vec::new();
        let tree = disk::read(&root)?.into(&mut found);
        let mut sources =
            Self { root, tree, found, files: Arc::default(), suspects: BTreeMap::new(), missing: BTreeMap::new() };
        let start = Instant::now();
        while sources.look(&Hints::Anywhere, start.elapsed() > PATIENCE)?.unsettled {
            std::thread::sleep(QUIET);
        }
        Ok(sources)
    }

    /// Returns the files as the steps read them.
    pub fn tree(&self) -> &Tree {
        &self.tree
    }

    /// Returns what is wrong with the names of the files.
    pub fn found(&self) -> &[Diagnostic] {
        &self.found
    }

    /// Looks at the disk where something may have changed. With `hurry` a file need only have been left alone for a short pause.
    ///
    /// # Errors
    /// Where a folder cannot be listed or a file not be read.
    pub fn look(&mut self, hints: &Hints, hurry: bool) -> Result<Glance, Failure> {
        let known = match hints {
            Hints::At(paths) => self.known(paths),
            Hints::Anywhere => None,
        };
        match known {
            Some(paths) => self.look_at(&paths, hurry),
            None => self.look_everywhere(hurry),
        }
    }

    /// Returns the files that hints mean, if all are files that are known and still there; what is neither known nor there
    /// came and went.
    fn known(&self, paths: &BTreeSet<PathBuf>) -> Option<BTreeSet<Arc<str>>> {
        let mut known = BTreeSet::new();
        for path in paths {
            let names = path.strip_prefix(&self.root).ok()?.iter().map(|name| name.to_str());
            let below = names.collect::<Option<Vec<_>>>()?.join("/");
            match (self.files.get_key_value(below.as_str()), path.metadata()) {
                (Some((path, _)), Ok(there)) if there.is_file() => known.insert(path.clone()),
                (None, Err(cause)) if cause.kind() == io::ErrorKind::NotFound => continue,
                _ => return None,
            };
        }
        Some(known)
    }

    fn look_at(&mut self, paths: &BTreeSet<Arc<str>>, hurry: bool) -> Result<Glance, Failure> {
        let (fresh, glance) = self.take(paths, hurry)?;
        if let Some(files) = fresh {
            self.files = Arc::new(files);
            self.tree.reader = reader(disk::reader(self.root.clone()), self.files.clone());
        }
        Ok(glance)
    }

    fn look_everywhere(&mut self, hurry: bool) -> Result<Glance, Failure> {
        let mut found = Vec::new();
        let mut tree = disk::read(&self.root)?.into(&mut found);
        let listed: BTreeSet<Arc<str>> = tree.files().map(|file| file.path.clone()).collect();
        let (fresh, mut glance) = self.take(&listed, hurry)?;
        let mut files = fresh.map_or_else(|| self.files.clone(), Arc::new);
        // A file that is new and still being written is not there yet, and what may replace another waits for it.
        if listed.iter().any(|path| !files.contains_key(path)) {
            return Ok(Glance { changed: BTreeSet::new(), unsettled: true });
        }
        if !self.are_gone(&listed) {
            return Ok(Glance { changed: BTreeSet::new(), unsettled: true });
        }
        if files.len() > listed.len() {
            let all = files.iter().map(|(path, held)| (path.clone(), held.clone()));
            let (kept, gone): (Files, Files) = all.partition(|(path, _)| listed.contains(path));
            glance.changed.extend(gone.into_keys());
            files = Arc::new(kept);
        }
        if found != self.found {
            glance.changed.extend(found.iter().chain(&self.found).map(|found| found.place.path.clone()));
        }
        tree.reader = reader(tree.reader, files.clone());
        (self.tree, self.found, self.files) = (tree, found, files);
        Ok(glance)
    }

    /// Returns whether every file that is known and not listed has been gone for a while.
    fn are_gone(&mut self, listed: &BTreeSet<Arc<str>>) -> bool {
        let missing = self.files.keys().filter(|path| !listed.contains(*path));
        let since = |path: &Arc<str>| (path.clone(), self.missing.get(path).copied().unwrap_or_else(Instant::now));
        self.missing = missing.map(since).collect();
        self.missing.values().all(|since| since.elapsed() >= DOUBTFUL)
    }

    /// Takes files as they are now; returns all files, if any is not as it was.
    fn take(&mut self, paths: &BTreeSet<Arc<str>>, hurry: bool) -> Result<(Option<Files>, Glance), Failure> {
        let pause = if hurry { SHORT } else { QUIET };
        let mut glance = Glance::default();
        let mut fresh: Option<Files> = None;
        for path in paths {
            let held = self.files.get(path);
            match take(&self.root, path, held, &mut self.suspects, pause)? {
                Taken::Same => {}
                Taken::Busy => glance.unsettled = true,
                Taken::New(new) => {
                    let known = held.is_some_and(|held| held.bytes.is_some() && held.bytes == new.bytes);
                    if !known {
                        glance.changed.insert(path.clone());
                    }
                    fresh.get_or_insert_with(|| Files::clone(&self.files)).insert(path.clone(), new);
                }
            }
        }
        Ok((fresh, glance))
    }
}

/// What became of a file.
enum Taken {
    Same,
    /// Somebody is writing to it, or it has just gone.
    Busy,
    New(Held),
}

/// Takes a file as it is now, if it is another than before and has been left alone for a while.
fn take(
    root: &Path,
    path: &Arc<str>,
    held: Option<&Held>,
    suspects: &mut Suspects,
    pause: Duration,
) -> Result<Taken, Failure> {
    let place = root.join(&**path);
    let Some(stamp) = there(&place, place.metadata().map(|metadata| Stamp::of(&metadata)))? else {
        return Ok(Taken::Busy);
    };
    if held.is_some_and(|held| held.stamp == stamp) {
        suspects.remove(path);
        return Ok(Taken::Same);
    }
    let seen = suspects.get(path).filter(|(seen, _)| *seen == stamp).map(|(_, since)| *since);
    let since = seen.unwrap_or_else(Instant::now);
    suspects.insert(path.clone(), (stamp, since));
    let rested = since.elapsed().max(stamp.age());
    if rested < pause {
        return Ok(Taken::Busy);
    }
    let bytes = if is_held(path) { there(&place, std::fs::read(&place))? } else { None };
    let after = there(&place, place.metadata().map(|metadata| Stamp::of(&metadata)))?;
    let doubtful = rested < DOUBTFUL && held.is_some_and(|held| seems_cut(held.bytes.as_deref(), bytes.as_deref()));
    if doubtful || after != Some(stamp) || is_held(path) != bytes.is_some() {
        return Ok(Taken::Busy);
    }
    suspects.remove(path);
    Ok(Taken::New(Held { stamp, bytes: bytes.map(Arc::from) }))
}

/// Returns whether a text ends in the midst of a line, or has no line at all, where it did not before.
fn seems_cut(before: Option<&[u8]>, after: Option<&[u8]>) -> bool {
    let ends = |bytes: &[u8]| bytes.last().is_some_and(|last| matches!(last, b'\n' | b'\r'));
    match (before, after) {
        (Some(before), Some(after)) => after.is_empty() && !before.is_empty() || ends(before) && !ends(after),
        _ => false,
    }
}

/// Returns what was read, or nothing where the file has gone meanwhile.
fn there<T>(place: &Path, read: io::Result<T>) -> Result<Option<T>, Failure> {
    match read {
        Ok(read) => Ok(Some(read)),
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(Failure::new("read", place, cause)),
    }
}

/// Returns whether a file's contents are held: they are texts, settings, and what a theme consists of.
fn is_held(path: &str) -> bool {
    path.starts_with("themes/") || path.ends_with(".toml") || path.to_ascii_lowercase().ends_with(".md")
}

/// Returns the way to the bytes: those held, else those on the disk.
fn reader(disk: Reader, files: Arc<Files>) -> Reader {
    Arc::new(move |path| match files.get(path).and_then(|held| held.bytes.as_ref()) {
        Some(bytes) => Ok(bytes.to_vec()),
        None => disk(path),
    })
}

#[cfg(test)]
mod tests {
    use super::seems_cut;

    #[test]
    fn half_a_file_mostly_ends_in_the_midst_of_a_line() {
        for (before, after, expected) in [
            ("a\n", "", true),
            ("a\n", "b", true),
            ("a", "", true),
            ("", "", false),
            ("a", "b", false),
            ("a\n", "b\n", false),
        ] {
            assert_eq!(seems_cut(Some(before.as_bytes()), Some(after.as_bytes())), expected, "{before:?} {after:?}");
        }
        assert!(!seems_cut(None, Some(b"")));
    }
}
