//! What was made of a site's files -> the same again, as far as its files are the same.
//!
//! What a document comes to hangs on its own files, on `site.toml` and on the day, so all of it is kept until one of these changes.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::load::One;
use crate::assemble::document::Day;
use crate::model::Config;
use crate::tree::{DocumentFiles, Tree};

/// The documents as they were made last.
#[derive(Debug, Default)]
pub(super) struct Memo {
    made_for: Option<(Config, Day)>,
    documents: BTreeMap<String, (DocumentFiles, Arc<One>)>,
}

impl Memo {
    /// Forgets the documents that files belong to which came, went, or have other contents.
    pub(super) fn forget(&mut self, changed: &BTreeSet<Arc<str>>) {
        let changed = |files: &DocumentFiles| files.all().any(|file| changed.contains(&file.path));
        self.documents.retain(|_, (files, _)| !changed(files));
    }

    /// Forgets everything that was made for other settings of the site or another day.
    pub(super) fn keep_for(&mut self, config: &Config, day: Day) {
        if self.made_for.as_ref().is_none_or(|(known, on)| known != config || *on != day) {
            *self = Self { made_for: Some((config.clone(), day)), documents: BTreeMap::new() };
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
