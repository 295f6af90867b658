//! Two revisions of a document -> the rows of their summary, for the terminal.

use std::fmt;

use super::load::Loaded;
use super::render::{self, Compared};
use super::table::{Diff, Headings, Mark, SummaryRow};
use crate::locale::{Lang, Strings};
use crate::model::{Block, Body, Document, Site};
use crate::page::elide::Elision;
use crate::page::formats::{Hand, Shows};
use crate::page::reasons::needless;
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
        f.write_str(&self.told(false))
    }
}

impl std::error::Error for DiffError {}

impl DiffError {
    /// Returns what is wrong in words, in Japanese or English.
    pub fn told(&self, japanese: bool) -> String {
        match self {
            Self::Unknown { what, name, known, near } => {
                let known = known.join(if japanese { "、" } else { ", " });
                match (japanese, near) {
                    (false, Some(near)) => {
                        format!("there is no {what} `{name}`: did you mean `{near}`? (there are: {known})")
                    }
                    (false, None) => format!("there is no {what} `{name}` (there are: {known})"),
                    (true, near) => {
                        let what = in_japanese(what);
                        let near = near.as_ref().map_or_else(String::new, |near| format!("`{near}` のことですか。"));
                        format!("{what} `{name}` はありません。{near}（あるもの: {known}）")
                    }
                }
            }
            Self::Alone { revision } if japanese => format!("`{revision}` より前に、比較できる版がありません"),
            Self::Alone { revision } => format!("there is no revision before `{revision}` to compare it with"),
            Self::Unreadable(unreadable) => unreadable.to_string(),
        }
    }

    pub(super) fn unknown(what: &'static str, name: &str, known: Vec<String>) -> Self {
        let likeness = |known: &String| strsim::jaro_winkler(known, name);
        let near = known.iter().max_by(|a, b| likeness(a).total_cmp(&likeness(b))).filter(|near| likeness(near) > 0.7);
        Self::Unknown { what, name: name.to_owned(), near: near.cloned(), known }
    }
}

fn in_japanese(what: &str) -> &str {
    match what {
        "document" => "文書",
        "revision" => "改定",
        _ => "言語",
    }
}

/// Returns the document of that id.
///
/// # Errors
/// Where there is none.
pub(super) fn document<'a>(site: &'a Site, id: &str) -> Result<&'a Document, DiffError> {
    let documents = &site.documents;
    let known = || documents.iter().map(|document| document.id.clone()).collect();
    let found = documents.iter().find(|other| other.id == id.trim_matches('/'));
    found.map(|document| &**document).ok_or_else(|| DiffError::unknown("document", id, known()))
}

/// Returns the revision of a document of that id, by index.
///
/// # Errors
/// Where there is none.
pub(super) fn revision(document: &Document, id: &str) -> Result<usize, DiffError> {
    let known = || document.revisions.iter().map(|revision| revision.id.clone()).collect();
    let found = document.revisions.iter().position(|revision| revision.id == id);
    found.ok_or_else(|| DiffError::unknown("revision", id, known()))
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
    let document = self::document(&loaded.site, document)?;
    let lang = lang.unwrap_or(&document.governing);
    let (old, new) = revisions(document, old, new, lang)?;
    let texts = render::texts(tree, loaded, document).map_err(DiffError::Unreadable)?;
    let Compared { comparison, before, after } = render::compared(document, &texts, &(old, new, lang.clone()));
    let words = &loaded.theme.skin.words[lang];
    let scribe = Scribe { words };
    let shape = (loaded.site.config.context, Elision::of(words));
    let rows = page::summary(document, (old, new), lang, (&before, &after), &comparison, shape);
    Ok(Diff {
        title: document.revisions[new].translations[lang].title.clone(),
        lang: lang.clone(),
        old: document.revisions[old].id.clone(),
        new: document.revisions[new].id.clone(),
        rows: rows.into_iter().map(|(row, reason)| scribe.row(row, &reason)).collect(),
        words: scribe.headings(),
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

/// Makes rows of plain words from rows as data, in the words of a language.
struct Scribe<'w> {
    words: &'w Strings,
}

impl Scribe<'_> {
    fn word(&self, key: &str) -> String {
        self.words.text(key).unwrap_or(key).to_owned()
    }

    fn headings(&self) -> Headings {
        Headings {
            before: self.word("column_before"),
            after: self.word("column_after"),
            reason: self.word("column_reason"),
            nothing: self.word("nothing_changed"),
        }
    }

    fn row(&self, row: json::Row, reason: &[Block]) -> SummaryRow {
        let kinds: Vec<_> =
            [row.kind].iter().chain(&row.also).map(|kind| self.word(&format!("kind_{}", kind.word()))).collect();
        let reason = match reason {
            [] => needless(row.kind, &row.also, self.words).unwrap_or_default(),
            reason => plain(reason).join("\n"),
        };
        let number = row.number.unwrap_or_default();
        let old_number = row.old.first().and_then(|old| old.number.clone()).unwrap_or_default();
        let renumbered = row.before.is_some() && row.after.is_some() && number != old_number;
        let side = |blocks: Option<Vec<_>>, title: Vec<_>, number: &str, mark, shows| {
            let label = (renumbered && !number.is_empty()).then(|| (number.to_owned(), mark));
            let space = label.as_ref().filter(|_| !title.is_empty()).map(|_| (" ".to_owned(), Mark::Equal));
            let heading: Vec<_> = label.into_iter().chain(space).chain(self.runs(title, mark, shows)).collect();
            let heading = Some(heading).filter(|heading| !heading.is_empty());
            let blocks = blocks.unwrap_or_default().into_iter().map(|block| self.block(block, mark, shows));
            heading.into_iter().chain(blocks).collect()
        };
        let is_opening = number.is_empty() && row.title.is_empty();
        SummaryRow {
            title: if is_opening { self.word("preamble") } else { row.title },
            kind_word: kinds.join(" / "),
            before: side(row.before, row.before_title, &old_number, Mark::Deleted, Shows::Before),
            after: side(row.after, row.after_title, &number, Mark::Inserted, Shows::After),
            number,
            reason,
        }
    }

    /// Returns a block as runs, its marker in front.
    fn block(&self, block: json::BlockEntry, mark: Mark, shows: Shows) -> Vec<(String, Mark)> {
        let indent = "  ".repeat(block.depth.saturating_sub(1));
        let mut out: Vec<_> =
            block.marker.map(|marker| (marker, block.marker_mark.map_or(Mark::Equal, |_| mark))).into_iter().collect();
        if !out.is_empty() {
            out.insert(0, (indent, Mark::Equal));
            out.push((" ".to_owned(), Mark::Equal));
        }
        if block.moved {
            let key = if shows == Shows::Before { "moved_from_here" } else { "moved_here" };
            out.push((self.word(key) + " ", Mark::Note));
        }
        if block.kind == "elided" {
            out.extend(block.runs.into_iter().map(|run| (run.text, Mark::Note)));
        } else {
            out.extend(self.runs(block.runs, mark, shows));
        }
        out
    }

    /// Returns words with their marks; what is said of a change of marks follows its last words.
    fn runs(&self, runs: Vec<json::RunEntry>, mark: Mark, shows: Shows) -> Vec<(String, Mark)> {
        let alone = runs.iter().all(|run| run.mark.is_none());
        let hand = Hand { words: &str::to_owned, address: &str::to_owned };
        let mut out = Vec::new();
        for (at, run) in runs.iter().enumerate() {
            let mark = match (run.mark, run.minor, mark) {
                (None, ..) if run.format.iter().any(|format| !format.point) => Mark::Format,
                (None, ..) => Mark::Equal,
                (Some(_), true, Mark::Deleted) => Mark::DeletedMinor,
                (Some(_), true, _) => Mark::InsertedMinor,
                (Some(_), false, mark) => mark,
            };
            out.push((run.text.clone(), mark));
            let next = runs[at + 1..].iter().find(|run| !run.format.is_empty());
            let ends = run.format.iter().filter(|format| next.is_none_or(|next| !next.format.contains(format)));
            out.extend(
                ends.map(|format| (" ".to_owned() + &format.told((shows, alone), self.words, &hand).words, Mark::Note)),
            );
        }
        out
    }
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
