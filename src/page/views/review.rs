//! A revision for whoever approves it: the views of its summary and redline in one page that stands by itself.

use std::collections::BTreeMap;

use super::compared::{self, Subject};
use super::document::{revision_view, title};
use super::frame::Facts;
use super::{Scene, Sheet, document, lang_view, text};
use crate::locale::{Date, Lang, fill};
use crate::model::{Document, Revision, TranslationState};
use crate::page::Content;
use crate::page::view::{ChangesView, PartView, ReviewView, ReviewedView, View};

/// Where the whole text begins.
const WHOLE: &str = "#k-whole";

/// Makes the page.
pub(super) fn review(scene: &Scene<'_>, at: usize, index: usize) -> Sheet {
    let document = &scene.site.documents[at];
    let revision = &document.revisions[index];
    let mut summaries = BTreeMap::new();
    let has_day = revision.effective != Date::MAX;
    let governing = revision.translations.get(&revision.governing);
    let mut view = ReviewView {
        document: document::document_view(scene, document, index),
        revision: revision_view(scene, at, index, &mut summaries),
        has_day,
        consent: revision.consent,
        notice_days: has_day.then(|| revision.announced.days_until(revision.effective)),
        least_days: document.settings.notice_days.as_ref().map(|days| days.value),
        missing: governing.map_or(&[][..], |text| &text.unexplained).iter().map(|one| one.heading.clone()).collect(),
        missing_lang: scene.other(&revision.governing),
        texts: scene.languages().iter().map(|lang| reviewed(lang, revision)).collect(),
        changes: None,
        redline: None,
        text: None,
    };
    let content = match revision.predecessor {
        Some(_) => compare(scene, Subject::of(scene.site, at, index), &mut view),
        None => whole(scene, (at, index), &mut view),
    };
    let title = frame_title(scene, document, index);
    Sheet {
        view: View::Review(Box::new(view)),
        content,
        summaries,
        frame: Facts { noindex: true, ..Facts::new(title, None) },
    }
}

fn frame_title(scene: &Scene<'_>, document: &Document, index: usize) -> String {
    let edition = document::edition(scene, document, index, scene.lang);
    fill(scene.words("title_review"), &[("title", title(scene, document, index).0), ("revision", &edition)])
}

fn reviewed(lang: &Lang, revision: &Revision) -> ReviewedView {
    let text = revision.translations.get(lang);
    ReviewedView {
        lang: lang_view(lang),
        governs: *lang == revision.governing,
        state: text.map_or(TranslationState::Missing, |text| text.state),
        sha256: text.map(|text| text.sha256.clone()),
    }
}

/// Puts summary and redline into the page, and returns what both are made from.
fn compare(scene: &Scene<'_>, subject: Subject, view: &mut ReviewView) -> Content {
    let changes = compared::changes(scene, subject);
    let redline = compared::redline(scene, subject);
    if let View::Changes(mut changes) = changes.view {
        stand_alone(&mut changes);
        view.changes = Some(*changes);
    }
    if let View::Redline(redline) = redline.view {
        view.redline = Some(*redline);
    }
    match (changes.content, redline.content) {
        (Content::Comparison { reasons: said, .. }, Content::Comparison { old, new, comparison, context, .. }) => {
            Content::Comparison { old, new, comparison, reasons: said, context }
        }
        (_, content) => content,
    }
}

/// Leads the links of a summary to the whole text below it, where the new sections are.
fn stand_alone(changes: &mut ChangesView) {
    changes.banners.clear();
    WHOLE.clone_into(&mut changes.revision.href);
    let within = |href: &str| href.rsplit_once('#').map_or_else(|| WHOLE.to_owned(), |(_, id)| format!("#{id}"));
    for row in &mut changes.rows {
        let is_gone = row.kind == crate::compare::ChangeKind::Removed;
        row.href = if is_gone { WHOLE.to_owned() } else { within(&row.href) };
        row.split.iter_mut().for_each(|part| part.href = within(&part.href));
        row.merged.iter_mut().for_each(|part: &mut PartView| WHOLE.clone_into(&mut part.href));
    }
}

/// Puts the text of a first revision into the page.
fn whole(scene: &Scene<'_>, (at, index): (usize, usize), view: &mut ReviewView) -> Content {
    let sheet = text::dated(scene, at, index);
    if let View::Text(text) = sheet.view {
        view.text = Some(*text);
    }
    sheet.content
}
