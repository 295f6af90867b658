//! Two texts -> their comparison, section by section.

use std::collections::{BTreeMap, BTreeSet};

use crate::compare::classify::{heading_kinds, is_same, minor_in_title, text_kinds};
use crate::compare::format::{formats, whole};
use crate::compare::increasing::{Weighed, heaviest_increasing};
use crate::compare::leaves::groups;
use crate::compare::passage::Passage;
use crate::compare::renumbering::Renumbering;
use crate::compare::words::words;
use crate::compare::{Change, ChangeKind, Comparison, FormatKind, Lineage};
use crate::model::{Anchor, Section, Text};

/// Compares two texts of one document in one language. Sections of the same anchor are one section; among those that stand in
/// another order than before, the shorter ones have moved. Sections that came out of one, or ended in one, by the lineage, are
/// one change with it.
pub fn texts(old: &Text, new: &Text, lineage: &Lineage) -> Comparison {
    let pairs = pairs(old, new);
    let families = families(&pairs, &lineage.links(old, new));
    let heads: Vec<(usize, usize)> = families.iter().map(|family| family.head).collect();
    let moved = moved(old, new, &heads);
    let renumbering = Renumbering::of(old, new, &heads);
    let (depths, new_depths) = (depths(old), depths(new));
    let of_new: BTreeMap<usize, &Family> =
        families.iter().flat_map(|family| family.new.iter().map(move |j| (*j, family))).collect();
    let mut removed = removed(old, &families);
    let mut comparison = Comparison::default();
    comparison.changes.extend(removed.remove(&None).into_iter().flatten().map(|i| one_sided(old, i, true)));
    for j in 0..new.sections.len() {
        match of_new.get(&j) {
            None => comparison.changes.push(one_sided(new, j, false)),
            Some(family) if family.new[0] == j => {
                let (i, j) = family.head;
                let place = Place { moved: moved.contains(&i), nested: depths[i] != new_depths[j] };
                match change(old, new, family, place, &renumbering) {
                    Some(change) => comparison.changes.push(change),
                    None => comparison.equal.push((i, j)),
                }
            }
            Some(_) => {}
        }
        comparison.changes.extend(removed.remove(&Some(j)).into_iter().flatten().map(|i| one_sided(old, i, true)));
    }
    comparison
}

/// Sections of both texts that are one change: one and one, or what was split and merged.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Family {
    /// Of the old text, rising.
    old: Vec<usize>,
    /// Of the new text, rising.
    new: Vec<usize>,
    /// The two that are the same section; where there are none, the first ones.
    head: (usize, usize),
}

/// Returns the families of all sections that have a counterpart, by the head's old section.
fn families(pairs: &[(usize, usize)], links: &[(usize, usize)]) -> Vec<Family> {
    let mut families: Vec<Family> = Vec::new();
    let (mut of_old, mut of_new): (BTreeMap<usize, usize>, BTreeMap<usize, usize>) = Default::default();
    // The pairs come first, so that they are the heads.
    for &(i, j) in pairs.iter().chain(links) {
        let at = match (of_old.get(&i).copied(), of_new.get(&j).copied()) {
            (Some(one), Some(other)) if one != other => {
                let Family { old, new, .. } = std::mem::take(&mut families[other]);
                of_old.extend(old.iter().map(|i| (*i, one)));
                of_new.extend(new.iter().map(|j| (*j, one)));
                families[one].old.extend(old);
                families[one].new.extend(new);
                continue;
            }
            (Some(at), _) | (None, Some(at)) => at,
            (None, None) => {
                families.push(Family { head: (i, j), ..Family::default() });
                families.len() - 1
            }
        };
        if of_old.insert(i, at).is_none() {
            families[at].old.push(i);
        }
        if of_new.insert(j, at).is_none() {
            families[at].new.push(j);
        }
    }
    families.retain(|family| !family.old.is_empty());
    for family in &mut families {
        family.old.sort_unstable();
        family.new.sort_unstable();
    }
    families.sort_unstable_by_key(|family| family.head);
    families
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
    // As nearly always, every section stands in the order of before.
    if pairs.is_sorted_by(|one, next| one.0 < next.0 && one.1 < next.1) {
        return BTreeSet::new();
    }
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

/// Returns the old sections without family, by the new index of the last section of the nearest family before them.
fn removed(old: &Text, families: &[Family]) -> BTreeMap<Option<usize>, Vec<usize>> {
    let last = |family: &Family| family.new.last().copied();
    let of_old: BTreeMap<usize, usize> =
        families.iter().flat_map(|family| family.old.iter().filter_map(move |i| Some((*i, last(family)?)))).collect();
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
    let section = [&text.sections[index]];
    let (kind, old, new, groups) = if is_removed {
        (ChangeKind::Removed, vec![index], Vec::new(), groups(&section, &[]))
    } else {
        (ChangeKind::New, Vec::new(), vec![index], groups(&[], &section))
    };
    Change {
        kind,
        also: Vec::new(),
        old,
        new,
        head: None,
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

/// Compares the sections of a family; `None` if nothing differs.
fn change(old: &Text, new: &Text, family: &Family, place: Place, renumbering: &Renumbering<'_>) -> Option<Change> {
    let (before, after) = (&old.sections[family.head.0], &new.sections[family.head.1]);
    let alone = family.old.len() == 1 && family.new.len() == 1;
    if alone && !place.moved && !place.nested && is_same(before, after) {
        return None;
    }
    let (old_title, new_title) = (Passage::of(&[&before.title]), Passage::of(&[&after.title]));
    let title = words(&old_title, &new_title);
    let title_minor = minor_in_title(&old_title.text, &new_title.text, &title);
    let mut title_format = formats(&old_title, &new_title, &title);
    let olds: Vec<&Section> = family.old.iter().map(|i| &old.sections[*i]).collect();
    let news: Vec<&Section> = family.new.iter().map(|j| &new.sections[*j]).collect();
    let groups = groups(&olds, &news);
    let standpoint = renumbering.from(&olds, &news);
    let mut kinds = heading_kinds(before, after, &title, &standpoint);
    kinds.extend(text_kinds(&olds, &news, &groups, &standpoint));
    kinds.extend((family.new.len() > 1).then_some(ChangeKind::Split));
    kinds.extend((family.old.len() > 1).then_some(ChangeKind::Merged));
    kinds.extend(place.moved.then_some(ChangeKind::Moved));
    if place.nested && !kinds.contains(&ChangeKind::Changed) {
        kinds.insert(ChangeKind::Format);
        title_format.push(whole(FormatKind::Level, &old_title, &new_title, 0));
    }
    let kind = kinds.pop_first()?;
    let label_changed = printed(before) != printed(after);
    let also = kinds.into_iter().collect();
    let Family { old, new, head } = family.clone();
    Some(Change { kind, also, old, new, head: Some(head), label_changed, title, title_minor, title_format, groups })
}

fn printed(section: &Section) -> Option<&str> {
    section.label.as_ref().map(|label| label.printed.as_str())
}
