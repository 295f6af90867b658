//! The model -> which pages and data files exist, at which address, with which view.
//!
//! [`plan`] says what exists; [`output`] makes one thing of it, when somebody wants it. Neither writes markup: what an
//! author wrote stands beside the view as blocks ([`Content`], [`Page::summaries`]), and `render` fills the `_html` fields.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub mod address;
pub mod edits;
pub mod elide;
pub mod formats;
pub mod json;
pub mod labels;
mod links;
mod plan;
pub mod policies;
pub mod reasons;
#[cfg(test)]
mod sample;
#[cfg(test)]
mod tests;
pub mod view;
mod views;

pub use address::{Address, relative};
pub use plan::{PageId, Plan, is_translated, plan};
pub use reasons::lineage;
pub use views::output;

use crate::compare::Comparison;
use crate::locale::{Lang, Strings};
use crate::model::{Anchor, Block, Context, Document, State, Text};
use elide::Elision;
use view::{Frame, LangView, View};

/// The texts of one document, ready to be shown: anchors given, variables resolved.
#[derive(Debug, Clone, Default)]
pub struct Texts {
    /// Every translation, by revision (an index into [`Document::revisions`]) and language, carried ones included.
    pub by: BTreeMap<(usize, Lang), Arc<Text>>,
    /// The bytes of each translation's `index.md`.
    pub published: BTreeMap<(usize, Lang), Arc<str>>,
    /// The comparisons of [`comparisons`], by old and new revision and language.
    pub comparisons: BTreeMap<(usize, usize, Lang), Arc<Comparison>>,
}

/// What pages take from the theme.
#[derive(Debug, Clone)]
pub struct Skin {
    /// The words of the interface, for every language of the site.
    pub words: BTreeMap<Lang, Strings>,
    /// The style sheet.
    pub stylesheet: Address,
    /// The script.
    pub script: Address,
}

/// Something to render.
#[derive(Debug, Clone, PartialEq)]
pub enum Output {
    /// A page for a template.
    Page(Box<Page>),
    /// A file that is ready: `index.md`, `versions.json`, `policies.json`.
    Ready(Vec<u8>),
    /// A text, to be written as plain text, and its title.
    Plain(Arc<Text>, String),
    /// A summary as data; the reasons, in the order of its rows, are to be written as HTML.
    Changes(Box<json::ChangesFile>, Vec<Option<Prose>>),
    /// A file of the source, to be copied: its path below the root.
    Copy(Arc<str>),
}

/// A page: its frame, its view, and what its `_html` fields are made from.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// Where it lies.
    pub address: Address,
    /// The page's language, for the words of the interface.
    pub lang: Lang,
    /// What every page has.
    pub frame: Frame,
    /// What this kind of page shows; `_html` fields are empty.
    pub view: View,
    /// What fills the `_html` fields of the view itself.
    pub content: Content,
    /// What fills `summary_html` of each revision that the view names, by document and revision id.
    pub summaries: BTreeMap<(String, String), Prose>,
}

/// What the `_html` fields of a view are made from.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// There are none.
    None,
    /// A text.
    Text {
        /// The text.
        side: SideText,
        /// Retired anchors, each with the anchor at which it must resolve.
        retired: Vec<(Anchor, Anchor)>,
    },
    /// A summary or redline.
    Comparison {
        /// The text before.
        old: SideText,
        /// The text after.
        new: SideText,
        /// What changed.
        comparison: Arc<Comparison>,
        /// The reasons, in the order of [`Comparison::changes`].
        reasons: Vec<Option<Prose>>,
        /// How much of a changed section the cells of a summary show.
        context: Context,
    },
}

/// A text and where its links lead.
#[derive(Debug, Clone, PartialEq)]
pub struct SideText {
    /// The text.
    pub text: Arc<Text>,
    /// The links and images of the text that lead somewhere else than as written, by what is written; `None` for those that
    /// lead nowhere.
    pub hrefs: Hrefs,
}

/// Addresses by what an author wrote.
pub type Hrefs = BTreeMap<String, Option<String>>;

/// What an author says in blocks of text: a summary, a reason.
#[derive(Debug, Clone, PartialEq)]
pub struct Prose {
    /// The blocks.
    pub blocks: Vec<Block>,
    /// As in [`SideText::hrefs`].
    pub hrefs: Hrefs,
    /// The language, where it is not the page's.
    pub lang: Option<LangView>,
}

/// Returns every comparison that pages of a document need, as (old, new, language).
pub fn comparisons(document: &Document, languages: &[Lang]) -> BTreeSet<(usize, usize, Lang)> {
    let revisions = 0..document.revisions.len();
    let of = |revision| languages.iter().filter_map(move |lang| compared(document, revision, lang));
    revisions.flat_map(|revision| of(revision).map(move |(old, lang)| (old, revision, lang))).collect()
}

/// Returns the rows of a summary of any two revisions of a document as a reader is shown them, each with the words of its
/// reason.
pub fn summary(
    document: &Document,
    (old, new): (usize, usize),
    lang: &Lang,
    (before, after): (&Text, &Text),
    comparison: &Comparison,
    (context, elision): (Context, Elision<'_>),
) -> Vec<(json::Row, Vec<Block>)> {
    let reasons = reasons::reasons(document, (old, new), lang, (before, after), comparison);
    let langs: Vec<_> = reasons.iter().map(|reason| reason.as_ref().map(|reason| reason.lang.clone())).collect();
    let words = reasons.into_iter().map(|reason| {
        reason.into_iter().flat_map(|reason| reason.said).flat_map(|(_, blocks)| blocks).collect::<Vec<_>>()
    });
    json::shown(comparison, (before, after), &langs, context, elision).into_iter().zip(words).collect()
}

/// Returns what a revision's changes are shown against in a language: the old revision, and the language of the texts.
///
/// It is the translation's own comparison, else (no text, or the first in the language) that of the governing text.
fn compared(document: &Document, revision: usize, lang: &Lang) -> Option<(usize, Lang)> {
    let new = &document.revisions[revision];
    new.predecessor?;
    let with = |lang: &Lang| {
        let translation = new.translations.get(lang).filter(|_| is_translated(new, lang))?;
        translation.compared_with.map(|old| (old, lang.clone()))
    };
    with(lang).or_else(|| with(&new.governing)).or_else(|| new.translations.keys().find_map(with))
}

/// Returns the announced revisions after the current one, oldest first.
fn upcoming(document: &Document) -> impl Iterator<Item = usize> {
    let later = document.current + 1..document.revisions.len();
    later.filter(|at| document.revisions[*at].state == State::Upcoming)
}
