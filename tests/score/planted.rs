//! Paragraphs in which words are changed at known places (M11), and paragraphs cut in two at the end of a sentence (M9).

use std::ops::Range;

use kaitei::locale::{digit_value, is_spaceless, words};

use crate::dice::Dice;
use crate::documents::{Document, Section};
use crate::measures::Hunk;
use crate::sentences::{address, date};
use crate::vocabulary::{Vocabulary, content_words, is_phrase};

/// What is changed, by name.
pub(crate) const KINDS: [&str; 7] = ["replace", "insert", "delete", "sign", "number", "date", "address"];

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

/// Returns whether a block of Markdown is a paragraph whose text stands there as it will be read.
fn is_plain(block: &str) -> bool {
    let starts = block.chars().next().is_some_and(|c| c.is_alphabetic() || c == '“');
    let label = block.split([' ', '　', '.', ')', '、']).next().is_some_and(|first| first.chars().count() < 2);
    let spaced = block.is_ascii() || block.contains(' ');
    starts
        && !(label && !spaced)
        && !block.contains(['\n', '*', '_', '[', '<', '|', '`', '\\', '{'])
        && !first_is_label(block)
}

fn first_is_label(block: &str) -> bool {
    block.split_once(['　', '、', ' ']).is_some_and(|(first, _)| {
        let first: Vec<char> = first.chars().collect();
        first.len() == 1 && "一二三四五六七八九十イロハニホヘト".contains(first[0])
    })
}

/// Returns where a sentence ends nearest to the middle, with another one after it.
fn sentence_end(text: &str) -> Option<usize> {
    let cjk = text.match_indices('。').map(|(at, sign)| at + sign.len());
    let spaced = [". ", "؟ ", "! "].into_iter().flat_map(|end| text.match_indices(end)).map(|(at, end)| at + end.len());
    // Thai has no full stop; a space between long stretches ends a sentence.
    let thai = text.match_indices(' ').filter(|(at, _)| {
        let longest = |part: &str| part.chars().count() > 24;
        text[..*at].chars().next_back().is_some_and(is_thai)
            && text[at + 1..].chars().next().is_some_and(is_thai)
            && longest(text[..*at].rsplit(' ').next().unwrap_or_default())
            && longest(text[at + 1..].split(' ').next().unwrap_or_default())
    });
    let places = cjk.chain(spaced).chain(thai.map(|(at, _)| at + 1)).filter(|at| {
        let rest = &text[*at..];
        rest.chars().next().is_some_and(|c| c.is_alphabetic()) && !first_is_label(rest)
    });
    places.min_by_key(|at| at.abs_diff(text.len() / 2))
}

fn is_thai(c: char) -> bool {
    matches!(c, '\u{e01}'..='\u{e4e}')
}

fn paragraph(lang: &str, text: &str, vocabulary: &Vocabulary, kind: &str, dice: &mut Dice) -> Option<Paragraph> {
    match kind {
        "date" => Some(appended(text, date(lang, dice))),
        "address" => Some(appended(text, address(lang, dice))),
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
struct Edit {
    range: Range<usize>,
    with: String,
    around: Range<usize>,
}

fn changed(text: &str, edits: &[Edit]) -> Option<Paragraph> {
    let (mut new, mut at) = (String::new(), 0);
    let mut places = Vec::new();
    for Edit { range, with, around } in edits {
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
        places.push(ways.collect());
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

/// Returns whether the rest of a text begins with the end of a Japanese word (み of 申込み) rather than with a particle.
fn goes_on(rest: &str) -> bool {
    rest.starts_with(|c: char| ('\u{3041}'..='\u{309f}').contains(&c) && !"はがをにのとでもへやか".contains(c))
}

fn words_at(text: &str, range: Range<usize>, vocabulary: &Vocabulary, kind: &str, dice: &mut Dice) -> Option<Edit> {
    let edit = |range: Range<usize>, with: String| Edit { around: range.clone(), range, with };
    let (before, after) = (last_word(&text[..range.start]), first_word(&text[range.end..]));
    let old = &text[range.clone()];
    match kind {
        "replace" => {
            let count = content_words(old).len();
            let new =
                if count < 2 { vocabulary.unlike(old, dice)?.to_owned() } else { vocabulary.phrase(count, dice)? };
            let shares = cut(old).iter().any(|word| cut(&new).contains(word) && !word.trim().is_empty());
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

fn cut(text: &str) -> Vec<&str> {
    words(text).windows(2).map(|pair| &text[pair[0]..pair[1]]).collect()
}

fn first_word(text: &str) -> Option<&str> {
    cut(text).into_iter().find(|word| !word.trim().is_empty())
}

fn last_word(text: &str) -> Option<&str> {
    cut(text).into_iter().rfind(|word| !word.trim().is_empty())
}

fn after_space(text: &str, at: usize) -> bool {
    text[..at].ends_with(' ')
}

/// Returns the numbers of a text, with signs between their digits.
fn numbers(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for (at, c) in text.char_indices().filter(|(_, c)| digit_value(*c).is_some()) {
        let end = at + c.len_utf8();
        match found.last_mut() {
            Some(last) if matches!(&text[last.end..at], "" | "." | "," | ":" | "-" | "/") => last.end = end,
            _ => found.push(at..end),
        }
    }
    let free = |range: &Range<usize>| {
        let letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic());
        !letter(text[..range.start].chars().next_back()) && !letter(text[range.end..].chars().next())
    };
    found.retain(free);
    found
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
        let zero = u32::from(c) - u32::try_from(value).expect("a digit");
        with.push(char::from_u32(zero + u32::try_from(other).expect("a digit")).expect("a digit"));
    }
    let attached = |word: Option<&&str>| word.filter(|word| !word.trim().is_empty()).map_or(0, |word| word.len());
    let before = attached(cut(&text[..range.start]).last());
    let after = attached(cut(&text[range.end..]).first());
    Edit { around: range.start - before..range.end + after, range, with }
}

/// Commas that become semicolons or go.
fn signs(text: &str, dice: &mut Dice) -> Vec<Edit> {
    let others = [(", ", "; "), ("、", "，"), ("，", "；"), ("، ", "؛ ")];
    let mut all = Vec::new();
    for (sign, other) in others {
        for (at, sign) in text.match_indices(sign) {
            let range = at..at + sign.trim_end().len();
            let with = if dice.percent(50) { other.trim_end().to_owned() } else { String::new() };
            all.push(Edit { around: range.clone(), range, with });
        }
    }
    all.sort_by_key(|edit| edit.range.start);
    all
}
