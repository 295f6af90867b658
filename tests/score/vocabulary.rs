//! The words of a language as its documents use them, for putting one in the place of another.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use kaitei::locale::words;

use crate::dice::Dice;
use crate::documents::Document;
use crate::prose::{is_plain, sentences};

/// Words by their shape, so that a word is replaced by one that could stand there.
#[derive(Debug, Default)]
pub(crate) struct Vocabulary {
    words: BTreeMap<Shape, Vec<String>>,
    /// Stretches of two and of three words without a sign between them.
    phrases: [Vec<String>; 2],
    /// Whole sentences of other documents.
    sentences: Vec<String>,
}

/// How a word is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Shape {
    Han,
    Katakana,
    Lower,
    Capital,
    Other,
}

impl Vocabulary {
    /// Returns the words of documents of one language, and the sentences of all but one of them.
    pub(crate) fn of(documents: &[&Document], others: &[&Document]) -> Self {
        let mut found: BTreeMap<Shape, BTreeSet<String>> = BTreeMap::new();
        let mut phrases = [BTreeSet::new(), BTreeSet::new()];
        for text in documents.iter().flat_map(|document| &document.sections).map(|section| &section.text) {
            let words = whole_words(text);
            for (range, shape) in &words {
                found.entry(*shape).or_default().insert(text[range.clone()].to_owned());
            }
            for (length, phrases) in (2..).zip(&mut phrases) {
                let stretches = words.windows(length).map(|words| &text[words[0].0.start..words[length - 1].0.end]);
                phrases.extend(stretches.filter(|stretch| is_phrase(stretch)).map(str::to_owned));
            }
        }
        let words = found.into_iter().map(|(shape, words)| (shape, words.into_iter().collect())).collect();
        let paragraphs =
            others.iter().flat_map(|document| &document.sections).flat_map(|section| section.text.split("\n\n"));
        let whole = |text: &str| sentences(text).into_iter().map(|range| text[range].to_owned()).collect::<Vec<_>>();
        let sentences = paragraphs.filter(|text| is_plain(text)).flat_map(whole).collect();
        Self { words, phrases: phrases.map(|phrases| phrases.into_iter().collect()), sentences }
    }

    /// Returns the text with so many of a hundred words replaced by others of the same shape.
    pub(crate) fn replaced(&self, text: &str, percent: usize, dice: &mut Dice) -> String {
        let mut out = String::new();
        let mut at = 0;
        for (range, shape) in whole_words(text) {
            if dice.percent(percent) {
                out += &text[at..range.start];
                out += self.other(&text[range.clone()], shape, dice);
                at = range.end;
            }
        }
        out + &text[at..]
    }

    fn other(&self, word: &str, shape: Shape, dice: &mut Dice) -> &str {
        let words = self.words.get(&shape).map_or(&[][..], Vec::as_slice);
        (0..20)
            .filter_map(|_| dice.pick(words))
            .find(|other| *other != word)
            .expect("a language has more than one word")
    }

    /// Returns a sentence of another document; `None` where sentences have no end that can be seen.
    pub(crate) fn sentence(&self, dice: &mut Dice) -> Option<&str> {
        dice.pick(&self.sentences).map(String::as_str)
    }

    /// Returns one to three words that stand together somewhere.
    pub(crate) fn phrase(&self, count: usize, dice: &mut Dice) -> Option<String> {
        let words = |shape: &Shape| self.words.get(shape).map_or(&[][..], Vec::as_slice);
        match count {
            1 => dice.pick([Shape::Han, Shape::Lower, Shape::Other].iter().map(words).max_by_key(|of| of.len())?),
            2 => dice.pick(&self.phrases[0]),
            _ => dice.pick(&self.phrases[1]),
        }
        .cloned()
    }

    /// Returns a word that could stand in the place of this one and has neither its first nor its last character.
    pub(crate) fn unlike(&self, word: &str, dice: &mut Dice) -> Option<&str> {
        let shape = shape(word)?;
        let words = self.words.get(&shape).map_or(&[][..], Vec::as_slice);
        let ends = |word: &str| (word.chars().next(), word.chars().next_back());
        let differs = |other: &&String| ends(other).0 != ends(word).0 && ends(other).1 != ends(word).1;
        (0..40).filter_map(|_| dice.pick(words)).find(differs).map(String::as_str)
    }
}

/// Returns whether nothing but words and spaces stands in a stretch of text.
pub(crate) fn is_phrase(text: &str) -> bool {
    let joins = |c: char| c.is_alphabetic() || c == ' ' || matches!(c, '\u{e01}'..='\u{e4e}');
    text.chars().count() < 30 && text.chars().all(joins)
}

/// Returns the words of a text that carry meaning and are no part of an address or a label.
pub(crate) fn content_words(text: &str) -> Vec<Range<usize>> {
    whole_words(text).into_iter().map(|(range, _)| range).collect()
}

fn whole_words(text: &str) -> Vec<(Range<usize>, Shape)> {
    let kept = addresses(text);
    let cuts = words(text);
    let ranges = cuts.windows(2).map(|pair| pair[0]..pair[1]);
    let free = ranges.filter(|range| !kept.iter().any(|kept| kept.start < range.end && range.start < kept.end));
    free.filter_map(|range| Some((range.clone(), shape(&text[range])?))).collect()
}

/// Returns how a word is written; `None` for signs, numbers and words of one character or few.
fn shape(word: &str) -> Option<Shape> {
    let all = |is: fn(char) -> bool| word.chars().all(is);
    let length = word.chars().count();
    let han = |c: char| matches!(c, '\u{4e00}'..='\u{9fff}' | '々');
    let katakana = |c: char| matches!(c, '\u{30a0}'..='\u{30ff}');
    let thai = |c: char| matches!(c, '\u{e01}'..='\u{e4e}');
    let letter =
        |c: char| c.is_alphabetic() && !('\u{2e80}'..='\u{d7ff}').contains(&c) && !('\u{e00}'..='\u{e7f}').contains(&c);
    match length {
        0 | 1 => None,
        _ if all(han) => Some(Shape::Han),
        _ if all(katakana) => Some(Shape::Katakana),
        3.. if all(thai) => Some(Shape::Other),
        3.. if all(letter) && word.chars().any(char::is_lowercase) => {
            Some(if word.chars().next().is_some_and(char::is_uppercase) { Shape::Capital } else { Shape::Lower })
        }
        3.. if all(letter) && word.chars().all(|c| !c.is_uppercase()) => Some(Shape::Other),
        _ => None,
    }
}

/// Returns the URLs, e-mail addresses and links of a Markdown text.
pub(crate) fn addresses(text: &str) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match start {
            None if c.is_ascii_graphic() => start = Some(at),
            Some(from) if !c.is_ascii_graphic() => {
                let run = &text[from..at];
                if run.contains('@') || run.contains("://") || run.contains("](") {
                    out.push(from..at);
                }
                start = None;
            }
            _ => {}
        }
    }
    out
}
