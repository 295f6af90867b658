//! What must hold of every comparison, on random texts and random edits of them.
//!
//! `PROPTEST_CASES` sets the number of cases.

use std::collections::BTreeSet;
use std::ops::Range;

use proptest::prelude::*;

use crate::compare::build::texts;
use crate::compare::passage::Passage;
use crate::compare::random::{Edit, edited, few_words, is_built_in, revisions, some_texts, words};
use crate::compare::words::words as compare_words;
use crate::compare::{Change, ChangeKind, Comparison, Group, LEAF_BREAK, Run, deleted, inserted};
use crate::locale::graphemes;
use crate::model::{Leaf, Text};

fn side<'a>(text: &'a Text, sections: &[usize]) -> Vec<&'a Leaf> {
    sections.iter().flat_map(|at| text.sections[*at].leaves()).collect()
}

fn joined(leaves: &[&Leaf]) -> String {
    leaves.iter().map(|leaf| leaf.text.as_str()).collect::<Vec<_>>().join(&LEAF_BREAK.to_string())
}

/// Runs with both of the texts that they are of, and whether either holds a built-in variable.
fn compared<'a>(change: &'a Change, old: &Text, new: &Text) -> Vec<(&'a [Run], String, String, bool)> {
    let (olds, news) = (side(old, &change.old), side(new, &change.new));
    let dated = |leaves: &[&Leaf]| leaves.iter().any(|leaf| leaf.marks.iter().any(is_built_in));
    let group = |group: &'a Group| {
        let (one, other) = (&olds[group.old.clone()], &news[group.new.clone()]);
        (group.runs.as_slice(), joined(one), joined(other), dated(one) || dated(other))
    };
    let mut all: Vec<_> = change.groups.iter().map(group).collect();
    if let ([i], [j]) = (&change.old[..], &change.new[..]) {
        let (one, other) = (&old.sections[*i].title, &new.sections[*j].title);
        all.push((&change.title, one.text.clone(), other.text.clone(), dated(&[one]) || dated(&[other])));
    }
    all
}

/// The ranges of one side follow one another from the first byte to the last.
fn covers(ranges: impl Iterator<Item = Range<usize>>, length: usize) -> bool {
    let mut at = 0;
    let in_order = ranges.into_iter().all(|range| std::mem::replace(&mut at, range.end) == range.start);
    in_order && at == length
}

fn sides(run: &Run) -> (Option<Range<usize>>, Option<Range<usize>>) {
    match run {
        Run::Equal { old, new } => (Some(old.clone()), Some(new.clone())),
        Run::Deleted(range) => (Some(range.clone()), None),
        Run::Inserted(range) => (None, Some(range.clone())),
    }
}

fn mirrored_runs(runs: &[Run]) -> Vec<Run> {
    let mirror = |run: &Run| match run.clone() {
        Run::Equal { old, new } => Run::Equal { old: new, new: old },
        Run::Deleted(range) => Run::Inserted(range),
        Run::Inserted(range) => Run::Deleted(range),
    };
    let mut mirrored: Vec<Run> = runs.iter().map(mirror).collect();
    for at in 1..mirrored.len() {
        // A deletion stands before the insertion that replaces it.
        if matches!(mirrored[at - 1..=at], [Run::Inserted(_), Run::Deleted(_)]) {
            mirrored.swap(at - 1, at);
        }
    }
    mirrored
}

/// What a group says of marks, in a form without direction.
fn formats(group: &Group, mirror: bool) -> BTreeSet<String> {
    let format = |format: &crate::compare::Format| {
        let (old, new) = ((&format.old, format.was), (&format.new, format.is));
        let (old, new) = if mirror { (new, old) } else { (old, new) };
        format!("{:?} {old:?} {new:?}", format.kind)
    };
    group.format.iter().map(format).collect()
}

/// Everything that both directions of a comparison must agree on, in a form without direction.
fn outlined(comparison: &Comparison, mirror: bool) -> BTreeSet<String> {
    let runs = |runs: &[Run]| if mirror { mirrored_runs(runs) } else { runs.to_vec() };
    let kind = |kind: ChangeKind| match kind {
        ChangeKind::New if mirror => ChangeKind::Removed,
        ChangeKind::Removed if mirror => ChangeKind::New,
        kind => kind,
    };
    let change = |change: &Change| {
        let (old, new) = if mirror { (&change.new, &change.old) } else { (&change.old, &change.new) };
        let linked = change.groups.iter().filter(|group| !group.old.is_empty() && !group.new.is_empty());
        let groups: BTreeSet<String> = linked
            .map(|group| {
                let (old, new) = if mirror { (&group.new, &group.old) } else { (&group.old, &group.new) };
                format!("{old:?} {new:?} {:?} {} {:?}", runs(&group.runs), group.moved, formats(group, mirror))
            })
            .collect();
        let also: Vec<_> = change.also.iter().map(|one| kind(*one)).collect();
        format!(
            "{:?} {also:?} {old:?} {new:?} {} {:?} {groups:?}",
            kind(change.kind),
            change.label_changed,
            runs(&change.title)
        )
    };
    let equal = comparison.equal.iter().map(|&(i, j)| format!("{:?}", if mirror { (j, i) } else { (i, j) }));
    comparison.changes.iter().map(change).chain(equal).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, max_shrink_iters: 4_000, ..ProptestConfig::default() })]

    /// I1: the runs give both texts back, byte for byte, and what is called equal is equal.
    #[test]
    fn runs_give_both_texts_back((old, new) in revisions()) {
        let comparison = texts(&old, &new);
        for change in &comparison.changes {
            for (runs, one, other, dated) in compared(change, &old, &new) {
                prop_assert!(covers(runs.iter().filter_map(|run| sides(run).0), one.len()), "{:?} of {:?}", runs, one);
                prop_assert!(covers(runs.iter().filter_map(|run| sides(run).1), other.len()), "{:?} of {:?}", runs, other);
                for pair in runs.windows(2) {
                    let whole = !matches!(pair, [Run::Deleted(_), Run::Deleted(_)] | [Run::Inserted(_), Run::Deleted(_) | Run::Inserted(_)]);
                    prop_assert!(whole, "a change in parts in {:?}", runs);
                }
                for run in runs {
                    let (old, new) = sides(run);
                    prop_assert!(old.iter().chain(&new).any(|range| !range.is_empty()), "an empty run in {:?}", runs);
                    if let (Some(old), Some(new)) = (old, new) {
                        prop_assert!(dated || one[old.clone()] == other[new.clone()], "{:?} of {:?} and {:?}", run, one, other);
                    }
                }
            }
        }
    }

    /// I1, by leaf: without the marked text both sides read the same.
    #[test]
    fn unmarked_text_is_the_same((old, new) in revisions()) {
        for change in &texts(&old, &new).changes {
            let (olds, news) = (side(&old, &change.old), side(&new, &change.new));
            let (gone, come) = (deleted(change, &old), inserted(change, &new));
            prop_assert_eq!((gone.len(), come.len()), (olds.len(), news.len()));
            let kept = |leaf: &Leaf, marks: &[Range<usize>]| {
                let ends = marks.iter().map(|range| range.start).chain([leaf.text.len()]);
                let starts = [0].into_iter().chain(marks.iter().map(|range| range.end));
                starts.zip(ends).map(|(start, end)| &leaf.text[start..end]).collect::<String>()
            };
            for group in &change.groups {
                let dated = olds[group.old.clone()].iter().chain(&news[group.new.clone()]).any(|leaf| leaf.marks.iter().any(is_built_in));
                let one: String = group.old.clone().map(|at| kept(olds[at], &gone[at])).collect();
                let other: String = group.new.clone().map(|at| kept(news[at], &come[at])).collect();
                let plain = |text: String| text.replace(LEAF_BREAK, "");
                prop_assert!(dated || plain(one) == plain(other));
            }
        }
    }

    /// I2: equal texts have no change, whatever the values of built-in variables.
    #[test]
    fn equal_texts_have_no_change(old in some_texts(), date in words()) {
        let count = old.sections.len();
        let equal: Vec<_> = (0..count).map(|at| (at, at)).collect();
        prop_assert_eq!(&texts(&old, &old), &Comparison { changes: Vec::new(), equal: equal.clone() });
        let dated = edited(old.clone(), &[Edit::Dates(date)]);
        prop_assert_eq!(texts(&old, &dated), Comparison { changes: Vec::new(), equal });
    }

    /// I3: every section of each side is in one change or equal; every leaf of a change in one group; in reading order.
    #[test]
    fn everything_is_told_once((old, new) in revisions()) {
        let comparison = texts(&old, &new);
        let mut olds: Vec<usize> = comparison.changes.iter().flat_map(|change| change.old.clone()).collect();
        let mut news: Vec<usize> = comparison.changes.iter().flat_map(|change| change.new.clone()).collect();
        olds.extend(comparison.equal.iter().map(|pair| pair.0));
        news.extend(comparison.equal.iter().map(|pair| pair.1));
        olds.sort_unstable();
        news.sort_unstable();
        prop_assert_eq!(olds, (0..old.sections.len()).collect::<Vec<_>>());
        prop_assert_eq!(news, (0..new.sections.len()).collect::<Vec<_>>());
        let order: Vec<usize> = comparison.changes.iter().flat_map(|change| change.new.clone()).collect();
        prop_assert!(order.is_sorted());
        for change in &comparison.changes {
            let count = side(&old, &change.old).len();
            let stay = change.groups.iter().filter(|group| !group.moved);
            prop_assert!(stay.clone().map(|group| group.old.start).is_sorted());
            prop_assert!(change.groups.iter().map(|group| group.new.start).is_sorted());
            let mut leaves: Vec<usize> = change.groups.iter().flat_map(|group| group.old.clone()).collect();
            leaves.sort_unstable();
            prop_assert_eq!(leaves, (0..count).collect::<Vec<_>>());
            let leaves: Vec<usize> = change.groups.iter().flat_map(|group| group.new.clone()).collect();
            prop_assert_eq!(leaves, (0..side(&new, &change.new).len()).collect::<Vec<_>>());
        }
    }

    /// I5: the other way round, the comparison is its mirror image.
    #[test]
    fn the_other_way_round_is_the_mirror_image((old, new) in revisions()) {
        prop_assert_eq!(outlined(&texts(&old, &new), false), outlined(&texts(&new, &old), true));
    }

    /// I5, where several answers are equally good.
    #[test]
    fn words_compare_the_same_both_ways(old in few_words(), new in few_words()) {
        let (one, other) = (Leaf::plain(old), Leaf::plain(new));
        let (old, new) = (Passage::of(&[&one]), Passage::of(&[&other]));
        prop_assert_eq!(compare_words(&old, &new), mirrored_runs(&compare_words(&new, &old)));
    }

    /// I6: no change begins or ends inside of a grapheme cluster.
    #[test]
    fn no_character_is_cut((old, new) in revisions()) {
        for change in &texts(&old, &new).changes {
            for (runs, one, other, _) in compared(change, &old, &new) {
                let (cuts, new_cuts) = (graphemes(&one), graphemes(&other));
                for run in runs {
                    let (old, new) = sides(run);
                    let whole = |range: Option<Range<usize>>, cuts: &[usize]| {
                        range.is_none_or(|range| [range.start, range.end].iter().all(|at| cuts.binary_search(at).is_ok()))
                    };
                    prop_assert!(whole(old, &cuts) && whole(new, &new_cuts), "{:?} of {:?} and {:?}", run, one, other);
                }
            }
        }
    }

    /// I7: the same texts give the same comparison, in any thread.
    #[test]
    fn the_same_texts_give_the_same_comparison((old, new) in revisions()) {
        let here = texts(&old, &new);
        let there = std::thread::scope(|scope| scope.spawn(|| texts(&old, &new)).join().expect("no panic"));
        prop_assert_eq!(here, there);
    }
}
