//! The single acts on the disk that writing is made of; each names itself and its path when it fails.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

use super::failure::Failure;
#[cfg(test)]
use super::fuse::step;

/// Where a test may stop the writer.
#[cfg(not(test))]
const fn step() -> io::Result<()> {
    Ok(())
}

fn act<T>(verb: &'static str, path: &Path, run: impl FnOnce() -> io::Result<T>) -> Result<T, Failure> {
    step().and_then(|()| run()).map_err(|cause| Failure::new(verb, path, cause))
}

/// Creates a folder and those above it; one that is there is left as it is.
pub(super) fn create_folder(path: &Path) -> Result<(), Failure> {
    act("create", path, || fs::create_dir_all(path))
}

/// Writes a new file whose place will be `meant`, which a failure names.
pub(super) fn write(path: &Path, bytes: &[u8], meant: &Path) -> Result<(), Failure> {
    let mut file = act("write", meant, || File::create(path))?;
    // In two halves, so that a test can stop between them.
    let (first, second) = bytes.split_at(bytes.len() / 2);
    act("write", meant, || file.write_all(first))?;
    act("write", meant, || file.write_all(second))
}

/// Makes a file's bytes survive a loss of power.
pub(super) fn sync(path: &Path) -> Result<(), Failure> {
    act("write", path, || OpenOptions::new().write(true).open(path)?.sync_all())
}

/// Makes the names in a folder survive a loss of power, where the system can.
pub(super) fn sync_folder(path: &Path) -> Result<(), Failure> {
    act("write", path, || match sync_names(path) {
        Err(cause) if matches!(cause.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) => Ok(()),
        done => done,
    })
}

#[cfg(unix)]
fn sync_names(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

#[cfg(not(unix))]
fn sync_names(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Moves a file, in place of one that may be there.
pub(super) fn rename(from: &Path, to: &Path) -> Result<(), Failure> {
    act("write", to, || fs::rename(from, to))
}

/// Writes a file by way of another on the same file system, so that it is there whole or not at all, even after a loss of
/// power.
pub(super) fn replace(path: &Path, bytes: &[u8], by_way_of: &Path) -> Result<(), Failure> {
    write(by_way_of, bytes, path)?;
    sync(by_way_of)?;
    rename(by_way_of, path)?;
    sync_folder(path.parent().expect("files are written below a folder"))
}

/// Deletes a file; that it is gone already is no failure.
pub(super) fn delete(path: &Path) -> Result<(), Failure> {
    act("delete", path, || forgiving(fs::remove_file(path)))
}

/// Deletes a folder if it is empty, and returns whether it is gone.
pub(super) fn delete_if_empty(path: &Path) -> Result<bool, Failure> {
    act("delete", path, || match fs::remove_dir(path) {
        Ok(()) => Ok(true),
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(cause) if matches!(cause.kind(), io::ErrorKind::DirectoryNotEmpty | io::ErrorKind::NotADirectory) => {
            Ok(false)
        }
        Err(cause) => Err(cause),
    })
}

/// Deletes a folder with everything in it; that it is gone already is no failure.
pub(super) fn delete_all(path: &Path) -> Result<(), Failure> {
    act("delete", path, || forgiving(fs::remove_dir_all(path)))
}

fn forgiving(done: io::Result<()>) -> io::Result<()> {
    match done {
        Err(cause) if matches!(cause.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(()),
        done => done,
    }
}

/// Returns the bytes of a file, or `None` where there is none.
pub(super) fn read(path: &Path) -> Result<Option<Vec<u8>>, Failure> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(Failure::new("read", path, cause)),
    }
}
