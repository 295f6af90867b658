//! Texts -> what is left of them without white space, width and the shape of quotation marks.

use std::ops::Range;

use crate::compare::{LEAF_BREAK, Run};
use crate::locale::{grapheme_breaks, is_quotation_mark, nfc, nfkc};

/// Returns the text without differences that no reader cares about.
pub(super) fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut start = 0;
    for end in grapheme_breaks(text) {
        match text.as_bytes()[start..end] {
            [byte] => out.extend(Some(char::from(byte)).filter(|c| !is_space(*c)).map(fold_quote)),
            _ => out.push_str(&fold_character(&text[start..end])),
        }
        start = end;
    }
    out
}

/// Returns whether two texts fold to the same; the first difference tells.
pub(super) fn fold_alike(one: &str, other: &str) -> bool {
    let folded = |text| {
        let mut start = 0;
        grapheme_breaks(text).flat_map(move |end| {
            let character = &text[start..end];
            start = end;
            let (ascii, other) = match character.as_bytes() {
                [byte] => (Some(char::from(*byte)).filter(|c| !is_space(*c)).map(fold_quote), String::new()),
                _ => (None, fold_character(character)),
            };
            ascii.map(|c| c as u8).into_iter().chain(other.into_bytes())
        })
    };
    folded(one).eq(folded(other))
}

/// Folds one grapheme cluster, so that folded texts can be followed back to what is written.
fn fold_character(character: &str) -> String {
    let narrow = |c: char| matches!(c, '\u{ff01}'..='\u{ffef}' | '\u{3000}');
    let plain = if character.contains(narrow) { nfkc(character) } else { nfc(character) };
    plain.chars().filter(|c| !is_space(*c)).map(fold_quote).collect()
}

/// White space, and what is printed as nothing at all.
fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}' | LEAF_BREAK)
}

fn fold_quote(c: char) -> char {
    if is_quotation_mark(c) { '"' } else { c }
}

/// Returns the runs of two texts that fold to the same, character by character; `None` where they do not.
pub(super) fn cosmetic_runs(old: &str, new: &str) -> Option<Vec<Run>> {
    let (mut old, mut new) = (characters(old), characters(new));
    let mut runs = Vec::new();
    loop {
        let (i, j) = (old.at(), new.at());
        match (old.peek(), new.peek()) {
            (None, None) => return Some(runs),
            (Some(one), Some(other)) if one == other => {
                old.advance();
                new.advance();
                push(&mut runs, Run::Equal { old: i..old.at(), new: j..new.at() });
            }
            _ => {
                step(&mut old, &mut new)?;
                push(&mut runs, Run::Deleted(i..old.at()));
                push(&mut runs, Run::Inserted(j..new.at()));
            }
        }
    }
}

/// Goes on by the fewest characters, but at least one, that fold to the same on both sides.
fn step<B: Iterator<Item = usize>>(old: &mut Characters<'_, B>, new: &mut Characters<'_, B>) -> Option<()> {
    let blank = |side: &Characters<'_, B>| side.peek().is_some_and(|character| fold_character(character).is_empty());
    let (old_blank, new_blank) = (blank(old), blank(new));
    if old_blank || new_blank {
        old_blank.then(|| old.advance());
        new_blank.then(|| new.advance());
        return Some(());
    }
    let (mut one, mut other) = (String::new(), String::new());
    loop {
        if one.len() <= other.len() {
            one.push_str(&fold_character(old.advance()?));
        } else {
            other.push_str(&fold_character(new.advance()?));
        }
        if one == other {
            return Some(());
        }
        if !one.starts_with(&other) && !other.starts_with(&one) {
            return None;
        }
    }
}

/// Adds a run; deletions and insertions side by side become one of each, the deletion first.
fn push(runs: &mut Vec<Run>, run: Run) {
    let is_empty = |range: &Range<usize>| range.is_empty();
    let last = runs.len();
    match (&mut runs[..], &run) {
        (_, Run::Deleted(range) | Run::Inserted(range)) if is_empty(range) => {}
        ([.., Run::Equal { old, new }], Run::Equal { old: more, new: also }) => {
            old.end = more.end;
            new.end = also.end;
        }
        ([.., Run::Deleted(range)], Run::Deleted(more)) | ([.., Run::Inserted(range)], Run::Inserted(more)) => {
            range.end = more.end;
        }
        ([.., Run::Deleted(range), Run::Inserted(_)], Run::Deleted(more)) => range.end = more.end,
        ([.., Run::Inserted(_)], Run::Deleted(_)) => runs.insert(last - 1, run),
        _ => runs.push(run),
    }
}

/// The grapheme clusters of a text, read one by one.
struct Characters<'a, B> {
    text: &'a str,
    breaks: B,
    /// The cluster to be read next; empty at the end.
    next: Range<usize>,
}

fn characters(text: &str) -> Characters<'_, impl Iterator<Item = usize>> {
    let mut breaks = grapheme_breaks(text);
    let next = 0..breaks.next().unwrap_or(0);
    Characters { text, breaks, next }
}

impl<'a, B: Iterator<Item = usize>> Characters<'a, B> {
    fn at(&self) -> usize {
        self.next.start
    }

    fn peek(&self) -> Option<&'a str> {
        Some(&self.text[self.next.clone()]).filter(|character| !character.is_empty())
    }

    fn advance(&mut self) -> Option<&'a str> {
        let character = self.peek()?;
        self.next = self.next.end..self.breaks.next().unwrap_or(self.next.end);
        Some(character)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_space_width_and_quotes_fold() {
        for (one, other) in [
            ("（１）ﾊﾞｲﾄ", "(1)バイト"),
            ("a\u{a0}b", "a  b\n"),
            ("“we”", "\"we\""),
            ("『甲』", "「甲」"),
            ("か\u{3099}", "が"),
        ] {
            assert_eq!(fold(one), fold(other));
            assert!(fold_alike(one, other));
        }
        for (one, other) in [("10²", "102"), ("①", "1"), ("A", "a"), ("a-b", "a–b"), ("㈱", "(株)")] {
            assert_ne!(fold(one), fold(other));
            assert!(!fold_alike(one, other));
        }
    }

    #[test]
    fn the_characters_that_differ_are_marked() {
        let check = |old: &str, new: &str, expected: &str| {
            let runs = cosmetic_runs(old, new).expect("the texts fold to the same");
            let shown: String = runs
                .iter()
                .map(|run| match run {
                    Run::Equal { old: range, .. } => old[range.clone()].to_owned(),
                    Run::Deleted(range) => format!("[-{}-]", &old[range.clone()]),
                    Run::Inserted(range) => format!("[+{}+]", &new[range.clone()]),
                })
                .collect();
            assert_eq!(shown, expected);
        };
        check("甲（以下", "甲(以下", "甲[-（-][+(+]以下");
        check("a b", "ab", "a[- -]b");
        check("１２ 月", "12月", "[-１２ -][+12+]月");
        check("same", "same", "same");
        assert_eq!(cosmetic_runs("a", "b"), None);
        assert_eq!(cosmetic_runs("", "a"), None);
    }
}
