//! What the machine refused: the act, the path and the cause.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// An act on the disk that failed.
#[derive(Debug)]
pub struct Failure {
    /// What was tried, as a verb: `read`, `write`, `move`.
    pub act: &'static str,
    /// On which file or folder.
    pub path: PathBuf,
    /// Why it failed.
    pub cause: io::Error,
}

impl Failure {
    /// Returns the failure of an act on a path.
    pub fn new(act: &'static str, path: &Path, cause: io::Error) -> Self {
        Self { act, path: path.to_owned(), cause }
    }

    /// Returns the failure of an act that kaitei itself refuses.
    pub fn refused(act: &'static str, path: &Path, why: &str) -> Self {
        Self::new(act, path, io::Error::other(why.to_owned()))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cause = self.cause.to_string();
        let cause = cause.split(" (os error").next().unwrap_or(&cause);
        write!(f, "cannot {} {} ({cause})", self.act, self.path.display())
    }
}

impl std::error::Error for Failure {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.cause)
    }
}
