//! What `revise` writes and says, and why it does not.

use std::fmt;

use super::diff::DiffError;
use crate::locale::Date;
use crate::tree::{Edit, NewFolder, Unreadable};

/// What is to be written, and what is to be said of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revise {
    /// The document's id.
    pub document: String,
    /// The folder of the revision, below the root.
    pub folder: String,
    /// What is done.
    pub act: Act,
    /// The files to change, before a move.
    pub edits: Vec<Edit>,
    /// The governing text of the revision, as its file is called.
    pub governing: String,
    /// The first day that it may be seen, where that was filled in.
    pub announced: Option<Date>,
    /// The sections for whose reasons places are made.
    pub stubs: Vec<String>,
}

/// What is done to the folders of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// A revision is made from another one.
    Create {
        /// Its files.
        folder: NewFolder,
        /// The id of the one that was copied.
        from: String,
        /// The texts that are still to be translated, as their files are called.
        pending: Vec<String>,
    },
    /// A draft gets its day: the folder that is moved, below the root; and whether it calls itself a draft still.
    Date {
        /// The folder that is moved, below the root.
        from: String,
        /// Whether its text says `draft = true`.
        is_draft: bool,
    },
    /// The revision that is being written stays where it is.
    Grow,
}

/// Why there is nothing to write.
#[derive(Debug)]
pub enum ReviseError {
    /// No such document.
    Unknown(DiffError),
    /// A revision of the day is there.
    Taken {
        /// Its folder, below the root.
        folder: String,
    },
    /// The day is not after that of the newest revision.
    NotLater {
        /// The day.
        date: Date,
        /// The newest revision.
        newest: String,
        /// Its day.
        effective: Date,
    },
    /// Every revision was withdrawn.
    NothingToCopy,
    /// A front matter that cannot be changed without touching more than what is to be changed.
    Uneditable {
        /// The file, below the root.
        path: String,
    },
    /// A file cannot be read.
    Unreadable(Unreadable),
}

impl From<Unreadable> for ReviseError {
    fn from(error: Unreadable) -> Self {
        Self::Unreadable(error)
    }
}

impl fmt::Display for ReviseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.told(false))
    }
}

impl std::error::Error for ReviseError {}

impl ReviseError {
    /// Returns the reason in words, in Japanese or English.
    pub fn told(&self, japanese: bool) -> String {
        match (self, japanese) {
            (Self::Unknown(error), _) => error.told(japanese),
            (Self::Taken { folder }, false) => format!("{folder} exists already; nothing was written"),
            (Self::Taken { folder }, true) => format!("{folder} は既にあります。何も書き込みませんでした"),
            (Self::NotLater { date, newest, effective }, false) => format!(
                "{date} is not after {effective}, the day of the newest revision `{newest}`; for a second revision on one day \
                 make the folder by hand: {effective}-2"
            ),
            (Self::NotLater { date, newest, effective }, true) => format!(
                "{date} は、最新の改定 `{newest}` の施行日 {effective} より後の日ではありません。同じ日の 2 回目の改定は、\
                 フォルダー {effective}-2 を作成してください"
            ),
            (Self::NothingToCopy, false) => {
                "every revision of the document was withdrawn; there is none to copy".to_owned()
            }
            (Self::NothingToCopy, true) => "すべての改定が撤回されているため、元にする版がありません".to_owned(),
            (Self::Uneditable { path }, false) => {
                format!("the front matter of {path} cannot be changed without touching the rest; change it by hand")
            }
            (Self::Uneditable { path }, true) => {
                format!("{path} の設定欄を、ほかの部分に触れずに書き換えることができません。手で書き換えてください")
            }
            (Self::Unreadable(unreadable), _) => unreadable.to_string(),
        }
    }
}
