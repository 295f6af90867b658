//! A site -> its record of what is approved, with everything in it that is no draft.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::diff::{self, DiffError};
use super::load::{Loaded, Request, load};
use super::seal::{Measuring, measured};
use super::sources;
use crate::assemble::sealed::{Case, is_redacted};
use crate::diagnostic::{Diagnostic, Severity};
use crate::locale::{Date, Lang};
use crate::model::{Document, Seal, Sealed, SealedText};
use crate::page;
use crate::parse;
use crate::tree::{Edit, File, Tree, Unreadable};

/// What is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Approve<'a> {
    /// The document; `None` for all.
    pub document: Option<&'a str>,
    /// Who approves.
    pub by: Option<&'a str>,
    /// Now, in seconds since 1970-01-01T00:00:00Z.
    pub now: i64,
}

/// What is approved by it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Approval {
    /// The file to write; `None` where everything was sealed already.
    pub edit: Option<Edit>,
    /// The texts that are sealed by it, revision by revision.
    pub sealed: Vec<Entry>,
    /// The texts whose redaction is recorded by it.
    pub redacted: Vec<Entry>,
    /// How many revisions are sealed in all.
    pub all: usize,
    /// SHA-256 of the record as it is published today; `None` where nothing sealed may be seen.
    pub head: Option<String>,
}

/// Texts of a revision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The document's id.
    pub document: String,
    /// The revision's id.
    pub revision: String,
    /// Their languages.
    pub langs: Vec<Lang>,
}

/// Why nothing is approved.
#[derive(Debug)]
pub enum SealError {
    /// No such document.
    Unknown(DiffError),
    /// What would be recorded would not be accepted.
    Refused(Vec<Diagnostic>),
    /// A file cannot be read.
    Unreadable(Unreadable),
}

impl From<Unreadable> for SealError {
    fn from(error: Unreadable) -> Self {
        Self::Unreadable(error)
    }
}

/// Records everything that is no draft, of all documents or of one; `loaded` is the site with everything announced, without drafts.
///
/// # Errors
/// Where there is no such document, or a file cannot be read.
pub fn seal(tree: &Tree, loaded: &Loaded, ask: Approve<'_>) -> Result<Approval, SealError> {
    let site = &loaded.site;
    let only = ask.document.map(|id| diff::document(site, id)).transpose().map_err(SealError::Unknown)?;
    let mut seal = Seal::clone(&loaded.seal);
    let mut approval = Approval::default();
    let today = site.config.timezone.date_at(ask.now);
    for document in site.documents.iter().filter(|one| only.is_none_or(|only| only.id == one.id)) {
        self::document(tree, loaded, document, (ask.by, today), (&mut seal, &mut approval))?;
    }
    let before = tree.seal.as_ref().map(|file| tree.bytes(file)).transpose()?;
    let after = parse::written_seal(&seal).into_bytes();
    approval.all = seal.revisions.len();
    let changed = !approval.sealed.is_empty() || !approval.redacted.is_empty();
    approval.head = proven(tree, (&after, changed), ask.now)?;
    approval.edit = changed.then(|| Edit { path: SEAL.to_owned(), before, after });
    Ok(approval)
}

/// Where the record lies.
const SEAL: &str = "seal.toml";

fn document(
    tree: &Tree,
    loaded: &Loaded,
    document: &Document,
    (by, today): (Option<&str>, Date),
    (seal, approval): (&mut Seal, &mut Approval),
) -> Result<(), Unreadable> {
    let Some(files) = tree.documents.get(&document.id) else { return Ok(()) };
    let sources = sources::document(tree, &document.id, files, loaded.means(), &mut Vec::new())?;
    let measuring = Measuring { tree, files, sources: &sources, known: &loaded.known, document: Some(document) };
    let measured = measured(measuring, true)?;
    let case = Case { sources: &sources, document: Some(document), measured: &measured, required: false, today };
    let redacted = redacted(case, document);
    for revision in &document.revisions {
        let Some(now) = measured.get(&revision.id) else { continue };
        let langs = match sources.seals.get(&revision.id) {
            Some(sealed) => {
                let record = seal.revisions.iter_mut().find(|one| Arc::ptr_eq(one, sealed));
                let record = Arc::make_mut(record.expect("it is what the sources were read with"));
                renew(record, now, (document, &redacted), today);
                extend(record, now)
            }
            None => {
                let by = by.map(str::to_owned);
                seal.revisions.push(Arc::new(Sealed { date: today, by, ..now.clone() }));
                now.texts.keys().cloned().collect()
            }
        };
        let entry = |langs| Entry { document: document.id.clone(), revision: revision.id.clone(), langs };
        approval.sealed.extend(Some(entry(langs)).filter(|entry| !entry.langs.is_empty()));
        let langs: Vec<Lang> =
            redacted.iter().filter(|(id, _)| *id == revision.id).map(|(_, lang)| lang.clone()).collect();
        approval.redacted.extend(Some(entry(langs)).filter(|entry| !entry.langs.is_empty()));
    }
    Ok(())
}

/// A text, by revision and language.
type Edition = (String, Lang);

/// Returns the sealed texts of a document that are not as they were by redactions alone.
fn redacted(case: Case<'_>, document: &Document) -> BTreeSet<Edition> {
    let mut out = BTreeSet::new();
    for revision in &document.revisions {
        let (Some(sealed), Some(now)) = (case.sources.seals.get(&revision.id), case.measured.get(&revision.id)) else {
            continue;
        };
        for (lang, text) in &sealed.texts {
            let Some(now) = now.texts.get(lang).filter(|now| now.sha256 != text.standing()) else { continue };
            if is_redacted(case, &revision.id, lang, (text, now)) {
                out.insert((revision.id.clone(), lang.clone()));
            }
        }
    }
    out
}

/// Takes up in a record what redactions made of its texts, and of the rows of those that are compared with a redacted one.
fn renew(record: &mut Sealed, now: &Sealed, (document, redacted): (&Document, &BTreeSet<Edition>), today: Date) {
    for (lang, text) in &mut record.texts {
        let Some(now) = now.texts.get(lang) else { continue };
        let is_redacted = |id: &str| redacted.contains(&(id.to_owned(), lang.clone()));
        let own = is_redacted(&record.revision);
        if own {
            text.redacted.push((today, now.sha256.clone()));
            text.sections.clone_from(&now.sections);
        }
        if own || is_against(text, document, lang).is_some_and(is_redacted) {
            text.rows.clone_from(&now.rows);
        }
    }
}

/// Returns the revision whose own text one is compared with.
fn is_against<'a>(text: &SealedText, document: &'a Document, lang: &Lang) -> Option<&'a str> {
    let at = document.revisions.iter().position(|revision| Some(&revision.id) == text.against.as_ref())?;
    document.origin(at, lang).map(|(revision, _)| revision.id.as_str())
}

/// Takes up in a record the texts that came since, and the files beside them; returns their languages.
fn extend(record: &mut Sealed, now: &Sealed) -> Vec<Lang> {
    let added: Vec<Lang> = now.texts.keys().filter(|lang| !record.texts.contains_key(lang)).cloned().collect();
    for lang in &added {
        record.texts.insert(lang.clone(), now.texts[lang].clone());
    }
    if !added.is_empty() {
        for (name, digest) in &now.assets {
            record.assets.entry(name.clone()).or_insert_with(|| digest.clone());
        }
    }
    added
}

/// Loads the site with the record as it will be, and returns the head of what is published today.
fn proven(tree: &Tree, (record, changed): (&[u8], bool), now: i64) -> Result<Option<String>, SealError> {
    let tree = if changed { with_record(tree, record) } else { tree.clone() };
    let loaded = load(&tree, &Request { now, ..Request::default() })?;
    let is_about = |one: &Diagnostic| {
        one.severity == Severity::Error && (one.code.word().starts_with("sealed-") || &*one.place.path == SEAL)
    };
    let refused: Vec<Diagnostic> = loaded.diagnostics.into_iter().filter(is_about).collect();
    if changed && !refused.is_empty() {
        return Err(SealError::Refused(refused));
    }
    let site = loaded.value.map(|loaded| loaded.site);
    Ok(site.filter(page::seal::is_sealed).map(|site| page::seal::head(&site)))
}

fn with_record(tree: &Tree, record: &[u8]) -> Tree {
    let file = File { path: SEAL.into(), size: record.len() as u64 };
    let (reader, bytes) = (tree.reader.clone(), record.to_vec());
    let reader = Arc::new(move |path: &str| if path == SEAL { Ok(bytes.clone()) } else { reader(path) });
    Tree { seal: Some(file), reader, ..tree.clone() }
}
