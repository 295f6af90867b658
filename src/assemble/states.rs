//! The state of every translation: the first that holds of behind, partial, suspect, carried, current (product.md 4).
//!
//! `missing` is the state of a language without a translation and so never that of a translation.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::named;
use crate::locale::Lang;
use crate::model::{Heading, Revision, State, Translation, TranslationState};

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

/// Returns the state of a translation, but for [`TranslationState::Behind`]; `before` are the revisions before its own.
pub fn state(before: &[Revision], revision: &Revision, lang: &Lang, translation: &Translation) -> TranslationState {
    let governs = *lang == revision.governing;
    if translation.differs_at.is_some() {
        TranslationState::Partial
    } else if !governs && !suspects(before, revision, lang, translation).is_empty() {
        TranslationState::Suspect
    } else if translation.carried_from.is_some() {
        TranslationState::Carried
    } else {
        TranslationState::Current
    }
}

/// Returns the sections of a translation whose governing text changed since the revision it is compared with while the
/// translation did not, and that its author does not call unaffected; by index into its outline.
fn suspects(before: &[Revision], revision: &Revision, lang: &Lang, translation: &Translation) -> Vec<usize> {
    let Some(old) = translation.compared_with.map(|at| &before[at]) else { return Vec::new() };
    let Some(old_translation) = old.translations.get(lang) else { return Vec::new() };
    let (Some(old_governing), Some(governing)) =
        (old.translations.get(&old.governing), revision.translations.get(&revision.governing))
    else {
        return Vec::new();
    };
    if old.governing != revision.governing {
        return Vec::new();
    }
    let digest = |outline: &[Arc<Heading>], heading: &Heading| {
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
