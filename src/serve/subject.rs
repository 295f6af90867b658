//! A page -> what it shows: which files its words come from, and in which state the revision is.

use std::sync::Arc;

use crate::locale::Lang;
use crate::model::{Document, Revision, Site, State, TranslationState};
use crate::page::PageId;

/// What a page shows.
#[derive(Debug, Default)]
pub(super) struct Subject<'a> {
    /// The texts, by path below the root.
    pub(super) sources: Vec<Arc<str>>,
    /// The revision that it is about.
    pub(super) revision: Option<&'a Revision>,
    /// Whether it lists several revisions, drafts among them.
    pub(super) lists_drafts: bool,
}

/// Returns what a page of the plan shows.
pub(super) fn subject<'a>(site: &'a Site, id: &PageId) -> Subject<'a> {
    let document = |at: &usize| &site.documents[*at];
    match id {
        PageId::Neutral(at) | PageId::Alias(at, None) => {
            text(document(at), document(at).current, &site.config.languages[0])
        }
        PageId::Current(at, lang) | PageId::Alias(at, Some(lang)) | PageId::Fragment(at, None, lang) => {
            text(document(at), document(at).current, lang)
        }
        PageId::Dated(at, revision, lang)
        | PageId::Fragment(at, Some(revision), lang)
        | PageId::Changes(at, revision, lang, _)
        | PageId::Markdown(at, revision, lang)
        | PageId::Plain(at, revision, lang)
        | PageId::Asset(at, revision, lang, _) => text(document(at), *revision, lang),
        PageId::Compare(at, (old, new), lang, _) => {
            let mut subject = text(document(at), *new, lang);
            subject.sources.extend(text(document(at), *old, lang).sources);
            subject
        }
        PageId::Bilingual(at, lang, other) => {
            let mut subject = text(document(at), document(at).current, lang);
            subject.sources.extend(text(document(at), document(at).current, other).sources);
            subject
        }
        PageId::History(at, _) | PageId::Versions(at) => list(std::slice::from_ref(document(at))),
        PageId::Root | PageId::NotFound | PageId::Home(_) | PageId::Policies | PageId::Seal(_) | PageId::Redirects => {
            list(&site.documents)
        }
    }
}

/// A revision's text in a language, or the governing one in its place.
fn text<'a>(document: &'a Document, revision: usize, lang: &Lang) -> Subject<'a> {
    let revision = &document.revisions[revision];
    let own = revision.translations.get(lang).filter(|text| text.state != TranslationState::Missing);
    let shown = own.or_else(|| revision.translations.get(&revision.governing));
    Subject {
        sources: shown.map(|text| text.path.clone()).into_iter().collect(),
        revision: Some(revision),
        lists_drafts: false,
    }
}

fn list(documents: &[Arc<Document>]) -> Subject<'_> {
    let draft = |revision: &Revision| revision.state == State::Draft;
    let lists_drafts = documents.iter().any(|document| document.revisions.iter().any(draft));
    Subject { lists_drafts, ..Subject::default() }
}
