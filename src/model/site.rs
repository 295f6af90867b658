//! The site as of a day: documents, their revisions, and the outline of every translation.
//!
//! The site holds facts and outlines, not texts; a document's texts are parsed again when its pages are made. Nothing that is
//! hidden on the day is in it, so no page can show it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::locale::{Date, Lang};
use crate::model::{Anchor, Block, ChangeNote, Class, Config, Consent, Label, Sealed, Settings};
use crate::source::Place;

/// Everything that pages are made from, as of one day.
#[derive(Debug, Clone, PartialEq)]
pub struct Site {
    /// `site.toml`.
    pub config: Config,
    /// The day.
    pub as_of: Date,
    /// Whether drafts are shown.
    pub drafts: bool,
    /// Whether it shows what readers are not shown today, drafts or a later day: its pages are marked, and it is never published.
    pub preview: bool,
    /// The documents that have at least one revision to show, by `order`, then id.
    pub documents: Vec<Arc<Document>>,
    /// The next day on which anything public changes by itself.
    pub next_change: Option<Date>,
    /// The answer of a time-stamping authority about the record of what was approved, as it is published: its path in the sources.
    pub timestamp: Option<Arc<str>>,
}

/// A policy.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// Its path below `content/`, NFC, with `/` between names.
    pub id: String,
    /// `document.toml`.
    pub settings: Settings,
    /// The language whose text prevails, as of the newest revision.
    pub governing: Lang,
    /// The revisions that may be seen, oldest first; never empty.
    pub revisions: Vec<Revision>,
    /// What the document as a whole is.
    pub state: DocumentState,
    /// The revision shown at the document's current address: the one in force, else the first upcoming one, else the last.
    pub current: usize,
    /// Sections that an earlier revision had and the current one has not, in the order of their removal.
    pub removed: Vec<Removed>,
    /// Anchors of earlier revisions, retired, with the anchor of the current text at which they must resolve.
    pub retired: Vec<(Anchor, Anchor)>,
    /// For each language that has a text, every anchor that its texts up to the current one had and the page of the current text
    /// lacks, except those of [`Self::removed`], with the anchor of that text or list at which it must resolve.
    pub retired_in: BTreeMap<Lang, Vec<(Anchor, Anchor)>>,
}

/// What a document as a whole is, on the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DocumentState {
    /// A revision is in force.
    InForce,
    /// Announced, but not yet in force for the first time.
    Upcoming,
    /// No longer in force since a day.
    Repealed,
    /// Every revision was withdrawn.
    Withdrawn,
}

/// One dated state of a document.
#[derive(Debug, Clone, PartialEq)]
pub struct Revision {
    /// Its id: the directory's name.
    pub id: String,
    /// What people call it.
    pub label: String,
    /// The first day it applies.
    pub effective: Date,
    /// The first day it may be seen.
    pub announced: Date,
    /// The last day it applies, known where a later announced revision follows it; at least [`Self::effective`].
    pub until: Option<Date>,
    /// Its state on the day.
    pub state: State,
    /// Whether another revision of the same effective day replaces it.
    pub replaced_same_day: bool,
    /// How weighty it is.
    pub class: Class,
    /// What it asks of users.
    pub consent: Consent,
    /// Whether it is a draft (shown only on demand).
    pub draft: bool,
    /// From which day it was withdrawn.
    pub withdrawn: Option<Date>,
    /// The revision it says it replaces.
    pub replaces: Option<String>,
    /// Why its notice is short, in the governing language.
    pub short_notice: Option<String>,
    /// The language that governs it.
    pub governing: Lang,
    /// The revision before it: the latest earlier one that is announced and not withdrawn; an index into
    /// [`Document::revisions`].
    pub predecessor: Option<usize>,
    /// Its sections that came out of a section of the revision before, which another one continues, if any does: (new, old).
    pub split: Vec<(Anchor, Anchor)>,
    /// Sections of the revision before that ended in one of its own: (old, new).
    pub merged: Vec<(Anchor, Anchor)>,
    /// Its texts, those carried over from earlier revisions included.
    pub translations: BTreeMap<Lang, Arc<Translation>>,
    /// Its other files.
    pub assets: Vec<Asset>,
    /// What was approved of it, if it was sealed.
    pub sealed: Option<Arc<Sealed>>,
}

impl Revision {
    /// Returns the sections of the governing text that a language's text lacks, and those that it alone has, each in the order of its
    /// text; none of either for the governing language and for one without a text.
    pub fn unmatched(&self, lang: &Lang) -> (Vec<&Heading>, Vec<&Heading>) {
        let (own, governing) = (self.translations.get(lang), self.translations.get(&self.governing));
        let (Some(own), Some(governing)) = (own.filter(|_| *lang != self.governing), governing) else {
            return Default::default();
        };
        fn besides<'a>(one: &'a Translation, other: &Translation) -> Vec<&'a Heading> {
            let known: BTreeSet<&Anchor> = other.outline.iter().map(|heading| &heading.anchor).collect();
            one.outline.iter().map(|heading| &**heading).filter(|heading| !known.contains(&heading.anchor)).collect()
        }
        (besides(governing, own), besides(own, governing))
    }
}

impl Heading {
    /// Returns label and title as printed; empty where there is neither.
    pub fn printed(&self) -> String {
        let label = self.label.as_ref().map_or("", |label| label.printed.as_str());
        let space = if self.title.starts_with('（') { "" } else { " " };
        format!("{label}{space}{}", self.title).trim().to_owned()
    }
}

impl Translation {
    /// Returns the digest of a section, as in [`Heading::digest`]; `None` where the text has no such section.
    pub fn digest(&self, anchor: &Anchor) -> Option<u64> {
        self.outline.iter().find(|heading| heading.anchor == *anchor).map(|heading| heading.digest)
    }
}

/// Returns the revisions behind one, exclusive, up to another that came of it, inclusive, oldest first, by the chain of predecessors.
pub fn later(revisions: &[Revision], from: usize, to: usize) -> Vec<usize> {
    let chain = std::iter::successors(Some(to), |at| revisions[*at].predecessor);
    let mut later: Vec<usize> = chain.take_while(|at| *at > from).collect();
    later.reverse();
    later
}

impl Document {
    /// Returns the newest revision that has a text in a language, from one back along the chain of predecessors.
    pub fn newest_text(&self, from: usize, lang: &Lang) -> Option<usize> {
        let mut chain = std::iter::successors(Some(from), |at| self.revisions[*at].predecessor);
        chain.find(|at| self.revisions[*at].translations.contains_key(lang))
    }

    /// Returns the revisions, oldest first, by which the text of a revision in a language is behind the one in force; none where it is
    /// not.
    pub fn behind_by(&self, revision: usize, lang: &Lang) -> Vec<usize> {
        let text = self.revisions[revision].translations.get(lang);
        if text.is_none_or(|text| text.state != TranslationState::Behind) {
            return Vec::new();
        }
        later(&self.revisions, revision, self.current)
    }

    /// Returns the revision whose own text one shows in a language, and that text; `None` where it has none.
    pub fn origin(&self, mut revision: usize, lang: &Lang) -> Option<(&Revision, &Translation)> {
        loop {
            let found = &self.revisions[revision];
            let text = found.translations.get(lang)?;
            match text.carried_from {
                Some(from) => revision = from,
                None => return Some((found, text)),
            }
        }
    }

    /// Returns the editorial revisions that took effect right after a revision, oldest first: its corrections.
    pub fn corrections(&self, revision: usize) -> Vec<usize> {
        let corrects = |before: &usize| {
            self.revisions.iter().position(|later| {
                later.predecessor == Some(*before)
                    && later.class == Class::Editorial
                    && matches!(later.state, State::InForce | State::Superseded)
            })
        };
        std::iter::successors(corrects(&revision), corrects).collect()
    }
}

/// The state of a revision on a day; hidden revisions are not in a [`Site`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Announced, not yet effective.
    Upcoming,
    /// The one that applies.
    InForce,
    /// It applied once.
    Superseded,
    /// Announced, and never to take effect (or no longer).
    Withdrawn,
    /// Not fixed yet; shown on demand only.
    Draft,
}

/// A file that lies beside a revision's texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asset {
    /// Its name below the revision's directory, with `/` between names.
    pub name: String,
    /// The file.
    pub path: Arc<str>,
}

/// A revision's text in one language: its facts and outline.
#[derive(Debug, Clone, PartialEq)]
pub struct Translation {
    /// The file that holds the text; of an earlier revision where the text is carried.
    pub path: Arc<str>,
    /// The revision whose text it is, where it is carried: an index into [`Document::revisions`].
    pub carried_from: Option<usize>,
    /// Its state.
    pub state: TranslationState,
    /// The title, variables resolved.
    pub title: String,
    /// The summary of the revision for readers, in this language; empty where it has none of its own.
    pub summary: Vec<Block>,
    /// What this language's author says of the changes.
    pub changes: Vec<ChangeNote>,
    /// Sections, by label or anchor, that need no change here although the governing text changed.
    pub unaffected: Vec<String>,
    /// The day the translation appeared, where it says so.
    pub translated: Option<Date>,
    /// The sections; what an earlier text of the document has too is there once.
    pub outline: Vec<Arc<Heading>>,
    /// Ids that the author gave to places inside the text (`<a name>`).
    pub names: Vec<Anchor>,
    /// The first difference from the governing text's structure: the section of this outline where it begins.
    pub differs_at: Option<usize>,
    /// Its sections whose governing text changed while they did not, in the order of the outline.
    pub suspects: Vec<Suspect>,
    /// SHA-256 of the published text (`index.md`), lower-case hexadecimal.
    pub sha256: String,
    /// The values of the variables that its text uses, built-in ones included.
    pub values: BTreeMap<String, String>,
    /// The revision that this language's text is compared with: the nearest earlier one, from the predecessor back, that
    /// has this language; `None` for the first.
    pub compared_with: Option<usize>,
    /// Its changed sections that readers are owed a reason for and that have none.
    pub unexplained: Vec<Unexplained>,
}

/// A section of a translation that its governing text left behind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suspect {
    /// The section.
    pub anchor: Anchor,
    /// The first revision whose governing text the translation does not follow: an index into [`Document::revisions`].
    pub since: usize,
    /// The digest of the governing section that it follows still, as in [`Heading::digest`].
    pub follows: u64,
}

/// A changed section without a reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unexplained {
    /// The section.
    pub anchor: Anchor,
    /// What `section` may call it.
    pub name: String,
    /// What a heading of a reasons file may call it: label and title, where they mean it alone.
    pub heading: String,
    /// Where a reason is prepared for it, still empty.
    pub stub: Option<Place>,
}

/// The state of a translation: the first that holds (product.md 4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TranslationState {
    /// The revision has no text in the language.
    Missing,
    /// The language's newest text is older than the revision in force.
    Behind,
    /// Its structure differs from the governing text's.
    Partial,
    /// The governing text of a section changed and its translation did not.
    Suspect,
    /// An earlier revision's text, carried by an editorial revision.
    Carried,
    /// All is well.
    Current,
}

/// A section in an outline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// Its identity.
    pub anchor: Anchor,
    /// Whether the author wrote the anchor.
    pub pinned: bool,
    /// As in [`crate::model::Section::level`].
    pub level: u8,
    /// The printed label.
    pub label: Option<Label>,
    /// The title as plain text, variables resolved.
    pub title: String,
    /// The anchors of its provisions, in the order of [`crate::model::Section::provisions`].
    pub provisions: Vec<Anchor>,
    /// A digest of the section's title and own text, to tell whether it changed; equal texts have equal digests.
    pub digest: u64,
    /// The same without anything that may number a reference (第6条, Section 6): where it differs, more than references do.
    pub loose_digest: u64,
}

/// A section that was removed, for the list after the current text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Removed {
    /// Its anchor.
    pub anchor: Anchor,
    /// The last revision that had it: an index into [`Document::revisions`].
    pub last: usize,
    /// The first revision without it: an index into [`Document::revisions`].
    pub gone: usize,
    /// Its label as last printed, per language that had it, and title.
    pub titles: BTreeMap<Lang, (Option<String>, String)>,
    /// Anchors of clauses and paragraphs that it held.
    pub inside: Vec<Anchor>,
}
