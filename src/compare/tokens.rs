//! A passage -> tokens: words that are compared as wholes, what it costs to mark each, and how well a mark may begin at each.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::iter::Peekable;
use std::ops::Range;

use crate::compare::LEAF_BREAK;
use crate::compare::passage::{Passage, Piece};
use crate::compare::whole::{names, numbers};
use crate::locale::{grapheme_breaks, is_alphanumeric, is_cjk_punctuation, is_spaceless, is_wide, stand_apart, words};

/// One column of text, in the unit that weights and edges are counted in.
pub(super) const COLUMN: u32 = 4;

/// What it costs to mark the longest address.
const HEAVIEST: u32 = 4096 * COLUMN;

/// A word, space or sign. A long text has millions, so it is kept small.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    /// The byte at which it begins; it ends where the next one begins, at once if it is a built-in variable without value.
    start: u32,
    /// Equal for tokens that read the same.
    pub(super) id: u32,
    /// What it costs to mark it, in quarter columns; at least 1.
    pub(super) weight: u32,
}

/// A passage in tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tokens {
    /// The tokens, which follow one another without gap.
    pub(super) list: Vec<Token>,
    /// What it costs to let a change begin or end before each token and, last, at the end.
    pub(super) edges: Vec<u8>,
    /// The stretches that may not be cut, by start, without overlap.
    pub(super) whole: Vec<Range<usize>>,
    /// The length of the text.
    end: usize,
}

impl Tokens {
    /// Returns the byte at which a token begins; for the number of tokens, the end of the text.
    pub(super) fn start(&self, index: usize) -> usize {
        self.list.get(index).map_or(self.end, |token| token.start as usize)
    }

    /// Returns whether a token begins at a byte, or the text ends there.
    pub(super) fn is_cut(&self, at: usize) -> bool {
        self.list.binary_search_by_key(&at, |token| token.start as usize).is_ok() || at == self.end
    }

    /// Returns the bytes of a range of tokens.
    pub(super) fn bytes(&self, tokens: &Range<usize>) -> Range<usize> {
        self.start(tokens.start)..self.start(tokens.end)
    }

    /// Returns the sum of the weights of a range of tokens.
    pub(super) fn weight(&self, tokens: &Range<usize>) -> u64 {
        self.list[tokens.clone()].iter().map(|token| u64::from(token.weight)).sum()
    }
}

/// The ids of the tokens of both sides of a comparison.
#[derive(Debug, Default)]
pub(super) struct Ids<'a> {
    /// Of those that are text alone.
    words: HashMap<&'a str, u32, BuildHasherDefault<Mixer>>,
    /// Of those that hold a built-in variable.
    others: HashMap<Vec<Piece<'a>>, u32>,
    /// What each weighs; of a built-in variable, the value that was seen first.
    weights: Vec<u32>,
}

impl<'a> Ids<'a> {
    /// Returns the token of a range; what is equal weighs the same.
    fn token(&mut self, passage: &'a Passage<'_>, range: Range<usize>) -> Token {
        let next = number(self.weights.len());
        let start = number(range.start);
        let word = &passage.text[range.clone()];
        let pieces = if passage.variables.is_empty() { Vec::new() } else { passage.pieces(range) };
        let id = match pieces[..] {
            [] => *self.words.entry(word).or_insert(next),
            [Piece::Text(word)] => *self.words.entry(word).or_insert(next),
            _ => *self.others.entry(pieces).or_insert(next),
        };
        if id == next {
            self.weights.push(weight(word).clamp(1, HEAVIEST));
        }
        Token { start, id, weight: self.weights[id as usize] }
    }
}

fn number(at: usize) -> u32 {
    u32::try_from(at).expect("a text has less than 2^32 bytes")
}

/// Makes a number of a word, in a fraction of the time that the hasher of the standard library takes for a short one. The words
/// are an author's own: nobody would choose them so that their numbers meet.
#[derive(Debug, Default)]
struct Mixer(u64);

impl Hasher for Mixer {
    fn write(&mut self, bytes: &[u8]) {
        for part in bytes.chunks(8) {
            let mut eight = [0; 8];
            eight[..part.len()].copy_from_slice(part);
            self.0 = (self.0.rotate_left(23) ^ u64::from_le_bytes(eight)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        }
    }

    fn write_u8(&mut self, byte: u8) {
        self.0 = (self.0.rotate_left(23) ^ u64::from(byte)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }

    fn finish(&self) -> u64 {
        self.0 ^ self.0 >> 32
    }
}

/// Cuts a passage into tokens.
pub(super) fn tokens<'a>(passage: &'a Passage<'_>, ids: &mut Ids<'a>) -> Tokens {
    let text = &*passage.text;
    let variables: Vec<_> = passage.variables.iter().map(|(range, _)| range.clone()).collect();
    let apart = |range: &Range<usize>| !touches(&variables, range);
    let mut numbers = numbers(text);
    let mut names = names(text, &numbers);
    names.retain(apart);
    numbers.retain(apart);
    let mut fixed: Vec<usize> = names.iter().chain(&variables).flat_map(|range| [range.start, range.end]).collect();
    fixed.sort_unstable();
    fixed.dedup();
    let whole = united(names.into_iter().chain(numbers).chain(variables.iter().cloned()).collect());
    let cuts = cuts(text, &whole, &fixed);
    let mut list = Vec::with_capacity(cuts.len());
    ids.words.reserve(cuts.len() / 2);
    let mut empty = variables.iter().filter(|range| range.is_empty()).map(|range| range.start).peekable();
    for (index, start) in cuts.iter().copied().enumerate() {
        while empty.next_if(|at| *at < start).is_some() {}
        if empty.next_if_eq(&start).is_some() {
            list.push(ids.token(passage, start..start));
        }
        list.extend(cuts.get(index + 1).map(|end| ids.token(passage, start..*end)));
    }
    let places = list.iter().map(|token| token.start as usize).chain([text.len()]);
    let edges = places.map(|at| u8::try_from(edge(text, at)).expect("an edge costs a few columns")).collect();
    Tokens { list, edges, whole, end: text.len() }
}

/// Returns whether a range shares a byte with one of others, or has an empty one inside. The others stand in order, apart.
fn touches(others: &[Range<usize>], range: &Range<usize>) -> bool {
    let next = others.partition_point(|other| other.end <= range.start);
    others.get(next).is_some_and(|other| other.start < range.end)
}

/// Unites ranges that overlap.
fn united(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|range| (range.start, range.end));
    let mut out: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match out.last_mut() {
            Some(last) if range.start < last.end => last.end = last.end.max(range.end),
            _ => out.push(range),
        }
    }
    out
}

/// Returns whether a byte lies strictly inside one of the ranges.
pub(super) fn is_inside(ranges: &[Range<usize>], at: usize) -> bool {
    let next = ranges.partition_point(|range| range.start < at);
    next > 0 && at < ranges[next - 1].end
}

/// Returns the bytes between tokens, 0 and the length included; the fixed ones are among them unless they cut a character.
fn cuts(text: &str, whole: &[Range<usize>], fixed: &[usize]) -> Vec<usize> {
    let mut cuts = words(text);
    cuts.extend(fixed);
    // Two sorted lists, one after the other, are what a stable sort is quick at.
    cuts.sort();
    cuts.dedup();
    let (mut known, mut breaks) = (0, breaks_from(text, 0));
    let mut begins = |at: usize| {
        if plainly_begins(text, at) {
            known = at;
            return true;
        }
        if breaks.peek().is_some_and(|next| *next < known) {
            breaks = breaks_from(text, known);
        }
        while breaks.next_if(|end| *end < at).is_some() {}
        breaks.peek() == Some(&at)
    };
    cuts.retain(|at| begins(*at) && !is_inside(whole, *at));
    let mut kept: Vec<usize> = Vec::with_capacity(cuts.len());
    for (index, at) in cuts.iter().copied().enumerate() {
        let begin = kept.last().copied().unwrap_or(0);
        let after = cuts.get(index + 1).map_or("", |end| &text[at..*end]);
        if fixed.binary_search(&at).is_ok() || !goes_on(&text[begin..at], after) {
            kept.push(at);
        }
    }
    kept
}

fn breaks_from(text: &str, begin: usize) -> Peekable<impl Iterator<Item = usize>> {
    grapheme_breaks(&text[begin..]).map(move |at| begin + at).peekable()
}

/// Returns whether it is plain that a character begins at a byte, whatever stands further off.
fn plainly_begins(text: &str, at: usize) -> bool {
    match (text[..at].chars().next_back(), text[at..].chars().next()) {
        (Some(before), Some(after)) => stand_apart(before, after),
        _ => true,
    }
}

/// Returns whether a Japanese word goes on in the next token: the dictionary cuts ありま|す and い|ただ|い|た, and no reader does.
fn goes_on(word: &str, next: &str) -> bool {
    let never_first = "ぁぃぅぇぉっゃゅょゎんるれろー";
    // No particle and no stem that is a word of its own (て, に, の, し …).
    let never_alone = "いうきくけこすせそたちつぬねまみむめゆらり";
    if !next.starts_with(|c| is_hiragana(c) || c == 'ー') {
        return false;
    }
    let first = |letters: &str| next.starts_with(|c| letters.contains(c));
    let alone = next.chars().nth(1).is_none();
    let polite = word.ends_with('ま') && ["す", "した", "せん", "しょう", "すが", "せんが", "したが"].contains(&next);
    let auxiliary = word.ends_with(['て', 'で']) && next == "い";
    let inside = (first(never_first) || first(never_alone) && alone) && !auxiliary;
    let begun = ["い", "さ"].contains(&word) && next.starts_with(is_hiragana);
    polite || begun || inside && word.ends_with(|c| is_hiragana(c) || is_han(c))
}

fn is_hiragana(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{309f}')
}

fn is_katakana(c: char) -> bool {
    matches!(c, '\u{30a1}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{ff66}'..='\u{ff9f}')
}

fn is_han(c: char) -> bool {
    is_wide(c) && c.is_alphabetic() && !is_hiragana(c) && !is_katakana(c) && !matches!(c, '\u{ff00}'..='\u{ffef}')
}

/// What it costs to mark a token: its width in columns, little for what carries little meaning.
fn weight(token: &str) -> u32 {
    if !token.is_empty() && token.chars().all(is_break) {
        return 6 * COLUMN;
    }
    let columns: u32 = token.chars().map(width).sum();
    match token.chars().filter(|c| is_alphanumeric(*c)).take(3).count() {
        0 if token.trim().is_empty() => COLUMN / 4,
        0 => columns.min(2 * COLUMN),
        1 | 2 if token.chars().all(is_hiragana) => COLUMN,
        _ => columns,
    }
}

fn is_break(c: char) -> bool {
    c == LEAF_BREAK || c == '\n'
}

fn width(c: char) -> u32 {
    let hangul = matches!(c, '\u{1100}'..='\u{11ff}' | '\u{3130}'..='\u{318f}' | '\u{ac00}'..='\u{d7af}');
    match c {
        _ if is_cjk_punctuation(c) => COLUMN,
        _ if is_wide(c) || hangul || c >= '\u{1f000}' => 2 * COLUMN,
        _ if is_alphanumeric(c) || c.is_ascii_graphic() || is_sign(c) => COLUMN,
        _ => COLUMN / 4,
    }
}

/// Returns whether a character is punctuation of the scripts that are neither Han nor kana.
fn is_sign(c: char) -> bool {
    matches!(c, '«' | '»' | '¿' | '¡' | '§' | '¶' | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205e}' | '،' | '؛' | '؟' | '۔' | '।')
}

/// What it costs to let a change begin or end at a byte: nothing at the edge of a block, most inside of a run of hiragana.
fn edge(text: &str, at: usize) -> u32 {
    let (Some(before), Some(after)) = (text[..at].chars().next_back(), text[at..].chars().next()) else { return 0 };
    match (before, after) {
        _ if is_break(before) || is_break(after) => 0,
        ('。' | '！' | '？' | '．' | '!' | '?', _) => COLUMN / 2,
        ('.' | '؟' | '۔' | '।', _) if after.is_whitespace() => COLUMN / 2,
        (_, '（' | '(' | '「' | '『' | '【' | '〔' | '［' | '[' | '“' | '«') => COLUMN / 2,
        ('）' | ')' | '」' | '』' | '】' | '〕' | '］' | ']' | '”' | '»', _) => COLUMN * 3 / 4,
        ('、' | '，' | ',' | '：' | ':' | '；' | ';' | '・' | '،' | '؛', _) => COLUMN * 3 / 4,
        (_, '、' | '，' | ',' | '。' | '.' | '،') => COLUMN,
        _ if after.is_whitespace() => COLUMN,
        _ if before.is_whitespace() => COLUMN * 5 / 4,
        _ if is_hiragana(before) && is_hiragana(after) => COLUMN * 9 / 4,
        _ if kind(before) != kind(after) => COLUMN * 5 / 4,
        _ => COLUMN * 3 / 2,
    }
}

/// A coarse script, for the edges between words that no space divides.
fn kind(c: char) -> u8 {
    match c {
        _ if !is_alphanumeric(c) => 0,
        _ if is_hiragana(c) => 2,
        _ if is_katakana(c) => 3,
        _ if c.is_numeric() => 1,
        _ if is_han(c) => 4,
        _ if is_spaceless(c) => 5,
        _ => 6,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Leaf;

    fn check(text: &str, expected: &str) {
        let leaf = Leaf::plain(text);
        let passage = Passage::of(&[&leaf]);
        let tokens = tokens(&passage, &mut Ids::default());
        let cut: Vec<_> = (0..tokens.list.len()).map(|at| &text[tokens.bytes(&(at..at + 1))]).collect();
        assert_eq!(cut.join("|"), expected);
        assert_eq!(tokens.edges.len(), tokens.list.len() + 1);
    }

    #[test]
    fn words_numbers_and_addresses_are_tokens() {
        check("by 1 May 2023, mail a-b@example.com.", "by| |1| |May| |2023|,| |mail| |a-b@example.com|.");
        check("第6条により2023年4月19日に", "第6条|により|2023年4月19日|に");
        check("2023年4月19日生效", "2023年4月19日|生|效");
        check("", "");
    }

    #[test]
    fn japanese_verbs_keep_their_endings() {
        check("場合があります。", "場合|が|あります|。");
        check("要求されました", "要求|されました");
        check("確認させていただいた", "確認|させて|いただいた");
    }
}
