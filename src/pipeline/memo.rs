//! What was made of a site's files -> the same again, as far as its files are the same.
//!
//! What a document comes to hangs on its own files, on `site.toml` and on the day, so all of it is kept until one of these changes.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use sha2::{Digest, Sha256};

use super::load::One;
use crate::assemble::document::{Day, Pairings};
use crate::compare::Lineage;
use crate::diagnostic::{Checked, Diagnostic};
use crate::locale::Lang;
use crate::model::{Anchor, Config, Document, Heading, Parsed, Site, Text, Translation};
use crate::page::{self, Plan};
use crate::parse::markdown::Options;
use crate::render::theme::Theme;
use crate::tree::{DocumentFiles, Tree};

/// The documents as they were made last.
#[derive(Debug, Default)]
pub(super) struct Memo {
    made_for: Option<(Config, Day)>,
    documents: BTreeMap<String, (DocumentFiles, Arc<One>)>,
    /// What was planned for the day that is asked for, and for the last one.
    pub(super) now: Option<Planned>,
    pub(super) last: Option<Planned>,
    /// The theme.
    pub(super) theme: Option<Checked<Arc<Theme>>>,
    /// What was parsed.
    pub(super) known: Arc<Known>,
}

/// A plan, and the documents that it was made for.
#[derive(Debug)]
pub(super) struct Planned {
    documents: Vec<Arc<Document>>,
    pub(super) plan: Checked<Arc<Plan>>,
}

impl Planned {
    /// Plans a site.
    pub(super) fn of(site: &Site) -> Self {
        Self { documents: site.documents.clone(), plan: page::plan(site).map(Arc::new) }
    }

    /// Returns whether the plan is that of these documents too.
    pub(super) fn holds(&self, documents: &[Arc<Document>]) -> bool {
        let alike = |(one, other): (&Arc<Document>, &Arc<Document>)| {
            Arc::ptr_eq(one, other) || page::is_planned_alike(one, other)
        };
        self.documents.len() == documents.len() && self.documents.iter().zip(documents).all(alike)
    }
}

impl Memo {
    /// Returns a memo that also keeps what was parsed of the documents that were read last.
    pub(super) fn of_an_editor() -> Self {
        Self { known: Arc::new(Known { limit: DOCUMENTS, ..Known::default() }), ..Self::default() }
    }

    /// Forgets the documents that files belong to which came, went, or have other contents.
    pub(super) fn forget(&mut self, changed: &BTreeSet<Arc<str>>) {
        let is_of_a_theme = changed.iter().any(|path| path.starts_with("themes/"));
        let changed = |files: &DocumentFiles| files.all().any(|file| changed.contains(&file.path));
        self.documents.retain(|_, (files, _)| !changed(files));
        self.theme = self.theme.take().filter(|_| !is_of_a_theme);
    }

    /// Forgets everything that was made for other settings of the site or another day.
    pub(super) fn keep_for(&mut self, config: &Config, day: Day) {
        if self.made_for.as_ref().is_none_or(|(known, on)| known != config || *on != day) {
            *self = Self { made_for: Some((config.clone(), day)), known: self.known.clone(), ..Self::default() };
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

/// Of so many documents the texts are kept: those that somebody writes and looks at.
const DOCUMENTS: usize = 3;

/// The texts of the documents that were read last.
#[derive(Debug, Default)]
pub(super) struct Known {
    limit: usize,
    /// The document that was read last comes last.
    documents: Mutex<Vec<(String, Kept)>>,
}

/// What is kept of the texts of a document.
#[derive(Debug, Default)]
struct Kept {
    /// What was parsed, by path.
    readings: BTreeMap<Arc<str>, Reading>,
    /// The same as readers read it.
    finished: BTreeMap<Edition, Finished>,
    /// What differs from the text before.
    differing: BTreeMap<Edition, Differing>,
    /// Which sections continue which.
    pairings: Pairings,
}

/// A revision, by its place in the document, and a language.
pub(super) type Edition = (usize, Lang);

/// One text and what was wrong with it, by the hash of what it was parsed from.
#[derive(Debug, Clone)]
pub(super) struct Reading {
    /// The text.
    pub(super) parsed: Arc<Parsed>,
    /// What was found.
    pub(super) found: Vec<Diagnostic>,
    hash: [u8; 32],
}

/// One text as readers read it, by the parsed one, its variables and anchors.
#[derive(Debug)]
struct Finished {
    parsed: Arc<Parsed>,
    values: BTreeMap<String, String>,
    outline: Vec<Heading>,
    text: Arc<Text>,
    published: Arc<str>,
}

/// Which sections of two texts differ, and whether readers are owed a reason.
#[derive(Debug)]
struct Differing {
    texts: [Arc<Text>; 2],
    lineage: Lineage,
    sections: BTreeMap<Anchor, bool>,
}

impl Known {
    /// Does something with what is kept of a document; nothing is kept where nothing is looked up again.
    fn with<T>(&self, document: &str, act: impl FnOnce(&mut Kept) -> T) -> Option<T> {
        if self.limit == 0 {
            return None;
        }
        let mut documents = self.documents.lock().unwrap_or_else(PoisonError::into_inner);
        let at = documents.iter().position(|(id, _)| id == document);
        let mut kept = at.map_or_else(|| (document.to_owned(), Kept::default()), |at| documents.remove(at));
        let done = act(&mut kept.1);
        documents.push(kept);
        if documents.len() > self.limit {
            documents.remove(0);
        }
        Some(done)
    }

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
        self.with(document, |kept| kept.readings.get(path).filter(|reading| reading.hash == *hash).cloned())?
    }

    /// Keeps what was parsed of a file.
    pub(super) fn keep(&self, document: &str, hash: [u8; 32], parsed: &Arc<Parsed>, found: Vec<Diagnostic>) {
        let reading = Reading { parsed: parsed.clone(), found, hash };
        self.with(document, |kept| kept.readings.insert(parsed.path.clone(), reading));
    }

    /// Takes the pairings of a document out.
    pub(super) fn pairings(&self, document: &str) -> Pairings {
        self.with(document, |kept| std::mem::take(&mut kept.pairings)).unwrap_or_default()
    }

    /// Puts them back, with those that were made since.
    pub(super) fn keep_pairings(&self, document: &str, pairings: Pairings) {
        self.with(document, |kept| kept.pairings = pairings);
    }

    /// Returns a text as readers read it, and its published form; `make` makes them.
    pub(super) fn finished(
        &self,
        document: &str,
        edition: &Edition,
        (parsed, translation): (&Arc<Parsed>, &Translation),
        make: impl FnOnce() -> (Arc<Text>, Arc<str>),
    ) -> (Arc<Text>, Arc<str>) {
        let is_same = |known: &&Finished| {
            let is_same = Arc::ptr_eq(&known.parsed, parsed) && known.values == translation.values;
            is_same && known.outline == translation.outline
        };
        let known = self.with(document, |kept| {
            let known = kept.finished.get(edition).filter(is_same)?;
            Some((known.text.clone(), known.published.clone()))
        });
        if let Some(known) = known.flatten() {
            return known;
        }
        let (text, published) = make();
        self.with(document, |kept| {
            let (values, outline) = (translation.values.clone(), translation.outline.clone());
            let finished =
                Finished { parsed: parsed.clone(), values, outline, text: text.clone(), published: published.clone() };
            kept.finished.insert(edition.clone(), finished)
        });
        (text, published)
    }

    /// Returns which sections of two texts differ; `make` compares them.
    pub(super) fn differing(
        &self,
        document: &str,
        edition: &Edition,
        (texts, lineage): ([&Arc<Text>; 2], &Lineage),
        make: impl FnOnce() -> BTreeMap<Anchor, bool>,
    ) -> BTreeMap<Anchor, bool> {
        let is_same = |known: &&Differing| {
            known.texts.iter().zip(texts).all(|(one, other)| Arc::ptr_eq(one, other)) && known.lineage == *lineage
        };
        let known =
            self.with(document, |kept| kept.differing.get(edition).filter(is_same).map(|known| known.sections.clone()));
        if let Some(known) = known.flatten() {
            return known;
        }
        let sections = make();
        self.with(document, |kept| {
            let (texts, lineage) = (texts.map(Clone::clone), lineage.clone());
            kept.differing.insert(edition.clone(), Differing { texts, lineage, sections: sections.clone() })
        });
        sections
    }
}
