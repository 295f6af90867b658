//! What was made of a site's files -> the same again, as far as its files are the same: documents, plan and theme.
//!
//! What a document comes to hangs on its own files, on `site.toml` and on the day, so all of it is kept until one of these changes.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::known::Known;
use super::load::One;
use crate::assemble::document::Day;
use crate::diagnostic::Checked;
use crate::model::{Config, Document, Seal, Site};
use crate::page::{self, Plan};
use crate::render::theme::Theme;
use crate::tree::{DocumentFiles, Tree};

/// The documents as they were made last.
#[derive(Debug, Default)]
pub(super) struct Memo {
    made_for: Option<(Config, Arc<Seal>, Day)>,
    documents: BTreeMap<String, (Arc<DocumentFiles>, Arc<One>)>,
    /// What was planned for the day that is asked for, and for the last one.
    pub(super) now: Option<Planned>,
    pub(super) last: Option<Planned>,
    /// What was approved.
    pub(super) seal: Option<Checked<Arc<Seal>>>,
    /// The theme.
    pub(super) theme: Option<Checked<Arc<Theme>>>,
    /// What was parsed.
    pub(super) known: Arc<Known>,
}

/// A plan, and the documents that it was made for.
#[derive(Debug)]
pub(super) struct Planned {
    documents: Vec<Arc<Document>>,
    has_timestamp: bool,
    pub(super) plan: Checked<Arc<Plan>>,
}

impl Planned {
    /// Plans a site.
    pub(super) fn of(site: &Site) -> Self {
        let (documents, has_timestamp) = (site.documents.clone(), site.timestamp.is_some());
        Self { documents, has_timestamp, plan: page::plan(site).map(Arc::new) }
    }

    /// Returns whether the plan is that of this site too.
    pub(super) fn holds(&self, site: &Site) -> bool {
        let documents = &site.documents;
        let alike = |(one, other): (&Arc<Document>, &Arc<Document>)| {
            Arc::ptr_eq(one, other) || page::is_planned_alike(one, other)
        };
        self.has_timestamp == site.timestamp.is_some()
            && self.documents.len() == documents.len()
            && self.documents.iter().zip(documents).all(alike)
    }
}

impl Memo {
    /// Returns a memo that also keeps what was parsed of the documents that were read last.
    pub(super) fn of_an_editor() -> Self {
        Self { known: Arc::new(Known::of_an_editor()), ..Self::default() }
    }

    /// Forgets the documents that files belong to which came, went, or have other contents.
    pub(super) fn forget(&mut self, changed: &BTreeSet<Arc<str>>) {
        let is_of_a_theme = changed.iter().any(|path| path.starts_with("themes/"));
        let changed_seal = changed.contains("seal.toml");
        let changed = |files: &DocumentFiles| files.all().any(|file| changed.contains(&file.path));
        self.documents.retain(|_, (files, _)| !changed(files));
        self.theme = self.theme.take().filter(|_| !is_of_a_theme);
        self.seal = self.seal.take().filter(|_| !changed_seal);
    }

    /// Forgets everything that was made for other settings of the site, another record of what was approved or another day.
    pub(super) fn keep_for(&mut self, config: &Config, seal: &Arc<Seal>, day: Day) {
        let is_same = |known: &Arc<Seal>| Arc::ptr_eq(known, seal) || known == seal;
        if self.made_for.as_ref().is_none_or(|(known, sealed, on)| known != config || !is_same(sealed) || *on != day) {
            let made_for = Some((config.clone(), seal.clone(), day));
            let (known, seal) = (self.known.clone(), self.seal.take());
            *self = Self { made_for, known, seal, ..Self::default() };
        }
    }

    /// Returns a document that was made of these files.
    pub(super) fn one(&self, id: &str, files: &Arc<DocumentFiles>) -> Option<Arc<One>> {
        self.documents.get(id).filter(|(known, _)| known == files).map(|(_, one)| one.clone())
    }

    /// Keeps what was made of the documents of a tree, in their order.
    pub(super) fn keep(&mut self, tree: &Tree, made: &[Arc<One>]) {
        let made = tree.documents.iter().zip(made);
        self.documents = made.map(|((id, files), one)| (id.clone(), (files.clone(), one.clone()))).collect();
    }
}
