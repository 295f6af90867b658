//! What became of sections that one text has and the other has not, where they did not simply come or go.

use std::collections::BTreeMap;

use crate::model::{Anchor, Text};

/// How sections of two texts belong together beyond having the same anchor: those that came out of another one, and those
/// that another one took in. Decided on the governing texts (`pair`), so it is the same in every language.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lineage {
    /// Sections of the new text that came out of one of the old text: by the new anchor, the old one.
    pub split: BTreeMap<Anchor, Anchor>,
    /// Sections of the old text that ended in one of the new text: by the old anchor, the new one.
    pub merged: BTreeMap<Anchor, Anchor>,
}

impl Lineage {
    /// Returns the lineage of the mirrored comparison.
    pub fn mirrored(self) -> Self {
        Self { split: self.merged, merged: self.split }
    }

    /// Returns the sections (old, new), by index, that belong together although no anchor says so: an old one whose anchor the
    /// new text lacks, with the one that took it in, and a new one whose anchor the old text lacks, with the one it came out of.
    /// Over several revisions one may have led to the next.
    pub(super) fn links(&self, old: &Text, new: &Text) -> Vec<(usize, usize)> {
        if self.merged.is_empty() && self.split.is_empty() {
            return Vec::new();
        }
        let (olds, news) = (places(old), places(new));
        let merged = olds.iter().filter_map(|(anchor, i)| Some((*i, followed(anchor, &self.merged, &news)?)));
        let split = news.iter().filter_map(|(anchor, j)| Some((followed(anchor, &self.split, &olds)?, *j)));
        let mut links: Vec<(usize, usize)> = merged.chain(split).collect();
        links.sort_unstable();
        links.dedup();
        links
    }
}

/// Returns where each anchor stands; should one occur twice, its first place.
fn places(text: &Text) -> BTreeMap<&Anchor, usize> {
    text.sections.iter().enumerate().rev().filter_map(|(at, section)| Some((section.anchor.as_ref()?, at))).collect()
}

/// Returns where a chain of anchors first meets the other text; `None` for one that begins there.
fn followed(anchor: &Anchor, steps: &BTreeMap<Anchor, Anchor>, there: &BTreeMap<&Anchor, usize>) -> Option<usize> {
    if there.contains_key(anchor) {
        return None;
    }
    // No chain is longer than there are steps; one that is runs in a circle.
    let chain = std::iter::successors(Some(anchor), |anchor| steps.get(anchor)).take(steps.len() + 1);
    chain.skip(1).find_map(|anchor| there.get(anchor).copied())
}
