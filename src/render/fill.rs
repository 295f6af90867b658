//! A page -> the same, with every `_html` field of its view filled in.

use super::bilingual::bilingual;
use super::guard::guard;
use super::redline::redline;
use super::summary::Shape;
use super::words::{Words, direction};
use super::{html, summary};
use crate::locale::Strings;
use crate::model::Column;
use crate::page::view::{ChangesView, DocumentView, LangView, RevisionView, View};
use crate::page::{Content, Page, Prose, Reason};

/// Fills in the view of a page; `strings` are the words of the page's language.
pub fn fill(page: &mut Page, strings: &Strings) {
    let Page { frame, view, content, summaries, .. } = page;
    each_revision(view, &mut |document, revision| {
        if summaries.is_empty() {
            return;
        }
        if let Some(prose) = summaries.get(&(document.id.clone(), revision.id.clone())) {
            revision.summary_html = prose_html(prose, strings);
        }
    });
    let words = |text_lang: &Option<LangView>| Words::among(strings, &text_lang.as_ref().unwrap_or(&frame.lang).tag);
    match (view, &*content) {
        (View::Text(text), Content::Text { side, retired, notes, elsewhere, citations }) => {
            let words = words(&text.text_lang);
            text.body_html = guard(match frame.is_fragment {
                true => html::fragment(side, notes, words),
                false => html::text(side, (retired, notes, elsewhere), citations.as_deref(), words),
            });
        }
        (View::Bilingual(view), Content::Bilingual { sides, other, rows, notes, changes }) => {
            let beside = Words::among(strings, &other.tag);
            view.body_html = guard(bilingual(
                (sides, changes.as_deref()),
                rows,
                notes,
                [(&frame.lang, words(&None)), (other, beside)],
            ));
        }
        (View::Redline(view), Content::Comparison { old, new, comparison, .. }) => {
            view.body_html = guard(redline(old, new, comparison, words(&view.text_lang)));
        }
        (View::Changes(view), Content::Comparison { .. }) => {
            let words = words(&view.text_lang);
            rows(view, content, &words, strings);
        }
        (View::Review(view), Content::Comparison { old, new, comparison, .. }) => {
            if let Some(view) = &mut view.changes {
                let words = words(&view.text_lang);
                rows(view, content, &words, strings);
            }
            if let Some(view) = &mut view.redline {
                view.body_html = guard(redline(old, new, comparison, words(&view.text_lang)));
            }
        }
        (View::Review(view), Content::Text { side, retired, notes, .. }) => {
            if let Some(view) = &mut view.text {
                view.body_html = guard(html::text(side, (retired, notes, &[]), None, words(&view.text_lang)));
            }
        }
        _ => {}
    }
}

/// Returns a reason as HTML without ids; `None` where there is none. If it is in several languages, each part says its own.
pub fn reason_html(reason: &Reason, strings: &Strings) -> Option<String> {
    let several = reason.iter().any(|part| part.lang != reason[0].lang);
    let part = |prose: &Prose| match &prose.lang {
        Some(lang) if several => {
            let dir = direction(lang.dir);
            format!("<div lang=\"{}\" dir=\"{dir}\">\n{}</div>\n", lang.tag, prose_html(prose, strings))
        }
        _ => prose_html(prose, strings),
    };
    (!reason.is_empty()).then(|| reason.iter().map(part).collect())
}

/// Returns what an author says as HTML without ids; `strings` are the words of the page's language.
fn prose_html(prose: &Prose, strings: &Strings) -> String {
    let lang = prose.lang.as_ref().map_or(strings.lang.as_str(), |lang| &lang.tag);
    guard(html::prose(prose, Words::among(strings, lang)))
}

fn rows(view: &mut ChangesView, content: &Content, words: &Words<'_>, strings: &Strings) {
    let Content::Comparison { old, new, comparison, reasons, context } = content else { return };
    let shape = Shape { context: *context, numbered: view.columns.contains(&Column::Section) };
    let cells = summary::rows((old, new), comparison, shape, words);
    for (row, cells) in view.rows.iter_mut().zip(cells) {
        row.before_html = cells.before.map(guard);
        row.after_html = cells.after.map(guard);
    }
    for (row, reason) in view.rows.iter_mut().zip(reasons) {
        row.reason_html = reason_html(reason, strings);
    }
}

/// Calls `act` on every revision that a view names, with its document.
fn each_revision(view: &mut View, act: &mut impl FnMut(&DocumentView, &mut RevisionView)) {
    match view {
        View::Text(text) => act(&text.document, &mut text.revision),
        View::Changes(view) => {
            act(&view.document, &mut view.revision);
            act(&view.document, &mut view.old);
        }
        View::Redline(view) => {
            act(&view.document, &mut view.revision);
            act(&view.document, &mut view.old);
        }
        View::Bilingual(view) => {
            act(&view.document, &mut view.revision);
            view.other_revision.iter_mut().for_each(|revision| act(&view.document, revision));
        }
        View::History(view) => view.revisions.iter_mut().for_each(|entry| act(&view.document, &mut entry.revision)),
        View::Home(home) => {
            for card in home.categories.iter_mut().flat_map(|category| &mut category.cards) {
                act(&card.document, &mut card.revision);
                card.upcoming.iter_mut().for_each(|revision| act(&card.document, revision));
            }
        }
        View::Review(review) => {
            act(&review.document, &mut review.revision);
            if let Some(view) = &mut review.changes {
                act(&view.document, &mut view.revision);
                act(&view.document, &mut view.old);
            }
        }
        View::Root(_) | View::NotFound(_) => {}
    }
}
