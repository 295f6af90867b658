//! The model -> which pages and data files exist, at which address, with which view.
//!
//! [`plan`] says what exists; [`output`] makes one thing of it, when somebody wants it. Neither writes markup: what an
//! author wrote stands beside the view as blocks ([`Content`], [`Page::summaries`]), and `render` fills the `_html` fields.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub mod address;
mod citations;
pub mod edits;
pub mod elide;
pub mod formats;
pub mod json;
pub mod labels;
mod links;
mod pairs;
mod plan;
pub mod policies;
pub mod reasons;
mod redirects;
#[cfg(test)]
mod sample;
pub mod seal;
mod section_changes;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_compared;
pub mod view;
mod views;

pub use address::{Address, relative};
pub use pairs::{Pair, owed, pair, revisions};
pub use plan::{Aspect, PageId, Plan, Record, is_planned_alike, is_translated, plan};
pub use reasons::lineage;
pub use section_changes::{SectionChange, section_changes};
pub use views::{output, review};

use crate::compare::Comparison;
use crate::locale::{Date, Lang, Strings};
use crate::model::{Anchor, Block, Context, Document, State, Text};
use elide::Elision;
use view::{DateView, Frame, LangView, View};

/// The texts of one document, ready to be shown: anchors given, variables resolved.
#[derive(Debug, Clone, Default)]
pub struct Texts {
    /// Every translation, by revision (an index into [`Document::revisions`]) and language, carried ones included.
    pub by: BTreeMap<(usize, Lang), Arc<Text>>,
    /// The bytes of each translation's `index.md`.
    pub published: BTreeMap<(usize, Lang), Arc<str>>,
    /// What revisions changed, section by section, for the history page: by the pairs of [`PageId::Changes`].
    pub changed: BTreeMap<Pair, Vec<SectionChange>>,
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
    Changes(Box<json::ChangesFile>, Vec<Reason>),
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
        /// What is said at its sections.
        notes: Vec<SectionNote>,
        /// The same text in other languages.
        elsewhere: Vec<Elsewhere>,
        /// How its parts are cited; `None` where they are not.
        citations: Option<Box<Citations>>,
    },
    /// Two texts side by side.
    Bilingual {
        /// The text of the page's language, and the other one.
        sides: [SideText; 2],
        /// The other language.
        other: LangView,
        /// The sections that belong together, by index.
        rows: Vec<(Option<usize>, Option<usize>)>,
        /// What is said at sections of either.
        notes: [Vec<SectionNote>; 2],
        /// What changed in one of the texts, for translators.
        changes: Option<Box<SideChanges>>,
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
        reasons: Vec<Reason>,
        /// How much of a changed section the cells of a summary show.
        context: Context,
    },
}

/// What changed in one of two texts that stand side by side.
#[derive(Debug, Clone, PartialEq)]
pub struct SideChanges {
    /// Whether it is the second text.
    pub second: bool,
    /// The sections of which it is shown; those of which it is no more to be followed are as they stand.
    pub anchors: BTreeSet<Anchor>,
    /// The text before.
    pub old: SideText,
    /// What changed.
    pub comparison: Arc<Comparison>,
}

/// The page of a text in another language, for readers without script: the address of a section is no part of what a link sends on.
#[derive(Debug, Clone, PartialEq)]
pub struct Elsewhere {
    /// The language.
    pub lang: LangView,
    /// Its page.
    pub href: String,
    /// The sections that it has.
    pub anchors: BTreeSet<Anchor>,
}

/// What is said at a section of a translation.
#[derive(Debug, Clone, PartialEq)]
pub struct SectionNote {
    /// The section.
    pub anchor: Anchor,
    /// What is said.
    pub about: About,
}

/// How the parts of a text are cited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Citations {
    /// The citation of each section and clause, by anchor.
    pub by: BTreeMap<Anchor, String>,
    /// The page of the revision; empty where that is the page itself.
    pub permanent: String,
    /// The page of the text in force; empty where that is the page itself.
    pub current: String,
}

/// What is said at a section: how it stands to the governing text, and to the text that was approved.
#[derive(Debug, Clone, PartialEq)]
pub enum About {
    /// The governing text has no such section.
    Extra,
    /// The governing section is another now, and this one is not.
    Suspect {
        /// Since when.
        since: DateView,
        /// Where the governing section is.
        href: String,
        /// The governing language.
        lang: LangView,
    },
    /// Something was taken out of it after it was approved.
    Redacted {
        /// When.
        date: DateView,
        /// Why, as its author says.
        ground: String,
        /// The language of the ground, where it is not the page's.
        lang: Option<LangView>,
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

/// Why a section changed: what was said of it, revision by revision; empty where nothing was. If not all of it is in one
/// language, each part names its own.
pub type Reason = Vec<Prose>;

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
    let langs: Vec<_> = reasons.iter().map(|said| reasons::language(said, lang)).collect();
    let words = reasons.into_iter().map(|said| said.into_iter().flat_map(|said| said.words).collect::<Vec<_>>());
    json::shown(comparison, (before, after), &langs, context, elision).into_iter().zip(words).collect()
}

/// Returns a date; `None` where it is that of a draft whose date is not settled.
fn settled(date: Date) -> Option<Date> {
    Some(date).filter(|date| *date != Date::MAX)
}

/// Returns the announced revisions after the current one, oldest first.
fn upcoming(document: &Document) -> impl Iterator<Item = usize> {
    let later = document.current + 1..document.revisions.len();
    later.filter(|at| document.revisions[*at].state == State::Upcoming)
}
