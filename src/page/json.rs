//! The data files (product.md, section 5). Their fields are a contract: fields are only ever added.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Serialize;

use super::edits::{LeafEdits, edits};
use super::views::{label, path};
use super::{address, is_translated, upcoming};
use crate::compare::{Change, ChangeKind, Comparison};
use crate::locale::{Date, Lang};
use crate::model::{
    Anchor, Block, Body, Class, Consent, Document, DocumentState, Kind, Leaf, Revision, Section, Site, State, Text,
    TranslationState,
};

/// Returns a value as the bytes of a JSON file: two spaces to a level, a line end at the end.
pub fn bytes(value: &impl Serialize) -> Vec<u8> {
    let mut bytes = serde_json::to_vec_pretty(value).expect("keys are texts, and no value fails to serialise");
    bytes.push(b'\n');
    bytes
}

/// `policies.json`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PoliciesFile {
    /// The version of this shape.
    pub schema: u32,
    /// The zone in which dates begin and end.
    pub timezone: String,
    /// The next day on which anything changes, of what is announced.
    pub next_change: Option<Date>,
    /// The documents in force, in the shape of Matrix's `/terms`.
    pub policies: BTreeMap<String, Policy>,
    /// Every document.
    pub documents: BTreeMap<String, DocumentEntry>,
}

/// A document in the shape of Matrix's `/terms`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Policy {
    /// The id of the revision in force.
    pub version: String,
    /// Its translations.
    #[serde(flatten)]
    pub languages: BTreeMap<Lang, PolicyLanguage>,
}

/// A translation in the shape of Matrix's `/terms`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PolicyLanguage {
    /// The title.
    pub name: String,
    /// The dated address.
    pub url: String,
}

/// A document in `policies.json`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DocumentEntry {
    /// What the document as a whole is.
    pub state: DocumentState,
    /// The revision at the current address.
    #[serde(flatten)]
    pub revision: RevisionEntry,
    /// The announced revisions, oldest first.
    pub upcoming: Vec<RevisionEntry>,
}

/// A revision in `policies.json`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RevisionEntry {
    /// Its id.
    pub id: String,
    /// The first day it applies.
    pub effective: Date,
    /// The first instant it applies.
    pub effective_at: String,
    /// The first day it may be seen.
    pub announced: Date,
    /// How weighty it is.
    pub class: Class,
    /// What it asks of users.
    pub consent: Consent,
    /// The first day of the oldest revision in `accepted`.
    pub consent_since: Date,
    /// The revisions whose acceptance still suffices, oldest first.
    pub accepted: Vec<String>,
    /// Its translations.
    pub languages: BTreeMap<Lang, LanguageEntry>,
}

/// A translation in `policies.json`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LanguageEntry {
    /// The dated address.
    pub url: String,
    /// The address of the current text.
    pub current_url: String,
    /// The address of the summary; null for a first revision.
    pub changes: Option<String>,
    /// SHA-256 of `index.md`.
    pub sha256: String,
    /// The state of the translation.
    pub translation: TranslationState,
}

/// Makes `policies.json`.
pub fn policies(site: &Site) -> PoliciesFile {
    let in_force = |document: &&Document| document.state == DocumentState::InForce;
    let documents = || site.documents.iter();
    PoliciesFile {
        schema: 1,
        timezone: site.config.timezone.name().to_owned(),
        next_change: site.next_change,
        policies: documents().filter(in_force).map(|document| (document.id.clone(), policy(site, document))).collect(),
        documents: documents().map(|document| (document.id.clone(), document_entry(site, document))).collect(),
    }
}

fn policy(site: &Site, document: &Document) -> Policy {
    let revision = &document.revisions[document.current];
    let language = |lang: &Lang| {
        let name = revision.translations.get(lang)?.title.clone();
        let url = address::dated(lang, &document.id, &revision.id).absolute(&site.config.base_url);
        Some((lang.clone(), PolicyLanguage { name, url }))
    };
    Policy { version: revision.id.clone(), languages: translated(site, revision).filter_map(language).collect() }
}

fn translated<'a>(site: &'a Site, revision: &'a Revision) -> impl Iterator<Item = &'a Lang> {
    site.config.languages.iter().filter(|lang| is_translated(revision, lang))
}

fn document_entry(site: &Site, document: &Document) -> DocumentEntry {
    let own = (document.revisions[document.current].state == State::Upcoming).then_some(document.current);
    let announced = own.into_iter().chain(upcoming(document));
    DocumentEntry {
        state: document.state,
        revision: revision_entry(site, document, document.current),
        upcoming: announced.map(|index| revision_entry(site, document, index)).collect(),
    }
}

fn revision_entry(site: &Site, document: &Document, index: usize) -> RevisionEntry {
    let revision = &document.revisions[index];
    let accepted = accepted(document, index);
    let language = |lang: &Lang| (lang.clone(), language_entry(site, document, revision, lang));
    RevisionEntry {
        id: revision.id.clone(),
        effective: revision.effective,
        effective_at: site.config.timezone.start_of(revision.effective),
        announced: revision.announced,
        class: revision.class,
        consent: revision.consent,
        consent_since: accepted.first().map_or(revision.effective, |oldest| document.revisions[*oldest].effective),
        accepted: accepted.into_iter().map(|index| document.revisions[index].id.clone()).collect(),
        languages: translated(site, revision).map(language).collect(),
    }
}

/// Returns the revisions whose acceptance suffices for one, oldest first: back from it to the last one whose consent is
/// `required`, inclusive; to the first where none is.
///
/// Revisions of one day are one change, which asks for consent if any of them does: whoever accepted the one that asks, or a
/// later one of that day, has accepted the change; an earlier one of the day, replaced before it asked, is not enough.
fn accepted(document: &Document, index: usize) -> Vec<usize> {
    let mut accepted = Vec::new();
    for at in std::iter::successors(Some(index), |at| document.revisions[*at].predecessor) {
        accepted.push(at);
        if document.revisions[at].consent == Consent::Required {
            break;
        }
    }
    accepted.reverse();
    accepted
}

fn language_entry(site: &Site, document: &Document, revision: &Revision, lang: &Lang) -> LanguageEntry {
    let url = |address: address::Address| address.absolute(&site.config.base_url);
    let translation = &revision.translations[lang];
    LanguageEntry {
        url: url(address::dated(lang, &document.id, &revision.id)),
        current_url: url(address::current(lang, &document.id)),
        changes: revision.predecessor.map(|_| url(address::changes(lang, &document.id, &revision.id))),
        sha256: translation.sha256.clone(),
        translation: translation.state,
    }
}

/// `versions.json`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct VersionsFile {
    /// The document's id.
    pub document: String,
    /// The revisions, oldest first.
    pub revisions: Vec<Version>,
}

/// A revision in `versions.json`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Version {
    /// Its id.
    pub id: String,
    /// What people call it.
    pub label: String,
    /// The first day it may be seen.
    pub announced: Date,
    /// The first day it applies.
    pub effective: Date,
    /// The last day it applies, where known.
    pub until: Option<Date>,
    /// Its state.
    pub state: State,
    /// How weighty it is.
    pub class: Class,
    /// Its translations.
    pub languages: BTreeMap<Lang, VersionLanguage>,
}

/// A translation in `versions.json`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct VersionLanguage {
    /// The dated address.
    pub url: String,
    /// SHA-256 of `index.md`.
    pub sha256: String,
    /// The state of the translation.
    pub translation: TranslationState,
}

/// Makes the `versions.json` of a document.
pub fn versions(site: &Site, document: &Document) -> VersionsFile {
    let language = |revision: &Revision, lang: &Lang| {
        let url = address::dated(lang, &document.id, &revision.id).absolute(&site.config.base_url);
        let text = &revision.translations[lang];
        (lang.clone(), VersionLanguage { url, sha256: text.sha256.clone(), translation: text.state })
    };
    let version = |revision: &Revision| Version {
        id: revision.id.clone(),
        label: revision.label.clone(),
        announced: revision.announced,
        effective: revision.effective,
        until: revision.until,
        state: revision.state,
        class: revision.class,
        languages: translated(site, revision).map(|lang| language(revision, lang)).collect(),
    };
    VersionsFile { document: document.id.clone(), revisions: document.revisions.iter().map(version).collect() }
}

/// `changes.json`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ChangesFile {
    /// The document's id.
    pub document: String,
    /// The language of the texts.
    pub language: Lang,
    /// The id of the revision compared with.
    pub old: String,
    /// The id of the new revision.
    pub new: String,
    /// One row for each changed section.
    pub rows: Vec<Row>,
}

/// A changed section in `changes.json`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    /// The anchor, in the new text; of a removed section, in the old one.
    pub anchor: Option<Anchor>,
    /// The label as printed.
    pub number: Option<String>,
    /// The labels above it, outermost first.
    pub path: Vec<String>,
    /// The title.
    pub title: String,
    /// What happened.
    pub kind: ChangeKind,
    /// What else happened.
    pub also: Vec<ChangeKind>,
    /// The sections of the old text.
    pub old: Vec<OldSection>,
    /// The whole old section without its heading; null for a new one.
    pub before: Option<Vec<BlockEntry>>,
    /// The whole new section without its heading; null for a removed one.
    pub after: Option<Vec<BlockEntry>>,
    /// The reason as HTML; null where none is given.
    pub reason: Option<String>,
    /// The language of the reason.
    pub reason_lang: Option<Lang>,
}

/// A section of the old text in `changes.json`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OldSection {
    /// Its anchor.
    pub anchor: Option<Anchor>,
    /// Its label as printed.
    pub number: Option<String>,
    /// Its title.
    pub title: String,
}

/// A leaf of a section in `changes.json`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BlockEntry {
    /// What it is: the innermost of `item`, `clause`, `heading-cell`, `cell`, `quote`, `address`, `definition`, `footnote` that it
    /// opens, or `paragraph`, `term`, `code`, `rule`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// In how many lists, clauses, quotes and definitions it stands.
    pub depth: usize,
    /// The printed label of the item or clause that it opens.
    pub marker: Option<String>,
    /// Its text, in pieces.
    pub runs: Vec<RunEntry>,
}

/// A piece of text in `changes.json`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RunEntry {
    /// The text.
    pub text: String,
    /// `del`, `ins` or null.
    pub mark: Option<&'static str>,
}

/// Makes the rows of `changes.json`, without reasons but with their languages (in the order of the changes).
pub fn rows(comparison: &Comparison, before: &Text, after: &Text, langs: &[Option<Lang>]) -> Vec<Row> {
    comparison.changes.iter().zip(langs).filter_map(|(change, lang)| row(change, before, after, lang.clone())).collect()
}

fn row(change: &Change, before: &Text, after: &Text, reason_lang: Option<Lang>) -> Option<Row> {
    let edits = edits(change, before, after);
    let (text, at) = match (change.new.first(), change.old.first()) {
        (Some(at), _) => (after, *at),
        (None, Some(at)) => (before, *at),
        (None, None) => return None,
    };
    let old = |at: &usize| {
        let section = &before.sections[*at];
        OldSection { anchor: section.anchor.clone(), number: number(section), title: section.title.text.clone() }
    };
    let blocks = |text: &Text, sections: &[usize], edits: &[LeafEdits<'_>], mark| {
        (!sections.is_empty()).then(|| entries(text, sections, edits, mark))
    };
    Some(Row {
        anchor: text.sections[at].anchor.clone(),
        number: number(&text.sections[at]),
        path: path(text, at),
        title: text.sections[at].title.text.clone(),
        kind: change.kind,
        also: change.also.clone(),
        old: change.old.iter().map(old).collect(),
        before: blocks(before, &change.old, &edits.old, "del"),
        after: blocks(after, &change.new, &edits.new, "ins"),
        reason: None,
        reason_lang,
    })
}

fn number(section: &Section) -> Option<String> {
    Some(label(section)).filter(|label| !label.is_empty())
}

/// Returns the leaves of sections, marked.
fn entries(text: &Text, sections: &[usize], edits: &[LeafEdits<'_>], mark: &'static str) -> Vec<BlockEntry> {
    let mut walk = Walk { edits: edits.iter(), mark, entries: Vec::new() };
    for at in sections {
        walk.blocks(&text.sections[*at].blocks, 0, &mut None);
    }
    walk.entries
}

/// A walk over leaves in reading order, with what changed in each.
struct Walk<'a> {
    edits: std::slice::Iter<'a, LeafEdits<'a>>,
    mark: &'static str,
    entries: Vec<BlockEntry>,
}

/// What the next leaf opens: its type and marker.
type Opening = Option<(&'static str, Option<String>)>;

impl Walk<'_> {
    fn blocks(&mut self, blocks: &[Block], depth: usize, opening: &mut Opening) {
        for block in blocks {
            match &block.body {
                Body::Leaf(leaf) => self.leaf(&block.kind, leaf, depth, opening.take()),
                Body::Blocks(inner) => match opened(&block.kind) {
                    None => self.blocks(inner, depth, opening),
                    Some((kind, deeper)) => {
                        self.flush(depth, opening.take());
                        let marker = block.label.as_ref().map(|label| label.printed.clone());
                        let mut own = Some((kind, marker));
                        self.blocks(inner, depth + usize::from(deeper), &mut own);
                        self.flush(depth + usize::from(deeper), own.filter(|(_, marker)| marker.is_some()));
                    }
                },
            }
        }
    }

    /// Keeps the marker of an item that opens with another one.
    fn flush(&mut self, depth: usize, opening: Opening) {
        if let Some((kind, marker @ Some(_))) = opening {
            self.entries.push(BlockEntry { kind, depth, marker, runs: Vec::new() });
        }
    }

    fn leaf(&mut self, kind: &Kind, leaf: &Leaf, depth: usize, opening: Opening) {
        let own = match kind {
            Kind::Code { .. } => "code",
            Kind::Rule => "rule",
            Kind::Term => "term",
            _ => "paragraph",
        };
        let (opened, marker) = opening.unwrap_or((own, None));
        let kind = if own == "paragraph" { opened } else { own };
        let changed = self.edits.next().map_or(&[][..], |edits| &edits.changed);
        self.entries.push(BlockEntry { kind, depth, marker, runs: runs(&leaf.text, changed, self.mark) });
    }
}

/// Returns the type that a container gives its first leaf, and whether it is a level of depth.
fn opened(kind: &Kind) -> Option<(&'static str, bool)> {
    match kind {
        Kind::Item => Some(("item", true)),
        Kind::Clause => Some(("clause", true)),
        Kind::Quote => Some(("quote", true)),
        Kind::Definition => Some(("definition", true)),
        Kind::Address => Some(("address", false)),
        Kind::Footnote { .. } => Some(("footnote", false)),
        Kind::Cell(cell) => Some((if cell.header { "heading-cell" } else { "cell" }, false)),
        _ => None,
    }
}

fn runs(text: &str, changed: &[Range<usize>], mark: &'static str) -> Vec<RunEntry> {
    let mut runs = Vec::new();
    let mut push = |range: Range<usize>, mark| {
        if !range.is_empty() {
            runs.push(RunEntry { text: text[range].to_owned(), mark });
        }
    };
    let mut at = 0;
    for range in changed {
        push(at..range.start, None);
        push(range.clone(), Some(mark));
        at = range.end;
    }
    push(at..text.len(), None);
    runs
}
