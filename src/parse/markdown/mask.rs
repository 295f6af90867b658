//! A body -> the same body with characters that would mislead the Markdown parser replaced by others of the same length.
//!
//! Every byte keeps its offset. Masked are:
//!
//! - one neighbour of a run of `*` or `~~` between punctuation and a letter, where CommonMark 6.2 sees no emphasis although
//!   a script without spaces means it: `**解除。**本文`, `本文**[規約](a)**は`. Punctuation becomes a private-use letter, or the
//!   letter becomes a rare symbol;
//! - variables, so that neither `_` nor braces are signs;
//! - control characters, and the `<` of a comment that never ends and would swallow the rest of the text;
//! - attributes and the indent of indented text, once they are known ([`Mask::erase`], [`Mask::fill`]).

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use memchr::{memchr, memchr2, memchr2_iter};

use super::characters::{closes, is_cjk_punctuation, opens};
use super::variables::Variable;

/// Removed when unmasked; no white space to the parser, so that text behind it is not indented.
const FILLER: u8 = 0x01;
const UNDERSCORE: char = '\u{2}';
/// Each brace of the `{{` before a variable's name.
pub(super) const OPEN: char = '\u{3}';
/// Each brace of the `}}` behind a variable's name.
pub(super) const CLOSE: char = '\u{4}';
const CONTROL: u8 = 0x05;
const LESS_THAN: u8 = 0x06;

/// A masked body.
#[derive(Debug)]
pub(super) struct Mask<'t> {
    text: Cow<'t, str>,
    back: BTreeMap<char, char>,
}

impl<'t> Mask<'t> {
    /// Masks a body, the variables in it included.
    pub(super) fn new(text: &'t str, variables: &[Variable]) -> Self {
        let mut mask = Self { text: Cow::Borrowed(text), back: BTreeMap::new() };
        mask.controls();
        mask.unclosed(text);
        for variable in variables {
            mask.variable(variable);
        }
        mask_characters(text, &mut mask);
        mask
    }

    /// Returns the masked text.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Makes a range blank for the parser.
    pub(super) fn erase(&mut self, range: std::ops::Range<usize>) {
        self.put(range, b' ');
    }

    /// Makes a range into characters that are no white space to the parser and nothing to the reader.
    pub(super) fn fill(&mut self, range: std::ops::Range<usize>) {
        self.put(range, FILLER);
    }

    /// Returns the original characters of masked text; control characters become U+FFFD, carriage returns vanish.
    pub(super) fn unmask<'m>(&self, text: &'m str) -> Cow<'m, str> {
        let is_itself = |byte: u8| matches!(byte, 0x20..0x7f | b'\n' | b'\t') || byte >= 0x80;
        let ascii_is = text.bytes().fold(true, |all, byte| all & is_itself(byte));
        if ascii_is && (text.is_ascii() || self.back.is_empty() && !holds_wide_control(text)) {
            return Cow::Borrowed(text);
        }
        Cow::Owned(text.chars().filter_map(|c| self.original(c)).collect())
    }

    /// Replaces each byte of a range, which cuts no character, by an ASCII one.
    fn put(&mut self, range: std::ops::Range<usize>, byte: u8) {
        let filler = char::from(byte).to_string().repeat(range.len());
        self.text.to_mut().replace_range(range, &filler);
    }

    fn original(&self, c: char) -> Option<char> {
        match c {
            '\u{1}' | '\r' => None,
            '\u{2}' => Some('_'),
            OPEN => Some('{'),
            CLOSE => Some('}'),
            '\u{6}' => Some('<'),
            c => Some(self.back.get(&c).copied().unwrap_or_else(|| visible(c))),
        }
    }

    fn controls(&mut self) {
        let stand_in = |byte: u8| match byte {
            0x0b | 0x0c => Some(b' '),
            b'\t' | b'\n' | b'\r' => None,
            0..0x20 | 0x7f => Some(CONTROL),
            _ => None,
        };
        // Told of all bytes at once, which is quick; hardly a text has any.
        if !self.text.bytes().fold(false, |any, byte| any | stand_in(byte).is_some()) {
            return;
        }
        let found: Vec<_> =
            self.text.bytes().enumerate().filter_map(|(at, byte)| Some((at, stand_in(byte)?))).collect();
        for (at, byte) in found {
            self.put(at..at + 1, byte);
        }
    }

    /// An unclosed comment or declaration hides everything to the end of the text (CommonMark 4.6); taken as text, it is seen.
    fn unclosed(&mut self, text: &str) {
        if memchr(b'<', text.as_bytes()).is_none() {
            return;
        }
        for (open, close) in [("<!--", "-->"), ("<?", "?>"), ("<![CDATA[", "]]>")] {
            let last = text.rfind(close);
            for (at, _) in text.match_indices(open).filter(|(at, _)| last.is_none_or(|last| last < *at)) {
                self.put(at..at + 1, LESS_THAN);
            }
        }
        let last = text.rfind('>');
        for (at, _) in text.match_indices("<!").filter(|(at, _)| last.is_none_or(|last| last < *at)) {
            self.put(at..at + 1, LESS_THAN);
        }
    }

    fn variable(&mut self, variable: &Variable) {
        let masked = |c: char| match c {
            '{' => OPEN,
            '}' => CLOSE,
            '_' => UNDERSCORE,
            c => c,
        };
        let written: String = self.text[variable.range.clone()].chars().map(masked).collect();
        self.text.to_mut().replace_range(variable.range.clone(), &written);
    }

    fn replace(&mut self, at: usize, original: char, stand_in: char) {
        self.back.insert(stand_in, original);
        self.text.to_mut().replace_range(at..at + original.len_utf8(), stand_in.encode_utf8(&mut [0; 4]));
    }
}

/// Returns a character as it may stand in a text: no control characters but line feed and tab.
pub(super) fn visible(c: char) -> char {
    match c {
        '\u{2028}' | '\u{2029}' => '\n',
        c if c.is_control() && c != '\n' && c != '\t' => char::REPLACEMENT_CHARACTER,
        c => c,
    }
}

/// Returns whether a text holds a control character above U+007F, or a line or paragraph separator.
fn holds_wide_control(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr2_iter(0xc2, 0xe2, bytes).any(|at| match bytes[at] {
        0xc2 => bytes[at + 1] < 0xa0,
        _ => text[at..].starts_with(['\u{2028}', '\u{2029}']),
    })
}

/// Masks the separators that would end lines, and a neighbour of each run of signs that would be misread.
fn mask_characters(text: &str, mask: &mut Mask<'_>) {
    let mut free = None;
    let mut stand_in =
        |c: char, as_letter: bool| free.get_or_insert_with(|| Placeholders::new(text)).stand_in(c, as_letter);
    if holds_wide_control(text) {
        for (at, c) in text.char_indices().filter(|(_, c)| matches!(c, '\u{2028}' | '\u{2029}')) {
            if let Some(stand_in) = stand_in(c, true) {
                mask.replace(at, '\u{2028}', stand_in);
                mask.back.insert(stand_in, '\n');
            }
        }
    }
    let mut masked = 0;
    for (start, end) in runs(text) {
        let Some((at, c, as_letter)) = misleading(text, start, end) else { continue };
        if at < masked {
            continue;
        }
        if let Some(stand_in) = stand_in(c, as_letter) {
            mask.replace(at, c, stand_in);
            masked = at + c.len_utf8();
        }
    }
}

/// Characters that do not occur in the body, to stand in for those that do.
struct Placeholders {
    letters: Vec<char>,
    symbols: Vec<char>,
    long_symbols: Vec<char>,
    given: BTreeMap<(char, bool), char>,
}

impl Placeholders {
    fn new(text: &str) -> Self {
        let ranges =
            ['\u{e000}'..='\u{e0ff}', '\u{2800}'..='\u{28ff}', '\u{4dc0}'..='\u{4dff}', '\u{1f030}'..='\u{1f09f}'];
        let is_candidate = |c: &char| ranges.iter().any(|range| range.contains(c));
        let used: BTreeSet<char> = text.chars().filter(is_candidate).collect();
        let [letters, braille, hexagrams, dominoes] = ranges;
        let free = |c: &char| !used.contains(c);
        Self {
            letters: letters.filter(free).collect(),
            symbols: braille.chain(hexagrams).filter(free).collect(),
            long_symbols: dominoes.filter(free).collect(),
            given: BTreeMap::new(),
        }
    }

    /// Returns a letter or symbol of the character's length, the same one each time; `None` when all are given away.
    fn stand_in(&mut self, c: char, as_letter: bool) -> Option<char> {
        if let Some(known) = self.given.get(&(c, as_letter)) {
            return Some(*known);
        }
        let pool = match (as_letter, c.len_utf8()) {
            (true, 3) => &mut self.letters,
            (false, 3) => &mut self.symbols,
            (false, 4) => &mut self.long_symbols,
            _ => return None,
        };
        let fresh = pool.pop()?;
        self.given.insert((c, as_letter), fresh);
        Some(fresh)
    }
}

/// Returns the runs of `*`, and of two or more `~`.
fn runs(text: &str) -> impl Iterator<Item = (usize, usize)> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            at += memchr2(b'*', b'~', &bytes[at..])?;
            let start = at;
            at += bytes[start..].iter().take_while(|byte| **byte == bytes[start]).count();
            if bytes[start] == b'*' || at - start > 1 {
                return Some((start, at));
            }
        }
    })
}

/// Returns the character beside a run that must be masked: its place, and whether a letter or a symbol must stand for it.
fn misleading(text: &str, start: usize, end: usize) -> Option<(usize, char, bool)> {
    let before = text[..start].chars().next_back()?;
    let after = text[end..].chars().next()?;
    let before_at = start - before.len_utf8();
    let is_long_letter = |c: char| c.len_utf8() >= 3 && c.is_alphanumeric();
    let is_punctuation = |c: char| c.is_ascii_punctuation() || is_cjk_punctuation(c);
    let is_space = |c: char| c.is_whitespace() && c != '\u{2028}' && c != '\u{2029}';
    if is_space(before) || is_space(after) || before == '\\' {
        return None;
    }
    match (is_punctuation(before), is_punctuation(after)) {
        (true, false) if opens(before) => None,
        (true, false) if is_cjk_punctuation(before) => Some((before_at, before, true)),
        (true, false) if is_long_letter(after) => Some((end, after, false)),
        (false, true) if closes(after) => None,
        (false, true) if is_cjk_punctuation(after) => Some((end, after, true)),
        (false, true) if is_long_letter(before) => Some((before_at, before, false)),
        _ => None,
    }
}
