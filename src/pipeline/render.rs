//! A loaded site -> every output, document by document, several at once.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::load::Loaded;
use super::sources;
use crate::assemble::facts::Sources;
use crate::assemble::texts;
use crate::compare;
use crate::diagnostic::Diagnostic;
use crate::model::{Document, Parsed, Text};
use crate::page::{self, Address, Output, PageId, Texts};
use crate::render;
use crate::tree::{Tree, Unreadable};

/// An output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// The path below the output folder.
    pub path: String,
    /// The contents.
    pub bytes: Vec<u8>,
    /// Whether it is a data file, to be moved into place after the pages that it speaks of.
    pub data: bool,
}

/// How much was rendered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Count {
    /// Documents.
    pub documents: usize,
    /// Revisions.
    pub revisions: usize,
    /// Outputs.
    pub pages: usize,
}

/// Why rendering stopped.
#[derive(Debug)]
pub enum RenderError<E> {
    /// A file cannot be read.
    Unreadable(Unreadable),
    /// The output was not taken.
    Put(E),
    /// The theme is wrong.
    Theme(Vec<Diagnostic>),
}

impl<E> From<Unreadable> for RenderError<E> {
    fn from(error: Unreadable) -> Self {
        Self::Unreadable(error)
    }
}

/// Takes an output; called from several threads.
type Put<'a, E> = &'a (dyn Fn(Made) -> Result<(), E> + Sync);

/// Renders every output, document by document; `put` is called from several threads, in no order.
///
/// # Errors
/// Where a file cannot be read, an output is not taken, or a template of the theme fails.
pub fn render<E: Send>(tree: &Tree, loaded: &Loaded, put: Put<'_, E>) -> Result<Count, RenderError<E>> {
    let mut outputs: BTreeMap<Option<usize>, Vec<(&Address, &PageId)>> = BTreeMap::new();
    for (address, id) in &loaded.plan.outputs {
        outputs.entry(id.document()).or_default().push((address, id));
    }
    for (path, bytes) in &loaded.theme.assets {
        put(Made { path: path.clone(), bytes: bytes.to_vec(), data: false }).map_err(RenderError::Put)?;
    }
    outputs.par_iter().try_for_each(|(document, outputs)| {
        let texts = match document {
            Some(document) => self::texts(tree, loaded, &loaded.site.documents[*document])?,
            None => Texts::default(),
        };
        outputs.par_iter().try_for_each(|(address, id)| {
            let output = page::output(&loaded.site, &loaded.theme.skin, &texts, address, id);
            let made = Made { path: address.file_path(), bytes: bytes(tree, loaded, output)?, data: is_data(id) };
            put(made).map_err(RenderError::Put)
        })
    })?;
    let documents = &loaded.site.documents;
    Ok(Count {
        documents: documents.len(),
        revisions: documents.iter().map(|document| document.revisions.len()).sum(),
        pages: loaded.plan.outputs.len() + loaded.theme.assets.len(),
    })
}

fn is_data(id: &PageId) -> bool {
    matches!(id, PageId::ChangesData(..) | PageId::Versions(_) | PageId::Policies)
}

fn bytes<E>(tree: &Tree, loaded: &Loaded, output: Output) -> Result<Vec<u8>, RenderError<E>> {
    let theme = |problem| RenderError::Theme(vec![problem]);
    Ok(match output {
        Output::Page(page) => render::page(&page, &loaded.theme, &loaded.site.config.theme).map_err(theme)?,
        Output::Ready(bytes) => bytes,
        Output::Plain(text, title) => render::plain::text(&text, &title).into_bytes(),
        Output::Changes(file, reasons) => render::changes(*file, &reasons, &loaded.theme.skin),
        Output::Copy(path) => {
            let read = (tree.reader)(&path).map_err(|cause| Unreadable { path: path.clone(), cause })?;
            if path.to_ascii_lowercase().ends_with(".svg") { render::svg::clean(&read) } else { read }
        }
    })
}

/// Returns the texts of a document, read again, with every comparison that its pages need.
///
/// # Errors
/// Where a file cannot be read.
pub fn texts(tree: &Tree, loaded: &Loaded, document: &Document) -> Result<Texts, Unreadable> {
    // What is wrong with the files was found when the site was loaded.
    let mut found = Vec::new();
    let files = tree.documents.get(&document.id).expect("a document is made from its files");
    let sources = sources::document(tree, &document.id, files, &loaded.site.config, &mut found)?;
    let mut texts = finished(document, &sources);
    let wanted = page::comparisons(document, &loaded.site.config.languages);
    texts.comparisons = wanted
        .into_par_iter()
        .filter_map(|(old, new, lang)| {
            let text = |at: usize| texts.by.get(&(at, lang.clone()));
            let comparison = compare::texts(text(old)?, text(new)?, &page::lineage(document, old, new));
            Some(((old, new, lang), Arc::new(comparison)))
        })
        .collect();
    Ok(texts)
}

/// Returns the texts of a document as readers read them: variables resolved, anchors given.
pub(super) fn finished(document: &Document, sources: &Sources) -> Texts {
    let by_path: BTreeMap<&str, &Arc<Parsed>> =
        sources.texts.values().flat_map(|texts| texts.values()).map(|parsed| (&*parsed.path, parsed)).collect();
    let mut texts = Texts::default();
    for (at, revision) in document.revisions.iter().enumerate() {
        for (lang, translation) in &revision.translations {
            let key = (at, lang.clone());
            if let Some(from) = translation.carried_from
                && let Some(text) = texts.by.get(&(from, lang.clone())).cloned()
            {
                let published = texts.published[&(from, lang.clone())].clone();
                texts.by.insert(key.clone(), text);
                texts.published.insert(key, published);
                continue;
            }
            let Some(parsed) = by_path.get(&*translation.path) else { continue };
            let mut text: Text = texts::resolve(&parsed.text, &translation.values);
            texts::give_anchors(&mut text, &translation.outline);
            texts.by.insert(key.clone(), Arc::new(text));
            texts.published.insert(key, texts::published(parsed, &translation.values).into());
        }
    }
    texts
}
