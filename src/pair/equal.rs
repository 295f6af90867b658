//! Pairs of sections that say the same, title and text.

use super::matching::Matching;
use super::side::{Side, may_pair};

/// Pairs equal sections where there is only one such on either side, and from every pair on those that follow it and those
/// that go before it, as long as they are equal too (Heckel 1978): of several equal sections, that one goes on which stands
/// beside its old neighbour.
pub(super) fn pair_evident(old: &Side<'_>, new: &Side<'_>, matching: &mut Matching) {
    let (in_old, in_new) = (old.unique(&matching.open_old()), new.unique(&matching.open_new()));
    for (content, new_at) in in_new {
        if let Some(old_at) = in_old.get(&content) {
            pair_equal(old, new, (*old_at, new_at), matching);
        }
    }
    let told = |matching: &Matching, (at_old, at_new): (usize, usize)| {
        matching.merged.iter().any(|(at, _)| *at == at_old) || matching.split.iter().any(|(at, _)| *at == at_new)
    };
    let (length_old, length_new) = (old.sections.len(), new.sections.len());
    // The ends of the texts are neighbours too.
    for at in 0..length_new {
        let before = if at == 0 { Some(0) } else { matching.old_of[at - 1].map(|before| before + 1) };
        if let Some(pair) = before.map(|before| (before, at)).filter(|pair| !told(matching, *pair)) {
            pair_equal(old, new, pair, matching);
        }
    }
    for at in (0..length_new).rev() {
        let after = if at + 1 == length_new { Some(length_old) } else { matching.old_of[at + 1] };
        let before = after.and_then(|after| after.checked_sub(1));
        if let Some(pair) = before.map(|before| (before, at)).filter(|pair| !told(matching, *pair)) {
            pair_equal(old, new, pair, matching);
        }
    }
}

/// Pairs what is equal and still open, in the order in which it stands.
pub(super) fn pair_rest(old: &Side<'_>, new: &Side<'_>, matching: &mut Matching) {
    let (in_old, in_new) = (old.alike(&matching.open_old()), new.alike(&matching.open_new()));
    for (content, news) in in_new {
        for pair in in_old.get(&content).into_iter().flatten().copied().zip(news) {
            pair_equal(old, new, pair, matching);
        }
    }
}

fn pair_equal(old: &Side<'_>, new: &Side<'_>, (at_old, at_new): (usize, usize), matching: &mut Matching) {
    let Some(entry) = old.sections.get(at_old) else { return };
    let other = &new.sections[at_new];
    if entry.content() == other.content() && may_pair(entry, other) {
        matching.pair(at_old, at_new);
    }
}
