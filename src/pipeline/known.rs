//! The texts of the documents that were read last -> the same again, parsed, finished, paired and compared, as far as their files are
//! the same.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use sha2::{Digest, Sha256};

use crate::assemble::steps::Steps;
use crate::compare::Lineage;
use crate::diagnostic::Diagnostic;
use crate::locale::Lang;
use crate::model::{Anchor, Heading, Parsed, SealedText, Text, Translation};
use crate::parse::markdown::Options;

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
    differing: BTreeMap<Edition, Between<BTreeMap<Anchor, bool>>>,
    /// The digests of the rows of that comparison.
    rows: BTreeMap<Edition, Between<String>>,
    /// Its revisions, one after the other.
    steps: Steps,
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
    outline: Vec<Arc<Heading>>,
    text: Arc<Text>,
    published: Arc<str>,
}

/// What was found between two texts.
#[derive(Debug)]
struct Between<T> {
    texts: [Arc<Text>; 2],
    lineage: Lineage,
    value: T,
}

/// Two texts, and what is known of how their sections belong together.
pub(super) type Compared<'a> = ([&'a Arc<Text>; 2], &'a Lineage);

impl<T> Between<T> {
    fn of((texts, lineage): Compared<'_>, value: T) -> Self {
        Self { texts: texts.map(Clone::clone), lineage: lineage.clone(), value }
    }

    fn holds(&self, (texts, lineage): Compared<'_>) -> bool {
        self.lineage == *lineage && self.texts.iter().zip(texts).all(|(one, other)| Arc::ptr_eq(one, other))
    }
}

impl Known {
    /// Returns what keeps the texts that somebody writes and looks at; the default keeps none.
    pub(super) fn of_an_editor() -> Self {
        Self { limit: DOCUMENTS, ..Self::default() }
    }

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

    /// Returns the hash of a text, its reasons, the way that they are read and what was approved of it; `None` where nothing is kept.
    pub(super) fn hash(
        &self,
        (options, sealed): (Options, Option<&SealedText>),
        text: &[u8],
        reasons: Option<&[u8]>,
    ) -> Option<[u8; 32]> {
        if self.limit == 0 {
            return None;
        }
        let mut hash = Sha256::new();
        let sections = sealed.map(|sealed| &sealed.sections);
        hash.update(format!("{options:?} {sections:?} {} {:?}", text.len(), reasons.map(<[u8]>::len)));
        hash.update(text);
        hash.update(reasons.unwrap_or_default());
        Some(hash.finalize().into())
    }

    /// Returns what is kept of a document, or makes it and keeps it.
    fn recalled<T: Clone>(
        &self,
        document: &str,
        recall: impl FnOnce(&Kept) -> Option<T>,
        make: impl FnOnce() -> T,
        keep: impl FnOnce(&mut Kept, T),
    ) -> T {
        if let Some(Some(known)) = self.with(document, |kept| recall(kept)) {
            return known;
        }
        let made = make();
        self.with(document, |kept| keep(kept, made.clone()));
        made
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

    /// Takes the steps of a document out.
    pub(super) fn steps(&self, document: &str) -> Steps {
        self.with(document, |kept| std::mem::take(&mut kept.steps)).unwrap_or_default()
    }

    /// Puts them back, with those that were made since, and forgets what none of these texts has part in any more.
    pub(super) fn settle(&self, document: &str, mut steps: Steps, texts: &[&Arc<Parsed>]) {
        self.with(document, |kept| {
            let texts: BTreeSet<*const Parsed> = texts.iter().map(|text| Arc::as_ptr(text)).collect();
            let stands = |parsed: &Arc<Parsed>| texts.contains(&Arc::as_ptr(parsed));
            steps.settle(stands);
            kept.steps = steps;
            kept.readings.retain(|_, reading| stands(&reading.parsed));
            kept.finished.retain(|_, finished| stands(&finished.parsed));
            let finished: BTreeSet<*const Text> = kept.finished.values().map(|one| Arc::as_ptr(&one.text)).collect();
            let is_finished = |text: &Arc<Text>| finished.contains(&Arc::as_ptr(text));
            kept.differing.retain(|_, differing| differing.texts.iter().all(is_finished));
            kept.rows.retain(|_, rows| rows.texts.iter().all(is_finished));
        });
    }

    /// Returns a text as readers read it, and its published form; `make` makes them.
    pub(super) fn finished(
        &self,
        document: &str,
        edition: &Edition,
        (parsed, translation): (&Arc<Parsed>, &Translation),
        make: impl FnOnce() -> (Arc<Text>, Arc<str>),
    ) -> (Arc<Text>, Arc<str>) {
        let recall = |kept: &Kept| {
            let known = kept.finished.get(edition).filter(|known| Arc::ptr_eq(&known.parsed, parsed))?;
            let is_same = known.values == translation.values && known.outline == translation.outline;
            is_same.then(|| (known.text.clone(), known.published.clone()))
        };
        self.recalled(document, recall, make, |kept, (text, published)| {
            let (values, outline) = (translation.values.clone(), translation.outline.clone());
            kept.finished
                .insert(edition.clone(), Finished { parsed: parsed.clone(), values, outline, text, published });
        })
    }

    /// Returns which sections of two texts differ, and whether readers are owed a reason; `make` compares them.
    pub(super) fn differing(
        &self,
        document: &str,
        edition: &Edition,
        compared: Compared<'_>,
        make: impl FnOnce() -> BTreeMap<Anchor, bool>,
    ) -> BTreeMap<Anchor, bool> {
        let recall = |kept: &Kept| {
            let known = kept.differing.get(edition).filter(|known| known.holds(compared));
            known.map(|known| known.value.clone())
        };
        self.recalled(document, recall, make, |kept, sections| {
            kept.differing.insert(edition.clone(), Between::of(compared, sections));
        })
    }

    /// Returns the digest of the rows of two texts' summary; `make` compares them.
    pub(super) fn rows(
        &self,
        document: &str,
        edition: &Edition,
        compared: Compared<'_>,
        make: impl FnOnce() -> String,
    ) -> String {
        let recall = |kept: &Kept| {
            let known = kept.rows.get(edition).filter(|known| known.holds(compared));
            known.map(|known| known.value.clone())
        };
        self.recalled(document, recall, make, |kept, digest| {
            kept.rows.insert(edition.clone(), Between::of(compared, digest));
        })
    }
}
