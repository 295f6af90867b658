//! The site -> the published record of what was approved (`seal.txt`, `seal.json`): the entries of what may be seen, and one digest
//! over them.
//!
//! `seal.txt` is a list as `sha256sum` writes it, other facts as comments, so that anybody can verify a copy of the site without
//! kaitei: `sha256sum -c seal.txt`. Its own SHA-256 is the *head*, which an answer of a time-stamping authority (RFC 3161) is about.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

use serde::Serialize;

use super::json::{self, BlockEntry, Row, RunEntry};
use super::{Output, Record, address};
use crate::assemble::texts::sha256;
use crate::compare::Comparison;
use crate::locale::{Date, Lang};
use crate::model::{Anchor, Document, Heading, Revision, SealedText, Site, Text, Translation};

/// The version of the record; a later one only ever adds to it.
const FORMAT: u32 = 1;

/// `seal.json`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SealFile {
    /// The version of this shape.
    pub schema: u32,
    /// The version of the record.
    pub format: u32,
    /// SHA-256 of `seal.txt`, lower-case hexadecimal.
    pub head: String,
    /// The address of `seal.txt`.
    pub record: String,
    /// The address of the answer of a time-stamping authority about the head (RFC 3161, DER); null where there is none.
    pub timestamp: Option<String>,
    /// The sealed revisions that may be seen, by document, oldest first.
    pub revisions: Vec<SealEntry>,
}

/// A sealed revision in `seal.json`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SealEntry {
    /// The document's id.
    pub document: String,
    /// The revision's id.
    pub revision: String,
    /// The revision before it; null for the first.
    pub after: Option<String>,
    /// What was stated of it, by the keys of the front matter.
    pub facts: BTreeMap<String, String>,
    /// SHA-256 of its other files as they lie among the sources, by name.
    pub assets: BTreeMap<String, String>,
    /// Its texts.
    pub texts: BTreeMap<Lang, SealTextEntry>,
}

/// A sealed text in `seal.json`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SealTextEntry {
    /// The address of the text as hashed (`index.md`).
    pub url: String,
    /// Its title.
    pub title: String,
    /// SHA-256 of the text as it was sealed.
    pub sha256: String,
    /// The digests of the text after each redaction, oldest first; the last one is that of the text at `url`. Left out where there
    /// are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub redacted: Vec<RedactedEntry>,
    /// The digest of summary and reasons; null where nothing was said.
    pub reasons: Option<String>,
    /// The digest of the anchors of sections, clauses and paragraphs.
    pub anchors: String,
    /// The revision that it was compared with; null for a language's first text.
    pub against: Option<String>,
    /// The digest of the rows of that comparison.
    pub rows: Option<String>,
}

/// A redaction in `seal.json`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RedactedEntry {
    /// The day on which it was recorded.
    pub date: Date,
    /// SHA-256 of the text since.
    pub sha256: String,
}

/// Returns whether the text that a revision shows in a language stands in the record.
pub(super) fn is_recorded(document: &Document, index: usize, lang: &Lang) -> bool {
    let sealed =
        document.origin(index, lang).and_then(|(revision, _)| revision.sealed.as_ref().filter(|_| !revision.draft));
    sealed.is_some_and(|sealed| sealed.texts.contains_key(lang))
}

/// Returns a form of the record.
pub(super) fn output(site: &Site, form: Record) -> Output {
    match form {
        Record::Text => Output::Ready(record(site).into_bytes()),
        Record::Data => Output::Ready(json::bytes(&file(site))),
        Record::Timestamp => Output::Copy(site.timestamp.clone().expect("it is planned where there is one")),
    }
}

/// Returns whether anything that may be seen is sealed.
pub fn is_sealed(site: &Site) -> bool {
    site.documents.iter().any(|document| document.revisions.iter().any(|one| one.sealed.is_some() && !one.draft))
}

/// Returns `seal.json`.
fn file(site: &Site) -> SealFile {
    let base = &site.config.base_url;
    let revisions = site.documents.iter().flat_map(|document| entries(site, document)).collect();
    let timestamp = site.timestamp.as_ref().map(|_| address::seal_timestamp().absolute(base));
    let record = address::seal_record().absolute(base);
    SealFile { schema: 1, format: FORMAT, head: head(site), record, timestamp, revisions }
}

/// Returns the digest of the published record, SHA-256, lower-case hexadecimal.
pub fn head(site: &Site) -> String {
    sha256(record(site))
}

/// Returns `seal.txt`.
pub fn record(site: &Site) -> String {
    let mut out = format!("# kaitei seal, format {FORMAT}: sha256sum -c seal.txt\n");
    for document in &site.documents {
        for entry in entries(site, document) {
            write_entry(&mut out, document, &entry).expect("a text takes everything");
        }
    }
    out
}

fn write_entry(out: &mut String, document: &Document, entry: &SealEntry) -> std::fmt::Result {
    let quoted = |text: &str| serde_json::to_string(text).expect("a text is JSON");
    writeln!(out, "#\n# {} {}", entry.document, entry.revision)?;
    if let Some(after) = &entry.after {
        writeln!(out, "# after {after}")?;
    }
    for (key, value) in &entry.facts {
        writeln!(out, "# {key} {}", quoted(value))?;
    }
    for (name, digest) in &entry.assets {
        writeln!(out, "# file {} {digest}", quoted(name))?;
    }
    for (lang, text) in &entry.texts {
        writeln!(out, "# {lang} title {}", quoted(&text.title))?;
        if let Some(reasons) = &text.reasons {
            writeln!(out, "# {lang} reasons {reasons}")?;
        }
        writeln!(out, "# {lang} anchors {}", text.anchors)?;
        for (against, rows) in text.against.iter().zip(&text.rows) {
            writeln!(out, "# {lang} summary against {against} {rows}")?;
        }
        let standing = text.redacted.last().map_or(&text.sha256, |redacted| &redacted.sha256);
        if !text.redacted.is_empty() {
            writeln!(out, "# {lang} sealed {}", text.sha256)?;
        }
        for redacted in &text.redacted {
            writeln!(out, "# {lang} redacted {} {}", redacted.date, redacted.sha256)?;
        }
        let path = address::markdown(lang, &document.id, &entry.revision).file_path();
        writeln!(out, "{standing}  {path}")?;
    }
    Ok(())
}

/// Returns the entries of a document's revisions, oldest first. What names a revision that may not be seen says nothing of it.
fn entries<'a>(site: &'a Site, document: &'a Document) -> impl Iterator<Item = SealEntry> + 'a {
    let is_seen = move |id: &String| document.revisions.iter().any(|other| other.id == *id && !other.draft);
    document.revisions.iter().filter(|revision| !revision.draft).filter_map(move |revision| {
        let sealed = revision.sealed.as_ref()?;
        let text = |(lang, text): (&Lang, &SealedText)| {
            let translation = revision.translations.get(lang).filter(|text| text.carried_from.is_none())?;
            Some((lang.clone(), text_entry(site, (document, revision), (lang, text, translation), is_seen)))
        };
        Some(SealEntry {
            document: document.id.clone(),
            revision: revision.id.clone(),
            after: sealed.after.clone().filter(is_seen),
            facts: sealed.facts.clone(),
            assets: sealed.assets.clone(),
            texts: sealed.texts.iter().filter_map(text).collect(),
        })
    })
}

fn text_entry(
    site: &Site,
    (document, revision): (&Document, &Revision),
    (lang, text, translation): (&Lang, &SealedText, &Translation),
    is_seen: impl Fn(&String) -> bool,
) -> SealTextEntry {
    let line = |heading: &Arc<Heading>| {
        let inside: Vec<&str> = heading.provisions.iter().map(Anchor::as_str).collect();
        format!("{} {}\n", heading.anchor, inside.join(" "))
    };
    let against = text.against.clone().filter(is_seen);
    let redacted = |(date, digest): &(Date, String)| RedactedEntry { date: *date, sha256: digest.clone() };
    SealTextEntry {
        url: address::markdown(lang, &document.id, &revision.id).absolute(&site.config.base_url),
        title: text.title.clone(),
        sha256: text.sha256.clone(),
        redacted: text.redacted.iter().map(redacted).collect(),
        reasons: text.reasons.clone(),
        anchors: sha256(translation.outline.iter().map(line).collect::<String>()),
        rows: text.rows.clone().filter(|_| against.is_some()),
        against,
    }
}

/// Returns the digest of what the rows of a summary say, without their reasons.
pub fn rows_digest(comparison: &Comparison, before: &Text, after: &Text) -> String {
    let langs = vec![None; comparison.changes.len()];
    let mut out = String::new();
    for row in json::rows(comparison, before, after, &langs) {
        write_row(&mut out, &row).expect("a text takes everything");
    }
    sha256(&out)
}

fn write_row(out: &mut String, row: &Row) -> std::fmt::Result {
    let also: Vec<&str> = row.also.iter().map(|kind| kind.word()).collect();
    writeln!(out, "row {} {}", row.kind.word(), also.join(","))?;
    for (side, sections) in [("old", &row.old), ("new", &row.new)] {
        for section in sections {
            let (anchor, number) = (section.anchor.as_ref().map_or("", |anchor| anchor.as_str()), &section.number);
            writeln!(out, "{side} {anchor} {} {}", number.as_deref().unwrap_or_default(), section.title)?;
        }
    }
    for (side, runs) in [("old title", &row.before_title), ("new title", &row.after_title)] {
        writeln!(out, "{side}")?;
        runs.iter().try_for_each(|run| write_run(out, run))?;
    }
    for (side, blocks) in [("before", &row.before), ("after", &row.after)] {
        writeln!(out, "{side} {}", if blocks.is_some() { "" } else { "none" })?;
        blocks.iter().flatten().try_for_each(|block| write_block(out, block))?;
    }
    Ok(())
}

fn write_block(out: &mut String, block: &BlockEntry) -> std::fmt::Result {
    let (marker, mark) = (block.marker.as_deref().unwrap_or_default(), block.marker_mark.unwrap_or_default());
    writeln!(out, "{} {} {marker} {mark} {}", block.kind, block.depth, if block.moved { "moved" } else { "" })?;
    block.runs.iter().try_for_each(|run| write_run(out, run))
}

fn write_run(out: &mut String, run: &RunEntry) -> std::fmt::Result {
    let (mark, minor) = (run.mark.unwrap_or_default(), if run.minor { "minor" } else { "" });
    writeln!(out, "{mark} {minor} {} {}", run.format.len(), run.text)
}
