//! The leaves of one side of a group -> one text, with the places of its leaves and built-in variables.

use std::borrow::Cow;
use std::ops::Range;

use crate::compare::LEAF_BREAK;
use crate::model::{Leaf, MarkKind};

/// The variables whose value is made by kaitei from the dates of the revision; they never count as a change.
const BUILT_IN: [&str; 4] = ["effective", "announced", "established", "revised"];

/// Leaves joined by [`LEAF_BREAK`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Passage<'a> {
    /// The joined text.
    pub(super) text: Cow<'a, str>,
    /// The leaves, each with the byte at which its text begins.
    pub(super) leaves: Vec<(usize, &'a Leaf)>,
    /// The built-in variables, by start; a range is empty where the value is.
    pub(super) variables: Vec<(Range<usize>, &'a str)>,
}

impl<'a> Passage<'a> {
    /// Returns the leaves as one text.
    pub(super) fn of(leaves: &[&'a Leaf]) -> Self {
        let mut passage =
            Self { text: Cow::default(), leaves: Vec::with_capacity(leaves.len()), variables: Vec::new() };
        for leaf in leaves {
            passage.push(leaf);
        }
        passage
    }

    fn push(&mut self, leaf: &'a Leaf) {
        let mut start = 0;
        if self.leaves.is_empty() {
            self.text = Cow::Borrowed(&leaf.text);
        } else {
            let text = self.text.to_mut();
            text.push(LEAF_BREAK);
            start = text.len();
            text.push_str(&leaf.text);
        }
        self.leaves.push((start, leaf));
        let mut taken = start;
        for (range, name) in built_in_variables(leaf) {
            if start + range.start >= taken {
                taken = start + range.end;
                self.variables.push((start + range.start..taken, name));
            }
        }
    }
}

/// Returns the places of the built-in variables of a leaf, by start.
fn built_in_variables(leaf: &Leaf) -> impl Iterator<Item = (Range<usize>, &str)> {
    leaf.marks.iter().filter_map(|mark| match &mark.kind {
        MarkKind::Variable { name } if BUILT_IN.contains(&name.as_str()) => Some((mark.range.clone(), name.as_str())),
        _ => None,
    })
}

/// A stretch of text as it is compared: built-in variables by name, everything else by what is written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Piece<'a> {
    /// Text as written.
    Text(&'a str),
    /// A built-in variable.
    Variable(&'a str),
}

impl Passage<'_> {
    /// Returns the whole passage in pieces; equal ones read the same, apart from the values of built-in variables.
    pub(super) fn whole(&self) -> Vec<Piece<'_>> {
        self.cut(0..self.text.len(), &self.variables)
    }

    /// Returns the pieces of a byte range that cuts no variable. An empty variable belongs to what surrounds it, and at an edge
    /// to nothing but the empty range there.
    pub(super) fn pieces(&self, range: Range<usize>) -> Vec<Piece<'_>> {
        let belongs = |variable: &Range<usize>| match (variable.is_empty(), range.is_empty()) {
            (true, true) => variable.start == range.start,
            (true, false) => range.start < variable.start && variable.start < range.end,
            (false, _) => range.start <= variable.start && variable.end <= range.end,
        };
        let first = self.variables.partition_point(|(variable, _)| variable.end < range.start);
        let past = first + self.variables[first..].partition_point(|(variable, _)| variable.start <= range.end);
        let inside: Vec<_> = self.variables[first..past].iter().filter(|(at, _)| belongs(at)).cloned().collect();
        self.cut(range, &inside)
    }

    fn cut<'a>(&'a self, range: Range<usize>, variables: &[(Range<usize>, &'a str)]) -> Vec<Piece<'a>> {
        let mut pieces = Vec::with_capacity(2 * variables.len() + 1);
        let mut at = range.start;
        for (variable, name) in variables {
            if at < variable.start {
                pieces.push(Piece::Text(&self.text[at..variable.start]));
            }
            pieces.push(Piece::Variable(name));
            at = variable.end;
        }
        if at < range.end {
            pieces.push(Piece::Text(&self.text[at..range.end]));
        }
        pieces
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Mark;

    #[test]
    fn a_built_in_variable_counts_by_name() {
        let dated = |text: &str, range: Range<usize>| Leaf {
            text: text.to_owned(),
            marks: vec![Mark { range, kind: MarkKind::Variable { name: "effective".to_owned() } }],
        };
        let (old, new) = (dated("On 1 May we", 3..8), dated("On 23 June we", 3..10));
        let (old, new) = (Passage::of(&[&old]), Passage::of(&[&new]));
        assert_eq!(old.whole(), [Piece::Text("On "), Piece::Variable("effective"), Piece::Text(" we")]);
        assert_eq!(old.whole(), new.whole());
        assert_eq!(old.pieces(0..2), [Piece::Text("On")]);
        assert_eq!(old.pieces(3..8), [Piece::Variable("effective")]);
    }
}
