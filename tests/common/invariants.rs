//! What must hold of the comparison of any two texts: that it tells both whole (I1), nothing of equal ones (I2), each section
//! and leaf once (I3), the same both ways (I5), and cuts no character (I6). Shared by property tests, tests with real texts and
//! the fuzz target.

use std::collections::BTreeSet;
use std::ops::Range;

use kaitei::assemble::texts::BUILT_IN;
use kaitei::compare::{self, Change, ChangeKind, Comparison, Format, LEAF_BREAK, Lineage, Run};
use kaitei::locale::graphemes;
use kaitei::model::{Leaf, MarkKind, Text};
use kaitei::pair;

/// Returns what became of sections that did not simply come or go, as the pairing of two texts with anchors has it.
pub(crate) fn lineage(old: &Text, new: &Text) -> Lineage {
    let pairing = pair::texts(old, new, &[]);
    let anchor = |text: &Text, at: usize| text.sections[at].anchor.clone();
    let split = pairing.split.iter().filter_map(|(at, from)| Some((anchor(new, *at)?, anchor(old, *from)?)));
    let merged = pairing.merged.iter().filter_map(|(at, into)| Some((anchor(old, *at)?, anchor(new, *into)?)));
    Lineage { split: split.collect(), merged: merged.collect() }
}

/// Says which invariants the comparison of two texts breaks.
pub(crate) fn broken(old: &Text, new: &Text, lineage: &Lineage) -> Vec<String> {
    let mirror = lineage.clone().mirrored();
    let comparison = compare::texts(old, new, lineage);
    let mut broken = Vec::new();
    for text in [old, new] {
        let same = compare::texts(text, text, &Lineage::default()).changes;
        broken.extend(same.first().map(|change| format!("I2: {change:?}")));
    }
    broken.extend(once_each(&comparison, old, new));
    broken.extend(comparison.changes.iter().flat_map(|change| told_whole(change, old, new)));
    let (there, back) = (told(&comparison, false), told(&compare::texts(new, old, &mirror), true));
    if there != back {
        let differ: Vec<&String> = there.iter().filter(|one| !back.contains(one)).collect();
        let other: Vec<&String> = back.iter().filter(|one| !there.contains(one)).collect();
        broken.push(format!("I5: {differ:?} but {other:?}"));
    }
    broken
}

/// I3: every section is in one change or unchanged, and every leaf of a change in one of its groups.
fn once_each(comparison: &Comparison, old: &Text, new: &Text) -> Vec<String> {
    let sections = |side: fn(&Change) -> &Vec<usize>, equal: Vec<usize>, text: &Text| {
        let changed = comparison.changes.iter().flat_map(|change| side(change).clone());
        is_once(changed.chain(equal), text.sections.len())
    };
    let equal = |side: fn(&(usize, usize)) -> usize| comparison.equal.iter().map(side).collect::<Vec<_>>();
    let mut broken = Vec::new();
    if !sections(|change| &change.old, equal(|pair| pair.0), old)
        || !sections(|change| &change.new, equal(|pair| pair.1), new)
    {
        broken.push("I3: a section is told twice or never".to_owned());
    }
    for change in &comparison.changes {
        let olds = change.groups.iter().flat_map(|group| group.old.clone());
        let news = change.groups.iter().flat_map(|group| group.new.clone());
        if !is_once(olds, leaves(old, &change.old).len()) || !is_once(news, leaves(new, &change.new).len()) {
            broken.push(format!("I3: a leaf is told twice or never in {change:?}"));
        }
    }
    broken
}

fn is_once(indices: impl Iterator<Item = usize>, count: usize) -> bool {
    let mut indices: Vec<usize> = indices.collect();
    indices.sort_unstable();
    indices.into_iter().eq(0..count)
}

fn leaves<'a>(text: &'a Text, sections: &[usize]) -> Vec<&'a Leaf> {
    sections.iter().flat_map(|at| text.sections[*at].leaves()).collect()
}

/// I1 and I6: the runs are both texts, whole; equal ones read the same; no character is cut.
fn told_whole(change: &Change, old: &Text, new: &Text) -> Vec<String> {
    let (olds, news) = (leaves(old, &change.old), leaves(new, &change.new));
    let groups = change.groups.iter().map(|group| {
        let (one, other) = (&olds[group.old.clone()], &news[group.new.clone()]);
        broken_runs(&group.runs, one, other)
    });
    let titles = change.head.map(|(i, j)| (&old.sections[i].title, &new.sections[j].title));
    let title = titles.and_then(|(one, other)| broken_runs(&change.title, &[one], &[other]));
    groups.chain([title]).flatten().collect()
}

fn broken_runs(runs: &[Run], old: &[&Leaf], new: &[&Leaf]) -> Option<String> {
    let joined = |leaves: &[&Leaf]| {
        leaves.iter().map(|leaf| leaf.text.as_str()).collect::<Vec<_>>().join(&LEAF_BREAK.to_string())
    };
    let (one, other) = (joined(old), joined(new));
    let olds: Vec<Range<usize>> = runs.iter().filter_map(|run| sides(run).0).collect();
    let news: Vec<Range<usize>> = runs.iter().filter_map(|run| sides(run).1).collect();
    // A built-in variable that was resolved differently counts as equal.
    let dated = old.iter().chain(new).any(|leaf| leaf.marks.iter().any(|mark| is_built_in(&mark.kind)));
    let equal = runs.iter().all(|run| match run {
        Run::Equal { old, new } => dated || one[old.clone()] == other[new.clone()],
        _ => true,
    });
    let fault = if !covers(&olds, one.len()) || !covers(&news, other.len()) || !equal {
        "I1"
    } else if !is_uncut(&olds, &one) || !is_uncut(&news, &other) {
        "I6"
    } else if runs.iter().any(|run| matches!(run, Run::Deleted(range) | Run::Inserted(range) if range.is_empty())) {
        "I1, an empty run"
    } else {
        return None;
    };
    Some(format!("{fault}: {runs:?} of {one:?} and {other:?}"))
}

fn is_built_in(kind: &MarkKind) -> bool {
    matches!(kind, MarkKind::Variable { name } if BUILT_IN.contains(&name.as_str()))
}

fn sides(run: &Run) -> (Option<Range<usize>>, Option<Range<usize>>) {
    match run.clone() {
        Run::Equal { old, new } => (Some(old), Some(new)),
        Run::Deleted(range) => (Some(range), None),
        Run::Inserted(range) => (None, Some(range)),
    }
}

fn covers(ranges: &[Range<usize>], length: usize) -> bool {
    let mut at = 0;
    ranges.iter().all(|range| std::mem::replace(&mut at, range.end) == range.start) && at == length
}

fn is_uncut(ranges: &[Range<usize>], text: &str) -> bool {
    let cuts = graphemes(text);
    ranges.iter().all(|range| [range.start, range.end].iter().all(|at| cuts.binary_search(at).is_ok()))
}

/// I5: what a comparison tells, in a form that is the same for its mirror image.
fn told(comparison: &Comparison, mirror: bool) -> Vec<String> {
    let turn = |pair: (String, String)| if mirror { (pair.1, pair.0) } else { pair };
    let sets = |runs: &[Run]| {
        let equal: Vec<_> = runs.iter().filter(|run| matches!(run, Run::Equal { .. })).map(sides).collect();
        let equal = equal.into_iter().map(|(old, new)| turn((format!("{old:?}"), format!("{new:?}"))));
        format!("{:?}", equal.collect::<Vec<_>>())
    };
    let format = |format: &Format| {
        let places = turn((format!("{:?}", format.old), format!("{:?}", format.new)));
        let marks = turn((format!("{:?}", format.was), format!("{:?}", format.is)));
        format!("{:?} {places:?} {marks:?}", format.kind)
    };
    let change = |change: &Change| {
        let linked = change.groups.iter().filter(|group| !group.old.is_empty() && !group.new.is_empty());
        let mut groups: Vec<String> = linked
            .map(|group| {
                let sides = turn((format!("{:?}", group.old), format!("{:?}", group.new)));
                let mut formats: Vec<String> = group.format.iter().map(format).collect();
                formats.sort();
                format!("{sides:?} {} {} {formats:?}", sets(&group.runs), group.moved)
            })
            .collect();
        groups.sort();
        let sections = turn((format!("{:?}", change.old), format!("{:?}", change.new)));
        let kinds = std::iter::once(&change.kind).chain(&change.also);
        let kinds: BTreeSet<ChangeKind> = kinds.map(|kind| if mirror { mirrored(*kind) } else { *kind }).collect();
        format!("{kinds:?} {sections:?} {} {} {groups:?}", change.label_changed, sets(&change.title))
    };
    let equal = comparison.equal.iter().map(|(i, j)| format!("{:?}", turn((i.to_string(), j.to_string()))));
    let mut told: Vec<String> = comparison.changes.iter().map(change).chain(equal).collect();
    told.sort();
    told
}

fn mirrored(kind: ChangeKind) -> ChangeKind {
    match kind {
        ChangeKind::New => ChangeKind::Removed,
        ChangeKind::Removed => ChangeKind::New,
        ChangeKind::Split => ChangeKind::Merged,
        ChangeKind::Merged => ChangeKind::Split,
        kind => kind,
    }
}
