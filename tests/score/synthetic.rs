//! All documents, edited in every way -> what was counted, apart for documents to tune on and for held out ones.

use std::collections::BTreeMap;
use std::ops::AddAssign;

use crate::dice::Dice;
use crate::documents::{self, Document};
use crate::edits::{self, OPERATIONS};
use crate::engine::{blocks, compare, parse};
use crate::measures::{Hunk, Tally, shown};
use crate::peers;
use crate::planted::{self, KINDS, Paragraph};
use crate::truth::{Found, Score, score};
use crate::vocabulary::Vocabulary;

/// Counts of one set of documents.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    /// By operation.
    pub(crate) sections: BTreeMap<&'static str, Score>,
    /// By language: ours and what `similar` marks on the same blocks.
    pub(crate) words: BTreeMap<&'static str, [Tally; 2]>,
    /// By kind of planted change and by language: ours and that of `similar`.
    pub(crate) planted: BTreeMap<(&'static str, &'static str), [Marked; 2]>,
    /// Paragraphs cut and joined, and those in which no word is marked: ours and that of `similar`.
    pub(crate) cut: (usize, [usize; 2]),
    /// Pairs of texts that were compared.
    pub(crate) pairs: usize,
    /// Every mistake, in words.
    pub(crate) mistakes: Vec<String>,
}

/// Places that changed, places that were marked, and places that were marked exactly.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Marked {
    pub(crate) planted: usize,
    pub(crate) found: usize,
    pub(crate) right: usize,
}

impl AddAssign for Marked {
    fn add_assign(&mut self, other: Self) {
        self.planted += other.planted;
        self.found += other.found;
        self.right += other.right;
    }
}

impl Marked {
    /// The harmonic mean of precision and recall.
    pub(crate) fn f1(&self) -> f64 {
        crate::measures::ratio(2 * self.right, self.planted + self.found)
    }
}

/// Edits, compares and counts every document; the first counts are those of documents to tune on.
pub(crate) fn counts(seed: u64, trials: usize) -> [Counts; 2] {
    let all = documents::all();
    let mut out = [Counts::default(), Counts::default()];
    for document in &all {
        let same: Vec<&Document> = all.iter().filter(|other| other.lang == document.lang).collect();
        let others: Vec<&Document> = same.iter().copied().filter(|other| other.name != document.name).collect();
        let vocabulary = Vocabulary::of(&same, &others);
        let counts = &mut out[usize::from(document.held_out)];
        for trial in 0..trials {
            let dice = |what: &str| Dice::new(seed, &format!("{} {} {what} {trial}", document.lang, document.name));
            for name in OPERATIONS {
                counts.edited(document, edits::pair(document, &others, &vocabulary, name, dice(name)), name);
            }
            for kind in KINDS {
                counts.planted(document, kind, &planted::plant(document, &vocabulary, kind, dice(kind)));
            }
        }
        counts.paragraphs(document);
    }
    out
}

impl Counts {
    fn edited(&mut self, document: &Document, pair: edits::Pair, name: &'static str) {
        let scored = score(&pair);
        self.pairs += 1;
        *self.sections.entry(name).or_default() += scored.score;
        self.mistakes.extend(scored.mistakes);
        if name.starts_with("edit") || name == "all" || name == "hard" {
            let compared = &scored.compared;
            for one in blocks(&compared.comparison, &compared.old, &compared.new) {
                let counts = self.words.entry(document.lang).or_default();
                counts[0] += Tally::of(&one.old, &one.new, &one.hunks);
                counts[1] += Tally::of(&one.old, &one.new, &peers::similar(&one.old, &one.new));
            }
        }
    }

    fn planted(&mut self, document: &Document, kind: &'static str, pair: &planted::Planted) {
        let compared = compare(parse(&pair.old), parse(&pair.new));
        self.pairs += 1;
        let blocks = blocks(&compared.comparison, &compared.old, &compared.new);
        for paragraph in &pair.paragraphs {
            let block = blocks.iter().find(|block| block.old == paragraph.old && block.new == paragraph.new);
            let counts = self.planted.entry((kind, document.lang)).or_default();
            let ours = block.map_or(Vec::new(), |block| block.hunks.clone());
            let marks = marked(paragraph, &ours);
            counts[0] += marks;
            counts[1] += marked(paragraph, &peers::similar(&paragraph.old, &paragraph.new));
            if marks.right < marks.planted.max(marks.found) {
                let meant: Vec<Hunk> = paragraph.places.iter().map(|ways| ways[0].clone()).collect();
                let meant = shown(&paragraph.old, &paragraph.new, &meant);
                let told = match block {
                    Some(_) => shown(&paragraph.old, &paragraph.new, &ours),
                    None => "(the paragraph is not compared with the other)".to_owned(),
                };
                self.mistakes.push(format!("{}:\n    meant {meant}\n    shown {told}", pair.name));
            }
        }
    }

    /// M9.
    fn paragraphs(&mut self, document: &Document) {
        let whole = document.markdown(&document.sections);
        for (at, cut) in planted::cuts(document) {
            for (old, new) in [(&whole, &cut), (&cut, &whole)] {
                let compared = compare(parse(old), parse(new));
                self.pairs += 1;
                let changes = &compared.comparison.changes;
                let leaves = |text: &kaitei::model::Text| {
                    let leaves = text.sections[at].leaves();
                    leaves.iter().map(|leaf| leaf.text.as_str()).collect::<Vec<_>>().join("\n")
                };
                let (old_text, new_text) = (leaves(&compared.old), leaves(&compared.new));
                let theirs = peers::similar(&old_text, &new_text);
                let alone = changes.iter().flat_map(|change| &change.groups);
                let alone = alone.filter(|group| group.old.is_empty() || group.new.is_empty()).count();
                let blocks = blocks(&compared.comparison, &compared.old, &compared.new);
                let clean = alone == 0 && blocks.iter().all(|block| is_clean(&block.old, &block.new, &block.hunks));
                self.cut.0 += 1;
                self.cut.1[0] += usize::from(clean);
                self.cut.1[1] += usize::from(is_clean(&old_text, &new_text, &theirs));
                if !clean {
                    let shown = blocks.iter().map(|block| shown(&block.old, &block.new, &block.hunks));
                    let shown = shown.collect::<Vec<_>>().join("\n    ");
                    self.mistakes.push(format!("{} {} cut or joined:\n    {shown}", document.lang, document.name));
                }
            }
        }
    }

    /// All operations together.
    pub(crate) fn found(&self, of: fn(&Score) -> Found, names: &[&str]) -> Found {
        let mut all = Found::default();
        for (_, score) in self.sections.iter().filter(|(name, _)| names.contains(name)) {
            all += of(score);
        }
        all
    }
}

/// Returns whether nothing is marked but white space and the ends of paragraphs.
fn is_clean(old: &str, new: &str, hunks: &[Hunk]) -> bool {
    let blank = |text: &str| text.chars().all(char::is_whitespace);
    hunks.iter().all(|hunk| blank(&old[hunk.old.clone()]) && blank(&new[hunk.new.clone()]))
}

/// Counts the places that were marked exactly, but for white space at their ends.
fn marked(paragraph: &Paragraph, hunks: &[Hunk]) -> Marked {
    let trimmed =
        |hunk: &Hunk| Hunk { old: trim(&paragraph.old, hunk.old.clone()), new: trim(&paragraph.new, hunk.new.clone()) };
    let found: Vec<Hunk> = hunks.iter().map(trimmed).collect();
    let is_right = |ways: &&Vec<Hunk>| ways.iter().any(|way| found.contains(&trimmed(way)));
    let right = paragraph.places.iter().filter(is_right).count();
    Marked { planted: paragraph.places.len(), found: found.len(), right }
}

/// Leaves white space out of a range; an empty one stands before the white space around it.
fn trim(text: &str, range: std::ops::Range<usize>) -> std::ops::Range<usize> {
    let inner = &text[range.clone()];
    let start = range.start + inner.len() - inner.trim_start().len();
    let end = start + inner.trim().len();
    if start < end {
        return start..end;
    }
    let at = text[..range.start].trim_end().len();
    at..at
}
