//! Text -> paragraphs, sentences, words, numbers, as far as edits need them.

use std::ops::Range;

use kaitei::locale::{digit_value, words};

/// Returns whether a block of Markdown is a paragraph whose text stands there as it will be read.
pub(crate) fn is_plain(block: &str) -> bool {
    let starts = block.chars().next().is_some_and(|c| c.is_alphabetic() || c == '“');
    starts && !block.contains(['\n', '*', '_', '[', '<', '|', '`', '\\', '{']) && !first_is_label(block)
}

fn first_is_label(block: &str) -> bool {
    block.split_once(['　', '、', ' ']).is_some_and(|(first, _)| {
        let first: Vec<char> = first.chars().collect();
        first.len() == 1 && "一二三四五六七八九十イロハニホヘト".contains(first[0])
    })
}

/// Returns where a sentence ends nearest to the middle, with another one after it.
pub(crate) fn sentence_end(text: &str) -> Option<usize> {
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

/// A letter or sign of Thai.
fn is_thai(c: char) -> bool {
    matches!(c, '\u{e01}'..='\u{e4e}')
}

/// Returns whether the rest of a text begins with the end of a Japanese word (み of 申込み) rather than with a particle.
pub(crate) fn goes_on(rest: &str) -> bool {
    rest.starts_with(|c: char| ('\u{3041}'..='\u{309f}').contains(&c) && !"はがをにのとでもへやか".contains(c))
}

/// Returns the sentences of a paragraph.
pub(crate) fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut start = 0;
    let ends = text.char_indices().filter(|(at, c)| {
        let (before, next) = (&text[..*at], &text[at + c.len_utf8()..]);
        let outside = before.matches(['(', '（']).count() == before.matches([')', '）']).count();
        let follows = next.is_empty() || next.starts_with(' ') && next[1..].starts_with(char::is_alphabetic);
        outside && (*c == '。' || *c == '.' && follows)
    });
    for (at, c) in ends {
        let end = at + c.len_utf8();
        out.push(start..end);
        start = end + text[end..].len() - text[end..].trim_start().len();
    }
    out
}

/// Returns a text cut into words, spaces and signs.
pub(crate) fn words_of(text: &str) -> Vec<&str> {
    words(text).windows(2).map(|pair| &text[pair[0]..pair[1]]).collect()
}

/// Returns the first that is no space.
pub(crate) fn first_word(text: &str) -> Option<&str> {
    words_of(text).into_iter().find(|word| !word.trim().is_empty())
}

/// Returns the last that is no space.
pub(crate) fn last_word(text: &str) -> Option<&str> {
    words_of(text).into_iter().rfind(|word| !word.trim().is_empty())
}

/// Returns the numbers of a text, with signs between their digits.
pub(crate) fn numbers(text: &str) -> Vec<Range<usize>> {
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
