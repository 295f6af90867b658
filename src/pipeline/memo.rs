//! What was made of a site's files -> the same again, as far as its files are the same.
//!
//! What a document comes to hangs on its own files, on `site.toml` and on the day, so all of it is kept until one of these changes.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use sha2::{Digest, Sha256};

use super::load::One;
use crate::assemble::document::Day;
use crate::diagnostic::Diagnostic;
use crate::model::{Config, Parsed};
use crate::parse::markdown::Options;
use crate::tree::{DocumentFiles, Tree};

/// The documents as they were made last.
#[derive(Debug, Default)]
pub(super) struct Memo {
    made_for: Option<(Config, Day)>,
    documents: BTreeMap<String, (DocumentFiles, Arc<One>)>,
    /// What was parsed.
    pub(super) known: Arc<Known>,
}

impl Memo {
    /// Returns a memo that also keeps what was parsed of the documents that were read last.
    pub(super) fn of_an_editor() -> Self {
        Self { known: Arc::new(Known { limit: DOCUMENTS, ..Known::default() }), ..Self::default() }
    }

    /// Forgets the documents that files belong to which came, went, or have other contents.
    pub(super) fn forget(&mut self, changed: &BTreeSet<Arc<str>>) {
        let changed = |files: &DocumentFiles| files.all().any(|file| changed.contains(&file.path));
        self.documents.retain(|_, (files, _)| !changed(files));
    }

    /// Forgets everything that was made for other settings of the site or another day.
    pub(super) fn keep_for(&mut self, config: &Config, day: Day) {
        if self.made_for.as_ref().is_none_or(|(known, on)| known != config || *on != day) {
            self.made_for = Some((config.clone(), day));
            self.documents.clear();
        }
    }

    /// Returns a document that was made of these files.
    pub(super) fn one(&self, id: &str, files: &DocumentFiles) -> Option<Arc<One>> {
        self.documents.get(id).filter(|(known, _)| known == files).map(|(_, one)| one.clone())
    }

    /// Keeps what was made of the documents of a tree, in their order.
    pub(super) fn keep(&mut self, tree: &Tree, made: &[Arc<One>]) {
        let made = tree.documents.iter().zip(made);
        self.documents = made.map(|((id, files), one)| (id.clone(), (files.clone(), one.clone()))).collect();
    }
}

/// Of so many documents the parsed texts are kept: those that somebody writes and looks at.
const DOCUMENTS: usize = 3;

/// The texts of the documents that were read last, by the hash of what they were parsed from.
#[derive(Debug, Default)]
pub(super) struct Known {
    limit: usize,
    /// The document that was read last comes last.
    documents: Mutex<Vec<(String, BTreeMap<Arc<str>, Reading>)>>,
}

/// One text and what was wrong with it.
#[derive(Debug, Clone)]
pub(super) struct Reading {
    /// The text.
    pub(super) parsed: Arc<Parsed>,
    /// What was found.
    pub(super) found: Vec<Diagnostic>,
    hash: [u8; 32],
}

impl Known {
    /// Returns the hash of a text, its reasons and the way that they are read; `None` where nothing is kept.
    pub(super) fn hash(&self, options: Options, text: &[u8], reasons: Option<&[u8]>) -> Option<[u8; 32]> {
        if self.limit == 0 {
            return None;
        }
        let mut hash = Sha256::new();
        hash.update(format!("{options:?} {} {:?}", text.len(), reasons.map(<[u8]>::len)));
        hash.update(text);
        hash.update(reasons.unwrap_or_default());
        Some(hash.finalize().into())
    }

    /// Returns what was parsed of a file with that hash.
    pub(super) fn text(&self, document: &str, path: &str, hash: &[u8; 32]) -> Option<Reading> {
        let documents = self.documents.lock().unwrap_or_else(PoisonError::into_inner);
        let (_, texts) = documents.iter().find(|(id, _)| id == document)?;
        texts.get(path).filter(|reading| reading.hash == *hash).cloned()
    }

    /// Keeps what was parsed of a file.
    pub(super) fn keep(&self, document: &str, hash: [u8; 32], parsed: &Arc<Parsed>, found: Vec<Diagnostic>) {
        let mut documents = self.documents.lock().unwrap_or_else(PoisonError::into_inner);
        let known = documents.iter().position(|(id, _)| id == document).map(|at| documents.remove(at));
        let (id, mut texts) = known.unwrap_or_else(|| (document.to_owned(), BTreeMap::new()));
        texts.insert(parsed.path.clone(), Reading { parsed: parsed.clone(), found, hash });
        documents.push((id, texts));
        if documents.len() > self.limit {
            documents.remove(0);
        }
    }
}
