//! Which document and revision a page is about.

use serde::Serialize;

use super::{DateView, LangView, LinkView};
use crate::model::{Class, DocumentState, State, TranslationState};

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
    /// Which text prevails; `None` where the revision has but one language.
    pub prevails: Option<PrevailsView>,
}

/// Which of a revision's texts prevails.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PrevailsView {
    /// Whether it is the one in the page's language.
    pub own: bool,
    /// Its language, with the way to it.
    pub text: LinkView,
}

/// A revision, as pages name it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RevisionView {
    /// Its id.
    pub id: String,
    /// What people call it.
    pub label: String,
    /// What tells it from the other revisions, in words: its date, with its label where the date is another's too.
    pub edition: String,
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
    pub class: Class,
    /// Why its notice is short.
    pub short_notice: Option<String>,
    /// The language of that where it is not the page's.
    pub short_notice_lang: Option<LangView>,
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
