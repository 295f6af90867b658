//! The state of every translation: the first that holds of behind, partial, suspect, carried, current (product.md 4).
//!
//! `missing` is the state of a language without a translation and so never that of a translation.

use super::named;
use crate::locale::Lang;
use crate::model::{Heading, Revision, State, Translation, TranslationState};

/// Sets the state of every translation.
pub fn translations(revisions: &mut [Revision]) {
    let in_force = revisions.iter().position(|revision| revision.state == State::InForce);
    let mut states = Vec::new();
    for (at, revision) in revisions.iter().enumerate() {
        for (lang, translation) in &revision.translations {
            let newest = revisions.iter().rposition(|other| {
                other.translations.contains_key(lang) && matches!(other.state, State::InForce | State::Superseded)
            });
            let behind = newest == Some(at) && in_force.is_some_and(|in_force| at < in_force);
            states.push((at, lang.clone(), state(revisions, revision, lang, translation, behind)));
        }
    }
    for (at, lang, state) in states {
        if let Some(translation) = revisions[at].translations.get_mut(&lang) {
            translation.state = state;
        }
    }
}

fn state(
    revisions: &[Revision],
    revision: &Revision,
    lang: &Lang,
    translation: &Translation,
    behind: bool,
) -> TranslationState {
    let governs = *lang == revision.governing;
    if behind {
        TranslationState::Behind
    } else if translation.differs_at.is_some() {
        TranslationState::Partial
    } else if !governs && !suspects(revisions, revision, translation).is_empty() {
        TranslationState::Suspect
    } else if translation.carried_from.is_some() {
        TranslationState::Carried
    } else {
        TranslationState::Current
    }
}

/// Returns the sections of a translation whose governing text changed since the revision it is compared with while the
/// translation did not, and that its author does not call unaffected; by index into its outline.
pub fn suspects(revisions: &[Revision], revision: &Revision, translation: &Translation) -> Vec<usize> {
    let Some(old) = translation.compared_with.map(|at| &revisions[at]) else { return Vec::new() };
    let lang = revision.translations.iter().find(|(_, other)| std::ptr::eq(*other, translation)).map(|(lang, _)| lang);
    let Some(old_translation) = lang.and_then(|lang| old.translations.get(lang)) else { return Vec::new() };
    let (Some(old_governing), Some(governing)) =
        (old.translations.get(&old.governing), revision.translations.get(&revision.governing))
    else {
        return Vec::new();
    };
    if old.governing != revision.governing {
        return Vec::new();
    }
    let digest = |outline: &[Heading], heading: &Heading| {
        outline.iter().find(|other| other.anchor == heading.anchor).map(|other| other.digest)
    };
    let unaffected: Vec<usize> =
        translation.unaffected.iter().flat_map(|name| named::sections(name, &translation.outline)).collect();
    translation
        .outline
        .iter()
        .enumerate()
        .filter(|(at, heading)| {
            let own_same = digest(&old_translation.outline, heading) == Some(heading.digest);
            let (before, after) = (digest(&old_governing.outline, heading), digest(&governing.outline, heading));
            own_same && before.is_some() && after.is_some() && before != after && !unaffected.contains(at)
        })
        .map(|(at, _)| at)
        .collect()
}
