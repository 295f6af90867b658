//! What was approved of each revision (`seal.toml`), so that a later change of it is seen.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use crate::locale::{Date, Lang};
use crate::model::Anchor;
use crate::source::Place;

/// What stands in `seal.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Seal {
    /// The approved revisions, in the order of the file.
    pub revisions: Vec<Arc<Sealed>>,
}

/// What was approved of a revision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// The document's id when it was sealed.
    pub document: String,
    /// The revision's id.
    pub revision: String,
    /// Where it stands in `seal.toml`.
    pub place: Place,
    /// The day on which it was sealed.
    pub date: Date,
    /// Who approved it; never published.
    pub by: Option<String>,
    /// The revision before it; `None` for the first.
    pub after: Option<String>,
    /// What is stated of it, by the keys of the front matter (see [`FACTS`]); what is not stated is left out.
    pub facts: BTreeMap<String, String>,
    /// The SHA-256 of each of its other files, by name.
    pub assets: BTreeMap<String, String>,
    /// Its own texts; carried ones are sealed where they come from.
    pub texts: BTreeMap<Lang, SealedText>,
}

/// The facts that are sealed. `withdrawn` is none: a revision may be withdrawn later.
pub const FACTS: [&str; 8] =
    ["announced", "class", "consent", "effective", "governing", "label", "replaces", "short_notice"];

/// What was approved of a text. Digests are SHA-256, lower-case hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedText {
    /// Its title.
    pub title: String,
    /// The digest of the published text (`index.md`).
    pub sha256: String,
    /// The digest of what its author says of the revision: summary and reasons; `None` where nothing is said.
    pub reasons: Option<String>,
    /// The revision that it is compared with; `None` for a language's first text.
    pub against: Option<String>,
    /// The digest of the rows of that comparison's summary.
    pub rows: Option<String>,
    /// Its sections.
    pub sections: Vec<SealedSection>,
    /// The digests of the published text after each redaction, with the day on which that was sealed.
    pub redacted: Vec<(Date, String)>,
}

/// What was approved of a section: its words, and the anchors that must not move.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedSection {
    /// Its anchor.
    pub anchor: Anchor,
    /// The first 16 digits of the digest of its printed characters, by which a message can say where a text changed; empty where that
    /// was not measured.
    pub digest: String,
    /// The anchors of its clauses and paragraphs as they are written down: each `+` and what follows the section's, or `=` and all of it.
    provisions: String,
}

impl SealedSection {
    /// Returns a section with the anchors of its clauses and paragraphs.
    pub fn new(anchor: Anchor, digest: String, provisions: &[Anchor]) -> Self {
        let short = |inside: &Anchor| match inside.as_str().strip_prefix(anchor.as_str()) {
            Some(rest) => format!("+{rest}"),
            None => format!("={inside}"),
        };
        let provisions = provisions.iter().map(short).collect::<Vec<_>>().join(" ");
        Self { anchor, digest, provisions }
    }

    /// Reads a section as [`fmt::Display`] writes it; `None` where it is none.
    pub fn read(text: &str) -> Option<Self> {
        let (anchor, rest) = text.split_once(' ')?;
        let (digest, provisions) = rest.split_once(' ').unwrap_or((rest, ""));
        let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        let good = digest.len() == SECTION_DIGITS && digest.bytes().all(is_digit);
        let section =
            Self { anchor: Anchor::new(anchor)?, digest: digest.to_owned(), provisions: provisions.to_owned() };
        (good && section.read_provisions().is_some()).then_some(section)
    }

    /// Returns the anchors of its clauses and paragraphs.
    pub fn provisions(&self) -> Vec<Anchor> {
        self.read_provisions().unwrap_or_default()
    }

    fn read_provisions(&self) -> Option<Vec<Anchor>> {
        let read = |short: &str| match short.split_at_checked(1)? {
            ("+", rest) => Anchor::new(&format!("{}{rest}", self.anchor)),
            ("=", all) => Anchor::new(all),
            _ => None,
        };
        self.provisions.split(' ').filter(|short| !short.is_empty()).map(read).collect()
    }

    /// Returns its anchor and those inside it, as they are written down.
    pub fn anchors(&self) -> (&Anchor, &str) {
        (&self.anchor, &self.provisions)
    }
}

impl fmt::Display for SealedSection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.anchor, self.digest)?;
        if self.provisions.is_empty() { Ok(()) } else { write!(f, " {}", self.provisions) }
    }
}

/// Digits of the digest that is kept of a section.
pub const SECTION_DIGITS: usize = 16;

impl SealedText {
    /// Returns the digest that the published text must have now.
    pub fn standing(&self) -> &str {
        self.redacted.last().map_or(&self.sha256, |(_, digest)| digest)
    }
}

impl Seal {
    /// Returns what was sealed of a document, under the name that it has or had, by revision.
    pub fn of(&self, names: &[String]) -> BTreeMap<String, Arc<Sealed>> {
        let own = self.revisions.iter().filter(|sealed| names.contains(&sealed.document));
        own.map(|sealed| (sealed.revision.clone(), sealed.clone())).collect()
    }
}
