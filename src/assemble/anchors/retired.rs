//! The names of all revisions -> where those lead that the current text no longer has.
//!
//! No anchor ever dies: it leads to a place of the current text, or to its entry in the list of removed sections.

use std::collections::{BTreeMap, BTreeSet};

use super::name::Named;
use crate::model::Anchor;
use crate::pair::Pairing;

/// One visible revision.
#[derive(Debug, Clone, Copy)]
pub struct HistoryStep<'a> {
    /// The names of its governing text.
    pub named: &'a Named,
    /// The revision before it (an index into the history) and the pairing with that one; `None` for the first, and where the
    /// text is carried the earlier revision with everything paired.
    pub before: Option<(usize, &'a Pairing)>,
}

/// The anchors of a history that the current text does not have.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Retired {
    /// Each with the anchor of the current text at which it must resolve, in order of name
    /// ([`crate::model::Document::retired`]).
    pub retired: Vec<(Anchor, Anchor)>,
    /// Sections that are gone, in the order of their removal ([`crate::model::Document::removed`]).
    pub removed: Vec<RemovedSection>,
}

/// A section that the current text no longer has in any form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemovedSection {
    /// Its anchor in the last revision that had it.
    pub anchor: Anchor,
    /// That revision: an index into the history.
    pub last: usize,
    /// Its place in that revision's governing text.
    pub section: usize,
    /// The first revision without it: an index into the history.
    pub gone: usize,
    /// Anchors that resolve at its entry: of its provisions, its earlier ones, and of sections that it had taken in.
    pub inside: Vec<Anchor>,
}

/// Returns where the anchors lead that any revision of the history has and the one at `current` has not.
///
/// `redirects` are the `[anchors]` of `document.toml`, retired and successor; they go before everything else. Anchors that only
/// revisions after the current one have are left out: there is nothing yet to which they could lead.
pub fn retired(history: &[HistoryStep<'_>], current: usize, redirects: &[(Anchor, Anchor)]) -> Retired {
    let present = history[current].named.anchors().collect();
    let ends = ends(history, current);
    let told = Told { present, redirects: redirects.iter().cloned().collect(), ends: &ends, history };
    let mut out = Retired::default();
    let mut removed: BTreeMap<(usize, usize, usize), RemovedSection> = BTreeMap::new();
    for anchor in ends.keys() {
        match told.end(anchor) {
            Some(End::At(at)) => out.retired.push((anchor.clone(), at)),
            Some(End::Removed { last, section, gone }) => {
                let own = &history[last].named.sections[section];
                let entry = || RemovedSection { anchor: own.clone(), last, section, gone, inside: Vec::new() };
                let entry = removed.entry((gone, last, section)).or_insert_with(entry);
                entry.inside.extend((anchor != own).then(|| anchor.clone()));
            }
            None => {}
        }
    }
    out.removed = removed.into_values().collect();
    out
}

/// Where an anchor leads.
#[derive(Debug, Clone, PartialEq, Eq)]
enum End {
    /// To an anchor of the current text.
    At(Anchor),
    /// To the entry of a removed section: the last revision that had it, its index there, the first revision without it.
    Removed { last: usize, section: usize, gone: usize },
}

/// What the pairings and the author say together.
struct Told<'a> {
    present: BTreeSet<&'a Anchor>,
    redirects: BTreeMap<Anchor, Anchor>,
    ends: &'a BTreeMap<Anchor, End>,
    history: &'a [HistoryStep<'a>],
}

impl Told<'_> {
    /// Returns where an anchor leads; `None` where it is on the current text.
    fn end(&self, anchor: &Anchor) -> Option<End> {
        if self.present.contains(anchor) {
            return None;
        }
        match self.redirected(anchor).or_else(|| self.ends.get(anchor).cloned())? {
            End::At(at) => Some(End::At(at)),
            // What a removed section held follows it where the author says, or where its id stands again.
            End::Removed { last, section, gone } => {
                let own = &self.history[last].named.sections[section];
                let again = || self.present.contains(own).then(|| End::At(own.clone()));
                again().or_else(|| self.redirected(own)).or(Some(End::Removed { last, section, gone }))
            }
        }
    }

    /// Follows the redirects of an anchor; a successor may be retired in its turn.
    fn redirected(&self, anchor: &Anchor) -> Option<End> {
        let mut seen = BTreeSet::from([anchor]);
        let mut at = self.redirects.get(anchor)?;
        loop {
            if self.present.contains(at) {
                return Some(End::At(at.clone()));
            }
            match self.redirects.get(at).filter(|_| seen.insert(at)) {
                Some(next) => at = next,
                None => return self.ends.get(at).cloned(),
            }
        }
    }
}

/// The ends of one revision's sections and their provisions; `None` for what exists only after the current revision.
struct Leads {
    sections: Vec<Option<End>>,
    provisions: Vec<Vec<Option<End>>>,
}

/// Returns the end of every anchor, as the last revision that has it tells.
fn ends(history: &[HistoryStep<'_>], current: usize) -> BTreeMap<Anchor, End> {
    let mut leads: BTreeMap<usize, Leads> = BTreeMap::from([(current, here(history[current].named))]);
    let mut order = vec![current];
    // Back from the current revision, each by the one after it …
    let mut at = current;
    while let Some((before, pairing)) = history[at].before {
        let found = earlier(history[before].named, pairing, &leads[&at], (before, at));
        leads.insert(before, found);
        order.push(before);
        at = before;
    }
    // … and then those that nothing current continues (upcoming, or withdrawn), each by the one before it.
    for (at, step) in history.iter().enumerate() {
        if leads.contains_key(&at) {
            continue;
        }
        let gone = leads.range(at..).map(|(after, _)| *after).find(|after| *after <= current);
        let before = step.before.and_then(|(before, pairing)| Some((leads.get(&before)?, pairing)));
        let found = beside(step.named, before, (at, gone));
        leads.insert(at, found);
        order.push(at);
    }
    let mut ends = BTreeMap::new();
    for at in order {
        let Leads { sections, provisions } = &leads[&at];
        let all = sections.iter().zip(provisions).flat_map(|(section, inside)| std::iter::once(section).chain(inside));
        for (anchor, end) in history[at].named.anchors().zip(all) {
            if let Some(end) = end
                && !ends.contains_key(anchor)
            {
                ends.insert(anchor.clone(), end.clone());
            }
        }
    }
    ends
}

/// The current revision's anchors lead to themselves.
fn here(named: &Named) -> Leads {
    let lead = |anchor: &Anchor| Some(End::At(anchor.clone()));
    let provisions = named.provisions.iter().map(|inside| inside.iter().map(lead).collect());
    Leads { sections: named.sections.iter().map(lead).collect(), provisions: provisions.collect() }
}

/// A revision's anchors lead where those lead that continue them, a section's also where it was taken in.
fn earlier(named: &Named, pairing: &Pairing, after: &Leads, (last, gone): (usize, usize)) -> Leads {
    let removed = |section| Some(End::Removed { last, section, gone });
    let mut sections: Vec<Option<End>> = (0..named.sections.len()).map(removed).collect();
    for (old, new) in &pairing.merged {
        sections[*old] = after.sections[*new].clone();
    }
    for pair in &pairing.sections {
        sections[pair.old] = after.sections[pair.new].clone();
    }
    let mut provisions = held(named, &sections);
    for pair in &pairing.sections {
        for (old, new) in &pair.provisions {
            provisions[pair.old][*old] = after.provisions[pair.new][*new].clone();
        }
    }
    Leads { sections, provisions }
}

/// The anchors of a revision that nothing current continues lead where those lead that it continues.
fn beside(named: &Named, before: Option<(&Leads, &Pairing)>, (last, gone): (usize, Option<usize>)) -> Leads {
    let removed = |section| gone.map(|gone| End::Removed { last, section, gone });
    let mut sections: Vec<Option<End>> = (0..named.sections.len()).map(removed).collect();
    if let Some((before, pairing)) = before {
        let origins = pairing.split.iter().copied().chain(pairing.sections.iter().map(|pair| (pair.new, pair.old)));
        for (new, old) in origins {
            sections[new] = before.sections[old].clone();
        }
    }
    let provisions = held(named, &sections);
    Leads { sections, provisions }
}

/// Provisions without a successor lead to the section that held them.
fn held(named: &Named, sections: &[Option<End>]) -> Vec<Vec<Option<End>>> {
    let inside = sections.iter().zip(&named.provisions);
    inside.map(|(end, provisions)| vec![end.clone(); provisions.len()]).collect()
}
