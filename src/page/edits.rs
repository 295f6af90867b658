//! A comparison's runs -> what changed in each leaf, on either side.
//!
//! A comparison counts bytes over several leaves at once; every view of it (cells, redline, data file) asks leaf by leaf. The
//! translation is made here, once, so that all views tell the same changes.

use std::collections::BTreeSet;
use std::ops::Range;

use super::labels::{LabelChange, LabelEdit, labels};
use crate::compare::{self, Change, FormatKind, Group, LEAF_BREAK, MarkAt, Run};
use crate::model::{Leaf, MarkKind, Section, Text};

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
    /// The words that the other side lacks, in order.
    pub changed: Vec<Words>,
    /// On the new side: what was deleted here, in order.
    pub gone: Vec<Gone<'a>>,
    /// The bytes before which the other side alone has words, in order; none where this side has others in their place.
    pub gaps: Vec<usize>,
    /// Where words are marked differently, by start.
    pub formats: Vec<Format<'a>>,
    /// The move by which the leaf came here or went, where it stood elsewhere in its section.
    pub moved: Option<Move>,
}

/// Words of a leaf that the other side lacks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// The bytes of the leaf's text.
    pub bytes: Range<usize>,
    /// Whether only white space, width or quotation marks differ.
    pub minor: bool,
}

/// Deleted words, at a place of the new text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gone<'a> {
    /// The byte of the new leaf's text before which the words stood.
    pub at: usize,
    /// The words; never empty.
    pub parts: Vec<GonePart<'a>>,
    /// Whether only white space, width or quotation marks differ.
    pub minor: bool,
}

/// A part of deleted words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GonePart<'a> {
    /// Bytes of an old leaf.
    Words(&'a Leaf, Range<usize>),
    /// The end of an old leaf.
    Break,
}

/// Words that are equal and marked differently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Format<'a> {
    /// The bytes of the leaf's text; empty for a point.
    pub bytes: Range<usize>,
    /// What kind of mark.
    pub kind: FormatKind,
    /// The mark before; `None` where one was added.
    pub was: Option<&'a MarkKind>,
    /// The mark after; `None` where one was taken away. Neither is there for another kind of block.
    pub is: Option<&'a MarkKind>,
}

/// A move within a section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Move {
    /// Which move of the change, from 0; leaves that moved together have one.
    pub number: usize,
    /// Whether it begins with this leaf.
    pub opens: bool,
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
    /// For each old leaf, the last new leaf that it stands against; another one than in `pairs` where it was split.
    pub ends: Vec<Option<usize>>,
    /// In each label of a clause or item of the old sections, outer ones before those inside of them.
    pub old_labels: Vec<LabelEdit<'a>>,
    /// In each label of a clause or item of the new sections, likewise.
    pub new_labels: Vec<LabelEdit<'a>>,
    /// The old leaves in which anything changed, or in whose counterpart anything did.
    pub old_touched: BTreeSet<usize>,
    /// The new leaves, likewise.
    pub new_touched: BTreeSet<usize>,
}

impl Edits<'_> {
    /// Returns whether no word, mark, label or block is told to have changed.
    pub fn mark_nothing(&self) -> bool {
        let mut titles = [&self.old_title, &self.new_title].into_iter();
        let mut labels = self.old_labels.iter().chain(&self.new_labels);
        self.old_touched.is_empty()
            && self.new_touched.is_empty()
            && titles.all(|title| *title == LeafEdits::default())
            && labels.all(|label| label.change == LabelChange::None)
    }
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
        ends: vec![None; old_leaves.len()],
        ..Edits::default()
    };
    if let Some((before, after)) = change.head {
        let (before, after) = (&old.sections[before], &new.sections[after]);
        let (mut one, mut other) = ([LeafEdits::default()], [LeafEdits::default()]);
        let title = Compared { runs: &change.title, minor: &change.title_minor, formats: &change.title_format };
        title.spread((&[&before.title], &[&after.title]), (&mut one, &mut other));
        ([edits.old_title], [edits.new_title]) = (one, other);
    }
    for group in &change.groups {
        let (before, after) = (&old_leaves[group.old.clone()], &new_leaves[group.new.clone()]);
        let (one, other) = (&mut edits.old[group.old.clone()], &mut edits.new[group.new.clone()]);
        Compared { runs: &group.runs, minor: &group.minor, formats: &group.format }
            .spread((before, after), (one, other));
        pair(group, &mut edits.pairs, &mut edits.ends);
        touch(group, &mut edits);
    }
    moves(&change.groups, &mut edits);
    gaps(&change.groups, (&old_leaves, &new_leaves), &mut edits);
    (edits.old_labels, edits.new_labels) = labels(&old_sections, &new_sections, &edits.pairs, new_leaves.len());
    edits
}

fn leaves<'a>(sections: &[&'a Section]) -> Vec<&'a Leaf> {
    sections.iter().flat_map(|section| section.leaves()).collect()
}

/// Sets the old leaves of a group against the new ones, in order; surplus old leaves against the last new one.
fn pair(group: &Group, pairs: &mut [Option<usize>], ends: &mut [Option<usize>]) {
    let last = group.new.clone().last();
    for (at, old) in group.old.clone().enumerate() {
        pairs[old] = group.new.clone().nth(at).or(last);
        ends[old] = if old + 1 == group.old.end { last } else { pairs[old] };
    }
}

fn touch(group: &Group, edits: &mut Edits<'_>) {
    let alone = group.old.is_empty() || group.new.is_empty();
    let reworded = group.runs.iter().any(|run| !matches!(run, Run::Equal { .. }));
    if alone || reworded || group.moved || !group.format.is_empty() {
        edits.old_touched.extend(group.old.clone());
        edits.new_touched.extend(group.new.clone());
    }
}

/// Numbers what moved; groups that follow one another on both sides moved together.
fn moves(groups: &[Group], edits: &mut Edits<'_>) {
    let mut last: Option<&Group> = None;
    let mut number = 0;
    for group in groups {
        if group.moved {
            let goes_on = last.is_some_and(|last| last.old.end == group.old.start && last.new.end == group.new.start);
            number += usize::from(!goes_on);
            let mark = |leaves: &mut [LeafEdits<'_>]| {
                for (at, leaf) in leaves.iter_mut().enumerate() {
                    leaf.moved = Some(Move { number: number - 1, opens: at == 0 && !goes_on });
                }
            };
            mark(&mut edits.old[group.old.clone()]);
            mark(&mut edits.new[group.new.clone()]);
        }
        last = Some(group).filter(|group| group.moved);
    }
}

/// Marks, behind the leaf before them, where leaves stand on the other side alone; none where others stand in their place.
fn gaps(groups: &[Group], (old, new): (&[&Leaf], &[&Leaf]), edits: &mut Edits<'_>) {
    let alone = |group: &Group| group.old.is_empty() != group.new.is_empty();
    for groups in groups.chunk_by(|one, other| alone(one) && alone(other)).filter(|groups| alone(&groups[0])) {
        let is_read = groups.iter().any(|group| !group.runs.is_empty());
        let (place, leaves, edits) = match groups {
            _ if !is_read => continue,
            _ if groups.iter().all(|group| group.new.is_empty()) => (groups[0].new.start, new, &mut edits.new),
            _ if groups.iter().all(|group| group.old.is_empty()) => (groups[0].old.start, old, &mut edits.old),
            _ => continue,
        };
        match place.checked_sub(1) {
            Some(before) => edits[before].gaps.push(leaves[before].text.len()),
            None => edits.iter_mut().take(1).for_each(|first| first.gaps.insert(0, 0)),
        }
    }
}

/// What a comparison says of two passages.
struct Compared<'c> {
    runs: &'c [Run],
    minor: &'c [usize],
    formats: &'c [compare::Format],
}

impl Compared<'_> {
    /// Tells each leaf of either side what changed in it.
    fn spread<'a>(
        &self,
        (old, new): (&[&'a Leaf], &[&'a Leaf]),
        (old_edits, new_edits): (&mut [LeafEdits<'a>], &mut [LeafEdits<'a>]),
    ) {
        let (old, new) = (Joined::new(old), Joined::new(new));
        let mut reached = (0, 0);
        for (at, run) in self.runs.iter().enumerate() {
            let minor = self.minor.binary_search(&at).is_ok();
            let beside = |at: Option<usize>| at.and_then(|at| self.runs.get(at));
            match run {
                Run::Equal { old, new } => reached = (old.end, new.end),
                Run::Inserted(range) => {
                    new.mark(range, minor, new_edits);
                    let replaces = matches!(beside(at.checked_sub(1)), Some(Run::Deleted(_)));
                    old.gap(reached.0, replaces || minor, old_edits);
                    reached.1 = range.end;
                }
                Run::Deleted(range) => {
                    old.mark(range, minor, old_edits);
                    let replaced = matches!(beside(at.checked_add(1)), Some(Run::Inserted(_)));
                    new.gap(reached.1, replaced || minor, new_edits);
                    let parts = old.parts(range);
                    if let Some((leaf, at)) = new.place(reached.1)
                        && !parts.is_empty()
                    {
                        new_edits[leaf].gone.push(Gone { at, parts, minor });
                    }
                    reached.0 = range.end;
                }
            }
        }
        for format in self.formats {
            let mark =
                |side: &Joined<'_, 'a>, at: Option<MarkAt>| at.map(|at| &side.leaves[at.leaf].marks[at.mark].kind);
            let (was, is) = (mark(&old, format.was), mark(&new, format.is));
            old.format(&format.old, format.kind, (was, is), old_edits);
            new.format(&format.new, format.kind, (was, is), new_edits);
        }
        for leaf in old_edits.iter_mut().chain(new_edits) {
            leaf.formats.sort_by_key(|format| format.bytes.start);
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

    fn mark(&self, range: &Range<usize>, minor: bool, edits: &mut [LeafEdits<'a>]) {
        for (leaf, bytes) in self.within(range) {
            edits[leaf].changed.push(Words { bytes, minor });
        }
    }

    /// Marks that the other side alone has words here, unless something speaks against it.
    fn gap(&self, offset: usize, against: bool, edits: &mut [LeafEdits<'a>]) {
        if let Some((leaf, at)) = self.place(offset)
            && !against
        {
            edits[leaf].gaps.push(at);
        }
    }

    fn format(
        &self,
        range: &Range<usize>,
        kind: FormatKind,
        (was, is): (Option<&'a MarkKind>, Option<&'a MarkKind>),
        edits: &mut [LeafEdits<'a>],
    ) {
        let point = range.is_empty().then(|| self.place(range.start)).flatten();
        let point = point.map(|(leaf, at)| (leaf, at..at));
        for (leaf, bytes) in point.into_iter().chain(self.within(range)) {
            edits[leaf].formats.push(Format { bytes, kind, was, is });
        }
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
        let group = Group { old: 0..2, new: 0..1, runs, moved: false, minor: vec![], format: vec![] };
        let change = Change {
            kind: crate::compare::ChangeKind::Changed,
            also: vec![],
            old: vec![0],
            new: vec![0],
            head: Some((0, 0)),
            label_changed: false,
            title: vec![],
            title_minor: vec![],
            title_format: vec![],
            groups: vec![group],
        };
        let edits = edits(&change, &old, &new);
        let bytes = |leaf: &LeafEdits<'_>| leaf.changed.iter().map(|words| words.bytes.clone()).collect::<Vec<_>>();
        assert_eq!(bytes(&edits.new[0]), [4..5, 8..9]);
        assert_eq!(bytes(&edits.old[1]), vec![3..4; 1]);
        assert_eq!(edits.new[0].gone[0], Gone { at: 4, parts: vec![GonePart::Break], minor: false });
        assert_eq!(edits.new[0].gone[1].at, 8);
        assert_eq!(edits.pairs, [Some(0), Some(0)]);
    }
}
