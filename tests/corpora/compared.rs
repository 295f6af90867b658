//! The texts of a site -> where comparisons of them break what must hold of every comparison.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use kaitei::compare::{self, Change, ChangeKind, Comparison, LEAF_BREAK, Lineage, Run};
use kaitei::locale::graphemes;
use kaitei::model::{Leaf, Text};
use kaitei::pipeline::{self, Request};

use crate::common::Files;

/// Texts by document, language and revision, with the revision that each is compared with.
pub(crate) type Texts = BTreeMap<(String, String, usize), (Option<usize>, Arc<Text>)>;

/// Returns every text of a site.
pub(crate) fn texts(files: &Files, day: &str) -> Texts {
    let tree = kaitei::disk::tree_of(files.clone()).value;
    let request = Request { as_of: Some(day.parse().expect("a date")), ..Request::default() };
    let loaded = pipeline::load(&tree, &request).expect("a map can be read").value.expect("a usable site.toml");
    let mut out = Texts::new();
    for document in &loaded.site.documents {
        let texts = pipeline::texts(&tree, &loaded, document).expect("a map can be read");
        for ((revision, lang), text) in texts.by {
            let before = document.revisions[revision].translations[&lang].compared_with;
            out.insert((document.id.clone(), lang.to_string(), revision), (before, text));
        }
    }
    out
}

/// Returns the texts that differ in any way.
pub(crate) fn same(texts: &Texts, others: &Texts) -> Vec<String> {
    let differ = |(key, (_, text)): (&_, &(_, Arc<Text>))| {
        let changes = compare::texts(text, &others[key].1, &Lineage::default()).changes;
        (!changes.is_empty()).then(|| format!("{key:?}: I2 with other line ends: {:?}", changes[0]))
    };
    texts.iter().filter_map(differ).collect()
}

/// Returns how many pairs there are, and the invariants (I1, I2, I3, I5, I6) that are broken.
pub(crate) fn check(texts: &Texts) -> (usize, Vec<String>) {
    let (mut pairs, mut wrong) = (0, Vec::new());
    for ((document, lang, revision), (before, new)) in texts {
        if !compare::texts(new, new, &Lineage::default()).changes.is_empty() {
            wrong.push(format!("{document} {lang} {revision}: I2"));
        }
        let Some(before) = before else { continue };
        let old = &texts[&(document.clone(), lang.clone(), *before)].1;
        pairs += 1;
        let comparison = compare::texts(old, new, &Lineage::default());
        let mut broken = once_each(&comparison, old, new);
        broken.extend(comparison.changes.iter().flat_map(|change| runs(change, old, new)));
        if told(&comparison, false) != told(&compare::texts(new, old, &Lineage::default()), true) {
            broken.push("I5");
        }
        wrong.extend(broken.into_iter().map(|one| format!("{document} {lang} {before}..{revision}: {one}")));
    }
    (pairs, wrong)
}

/// I3.
fn once_each(comparison: &Comparison, old: &Text, new: &Text) -> Vec<&'static str> {
    let mut olds: Vec<usize> = comparison.changes.iter().flat_map(|change| change.old.clone()).collect();
    let mut news: Vec<usize> = comparison.changes.iter().flat_map(|change| change.new.clone()).collect();
    olds.extend(comparison.equal.iter().map(|pair| pair.0));
    news.extend(comparison.equal.iter().map(|pair| pair.1));
    olds.sort_unstable();
    news.sort_unstable();
    let all = olds.into_iter().eq(0..old.sections.len()) && news.into_iter().eq(0..new.sections.len());
    if all { Vec::new() } else { vec!["I3"] }
}

/// I1 and I6.
fn runs(change: &Change, old: &Text, new: &Text) -> Vec<&'static str> {
    let olds: Vec<&Leaf> = change.old.iter().flat_map(|at| old.sections[*at].leaves()).collect();
    let news: Vec<&Leaf> = change.new.iter().flat_map(|at| new.sections[*at].leaves()).collect();
    let joined = |leaves: &[&Leaf]| {
        leaves.iter().map(|leaf| leaf.text.as_str()).collect::<Vec<_>>().join(&LEAF_BREAK.to_string())
    };
    let mut all: Vec<(&[Run], String, String)> = change
        .groups
        .iter()
        .map(|group| (&group.runs[..], joined(&olds[group.old.clone()]), joined(&news[group.new.clone()])))
        .collect();
    if let ([i], [j]) = (&change.old[..], &change.new[..]) {
        all.push((&change.title, old.sections[*i].title.text.clone(), new.sections[*j].title.text.clone()));
    }
    let mut broken = Vec::new();
    for (runs, one, other) in all {
        let old_ranges: Vec<Range<usize>> = runs.iter().filter_map(|run| sides(run).0).collect();
        let new_ranges: Vec<Range<usize>> = runs.iter().filter_map(|run| sides(run).1).collect();
        let equal = runs.iter().all(|run| match run {
            Run::Equal { old, new } => one[old.clone()] == other[new.clone()],
            _ => true,
        });
        if !equal || !covers(&old_ranges, one.len()) || !covers(&new_ranges, other.len()) {
            broken.push("I1");
        }
        let whole = |ranges: &[Range<usize>], text: &str| {
            let cuts = graphemes(text);
            ranges.iter().all(|range| [range.start, range.end].iter().all(|at| cuts.binary_search(at).is_ok()))
        };
        if !whole(&old_ranges, &one) || !whole(&new_ranges, &other) {
            broken.push("I6");
        }
    }
    broken
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

/// I5: what a comparison tells, in a form that is the same for its mirror image.
fn told(comparison: &Comparison, mirror: bool) -> Vec<String> {
    let turn = |pair: (String, String)| if mirror { (pair.1, pair.0) } else { pair };
    let kind = |kind: ChangeKind| match kind {
        ChangeKind::New if mirror => ChangeKind::Removed,
        ChangeKind::Removed if mirror => ChangeKind::New,
        ChangeKind::Split if mirror => ChangeKind::Merged,
        ChangeKind::Merged if mirror => ChangeKind::Split,
        kind => kind,
    };
    let sets = |runs: &[Run]| {
        let equal: Vec<_> = runs.iter().filter(|run| matches!(run, Run::Equal { .. })).map(sides).collect();
        let equal = equal.into_iter().map(|(old, new)| turn((format!("{old:?}"), format!("{new:?}"))));
        format!("{:?}", equal.collect::<Vec<_>>())
    };
    let change = |change: &Change| {
        let linked = change.groups.iter().filter(|group| !group.old.is_empty() && !group.new.is_empty());
        let mut groups: Vec<String> = linked
            .map(|group| {
                let sides = turn((format!("{:?}", group.old), format!("{:?}", group.new)));
                format!("{sides:?} {} {} {}", sets(&group.runs), group.moved, group.format.len())
            })
            .collect();
        groups.sort();
        let sections = turn((format!("{:?}", change.old), format!("{:?}", change.new)));
        let also: Vec<_> = change.also.iter().map(|one| kind(*one)).collect();
        format!("{:?} {also:?} {sections:?} {} {groups:?}", kind(change.kind), sets(&change.title))
    };
    let equal = comparison.equal.iter().map(|(i, j)| format!("{:?}", turn((i.to_string(), j.to_string()))));
    let mut told: Vec<String> = comparison.changes.iter().map(change).chain(equal).collect();
    told.sort();
    told
}
