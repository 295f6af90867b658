//! The rows of a summary, and what stands in them.

use super::compared::Basis;
use super::document::edition;
use super::{Scene, lang_view};
use crate::assemble::links;
use crate::compare::{Change, ChangeKind};
use crate::model::{Anchor, Block, Body, Kind, Leaf, Mark, MarkKind, Section, Text};
use crate::page::links::Origin;
use crate::page::reasons::{Said, above, needless};
use crate::page::view::{PartView, RowView};
use crate::page::{Prose, Reason, address};

/// Returns the rows of a summary; their cells are still to be written.
pub(super) fn rows(scene: &Scene<'_>, basis: &Basis, reasons: &[Reason]) -> Vec<RowView> {
    let at = &scene.site.documents[basis.document];
    let has = |revision: usize, anchor: &Anchor| {
        links::shown(at, revision, scene.lang).is_none_or(|text| links::has_id(text, anchor.as_str()))
    };
    // The page may show another language than the one compared.
    let href = |text: &Text, section: usize, revision: usize| {
        let dated = scene.href(&address::dated(scene.lang, &at.id, &at.revisions[revision].id));
        match text.sections[section].anchor.as_ref().filter(|anchor| has(revision, anchor)) {
            Some(anchor) => format!("{dated}#{anchor}"),
            None => dated,
        }
    };
    let parts = |text: &Text, sections: &[usize], revision: usize| -> Vec<PartView> {
        let several = sections.iter().filter(|_| sections.len() > 1);
        let part = |section: &usize| PartView {
            number: label(&text.sections[*section]),
            title: text.sections[*section].title.text.clone(),
            href: href(text, *section, revision),
        };
        several.map(part).collect()
    };
    let row = |(change, reason): (&Change, &Reason)| {
        let (text, section) = change.told_by(&basis.before, &basis.after)?;
        let revision = if change.new.is_empty() { basis.old } else { basis.new };
        let one_language = reason.iter().all(|part| part.lang == reason[0].lang);
        let old_head = change.head.filter(|_| change.label_changed).map(|(old, _)| &basis.before.sections[old]);
        let has_moved = change.kind == ChangeKind::Moved || change.also.contains(&ChangeKind::Moved);
        let moved = change.head.filter(|_| has_moved).and_then(|(at, _)| at.checked_sub(1));
        let moved_after = moved.map(|at| headline(&basis.before.sections[at])).unwrap_or_default();
        Some(RowView {
            anchor: text.sections[section].anchor.as_ref().map(Anchor::to_string).unwrap_or_default(),
            number: label(&text.sections[section]),
            path: path(text, section).join(" / "),
            title: text.sections[section].title.text.clone(),
            kind: change.kind,
            also: change.also.clone(),
            old_number: old_head.map(label).unwrap_or_default(),
            split: parts(&basis.after, &change.new, basis.new),
            merged: parts(&basis.before, &change.old, basis.old),
            needless: scene.skin.words.get(scene.lang).and_then(|words| needless(change.kind, &change.also, words)),
            moved_first: has_moved && moved_after.is_empty(),
            moved_after,
            before_html: None,
            after_html: None,
            reason_html: None,
            reason_lang: reason.first().filter(|_| one_language).and_then(|part| part.lang.clone()),
            href: href(text, section, revision),
        })
    };
    basis.comparison.changes.iter().zip(reasons).filter_map(row).collect()
}

/// Returns what was said of each change as blocks.
pub(super) fn prose(scene: &Scene<'_>, basis: &Basis, said: &[Vec<Said>]) -> Vec<Reason> {
    let at = &scene.site.documents[basis.document];
    let several = Some(basis.old) != at.revisions[basis.new].predecessor;
    let part = |said: &Said, one_language: bool| {
        let (document, revision, lang) = (basis.document, said.revision, &said.lang);
        let hrefs = Origin { at: scene, document, revision, lang, on_page: false }.of_blocks(&said.words);
        // It stands among the words of the reason, so it is in their language.
        let date = several.then(|| heading(edition(scene, at, revision, lang)));
        let blocks = date.into_iter().chain(said.words.iter().cloned()).collect();
        let lang = if one_language { scene.other(&said.lang) } else { Some(lang_view(&said.lang)) };
        Prose { blocks, hrefs, lang }
    };
    let reason = |said: &Vec<Said>| {
        let one_language = said.iter().all(|part| part.lang == said[0].lang);
        said.iter().map(|one| part(one, one_language)).collect()
    };
    said.iter().map(reason).collect()
}

/// Returns words as a paragraph that heads others.
fn heading(text: String) -> Block {
    let mut leaf = Leaf::plain(text);
    leaf.marks.push(Mark { range: 0..leaf.text.len(), kind: MarkKind::Strong });
    let body = Body::Leaf(leaf);
    Block { kind: Kind::Paragraph, label: None, id: None, anchor: None, direction: None, span: 0..0, body }
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
