//! The page of two languages side by side.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::banners::{banners, section_notes};
use super::document::{document_view, facts, revision_view, title};
use super::text::side;
use super::{Scene, Sheet, lang_view};
use crate::assemble::states;
use crate::locale::{Lang, fill};
use crate::model::{Anchor, Document, Text};
use crate::page::pairs::{beside, newest, owed};
use crate::page::view::{BilingualView, LinkView, View};
use crate::page::{Content, PageId, SideChanges, address};

/// Makes the page on which the page's language stands beside another; the newest text of each, which the plan knows to be there.
pub(super) fn bilingual(scene: &Scene<'_>, document: usize, other: &Lang) -> Sheet {
    let at = &scene.site.documents[document];
    let index = |lang: &Lang| newest(at, lang).unwrap_or(at.current);
    let text = |lang: &Lang| scene.texts.by.get(&(index(lang), lang.clone())).cloned().unwrap_or_default();
    let (first, second) = (text(scene.lang), text(other));
    let revisions = (index(scene.lang), index(other));
    let mut summaries = BTreeMap::new();
    let link = |lang: &Lang| LinkView {
        href: scene.href(&address::dated(lang, &at.id, &at.revisions[index(lang)].id)),
        text: lang.autonym(),
        lang: Some(lang_view(lang)),
    };
    let view = BilingualView {
        document: document_view(scene, at, revisions.0),
        revision: revision_view(scene, document, revisions.0, &mut summaries),
        other_revision: (revisions.1 != revisions.0)
            .then(|| revision_view(scene, document, revisions.1, &mut summaries)),
        first: link(scene.lang),
        second: link(other),
        swap_href: scene.href(&address::bilingual(other, &at.id, scene.lang)),
        banners: banners(scene, at, revisions.0, revisions.0 == at.current),
        is_for_translators: scene.comparison.is_some(),
        body_html: String::new(),
    };
    let words = scene.words("title_bilingual");
    let (first_name, second_name) = (scene.lang.autonym(), other.autonym());
    let of = [("title", title(scene, at, revisions.0).0), ("first", &first_name), ("second", &second_name)];
    let own = |lang: &Lang| address::bilingual(lang, &at.id, if lang == other { scene.lang } else { other });
    let mut frame = facts(scene, (document, revisions.0), fill(words, &of), &own);
    // The same page exists with either language first, and with no other.
    frame.elsewhere.retain_mut(|(lang, _, is_translated)| {
        *is_translated = true;
        lang == scene.lang || lang == other
    });
    frame.canonical = Some(own(scene.lang));
    frame.default = None;
    frame.noindex = false;
    let sides = [
        side(scene, (document, revisions.0), (&first, scene.lang), true),
        side(scene, (document, revisions.1), (&second, other), false),
    ];
    let notes = [section_notes(scene, at, revisions.0, scene.lang), section_notes(scene, at, revisions.1, other)];
    let id = PageId::Bilingual(document, scene.lang.clone(), other.clone());
    let changes = scene.comparison.zip(owed(at, &id)).map(|(comparison, (from, _, lang))| {
        let text = scene.texts.by.get(&(from, lang.clone())).cloned().unwrap_or_default();
        let old = side(scene, (document, from), (&text, &lang), false);
        let translated = if lang == *other { scene.lang } else { other };
        let anchors = states::owed(at, at.current, translated).into_iter().map(|(anchor, _)| anchor).collect();
        Box::new(SideChanges { second: lang == *other, anchors, old, comparison: comparison.clone() })
    });
    let content = Content::Bilingual { sides, other: lang_view(other), rows: rows(&first, &second), notes, changes };
    Sheet { view: View::Bilingual(Box::new(view)), content, summaries, frame }
}

/// Returns the ways to pages on which a text stands beside another language, where it is the newest in its own.
pub(super) fn links(scene: &Scene<'_>, document: &Document, index: usize) -> Vec<LinkView> {
    if newest(document, scene.lang) != Some(index) {
        return Vec::new();
    }
    let link = |other: &Lang| LinkView {
        href: scene.href(&address::bilingual(scene.lang, &document.id, other)),
        text: other.autonym(),
        lang: Some(lang_view(other)),
    };
    beside(scene.site, document, scene.lang).map(link).collect()
}

/// Returns which sections of two texts stand beside each other, by index: those of one anchor, in the order of the first text; a section
/// that the other text alone has stands behind the one that it follows there.
fn rows(first: &Arc<Text>, second: &Arc<Text>) -> Vec<(Option<usize>, Option<usize>)> {
    let anchors = |text: &Arc<Text>| -> BTreeMap<Anchor, usize> {
        let named = text.sections.iter().enumerate();
        named.filter_map(|(at, section)| Some((section.anchor.clone()?, at))).collect()
    };
    let (ours, theirs) = (anchors(first), anchors(second));
    let mut rows: Vec<_> = (0..first.sections.len())
        .map(|at| (Some(at), first.sections[at].anchor.as_ref().and_then(|anchor| theirs.get(anchor)).copied()))
        .collect();
    for (at, section) in second.sections.iter().enumerate() {
        if section.anchor.as_ref().is_none_or(|anchor| !ours.contains_key(anchor)) {
            let before = at.checked_sub(1);
            let place = rows.iter().position(|(_, other)| before.is_some() && *other == before);
            rows.insert(place.map_or(0, |place| place + 1), (None, Some(at)));
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Section;
    use crate::page::sample::section;

    #[test]
    fn sections_of_one_anchor_stand_beside_each_other() {
        let text = |anchors: &[&str]| {
            let named = |name: &&str| Section { anchor: Anchor::new(name), ..section(2, 1, name, "") };
            let sections = anchors.iter().map(named).collect();
            Arc::new(Text { sections, ..Text::default() })
        };
        let check = |first: &[&str], second: &[&str], expected: &[(Option<usize>, Option<usize>)]| {
            assert_eq!(rows(&text(first), &text(second)), expected);
        };
        let both = |one, other| (Some(one), Some(other));
        check(&["a", "b"], &["a", "b"], &[both(0, 0), both(1, 1)]);
        check(
            &["a", "b"],
            &["x", "a", "y", "z"],
            &[(None, Some(0)), both(0, 1), (None, Some(2)), (None, Some(3)), (Some(1), None)],
        );
        check(&["a", "b"], &["b", "a"], &[both(0, 1), both(1, 0)]);
        check(&[], &["a"], &[(None, Some(0))]);
    }
}
