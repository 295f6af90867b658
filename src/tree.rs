//! What lies below the root: paths and sizes, and a way to the bytes when a step asks for them.
//!
//! `disk` fills a [`Tree`] by walking the folders; a test fills one from a map. No step above `disk` knows the difference.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// One file below the root.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct File {
    /// The path below the root, with `/` between names, as the disk spells it.
    pub path: Arc<str>,
    /// The size in bytes when the tree was read.
    pub size: u64,
}

/// The files of one revision of one document.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RevisionFiles {
    /// `<language>.md`, by language tag as spelled.
    pub texts: BTreeMap<String, File>,
    /// `<language>.reasons.md`, by language tag as spelled.
    pub reasons: BTreeMap<String, File>,
    /// Every other file, by its name below the revision's directory, with `/` between names.
    pub assets: BTreeMap<String, File>,
}

/// The files of one document.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DocumentFiles {
    /// `document.toml`.
    pub settings: Option<File>,
    /// The revisions by directory name, NFC.
    pub revisions: BTreeMap<String, RevisionFiles>,
}

impl DocumentFiles {
    /// Returns every file of the document.
    pub fn all(&self) -> impl Iterator<Item = &File> {
        let kinds = self.revisions.values().flat_map(|files| [&files.texts, &files.reasons, &files.assets]);
        self.settings.iter().chain(kinds.flat_map(BTreeMap::values))
    }
}

/// The act of reading that failed.
#[derive(Debug)]
pub struct Unreadable {
    /// The file, below the root.
    pub path: Arc<str>,
    /// Why.
    pub cause: std::io::Error,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot read {} ({})", self.path, self.cause)
    }
}

impl std::error::Error for Unreadable {}

/// Gives the bytes of a path below the root.
pub type Reader = Arc<dyn Fn(&str) -> std::io::Result<Vec<u8>> + Send + Sync>;

/// Everything below the root that a site is made from.
#[derive(Clone)]
pub struct Tree {
    /// `site.toml`.
    pub site: Option<File>,
    /// `seal.toml`.
    pub seal: Option<File>,
    /// Answers of time-stamping authorities (RFC 3161) about the published record: `*.tsr` beside `seal.toml`.
    pub timestamps: Vec<File>,
    /// The documents by id: the path below `content/`, NFC.
    pub documents: BTreeMap<String, Arc<DocumentFiles>>,
    /// The files of the site's themes by path below `themes/`.
    pub themes: BTreeMap<String, File>,
    /// The way to the bytes.
    pub reader: Reader,
}

impl Tree {
    /// Returns every file.
    pub fn files(&self) -> impl Iterator<Item = &File> {
        let tops = self.site.iter().chain(&self.seal).chain(&self.timestamps);
        tops.chain(self.documents.values().flat_map(|files| files.all())).chain(self.themes.values())
    }

    /// Returns the bytes of a file as they lie there now.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn bytes(&self, file: &File) -> Result<Vec<u8>, Unreadable> {
        (self.reader)(&file.path).map_err(|cause| Unreadable { path: file.path.clone(), cause })
    }
}

/// A folder to be made, with its files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFolder {
    /// Where it will be, below the root.
    pub path: String,
    /// Its files, by path inside it.
    pub files: Vec<(String, Vec<u8>)>,
}

/// A file to be changed, or made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The file, below the root.
    pub path: String,
    /// What it held when it was read; `None` where there was none.
    pub before: Option<Vec<u8>>,
    /// What it will hold.
    pub after: Vec<u8>,
}

impl fmt::Debug for Tree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tree")
            .field("site", &self.site)
            .field("seal", &self.seal)
            .field("timestamps", &self.timestamps)
            .field("documents", &self.documents)
            .field("themes", &self.themes)
            .finish_non_exhaustive()
    }
}
