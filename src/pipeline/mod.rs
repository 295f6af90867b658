//! A stand-in with the interface of the real steps: every text becomes one page as it lies there.

mod table;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use crate::diagnostic::{Checked, Code, Diagnostic};
use crate::locale::{Date, Lang, Zone};
use crate::model::{Column, Config, Context, Localized, Site};
use crate::source::{Place, Source};
use crate::tree::{Tree, Unreadable};

pub use table::{Diff, Mark, SummaryRow};

/// What a site is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Request {
    /// The day; without one, the day that it is in the site's zone.
    pub as_of: Option<Date>,
    /// Now, in seconds since 1970-01-01T00:00:00Z.
    pub now: i64,
    /// Whether drafts are shown.
    pub drafts: bool,
    /// The base address in place of the one in `site.toml`.
    pub base_url: Option<String>,
}

/// A site, assembled and planned.
#[derive(Debug)]
pub struct Loaded {
    /// The site.
    pub site: Site,
    /// The texts of the files that diagnostics point to.
    pub texts: BTreeMap<Arc<str>, Arc<str>>,
}

/// An output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// The path below the output folder.
    pub path: String,
    /// The contents.
    pub bytes: Vec<u8>,
    /// Whether it is a data file.
    pub data: bool,
}

/// How much was rendered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Count {
    /// Documents.
    pub documents: usize,
    /// Revisions.
    pub revisions: usize,
    /// Outputs.
    pub pages: usize,
}

/// Why rendering stopped.
#[derive(Debug)]
pub enum RenderError<E> {
    /// A file cannot be read.
    Unreadable(Unreadable),
    /// The output was not taken.
    Put(E),
    /// The theme is wrong.
    Theme(Vec<Diagnostic>),
}

/// Why two revisions cannot be compared.
#[derive(Debug)]
pub enum DiffError {
    /// A name that stands for nothing here.
    Unknown {
        /// What it should name: `document`, `revision`, `language`.
        what: &'static str,
        /// The name.
        name: String,
        /// Those that there are.
        known: Vec<String>,
        /// The one that was probably meant.
        near: Option<String>,
    },
    /// The document has no earlier revision in that language.
    Alone {
        /// The only revision.
        revision: String,
    },
    /// A file cannot be read.
    Unreadable(Unreadable),
}

impl fmt::Display for DiffError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown { what, name, known, near: Some(near) } => {
                write!(f, "there is no {what} `{name}`: did you mean `{near}`? (there are: {})", known.join(", "))
            }
            Self::Unknown { what, name, known, near: None } => {
                write!(f, "there is no {what} `{name}` (there are: {})", known.join(", "))
            }
            Self::Alone { revision } => write!(f, "there is no revision before `{revision}` to compare it with"),
            Self::Unreadable(unreadable) => unreadable.fmt(f),
        }
    }
}

impl std::error::Error for DiffError {}

/// Reads, parses, assembles and plans.
///
/// # Errors
/// Where a file cannot be read.
pub fn load(tree: &Tree, request: &Request) -> Result<Checked<Option<Loaded>>, Unreadable> {
    let Some(file) = &tree.site else { return Ok(Checked::clean(None)) };
    let source = Source::new(file.path.clone(), String::from_utf8_lossy(&tree.bytes(file)?));
    let texts = BTreeMap::from([(source.path.clone(), source.text.clone())]);
    let table: Result<toml::Table, _> = toml::from_str(&source.text);
    let diagnostics = match &table {
        Ok(_) => Vec::new(),
        Err(error) => {
            vec![Diagnostic::new(Code::Syntax, Place { path: source.path.clone(), span: error.span().unwrap_or(0..0) })]
        }
    };
    let timezone = Zone::named("Asia/Tokyo").expect("a zone");
    let lang = Lang::parse("ja").expect("a tag");
    let as_of = request.as_of.unwrap_or_else(|| timezone.date_at(request.now));
    let config = Config {
        title: Localized::default(),
        base_url: String::new(),
        timezone,
        languages: vec![lang.clone()],
        governing: lang,
        theme: String::new(),
        columns: vec![Column::Section, Column::Before, Column::After, Column::Reason],
        context: Context::Section,
        compare_back: 10,
        dead_links_are_errors: false,
        variables: None,
    };
    let site = Site { config, as_of, drafts: request.drafts, documents: Vec::new(), next_change: None };
    Ok(Checked { value: Some(Loaded { site, texts }), diagnostics })
}

/// Renders every output.
///
/// # Errors
/// Where a file cannot be read or an output is not taken.
pub fn render<E: Send>(
    tree: &Tree,
    _loaded: &Loaded,
    put: &(dyn Fn(Made) -> Result<(), E> + Sync),
) -> Result<Count, RenderError<E>> {
    let mut count = Count { documents: tree.documents.len(), ..Count::default() };
    for (document, files) in &tree.documents {
        count.revisions += files.revisions.len();
        for (revision, files) in &files.revisions {
            for (lang, file) in &files.texts {
                let bytes = tree.bytes(file).map_err(RenderError::Unreadable)?;
                let path = format!("{lang}/{document}/{revision}/index.html");
                put(Made { path, bytes, data: false }).map_err(RenderError::Put)?;
                count.pages += 1;
            }
        }
    }
    Ok(count)
}

/// Compares two revisions.
///
/// # Errors
/// Where a name stands for nothing.
pub fn diff(
    tree: &Tree,
    _loaded: &Loaded,
    document: &str,
    _old: Option<&str>,
    _new: Option<&str>,
    _lang: Option<&Lang>,
) -> Result<Diff, DiffError> {
    let known = tree.documents.keys().cloned().collect();
    Err(DiffError::Unknown { what: "document", name: document.to_owned(), known, near: None })
}
