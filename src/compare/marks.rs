//! A change -> the bytes of each leaf to strike out on the old side and to underline on the new one.

use std::ops::Range;

use crate::compare::{Change, Group, LEAF_BREAK, Run};
use crate::model::Text;

/// Returns for each leaf of the change's old sections, counted through all of them, the ranges of its text that are deleted.
pub fn deleted(change: &Change, old: &Text) -> Vec<Vec<Range<usize>>> {
    let of_run = |run: &Run| match run {
        Run::Deleted(range) => Some(range.clone()),
        Run::Equal { .. } | Run::Inserted(_) => None,
    };
    marked(&change.groups, &lengths(&change.old, old), |group| group.old.clone(), of_run)
}

/// Returns for each leaf of the change's new sections, counted through all of them, the ranges of its text that are inserted.
pub fn inserted(change: &Change, new: &Text) -> Vec<Vec<Range<usize>>> {
    let of_run = |run: &Run| match run {
        Run::Inserted(range) => Some(range.clone()),
        Run::Equal { .. } | Run::Deleted(_) => None,
    };
    marked(&change.groups, &lengths(&change.new, new), |group| group.new.clone(), of_run)
}

fn lengths(sections: &[usize], text: &Text) -> Vec<usize> {
    sections.iter().flat_map(|at| text.sections[*at].leaves()).map(|leaf| leaf.text.len()).collect()
}

fn marked(
    groups: &[Group],
    lengths: &[usize],
    leaves: impl Fn(&Group) -> Range<usize>,
    range: impl Fn(&Run) -> Option<Range<usize>>,
) -> Vec<Vec<Range<usize>>> {
    let mut marks = vec![Vec::new(); lengths.len()];
    for group in groups {
        let ranges: Vec<_> = group.runs.iter().filter_map(&range).collect();
        let mut start = 0;
        for leaf in leaves(group) {
            let end = start + lengths[leaf];
            let first = ranges.partition_point(|range| range.end <= start);
            let past = ranges.partition_point(|range| range.start < end);
            let within = ranges.get(first..past).unwrap_or_default();
            let clipped = within.iter().map(|range| range.start.max(start) - start..range.end.min(end) - start);
            marks[leaf] = clipped.filter(|range| !range.is_empty()).collect();
            start = end + LEAF_BREAK.len_utf8();
        }
    }
    marks
}
