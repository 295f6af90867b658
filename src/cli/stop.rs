//! Why a command ends before its end.

use crate::disk::Failure;
use crate::tree::Unreadable;

/// Why a command ends before its end.
#[derive(Debug)]
pub(super) enum Stop {
    /// The content has errors; they have been shown.
    Content,
    /// The arguments do not fit what is there.
    Usage(String),
    /// The machine failed.
    Machine(String),
}

impl Stop {
    /// Returns the exit code.
    pub(super) fn code(&self) -> u8 {
        match self {
            Self::Content => 1,
            Self::Usage(_) => 2,
            Self::Machine(_) => 3,
        }
    }

    /// Returns what is still to be said.
    pub(super) fn message(&self) -> Option<String> {
        match self {
            Self::Content => None,
            Self::Usage(message) | Self::Machine(message) => Some(message.clone()),
        }
    }
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Self::Machine(failure.to_string())
    }
}

impl From<Unreadable> for Stop {
    fn from(unreadable: Unreadable) -> Self {
        Self::Machine(unreadable.to_string())
    }
}
