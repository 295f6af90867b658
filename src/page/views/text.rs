//! The page of a text: at the document's current address, or dated.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::banners::{banners, revision_link, section_notes};
use super::document::{document_view, facts, revision_view, shown, title};
use super::history::has_sections;
use super::others::others;
use super::{Scene, Sheet, current_address, lang_view};
use crate::assemble::{cross_references, links};
use crate::locale::{Lang, fill};
use crate::model::{Anchor, Class, Document, Heading, Removed, Revision, State, Text, Translation};
use crate::page::address::{self, Address};
use crate::page::links::Origin;
use crate::page::view::{ContentsView, DatedView, LinkView, RemovedView, TextView, View};
use crate::page::{Citations, Content, Elsewhere, SideText, seal};

/// Makes the page of the current text.
pub(super) fn current(scene: &Scene<'_>, document: usize) -> Sheet {
    let at = &scene.site.documents[document];
    let facts = facts(
        scene,
        (document, at.current),
        title(scene, at, at.current).0.to_owned(),
        &current_address(scene, document),
    );
    let mut sheet = sheet(scene, (document, at.current), facts);
    let View::Text(view) = &mut sheet.view else { return sheet };
    view.is_current = true;
    view.banners = banners(scene, at, at.current, true);
    let shown = at.revisions[at.current].translations.get(shown(&at.revisions[at.current], scene.lang));
    let present = |anchor: &Anchor| shown.is_some_and(|text| links::has_id(text, anchor.as_str()));
    // A translation may still have what the governing text has no longer.
    let removed = at.removed.iter().filter(|removed| !present(&removed.anchor));
    let lang = if at.retired_in.contains_key(scene.lang) { scene.lang } else { &at.governing };
    let lost = at.retired_in.get(lang).unwrap_or(&at.retired);
    let here = |removed: &Removed| -> Vec<Anchor> {
        let more = lost.iter().filter(|(_, at)| *at == removed.anchor).map(|(anchor, _)| anchor);
        removed.inside.iter().filter(|anchor| !present(anchor)).chain(more).cloned().collect()
    };
    view.removed = removed.map(|removed| removed_view(scene, at, removed, &here(removed))).collect();
    let substantive = |index: &usize| {
        let revision = &at.revisions[*index];
        revision.class == Class::Substantive && revision.predecessor.is_some()
    };
    let newest = chain(at, at.current).into_iter().find(substantive);
    view.what_changed = newest.map(|index| changes_link(scene, at, index));
    let later = chain(at, at.current).into_iter().take_while(|index| Some(*index) != newest);
    let mut later: Vec<_> = later.filter(|index| at.revisions[*index].predecessor.is_some()).collect();
    later.reverse();
    view.later_editorial = later.into_iter().map(|index| changes_link(scene, at, index)).collect();
    let others = others(scene, at, on_page(at, shown, lost, &view.removed));
    view.others = others.sections;
    if let Content::Text { retired, .. } = &mut sheet.content {
        *retired = lost.iter().cloned().chain(others.inside).collect();
    }
    // A superseded revision may stand at the current address (of a repealed document), which stays listed.
    sheet.frame.noindex = at.revisions[at.current].state == State::Draft;
    sheet
}

/// Returns the anchors that stand on the page of the current text.
fn on_page(
    document: &Document,
    shown: Option<&Arc<Translation>>,
    lost: &[(Anchor, Anchor)],
    removed: &[RemovedView],
) -> BTreeSet<Anchor> {
    let outline = shown.into_iter().flat_map(|text| &text.outline);
    let own = outline.flat_map(|heading| std::iter::once(&heading.anchor).chain(&heading.provisions));
    let names = shown.into_iter().flat_map(|text| &text.names);
    let retired = lost.iter().map(|(anchor, _)| anchor);
    let listed = document.removed.iter().map(|removed| &removed.anchor);
    let inside = removed.iter().flat_map(|removed| &removed.inside).filter_map(|anchor| Anchor::new(anchor));
    own.chain(names).chain(retired).chain(listed).cloned().chain(inside).collect()
}

/// Makes the page of a revision's text.
pub(super) fn dated(scene: &Scene<'_>, document: usize, index: usize) -> Sheet {
    let at = &scene.site.documents[document];
    let revision = &at.revisions[index];
    let address = |lang: &Lang| address::dated(lang, &at.id, &revision.id);
    let title = format!("{} – {}", title(scene, at, index).0, scene.date(revision.effective).text);
    let mut facts = facts(scene, (document, index), title, &address);
    if index == at.current && revision.state == State::InForce {
        facts.canonical = Some(address::current(shown(revision, scene.lang), &at.id));
    }
    sheet(scene, (document, index), facts)
}

fn sheet(scene: &Scene<'_>, (document, index): (usize, usize), frame: super::frame::Facts) -> Sheet {
    let at = &scene.site.documents[document];
    let revision = &at.revisions[index];
    let lang = shown(revision, scene.lang);
    let text = scene.texts.by.get(&(index, lang.clone())).cloned().unwrap_or_default();
    let mut summaries = BTreeMap::new();
    let (dates, dates_left_out) = dates(scene, at, index);
    let translation = revision.translations.get(lang);
    let view = TextView {
        document: document_view(scene, at, index),
        revision: revision_view(scene, document, index, &mut summaries),
        is_current: false,
        text_lang: scene.other(lang),
        banners: banners(scene, at, index, false),
        contents: translation.map(|translation| contents(&translation.outline)).unwrap_or_default(),
        body_html: String::new(),
        removed: Vec::new(),
        others: Vec::new(),
        what_changed: None,
        later_editorial: Vec::new(),
        sections_href: has_sections(at)
            .then(|| format!("{}#k-sections", scene.href(&address::history(scene.lang, &at.id)))),
        permanent_href: scene.href(&address::dated(scene.lang, &at.id, &revision.id)),
        cite_as: cite_as(scene, at, index),
        dates,
        dates_left_out,
        markdown_href: scene.href(&address::markdown(lang, &at.id, &revision.id)),
        bilingual: if translation.is_some() { super::bilingual::links(scene, at, index) } else { Vec::new() },
        plain_href: scene.href(&address::plain(lang, &at.id, &revision.id)),
        sha256: translation.map(|translation| translation.sha256.clone()).unwrap_or_default(),
        seal_href: seal::is_recorded(at, index, lang).then(|| scene.href(&address::seal_record())),
    };
    let mut side = side(scene, (document, index), (&text, lang), true);
    if let Some(linked) = cross_references::linked(&text) {
        side.text = Arc::new(linked);
    }
    let notes = section_notes(scene, at, index, lang);
    let elsewhere = if scene.is_fragment { Vec::new() } else { elsewhere(scene, revision, &frame) };
    let citations = (!scene.is_fragment).then(|| Box::new(citations(scene, at, index, (&text, lang))));
    let content = Content::Text { side, retired: Vec::new(), notes, elsewhere, citations };
    Sheet { view: View::Text(Box::new(view)), content, summaries, frame }
}

/// Returns how a part of a text is cited in full, in the words of the page.
fn cite_as(scene: &Scene<'_>, document: &Document, index: usize) -> String {
    let date = scene.date(document.revisions[index].effective).text;
    let values = [("title", title(scene, document, index).0), ("date", date.as_str())];
    let kept = [("section", "{section}"), ("address", "{address}")];
    fill(scene.words("cite_full"), &[values[0], values[1], kept[0], kept[1]])
}

fn citations(scene: &Scene<'_>, document: &Document, index: usize, (text, lang): (&Text, &Lang)) -> Citations {
    let page = |address: Address| if address == *scene.address { String::new() } else { scene.href(&address) };
    let strings = scene.skin.words.get(lang).or_else(|| scene.skin.words.get(scene.lang));
    Citations {
        by: strings.map(|strings| super::super::citations::citations(text, lang, strings)).unwrap_or_default(),
        permanent: page(address::dated(scene.lang, &document.id, &document.revisions[index].id)),
        current: page(address::current(scene.lang, &document.id)),
    }
}

/// On sites of more languages, each section leads to none: the list would be longer than the text.
const MOST_LANGUAGES: usize = 8;

/// Returns the same text in other languages, with its sections.
fn elsewhere(scene: &Scene<'_>, revision: &Revision, frame: &super::frame::Facts) -> Vec<Elsewhere> {
    let others = frame.elsewhere.iter().filter(|(lang, _, is_translated)| *is_translated && lang != scene.lang);
    let other = |(lang, address, _): &(Lang, Address, bool)| {
        let text = revision.translations.get(lang)?;
        let anchors = text.outline.iter().map(|heading| heading.anchor.clone()).collect();
        Some(Elsewhere { lang: lang_view(lang), href: scene.href(address), anchors })
    };
    if scene.languages().len() > MOST_LANGUAGES { Vec::new() } else { others.filter_map(other).collect() }
}

/// As many dates at most stand at the foot of a text; of more, the first and the last [`LAST_DATES`].
const MOST_DATES: usize = 24;

/// See [`MOST_DATES`].
const LAST_DATES: usize = 20;

/// Returns when the document was established and revised, up to a revision, and how many dates are left out behind the first.
fn dates(scene: &Scene<'_>, document: &Document, index: usize) -> (Vec<DatedView>, usize) {
    // What was withdrawn, or is a draft, revised nothing.
    let revised = |index: &usize| !matches!(document.revisions[*index].state, State::Withdrawn | State::Draft);
    let mut dates: Vec<_> = chain(document, index).into_iter().filter(revised).collect();
    let all = dates.len();
    if all > MOST_DATES {
        dates.drain(LAST_DATES..all - 1);
    }
    let left_out = all - dates.len();
    let dated = |index: usize| {
        let revision = &document.revisions[index];
        let (first, effective) = (revision.predecessor.is_none(), scene.date(revision.effective));
        DatedView { first, class: revision.class, effective }
    };
    (dates.into_iter().rev().map(dated).collect(), left_out)
}

/// Returns a text with its links resolved; `on_page` if all of it, ids included, is on the page.
pub(super) fn side(
    scene: &Scene<'_>,
    (document, revision): (usize, usize),
    (text, lang): (&Arc<Text>, &Lang),
    on_page: bool,
) -> SideText {
    let origin = Origin { at: scene, document, revision, lang, on_page };
    SideText { text: text.clone(), hrefs: origin.of_text(text) }
}

/// Returns a revision and those before it that took effect, newest first.
fn chain(document: &Document, index: usize) -> Vec<usize> {
    std::iter::successors(Some(index), |index| document.revisions[*index].predecessor).collect()
}

fn changes_link(scene: &Scene<'_>, document: &Document, index: usize) -> LinkView {
    let revision = &document.revisions[index];
    LinkView {
        href: scene.href(&address::changes(scene.lang, &document.id, &revision.id)),
        text: scene.date(revision.effective).text,
        lang: None,
    }
}

/// Returns the contents list: every section that has a label or a title; the outermost level has depth 1.
pub(super) fn contents(outline: &[Arc<Heading>]) -> Vec<ContentsView> {
    let named = |heading: &&Arc<Heading>| heading.level > 0 && (heading.label.is_some() || !heading.title.is_empty());
    let top = outline.iter().filter(named).map(|heading| heading.level).min().unwrap_or(1);
    let entry = |heading: &Arc<Heading>| ContentsView {
        anchor: heading.anchor.to_string(),
        label: heading.label.as_ref().map(|label| label.printed.clone()).unwrap_or_default(),
        title: heading.title.clone(),
        depth: heading.level - top + 1,
    };
    outline.iter().filter(named).map(entry).collect()
}

fn removed_view(scene: &Scene<'_>, document: &Document, removed: &Removed, inside: &[Anchor]) -> RemovedView {
    let governing = &document.governing;
    let lang = [scene.lang, governing].into_iter().find(|lang| removed.titles.contains_key(*lang));
    let lang = lang.or_else(|| removed.titles.keys().next());
    let title = lang.and_then(|lang| removed.titles.get(lang)).map(|(label, title)| match label {
        Some(label) => format!("{label} {title}").trim_end().to_owned(),
        None => title.clone(),
    });
    let title = title.filter(|title| !title.is_empty());
    let mut last = revision_link(scene, document, removed.last, scene.lang);
    last.href = format!("{}#{}", last.href, removed.anchor);
    RemovedView {
        anchor: removed.anchor.to_string(),
        title_lang: lang.filter(|_| title.is_some()).and_then(|lang| scene.other(lang)),
        title: title.unwrap_or_else(|| scene.words("preamble").to_owned()),
        since: scene.date(document.revisions[removed.gone].effective),
        last,
        inside: inside.iter().map(ToString::to_string).collect(),
    }
}
