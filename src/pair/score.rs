//! How like two sections are (comparison.md, step 2).

use super::grams::{self, Grams};
use super::matching::Matching;
use super::side::{Entry, Side, may_pair, same_label};

/// What a section is measured by.
#[derive(Debug, Default)]
pub(super) struct Features {
    /// Short runs of the title.
    pub(super) title: Grams,
    /// Short runs of the text.
    pub(super) body: Grams,
}

impl Features {
    fn of(side: &Side<'_>, at: usize, size: usize) -> Self {
        let entry = &side.sections[at];
        Self { title: grams::grams(&entry.section.title.text, size), body: grams::grams(&entry.body, size) }
    }
}

/// The features of both texts' sections; `None` where a section was not measured.
#[derive(Debug)]
pub(super) struct BothFeatures {
    /// Of the old text.
    pub(super) old: Vec<Option<Features>>,
    /// Of the new text.
    pub(super) new: Vec<Option<Features>>,
}

/// Scores pairs of sections, in the light of the pairs that are known.
#[derive(Debug)]
pub(super) struct Scorer<'a> {
    old: &'a Side<'a>,
    new: &'a Side<'a>,
    /// By old section: the new one, as known when the scorer was made.
    known: Vec<Option<usize>>,
    size: usize,
    /// The features.
    pub(super) features: BothFeatures,
}

impl<'a> Scorer<'a> {
    /// Returns a scorer that measures the open sections by runs of `size` letters, where both texts have some.
    pub(super) fn new(old: &'a Side<'a>, new: &'a Side<'a>, matching: &Matching, size: usize) -> Self {
        let none = |sections: &[Entry<'_>]| sections.iter().map(|_| None).collect();
        let features = BothFeatures { old: none(&old.sections), new: none(&new.sections) };
        let mut scorer = Self::with(old, new, matching, features, size);
        let (open_old, open_new) = (matching.open_old(), matching.open_new());
        if !(open_old.is_empty() || open_new.is_empty()) {
            scorer.measure(&open_old, &open_new);
        }
        scorer
    }

    /// Returns a scorer with features that were measured before.
    pub(super) fn with(
        old: &'a Side<'a>,
        new: &'a Side<'a>,
        matching: &Matching,
        features: BothFeatures,
        size: usize,
    ) -> Self {
        Self { old, new, known: matching.new_of.clone(), features, size }
    }

    /// Measures what was not measured yet, so that [`Self::likeness`] of these sections is known.
    pub(super) fn measure(&mut self, old: &[usize], new: &[usize]) {
        for at in old {
            self.features.old[*at].get_or_insert_with(|| Features::of(self.old, *at, self.size));
        }
        for at in new {
            self.features.new[*at].get_or_insert_with(|| Features::of(self.new, *at, self.size));
        }
    }

    /// Gives the features back.
    pub(super) fn into_features(self) -> BothFeatures {
        self.features
    }

    /// Returns the likeness of two sections, about 0 to 1.2, or `None` where they may not be paired.
    pub(super) fn score(&self, old: usize, new: usize) -> Option<f64> {
        let (Some(a), Some(b)) = (&self.features.old[old], &self.features.new[new]) else { return None };
        let allowed = may_pair(&self.old.sections[old], &self.new.sections[new]);
        allowed.then(|| text_score(a, b) + self.bonus(old, new))
    }

    /// Returns the likeness of two sections' titles and texts alone, 0 to 1; 0 where one was not measured.
    pub(super) fn likeness(&self, old: usize, new: usize) -> f64 {
        match (&self.features.old[old], &self.features.new[new]) {
            (Some(a), Some(b)) => text_score(a, b),
            _ => 0.0,
        }
    }

    /// Returns whether likeness may pair two sections of one level below the same heading.
    pub(super) fn may_face(&self, old: usize, new: usize, matching: &Matching) -> bool {
        let (a, b) = (&self.old.sections[old], &self.new.sections[new]);
        let above = match (a.parent, b.parent) {
            (Some(old), Some(new)) => matching.joins(old, new),
            (old, new) => old.is_none() && new.is_none(),
        };
        above && self.same_level(old, new) && may_pair(a, b)
    }

    /// Returns whether neither section has a text of its own.
    pub(super) fn bodiless(&self, old: usize, new: usize) -> bool {
        self.old.sections[old].body.is_empty() && self.new.sections[new].body.is_empty()
    }

    /// Returns whether two sections stand on the same level.
    fn same_level(&self, old: usize, new: usize) -> bool {
        self.old.sections[old].section.level == self.new.sections[new].section.level
    }

    /// What speaks for a pair beside its text.
    fn bonus(&self, old: usize, new: usize) -> f64 {
        let (a, b) = (&self.old.sections[old], &self.new.sections[new]);
        let (last_old, last_new) = (self.old.sections.len() - 1, self.new.sections.len() - 1);
        let before = (old == 0 && new == 0) || (old > 0 && new > 0 && self.known[old - 1] == Some(new - 1));
        let at_end = old == last_old && new == last_new;
        let after = at_end || (old < last_old && new < last_new && self.known[old + 1] == Some(new + 1));
        let parents = match (a.parent, b.parent) {
            (Some(old), Some(new)) if self.known[old] == Some(new) => 0.06,
            (Some(old), Some(_)) if self.known[old].is_none() => 0.0,
            (None, None) => 0.0,
            _ => -0.02,
        };
        let place = |at: usize, last: usize| at as f64 / last.max(1) as f64;
        let near = 1.0 - (place(old, last_old) - place(new, last_new)).abs();
        let when = |holds: bool, bonus: f64| if holds { bonus } else { 0.0 };
        when(same_label(a.section, b.section), 0.06)
            + when(self.same_level(old, new), 0.02)
            + when(before, 0.05)
            + when(after, 0.05)
            + parents
            + 0.03 * near
    }
}

/// Titles weigh less the longer the texts are; an equal title, or much equal text, is enough by itself.
fn text_score(a: &Features, b: &Features) -> f64 {
    let titles = grams::dice(&a.title, &b.title);
    let least = a.body.len().min(b.body.len()) as f64;
    if a.body.is_empty() && b.body.is_empty() {
        return titles;
    }
    let bodies = grams::likeness(&a.body, &b.body, 0.7, 40.0);
    if a.title.is_empty() && b.title.is_empty() {
        return bodies;
    }
    let weight = 0.35 + 0.35 * (least / 200.0).min(1.0);
    let both = (1.0 - weight) * titles + weight * bodies;
    let by_title = if titles > 0.95 { 0.62 + 0.3 * bodies } else { 0.0 };
    let by_body = if least >= 30.0 { 0.95 * bodies } else { 0.0 };
    both.max(by_title).max(by_body)
}
