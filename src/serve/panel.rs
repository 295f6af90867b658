//! A site -> the lists of the panel: what `status` knows of its documents, with links.

use super::words::Words;
use crate::locale::Lang;
use crate::model::{DocumentState, State, TranslationState};
use crate::page::{Address, address};
use crate::pipeline::{self, DocumentStatus, Loaded, RevisionStatus};
use crate::render::escaped;
use crate::report::StatusWords;

/// Returns what is known of the documents, as HTML.
pub(super) fn status(loaded: &Loaded, words: &Words) -> String {
    let Ok(status) = pipeline::status(loaded, None) else { return String::new() };
    if status.documents.is_empty() {
        return format!("<p>{}</p>", words.nothing());
    }
    let lang = shown_language(&loaded.site.config.languages, words);
    let told = StatusWords::new(&words.messages);
    let documents: String =
        status.documents.iter().map(|document| of_document(document, loaded, &lang, (words, told))).collect();
    format!("<p class=\"next\">{}</p><ul class=\"status\">{documents}</ul>", escaped(&told.opening(&status)))
}

/// Returns the language of the site in which the panel's links lead on.
fn shown_language(languages: &[Lang], words: &Words) -> Lang {
    let own = languages.iter().find(|lang| *lang == words.lang());
    own.unwrap_or(&languages[0]).clone()
}

fn of_document(
    document: &DocumentStatus,
    loaded: &Loaded,
    lang: &Lang,
    (words, told): (&Words, StatusWords),
) -> String {
    let mut lines = String::new();
    for revision in &document.revisions {
        let line = match is_shown(document, revision, loaded) {
            true => shown(document, revision, lang, words),
            false => hidden(document, revision, lang, words),
        };
        let remarks: String = told
            .remarks(&lacking(revision))
            .iter()
            .map(|remark| format!("<small class=\"lacking\">{}</small>", escaped(&remark.join(" "))))
            .collect();
        lines.push_str(&format!("<li>{line}{remarks}</li>"));
    }
    format!("<li><b>{}</b><ul>{lines}</ul></li>", escaped(&document.title))
}

/// Returns whether the pages that are served show a revision.
fn is_shown(document: &DocumentStatus, revision: &RevisionStatus, loaded: &Loaded) -> bool {
    let documents = &loaded.site.documents;
    let shown = documents.iter().find(|shown| shown.id == document.id);
    shown.is_some_and(|shown| shown.revisions.iter().any(|other| other.id == revision.id))
}

/// Returns a revision with what is lacking alone: languages that are as they should be are not spoken of.
fn lacking(revision: &RevisionStatus) -> RevisionStatus {
    let mut lacking = revision.clone();
    lacking.languages.retain(|one| !matches!(one.state, TranslationState::Current | TranslationState::Carried));
    lacking
}

fn shown(document: &DocumentStatus, revision: &RevisionStatus, lang: &Lang, words: &Words) -> String {
    let dated = address::dated(lang, &document.id, &revision.id);
    match revision.state {
        Some(State::InForce) if document.state == Some(DocumentState::Repealed) => link(&dated, words.repealed()),
        Some(State::InForce) => link(&address::current(lang, &document.id), &words.in_force(&name(revision, words))),
        Some(State::Draft) => link(&dated, &words.comes(&revision.label, None)),
        Some(State::Upcoming) => link(&dated, &words.comes(&revision.label, revision.effective)),
        Some(State::Withdrawn) => link(&dated, &format!("{}: {}", revision.label, words.withdrawn())),
        Some(State::Superseded) | None => link(&dated, &name(revision, words)),
    }
}

fn name(revision: &RevisionStatus, words: &Words) -> String {
    let date = revision.effective.map(|date| words.date(date));
    match date {
        Some(date) if revision.label == revision.id => date,
        Some(date) => format!("{} ({date})", revision.label),
        None => revision.label.clone(),
    }
}

/// Returns a line about a revision that is not shown; on the day of its announcement it is.
fn hidden(document: &DocumentStatus, revision: &RevisionStatus, lang: &Lang, words: &Words) -> String {
    let announced = revision.announced.filter(|_| revision.state != Some(State::Draft));
    let text = escaped(&words.hidden(&revision.id, announced));
    let to = address::dated(lang, &document.id, &revision.id);
    match announced {
        Some(day) => format!("<a href=\"/{to}?as-of={day}\">{text}</a>"),
        None => text,
    }
}

fn link(to: &Address, text: &str) -> String {
    format!("<a href=\"/{to}\">{}</a>", escaped(text))
}
