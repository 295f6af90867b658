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

use super::characters::{closes, is_cjk_punctuation, opens};
use super::variables::Variable;

/// Removed when unmasked; no white space to the parser, so that text behind it is not indented.
const FILLER: u8 = 0x01;
const UNDERSCORE: u8 = 0x02;
/// Each brace of the `{{` before a variable's name.
pub(super) const OPEN: char = '\u{3}';
/// Each brace of the `}}` behind a variable's name.
pub(super) const CLOSE: char = '\u{4}';
const CONTROL: u8 = 0x05;
const LESS_THAN: u8 = 0x06;

/// A masked body.
#[derive(Debug)]
pub(super) struct Mask {
    bytes: Vec<u8>,
    back: BTreeMap<char, char>,
}

impl Mask {
    /// Masks a body, the variables in it included.
    pub(super) fn new(text: &str, variables: &[Variable]) -> Self {
        let mut mask = Self { bytes: text.as_bytes().to_vec(), back: BTreeMap::new() };
        mask.controls();
        mask.unclosed(text);
        for variable in variables {
            mask.variable(variable);
        }
        Placeholders::new(text).mask(text, &mut mask);
        mask
    }

    /// Returns the masked text.
    pub(super) fn text(&self) -> &str {
        str::from_utf8(&self.bytes).expect("characters are replaced by characters of their length")
    }

    /// Makes a range blank for the parser.
    pub(super) fn erase(&mut self, range: std::ops::Range<usize>) {
        self.bytes[range].fill(b' ');
    }

    /// Makes a range into characters that are no white space to the parser and nothing to the reader.
    pub(super) fn fill(&mut self, range: std::ops::Range<usize>) {
        self.bytes[range].fill(FILLER);
    }

    /// Returns the original characters of masked text; control characters become U+FFFD, carriage returns vanish.
    pub(super) fn unmask<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if text.bytes().all(|byte| (0x20..0x7f).contains(&byte) || byte == b'\n') {
            return Cow::Borrowed(text);
        }
        Cow::Owned(text.chars().filter_map(|c| self.original(c)).collect())
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
        for byte in &mut self.bytes {
            match byte {
                0x0b | 0x0c => *byte = b' ',
                b'\t' | b'\n' | b'\r' => {}
                0..0x20 | 0x7f => *byte = CONTROL,
                _ => {}
            }
        }
    }

    /// An unclosed comment or declaration hides everything to the end of the text (CommonMark 4.6); taken as text, it is seen.
    fn unclosed(&mut self, text: &str) {
        for (open, close) in [("<!--", "-->"), ("<?", "?>"), ("<![CDATA[", "]]>")] {
            let last = text.rfind(close);
            for (at, _) in text.match_indices(open).filter(|(at, _)| last.is_none_or(|last| last < *at)) {
                self.bytes[at] = LESS_THAN;
            }
        }
        let last = text.rfind('>');
        for (at, _) in text.match_indices("<!").filter(|(at, _)| last.is_none_or(|last| last < *at)) {
            self.bytes[at] = LESS_THAN;
        }
    }

    fn variable(&mut self, variable: &Variable) {
        let range = variable.range.clone();
        for byte in &mut self.bytes[range] {
            match byte {
                b'{' => *byte = OPEN as u8,
                b'}' => *byte = CLOSE as u8,
                b'_' => *byte = UNDERSCORE,
                _ => {}
            }
        }
    }

    fn replace(&mut self, at: usize, original: char, stand_in: char) {
        self.back.insert(stand_in, original);
        stand_in.encode_utf8(&mut self.bytes[at..at + original.len_utf8()]);
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

    fn mask(&mut self, text: &str, mask: &mut Mask) {
        for (at, c) in text.char_indices().filter(|(_, c)| matches!(c, '\u{2028}' | '\u{2029}')) {
            if let Some(stand_in) = self.stand_in(c, true) {
                mask.replace(at, '\u{2028}', stand_in);
                mask.back.insert(stand_in, '\n');
            }
        }
        let mut masked = 0;
        for (start, end) in runs(text) {
            let Some((at, c, as_letter)) = misleading(text, start, end) else { continue };
            if at < masked {
                continue;
            }
            if let Some(stand_in) = self.stand_in(c, as_letter) {
                mask.replace(at, c, stand_in);
                masked = at + c.len_utf8();
            }
        }
    }
}

/// Returns the runs of `*`, and of two or more `~`.
fn runs(text: &str) -> impl Iterator<Item = (usize, usize)> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            at += bytes[at..].iter().position(|byte| matches!(byte, b'*' | b'~'))?;
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
