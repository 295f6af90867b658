//! What whoever approves a revision is shown.

use serde::Serialize;

use super::{ChangesView, DocumentView, LangView, RedlineView, RevisionView, TextView};
use crate::model::{Consent, TranslationState};

/// A revision, for whoever approves it: in one file, by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReviewView {
    /// The document.
    pub document: DocumentView,
    /// The revision.
    pub revision: RevisionView,
    /// Whether its day is fixed.
    pub has_day: bool,
    /// What it asks of users.
    pub consent: Consent,
    /// The days from its announcement to its effect; `None` where its day is not fixed.
    pub notice_days: Option<i64>,
    /// The least number of days that the document asks for.
    pub least_days: Option<i64>,
    /// The changed sections that have no reason.
    pub missing: Vec<String>,
    /// The language of those where it is not the page's.
    pub missing_lang: Option<LangView>,
    /// The texts, in the order of the site's languages.
    pub texts: Vec<ReviewedView>,
    /// What it changes; `None` for the first revision.
    pub changes: Option<ChangesView>,
    /// The same in the whole text.
    pub redline: Option<RedlineView>,
    /// The text of the first revision.
    pub text: Option<TextView>,
}

/// A text of a revision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReviewedView {
    /// The language.
    pub lang: LangView,
    /// Whether it governs.
    pub governs: bool,
    /// Its state.
    pub state: TranslationState,
    /// SHA-256 of the text as it will be published; `None` where there is none.
    pub sha256: Option<String>,
}
