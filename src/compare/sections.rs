//! Two texts -> their comparison, section by section.

use std::collections::{BTreeMap, BTreeSet};

use crate::compare::classify::{is_same, kinds, minor_in_title};
use crate::compare::format::formats;
use crate::compare::increasing::{Weighed, heaviest_increasing};
use crate::compare::leaves::groups;
use crate::compare::passage::Passage;
use crate::compare::references::Renumbering;
use crate::compare::words::words;
use crate::compare::{Change, ChangeKind, Comparison, Lineage};
use crate::model::{Anchor, Section, Text};

/// Compares two texts of one document in one language. Sections of the same anchor are one section; among those that stand in
/// another order than before, the shorter ones have moved.
pub fn texts(old: &Text, new: &Text, _lineage: &Lineage) -> Comparison {
    let pairs = pairs(old, new);
    let moved = moved(old, new, &pairs);
    let labels =
        pairs.iter().filter_map(|&(i, j)| Some((old.sections[i].label.as_ref()?, new.sections[j].label.as_ref()?)));
    let renumbering = Renumbering::of(labels);
    let (depths, new_depths) = (depths(old), depths(new));
    let of_new: BTreeMap<usize, usize> = pairs.iter().map(|&(i, j)| (j, i)).collect();
    let mut removed = removed(old, &pairs);
    let mut comparison = Comparison::default();
    comparison.changes.extend(removed.remove(&None).into_iter().flatten().map(|i| one_sided(old, i, true)));
    for (j, section) in new.sections.iter().enumerate() {
        match of_new.get(&j) {
            None => comparison.changes.push(one_sided(new, j, false)),
            Some(&i) => {
                let place = Place { moved: moved.contains(&i), nested: depths[i] != new_depths[j] };
                match change((i, &old.sections[i]), (j, section), place, &renumbering) {
                    Some(change) => comparison.changes.push(change),
                    None => comparison.equal.push((i, j)),
                }
            }
        }
        comparison.changes.extend(removed.remove(&Some(j)).into_iter().flatten().map(|i| one_sided(old, i, true)));
    }
    comparison
}

/// Pairs sections of the same anchor, by old index; should an anchor occur twice, the first with the first.
fn pairs(old: &Text, new: &Text) -> Vec<(usize, usize)> {
    let mut by_anchor: BTreeMap<&Anchor, Vec<usize>> = BTreeMap::new();
    for (j, section) in new.sections.iter().enumerate().rev() {
        if let Some(anchor) = &section.anchor {
            by_anchor.entry(anchor).or_default().push(j);
        }
    }
    let partner = |(i, section): (usize, &Section)| Some((i, by_anchor.get_mut(section.anchor.as_ref()?)?.pop()?));
    old.sections.iter().enumerate().filter_map(partner).collect()
}

/// Returns the old sections that stand elsewhere: all pairs outside of the longest text that can be read in one order.
fn moved(old: &Text, new: &Text, pairs: &[(usize, usize)]) -> BTreeSet<usize> {
    let weigh = |&(i, j): &(usize, usize)| {
        let length = length(&old.sections[i]) + length(&new.sections[j]) + 1;
        // Between two of the same length the anchor decides, whichever side is the old one.
        let tie = old.sections[i].anchor.as_ref().map_or(0, |anchor| fnv(anchor.as_str()) >> 24);
        Weighed { old: i, new: j, weight: u128::from(length) << 64 | u128::from(tie) }
    };
    let kept = heaviest_increasing(&pairs.iter().map(weigh).collect::<Vec<_>>());
    pairs.iter().zip(kept).filter(|(_, kept)| !kept).map(|(pair, _)| pair.0).collect()
}

fn length(section: &Section) -> u64 {
    section.leaves().iter().map(|leaf| leaf.text.len() as u64).sum()
}

/// FNV-1a: a number that is the same in every build.
fn fnv(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// Returns the old sections without partner, by the new index of the nearest section before them that has one.
fn removed(old: &Text, pairs: &[(usize, usize)]) -> BTreeMap<Option<usize>, Vec<usize>> {
    let of_old: BTreeMap<usize, usize> = pairs.iter().copied().collect();
    let mut removed: BTreeMap<Option<usize>, Vec<usize>> = BTreeMap::new();
    let mut before = None;
    for i in 0..old.sections.len() {
        match of_old.get(&i) {
            Some(j) => before = Some(*j),
            None => removed.entry(before).or_default().push(i),
        }
    }
    removed
}

fn one_sided(text: &Text, index: usize, is_removed: bool) -> Change {
    let section = Some(&text.sections[index]);
    let (kind, old, new, groups) = if is_removed {
        (ChangeKind::Removed, vec![index], Vec::new(), groups(section, None))
    } else {
        (ChangeKind::New, Vec::new(), vec![index], groups(None, section))
    };
    Change {
        kind,
        also: Vec::new(),
        old,
        new,
        label_changed: false,
        title: Vec::new(),
        title_minor: Vec::new(),
        title_format: Vec::new(),
        groups,
    }
}

/// How the place of a section differs.
#[derive(Clone, Copy)]
struct Place {
    /// Whether it stands elsewhere in the order of sections.
    moved: bool,
    /// Whether it stands below more or fewer headings.
    nested: bool,
}

/// Returns below how many headings each section stands; the levels themselves are a matter of layout.
fn depths(text: &Text) -> Vec<usize> {
    let mut above: Vec<u8> = Vec::new();
    let depth = |section: &Section| {
        while above.pop_if(|level| *level >= section.level).is_some() {}
        // Nothing stands below the text before the first heading.
        above.extend((section.level > 0).then_some(section.level));
        above.len()
    };
    text.sections.iter().map(depth).collect()
}

/// Compares two sections that are one; `None` if nothing differs.
fn change(
    (i, old): (usize, &Section),
    (j, new): (usize, &Section),
    place: Place,
    renumbering: &Renumbering,
) -> Option<Change> {
    if !place.moved && !place.nested && is_same(old, new) {
        return None;
    }
    let (old_title, new_title) = (Passage::of(&[&old.title]), Passage::of(&[&new.title]));
    let title = words(&old_title, &new_title);
    let title_minor = minor_in_title(&old_title.text, &new_title.text, &title);
    let title_format = formats(&old_title, &new_title, &title);
    let groups = groups(Some(old), Some(new));
    let mut kinds = kinds(old, new, &title, &groups, renumbering);
    kinds.extend(place.moved.then_some(ChangeKind::Moved));
    kinds.extend((place.nested && !kinds.contains(&ChangeKind::Changed)).then_some(ChangeKind::Format));
    let kind = kinds.pop_first()?;
    let label_changed = printed(old) != printed(new);
    let also = kinds.into_iter().collect();
    Some(Change { kind, also, old: vec![i], new: vec![j], label_changed, title, title_minor, title_format, groups })
}

fn printed(section: &Section) -> Option<&str> {
    section.label.as_ref().map(|label| label.printed.as_str())
}
