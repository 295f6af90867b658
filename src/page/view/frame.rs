//! What every page has: language, dates, links, head, language switch.

use serde::Serialize;

use crate::locale::{Date, Direction};

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

/// A date, for `<time datetime>`; or, of a draft whose date is not settled, the word for one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DateView {
    /// `YYYY-MM-DD`; `None` where it is not settled.
    pub iso: Option<Date>,
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
    /// The language of the words where it is not that of what stands around.
    pub lang: Option<LangView>,
}

/// Links in a row, as a language writes rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RowOfLinks {
    /// The links, each with what stands before it.
    pub items: Vec<ItemView>,
    /// What stands behind the last one.
    pub after: String,
}

/// A link in a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ItemView {
    /// What stands before it.
    pub before: String,
    /// The link.
    pub link: LinkView,
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
    /// Whether the text or summary alone is wanted, for a page of an app.
    pub is_fragment: bool,
    /// Whether the address names no language, so that readers may be led on to their own.
    pub is_neutral: bool,
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
    /// As in [`crate::model::Site::preview`]: the page says so.
    pub preview: bool,
    /// The day of the build's `as_of`.
    pub as_of: DateView,
    /// The site's time zone, by its IANA name.
    pub zone: String,
}
