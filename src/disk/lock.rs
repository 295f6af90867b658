//! One build at a time into one folder.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::Path;

use super::failure::Failure;

/// The file that is locked; it stays, empty, since deleting it would let a third build in beside a second.
const NAME: &str = ".kaitei-lock";

/// Takes an output folder for this process until the file is dropped, which the end of the process does in any case.
pub(super) fn take(out: &Path) -> Result<File, Failure> {
    let path = out.join(NAME);
    let open = OpenOptions::new().create(true).truncate(false).write(true).open(&path);
    let file = open.map_err(|cause| Failure::new("write", &path, cause))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => {
            Err(Failure::refused("write", out, "another build is writing into this folder"))
        }
        // Some network file systems know no locks; there the reader of these words must take care of himself.
        Err(TryLockError::Error(cause)) if cause.kind() == io::ErrorKind::Unsupported => Ok(file),
        Err(TryLockError::Error(cause)) => Err(Failure::new("lock", &path, cause)),
    }
}

/// Deletes the lock file of a folder that goes away with it.
pub(super) fn remove(out: &Path) -> Result<(), Failure> {
    super::act::delete(&out.join(NAME))
}
