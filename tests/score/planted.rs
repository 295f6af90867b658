//! Paragraphs in which words are changed at known places (M11), and paragraphs cut in two at the end of a sentence (M9).

use std::ops::Range;

use kaitei::locale::{digit_value, is_spaceless};

use crate::dice::Dice;
use crate::documents::{Document, Section};
use crate::measures::Hunk;
use crate::prose::{first_word, goes_on, is_plain, last_word, numbers, sentence_end, sentences, words_of};
use crate::sentences::{address, date};
use crate::vocabulary::{Vocabulary, content_words, is_phrase};

/// What is changed, by name.
pub(crate) const KINDS: [&str; 11] =
    ["replace", "insert", "delete", "term", "listed", "sentence", "rewrite", "sign", "number", "date", "address"];

/// An old text and a new one that differ in some paragraphs.
pub(crate) struct Planted {
    pub(crate) name: String,
    pub(crate) old: String,
    pub(crate) new: String,
    pub(crate) paragraphs: Vec<Paragraph>,
}

/// A paragraph before and after, and what was changed in it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Paragraph {
    pub(crate) old: String,
    pub(crate) new: String,
    /// For each place in order the ways of marking it that are right.
    pub(crate) places: Vec<Vec<Hunk>>,
}

/// Changes words of one kind in about half of the plain paragraphs of a document.
pub(crate) fn plant(document: &Document, vocabulary: &Vocabulary, kind: &str, mut dice: Dice) -> Planted {
    let mut paragraphs = Vec::new();
    let (mut olds, mut news) = (document.sections.clone(), document.sections.clone());
    for (old, new) in olds.iter_mut().zip(&mut news) {
        let text = std::mem::take(&mut old.text);
        let (mut before, mut after) = (Vec::new(), Vec::new());
        for block in text.split("\n\n") {
            let planted =
                is_plain(block).then(|| paragraph(document.lang, block, vocabulary, kind, &mut dice)).flatten();
            let planted = planted.filter(|_| dice.percent(60));
            let one = planted.as_ref().map_or((block, block), |planted| (&planted.old, &planted.new));
            before.push(one.0.to_owned());
            after.push(one.1.to_owned());
            paragraphs.extend(planted);
        }
        (old.text, new.text) = (before.join("\n\n"), after.join("\n\n"));
    }
    Planted {
        name: format!("{} {} {kind}", document.lang, document.name),
        old: document.markdown(&olds),
        new: document.markdown(&news),
        paragraphs,
    }
}

/// Returns for every section with a plain paragraph that can be cut the text with it cut, and the index of the section.
pub(crate) fn cuts(document: &Document) -> Vec<(usize, String)> {
    let cut = |(at, section): (usize, &Section)| {
        let mut blocks: Vec<String> = section.text.split("\n\n").map(str::to_owned).collect();
        let (block, place) = blocks
            .iter()
            .enumerate()
            .find_map(|(block, text)| Some((block, is_plain(text).then(|| sentence_end(text)).flatten()?)))?;
        let (one, other) = blocks[block].split_at(place);
        blocks[block] = format!("{}\n\n{}", one.trim_end(), other.trim_start());
        let mut sections = document.sections.clone();
        sections[at].text = blocks.join("\n\n");
        Some((at, document.markdown(&sections)))
    };
    document.sections.iter().enumerate().filter_map(cut).collect()
}

fn paragraph(lang: &str, text: &str, vocabulary: &Vocabulary, kind: &str, dice: &mut Dice) -> Option<Paragraph> {
    match kind {
        "date" => Some(appended(text, date(lang, dice))),
        "address" => Some(appended(text, address(lang, dice))),
        "listed" => changed(text, &[listed(text, vocabulary, dice)?]),
        "sentence" | "rewrite" => changed(text, &[sentence(text, vocabulary, kind, dice)?]),
        "term" => changed(text, &term(text, vocabulary, dice)?),
        _ => changed(text, &edits(text, vocabulary, kind, dice)),
    }
}

/// A paragraph with a sentence after it that differs in one place.
fn appended(text: &str, sentence: Paragraph) -> Paragraph {
    let space = if text.ends_with('。') { "" } else { " " };
    let (old, new) = (format!("{text}{space}{}", sentence.old), format!("{text}{space}{}", sentence.new));
    let by = text.len() + space.len();
    let shift = |range: &Range<usize>| range.start + by..range.end + by;
    let along = |hunk: &Hunk| Hunk { old: shift(&hunk.old), new: shift(&hunk.new) };
    let places = sentence.places.iter().map(|ways| ways.iter().map(along).collect()).collect();
    Paragraph { old, new, places }
}

/// What stands in the place of some bytes, and how far the mark may reach around it on both sides.
#[derive(Clone)]
struct Edit {
    range: Range<usize>,
    with: String,
    around: Range<usize>,
    /// How many bytes before it the same insertion can as well be seen.
    slides: usize,
}

fn changed(text: &str, edits: &[Edit]) -> Option<Paragraph> {
    let (mut new, mut at) = (String::new(), 0);
    let mut places = Vec::new();
    for Edit { range, with, around, slides } in edits {
        new += &text[at..range.start];
        let start = new.len();
        new += with;
        at = range.end;
        let end = new.len();
        let befores = [0, range.start - around.start];
        let afters = [0, around.end - range.end];
        let ways = befores.iter().flat_map(|before| {
            afters.map(|after| Hunk { old: range.start - before..range.end + after, new: start - before..end + after })
        });
        let mut ways: Vec<Hunk> = ways.collect();
        let (at_old, at_new) = (range.start - slides, start - slides);
        ways.extend((*slides > 0).then(|| Hunk { old: at_old..range.end - slides, new: at_new..end - slides }));
        places.push(ways);
    }
    new += &text[at..];
    (!edits.is_empty()).then(|| Paragraph { old: text.to_owned(), new, places })
}

fn edits(text: &str, vocabulary: &Vocabulary, kind: &str, dice: &mut Dice) -> Vec<Edit> {
    let all: Vec<Edit> = match kind {
        "number" => numbers(text).into_iter().map(|range| number(text, range, dice)).collect(),
        "sign" => signs(text, dice),
        _ => {
            phrases(text, dice).into_iter().filter_map(|range| words_at(text, range, vocabulary, kind, dice)).collect()
        }
    };
    // Far enough from each other and from the ends that nobody would mark what lies between.
    let mut kept: Vec<Edit> = Vec::new();
    let most = 1 + dice.below(3);
    for edit in all {
        let before = kept.last().map_or(0, |last: &Edit| last.around.end);
        let far = |part: &str| crate::measures::columns(part) >= 20;
        let fits = edit.range.start >= before && (kept.is_empty() || far(&text[before..edit.range.start]));
        if fits && kept.len() < most && dice.percent(60) {
            kept.push(edit);
        }
    }
    kept
}

/// Returns stretches of one to three words without a sign between them.
fn phrases(text: &str, dice: &mut Dice) -> Vec<Range<usize>> {
    let words = content_words(text);
    let phrase = |at: usize| {
        let last = words.get(at + dice.below(3)).filter(|last| is_phrase(&text[words[at].start..last.end]));
        words[at].start..last.unwrap_or(&words[at]).end
    };
    (0..words.len()).map(phrase).filter(|range| !goes_on(&text[range.end..])).collect()
}

fn words_at(text: &str, range: Range<usize>, vocabulary: &Vocabulary, kind: &str, dice: &mut Dice) -> Option<Edit> {
    let edit = |range: Range<usize>, with: String| Edit { around: range.clone(), range, with, slides: 0 };
    let (before, after) = (last_word(&text[..range.start]), first_word(&text[range.end..]));
    let old = &text[range.clone()];
    match kind {
        "replace" => {
            let count = content_words(old).len();
            let new =
                if count < 2 { vocabulary.unlike(old, dice)?.to_owned() } else { vocabulary.phrase(count, dice)? };
            let shares = words_of(old).iter().any(|word| words_of(&new).contains(word) && !word.trim().is_empty());
            let ends = |text: &str| (text.chars().next(), text.chars().next_back());
            let alike = ends(old).0 == ends(&new).0 || ends(old).1 == ends(&new).1;
            (!shares && !alike).then(|| edit(range, new))
        }
        "insert" => {
            let phrase = vocabulary.phrase(1 + dice.below(3), dice)?;
            // Where the words around are its own, it could as well stand one word on.
            let next = first_word(&text[range.start..]);
            let slides = first_word(&phrase) == next || last_word(&phrase) == before;
            let spaceless = text[range.start..].starts_with(is_spaceless);
            let spaced = after_space(text, range.start);
            let with = if spaced || !spaceless { format!("{phrase} ") } else { phrase };
            // Inside of a hyphenated word nothing is inserted.
            let free = before.is_none() || spaced || spaceless;
            (!slides && free).then(|| edit(range.start..range.start, with))
        }
        _ => {
            let slides = first_word(old) == after || last_word(old) == before;
            let spaced = text[range.end..].starts_with(' ') && after_space(text, range.start);
            let end = if spaced { range.end + 1 } else { range.end };
            (!slides && range.start > 0).then(|| edit(range.start..end, String::new()))
        }
    }
}

/// A further entry among others that are divided by commas; the mark may take the comma before it or the one after it.
fn listed(text: &str, vocabulary: &Vocabulary, dice: &mut Dice) -> Option<Edit> {
    let commas: Vec<(usize, &str)> =
        [", ", "、", "，", "، "].iter().flat_map(|sign| text.match_indices(sign)).collect();
    let (at, sign) = *dice.pick(&commas)?;
    let entry = vocabulary.phrase(1 + dice.below(2), dice)?;
    let place = at + sign.len();
    let slides = first_word(&entry) == first_word(&text[place..]) || last_word(&entry) == last_word(&text[..at]);
    let range = place..place;
    (!slides).then(|| Edit { around: range.clone(), range, with: format!("{entry}{sign}"), slides: sign.len() })
}

/// A sentence of another document before one of the text, or in its place.
fn sentence(text: &str, vocabulary: &Vocabulary, kind: &str, dice: &mut Dice) -> Option<Edit> {
    let other = vocabulary.sentence(dice)?;
    let long = other.chars().count();
    let mut whole = sentences(text);
    if kind == "rewrite" {
        // Where little else is left, the paragraph is another one.
        let half = text.chars().count() / 2;
        whole.retain(|range| text[range.clone()].chars().count().max(long) <= half);
    }
    let range = dice.pick(&whole)?.clone();
    let old = &text[range.clone()];
    if first_word(other) == first_word(old) {
        return None;
    }
    if kind == "sentence" {
        let (place, space) = (range.start..range.start, if old.ends_with('。') { "" } else { " " });
        return Some(Edit { around: place.clone(), range: place, with: format!("{other}{space}"), slides: 0 });
    }
    let (inner, with) = (without_stop(old), without_stop(other));
    let alike = last_word(inner) == last_word(with);
    let around = range.clone();
    (!alike).then(|| Edit { around, range: range.start..range.start + inner.len(), with: with.to_owned(), slides: 0 })
}

fn without_stop(sentence: &str) -> &str {
    sentence.trim_end_matches(['。', '.'])
}

/// The same word replaced wherever it stands.
fn term(text: &str, vocabulary: &Vocabulary, dice: &mut Dice) -> Option<Vec<Edit>> {
    let words = content_words(text);
    let same = |word: &Range<usize>| -> Vec<Range<usize>> {
        words.iter().filter(|other| text[(*other).clone()] == text[word.clone()]).cloned().collect()
    };
    let apart = |places: &Vec<Range<usize>>| {
        let far = |pair: &[Range<usize>]| crate::measures::columns(&text[pair[0].end..pair[1].start]) >= 12;
        places.len() > 1 && places.windows(2).all(far) && !places.iter().any(|place| goes_on(&text[place.end..]))
    };
    let terms: Vec<Vec<Range<usize>>> = words.iter().map(same).filter(apart).collect();
    let places = dice.pick(&terms)?;
    let old = &text[places[0].clone()];
    let with = vocabulary.unlike(old, dice)?;
    let edit =
        |range: &Range<usize>| Edit { around: range.clone(), range: range.clone(), with: with.to_owned(), slides: 0 };
    Some(places.iter().map(edit).collect())
}

fn after_space(text: &str, at: usize) -> bool {
    text[..at].ends_with(' ')
}

/// Another number of as many digits; the unit at its side may be marked with it.
fn number(text: &str, range: Range<usize>, dice: &mut Dice) -> Edit {
    let mut with = String::new();
    for (at, c) in text[range.clone()].chars().enumerate() {
        let Some(value) = digit_value(c) else {
            with.push(c);
            continue;
        };
        let by = if at == 0 { 1 + dice.below(8) } else { dice.below(9) };
        let other = (value as usize - usize::from(value > 0) + by) % 9 + 1;
        let zero = u32::from(c) - value;
        with.push(char::from_u32(zero + u32::try_from(other).expect("a digit")).expect("a digit"));
    }
    let attached = |word: Option<&&str>| word.filter(|word| !word.trim().is_empty()).map_or(0, |word| word.len());
    let before = attached(words_of(&text[..range.start]).last());
    let after = attached(words_of(&text[range.end..]).first());
    Edit { around: range.start - before..range.end + after, range, with, slides: 0 }
}

/// Commas that become semicolons or go.
fn signs(text: &str, dice: &mut Dice) -> Vec<Edit> {
    let others = [(", ", "; "), ("、", "，"), ("，", "；"), ("، ", "؛ ")];
    let mut all = Vec::new();
    for (sign, other) in others {
        for (at, sign) in text.match_indices(sign) {
            let range = at..at + sign.trim_end().len();
            let with = if dice.percent(50) { other.trim_end().to_owned() } else { String::new() };
            all.push(Edit { around: range.clone(), range, with, slides: 0 });
        }
    }
    all.sort_by_key(|edit| edit.range.start);
    all
}
