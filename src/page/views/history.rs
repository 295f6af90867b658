//! The page of all revisions of a document, and what became of each of its sections.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::document::{document_view, edition, edition_link, facts, revision_view, shown, title};
use super::{Scene, Sheet};
use crate::compare::ChangeKind;
use crate::locale::{Lang, fill};
use crate::model::{Anchor, Document, Heading, State};
use crate::page::pairs::{changed, earlier, is_apart};
use crate::page::view::{CalledView, EntryView, HistoryView, LinkView, SectionView, StepView, View};
use crate::page::{Content, SectionChange, address};

/// Makes the page of all revisions of a document.
pub(super) fn history(scene: &Scene<'_>, document: usize) -> Sheet {
    let at = &scene.site.documents[document];
    let mut summaries = BTreeMap::new();
    let newest_first = (0..at.revisions.len()).rev();
    let entry = |index| EntryView {
        revision: revision_view(scene, document, index, &mut summaries),
        compared: compared(scene, at, index),
    };
    let view = HistoryView {
        document: document_view(scene, at, at.current),
        revisions: newest_first.map(entry).collect(),
        sections: if has_sections(at) { sections(scene, at) } else { Vec::new() },
        data_href: scene.href(&address::versions_json(&at.id)),
    };
    let title = fill(scene.words("title_history"), &[("title", title(scene, at, at.current).0)]);
    let mut frame = facts(scene, (document, at.current), title, &|lang| address::history(lang, &at.id));
    // Every language has this page in its own words, whatever is translated.
    frame.elsewhere.iter_mut().for_each(|(_, _, translated)| *translated = true);
    frame.canonical = Some(address::history(scene.lang, &at.id));
    frame.default = Some(address::history(&scene.languages()[0], &at.id));
    frame.noindex = false;
    frame.description = String::new();
    Sheet { summaries, content: Content::None, view: View::History(Box::new(view)), frame }
}

/// Returns the comparisons of a revision with earlier ones, nearest first; none where its summary is the only one.
fn compared(scene: &Scene<'_>, document: &Document, index: usize) -> Vec<LinkView> {
    let id = |at: usize| document.revisions[at].id.as_str();
    let link = |old: &usize| {
        let page = if is_apart(document, (*old, index)) {
            address::compare(scene.lang, &document.id, (id(*old), id(index)))
        } else {
            address::changes(scene.lang, &document.id, id(index))
        };
        edition_link(scene, document, *old, &page)
    };
    let earlier = earlier(scene.site, document, index);
    if earlier.iter().any(|old| is_apart(document, (*old, index))) {
        earlier.iter().map(link).collect()
    } else {
        Vec::new()
    }
}

/// Returns whether the history of a document's sections tells anything: whether any revision that stands followed another.
pub(super) fn has_sections(document: &Document) -> bool {
    standing(document).any(|at| document.revisions[at].predecessor.is_some())
}

/// Returns the revisions that changed the text, or will, oldest first; what was withdrawn changed nothing.
fn standing(document: &Document) -> impl Iterator<Item = usize> {
    (0..document.revisions.len()).filter(|at| document.revisions[*at].state != State::Withdrawn)
}

/// The sections of a revision as a language shows them.
struct Outline<'a> {
    revision: usize,
    lang: &'a Lang,
    headings: &'a [Arc<Heading>],
}

impl<'a> Outline<'a> {
    fn of(document: &'a Document, index: usize, lang: &'a Lang) -> Self {
        let revision = &document.revisions[index];
        let lang = shown(revision, lang);
        let headings = revision.translations.get(lang).map_or(&[][..], |translation| &translation.outline);
        Self { revision: index, lang, headings }
    }

    fn find(&self, anchor: &Anchor) -> Option<&'a Arc<Heading>> {
        self.headings.iter().find(|heading| heading.anchor == *anchor)
    }
}

fn sections(scene: &Scene<'_>, document: &Document) -> Vec<SectionView> {
    let outlines: Vec<_> = standing(document).map(|at| Outline::of(document, at, scene.lang)).collect();
    let current = Outline::of(document, document.current, scene.lang);
    let mut seen = BTreeSet::new();
    let headings = current.headings.iter().chain(outlines.iter().flat_map(|outline| outline.headings));
    let anchors = headings.map(|heading| &heading.anchor).filter(|anchor| seen.insert(*anchor));
    anchors.filter_map(|anchor| section(scene, document, anchor, (&current, &outlines))).collect()
}

/// Returns what became of a section; `outlines` are those of the revisions that stand, oldest first.
fn section(
    scene: &Scene<'_>,
    document: &Document,
    anchor: &Anchor,
    (current, outlines): (&Outline<'_>, &[Outline<'_>]),
) -> Option<SectionView> {
    let has = |outline: &&Outline<'_>| outline.find(anchor).is_some();
    let is_current = has(&current);
    let last = if is_current { current } else { outlines.iter().rfind(has)? };
    let page = if is_current {
        address::current(scene.lang, &document.id)
    } else {
        address::dated(scene.lang, &document.id, &document.revisions[last.revision].id)
    };
    // A section that is gone may have been translated once, but not where it last stood.
    let own = outlines.iter().rfind(|outline| outline.lang == scene.lang && has(outline)).filter(|_| !is_current);
    let named = own.unwrap_or(last);
    let heading = named.find(anchor)?;
    let standing = outlines.iter();
    let mut steps: Vec<_> = standing.flat_map(|outline| steps(scene, document, outline.revision, anchor)).collect();
    if !steps.iter().any(|step| step.kinds.contains(&ChangeKind::New))
        && let Some(first) = outlines.iter().find(has)
    {
        // It was in the first text, or in the first one of its language.
        steps.insert(0, introduction(scene, document, first.revision, anchor));
    }
    steps.reverse();
    let came = |step: &&StepView| !step.kinds.is_empty() && !matches!(step.state, State::Upcoming | State::Draft);
    Some(SectionView {
        last_changed: steps.iter().find(came).filter(|_| is_current).map(|step| step.effective.clone()),
        anchor: anchor.to_string(),
        number: heading.label.as_ref().map(|label| label.printed.clone()).unwrap_or_default(),
        title: heading.title.clone(),
        lang: scene.other(named.lang),
        is_current,
        href: format!("{}#{anchor}", scene.href(&page)),
        steps,
    })
}

/// Returns what a revision did to a section.
fn steps(scene: &Scene<'_>, document: &Document, index: usize, anchor: &Anchor) -> Vec<StepView> {
    let Some(pair) = changed(document, index, scene.lang) else { return Vec::new() };
    let page = || scene.href(&address::changes(scene.lang, &document.id, &document.revisions[index].id));
    let step = |change: &SectionChange| StepView {
        href: format!("{}#k-row-{}", page(), change.row),
        kinds: change.kinds.clone(),
        called: change.called.clone().map(|(old, new)| CalledView { old, new }),
        lang: scene.other(&pair.2),
        ..step(scene, document, index)
    };
    let changes = scene.texts.changed.get(&pair).into_iter().flatten();
    changes.filter(|change| change.anchors.contains(anchor)).map(step).collect()
}

/// Returns the first text that had a section.
fn introduction(scene: &Scene<'_>, document: &Document, index: usize, anchor: &Anchor) -> StepView {
    let page = scene.href(&address::dated(scene.lang, &document.id, &document.revisions[index].id));
    let is_later = document.revisions[index].predecessor.is_some();
    let kinds = if is_later { vec![ChangeKind::New] } else { Vec::new() };
    StepView { href: format!("{page}#{anchor}"), kinds, ..step(scene, document, index) }
}

fn step(scene: &Scene<'_>, document: &Document, index: usize) -> StepView {
    let revision = &document.revisions[index];
    StepView {
        effective: scene.date(revision.effective),
        edition: edition(scene, document, index, scene.lang),
        state: revision.state,
        href: String::new(),
        kinds: Vec::new(),
        called: None,
        lang: None,
    }
}
