//! A document, what was approved of it -> what is no longer so; the site -> the answer that stands about its record.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::known::Known;
use super::load::Assembled;
use super::render::finished;
use crate::assemble::facts::Sources;
use crate::assemble::sealed::{self, Case, Measured};
use crate::assemble::texts::sha256;
use crate::compare;
use crate::diagnostic::{Code, Diagnostic};
use crate::locale::{Date, Lang};
use crate::model::{Config, Document, Revision, Seal, Sealed, SealedText, Site, Translation};
use crate::page::{self, Pair, Texts, seal};
use crate::source::Place;
use crate::tree::{DocumentFiles, Tree, Unreadable};

/// A document with all that is announced of it, to be measured in the terms in which it is sealed.
#[derive(Clone, Copy)]
pub(super) struct Measuring<'a> {
    /// The files of the site.
    pub(super) tree: &'a Tree,
    /// Those of the document.
    pub(super) files: &'a DocumentFiles,
    /// What was parsed of them.
    pub(super) sources: &'a Sources,
    /// What was parsed before.
    pub(super) known: &'a Known,
    /// The document; `None` where no revision of it is left.
    pub(super) document: Option<&'a Document>,
}

/// Finds what is no longer as it was approved, and what should be approved and is not.
///
/// # Errors
/// Where a file cannot be read.
pub(super) fn check(
    measuring: Measuring<'_>,
    (config, today): (&Config, Date),
    found: &mut Vec<Diagnostic>,
) -> Result<(), Unreadable> {
    let measured = measured(measuring, false)?;
    let Measuring { sources, document, .. } = measuring;
    let required = config.seal_is_required;
    found.extend(sealed::check(Case { sources, document, measured: &measured, required, today }));
    Ok(())
}

/// Returns the revisions of a document as they are: `whole`, or without what nothing is compared with, which costs time.
///
/// # Errors
/// Where a file cannot be read.
pub(super) fn measured(measuring: Measuring<'_>, whole: bool) -> Result<Measured, Unreadable> {
    let Some(document) = measuring.document else { return Ok(Measured::new()) };
    let texts = finished(document, measuring.sources, measuring.known);
    let scale = Scale { measuring, document, texts: &texts, whole };
    document.revisions.par_iter().map(|revision| Ok((revision.id.clone(), scale.revision(revision)?))).collect()
}

struct Scale<'a> {
    measuring: Measuring<'a>,
    document: &'a Document,
    texts: &'a Texts,
    whole: bool,
}

impl Scale<'_> {
    fn sealed(&self, revision: &Revision) -> Option<&Sealed> {
        self.measuring.sources.seals.get(&revision.id).map(|sealed| &**sealed)
    }

    fn id(&self, at: usize) -> String {
        self.document.revisions[at].id.clone()
    }

    fn revision(&self, revision: &Revision) -> Result<Sealed, Unreadable> {
        let own = revision.translations.iter().filter(|(_, text)| text.carried_from.is_none());
        let texts = own.par_bridge().map(|(lang, text)| (lang.clone(), self.text(revision, lang, text)));
        let governing = revision.translations.get(&revision.governing);
        Ok(Sealed {
            document: self.document.id.clone(),
            revision: revision.id.clone(),
            place: Place::file(governing.map_or_else(|| "content".into(), |text| text.path.clone())),
            date: revision.announced,
            by: None,
            after: revision.predecessor.map(|at| self.id(at)),
            facts: sealed::facts(revision),
            assets: self.assets(revision)?,
            texts: texts.collect(),
        })
    }

    /// Returns the digests of the files beside the texts; none where none were sealed.
    fn assets(&self, revision: &Revision) -> Result<BTreeMap<String, String>, Unreadable> {
        let files = self.measuring.files.revisions.get(&revision.id);
        let files =
            files.filter(|_| self.whole || self.sealed(revision).is_some_and(|sealed| !sealed.assets.is_empty()));
        let assets = files.into_iter().flat_map(|files| &files.assets);
        assets.map(|(name, file)| Ok((name.clone(), sha256(self.measuring.tree.bytes(file)?)))).collect()
    }

    fn text(&self, revision: &Revision, lang: &Lang, text: &Translation) -> SealedText {
        let sealed = self.sealed(revision).and_then(|sealed| sealed.texts.get(lang));
        let stands = sealed.is_some_and(|sealed| sealed.standing() == text.sha256);
        let against = text.compared_with.map(|at| self.id(at));
        let is_due = stands && sealed.is_some_and(|sealed| sealed.against == against) && self.before_stands(text, lang);
        let at = self.document.revisions.iter().position(|other| other.id == revision.id);
        let pair = text.compared_with.zip(at).filter(|_| self.whole || is_due);
        let words = at.filter(|_| self.whole || !stands).and_then(|at| self.texts.by.get(&(at, lang.clone())));
        SealedText {
            title: text.title.clone(),
            sha256: text.sha256.clone(),
            reasons: sealed::reasons(text),
            rows: pair.map(|(old, new)| self.rows((old, new, lang.clone()))),
            against,
            sections: sealed::sections(text, words.map(|text| &**text)),
            redacted: Vec::new(),
        }
    }

    /// Returns whether the text that one is compared with is as it was sealed, if it was.
    fn before_stands(&self, text: &Translation, lang: &Lang) -> bool {
        let before = text.compared_with.and_then(|at| self.document.origin(at, lang));
        before.is_none_or(|(revision, before)| {
            let sealed = self.sealed(revision).and_then(|sealed| sealed.texts.get(lang));
            sealed.is_none_or(|sealed| sealed.standing() == before.sha256)
        })
    }

    fn rows(&self, (old, new, lang): Pair) -> String {
        let text = |at: usize| self.texts.by.get(&(at, lang.clone())).cloned().unwrap_or_default();
        let (before, after) = (text(old), text(new));
        let lineage = page::lineage(&self.document.revisions, old, new);
        let make = || seal::rows_digest(&compare::texts(&before, &after, &lineage), &before, &after);
        let edition = (new, lang.clone());
        self.measuring.known.rows(&self.document.id, &edition, ([&before, &after], &lineage), make)
    }
}

/// Finds the documents that were sealed and are no more.
pub(super) fn find_gone(seal: &Seal, tree: &Tree, all: &[Assembled], found: &mut Vec<Diagnostic>) {
    let documents: Vec<&Arc<Document>> = all.iter().filter_map(|one| one.document.as_ref()).collect();
    let continues = |document: &Document, name: &str| {
        document.settings.formerly.iter().any(|former| crate::locale::nfc(&former.value) == name)
    };
    let mut gone: Vec<&Sealed> = Vec::new();
    for sealed in &seal.revisions {
        let name = sealed.document.as_str();
        let lives = tree.documents.contains_key(name) || documents.iter().any(|document| continues(document, name));
        if !lives && gone.iter().all(|other| other.document != name) {
            gone.push(sealed);
        }
    }
    found.extend(gone.into_iter().map(|sealed| sealed::gone_document(sealed, meant(sealed, &documents))));
}

/// Returns the document that has a text of a sealed revision now.
fn meant<'a>(sealed: &Sealed, documents: &[&'a Arc<Document>]) -> Option<&'a str> {
    let has = |document: &&&Arc<Document>| {
        let mut texts = document.revisions.iter().flat_map(|revision| revision.translations.values());
        texts.any(|text| sealed.texts.values().any(|sealed| sealed.standing() == text.sha256))
    };
    documents.iter().find(has).map(|document| document.id.as_str())
}

/// An answer of a time-stamping authority: its path and its bytes (RFC 3161, `TimeStampResp` in DER).
pub(super) type Stamp = (Arc<str>, Vec<u8>);

/// Reads the answers of time-stamping authorities.
///
/// # Errors
/// Where a file cannot be read.
pub(super) fn stamps(tree: &Tree) -> Result<Vec<Stamp>, Unreadable> {
    tree.timestamps.iter().map(|file| Ok((file.path.clone(), tree.bytes(file)?))).collect()
}

/// Finds the answer that is about the record of a site as it is published; says so where there are answers and none is.
pub(super) fn stamp(site: &mut Site, stamps: &[Stamp], found: &mut Vec<Diagnostic>) {
    let Some((first, _)) = stamps.first().filter(|_| seal::is_sealed(site)) else { return };
    let head = seal::head(site);
    let imprint = imprint(&head);
    match stamps.iter().find(|(_, bytes)| bytes.windows(imprint.len()).any(|bytes| bytes == imprint)) {
        Some((path, _)) => site.timestamp = Some(path.clone()),
        None => found.push(Diagnostic::new(Code::StaleTimestamp, Place::file(first.clone())).arg("head", head)),
    }
}

/// Returns a SHA-256 as it stands in an answer: `hashedMessage` of its `MessageImprint` (RFC 3161, 2.4.1), an octet string of 32 bytes.
fn imprint(head: &str) -> Vec<u8> {
    let digit = |at: usize| u8::from_str_radix(&head[at..at + 2], 16).expect("a digest is hexadecimal");
    [0x04, 0x20].into_iter().chain((0..head.len()).step_by(2).map(digit)).collect()
}
