//! Text -> the references to sections in it (第6条, Section 6), and whether two of them follow a renumbering.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::locale::digit_value;
use crate::model::{Label, LabelKind};

/// What a reference or a label numbers, coarsely: an article in one document is a section in another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    Part,
    Chapter,
    Division,
    Article,
    /// Something inside of a section (項, 号); such numbers follow no renumbering of sections.
    Inside,
}

/// A printed reference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reference {
    /// The bytes, from the word or 第 to the end of the number or 条.
    pub(super) range: Range<usize>,
    /// What is referred to.
    pub(super) rank: Rank,
    /// The number.
    pub(super) number: Vec<u32>,
}

/// The sections whose number differs between two texts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Renumbering(BTreeSet<(Rank, Vec<u32>, Vec<u32>)>);

impl Renumbering {
    /// Returns the renumbering of the given pairs of labels.
    pub(super) fn of<'a>(labels: impl Iterator<Item = (&'a Label, &'a Label)>) -> Self {
        let differs = |(old, new): &(&Label, &Label)| old.number != new.number && rank_of(old) == rank_of(new);
        Self(labels.filter(differs).map(|(old, new)| (rank_of(old), old.number.clone(), new.number.clone())).collect())
    }

    /// Returns whether the sections of this renumbering explain why one reference became the other. A reference to 6.2 follows
    /// section 6 as well.
    pub(super) fn explains(&self, old: &Reference, new: &Reference) -> bool {
        let shared = old.number.len() == new.number.len() && old.rank == new.rank;
        shared
            && (1..=old.number.len()).any(|end| {
                old.number[end..] == new.number[end..]
                    && self.0.contains(&(old.rank, old.number[..end].to_vec(), new.number[..end].to_vec()))
            })
    }

    /// Returns whether there is nothing that references could follow.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
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

/// Returns the references of a text, in order.
pub(super) fn references(text: &str) -> Vec<Reference> {
    let mut found: Vec<Reference> = Vec::new();
    let mut word_before = false;
    for (at, c) in text.char_indices() {
        if found.last().is_some_and(|last| at < last.range.end) {
            continue;
        }
        match c {
            '第' | '제' => found.extend(ordinal(text, at)),
            _ if !word_before && (c.is_alphabetic() || c == '§') => named(text, at, &mut found),
            _ => {}
        }
        word_before = c.is_alphanumeric();
    }
    found
}

/// What stands behind the number of an ordinal.
const COUNTERS: [(char, Rank); 15] = [
    ('条', Rank::Article),
    ('條', Rank::Article),
    ('조', Rank::Article),
    ('章', Rank::Chapter),
    ('장', Rank::Chapter),
    ('節', Rank::Division),
    ('节', Rank::Division),
    ('款', Rank::Division),
    ('절', Rank::Division),
    ('編', Rank::Part),
    ('编', Rank::Part),
    ('項', Rank::Inside),
    ('项', Rank::Inside),
    ('号', Rank::Inside),
    ('항', Rank::Inside),
];

/// Reads `第3条の2`, 第三章, 제3조의2 at a byte.
pub(super) fn ordinal(text: &str, at: usize) -> Option<Reference> {
    let mut read = Reading { text, at: at + text[at..].chars().next()?.len_utf8() };
    read.spaces();
    let mut number = vec![read.number()?];
    read.spaces();
    let rank = COUNTERS.iter().find(|(counter, _)| read.take(*counter)).map(|(_, rank)| *rank)?;
    let mut end = read.at;
    while ['の', '之', '의'].iter().any(|joint| read.take(*joint)) {
        let Some(branch) = read.number() else { break };
        number.push(branch);
        end = read.at;
    }
    Some(Reference { range: at..end, rank, number })
}

/// The words that stand before the number of a reference, lower case.
const WORDS: [(&str, Rank); 29] = [
    ("section", Rank::Article),
    ("sections", Rank::Article),
    ("sec.", Rank::Article),
    ("§", Rank::Article),
    ("§§", Rank::Article),
    ("article", Rank::Article),
    ("articles", Rank::Article),
    ("art.", Rank::Article),
    ("clause", Rank::Article),
    ("clauses", Rank::Article),
    ("abschnitt", Rank::Article),
    ("ziffer", Rank::Article),
    ("artikel", Rank::Article),
    ("artículo", Rank::Article),
    ("articolo", Rank::Article),
    ("artigo", Rank::Article),
    ("sección", Rank::Article),
    ("статья", Rank::Article),
    ("статьи", Rank::Article),
    ("статье", Rank::Article),
    ("điều", Rank::Article),
    ("ข้อ", Rank::Article),
    ("المادة", Rank::Article),
    ("chapter", Rank::Chapter),
    ("kapitel", Rank::Chapter),
    ("chapitre", Rank::Chapter),
    ("หมวด", Rank::Chapter),
    ("part", Rank::Part),
    ("partie", Rank::Part),
];

/// Reads `Section 3.2` and the rest of `Sections 3, 4 and 5`.
fn named(text: &str, at: usize, found: &mut Vec<Reference>) {
    let Some((word, rank)) = WORDS.iter().rev().find(|(word, _)| begins_with(&text[at..], word)) else { return };
    let mut read = Reading { text, at: at + word.len() };
    let spaces = read.spaces();
    if !spaces && !word.ends_with(['§', '.', '้', 'อ']) {
        return;
    }
    let mut start = at;
    while let Some(number) = read.path() {
        found.push(Reference { range: start..read.at, rank: *rank, number });
        if !read.list_joint() {
            break;
        }
        start = read.at;
    }
}

/// Returns whether a text begins with a lower-case word, in any case; the lengths in bytes agree for the words that we know.
fn begins_with(text: &str, word: &str) -> bool {
    let head = text.get(..word.len());
    let bounded = |rest: &str| word.ends_with('.') || !rest.starts_with(char::is_alphabetic);
    head.is_some_and(|head| head.chars().flat_map(char::to_lowercase).eq(word.chars())) && bounded(&text[word.len()..])
}

/// A place in a text that is being read.
struct Reading<'a> {
    text: &'a str,
    at: usize,
}

impl Reading<'_> {
    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn take(&mut self, c: char) -> bool {
        let found = self.peek() == Some(c);
        if found {
            self.at += c.len_utf8();
        }
        found
    }

    fn spaces(&mut self) -> bool {
        let begin = self.at;
        while self.take(' ') || self.take('\u{a0}') || self.take('\u{3000}') {}
        self.at > begin
    }

    /// Reads `3.2` or one capital letter.
    fn path(&mut self) -> Option<Vec<u32>> {
        if let Some(letter) = self.peek().filter(char::is_ascii_uppercase) {
            let alone = !self.text[self.at + 1..].starts_with(char::is_alphanumeric);
            self.at += usize::from(alone);
            return alone.then(|| vec![u32::from(letter) - u32::from('A') + 1]);
        }
        let mut number = vec![self.number()?];
        loop {
            let before = self.at;
            match self.take('.').then(|| self.number()).flatten() {
                Some(below) => number.push(below),
                None => {
                    self.at = before;
                    return Some(number);
                }
            }
        }
    }

    /// Reads what stands between the numbers of a list, where a number follows.
    fn list_joint(&mut self) -> bool {
        let rest = &self.text[self.at..];
        let joints = [", and ", ", or ", " and ", " or ", " und ", " oder ", " et ", " ou ", ", ", "–", " to "];
        let follows = |joint: &&&str| {
            rest.strip_prefix(**joint).is_some_and(|rest| rest.starts_with(|c| digit_value(c).is_some()))
        };
        let joint = joints.iter().find(follows);
        self.at += joint.map_or(0, |joint| joint.len());
        joint.is_some()
    }

    /// Reads a number in digits of any script or in kanji.
    fn number(&mut self) -> Option<u32> {
        let (mut total, mut part, begin) = (0_u32, 0_u32, self.at);
        while let Some(c) = self.peek() {
            if let Some(power) = [('十', 10), ('百', 100), ('千', 1000)].iter().find(|(sign, _)| *sign == c) {
                total = total.checked_add(part.max(1).checked_mul(power.1)?)?;
                part = 0;
            } else {
                let Some(digit) = digit_value(c).or_else(|| kanji_digit(c)) else { break };
                part = part.checked_mul(10)?.checked_add(digit)?;
            }
            self.at += c.len_utf8();
        }
        (self.at > begin).then(|| total.checked_add(part)).flatten()
    }
}

fn kanji_digit(c: char) -> Option<u32> {
    "〇一二三四五六七八九".chars().zip(0..).find(|(sign, _)| *sign == c).map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::LabelStyle;

    #[test]
    fn references_are_read_in_many_writings() {
        let check = |text: &str, expected: &[(&str, &[u32])]| {
            let found = references(text);
            let found: Vec<_> = found.iter().map(|one| (&text[one.range.clone()], one.number.as_slice())).collect();
            assert_eq!(found, expected);
        };
        check("第6条の2及び第十二条第３項", &[("第6条の2", &[6, 2]), ("第十二条", &[12]), ("第３項", &[3])]);
        check("see Sections 3.2, 4 and 5.", &[("Sections 3.2", &[3, 2]), ("4", &[4]), ("5", &[5])]);
        check("gemäß § 7 oder Artikel 9", &[("§ 7", &[7]), ("Artikel 9", &[9])]);
        check("제3조의2", &[("제3조의2", &[3, 2])]);
        check("Section L and intersection 4; partners 5; a section, 4", &[("Section L", &[12])]);
        check("ตามข้อ 4 และ المادة ٣", &[("المادة ٣", &[3])]);
    }

    #[test]
    fn a_reference_follows_its_section() {
        let label = |number: u32| Label {
            printed: format!("{number}."),
            kind: LabelKind::Bare,
            style: LabelStyle::Arabic,
            number: vec![number],
        };
        let renumbering = Renumbering::of([(&label(6), &label(7)), (&label(3), &label(3))].into_iter());
        let explains = |old: &str, new: &str| renumbering.explains(&references(old)[0], &references(new)[0]);
        assert!(explains("第6条", "第7条"));
        assert!(explains("Section 6.1", "Section 7.1"));
        assert!(!explains("Section 6.1", "Section 7.2"));
        assert!(!explains("第6条", "第8条"));
        assert!(!explains("第6項", "第7項"));
        assert!(!explains("第3条", "第4条"));
    }
}
