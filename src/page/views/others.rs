//! What announced texts have that are not in force, and the current page lacks: where their anchors resolve on it.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Scene;
use super::banners::revision_link;
use super::document::shown;
use crate::model::{Anchor, Document, Heading, State};
use crate::page::view::OtherSectionView;

/// The anchors of announced texts that were not in force and are not yet, as far as a page of the current text lacks them.
#[derive(Default)]
pub(super) struct Others {
    /// Sections, each at an entry of its own.
    pub(super) sections: Vec<OtherSectionView>,
    /// Clauses and paragraphs, each with the section of the current text that they belong to.
    pub(super) inside: Vec<(Anchor, Anchor)>,
}

/// Returns what the announced revisions have that the current one does not go back to; `present` are the anchors on its page.
pub(super) fn others(scene: &Scene<'_>, document: &Document, mut present: BTreeSet<Anchor>) -> Others {
    let chain: BTreeSet<usize> =
        std::iter::successors(Some(document.current), |at| document.revisions[*at].predecessor).collect();
    let is_other = |at: &usize| !chain.contains(at) && document.revisions[*at].state != State::Draft;
    let mut others = Others::default();
    for at in (0..document.revisions.len()).rev().filter(is_other) {
        let revision = &document.revisions[at];
        let Some(text) = revision.translations.get(shown(revision, scene.lang)) else { continue };
        for heading in &text.outline {
            let inside: Vec<Anchor> =
                heading.provisions.iter().filter(|anchor| !present.contains(*anchor)).cloned().collect();
            present.extend(inside.iter().cloned());
            if !present.insert(heading.anchor.clone()) {
                others.inside.extend(inside.into_iter().map(|anchor| (anchor, heading.anchor.clone())));
            } else {
                others.sections.push(section(scene, (document, at), heading, &inside));
            }
        }
    }
    others
}

fn section(
    scene: &Scene<'_>,
    (document, at): (&Document, usize),
    heading: &Arc<Heading>,
    inside: &[Anchor],
) -> OtherSectionView {
    let title = Some(heading.printed()).filter(|title| !title.is_empty());
    let mut text = revision_link(scene, document, at, scene.lang);
    text.href = format!("{}#{}", text.href, heading.anchor);
    OtherSectionView {
        anchor: heading.anchor.to_string(),
        title_lang: title.as_ref().and_then(|_| scene.other(shown(&document.revisions[at], scene.lang))),
        title: title.unwrap_or_else(|| scene.words("preamble").to_owned()),
        text,
        inside: inside.iter().map(ToString::to_string).collect(),
    }
}
