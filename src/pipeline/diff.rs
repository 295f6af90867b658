//! Two revisions of a document -> the rows of their summary, for the terminal.

use std::fmt;

use super::load::Loaded;
use super::render;
use super::table::{Diff, Mark, SummaryRow};
use crate::compare;
use crate::locale::{Lang, Strings};
use crate::model::{Block, Body, Document};
use crate::page::{self, json};
use crate::tree::{Tree, Unreadable};

/// Why two revisions cannot be compared.
#[derive(Debug)]
pub enum DiffError {
    /// A name that stands for nothing here.
    Unknown {
        /// What it should name: `document`, `revision`, `language`.
        what: &'static str,
        /// The name.
        name: String,
        /// Those that there are.
        known: Vec<String>,
        /// The one that was probably meant.
        near: Option<String>,
    },
    /// The document has no earlier revision in that language.
    Alone {
        /// The only revision.
        revision: String,
    },
    /// A file cannot be read.
    Unreadable(Unreadable),
}

impl fmt::Display for DiffError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown { what, name, known, near: Some(near) } => {
                write!(f, "there is no {what} `{name}`: did you mean `{near}`? (there are: {})", known.join(", "))
            }
            Self::Unknown { what, name, known, near: None } => {
                write!(f, "there is no {what} `{name}` (there are: {})", known.join(", "))
            }
            Self::Alone { revision } => write!(f, "there is no revision before `{revision}` to compare it with"),
            Self::Unreadable(unreadable) => unreadable.fmt(f),
        }
    }
}

impl std::error::Error for DiffError {}

impl DiffError {
    fn unknown(what: &'static str, name: &str, known: Vec<String>) -> Self {
        let likeness = |known: &String| strsim::jaro_winkler(known, name);
        let near = known.iter().max_by(|a, b| likeness(a).total_cmp(&likeness(b))).filter(|near| likeness(near) > 0.7);
        Self::Unknown { what, name: name.to_owned(), near: near.cloned(), known }
    }
}

/// Returns the rows of the summary of two revisions. Without `new` it is the newest revision that has the language, without
/// `old` the one that it is compared with on the site, without `lang` the governing language.
///
/// # Errors
/// Where a name stands for nothing, there is nothing to compare with, or a file cannot be read.
pub fn diff(
    tree: &Tree,
    loaded: &Loaded,
    document: &str,
    old: Option<&str>,
    new: Option<&str>,
    lang: Option<&Lang>,
) -> Result<Diff, DiffError> {
    let documents = &loaded.site.documents;
    let known = || documents.iter().map(|document| document.id.clone()).collect();
    let found = documents.iter().find(|other| other.id == document.trim_matches('/'));
    let document = found.ok_or_else(|| DiffError::unknown("document", document, known()))?;
    let lang = lang.unwrap_or(&document.governing);
    let (old, new) = revisions(document, old, new, lang)?;
    let texts = render::texts(tree, loaded, document).map_err(DiffError::Unreadable)?;
    let text = |at: usize| texts.by.get(&(at, lang.clone())).cloned().unwrap_or_default();
    let (before, after) = (text(old), text(new));
    let comparison = compare::texts(&before, &after, &page::lineage(document, old, new));
    let words = &loaded.theme.skin.words[lang];
    let rows = page::summary(document, (old, new), lang, (&before, &after), &comparison);
    Ok(Diff {
        title: document.revisions[new].translations[lang].title.clone(),
        lang: lang.clone(),
        old: document.revisions[old].id.clone(),
        new: document.revisions[new].id.clone(),
        rows: rows.into_iter().map(|(row, reason)| summary_row(row, &reason, words)).collect(),
    })
}

/// Returns the two revisions, by index; both have a text in the language.
fn revisions(
    document: &Document,
    old: Option<&str>,
    new: Option<&str>,
    lang: &Lang,
) -> Result<(usize, usize), DiffError> {
    let has = |at: &usize| document.revisions[*at].translations.contains_key(lang);
    let with: Vec<usize> = (0..document.revisions.len()).filter(has).collect();
    let Some(last) = with.last() else {
        let known: std::collections::BTreeSet<String> =
            document.revisions.iter().flat_map(|revision| revision.translations.keys()).map(Lang::to_string).collect();
        return Err(DiffError::unknown("language", lang.as_str(), known.into_iter().collect()));
    };
    let named = |id: &str| {
        let found = with.iter().find(|at| document.revisions[**at].id == id).copied();
        let known = || with.iter().map(|at| document.revisions[*at].id.clone()).collect();
        found.ok_or_else(|| DiffError::unknown("revision", id, known()))
    };
    let new = new.map_or(Ok(*last), named)?;
    let before = document.revisions[new].translations[lang].compared_with;
    let old = match old {
        Some(id) => named(id)?,
        None => before.ok_or_else(|| DiffError::Alone { revision: document.revisions[new].id.clone() })?,
    };
    Ok((old, new))
}

fn summary_row(row: json::Row, reason: &[Block], words: &Strings) -> SummaryRow {
    let key = format!("kind_{}", row.kind.word());
    let number = row.number.unwrap_or_default();
    let preamble = number.is_empty() && row.title.is_empty();
    SummaryRow {
        title: if preamble { words.text("preamble").unwrap_or_default().to_owned() } else { row.title },
        number,
        kind_word: words.text(&key).unwrap_or(&key).to_owned(),
        before: row.before.unwrap_or_default().into_iter().map(|block| runs(block, Mark::Deleted)).collect(),
        after: row.after.unwrap_or_default().into_iter().map(|block| runs(block, Mark::Inserted)).collect(),
        reason: plain(reason).join("\n"),
    }
}

/// Returns a block as runs, its marker in front.
fn runs(block: json::BlockEntry, mark: Mark) -> Vec<(String, Mark)> {
    let marker =
        block.marker.map(|marker| (format!("{}{marker} ", "  ".repeat(block.depth.saturating_sub(1))), Mark::Equal));
    let runs = block.runs.into_iter().map(|run| (run.text, if run.mark.is_some() { mark } else { Mark::Equal }));
    marker.into_iter().chain(runs).collect()
}

/// Returns the texts of the leaves of blocks.
fn plain(blocks: &[Block]) -> Vec<String> {
    blocks
        .iter()
        .flat_map(|block| match &block.body {
            Body::Leaf(leaf) => vec![leaf.text.clone()],
            Body::Blocks(inner) => plain(inner),
        })
        .collect()
}
