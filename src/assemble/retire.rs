//! The names of all revisions of a document -> where the anchors lead that its current pages no longer have.

use std::collections::{BTreeMap, BTreeSet};

use super::anchors::{self, HistoryStep, Named, Retired};
use super::document::Day;
use super::facts::Sources;
use super::steps::Step;
use crate::diagnostic::Diagnostic;
use crate::locale::Lang;
use crate::model::{Anchor, Document, Removed, Revision, Translation};
use crate::pair::{Pairing, SectionPair};

/// Fills in where the anchors lead that the current text no longer has.
pub(super) fn retire(
    document: &mut Document,
    steps: &[Step],
    day: Day,
    sources: &Sources,
    found: &mut Vec<Diagnostic>,
) {
    let governing = |at: usize| &steps[at].texts[&document.revisions[at].governing];
    let carried: Vec<Pairing> = (0..steps.len()).map(|at| everything(&governing(at).named)).collect();
    let history: Vec<HistoryStep<'_>> = (0..steps.len())
        .map(|at| {
            let before = document.revisions[at].predecessor;
            let pairing = match (&steps[at].pairing, governing(at).carried_from) {
                (Some(pairing), _) => Some(&**pairing),
                (None, Some(_)) => Some(&carried[at]),
                (None, None) => None,
            };
            HistoryStep { named: &governing(at).named, before: before.zip(pairing) }
        })
        .collect();
    let written = &document.settings.anchors;
    // An anchor of a hidden revision is known only when all are shown.
    if day.all {
        let known: BTreeSet<_> =
            steps.iter().flat_map(|step| step.texts.values()).flat_map(|text| text.named.anchors().cloned()).collect();
        found.extend(anchors::unknown(written, &known, &sources.settings_path));
    }
    let redirects: Vec<_> = written.iter().map(|(old, new)| (old.value.clone(), new.value.clone())).collect();
    let retired = anchors::retired(&history, document.current, &redirects);
    document.retired_in = languages(document, steps, &retired, &redirects);
    let removed = retired
        .removed
        .into_iter()
        .map(|section| Removed {
            titles: titles(&document.revisions[section.last], &section.anchor),
            anchor: section.anchor,
            last: section.last,
            gone: section.gone,
            inside: section.inside,
        })
        .collect();
    document.retired = retired.retired;
    document.removed = removed;
}

/// Returns, for each language, where the anchors lead that the page of the current text lacks.
fn languages(
    document: &Document,
    steps: &[Step],
    retired: &Retired,
    redirects: &[(Anchor, Anchor)],
) -> BTreeMap<Lang, Vec<(Anchor, Anchor)>> {
    let shown = |at: usize, lang: &Lang| {
        let texts = &steps[at].texts;
        let standing = texts.get(lang).unwrap_or_else(|| &texts[&document.revisions[at].governing]);
        &*standing.named
    };
    let langs: BTreeSet<&Lang> = steps.iter().flat_map(|step| step.texts.keys()).collect();
    let of_lang = |lang: &Lang| {
        let texts: Vec<&Named> = (0..=document.current).rev().map(|at| shown(at, lang)).collect();
        let governing = shown(document.current, &document.governing);
        anchors::shown(texts[0], &texts, governing, retired, redirects)
    };
    langs.into_iter().map(|lang| (lang.clone(), of_lang(lang))).collect()
}

/// Returns the pairing of a text with itself.
fn everything(named: &Named) -> Pairing {
    let sections = named.provisions.iter().enumerate().map(|(at, provisions)| SectionPair {
        old: at,
        new: at,
        provisions: (0..provisions.len()).map(|provision| (provision, provision)).collect(),
    });
    Pairing { sections: sections.collect(), merged: Vec::new(), split: Vec::new() }
}

/// Returns label and title of a section in every language of a revision that has it.
fn titles(revision: &Revision, anchor: &Anchor) -> BTreeMap<Lang, (Option<String>, String)> {
    let named = |translation: &Translation| {
        let heading = translation.outline.iter().find(|heading| heading.anchor == *anchor)?;
        Some((heading.label.as_ref().map(|label| label.printed.clone()), heading.title.clone()))
    };
    let translations = revision.translations.iter();
    translations.filter_map(|(lang, translation)| Some((lang.clone(), named(translation)?))).collect()
}
