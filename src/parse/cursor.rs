//! A place in a text that is being read, where full-width forms read like narrow ones.

/// A place in a text; a copy is a bookmark to go back to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cursor<'a> {
    text: &'a str,
    /// Bytes read so far.
    pub(super) at: usize,
}

impl<'a> Cursor<'a> {
    /// Returns a cursor at the start of a text.
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    /// Returns what is still to be read.
    pub(super) fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    /// Returns whether everything is read.
    pub(super) fn is_end(&self) -> bool {
        self.at == self.text.len()
    }

    /// Returns the next character, narrow.
    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next().map(narrow)
    }

    /// Returns the next character as typed.
    pub(super) fn peek_typed(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// Returns the character that was read last, as typed.
    pub(super) fn typed_before(&self) -> Option<char> {
        self.text[..self.at].chars().next_back()
    }

    /// Reads one character, narrow.
    pub(super) fn next(&mut self) -> Option<char> {
        let typed = self.peek_typed()?;
        self.at += typed.len_utf8();
        Some(narrow(typed))
    }

    /// Reads a character if it is the next one, full-width or narrow.
    pub(super) fn eat(&mut self, expected: char) -> bool {
        self.eat_if(|c| c == expected).is_some()
    }

    /// Reads the next character if it passes a test, narrow.
    pub(super) fn eat_if(&mut self, test: impl Fn(char) -> bool) -> Option<char> {
        self.peek().filter(|c| test(*c)).and_then(|_| self.next())
    }

    /// Reads a word if it stands here, in capitals or as given.
    pub(super) fn eat_word(&mut self, word: &str) -> bool {
        let mut ahead = *self;
        for expected in word.chars() {
            let upper = |c: char| match expected.is_ascii() {
                true => expected.to_ascii_uppercase() == c,
                false => expected.to_uppercase().eq(std::iter::once(c)),
            };
            if ahead.eat_if(|c| c == expected || upper(c)).is_none() {
                return false;
            }
        }
        *self = ahead;
        true
    }

    /// Reads white space and returns how many characters of it there were.
    pub(super) fn spaces(&mut self) -> usize {
        let mut count = 0;
        while self.eat_if(char::is_whitespace).is_some() {
            count += 1;
        }
        count
    }
}

/// Returns the narrow form of a full-width sign, letter or digit; other characters as they are, the ideographic space too.
pub(super) fn narrow(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        _ => c,
    }
}
