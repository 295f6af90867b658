//! Two sections and their runs -> the kinds of change between them.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::compare::fold::{fold, fold_alike};
use crate::compare::format::formats;
use crate::compare::passage::Passage;
use crate::compare::renumbering::{Cited, Standpoint};
use crate::compare::units::{labels, structure};
use crate::compare::{ChangeKind, Group, LEAF_BREAK, Run};
use crate::locale::fold_case;
use crate::model::{Label, Leaf, MarkKind, Section, are_alike};
use crate::parse::references::references;

/// Returns whether two sections are plainly the same; `false` only means that they have to be compared.
pub(super) fn is_same(old: &Section, new: &Section) -> bool {
    if old.label == new.label && old.title.is_alike(&new.title) && are_alike(&old.blocks, &new.blocks) {
        return true;
    }
    let (leaves, new_leaves) = (old.leaves(), new.leaves());
    label_kind(old.label.as_ref(), new.label.as_ref()).is_none()
        && structure(old) == structure(new)
        && label_kinds(old, new).is_empty()
        && same_leaf(&old.title, &new.title)
        && leaves.iter().zip(new_leaves).all(|(old, new)| same_leaf(old, new))
}

fn same_leaf(old: &Leaf, new: &Leaf) -> bool {
    if old.is_alike(new) {
        return true;
    }
    let whole = Run::Equal { old: 0..old.text.len(), new: 0..new.text.len() };
    old.text == new.text && formats(&Passage::of(&[old]), &Passage::of(&[new]), &[whole]).is_empty()
}

/// Returns what differs between the headings of two sections that are one.
pub(super) fn heading_kinds(
    old: &Section,
    new: &Section,
    title: &[Run],
    standpoint: &Standpoint<'_, '_>,
) -> BTreeSet<ChangeKind> {
    let mut kinds = title_kinds(&old.title, &new.title, title, standpoint);
    kinds.extend(label_kind(old.label.as_ref(), new.label.as_ref()));
    kinds
}

/// Returns what differs between the texts of sections that are one change. Numbers of clauses and items count where nothing
/// else differs; beside a change of the text, or of the sections, they merely follow from it.
pub(super) fn text_kinds(
    olds: &[&Section],
    news: &[&Section],
    groups: &[Group],
    standpoint: &Standpoint<'_, '_>,
) -> BTreeSet<ChangeKind> {
    let (leaves, new_leaves) = (leaves(olds), leaves(news));
    let mut kinds = BTreeSet::new();
    for group in groups {
        kinds.extend(group_kinds(&leaves[group.old.clone()], &new_leaves[group.new.clone()], group, standpoint));
    }
    if let ([old], [new]) = (olds, news)
        && !kinds.contains(&ChangeKind::Changed)
    {
        kinds.extend((structure(old) != structure(new)).then_some(ChangeKind::Format));
        kinds.extend(label_kinds(old, new));
    }
    kinds
}

fn leaves<'a>(sections: &[&'a Section]) -> Vec<&'a Leaf> {
    sections.iter().flat_map(|section| section.leaves()).collect()
}

fn title_kinds(old: &Leaf, new: &Leaf, runs: &[Run], standpoint: &Standpoint<'_, '_>) -> BTreeSet<ChangeKind> {
    let mut kinds = word_kinds(&old.text, &new.text, runs, standpoint);
    if !kinds.is_empty() && is_retyped(&old.text, &new.text) {
        kinds = BTreeSet::from([ChangeKind::Cosmetic]);
    }
    let format = formats(&Passage::of(&[old]), &Passage::of(&[new]), runs);
    kinds.extend((!format.is_empty()).then_some(ChangeKind::Format));
    kinds
}

/// Returns whether titles differ in case, white space, width and quotation marks alone.
fn is_retyped(old: &str, new: &str) -> bool {
    old == new || fold_case(&fold(old)) == fold_case(&fold(new))
}

/// Returns the runs of two titles, by index, that are minor (see [`crate::compare::Change::title_minor`]).
pub(super) fn minor_in_title(old: &str, new: &str, runs: &[Run]) -> Vec<usize> {
    if !is_retyped(old, new) {
        return minor(old, new, runs);
    }
    (0..runs.len()).filter(|at| !matches!(runs[*at], Run::Equal { .. })).collect()
}

/// Returns the runs of two texts, by index, that belong to a change of nothing but white space, width or quotation marks.
pub(super) fn minor(old: &str, new: &str, runs: &[Run]) -> Vec<usize> {
    let found = changes(runs).into_iter().filter(|change| is_minor(&old[change.old.clone()], &new[change.new.clone()]));
    found.flat_map(|change| change.runs).collect()
}

/// Returns whether two texts differ in nothing but white space, width and quotation marks; the ends of leaves count.
pub fn is_minor(old: &str, new: &str) -> bool {
    let breaks = |text: &str| text.matches(LEAF_BREAK).count();
    fold_alike(old, new) && breaks(old) == breaks(new)
}

fn label_kind(old: Option<&Label>, new: Option<&Label>) -> Option<ChangeKind> {
    match (old, new) {
        (None, None) => None,
        (Some(old), Some(new)) if old.printed == new.printed => None,
        (Some(old), Some(new)) if fold(&old.printed) == fold(&new.printed) => Some(ChangeKind::Cosmetic),
        _ => Some(ChangeKind::Renumbered),
    }
}

/// Compares the labels printed within two sections of the same structure.
fn label_kinds(old: &Section, new: &Section) -> BTreeSet<ChangeKind> {
    let (old, new) = (labels(old), labels(new));
    if old.len() != new.len() {
        return BTreeSet::from([ChangeKind::Format]);
    }
    let kind = |(old, new): (Option<&Label>, Option<&Label>)| match (old, new) {
        (Some(_), None) | (None, Some(_)) => Some(ChangeKind::Format),
        _ => label_kind(old, new),
    };
    old.into_iter().zip(new).filter_map(kind).collect()
}

fn group_kinds(olds: &[&Leaf], news: &[&Leaf], group: &Group, standpoint: &Standpoint<'_, '_>) -> BTreeSet<ChangeKind> {
    if olds.is_empty() || news.is_empty() {
        let tells = olds.iter().chain(news).any(|leaf| tells(leaf));
        return BTreeSet::from([if tells { ChangeKind::Changed } else { ChangeKind::Format }]);
    }
    let mut kinds = word_kinds(&Passage::of(olds).text, &Passage::of(news).text, &group.runs, standpoint);
    kinds.extend(group.moved.then_some(ChangeKind::Changed));
    kinds.extend((!group.format.is_empty()).then_some(ChangeKind::Format));
    kinds
}

/// Returns whether a reader would miss the leaf.
fn tells(leaf: &Leaf) -> bool {
    !fold(&leaf.text).is_empty() || leaf.marks.iter().any(|mark| matches!(mark.kind, MarkKind::Image { .. }))
}

/// Returns what the changes within two texts amount to.
fn word_kinds(old: &str, new: &str, runs: &[Run], standpoint: &Standpoint<'_, '_>) -> BTreeSet<ChangeKind> {
    let mut kinds = BTreeSet::new();
    let mut known = None;
    for Stretch { old: deleted, new: inserted, .. } in changes(runs) {
        let (one, other) = (&old[deleted.clone()], &new[inserted.clone()]);
        kinds.insert(if is_minor(one, other) {
            ChangeKind::Cosmetic
        } else if fold_alike(one, other) {
            ChangeKind::Format
        } else if may_cite(one) && may_cite(other) && {
            let (olds, news) = known.get_or_insert_with(|| (references(old), references(new)));
            standpoint.explains(Cited::of(old, olds), Cited::of(new, news), &deleted, &inserted)
        } {
            ChangeKind::References
        } else {
            ChangeKind::Changed
        });
    }
    kinds
}

/// The longest change, in bytes, that is tried as references.
const LONGEST_CITED: usize = 80;

/// Returns whether changed words may be references: there are some, and not many.
fn may_cite(words: &str) -> bool {
    !words.is_empty() && words.len() <= LONGEST_CITED
}

/// What stands between two equal runs: its bytes on either side, and the runs of which it is made.
struct Stretch {
    old: Range<usize>,
    new: Range<usize>,
    runs: Range<usize>,
}

/// Returns each stretch that changed.
fn changes(runs: &[Run]) -> Vec<Stretch> {
    let mut found: Vec<Stretch> = Vec::new();
    let (mut i, mut j, mut open) = (0, 0, false);
    for (at, run) in runs.iter().enumerate() {
        if let Run::Equal { old, new } = run {
            (i, j, open) = (old.end, new.end, false);
            continue;
        }
        if !open {
            found.push(Stretch { old: i..i, new: j..j, runs: at..at });
            open = true;
        }
        let change = found.last_mut().expect("a change is open");
        change.runs.end = at + 1;
        match run {
            Run::Deleted(range) => (change.old.end, i) = (range.end, range.end),
            Run::Inserted(range) => (change.new.end, j) = (range.end, range.end),
            Run::Equal { .. } => {}
        }
    }
    found
}
