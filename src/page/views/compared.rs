//! The pages of a comparison: summary and redline, and the summary as data.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::banners::{revision_link, state, translation};
use super::document::{document_view, facts, revision_view, title};
use super::text::{contents, side};
use super::{Elsewhere, Scene, Sheet, lang_view};
use crate::assemble::links;
use crate::compare::{Change, ChangeKind, Comparison};
use crate::locale::{self, Lang, fill};
use crate::model::{Anchor, Block, Body, Kind, Leaf, Section, Text};
use crate::page::links::Origin;
use crate::page::reasons::{Reason, above, needless, reasons};
use crate::page::view::{Banner, ChangesView, MarksView, PartView, RedlineView, RowView, View};
use crate::page::{Content, Prose, Texts, address, compared, is_translated, json};

/// What a page about a revision's changes is made from.
struct Basis {
    old: usize,
    lang: Lang,
    before: Arc<Text>,
    after: Arc<Text>,
    comparison: Arc<Comparison>,
    reasons: Vec<Option<Reason>>,
}

fn basis(scene: &Scene<'_>, texts: &Texts, document: usize, index: usize) -> Basis {
    let at = &scene.site.documents[document];
    let revision = &at.revisions[index];
    let (old, lang) = compared(at, index, scene.lang)
        .unwrap_or_else(|| (revision.predecessor.unwrap_or(index), revision.governing.clone()));
    let text = |revision: usize| texts.by.get(&(revision, lang.clone())).cloned().unwrap_or_default();
    let (before, after) = (text(old), text(index));
    let comparison = texts.comparisons.get(&(old, index, lang.clone())).cloned().unwrap_or_default();
    let reasons = reasons(at, (old, index), &lang, (&before, &after), &comparison);
    Basis { old, lang, before, after, comparison, reasons }
}

/// Makes the page of a summary.
pub(super) fn changes(scene: &Scene<'_>, texts: &Texts, document: usize, index: usize) -> Sheet {
    let (at, config) = (&scene.site.documents[document], &scene.site.config);
    let basis = basis(scene, texts, document, index);
    let mut summaries = BTreeMap::new();
    let reasons = prose(scene, document, &basis, index, false);
    let rows = rows(scene, document, index, &basis, &reasons);
    let view = ChangesView {
        document: document_view(scene, at, index),
        revision: revision_view(scene, document, index, &mut summaries),
        old: revision_view(scene, document, basis.old, &mut summaries),
        text_lang: scene.other(&basis.lang),
        banners: banners(scene, document, index, &basis),
        marks: marks(&basis.comparison),
        columns: config.columns.clone(),
        rows,
    };
    let address = |lang: &Lang| address::changes(lang, &at.id, &at.revisions[index].id);
    sheet(
        scene,
        (document, index),
        "title_changes",
        &address,
        (View::Changes(Box::new(view)), basis, reasons, summaries),
    )
}

/// Makes the page of a redline.
pub(super) fn redline(scene: &Scene<'_>, texts: &Texts, document: usize, index: usize) -> Sheet {
    let at = &scene.site.documents[document];
    let basis = basis(scene, texts, document, index);
    let mut summaries = BTreeMap::new();
    let translation = at.revisions[index].translations.get(&basis.lang);
    let view = RedlineView {
        document: document_view(scene, at, index),
        revision: revision_view(scene, document, index, &mut summaries),
        old: revision_view(scene, document, basis.old, &mut summaries),
        text_lang: scene.other(&basis.lang),
        banners: banners(scene, document, index, &basis),
        marks: marks(&basis.comparison),
        contents: translation.map(|translation| contents(&translation.outline)).unwrap_or_default(),
        body_html: String::new(),
    };
    let address = |lang: &Lang| address::redline(lang, &at.id, &at.revisions[index].id);
    sheet(
        scene,
        (document, index),
        "title_redline",
        &address,
        (View::Redline(Box::new(view)), basis, vec![], summaries),
    )
}

/// Makes the summary as data; the reasons are still to be written as HTML.
pub(super) fn data(
    scene: &Scene<'_>,
    texts: &Texts,
    document: usize,
    index: usize,
) -> (json::ChangesFile, Vec<Option<Prose>>) {
    let at = &scene.site.documents[document];
    let basis = basis(scene, texts, document, index);
    let reasons = prose(scene, document, &basis, index, true);
    let langs: Vec<_> = basis.reasons.iter().map(|reason| reason.as_ref().map(|reason| reason.lang.clone())).collect();
    let file = json::ChangesFile {
        document: at.id.clone(),
        language: basis.lang.clone(),
        old: at.revisions[basis.old].id.clone(),
        new: at.revisions[index].id.clone(),
        rows: json::rows(&basis.comparison, &basis.before, &basis.after, &langs),
    };
    (file, reasons)
}

type Parts = (View, Basis, Vec<Option<Prose>>, BTreeMap<(String, String), Prose>);

fn sheet(
    scene: &Scene<'_>,
    (document, index): (usize, usize),
    title_key: &str,
    address: &Elsewhere<'_>,
    (view, basis, reasons, summaries): Parts,
) -> Sheet {
    let at = &scene.site.documents[document];
    let date = scene.date(at.revisions[index].effective).text;
    let title = fill(scene.words(title_key), &[("title", title(scene, at, index).0), ("date", &date)]);
    let content = Content::Comparison {
        old: side(scene, (document, basis.old), (&basis.before, &basis.lang), false),
        new: side(scene, (document, index), (&basis.after, &basis.lang), matches!(view, View::Redline(_))),
        comparison: basis.comparison,
        reasons,
        context: scene.site.config.context,
    };
    Sheet { frame: facts(scene, (document, index), title, address), view, content, summaries }
}

fn banners(scene: &Scene<'_>, document: usize, index: usize, basis: &Basis) -> Vec<Banner> {
    let at = &scene.site.documents[document];
    let revision = &at.revisions[index];
    let mut banners: Vec<_> = state(scene, at, index).into_iter().collect();
    if is_translated(revision, scene.lang) && basis.lang != *scene.lang {
        banners.push(Banner::ComparedIn { shown: lang_view(&basis.lang) });
    } else {
        banners.extend(translation(scene, at, index));
    }
    if Some(basis.old) != revision.predecessor {
        banners.push(Banner::ComparedWith { old: revision_link(scene, at, basis.old, scene.lang) });
    }
    banners
}

/// Returns the reasons as blocks, in the order of the changes.
fn prose(scene: &Scene<'_>, document: usize, basis: &Basis, index: usize, absolute: bool) -> Vec<Option<Prose>> {
    let at = &scene.site.documents[document];
    let one = |reason: &Reason| {
        let several = Some(basis.old) != at.revisions[index].predecessor;
        let mut prose = Prose { blocks: Vec::new(), hrefs: BTreeMap::new(), lang: scene.other(&reason.lang) };
        for (at_revision, blocks) in &reason.said {
            if several {
                // It stands among the words of the reason, so it is in their language.
                prose.blocks.push(paragraph(locale::date(at.revisions[*at_revision].effective, &reason.lang)));
            }
            let origin =
                Origin { at: scene, document, revision: *at_revision, lang: &reason.lang, on_page: false, absolute };
            prose.hrefs.extend(origin.of_blocks(blocks));
            prose.blocks.extend(blocks.iter().cloned());
        }
        prose
    };
    basis.reasons.iter().map(|reason| reason.as_ref().map(one)).collect()
}

fn paragraph(text: String) -> Block {
    let body = Body::Leaf(Leaf::plain(text));
    Block { kind: Kind::Paragraph, label: None, id: None, anchor: None, direction: None, span: 0..0, body }
}

fn rows(scene: &Scene<'_>, document: usize, index: usize, basis: &Basis, reasons: &[Option<Prose>]) -> Vec<RowView> {
    let at = &scene.site.documents[document];
    let has = |revision: usize, anchor: &Anchor| {
        links::shown(at, revision, scene.lang).is_none_or(|text| links::has_id(text, anchor.as_str()))
    };
    let row = |(change, reason): (&Change, &Option<Prose>)| {
        let (text, section) = change.told_by(&basis.before, &basis.after)?;
        let revision = if change.new.is_empty() { basis.old } else { index };
        let anchor = text.sections[section].anchor.as_ref();
        // The page may show another language than the one compared.
        let href = |text: &Text, section: usize, revision: usize| {
            let dated = scene.href(&address::dated(scene.lang, &at.id, &at.revisions[revision].id));
            match text.sections[section].anchor.as_ref().filter(|anchor| has(revision, anchor)) {
                Some(anchor) => format!("{dated}#{anchor}"),
                None => dated,
            }
        };
        let parts = |text: &Text, sections: &[usize], revision: usize| {
            let several = sections.iter().filter(|_| sections.len() > 1);
            let part = |section: &usize| PartView {
                number: label(&text.sections[*section]),
                title: text.sections[*section].title.text.clone(),
                href: href(text, *section, revision),
            };
            several.map(part).collect::<Vec<_>>()
        };
        let old_head = change.head.filter(|_| change.label_changed).map(|(old, _)| &basis.before.sections[old]);
        let has_moved = change.kind == ChangeKind::Moved || change.also.contains(&ChangeKind::Moved);
        let moved = change.head.filter(|_| has_moved).and_then(|(at, _)| at.checked_sub(1));
        let moved_after = moved.map(|at| headline(&basis.before.sections[at])).unwrap_or_default();
        Some(RowView {
            anchor: anchor.map(Anchor::to_string).unwrap_or_default(),
            number: label(&text.sections[section]),
            path: path(text, section).join(" / "),
            title: text.sections[section].title.text.clone(),
            kind: change.kind,
            also: change.also.clone(),
            old_number: old_head.map(label).unwrap_or_default(),
            split: parts(&basis.after, &change.new, index),
            merged: parts(&basis.before, &change.old, basis.old),
            needless: scene.skin.words.get(scene.lang).and_then(|words| needless(change.kind, &change.also, words)),
            moved_first: has_moved && moved_after.is_empty(),
            moved_after,
            before_html: None,
            after_html: None,
            reason_html: None,
            reason_lang: reason.as_ref().and_then(|prose| prose.lang.clone()),
            href: href(text, section, revision),
        })
    };
    basis.comparison.changes.iter().zip(reasons).filter_map(row).collect()
}

fn marks(comparison: &Comparison) -> MarksView {
    let groups = || comparison.changes.iter().flat_map(|change| &change.groups);
    let titled = |has: fn(&Change) -> bool| comparison.changes.iter().any(has);
    MarksView {
        minor: titled(|change| !change.title_minor.is_empty()) || groups().any(|group| !group.minor.is_empty()),
        format: titled(|change| !change.title_format.is_empty()) || groups().any(|group| !group.format.is_empty()),
        moved: groups().any(|group| group.moved),
    }
}

fn headline(section: &Section) -> String {
    let parts = [label(section), section.title.text.replace('\n', " ")];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Returns a section's label as printed; empty where it has none.
pub(in crate::page) fn label(section: &Section) -> String {
    section.label.as_ref().map(|label| label.printed.clone()).unwrap_or_default()
}

/// Returns the labels of the sections above one, outermost first.
pub(in crate::page) fn path(text: &Text, section: usize) -> Vec<String> {
    let above = std::iter::successors(above(text, section), |at| above(text, *at));
    let mut path: Vec<_> = above.map(|at| label(&text.sections[at])).filter(|label| !label.is_empty()).collect();
    path.reverse();
    path
}
