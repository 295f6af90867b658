//! The revisions as of a day -> what translators still owe: the texts in force or to come whose sections their governing text left
//! behind, and the languages whose newest text is older than the one in force.
//!
//! Texts that no longer apply stay as they were, so nothing is said of them.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::document::Day;
use super::named;
use super::steps::Step;
use crate::diagnostic::{Code, Diagnostic};
use crate::locale::{Date, Lang};
use crate::model::{Heading, Revision, Suspect, Translation, TranslationState, later};
use crate::source::Place;

/// Reports them as of a day; `current` is the revision that the current address shows. On the last of all days every text will be behind
/// whose language gets no more, so of that nothing is said.
pub(super) fn check(revisions: &[Revision], steps: &[Step], (current, day): (usize, Day), found: &mut Vec<Diagnostic>) {
    let is_last_day = day.as_of == Date::MAX;
    for (at, revision) in revisions.iter().enumerate() {
        for (lang, text) in &revision.translations {
            let told = match text.state {
                TranslationState::Behind if !is_last_day => Some(behind(revisions, current, (at, lang), text)),
                _ if at >= current && text.carried_from.is_none() && !text.suspects.is_empty() => {
                    suspect((revision, &steps[at]), lang, text)
                }
                _ => None,
            };
            found.extend(told.map(|told| if revision.draft { told.lowered() } else { told }));
        }
    }
}

fn behind(revisions: &[Revision], current: usize, (at, lang): (usize, &Lang), text: &Translation) -> Diagnostic {
    let later: Vec<_> = later(revisions, at, current).into_iter().map(|at| revisions[at].id.as_str()).collect();
    let governing = revisions[current].translations.get(&revisions[current].governing);
    let folder = governing.and_then(|text| text.path.rsplit_once('/')).map_or("", |(folder, _)| folder);
    Diagnostic::new(Code::TranslationBehind, Place::file(text.path.clone()))
        .arg("lang", lang)
        .arg("revisions", later.join(", "))
        .arg("path", format!("{folder}/{lang}.md"))
}

fn suspect((revision, step): (&Revision, &Step), lang: &Lang, text: &Translation) -> Option<Diagnostic> {
    let place = |lang: &Lang, suspect: &Suspect| {
        let at = revision.translations.get(lang)?.outline.iter().position(|one| one.anchor == suspect.anchor)?;
        let parsed = &step.texts.get(lang)?.parsed;
        parsed.text.sections.get(at).map(|section| parsed.place(section.span.clone()))
    };
    let anchors: BTreeSet<_> = text.suspects.iter().map(|suspect| &suspect.anchor).collect();
    let headings: Vec<&Arc<Heading>> = text.outline.iter().filter(|one| anchors.contains(&one.anchor)).collect();
    let shown = |heading: &&Arc<Heading>| {
        let shown = heading.printed();
        format!("`{}`", if shown.is_empty() { heading.anchor.as_str() } else { &shown })
    };
    let name = |heading: &&Arc<Heading>| {
        let label = heading.label.as_ref().map(|label| label.printed.as_str());
        let alone = label.filter(|label| named::sections(label, &text.outline).len() == 1);
        format!("\"{}\"", alone.unwrap_or(heading.anchor.as_str()))
    };
    let list = |of: &dyn Fn(&&Arc<Heading>) -> String| headings.iter().map(of).collect::<Vec<_>>().join(", ");
    let first = text.suspects.first()?;
    let told = Diagnostic::new(Code::SuspectTranslation, place(lang, first)?)
        .arg("sections", list(&shown))
        .arg("names", list(&name));
    Some(match place(&revision.governing, first) {
        Some(governing) => told.note("governing", governing),
        None => told,
    })
}
