//! The state of every translation: the first that holds of behind, partial, suspect, carried, current (product.md 4).
//!
//! `missing` is the state of a language without a translation and so never that of a translation.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::named;
use crate::locale::Lang;
use crate::model::{Anchor, Class, Document, Heading, Revision, State, Suspect, Translation, TranslationState, later};

/// Says of the newest text in each language that it is behind, where it is older than the revision in force.
pub fn set_behind(revisions: &mut [Revision]) {
    let in_force = revisions.iter().position(|revision| revision.state == State::InForce).unwrap_or_default();
    let mut told = BTreeSet::new();
    for (at, revision) in revisions.iter_mut().enumerate().rev() {
        if !matches!(revision.state, State::InForce | State::Superseded) {
            continue;
        }
        for (lang, translation) in &mut revision.translations {
            if told.insert(lang.clone()) && at < in_force {
                Arc::make_mut(translation).state = TranslationState::Behind;
            }
        }
    }
}

/// Returns the state of a translation, but for [`TranslationState::Behind`].
pub fn state(translation: &Translation) -> TranslationState {
    if translation.differs_at.is_some() {
        TranslationState::Partial
    } else if !translation.suspects.is_empty() {
        TranslationState::Suspect
    } else if translation.carried_from.is_some() {
        TranslationState::Carried
    } else {
        TranslationState::Current
    }
}

/// Returns the sections of a translation whose governing text changed while they did not; `before` are the revisions before its own.
///
/// A section follows its governing text from the revision in which it was last written, or in which its author called it unaffected. An
/// editorial revision changes no meaning, so it casts no doubt on what it carries; doubt that was there before it stays.
pub fn suspects(before: &[Revision], revision: &Revision, lang: &Lang, translation: &Translation) -> Vec<Suspect> {
    let Some(old_at) = translation.compared_with.filter(|_| *lang != revision.governing) else { return Vec::new() };
    let old = &before[old_at];
    let Some(own_before) = old.translations.get(lang) else { return Vec::new() };
    let (Some(governing_before), Some(governing)) =
        (old.translations.get(&old.governing), revision.translations.get(&revision.governing))
    else {
        return Vec::new();
    };
    // Where another language came to govern, or this one governed before, there is nothing that it followed.
    if old.governing != revision.governing {
        return Vec::new();
    }
    let own_names = translation.carried_from.is_none().then_some(&translation.unaffected);
    let unaffected: Vec<usize> =
        own_names.into_iter().flatten().flat_map(|name| named::sections(name, &translation.outline)).collect();
    let way = revision.predecessor.map(|last| later(before, old_at, last)).unwrap_or_default();
    let suspect = |(at, heading): (usize, &Arc<Heading>)| {
        let now = governing.digest(&heading.anchor)?;
        if own_before.digest(&heading.anchor) != Some(heading.digest) || unaffected.contains(&at) {
            return None;
        }
        let known = own_before.suspects.iter().find(|suspect| suspect.anchor == heading.anchor);
        let follows = known.map_or_else(|| governing_before.digest(&heading.anchor), |known| Some(known.follows))?;
        let since = match known {
            Some(known) => Some(known.since),
            None => changed_in(before, &way, Some(revision), &heading.anchor),
        };
        let suspect = |since| Suspect { anchor: heading.anchor.clone(), since, follows };
        (now != follows).then_some(since)?.map(suspect)
    };
    translation.outline.iter().enumerate().filter_map(suspect).collect()
}

/// Returns the first of some revisions, or the one behind them, in which the governing text of a section is another than before; an
/// editorial revision changes no meaning.
fn changed_in(before: &[Revision], way: &[usize], last: Option<&Revision>, anchor: &Anchor) -> Option<usize> {
    let governing = |revision: &Revision| revision.translations.get(&revision.governing)?.digest(anchor);
    let changed = |one: &Revision| {
        one.class == Class::Substantive && one.predecessor.is_some_and(|at| governing(&before[at]) != governing(one))
    };
    let found = way.iter().copied().find(|at| changed(&before[*at]));
    found.or_else(|| last.is_some_and(changed).then_some(before.len()))
}

/// Returns the sections of a revision's governing text that the newest text in a language does not follow, each with the revision in which
/// it changed first, in the order of the governing text; none where there is no such text.
pub fn owed(document: &Document, at: usize, lang: &Lang) -> Vec<(Anchor, usize)> {
    let revisions = &document.revisions;
    let governing = |at: usize| revisions[at].translations.get(&revisions[at].governing);
    let newest = document.newest_text(at, lang).filter(|_| *lang != revisions[at].governing);
    let (Some(newest), Some(outline)) = (newest, governing(at).map(|text| &text.outline)) else { return Vec::new() };
    let (text, way) = (&revisions[newest].translations[lang], later(revisions, newest, at));
    let since = |heading: &Arc<Heading>| {
        let suspect = text.suspects.iter().find(|suspect| suspect.anchor == heading.anchor);
        let differs = governing(newest).and_then(|text| text.digest(&heading.anchor)) != Some(heading.digest);
        let changed = || differs.then(|| changed_in(revisions, &way, None, &heading.anchor)).flatten();
        suspect.map(|suspect| suspect.since).or_else(changed).map(|since| (heading.anchor.clone(), since))
    };
    outline.iter().filter_map(since).collect()
}
