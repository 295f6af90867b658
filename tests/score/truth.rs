//! A pairing against the truth -> the measures M5 to M7 of comparison.md 6.2.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::AddAssign;

use kaitei::compare::ChangeKind;
use kaitei::model::{Section, Text};

use crate::edits::{Origin, Pair};
use crate::engine::{Compared, compare, parse};

/// What was counted over pairs of texts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Score {
    pub(crate) texts: usize,
    /// Sections of the new text that continue one of the old text; a split or merged one counts once.
    pub(crate) continued: usize,
    /// Sections that were paired.
    pub(crate) paired: usize,
    /// Those paired with where they come from.
    pub(crate) right: usize,
    pub(crate) splits: Found,
    pub(crate) merges: Found,
    /// Texts in which sections were moved.
    pub(crate) moves: usize,
    /// Those in which each is paired with its origin and shown to have moved, or what it moved past, which must weigh less.
    pub(crate) moves_right: usize,
}

/// How many there are, how many were found, and how many were found where there are none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) all: usize,
    pub(crate) right: usize,
    pub(crate) wrong: usize,
}

impl AddAssign for Found {
    fn add_assign(&mut self, other: Self) {
        self.all += other.all;
        self.right += other.right;
        self.wrong += other.wrong;
    }
}

impl AddAssign for Score {
    fn add_assign(&mut self, other: Self) {
        self.texts += other.texts;
        self.continued += other.continued;
        self.paired += other.paired;
        self.right += other.right;
        self.splits += other.splits;
        self.merges += other.merges;
        self.moves += other.moves;
        self.moves_right += other.moves_right;
    }
}

impl Score {
    /// Returns precision, recall and their harmonic mean (F1).
    pub(crate) fn f1(&self) -> [f64; 3] {
        let precision = if self.paired == 0 { 1.0 } else { crate::measures::ratio(self.right, self.paired) };
        let recall = if self.continued == 0 { 1.0 } else { crate::measures::ratio(self.right, self.continued) };
        let mean = if self.right == 0 { 0.0 } else { 2.0 * precision * recall / (precision + recall) };
        [precision, recall, mean]
    }
}

/// The score of a pair of texts, its comparison, and its mistakes in words.
pub(crate) struct Scored {
    pub(crate) score: Score,
    pub(crate) compared: Compared,
    pub(crate) mistakes: Vec<String>,
}

/// Pairs and compares two texts and scores the result.
pub(crate) fn score(pair: &Pair) -> Scored {
    let compared = compare(parse(&pair.old), parse(&pair.new));
    let (olds, news) = (&compared.old.sections, &compared.new.sections);
    assert_eq!(news.len(), pair.truth.len(), "{}: the edit made headings\n{}", pair.name, pair.new);
    let mut judge = Judge { pair, compared: &compared, mistakes: Vec::new() };
    let paired = judge.pairs();
    let (splits, merges) = judge.lineage();
    let (moves, moves_right) = judge.moves();
    let continued = pair.truth.iter().map(|origin| &origin.old).filter(|old| !old.is_empty()).collect::<BTreeSet<_>>();
    let mistakes = judge.mistakes;
    let score = Score {
        texts: 1,
        continued: continued.len(),
        paired: compared.pairing.sections.len(),
        right: paired,
        splits,
        merges,
        moves,
        moves_right,
    };
    debug_assert!(paired <= olds.len());
    Scored { score, compared, mistakes }
}

struct Judge<'a> {
    pair: &'a Pair,
    compared: &'a Compared,
    mistakes: Vec<String>,
}

impl Judge<'_> {
    fn origin(&self, new: usize) -> &Origin {
        &self.pair.truth[new]
    }

    /// Returns how many pairs are right, and notes those that are wrong or missing.
    fn pairs(&mut self) -> usize {
        let mut right = 0;
        let pairs: BTreeMap<usize, usize> =
            self.compared.pairing.sections.iter().map(|pair| (pair.new, pair.old)).collect();
        let mut continued: BTreeSet<&[usize]> = BTreeSet::new();
        for (new, old) in &pairs {
            if self.origin(*new).old.contains(old) {
                right += 1;
                continued.insert(&self.pair.truth[*new].old);
            } else {
                self.note("paired wrongly", Some(*old), Some(*new));
            }
        }
        for (new, origin) in self.pair.truth.iter().enumerate() {
            if !origin.old.is_empty() && !continued.contains(&origin.old[..]) {
                self.note("not paired", origin.old.first().copied(), Some(new));
                continued.insert(&origin.old);
            }
        }
        right
    }

    /// Counts what split and what merged (M6).
    fn lineage(&mut self) -> (Found, Found) {
        let halves = |old: usize| self.pair.truth.iter().filter(|origin| origin.old == [old]).count();
        let split_olds: BTreeSet<usize> =
            (0..self.compared.old.sections.len()).filter(|old| halves(*old) > 1).collect();
        let merged_news: BTreeSet<usize> =
            (0..self.pair.truth.len()).filter(|new| self.origin(*new).old.len() > 1).collect();
        let mut splits = Found { all: split_olds.len(), ..Found::default() };
        let mut merges = Found { all: merged_news.len(), ..Found::default() };
        let pairing = &self.compared.pairing;
        for (new, old) in &pairing.split {
            if split_olds.contains(old) && self.origin(*new).old == [*old] {
                splits.right += 1;
            } else {
                splits.wrong += 1;
                self.note("no split", Some(*old), Some(*new));
            }
        }
        for (old, new) in &pairing.merged {
            if merged_news.contains(new) && self.origin(*new).old.contains(old) {
                merges.right += 1;
            } else {
                merges.wrong += 1;
                self.note("no merger", Some(*old), Some(*new));
            }
        }
        for old in split_olds.iter().filter(|old| !pairing.split.iter().any(|(_, found)| found == *old)) {
            let new = self.pair.truth.iter().rposition(|origin| origin.old == [*old]);
            self.note("split not found", Some(*old), new);
        }
        for new in merged_news.iter().filter(|new| !pairing.merged.iter().any(|(_, found)| found == *new)) {
            self.note("merger not found", self.origin(*new).old.last().copied(), Some(*new));
        }
        (splits, merges)
    }

    /// Returns whether sections were moved, and whether that was told (M7).
    fn moves(&mut self) -> (usize, usize) {
        let moved: Vec<usize> = (0..self.pair.truth.len()).filter(|new| self.origin(*new).moved).collect();
        if moved.is_empty() {
            return (0, 0);
        }
        let pairs: BTreeMap<usize, usize> =
            self.compared.pairing.sections.iter().map(|pair| (pair.new, pair.old)).collect();
        let is_moved = |kind: &ChangeKind| *kind == ChangeKind::Moved;
        let changes = self.compared.comparison.changes.iter();
        let flagged: BTreeSet<usize> = changes
            .filter(|change| is_moved(&change.kind) || change.also.iter().any(is_moved))
            .flat_map(|change| change.new.clone())
            .collect();
        let rest: Vec<usize> = pairs.iter().filter(|(new, _)| !flagged.contains(new)).map(|(_, old)| *old).collect();
        let weight = |news: &mut dyn Iterator<Item = usize>| -> usize {
            news.map(|new| length(&self.compared.new.sections[new])).sum()
        };
        let truth = weight(&mut moved.iter().copied());
        let paired = moved.iter().all(|new| pairs.get(new).is_some_and(|old| self.origin(*new).old.contains(old)));
        let in_order = rest.windows(2).all(|pair| pair[0] < pair[1]);
        let told = moved.iter().all(|new| flagged.contains(new)) || weight(&mut flagged.iter().copied()) < truth;
        let right = paired && in_order && told && weight(&mut flagged.iter().copied()) <= truth;
        if !right {
            let titles = |news: &mut dyn Iterator<Item = usize>| {
                news.map(|new| title(&self.compared.new, Some(new))).collect::<Vec<_>>().join(", ")
            };
            let (meant, shown) = (titles(&mut moved.iter().copied()), titles(&mut flagged.iter().copied()));
            self.mistakes.push(format!("{}: moved {meant}; told {shown}", self.pair.name));
        }
        (1, usize::from(right))
    }

    fn note(&mut self, what: &str, old: Option<usize>, new: Option<usize>) {
        let (old, new) = (title(&self.compared.old, old), title(&self.compared.new, new));
        self.mistakes.push(format!("{}: {what}: {old} -> {new}", self.pair.name));
    }
}

fn length(section: &Section) -> usize {
    section.leaves().iter().map(|leaf| leaf.text.len()).sum()
}

/// Returns label and title of a section, and how its text begins.
fn title(text: &Text, at: Option<usize>) -> String {
    let Some(section) = at.map(|at| &text.sections[at]) else { return "nothing".to_owned() };
    let label = section.label.as_ref().map_or("", |label| label.printed.as_str());
    let begin: String = section.leaves().first().map_or("", |leaf| leaf.text.as_str()).chars().take(24).collect();
    format!("“{label} {}” ({begin}…)", section.title.text)
}
