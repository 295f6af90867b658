//! What remains to be done in an output folder, written down before it is begun, so that the next command can finish it.
//!
//! Every entry may be carried out again without harm: a file that is no longer in staging was moved, one that is gone was
//! deleted.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::failure::Failure;
use super::manifest::{FORMAT, Manifest, STAGING, is_below};
use super::{act, lock};

const NAME: &str = ".kaitei-journal.json";

/// The acts that turn one site on the disk into the next, in their order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Journal {
    /// Files of the earlier build that stand in the way of new ones.
    pub(super) clear: Vec<String>,
    /// Staged files, by their names there, and their places; data files last.
    pub(super) moves: Vec<(String, String)>,
    /// Files of the earlier build that are no longer made.
    pub(super) delete: Vec<String>,
    /// The manifest that is true afterwards.
    pub(super) manifest: Manifest,
}

/// Completes a move that was interrupted, or discards files that were staged for one that never began, and returns whether
/// there was a move to complete.
///
/// # Errors
/// Where the disk refuses, or another build is at work.
pub fn finish(out: &Path) -> Result<bool, Failure> {
    if !out.join(NAME).exists() && !out.join(STAGING).exists() {
        return Ok(false);
    }
    let _lock = lock::take(out)?;
    finish_locked(out)
}

/// Returns whether a move was begun and not completed.
pub(super) fn pending(out: &Path) -> bool {
    out.join(NAME).exists()
}

/// [`finish`] for one who holds the lock.
pub(super) fn finish_locked(out: &Path) -> Result<bool, Failure> {
    match Journal::read(out)? {
        Some(journal) => journal.carry_out(out).map(|()| true),
        None => act::delete_all(&out.join(STAGING)).map(|()| false),
    }
}

impl Journal {
    fn read(out: &Path) -> Result<Option<Self>, Failure> {
        let path = out.join(NAME);
        let Some(bytes) = act::read(&path)? else { return Ok(None) };
        let journal: Option<Self> = serde_json::from_slice(&bytes).ok();
        match journal.filter(Self::is_sound) {
            Some(journal) => Ok(Some(journal)),
            None => {
                Err(Failure::refused("read", &path, "this is not a journal that this version of kaitei understands"))
            }
        }
    }

    fn is_sound(&self) -> bool {
        let moved = self.moves.iter().flat_map(|(from, to)| [from, to]);
        let paths = self.clear.iter().chain(moved).chain(&self.delete).chain(self.manifest.files.keys());
        self.manifest.format == FORMAT && paths.into_iter().all(|path| is_below(path))
    }

    /// Writes the journal, from which moment on the move will be made, by this process or the next.
    pub(super) fn write(&self, out: &Path) -> Result<(), Failure> {
        let bytes = serde_json::to_vec(self).expect("lists of strings are JSON");
        act::sync_folder(&out.join(STAGING))?;
        act::replace(&out.join(NAME), &bytes, &out.join(STAGING).join("journal"))
    }

    /// Does what is left to do, and removes the journal.
    pub(super) fn carry_out(&self, out: &Path) -> Result<(), Failure> {
        // The first move comes after all of this, and what it put there must not be taken for an old file of the same name.
        let begun = self.moves.first().is_some_and(|(name, _)| !out.join(STAGING).join(name).exists());
        if !begun {
            delete(out, &self.clear)?;
        }
        for (name, path) in &self.moves {
            move_into_place(out, name, path)?;
        }
        let folders: BTreeSet<_> =
            self.moves.iter().map(|(_, path)| path.rsplit_once('/').map_or("", |(folder, _)| folder)).collect();
        for folder in folders.into_iter().map(|folder| out.join(folder)).filter(|folder| folder.is_dir()) {
            act::sync_folder(&folder)?;
        }
        delete(out, &self.delete)?;
        self.manifest.write(out)?;
        act::delete(&out.join(NAME))?;
        act::sync_folder(out)?;
        act::delete_all(&out.join(STAGING))
    }
}

fn move_into_place(out: &Path, name: &str, path: &str) -> Result<(), Failure> {
    let (staged, place) = (out.join(STAGING).join(name), out.join(path));
    // Most files come into a folder that is there, and nothing stands in their way.
    match act::rename(&staged, &place) {
        Err(failure) if is_in_the_way(&failure) => {}
        done => return done,
    }
    if !staged.exists() {
        return Ok(());
    }
    if is_folder(&place) {
        delete_empty_folders(&place)?;
    }
    act::create_folder(place.parent().expect("places lie below the output folder"))?;
    act::rename(&staged, &place)
}

/// Returns whether a move may have failed because a folder is missing or something stands in its place.
fn is_in_the_way(failure: &Failure) -> bool {
    use std::io::ErrorKind::{
        AlreadyExists, DirectoryNotEmpty, IsADirectory, NotADirectory, NotFound, PermissionDenied,
    };
    let kind = failure.cause.kind();
    matches!(kind, AlreadyExists | DirectoryNotEmpty | IsADirectory | NotADirectory | NotFound | PermissionDenied)
}

/// Deletes files and the folders emptied by it. What has become a folder, or lies behind a link, is no longer ours.
fn delete(out: &Path, paths: &[String]) -> Result<(), Failure> {
    for path in paths {
        let place = out.join(path);
        if is_folder(&place) || behind_link(out, path) {
            continue;
        }
        act::delete(&place)?;
        for folder in place.ancestors().skip(1).take_while(|folder| *folder != out) {
            if !act::delete_if_empty(folder)? {
                break;
            }
        }
    }
    Ok(())
}

/// Returns whether a folder, not a link to one, stands at a path.
pub(super) fn is_folder(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|found| found.is_dir())
}

fn behind_link(out: &Path, path: &str) -> bool {
    path.match_indices('/').any(|(at, _)| out.join(&path[..at]).is_symlink())
}

/// Deletes a folder that holds nothing but folders; another is left for the move to stumble over.
fn delete_empty_folders(folder: &Path) -> Result<(), Failure> {
    let entries = fs::read_dir(folder).map_err(|cause| Failure::new("read", folder, cause))?;
    for entry in entries.filter_map(Result::ok).filter(|entry| is_folder(&entry.path())) {
        delete_empty_folders(&entry.path())?;
    }
    act::delete_if_empty(folder).map(|_| ())
}
