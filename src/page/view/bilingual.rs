//! Two languages of a document side by side.

use serde::Serialize;

use super::{Banner, DocumentView, LinkView, RevisionView};

/// The newest texts of a document in two languages, section by section.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BilingualView {
    /// The document.
    pub document: DocumentView,
    /// The revision whose text stands first.
    pub revision: RevisionView,
    /// The revision whose text stands second, where it is another.
    pub other_revision: Option<RevisionView>,
    /// The language that stands first, that of the page, with its text.
    pub first: LinkView,
    /// The other language, with its text.
    pub second: LinkView,
    /// The page on which the other language stands first.
    pub swap_href: String,
    /// What stands above the texts.
    pub banners: Vec<Banner>,
    /// Whether the governing text is shown with what the translation does not follow yet; in `serve` alone.
    pub is_for_translators: bool,
    /// The texts.
    pub body_html: String,
}
