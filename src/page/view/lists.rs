//! Pages that list: documents, languages.

use serde::Serialize;

use super::{DateView, DocumentView, LangView, LinkView, RevisionView};

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
    /// The language of the heading where it is not the page's.
    pub title_lang: Option<LangView>,
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
