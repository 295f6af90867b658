//! A loaded site -> every output, document by document, several at once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::known::{Edition, Known};
use super::load::Loaded;
use super::sources;
use crate::assemble::facts::Sources;
use crate::assemble::texts;
use crate::compare::{self, Comparison};
use crate::diagnostic::Diagnostic;
use crate::model::{Document, Parsed, Text, Translation};
use crate::page::{self, Address, Aspect, Output, PageId, Pair, SectionChange, Texts};
use crate::render;
use crate::tree::{DocumentFiles, RevisionFiles, Tree, Unreadable};

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
    outputs.par_iter().try_for_each(|(document, outputs)| match document {
        Some(document) => self::document(tree, loaded, *document, outputs, put),
        None => {
            let texts = Texts::default();
            outputs.par_iter().try_for_each(|output| Desk { tree, loaded, texts: &texts, put }.make(output, None))
        }
    })?;
    let documents = &loaded.site.documents;
    Ok(Count {
        documents: documents.len(),
        revisions: documents.iter().map(|document| document.revisions.len()).sum(),
        pages: loaded.plan.outputs.len() + loaded.theme.assets.len(),
    })
}

/// An output of the plan.
type Planned<'a> = (&'a Address, &'a PageId);

/// Renders the outputs of a document. A comparison serves every output that is made from it and is let go; of those that revisions are
/// about, history pages need what became of each section, so they come last.
fn document<E: Send>(
    tree: &Tree,
    loaded: &Loaded,
    index: usize,
    outputs: &[Planned<'_>],
    put: Put<'_, E>,
) -> Result<(), RenderError<E>> {
    let document = &loaded.site.documents[index];
    let mut texts = texts(tree, loaded, document)?;
    let mut compared: BTreeMap<Pair, Vec<Planned<'_>>> = BTreeMap::new();
    let mut others = Vec::new();
    for output in outputs {
        match page::pair(document, output.1) {
            Some(pair) => compared.entry(pair).or_default().push(*output),
            None => others.push(*output),
        }
    }
    let desk = Desk { tree, loaded, texts: &texts, put };
    let changed: Vec<_> =
        compared.par_iter().map(|(pair, outputs)| desk.compare(document, pair, outputs)).collect::<Result<_, _>>()?;
    texts.changed = changed.into_iter().flatten().collect();
    let desk = Desk { tree, loaded, texts: &texts, put };
    others.par_iter().try_for_each(|output| desk.make(output, None))
}

/// Two texts of a document and what changed from one to the other.
pub(super) struct Compared {
    pub(super) comparison: Arc<Comparison>,
    pub(super) before: Arc<Text>,
    pub(super) after: Arc<Text>,
}

/// Compares two texts of a document; one that is not there is empty.
pub(super) fn compared(document: &Document, texts: &Texts, (old, new, lang): &Pair) -> Compared {
    let text = |at: usize| texts.by.get(&(at, lang.clone())).cloned().unwrap_or_default();
    let (before, after) = (text(*old), text(*new));
    let comparison = Arc::new(compare::texts(&before, &after, &page::lineage(&document.revisions, *old, *new)));
    Compared { comparison, before, after }
}

/// What the outputs of one document are made from, and where they go.
struct Desk<'a, E> {
    tree: &'a Tree,
    loaded: &'a Loaded,
    texts: &'a Texts,
    put: Put<'a, E>,
}

impl<E> Desk<'_, E> {
    /// Makes all that is made from one comparison, in order, so that a thread holds one at a time. Returns what became of each
    /// section, if it is a revision's own.
    fn compare(
        &self,
        document: &Document,
        pair: &Pair,
        outputs: &[Planned<'_>],
    ) -> Result<Option<(Pair, Vec<SectionChange>)>, RenderError<E>> {
        let Compared { comparison, before, after } = compared(document, self.texts, pair);
        outputs.iter().try_for_each(|output| self.make(output, Some(&comparison)))?;
        let is_own = outputs.iter().any(|(_, id)| matches!(id, PageId::Changes(..)));
        Ok(is_own.then(|| (pair.clone(), page::section_changes(&comparison, &before, &after))))
    }

    fn make(&self, (address, id): &Planned<'_>, comparison: Option<&Arc<Comparison>>) -> Result<(), RenderError<E>> {
        let (site, skin) = (&self.loaded.site, &self.loaded.theme.skin);
        let output = page::output(site, skin, self.texts, comparison, address, id);
        let bytes = bytes(self.tree, self.loaded, output)?;
        (self.put)(Made { path: address.file_path(), bytes, data: is_data(id) }).map_err(RenderError::Put)
    }
}

pub(super) fn is_data(id: &PageId) -> bool {
    let aspect = match id {
        PageId::Versions(_) | PageId::Policies | PageId::Seal(_) => return true,
        PageId::Changes(.., aspect) | PageId::Compare(.., aspect) => *aspect,
        _ => return false,
    };
    aspect == Aspect::Data
}

pub(super) fn bytes<E>(tree: &Tree, loaded: &Loaded, output: Output) -> Result<Vec<u8>, RenderError<E>> {
    let theme = |problem| RenderError::Theme(vec![problem]);
    Ok(match output {
        Output::Page(page) => render::page(*page, &loaded.theme, &loaded.site.config.theme).map_err(theme)?,
        Output::Ready(bytes) => bytes,
        Output::Plain(text, title) => render::plain::text(&text, &title).into_bytes(),
        Output::Changes(file, reasons) => render::changes(*file, &reasons, &loaded.theme.skin),
        Output::Copy(path) => {
            let read = (tree.reader)(&path).map_err(|cause| Unreadable { path: path.clone(), cause })?;
            if path.to_ascii_lowercase().ends_with(".svg") { render::svg::clean(&read) } else { read }
        }
    })
}

/// Returns the texts of a document, read again.
///
/// # Errors
/// Where a file cannot be read.
pub fn texts(tree: &Tree, loaded: &Loaded, document: &Document) -> Result<Texts, Unreadable> {
    texts_of(tree, loaded, document, None)
}

/// Returns the texts of some revisions of a document, or of all, read again.
pub(super) fn texts_of(
    tree: &Tree,
    loaded: &Loaded,
    document: &Document,
    revisions: Option<BTreeSet<usize>>,
) -> Result<Texts, Unreadable> {
    // What is wrong with the files was found when the site was loaded.
    let mut found = Vec::new();
    let files = tree.documents.get(&document.id).expect("a document is made from its files");
    let some = revisions.map(|revisions| files_of(files, document, revisions));
    let files = some.as_ref().unwrap_or(files);
    let sources = sources::document(tree, &document.id, files, loaded.means(), &mut found)?;
    Ok(finished(document, &sources, &loaded.known))
}

/// Returns the files that hold the texts of some revisions, those that are carried included.
fn files_of(files: &DocumentFiles, document: &Document, revisions: BTreeSet<usize>) -> DocumentFiles {
    let wanted = with_origins(document, revisions);
    let texts = wanted.iter().flat_map(|at| document.revisions[*at].translations.values());
    let paths: BTreeSet<&str> = texts.map(|text| &*text.path).collect();
    let has_any = |files: &RevisionFiles| files.texts.values().any(|file| paths.contains(&*file.path));
    let revisions = files.revisions.iter().filter(|(_, files)| has_any(files));
    let revisions = revisions.map(|(id, files)| (id.clone(), files.clone())).collect();
    DocumentFiles { settings: files.settings.clone(), revisions }
}

/// Returns revisions and those whose texts they carry on.
fn with_origins(document: &Document, mut wanted: BTreeSet<usize>) -> BTreeSet<usize> {
    let mut fresh: Vec<usize> = wanted.iter().copied().collect();
    while let Some(at) = fresh.pop() {
        let carried = document.revisions[at].translations.values().filter_map(|translation| translation.carried_from);
        fresh.extend(carried.filter(|from| wanted.insert(*from)));
    }
    wanted
}

/// Returns the texts of a document as readers read them, as far as its sources hold them: variables resolved, anchors given.
pub(super) fn finished(document: &Document, sources: &Sources, known: &Known) -> Texts {
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
            let (text, published) = finished_text((&document.id, known), &key, parsed, translation);
            texts.by.insert(key.clone(), text);
            texts.published.insert(key, published);
        }
    }
    texts
}

/// Returns one text of a document (its id) as readers read it, and its published form.
pub(super) fn finished_text(
    (document, known): (&str, &Known),
    edition: &Edition,
    parsed: &Arc<Parsed>,
    translation: &Translation,
) -> (Arc<Text>, Arc<str>) {
    known.finished(document, edition, (parsed, translation), || {
        let mut text: Text = texts::resolve(&parsed.text, &translation.values).into_owned();
        texts::give_anchors(&mut text, &translation.outline);
        (Arc::new(text), texts::published(parsed, &translation.values).into())
    })
}
