//! What stands above a text, and at its sections.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::document::{next, shown};
use super::{Scene, lang_view};
use crate::assemble::sealed;
use crate::locale::Lang;
use crate::model::{Anchor, Document, DocumentState, Heading, Redaction, Revision, State, TranslationState};
use crate::page::address::{self, Address};
use crate::page::view::{Banner, LinkView};
use crate::page::{About, SectionNote, is_translated};

/// Returns the banners of a page that shows a revision: its state, what is announced, the state of the translation.
pub(super) fn banners(scene: &Scene<'_>, document: &Document, index: usize, is_current: bool) -> Vec<Banner> {
    let mut banners = Vec::new();
    banners.extend(state(scene, document, index));
    if is_current {
        banners.extend(announced(scene, document));
    }
    banners.extend(corrected(scene, document, index));
    banners.extend(redacted(scene, document, index));
    banners.extend(translation(scene, document, index, true));
    banners
}

/// Returns which editorial revisions corrected one: those that follow it, up to the next that changes the meaning.
fn corrected(scene: &Scene<'_>, document: &Document, index: usize) -> Option<Banner> {
    let corrections = document.corrections(index);
    let link = |at: usize| {
        let revision = &document.revisions[at];
        let address = address::changes(scene.lang, &document.id, &revision.id);
        link(scene, &address, scene.date(revision.effective).text)
    };
    Some(Banner::Corrected { by: scene.row(corrections.into_iter().map(link).collect())? })
}

/// Returns that something was taken out of the text that a page shows.
fn redacted(scene: &Scene<'_>, document: &Document, index: usize) -> Option<Banner> {
    let revision = &document.revisions[index];
    let text = revision.translations.get(shown(revision, scene.lang))?;
    let redactions = sealed::redactions(document, index, shown(revision, scene.lang));
    let anchors: BTreeSet<&Anchor> = redactions.iter().map(|(_, anchor)| anchor).collect();
    let headings = text.outline.iter().filter(|heading| anchors.contains(&heading.anchor));
    let sections = headings.map(|heading| section(scene, heading, String::new())).collect();
    Some(Banner::Redacted { sections: scene.row(sections)? })
}

fn redaction_note(scene: &Scene<'_>, redaction: &Redaction, anchor: Anchor) -> Option<SectionNote> {
    let (ground, lang) = redaction.ground.text(scene.lang, scene.languages())?;
    let (date, ground) = (scene.date(redaction.date), ground.to_owned());
    let about = About::Redacted { date, ground, lang: lang.and_then(|lang| scene.other(lang)) };
    Some(SectionNote { anchor, about })
}

fn link(scene: &Scene<'_>, address: &Address, text: String) -> LinkView {
    LinkView { href: scene.href(address), text, lang: None }
}

/// Returns a link to a revision in a language, by the date from which it applies.
pub(super) fn revision_link(scene: &Scene<'_>, document: &Document, index: usize, lang: &Lang) -> LinkView {
    let revision = &document.revisions[index];
    link(scene, &address::dated(lang, &document.id, &revision.id), scene.date(revision.effective).text)
}

fn current_link(scene: &Scene<'_>, document: &Document) -> LinkView {
    let text = scene.date(document.revisions[document.current].effective).text;
    link(scene, &address::current(scene.lang, &document.id), text)
}

/// Returns what a reader must know of the revision's state; nothing for the one in force.
pub(super) fn state(scene: &Scene<'_>, document: &Document, index: usize) -> Option<Banner> {
    let revision = &document.revisions[index];
    let in_force = document.state == DocumentState::InForce;
    let repealed = document.settings.repealed.as_ref().filter(|_| document.state == DocumentState::Repealed);
    match revision.state {
        _ if index == document.current && repealed.is_some() => {
            repealed.map(|date| Banner::Repealed { date: scene.date(date.value) })
        }
        State::InForce => None,
        State::Draft => Some(Banner::Draft),
        State::Upcoming => Some(Banner::Upcoming {
            effective: scene.date(revision.effective),
            current: in_force.then(|| current_link(scene, document)),
        }),
        State::Superseded => Some(Banner::Superseded {
            effective: scene.date(revision.effective),
            until: revision.until.map(|date| scene.date(date)),
            same_day: revision.replaced_same_day,
            current: current_link(scene, document),
        }),
        State::Withdrawn => Some(Banner::Withdrawn {
            date: scene.date(revision.withdrawn.unwrap_or(revision.effective)),
            current: in_force.then(|| current_link(scene, document)),
        }),
    }
}

/// Returns the notice of the next announced revision.
fn announced(scene: &Scene<'_>, document: &Document) -> Option<Banner> {
    let (text, weighty) = next(document)?;
    let revision = &document.revisions[text];
    let changes = document.revisions[weighty].predecessor.map(|_| {
        let address = address::changes(scene.lang, &document.id, &document.revisions[weighty].id);
        link(scene, &address, scene.words("view_changes").to_owned())
    });
    let text = revision_link(scene, document, text, scene.lang);
    Some(Banner::Announced { effective: scene.date(revision.effective), text, changes })
}

/// Returns what a reader must know of the text's language; `on_page` if the text, ids included, is on the page.
pub(super) fn translation(scene: &Scene<'_>, document: &Document, index: usize, on_page: bool) -> Vec<Banner> {
    let revision = &document.revisions[index];
    if !is_translated(revision, scene.lang) {
        return vec![missing(scene, document, revision)];
    }
    let governing = || revision_link(scene, document, index, &revision.governing);
    let dated = || scene.href(&address::dated(scene.lang, &document.id, &revision.id));
    let own = || if on_page { String::new() } else { dated() };
    let mut banners = Vec::new();
    match revision.translations.get(scene.lang).map(|translation| translation.state) {
        Some(TranslationState::Behind) => {
            let by = document.behind_by(index, scene.lang);
            let last = by.iter().skip(by.len().saturating_sub(MOST_REVISIONS));
            let link = |at: &usize| revision_link(scene, document, *at, &document.revisions[*at].governing);
            let current = current_link(scene, document);
            banners.push(Banner::Behind { current, by: scene.row(last.map(link).collect()), count: by.len() });
        }
        Some(TranslationState::Partial) => {
            let (missing, extra) = revision.unmatched(scene.lang);
            let at = address::dated(&revision.governing, &document.id, &revision.id);
            let lang = scene.other(&revision.governing);
            let there = |heading: &Heading| LinkView { lang: lang.clone(), ..section(scene, heading, scene.href(&at)) };
            let missing = scene.row(missing.into_iter().map(there).collect());
            let extra = scene.row(extra.into_iter().map(|heading| section(scene, heading, own())).collect());
            banners.push(Banner::Partial { governing: governing(), missing, extra });
        }
        Some(TranslationState::Suspect) => {
            banners.push(Banner::Suspect {
                governing: governing(),
                sections: scene.row(suspects(scene, revision, &own())),
            });
        }
        Some(TranslationState::Carried) => {
            let from = revision.translations.get(scene.lang).and_then(|text| text.carried_from);
            let date = from.map(|at| scene.date(document.revisions[at].effective));
            banners.extend(date.map(|from| Banner::Carried { from }));
        }
        _ => {}
    }
    if *scene.lang != revision.governing {
        banners.push(Banner::Courtesy { governing: governing(), lang: lang_view(&revision.governing) });
    }
    banners
}

/// Of more revisions only the last are named.
const MOST_REVISIONS: usize = 5;

fn section(scene: &Scene<'_>, heading: &Heading, page: String) -> LinkView {
    let text = Some(heading.printed()).filter(|name| !name.is_empty());
    let text = text.unwrap_or_else(|| scene.words("preamble").to_owned());
    LinkView { href: format!("{page}#{}", heading.anchor), text, lang: None }
}

/// Returns the sections of a translation that do not follow their governing text.
fn suspects(scene: &Scene<'_>, revision: &Revision, page: &str) -> Vec<LinkView> {
    let Some(text) = revision.translations.get(scene.lang) else { return Vec::new() };
    let is_suspect = |heading: &&Arc<Heading>| text.suspects.iter().any(|suspect| suspect.anchor == heading.anchor);
    text.outline.iter().filter(is_suspect).map(|heading| section(scene, heading, page.to_owned())).collect()
}

/// Returns what is to be said at sections of a text in a language, of their relation to the governing text and to the one approved.
pub(super) fn section_notes(scene: &Scene<'_>, document: &Document, index: usize, lang: &Lang) -> Vec<SectionNote> {
    let revision = &document.revisions[index];
    let Some(text) = revision.translations.get(lang) else { return Vec::new() };
    let extra = revision.unmatched(lang).1.into_iter().filter(|_| text.state == TranslationState::Partial);
    let extra = extra.map(|heading| SectionNote { anchor: heading.anchor.clone(), about: About::Extra });
    let governing = address::dated(&revision.governing, &document.id, &revision.id);
    let suspect = text.suspects.iter().map(|suspect| {
        let since = scene.date(document.revisions[suspect.since].effective);
        let href = format!("{}#{}", scene.href(&governing), suspect.anchor);
        let about = About::Suspect { since, href, lang: lang_view(&revision.governing) };
        SectionNote { anchor: suspect.anchor.clone(), about }
    });
    let redacted = sealed::redactions(document, index, lang).into_iter();
    let redacted = redacted.filter_map(|(redaction, anchor)| redaction_note(scene, redaction, anchor));
    suspect.chain(extra).chain(redacted).collect()
}

fn missing(scene: &Scene<'_>, document: &Document, revision: &Revision) -> Banner {
    let newest = document
        .revisions
        .iter()
        .rposition(|other| is_translated(other, scene.lang) && !matches!(other.state, State::Withdrawn | State::Draft));
    Banner::Missing {
        shown: lang_view(shown(revision, scene.lang)),
        newest: newest.map(|at| revision_link(scene, document, at, scene.lang)),
        newest_effective: newest.map(|at| scene.date(document.revisions[at].effective)),
    }
}
