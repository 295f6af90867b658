//! A loaded site and an address -> the one output that lies there.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;

use super::load::Loaded;
use super::render::{Compared, Made, RenderError, bytes, compared, is_data, texts_of};
use crate::model::Document;
use crate::page::{self, Address, PageId, Pair, SectionChange, Texts};
use crate::tree::Tree;

/// Makes what lies at an address, a page of the plan or a file of the theme; `None` where nothing does. The bytes are those that
/// [`render`](super::render()) makes.
///
/// # Errors
/// Where a file cannot be read, or a template of the theme fails.
pub fn one(tree: &Tree, loaded: &Loaded, address: &Address) -> Option<Result<Made, RenderError<Infallible>>> {
    if let Some((address, id)) = loaded.plan.outputs.get_key_value(address) {
        return Some(planned(tree, loaded, address, id));
    }
    let path = address.file_path();
    let bytes = loaded.theme.assets.get(&path)?.to_vec();
    Some(Ok(Made { path, bytes, data: false }))
}

/// Makes the page of two languages at an address as translators need it: the governing text with what the other one does not follow yet;
/// `None` where there is no such page, or nothing to follow.
pub fn for_translators(
    tree: &Tree,
    loaded: &Loaded,
    address: &Address,
) -> Option<Result<Made, RenderError<Infallible>>> {
    let (address, id) = loaded.plan.outputs.get_key_value(address)?;
    let document = &loaded.site.documents[id.document()?];
    let pair = page::owed(document, id)?;
    Some(compared_page(tree, loaded, (address, id), Some((document, pair))))
}

fn planned(tree: &Tree, loaded: &Loaded, address: &Address, id: &PageId) -> Result<Made, RenderError<Infallible>> {
    let document = id.document().map(|at| &*loaded.site.documents[at]);
    let pair = document.and_then(|document| Some((document, page::pair(document, id)?)));
    compared_page(tree, loaded, (address, id), pair)
}

/// Makes an output of the plan from a comparison of two texts of a document, if one is given.
fn compared_page(
    tree: &Tree,
    loaded: &Loaded,
    (address, id): (&Address, &PageId),
    pair: Option<(&Document, Pair)>,
) -> Result<Made, RenderError<Infallible>> {
    let document = id.document().map(|at| &loaded.site.documents[at]);
    let mut own = match document {
        Some(document) if !matches!(id, PageId::Versions(_) | PageId::Asset(..)) => {
            texts_of(tree, loaded, document, page::revisions(document, id))?
        }
        _ => Texts::default(),
    };
    if let (PageId::History(at, _), Some(document)) = (id, document) {
        own.changed = changed(loaded, *at, document, &own);
    }
    let comparison = pair.map(|(document, pair)| compared(document, &own, &pair).comparison);
    let output = page::output(&loaded.site, &loaded.theme.skin, &own, comparison.as_ref(), address, id);
    Ok(Made { path: address.file_path(), bytes: bytes(tree, loaded, output)?, data: is_data(id) })
}

/// Returns what became of each section in every revision, for the history page.
fn changed(loaded: &Loaded, at: usize, document: &Document, texts: &Texts) -> BTreeMap<Pair, Vec<SectionChange>> {
    let langs = &loaded.site.config.languages;
    let revisions = 0..document.revisions.len();
    let ids = revisions.flat_map(|revision| {
        langs.iter().map(move |lang| PageId::Changes(at, revision, lang.clone(), page::Aspect::Summary))
    });
    let pairs: BTreeSet<Pair> = ids.filter_map(|id| page::pair(document, &id)).collect();
    let of_pair = |pair: Pair| {
        let Compared { comparison, before, after } = compared(document, texts, &pair);
        (pair, page::section_changes(&comparison, &before, &after))
    };
    pairs.into_iter().map(of_pair).collect()
}
