//! A comparison's runs -> what changed in each leaf, on either side.
//!
//! A comparison counts bytes over several leaves at once; every view of it (cells, redline, data file) asks leaf by leaf. The
//! translation is made here, once, so that all views tell the same changes.

use std::ops::Range;

use super::labels::{LabelEdit, labels};
use crate::compare::{Change, Group, LEAF_BREAK, Run};
use crate::model::{Leaf, Section, Text};

/// Which of the two texts something stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The text before.
    Old,
    /// The text after.
    New,
}

/// What changed in one leaf.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LeafEdits<'a> {
    /// Bytes of the leaf's text that the other side lacks, in order.
    pub changed: Vec<Range<usize>>,
    /// On the new side: what was deleted here, in order.
    pub gone: Vec<Gone<'a>>,
    /// Whether the leaf stood elsewhere in its section.
    pub moved: bool,
}

/// Deleted words, at a place of the new text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gone<'a> {
    /// The byte of the new leaf's text before which the words stood.
    pub at: usize,
    /// The words; never empty.
    pub parts: Vec<GonePart<'a>>,
}

/// A part of deleted words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GonePart<'a> {
    /// Bytes of an old leaf.
    Words(&'a Leaf, Range<usize>),
    /// The end of an old leaf.
    Break,
}

/// What changed in the section or sections of one change.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Edits<'a> {
    /// In the title of the head's old section.
    pub old_title: LeafEdits<'a>,
    /// In the title of the head's new section.
    pub new_title: LeafEdits<'a>,
    /// In each leaf of the old sections, counted on through all.
    pub old: Vec<LeafEdits<'a>>,
    /// In each leaf of the new sections, likewise.
    pub new: Vec<LeafEdits<'a>>,
    /// For each old leaf, the new leaf it stands against: `None` if it has no counterpart.
    pub pairs: Vec<Option<usize>>,
    /// In each label of a clause or item of the old sections, outer ones before those inside of them.
    pub old_labels: Vec<LabelEdit<'a>>,
    /// In each label of a clause or item of the new sections, likewise.
    pub new_labels: Vec<LabelEdit<'a>>,
}

/// Returns what a change did to each leaf.
pub fn edits<'a>(change: &Change, old: &'a Text, new: &'a Text) -> Edits<'a> {
    let old_sections: Vec<_> = change.old.iter().map(|at| &old.sections[*at]).collect();
    let new_sections: Vec<_> = change.new.iter().map(|at| &new.sections[*at]).collect();
    let (old_leaves, new_leaves) = (leaves(&old_sections), leaves(&new_sections));
    let mut edits = Edits {
        old: vec![LeafEdits::default(); old_leaves.len()],
        new: vec![LeafEdits::default(); new_leaves.len()],
        pairs: vec![None; old_leaves.len()],
        ..Edits::default()
    };
    if let Some((before, after)) = change.head {
        let (before, after) = (&old.sections[before], &new.sections[after]);
        let (mut one, mut other) = ([LeafEdits::default()], [LeafEdits::default()]);
        spread(&change.title, &[&before.title], &[&after.title], &mut one, &mut other);
        ([edits.old_title], [edits.new_title]) = (one, other);
    }
    for group in &change.groups {
        let (before, after) = (&old_leaves[group.old.clone()], &new_leaves[group.new.clone()]);
        spread(&group.runs, before, after, &mut edits.old[group.old.clone()], &mut edits.new[group.new.clone()]);
        edits.new[group.new.clone()].iter_mut().for_each(|leaf| leaf.moved = group.moved);
        pair(group, &mut edits.pairs);
    }
    (edits.old_labels, edits.new_labels) = labels(&old_sections, &new_sections, &edits.pairs, new_leaves.len());
    edits
}

fn leaves<'a>(sections: &[&'a Section]) -> Vec<&'a Leaf> {
    sections.iter().flat_map(|section| section.leaves()).collect()
}

/// Sets the old leaves of a group against the new ones, in order; surplus old leaves against the last new one.
fn pair(group: &Group, pairs: &mut [Option<usize>]) {
    for (at, old) in group.old.clone().enumerate() {
        pairs[old] = group.new.clone().nth(at).or_else(|| group.new.clone().last());
    }
}

fn spread<'a>(
    runs: &[Run],
    old: &[&'a Leaf],
    new: &[&'a Leaf],
    old_edits: &mut [LeafEdits<'a>],
    new_edits: &mut [LeafEdits<'a>],
) {
    let (old, new) = (Joined::new(old), Joined::new(new));
    let mut reached = 0;
    for run in runs {
        match run {
            Run::Equal { new, .. } => reached = new.end,
            Run::Inserted(range) => {
                for (leaf, bytes) in new.within(range) {
                    new_edits[leaf].changed.push(bytes);
                }
                reached = range.end;
            }
            Run::Deleted(range) => {
                let pieces = old.within(range);
                for (leaf, bytes) in &pieces {
                    old_edits[*leaf].changed.push(bytes.clone());
                }
                let parts = old.parts(range);
                if let Some((leaf, at)) = new.place(reached)
                    && !parts.is_empty()
                {
                    new_edits[leaf].gone.push(Gone { at, parts });
                }
            }
        }
    }
}

/// Leaves as one text, with [`LEAF_BREAK`] between them.
struct Joined<'l, 'a> {
    leaves: &'l [&'a Leaf],
    /// Where each leaf starts.
    starts: Vec<usize>,
}

impl<'l, 'a> Joined<'l, 'a> {
    fn new(leaves: &'l [&'a Leaf]) -> Self {
        let starts = leaves.iter().scan(0, |end, leaf| {
            let start = *end;
            *end += leaf.text.len() + LEAF_BREAK.len_utf8();
            Some(start)
        });
        Self { leaves, starts: starts.collect() }
    }

    /// Returns the leaf at an offset, and its byte there.
    fn place(&self, offset: usize) -> Option<(usize, usize)> {
        let at = self.starts.partition_point(|start| *start <= offset).checked_sub(1)?;
        Some((at, (offset - self.starts[at]).min(self.leaves[at].text.len())))
    }

    /// Returns the leaves that a range touches, each with its bytes in the range, which may be none.
    fn touched(&self, range: &Range<usize>) -> impl Iterator<Item = (usize, Range<usize>)> {
        let first = self.place(range.start).map_or(self.leaves.len(), |(leaf, _)| leaf);
        let range = range.clone();
        (first..self.leaves.len()).take_while(move |at| self.starts[*at] < range.end).map(move |at| {
            let bytes = |offset: usize| offset.saturating_sub(self.starts[at]).min(self.leaves[at].text.len());
            (at, bytes(range.start)..bytes(range.end))
        })
    }

    /// Returns the leaves of which a range holds some bytes, with these.
    fn within(&self, range: &Range<usize>) -> Vec<(usize, Range<usize>)> {
        self.touched(range).filter(|(_, bytes)| !bytes.is_empty()).collect()
    }

    /// Returns the words of a range, with the ends of leaves between them.
    fn parts(&self, range: &Range<usize>) -> Vec<GonePart<'a>> {
        let mut parts = Vec::new();
        for (at, bytes) in self.touched(range) {
            if !bytes.is_empty() {
                parts.push(GonePart::Words(self.leaves[at], bytes));
            }
            let end = self.starts[at] + self.leaves[at].text.len();
            if range.contains(&end) && at + 1 < self.leaves.len() {
                parts.push(GonePart::Break);
            }
        }
        parts
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Block, Body, Kind};

    fn text(leaves: &[&str]) -> Text {
        let block = |text: &&str| Block {
            kind: Kind::Paragraph,
            label: None,
            id: None,
            anchor: None,
            direction: None,
            span: 0..0,
            body: Body::Leaf(Leaf::plain(*text)),
        };
        let blocks = leaves.iter().map(block).collect();
        let section =
            Section { level: 2, id: None, anchor: None, label: None, title: Leaf::default(), blocks, span: 0..0 };
        Text { title: None, sections: vec![section] }
    }

    #[test]
    fn runs_over_joined_leaves_fall_apart_by_leaf() {
        // "One.¶Two." -> "One. Two!": two paragraphs became one, and a sign changed.
        let (old, new) = (text(&["One.", "Two."]), text(&["One. Two!"]));
        let runs = vec![
            Run::Equal { old: 0..4, new: 0..4 },
            Run::Deleted(4..7),
            Run::Inserted(4..5),
            Run::Equal { old: 7..10, new: 5..8 },
            Run::Deleted(10..11),
            Run::Inserted(8..9),
        ];
        let group = Group { old: 0..2, new: 0..1, runs, moved: false, format: false };
        let change = Change {
            kind: crate::compare::ChangeKind::Changed,
            also: vec![],
            old: vec![0],
            new: vec![0],
            head: Some((0, 0)),
            label_changed: false,
            title: vec![],
            groups: vec![group],
        };
        let edits = edits(&change, &old, &new);
        assert_eq!(edits.new[0].changed, [4..5, 8..9]);
        assert_eq!(edits.old[1].changed, vec![3..4; 1]);
        assert_eq!(edits.new[0].gone[0], Gone { at: 4, parts: vec![GonePart::Break] });
        assert_eq!(edits.new[0].gone[1].at, 8);
        assert_eq!(edits.pairs, [Some(0), Some(0)]);
    }
}
