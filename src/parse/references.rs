//! Text -> the references to sections and clauses in it: 第6条第2項, Section 6(b).

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

use crate::locale::{digit_value, is_alphanumeric, is_wide};

/// What a reference or a label numbers, coarsely: an article in one document is a section in another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    /// 編, Part.
    Part,
    /// 章, Chapter.
    Chapter,
    /// 節.
    Division,
    /// 条, Article, Section.
    Article,
    /// Something inside of a section: 項, 号, `(a)`.
    Inside,
}

/// A printed reference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// The bytes, from the word or 第 to the end of the number or 条.
    pub range: Range<usize>,
    /// What is referred to.
    pub rank: Rank,
    /// The number; of a letter, its place in the alphabet.
    pub number: Vec<u32>,
    /// What the letters of `(iv)` are worth as a Roman number.
    pub roman: Option<u32>,
    /// Of something inside: in which section.
    pub within: Within,
}

/// In which section something inside is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Within {
    /// In that of the text: 第2項, paragraph 2.
    Here,
    /// In the section of that number, named just before: 第3条第2項, Section 3(2).
    Section(Vec<u32>),
    /// In one that other words name: 同条第2項, 前条第2項.
    Unknown,
}

/// Returns the references of a text, in order.
pub fn references(text: &str) -> Vec<Reference> {
    let mut found: Vec<Reference> = Vec::new();
    let (mut word_before, mut before) = (false, None);
    for (at, c) in text.char_indices() {
        if found.last().is_some_and(|last| at < last.range.end) {
            continue;
        }
        match c {
            '第' | '제' => found.extend(ordinal(text, at)),
            _ if !word_before && (c.is_alphabetic() || c == '§') => named(text, at, &mut found),
            _ if digit_value(c).is_some() => found.extend(bare(text, at, before)),
            _ => {}
        }
        word_before = is_alphanumeric(c);
        before = Some(c);
    }
    for at in 0..found.len() {
        found[at].within = within(text, &found[..=at]);
    }
    found
}

/// Reads `6.` among Japanese or Chinese words, as sections with such labels are referred to: 本規約6.に定める. In other languages it
/// may end a sentence.
fn bare(text: &str, at: usize, before: Option<char>) -> Option<Reference> {
    let joins = |c: char| c.is_ascii_alphanumeric() || digit_value(c).is_some() || ".,．，".contains(c);
    let mut read = Reading { text, at };
    let number = vec![read.number().filter(|_| !before.is_some_and(joins))?];
    let goes_on =
        (read.take('.') || read.take('．')) && read.peek().is_some_and(|c| is_wide(c) && digit_value(c).is_none());
    let range = at..read.at;
    goes_on.then_some(Reference { range, rank: Rank::Article, number, roman: None, within: Within::Here })
}

/// Returns in which section the last of some references is, where it is to something inside of one.
fn within(text: &str, found: &[Reference]) -> Within {
    let Some((last, before)) = found.split_last().filter(|(last, _)| last.rank == Rank::Inside) else {
        return Within::Here;
    };
    let touches = |before: &&Reference| text[before.range.end..last.range.start].trim_matches([' ', ',']).is_empty();
    match before.last().filter(touches) {
        Some(before) if before.rank == Rank::Inside => before.within.clone(),
        Some(before) => Within::Section(before.number.clone()),
        None if text[..last.range.start].ends_with(['条', '條', '項', '号', '조', '항']) => Within::Unknown,
        None => Within::Here,
    }
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
pub fn ordinal(text: &str, at: usize) -> Option<Reference> {
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
    Some(Reference { range: at..end, rank, number, roman: None, within: Within::Here })
}

/// The words that stand before the number of a reference, lower case.
const WORDS: [(&str, Rank); 42] = [
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
    ("البند", Rank::Article),
    ("القسم", Rank::Article),
    ("chapter", Rank::Chapter),
    ("kapitel", Rank::Chapter),
    ("chapitre", Rank::Chapter),
    ("หมวด", Rank::Chapter),
    ("paragraph", Rank::Inside),
    ("paragraphs", Rank::Inside),
    ("subsection", Rank::Inside),
    ("point", Rank::Inside),
    ("item", Rank::Inside),
    ("absatz", Rank::Inside),
    ("abs.", Rank::Inside),
    ("buchstabe", Rank::Inside),
    ("nummer", Rank::Inside),
    ("nr.", Rank::Inside),
    ("فقرة", Rank::Inside),
    ("part", Rank::Part),
    ("partie", Rank::Part),
];

/// The words by their first character, those of one the last first, so that the longer go before.
static BY_FIRST: LazyLock<BTreeMap<char, Vec<(&str, Rank)>>> = LazyLock::new(|| {
    let mut found: BTreeMap<char, Vec<(&str, Rank)>> = BTreeMap::new();
    for entry in WORDS.iter().rev() {
        entry.0.chars().next().into_iter().for_each(|first| found.entry(first).or_default().push(*entry));
    }
    found
});

/// Reads `Section 3.2(a)` and the rest of `Sections 3, 4 and 5`.
fn named(text: &str, at: usize, found: &mut Vec<Reference>) {
    let first = text[at..].chars().next().and_then(|c| c.to_lowercase().next());
    let mut words = first.and_then(|first| BY_FIRST.get(&first)).into_iter().flatten();
    let Some((word, rank)) = words.find(|(word, _)| begins_with(&text[at..], word)) else { return };
    let mut read = Reading { text, at: at + word.len() };
    let spaces = read.spaces();
    if !spaces && !word.ends_with(['§', '.', '้', 'อ']) {
        return;
    }
    let mut start = at;
    loop {
        let begin = found.len();
        if let Some(number) = read.path(*rank) {
            let range = start..read.at;
            found.push(Reference { range, rank: *rank, number, roman: None, within: Within::Here });
        }
        while let Some(bracketed) = read.bracketed() {
            found.push(bracketed);
        }
        if found.len() == begin || !read.list_joint() {
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

    /// Reads `(3)`, `(a)`, `(iv)`.
    fn bracketed(&mut self) -> Option<Reference> {
        let (start, rest) = (self.at, self.text[self.at..].strip_prefix('(')?);
        let (inside, _) = rest.split_once(')').filter(|(inside, _)| (1..=4).contains(&inside.len()))?;
        let letters = inside.bytes().all(|byte| byte.is_ascii_lowercase());
        let number = if letters { letter_number(inside) } else { inside.parse().ok() };
        let roman = if letters { roman_number(inside) } else { None };
        (number.is_some() || roman.is_some()).then(|| {
            self.at += inside.len() + 2;
            let number = number.into_iter().collect();
            Reference { range: start..self.at, rank: Rank::Inside, number, roman, within: Within::Here }
        })
    }

    /// Reads `3.2` or one letter: a capital one, or a small one for something inside.
    fn path(&mut self, rank: Rank) -> Option<Vec<u32>> {
        if let Some(letter) = self.peek().filter(char::is_ascii_lowercase).filter(|_| rank == Rank::Inside) {
            let alone = !self.text[self.at + 1..].starts_with(char::is_alphanumeric);
            self.at += usize::from(alone);
            return alone.then(|| vec![u32::from(letter) - u32::from('a') + 1]);
        }
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

/// The place of a small letter in the alphabet; of `aa`, 27.
fn letter_number(letters: &str) -> Option<u32> {
    let first = letters.bytes().next()?;
    let same = letters.bytes().all(|byte| byte == first);
    let turns = u32::try_from(letters.len()).ok()? - 1;
    same.then(|| turns * 26 + u32::from(first - b'a') + 1)
}

/// The value of a Roman number in small letters.
fn roman_number(letters: &str) -> Option<u32> {
    let value = |byte: u8| {
        [(b'i', 1), (b'v', 5), (b'x', 10), (b'l', 50), (b'c', 100)].into_iter().find(|(sign, _)| *sign == byte)
    };
    let values: Vec<u32> = letters.bytes().map(|byte| value(byte).map(|(_, value)| value)).collect::<Option<_>>()?;
    let less = |at: usize| values.get(at + 1).is_some_and(|next| values[at] < *next);
    let (minus, plus): (Vec<usize>, Vec<usize>) = (0..values.len()).partition(|at| less(*at));
    let sum = |all: Vec<usize>| all.into_iter().map(|at| values[at]).sum::<u32>();
    sum(plus).checked_sub(sum(minus))
}

fn kanji_digit(c: char) -> Option<u32> {
    "〇一二三四五六七八九".chars().zip(0..).find(|(sign, _)| *sign == c).map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

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
        check("本ポリシー6.に定める、１２．の窓口（8.に定める期間）", &[("6.", &[6]), ("１２．", &[12]), ("8.", &[8])]);
        check("3.5倍、1,000.に、v2.に、within 30. 日", &[]);
        check("Section 4.2(b)(iv), (c)", &[("Section 4.2", &[4, 2]), ("(b)", &[2]), ("(iv)", &[])]);
        check("§ 5 Abs. 2 Nr. 3", &[("§ 5", &[5]), ("Abs. 2", &[2]), ("Nr. 3", &[3])]);
    }

    #[test]
    fn what_is_inside_is_in_the_section_named_before() {
        let check = |text: &str, expected: &[Within]| {
            let found: Vec<_> = references(text).into_iter().map(|one| one.within).collect();
            assert_eq!(found, expected);
        };
        let three = || Within::Section(vec![3]);
        check("第3条第2項第1号", &[Within::Here, three(), three()]);
        check("第2項に定める", &[Within::Here]);
        check("同条第2項第1号", &[Within::Unknown, Within::Unknown]);
        check("Section 3(2)(a) and paragraph (4)", &[Within::Here, three(), three(), Within::Here]);
    }
}
