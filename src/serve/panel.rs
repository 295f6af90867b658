//! A site and what was found -> the lists of the panel: problems, and what is in force, upcoming, hidden or untranslated.

use super::words::Words;
use crate::locale::Lang;
use crate::model::{Document, DocumentState, Revision, State, TranslationState};
use crate::page::{Address, address};
use crate::pipeline::{Hidden, Loaded};
use crate::render::escaped;

/// Returns what is known of the documents, as HTML.
pub(super) fn status(loaded: &Loaded, words: &Words) -> String {
    let site = &loaded.site;
    let lang = shown_language(&site.config.languages, words);
    let mut documents: String =
        site.documents.iter().map(|document| of_document(document, loaded, &lang, words)).collect();
    let unseen = |hidden: &&Hidden| site.documents.iter().all(|document| document.id != hidden.document);
    for hidden in loaded.hidden.iter().filter(unseen) {
        let line = of_hidden(hidden, &lang, words);
        documents.push_str(&format!("<li><b>{}</b><ul>{line}</ul></li>", escaped(&hidden.document)));
    }
    if documents.is_empty() {
        return format!("<p>{}</p>", words.nothing());
    }
    format!("<ul class=\"status\">{documents}</ul>")
}

/// Returns the language of the site in which the panel's links lead on.
fn shown_language(languages: &[Lang], words: &Words) -> Lang {
    let own = languages.iter().find(|lang| *lang == words.lang());
    own.unwrap_or(&languages[0]).clone()
}

fn of_document(document: &Document, loaded: &Loaded, lang: &Lang, words: &Words) -> String {
    let current = &document.revisions[document.current];
    let text = current.translations.get(lang).or_else(|| current.translations.get(&current.governing));
    let title = text.map_or(document.id.as_str(), |text| &text.title);
    let mut lines = String::new();
    match document.state {
        DocumentState::InForce => {
            lines.push_str(&line(&address::current(lang, &document.id), &words.in_force(&name(current, words))));
        }
        DocumentState::Repealed => lines.push_str(&format!("<li>{}</li>", words.repealed())),
        DocumentState::Upcoming | DocumentState::Withdrawn => {}
    }
    for revision in &document.revisions {
        let to = address::dated(lang, &document.id, &revision.id);
        match revision.state {
            State::Upcoming => lines.push_str(&line(&to, &words.comes(&revision.label, Some(revision.effective)))),
            State::Draft => lines.push_str(&line(&to, &words.comes(&revision.label, None))),
            State::InForce | State::Superseded | State::Withdrawn => {}
        }
    }
    let own = loaded.hidden.iter().filter(|hidden| hidden.document == document.id);
    lines.extend(own.map(|hidden| of_hidden(hidden, lang, words)));
    let lacking = lacking(document, &loaded.site.config.languages, words);
    if !lacking.is_empty() {
        lines.push_str(&format!("<li class=\"lacking\">{}</li>", escaped(&words.lacking(&lacking))));
    }
    format!("<li><b>{}</b><ul>{lines}</ul></li>", escaped(title))
}

fn name(revision: &Revision, words: &Words) -> String {
    let date = words.date(revision.effective);
    if revision.label == revision.id { date } else { format!("{} ({date})", revision.label) }
}

/// Returns a line about a revision that is not shown; on the day of its announcement it is.
fn of_hidden(hidden: &Hidden, lang: &Lang, words: &Words) -> String {
    let text = words.hidden(&hidden.revision, hidden.announced);
    let to = address::dated(lang, &hidden.document, &hidden.revision);
    match hidden.announced {
        Some(day) => format!("<li><a href=\"/{to}?as-of={day}\">{}</a></li>", escaped(&text)),
        None => format!("<li>{}</li>", escaped(&text)),
    }
}

fn line(to: &Address, text: &str) -> String {
    format!("<li><a href=\"/{to}\">{}</a></li>", escaped(text))
}

/// Returns the languages in which the current text is not there, or not all of it is as it should be.
fn lacking(document: &Document, languages: &[Lang], words: &Words) -> Vec<String> {
    let current = &document.revisions[document.current];
    let complete = |lang: &&Lang| {
        let state = current.translations.get(*lang).map(|text| text.state);
        matches!(state, Some(TranslationState::Current | TranslationState::Carried))
    };
    languages.iter().filter(|lang| !complete(lang)).map(|lang| lang.name_in(words.lang())).collect()
}
