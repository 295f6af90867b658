//! Sections and clauses that are numbered anew -> whether a changed reference does nothing but follow them.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::model::{Anchor, Block, Body, Label, LabelKind, LabelStyle, Section, Text};
use crate::parse::references::{Rank, Reference, Within};

/// What is numbered anew between two texts.
#[derive(Debug)]
pub(super) struct Renumbering<'a> {
    /// The sections whose number differs: old and new number.
    sections: BTreeSet<(Rank, Vec<u32>, Vec<u32>)>,
    /// The sections that are one and the same.
    pairs: Vec<(&'a Section, &'a Section)>,
}

/// A renumbering as it is seen from the sections in which references stand.
#[derive(Debug)]
pub(super) struct Standpoint<'r, 'a> {
    renumbering: &'r Renumbering<'a>,
    /// The sections, each old one with each new one.
    here: Vec<(&'a Section, &'a Section)>,
}

impl<'a> Renumbering<'a> {
    /// Returns the renumbering of two texts by the pairs (old, new) of sections that are the same.
    pub(super) fn of(old: &'a Text, new: &'a Text, pairs: &[(usize, usize)]) -> Self {
        let pairs: Vec<_> = pairs.iter().map(|&(i, j)| (&old.sections[i], &new.sections[j])).collect();
        let labels = pairs.iter().filter_map(|(old, new)| Some((old.label.as_ref()?, new.label.as_ref()?)));
        let differs = |(old, new): &(&Label, &Label)| old.number != new.number && rank_of(old) == rank_of(new);
        let sections =
            labels.filter(differs).map(|(old, new)| (rank_of(old), old.number.clone(), new.number.clone())).collect();
        Self { sections, pairs }
    }

    /// Returns the renumbering as it is seen from sections.
    pub(super) fn from<'r>(&'r self, olds: &[&'a Section], news: &[&'a Section]) -> Standpoint<'r, 'a> {
        let here = olds.iter().flat_map(|old| news.iter().map(|new| (*old, *new))).collect();
        Standpoint { renumbering: self, here }
    }
}

impl Standpoint<'_, '_> {
    /// Returns whether a change is made of nothing but references that follow the renumbering.
    pub(super) fn explains(
        &self,
        old: Cited<'_>,
        new: Cited<'_>,
        deleted: &Range<usize>,
        inserted: &Range<usize>,
    ) -> bool {
        let (Some((olds, between)), Some((news, new_between))) = (old.touched(deleted), new.touched(inserted)) else {
            return false;
        };
        let same =
            |old: &Reference, new: &Reference| (&old.number, old.roman, old.rank) == (&new.number, new.roman, new.rank);
        let follow = |(old, new): (&Reference, &Reference)| same(old, new) || self.follows(old, new);
        olds.len() == news.len() && between == new_between && olds.iter().zip(news).all(follow)
    }

    fn follows(&self, old: &Reference, new: &Reference) -> bool {
        if old.rank != new.rank {
            return false;
        }
        match (&old.within, &new.within) {
            _ if old.rank != Rank::Inside => self.section_follows(old, new),
            (Within::Here, Within::Here) => self.here.iter().any(|pair| clause_follows(*pair, old, new)),
            (Within::Section(old_number), Within::Section(new_number)) => {
                let cited =
                    |(one, other): &&(&Section, &Section)| numbered(one, old_number) && numbered(other, new_number);
                self.renumbering.pairs.iter().filter(cited).any(|pair| clause_follows(*pair, old, new))
            }
            _ => false,
        }
    }

    /// A reference to 6.2 follows section 6 as well.
    fn section_follows(&self, old: &Reference, new: &Reference) -> bool {
        let whole = (1..=old.number.len()).any(|end| {
            old.number.get(end..) == new.number.get(end..)
                && self.renumbering.sections.contains(&(
                    old.rank,
                    old.number[..end].to_vec(),
                    new.number[..end.min(new.number.len())].to_vec(),
                ))
        });
        old.number.len() == new.number.len() && whole
    }
}

fn numbered(section: &Section, number: &[u32]) -> bool {
    section.label.as_ref().is_some_and(|label| rank_of(label) == Rank::Article && label.number == number)
}

/// Returns whether a clause of a section has the number of one reference before and of the other after.
fn clause_follows((old, new): (&Section, &Section), one: &Reference, other: &Reference) -> bool {
    let anchors = |section: &Section, reference: &Reference| -> BTreeSet<Anchor> {
        let mut found = BTreeSet::new();
        cited(&section.blocks, reference, &mut found);
        found
    };
    !anchors(old, one).is_disjoint(&anchors(new, other))
}

/// Collects the anchors of clauses and items whose label has the number of a reference.
fn cited(blocks: &[Block], reference: &Reference, found: &mut BTreeSet<Anchor>) {
    for block in blocks {
        if block.label.as_ref().is_some_and(|label| is_cited(label, reference)) {
            found.extend(block.anchor.clone());
        }
        if let Body::Blocks(inner) = &block.body {
            cited(inner, reference, found);
        }
    }
}

fn is_cited(label: &Label, reference: &Reference) -> bool {
    let roman =
        matches!(label.style, LabelStyle::RomanLower | LabelStyle::RomanLowerParentheses | LabelStyle::RomanUpper);
    match (label.number.last(), reference.roman.filter(|_| roman)) {
        (Some(number), Some(roman)) => *number == roman,
        (Some(number), None) => reference.number.last() == Some(number),
        (None, _) => false,
    }
}

fn rank_of(label: &Label) -> Rank {
    match label.kind {
        LabelKind::Part => Rank::Part,
        LabelKind::Chapter => Rank::Chapter,
        LabelKind::Division => Rank::Division,
        LabelKind::Article | LabelKind::Section | LabelKind::Bare => Rank::Article,
        LabelKind::Supplement => Rank::Inside,
    }
}

/// A text and the references in it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cited<'a> {
    text: &'a str,
    all: &'a [Reference],
}

impl<'a> Cited<'a> {
    /// Returns a text with its references.
    pub(super) fn of(text: &'a str, all: &'a [Reference]) -> Self {
        Self { text, all }
    }

    /// Returns the references that a change touches and the texts between them; `None` if it touches anything else.
    fn touched(self, range: &Range<usize>) -> Option<(&'a [Reference], Vec<&'a str>)> {
        let first = self.all.partition_point(|one| one.range.end <= range.start);
        let past = self.all.partition_point(|one| one.range.start < range.end);
        let all = self.all.get(first..past)?;
        let covered = all.first()?.range.start <= range.start && range.end <= all.last()?.range.end;
        let between = all.windows(2).map(|pair| &self.text[pair[0].range.end..pair[1].range.start]).collect();
        covered.then_some((all, between))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::build::{clauses, label, section, text};
    use crate::parse::references::references;

    /// Renames section `a` from 6 to 7 and, in it, clause (2) to (3); says whether one text became the other by following.
    fn check(old: &str, new: &str, expected: bool) {
        let one = clauses(&["first", "second"]);
        let mut other = clauses(&["first", "new", "second"]);
        let name = |blocks: &mut [Block], names: &[&str]| {
            blocks.iter_mut().zip(names).for_each(|(block, name)| block.anchor = Anchor::new(name));
        };
        let mut one = one;
        name(&mut one, &["a-1", "a-2"]);
        name(&mut other, &["a-1", "a-2~2", "a-2"]);
        let mut here = section("b", "3. B", vec![]);
        here.label = Some(label("3."));
        let (before, after) =
            (text(vec![section("a", "6. A", one), here.clone()]), text(vec![section("a", "7. A", other), here]));
        let renumbering = Renumbering::of(&before, &after, &[(0, 0), (1, 1)]);
        let renumbering = renumbering.from(&[&before.sections[0]], &[&after.sections[0]]);
        let (olds, news) = (references(old), references(new));
        let found =
            renumbering.explains(Cited::of(old, &olds), Cited::of(new, &news), &(0..old.len()), &(0..new.len()));
        assert_eq!(found, expected, "{old} -> {new}");
    }

    #[test]
    fn a_reference_follows_its_section() {
        check("第6条", "第7条", true);
        check("Section 6.1", "Section 7.1", true);
        check("Section 6.1", "Section 7.2", false);
        check("第6条", "第8条", false);
        check("第3条", "第4条", false);
        check("Sections 3 and 6", "Sections 3 and 7", true);
        check("Sections 3 and 6", "Sections 3 or 7", false);
    }

    #[test]
    fn a_reference_follows_its_clause() {
        check("第6条第2項", "第7条第3項", true);
        check("第2項", "第3項", true);
        check("Section 6(2)", "Section 7(3)", true);
        check("paragraph 2", "paragraph 3", true);
        check("第6条第1項", "第7条第2項", false);
        check("第3条第2項", "第3条第3項", false);
        check("同条第2項", "同条第3項", false);
        check("第6項", "第7項", false);
    }
}
