//! Outputs -> files in a folder, in two steps: staged while the site is rendered, then moved into place together.
//!
//! Until the journal is written nothing in the folder changes, and afterwards the move is completed, by this process or the
//! next (see [`finish`](super::finish)). A file is moved whole, so no reader ever sees half of one.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use sha2::{Digest, Sha256};

use super::failure::Failure;
use super::journal::{self, Journal, is_folder};
use super::manifest::{self, FORMAT, Manifest, STAGING};
use super::receipt::{self, Receipt};
use super::{act, lock};
use crate::locale::{fold_case, nfc};
use crate::model::LONGEST_NAME;

/// A file of the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// The path below the output folder, with `/` between names.
    pub path: String,
    /// The contents.
    pub bytes: Vec<u8>,
    /// Whether it is moved into place after the others: a data file tells of pages, so they come first.
    pub last: bool,
}

/// How many files a build wrote, found unchanged, and deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Written {
    /// New files and changed ones.
    pub written: usize,
    /// Files that were there with the same contents, and were not touched.
    pub unchanged: usize,
    /// Files of the earlier build that are no longer made.
    pub deleted: usize,
}

/// An output folder that is being written into; it holds paths and hashes, never the outputs themselves.
#[derive(Debug)]
pub struct Writer {
    out: PathBuf,
    force: bool,
    created: bool,
    preview: bool,
    /// Whether the folder held nothing when it was opened, so that nothing is in the way of any file.
    was_empty: bool,
    previous: Manifest,
    /// The paths of the earlier build as a file system without upper and lower case sees them.
    folded: BTreeMap<String, String>,
    made: Mutex<BTreeMap<String, Made>>,
    staged: AtomicU64,
    /// Held until the writer goes.
    _lock: File,
}

/// What became of one output.
#[derive(Debug)]
struct Made {
    sha256: String,
    /// Its name in staging; `None` where it is unchanged.
    staged: Option<String>,
    last: bool,
}

impl Writer {
    /// Opens an output folder, creates it if need be, and completes a move that was interrupted.
    ///
    /// # Errors
    /// Where the disk refuses, another build is at work, or the folder holds files and no manifest of kaitei's (unless `force`,
    /// by which it is adopted, and nothing in it deleted).
    pub fn open(out: &Path, force: bool) -> Result<Self, Failure> {
        if !force {
            refuse_foreign(out)?;
        }
        let created = !out.exists();
        act::create_folder(out)?;
        let lock = lock::take(out)?;
        journal::finish_locked(out)?;
        let previous = match Manifest::read(out) {
            Err(_) if force => Manifest::default(),
            read => read?.unwrap_or_default(),
        };
        let was_empty = is_empty(out);
        act::create_folder(&out.join(STAGING))?;
        let folded = previous.files.keys().map(|path| (folded(path), path.clone())).collect();
        let (made, staged) = (Mutex::default(), AtomicU64::new(0));
        let (out, preview) = (out.to_owned(), false);
        Ok(Self { out, force, created, preview, was_empty, previous, folded, made, staged, _lock: lock })
    }

    /// Marks the site as one that shows what readers are not shown today: its manifest says so, for whatever publishes it.
    pub fn mark_preview(&mut self) {
        self.preview = true;
    }

    /// Takes an output: compares it with the file that is there, and stages it where they differ. Several threads may call.
    ///
    /// # Errors
    /// Where the disk refuses, the path does not lie below the folder or was put before, or a file stands there that is not
    /// kaitei's.
    pub fn put(&self, output: Output) -> Result<(), Failure> {
        let Output { path, bytes, last } = output;
        let place = self.out.join(&path);
        if !manifest::is_below(&path) {
            return Err(Failure::refused("write", Path::new(&path), "this is no path below the output folder"));
        }
        if path.split('/').any(|name| name.len() > LONGEST_NAME) {
            return Err(Failure::refused("write", &place, "no disk takes a name of more than 255 bytes"));
        }
        let is_unchanged = !self.was_empty && self.is_unchanged(&path, &bytes);
        let staged = if is_unchanged { None } else { Some(self.stage(&path, &bytes)?) };
        let made = Made { sha256: hexadecimal(&Sha256::digest(&bytes)), staged, last };
        let earlier = self.made.lock().unwrap_or_else(PoisonError::into_inner).insert(path, made);
        match earlier {
            None => Ok(()),
            Some(_) => Err(Failure::refused("write", &place, "the site has two files of this name")),
        }
    }

    /// Moves everything into place, deletes what the earlier build made and this one did not, and records the new manifest. Lays the
    /// receipt beside it, if there is one; an earlier receipt is gone before anything moves.
    ///
    /// # Errors
    /// Where the disk refuses. Before the move began, the folder is then as it was; after, the next call of
    /// [`open`](Self::open) completes it.
    pub fn commit(mut self, receipt: Option<&Receipt>) -> Result<Written, Failure> {
        let made = std::mem::take(self.made.get_mut().unwrap_or_else(PoisonError::into_inner));
        let planned = self.plan(&made).and_then(|journal| {
            receipt::withdraw(&self.out)?;
            self.record(&journal).map(|changed| (journal, changed))
        });
        let (journal, changed) = match planned {
            Ok(planned) => planned,
            Err(failure) => {
                self.abandon();
                return Err(failure);
            }
        };
        if changed {
            journal.carry_out(&self.out)?;
        } else {
            act::delete_all(&self.staging())?;
        }
        if let Some(receipt) = receipt {
            receipt.write(&self.out)?;
        }
        let written = journal.moves.len();
        let deleted = self.previous.files.keys().filter(|path| !made.contains_key(*path)).count();
        Ok(Written { written, unchanged: made.len() - written, deleted })
    }

    /// Leaves the folder as it was.
    pub fn abandon(self) {
        // A journal may stand although the sync behind it failed; then the move has begun and staging is needed.
        if journal::pending(&self.out) {
            return;
        }
        // What cannot be removed now is removed by the next build.
        let removed = act::delete_all(&self.staging());
        if self.created && removed.is_ok() && lock::remove(&self.out).is_ok() {
            let _ = act::delete_if_empty(&self.out);
        }
    }

    fn staging(&self) -> PathBuf {
        self.out.join(STAGING)
    }

    fn is_unchanged(&self, path: &str, bytes: &[u8]) -> bool {
        let place = self.out.join(path);
        let same_size =
            place.symlink_metadata().is_ok_and(|found| found.is_file() && found.len() == bytes.len() as u64);
        same_size && !self.respelled(path) && fs::read(&place).is_ok_and(|there| there == bytes)
    }

    /// Returns whether the earlier build had this path in other letters of the same meaning. On a file system that sees no
    /// difference, the old name must go before the new one comes.
    fn respelled(&self, path: &str) -> bool {
        !self.previous.files.contains_key(path) && self.folded.contains_key(&folded(path))
    }

    fn stage(&self, path: &str, bytes: &[u8]) -> Result<String, Failure> {
        if !self.was_empty {
            self.refuse_foreign(path)?;
        }
        let name = self.staged.fetch_add(1, Ordering::Relaxed).to_string();
        act::write(&self.staging().join(&name), bytes, &self.out.join(path))?;
        Ok(name)
    }

    /// Refuses to replace a file that is not kaitei's.
    fn refuse_foreign(&self, path: &str) -> Result<(), Failure> {
        let place = self.out.join(path);
        let known = || self.force || self.previous.files.contains_key(path) || self.respelled(path);
        let foreign = place.symlink_metadata().is_ok_and(|found| !found.is_dir());
        if foreign && !known() {
            let why = "a file that kaitei did not write is in its place; move it away, or replace it with --force";
            return Err(Failure::refused("write", &place, why));
        }
        Ok(())
    }

    /// Returns what is to be done, once nothing foreign is in the way.
    fn plan(&self, made: &BTreeMap<String, Made>) -> Result<Journal, Failure> {
        let mut moves: Vec<_> =
            made.iter().filter_map(|(path, made)| Some((made.last, made.staged.clone()?, path))).collect();
        moves.sort_by_key(|(last, _, path)| (*last, *path));
        let mut clear = Vec::new();
        // Somebody else may have come into an empty folder in the meantime.
        let is_empty = self.was_empty && is_empty(&self.out);
        for (.., path) in &moves {
            if self.was_empty && !is_empty {
                self.refuse_foreign(path)?;
            }
            self.refuse_clash(path, made)?;
            if !is_empty {
                self.clear_way(path, made, &mut clear)?;
            }
        }
        clear.sort();
        clear.dedup();
        let gone = self.previous.files.keys().filter(|path| !made.contains_key(*path) && !clear.contains(path));
        let files = made.iter().map(|(path, made)| (path.clone(), made.sha256.clone())).collect();
        Ok(Journal {
            delete: gone.cloned().collect(),
            moves: moves.into_iter().map(|(_, name, path)| (name, path.clone())).collect(),
            clear,
            manifest: Manifest { format: FORMAT, preview: self.preview, files },
        })
    }

    /// Refuses a file where the site has a folder of the same name.
    fn refuse_clash(&self, path: &str, made: &BTreeMap<String, Made>) -> Result<(), Failure> {
        let mut above = path.match_indices('/').map(|(at, _)| &path[..at]);
        match above.find(|above| made.contains_key(*above)) {
            None => Ok(()),
            Some(above) => {
                let why = "the site has a file and a folder of this name";
                Err(Failure::refused("write", &self.out.join(above), why))
            }
        }
    }

    /// Lists the earlier build's files that must go before a path can be written: a file where a folder is needed, the files
    /// of a folder where a file is needed, the same name in other letters.
    fn clear_way(&self, path: &str, made: &BTreeMap<String, Made>, clear: &mut Vec<String>) -> Result<(), Failure> {
        if self.respelled(path) {
            clear.extend(self.folded.get(&folded(path)).filter(|old| !made.contains_key(*old)).cloned());
        }
        for (at, _) in path.match_indices('/') {
            let above = &path[..at];
            let place = self.out.join(above);
            if place.symlink_metadata().is_ok() && !is_folder(&place) {
                self.clear_one(above, made, clear)?;
            }
        }
        let place = self.out.join(path);
        if is_folder(&place) {
            for entry in walkdir::WalkDir::new(&place).into_iter().filter_map(Result::ok) {
                let below = entry.path().strip_prefix(&self.out).expect("the walk stays in the folder");
                if !entry.file_type().is_dir() {
                    let names: Vec<_> = below.iter().map(|name| name.to_string_lossy()).collect();
                    self.clear_one(&names.join("/"), made, clear)?;
                }
            }
        }
        Ok(())
    }

    fn clear_one(&self, path: &str, made: &BTreeMap<String, Made>, clear: &mut Vec<String>) -> Result<(), Failure> {
        if self.previous.files.contains_key(path) && !made.contains_key(path) {
            clear.push(path.to_owned());
            return Ok(());
        }
        let why = "it is in the way of the site's files, and kaitei did not write it";
        Err(Failure::refused("replace", &self.out.join(path), why))
    }

    /// Writes the journal, unless there is nothing to do, and returns whether there is.
    fn record(&self, journal: &Journal) -> Result<bool, Failure> {
        if journal.moves.is_empty() && journal.manifest == self.previous {
            return Ok(false);
        }
        sync_all(&self.staging(), &journal.moves)?;
        journal.write(&self.out)?;
        Ok(true)
    }
}

/// Syncs staged files, several at once: the disk then writes many of them together.
fn sync_all(staging: &Path, moves: &[(String, String)]) -> Result<(), Failure> {
    let lanes = moves.chunks(moves.len().div_ceil(8).max(1));
    let lane = |moves: &[(String, String)]| moves.iter().try_for_each(|(name, _)| act::sync(&staging.join(name)));
    std::thread::scope(|scope| {
        let running: Vec<_> = lanes.map(|moves| scope.spawn(move || lane(moves))).collect();
        running.into_iter().try_for_each(|lane| lane.join().expect("syncing does not panic"))
    })
}

/// Refuses a folder that holds something and was not written by kaitei.
fn refuse_foreign(out: &Path) -> Result<(), Failure> {
    let Ok(entries) = fs::read_dir(out) else { return Ok(()) };
    let mut names = entries.filter_map(Result::ok).map(|entry| entry.file_name());
    let known = || out.join(manifest::NAME).exists() || journal::pending(out);
    if names.all(|name| is_own(&name)) || known() {
        return Ok(());
    }
    let why = "the folder holds files that kaitei did not write; choose another with --out, or add --force to keep them there";
    Err(Failure::refused("write into", out, why))
}

/// Returns whether a folder holds nothing but kaitei's own files.
fn is_empty(out: &Path) -> bool {
    fs::read_dir(out).is_ok_and(|entries| entries.flatten().all(|entry| is_own(&entry.file_name())))
}

/// Returns whether a name is that of one of kaitei's own files in an output folder.
fn is_own(name: &OsStr) -> bool {
    name.to_string_lossy().starts_with(".kaitei-")
}

fn folded(path: &str) -> String {
    fold_case(&nfc(path))
}

/// Returns bytes in lower-case hexadecimal.
pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from(b"0123456789abcdef"[usize::from(value)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}
