//! Documents and revisions, as every kind of page names them.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Scene, frame, lang_view};
use crate::locale::{self, Lang};
use crate::model::{Class, Document, Revision, State, Translation, TranslationState};
use crate::page::address::{self, Address};
use crate::page::links::Origin;
use crate::page::view::{DocumentView, LinkView, PrevailsView, RevisionView};
use crate::page::{Prose, is_translated, settled, upcoming};

/// Returns the language in which a page of a language shows a revision: that language, else the governing one.
pub(super) fn shown<'a>(revision: &'a Revision, lang: &'a Lang) -> &'a Lang {
    if is_translated(revision, lang) { lang } else { &revision.governing }
}

/// Returns the title of a document as of a revision, and the language it is in.
pub(super) fn title<'a>(scene: &Scene<'a>, document: &'a Document, revision: usize) -> (&'a str, Lang) {
    let revision = &document.revisions[revision];
    let lang = shown(revision, scene.lang);
    match revision.translations.get(lang) {
        Some(translation) => (&translation.title, lang.clone()),
        None => (&document.id, lang.clone()),
    }
}

/// Returns what tells a revision from the others of its document, in words of a language: its date, and its label where the date is
/// another's too.
pub(super) fn edition(scene: &Scene<'_>, document: &Document, index: usize, lang: &Lang) -> String {
    let revision = &document.revisions[index];
    let words = |key: &'static str| scene.skin.words.get(lang).and_then(|words| words.text(key)).unwrap_or(key);
    let draft = || words("state_draft").to_owned();
    let date =
        settled(revision.effective).map_or_else(draft, |date| locale::date(date, lang, scene.site.config.calendar));
    if shares_day(document, index) {
        let version = locale::fill(words("version"), &[("label", &revision.label)]);
        return locale::fill(words("edition"), &[("date", &date), ("version", &version)]);
    }
    date
}

/// Returns whether another revision of the document takes effect on the same day.
fn shares_day(document: &Document, index: usize) -> bool {
    let day = document.revisions[index].effective;
    document.revisions.iter().enumerate().any(|(at, other)| at != index && other.effective == day)
}

/// Returns a link to a page about a revision, by what tells it from others.
pub(super) fn edition_link(scene: &Scene<'_>, document: &Document, index: usize, page: &Address) -> LinkView {
    LinkView { href: scene.href(page), text: edition(scene, document, index, scene.lang), lang: None }
}

pub(super) fn document_view(scene: &Scene<'_>, document: &Document, revision: usize) -> DocumentView {
    let (title, lang) = title(scene, document, revision);
    DocumentView {
        id: document.id.clone(),
        title: title.to_owned(),
        title_lang: scene.other(&lang),
        state: document.state,
        current_href: scene.href(&address::current(scene.lang, &document.id)),
        history_href: scene.href(&address::history(scene.lang, &document.id)),
        governing: lang_view(&document.governing),
        prevails: prevails(scene, document, revision),
    }
}

/// Returns which of a revision's texts prevails, where it has several.
fn prevails(scene: &Scene<'_>, document: &Document, index: usize) -> Option<PrevailsView> {
    let revision = &document.revisions[index];
    let governing = &revision.governing;
    let several = scene.languages().iter().filter(|lang| is_translated(revision, lang)).nth(1).is_some();
    several.then(|| PrevailsView {
        own: governing == scene.lang,
        text: LinkView {
            href: scene.href(&address::dated(governing, &document.id, &revision.id)),
            text: governing.autonym(),
            lang: Some(lang_view(governing)),
        },
    })
}

/// Returns a revision as a page names it, and puts what its author says of it into `summaries`.
pub(super) fn revision_view(
    scene: &Scene<'_>,
    document: usize,
    index: usize,
    summaries: &mut BTreeMap<(String, String), Prose>,
) -> RevisionView {
    let at = &scene.site.documents[document];
    let revision = &at.revisions[index];
    let compared = revision.predecessor.is_some();
    let way = |address: fn(&Lang, &str, &str) -> Address| scene.href(&address(scene.lang, &at.id, &revision.id));
    let summary = summary(scene, document, index);
    let summary_lang = summary.as_ref().and_then(|prose| prose.lang.clone());
    if let Some(prose) = summary {
        summaries.insert((at.id.clone(), revision.id.clone()), prose);
    }
    RevisionView {
        id: revision.id.clone(),
        label: revision.label.clone(),
        edition: edition(scene, at, index, scene.lang),
        state: revision.state,
        announced: scene.date(revision.announced),
        effective: scene.date(revision.effective),
        until: revision.until.map(|date| scene.date(date)),
        withdrawn: revision.withdrawn.map(|date| scene.date(date)),
        replaced_same_day: revision.replaced_same_day,
        class: revision.class,
        short_notice: revision.short_notice.clone(),
        short_notice_lang: scene.other(&revision.governing),
        first: !compared,
        href: way(address::dated),
        changes_href: compared.then(|| way(address::changes)),
        redline_href: compared.then(|| way(address::redline)),
        summary_html: String::new(),
        summary_lang,
        translation: revision.translations.get(scene.lang).map_or(TranslationState::Missing, |text| text.state),
    }
}

/// Returns what the author says of a revision, in the page's language, else in the governing one.
fn summary(scene: &Scene<'_>, document: usize, index: usize) -> Option<Prose> {
    let revision = &scene.site.documents[document].revisions[index];
    let (lang, blocks) = [scene.lang, &revision.governing].into_iter().find_map(|lang| {
        let own = |text: &&Arc<Translation>| text.carried_from.is_none() && !text.summary.is_empty();
        Some((lang, &revision.translations.get(lang).filter(own)?.summary))
    })?;
    let origin = Origin { at: scene, document, revision: index, lang, on_page: false };
    Some(Prose { blocks: blocks.clone(), hrefs: origin.of_blocks(blocks), lang: scene.other(lang) })
}

/// Returns the summary as one line, for the description of a page.
pub(super) fn description(scene: &Scene<'_>, document: usize, index: usize) -> String {
    summary(scene, document, index).map(|prose| frame::sentence(&prose.blocks)).unwrap_or_default()
}

/// Returns the frame's facts of a page about a revision; `address` gives the page's address in a language.
pub(super) fn facts(
    scene: &Scene<'_>,
    (document, index): (usize, usize),
    title: String,
    address: &super::Elsewhere<'_>,
) -> frame::Facts {
    let at = &scene.site.documents[document];
    let revision = &at.revisions[index];
    let elsewhere = |lang: &Lang| (lang.clone(), address(lang), is_translated(revision, lang));
    frame::Facts {
        description: description(scene, document, index),
        noindex: matches!(revision.state, State::Superseded | State::Withdrawn | State::Draft),
        elsewhere: scene.languages().iter().map(elsewhere).collect(),
        default: Some(address(shown(revision, &scene.languages()[0]))),
        rels: rels(scene, at, index),
        ..frame::Facts::new(title, Some(address(shown(revision, scene.lang))))
    }
}

/// Returns the relations of RFC 5829 of a page about a revision.
pub(super) fn rels(scene: &Scene<'_>, document: &Document, index: usize) -> Vec<(&'static str, Address)> {
    let dated = |index: usize| address::dated(scene.lang, &document.id, &document.revisions[index].id);
    let next =
        document.revisions.iter().position(|other| other.predecessor == Some(index) && other.withdrawn.is_none());
    let mut rels = vec![
        ("latest-version", address::current(scene.lang, &document.id)),
        ("version-history", address::history(scene.lang, &document.id)),
    ];
    rels.extend(document.revisions[index].predecessor.map(|index| ("predecessor-version", dated(index))));
    rels.extend(next.map(|index| ("successor-version", dated(index))));
    rels
}

/// Returns the next announced revision: the text that will apply, and the one whose summary tells the change. Revisions of one
/// day are one change: the last one's text, the last substantive one's summary.
pub(super) fn next(document: &Document) -> Option<(usize, usize)> {
    let first = upcoming(document).next()?;
    let day = document.revisions[first].effective;
    let chain: Vec<_> = upcoming(document).filter(|at| document.revisions[*at].effective == day).collect();
    let last = *chain.last()?;
    let weighty = chain.iter().rfind(|at| document.revisions[**at].class == Class::Substantive);
    Some((last, weighty.copied().unwrap_or(last)))
}
