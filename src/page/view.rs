//! What each kind of page shows: plain values, ready for a template.
//!
//! A view holds words, addresses and trees of text; layout is the theme's. Everything dated or counted is already written in
//! the page's language. Fields whose name ends in `_html` are filled in by `render`, the only room that writes markup.

use serde::Serialize;

use crate::locale::{Date, Direction};
use crate::model::{Column, DocumentState, State, TranslationState};

/// A language, as pages name it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LangView {
    /// The BCP 47 tag, for `lang`.
    pub tag: String,
    /// The direction, for `dir`.
    pub dir: Direction,
    /// Its name in itself: 日本語, English, العربية.
    pub name: String,
}

/// A date, for `<time datetime>`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DateView {
    /// `YYYY-MM-DD`.
    pub iso: Date,
    /// As the page's language writes it.
    pub text: String,
}

/// A link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LinkView {
    /// A relative address.
    pub href: String,
    /// Its words.
    pub text: String,
}

/// A `<link rel>` in the head.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RelView {
    /// The relation: `latest-version`, `version-history`, `predecessor-version`, `successor-version` (RFC 5829), `privacy-policy`,
    /// `terms-of-service` (RFC 6903).
    pub rel: String,
    /// A relative address.
    pub href: String,
}

/// A `<link rel="alternate" hreflang>`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AlternateView {
    /// The language, or `x-default`.
    pub hreflang: String,
    /// An absolute address.
    pub href: String,
}

/// An entry of the language switch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SwitchView {
    /// The language.
    pub lang: LangView,
    /// The same page in it, relative.
    pub href: String,
    /// Whether it is the page's own language.
    pub current: bool,
    /// Whether the text is not translated into it (the page then shows the governing text).
    pub missing: bool,
}

/// What every page has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Frame {
    /// The page's language.
    pub lang: LangView,
    /// The language of the interface's words, which may be another where the theme has none for the page's.
    pub words_lang: LangView,
    /// The title of the page, without the site's.
    pub title: String,
    /// One sentence for search results; may be empty.
    pub description: String,
    /// The site's title in the page's language.
    pub site_title: String,
    /// The way to the site's root: `../../`, or `./` at the root. On the 404 page it is absolute.
    pub root: String,
    /// The canonical address, absolute.
    pub canonical: String,
    /// Whether search engines must not list the page.
    pub noindex: bool,
    /// The same page in other languages, and `x-default`.
    pub alternates: Vec<AlternateView>,
    /// Relations to other pages.
    pub rels: Vec<RelView>,
    /// The language switch; empty where a page has no other language.
    pub switch: Vec<SwitchView>,
    /// The home page of the language.
    pub home: LinkView,
    /// The style sheet.
    pub stylesheet: String,
    /// The script.
    pub script: String,
    /// Whether drafts are shown, or the day is another than today's: the page says so.
    pub preview: bool,
    /// The day of the build's `as_of`.
    pub as_of: DateView,
    /// The site's time zone, by its IANA name.
    pub zone: String,
}

/// Which document and revision a page is about, and the way to its other views.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DocumentView {
    /// The document's id.
    pub id: String,
    /// Its title, from the text shown.
    pub title: String,
    /// The language of the title where it is not the page's.
    pub title_lang: Option<LangView>,
    /// What the document as a whole is.
    pub state: DocumentState,
    /// The current text.
    pub current_href: String,
    /// All revisions.
    pub history_href: String,
    /// The language that governs.
    pub governing: LangView,
}

/// A revision, as pages name it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RevisionView {
    /// Its id.
    pub id: String,
    /// What people call it.
    pub label: String,
    /// Its state.
    pub state: State,
    /// The first day it may be seen.
    pub announced: DateView,
    /// The first day it applies.
    pub effective: DateView,
    /// The last day it applies, where known.
    pub until: Option<DateView>,
    /// From which day it was withdrawn.
    pub withdrawn: Option<DateView>,
    /// Whether another of the same day replaced it.
    pub replaced_same_day: bool,
    /// `substantive` or `editorial`.
    pub class: crate::model::Class,
    /// Why its notice is short.
    pub short_notice: Option<String>,
    /// Whether it is the first of its document (制定).
    pub first: bool,
    /// The dated text.
    pub href: String,
    /// The summary; `None` for the first revision.
    pub changes_href: Option<String>,
    /// The redline; `None` for the first revision.
    pub redline_href: Option<String>,
    /// The author's summary in a paragraph, as HTML; empty where there is none.
    pub summary_html: String,
    /// The language of the summary where it is not the page's.
    pub summary_lang: Option<LangView>,
    /// The state of the text in the page's language.
    pub translation: TranslationState,
}

/// What stands above a text: each is told in a sentence by the theme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Banner {
    /// The revision is not yet in force.
    Upcoming {
        /// From when it applies.
        effective: DateView,
        /// The text in force until then, where there is one.
        current: Option<LinkView>,
    },
    /// The revision no longer applies.
    Superseded {
        /// The first and last day it applied.
        effective: DateView,
        /// The last day.
        until: Option<DateView>,
        /// Whether it was replaced on the day it took effect.
        same_day: bool,
        /// The text in force.
        current: LinkView,
    },
    /// The revision was withdrawn.
    Withdrawn {
        /// From when.
        date: DateView,
        /// The text in force.
        current: Option<LinkView>,
    },
    /// The revision is a draft.
    Draft,
    /// The document no longer applies.
    Repealed {
        /// Since when.
        date: DateView,
    },
    /// On the current page: a later revision is announced.
    Announced {
        /// From when it applies.
        effective: DateView,
        /// Its text.
        text: LinkView,
        /// Its summary.
        changes: Option<LinkView>,
    },
    /// The text is not translated: the governing text is shown.
    Missing {
        /// The language shown.
        shown: LangView,
        /// The newest translation, where there is one.
        newest: Option<LinkView>,
        /// The day from which that one applied.
        newest_effective: Option<DateView>,
    },
    /// A later revision of this translation's document exists, in the governing language only.
    Behind {
        /// The later text.
        current: LinkView,
    },
    /// The translation's structure differs from the governing text's.
    Partial {
        /// The governing text.
        governing: LinkView,
    },
    /// The governing text changed where the translation did not.
    Suspect {
        /// The governing text.
        governing: LinkView,
    },
    /// The page compares with an earlier revision than the one before, or shows another language's comparison.
    ComparedWith {
        /// The revision compared with.
        old: LinkView,
    },
    /// A courtesy translation: the governing text prevails.
    Courtesy {
        /// The language that prevails, with its text.
        governing: LinkView,
        /// That language.
        lang: LangView,
    },
}

/// An entry of the contents list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ContentsView {
    /// The anchor, without `#`.
    pub anchor: String,
    /// The printed label; empty where there is none.
    pub label: String,
    /// The title.
    pub title: String,
    /// The depth, from 1.
    pub depth: u8,
}

/// A section that was removed, listed after the current text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RemovedView {
    /// The anchor, the entry's id.
    pub anchor: String,
    /// Label and title as last printed.
    pub title: String,
    /// The language of the title where it is not the page's.
    pub title_lang: Option<LangView>,
    /// The day from which it was gone.
    pub since: DateView,
    /// The last revision that had it, at the section.
    pub last: LinkView,
    /// Ids of clauses and paragraphs that it held.
    pub inside: Vec<String>,
}

/// The page of a text: current or dated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TextView {
    /// The document.
    pub document: DocumentView,
    /// The revision.
    pub revision: RevisionView,
    /// Whether this is the document's current address.
    pub is_current: bool,
    /// The language of the text where it is not the page's (a missing translation).
    pub text_lang: Option<LangView>,
    /// What stands above the text.
    pub banners: Vec<Banner>,
    /// The contents list.
    pub contents: Vec<ContentsView>,
    /// The text.
    pub body_html: String,
    /// Sections that are gone; on the current page only.
    pub removed: Vec<RemovedView>,
    /// What changed last: the newest substantive revision's summary; on the current page only.
    pub what_changed: Option<LinkView>,
    /// Later editorial revisions' summaries.
    pub later_editorial: Vec<LinkView>,
    /// The dated page of the revision shown.
    pub permanent_href: String,
    /// When the document was established and revised, oldest first, from the metadata.
    pub dates: Vec<RevisionView>,
    /// The text as Markdown and as plain text.
    pub markdown_href: String,
    /// The plain text.
    pub plain_href: String,
    /// Its SHA-256.
    pub sha256: String,
}

/// A row of a summary.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RowView {
    /// The section's anchor.
    pub anchor: String,
    /// The printed label, after; before for a removed section. May be empty.
    pub number: String,
    /// The labels above it, with ` / ` between.
    pub path: String,
    /// The title, after; before for a removed section.
    pub title: String,
    /// The kind of change, for a class and for its word.
    pub kind: crate::compare::ChangeKind,
    /// What else happened.
    pub also: Vec<crate::compare::ChangeKind>,
    /// The section's label before, marked, where the label changed.
    pub old_number: String,
    /// The cell before: heading and text with deletions marked; `None` for a new section.
    pub before_html: Option<String>,
    /// The cell after, with insertions marked; `None` for a removed section.
    pub after_html: Option<String>,
    /// The reason; `None` where none is given.
    pub reason_html: Option<String>,
    /// The language of the reason where it is not the page's.
    pub reason_lang: Option<LangView>,
    /// The section in the new text (or, removed, in the old one).
    pub href: String,
}

/// The page of a summary (新旧対照表).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChangesView {
    /// The document.
    pub document: DocumentView,
    /// The new revision.
    pub revision: RevisionView,
    /// The revision compared with.
    pub old: RevisionView,
    /// The language of the texts where it is not the page's.
    pub text_lang: Option<LangView>,
    /// What stands above.
    pub banners: Vec<Banner>,
    /// The columns, in order.
    pub columns: Vec<Column>,
    /// The rows; empty where nothing changed.
    pub rows: Vec<RowView>,
}

/// The page of a redline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RedlineView {
    /// The document.
    pub document: DocumentView,
    /// The new revision.
    pub revision: RevisionView,
    /// The revision compared with.
    pub old: RevisionView,
    /// The language of the texts where it is not the page's.
    pub text_lang: Option<LangView>,
    /// What stands above.
    pub banners: Vec<Banner>,
    /// The contents list of the new text.
    pub contents: Vec<ContentsView>,
    /// The whole text with insertions and deletions.
    pub body_html: String,
}

/// The page of all revisions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HistoryView {
    /// The document.
    pub document: DocumentView,
    /// The revisions, newest first.
    pub revisions: Vec<RevisionView>,
    /// `versions.json`.
    pub data_href: String,
}

/// A document on a home page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CardView {
    /// The document.
    pub document: DocumentView,
    /// The revision that the current page shows.
    pub revision: RevisionView,
    /// The next announced revision.
    pub upcoming: Option<RevisionView>,
    /// The day from which the document no longer applies.
    pub repealed: Option<DateView>,
}

/// Documents under a heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CategoryView {
    /// The heading; empty for documents without one.
    pub title: String,
    /// The documents.
    pub cards: Vec<CardView>,
}

/// The home page of a language: all documents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HomeView {
    /// The documents.
    pub categories: Vec<CategoryView>,
}

/// A language on the site's root page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LanguageView {
    /// The language.
    pub lang: LangView,
    /// Its home page.
    pub href: String,
    /// The site's title in it.
    pub site_title: String,
    /// Its documents, by title in the language.
    pub documents: Vec<LinkView>,
}

/// The site's root page: languages and documents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RootView {
    /// The languages, in order.
    pub languages: Vec<LanguageView>,
}

/// A page for one template.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "template", content = "page", rename_all = "kebab-case")]
pub enum View {
    /// `root.html`.
    Root(RootView),
    /// `home.html`.
    Home(HomeView),
    /// `text.html`; also the neutral address `/<doc>/`.
    Text(Box<TextView>),
    /// `changes.html`.
    Changes(Box<ChangesView>),
    /// `redline.html`.
    Redline(Box<RedlineView>),
    /// `history.html`.
    History(Box<HistoryView>),
    /// `404.html`.
    NotFound(RootView),
}
