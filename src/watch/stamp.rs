//! A file -> what tells at a glance that it is another than before.

use std::fs::Metadata;
use std::time::{Duration, SystemTime};

/// The size of a file, its time of change, and on Unix which file it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stamp {
    /// The size in bytes.
    pub(super) size: u64,
    modified: Option<SystemTime>,
    identity: (u64, i64, i64),
}

impl Stamp {
    pub(super) fn of(metadata: &Metadata) -> Self {
        Self { size: metadata.len(), modified: metadata.modified().ok(), identity: identity(metadata) }
    }

    /// Returns how long the file has been as it is, by the clock of its disk; zero where that is not known.
    pub(super) fn age(&self) -> Duration {
        self.modified.and_then(|modified| SystemTime::now().duration_since(modified).ok()).unwrap_or_default()
    }
}

/// Returns the number of the file and the time of the last change of anything about it: a file that replaces another may have
/// the other's size and time of change.
#[cfg(unix)]
fn identity(metadata: &Metadata) -> (u64, i64, i64) {
    use std::os::unix::fs::MetadataExt;
    (metadata.ino(), metadata.ctime(), metadata.ctime_nsec())
}

#[cfg(not(unix))]
fn identity(_: &Metadata) -> (u64, i64, i64) {
    (0, 0, 0)
}
