//! Text -> the stretches that a reader takes in as one and no mark may cut: numbers, dates, addresses, printed references.

use std::ops::Range;

use crate::locale::{digit_value, is_wide};
use crate::parse::references::ordinal;

/// Returns the byte ranges of dates, addresses and references, unordered; they may overlap. A word ends where one begins, even
/// where the dictionary sees another word (日生 in 4月19日生效).
pub(super) fn names(text: &str, numbers: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut ranges = dates(text, numbers);
    ranges.extend(addresses(text));
    // 第6条 is one word to a Japanese reader; of "Section 6" the number alone may change.
    ranges.extend(text.match_indices(['第', '제']).filter_map(|(at, _)| Some(ordinal(text, at)?.range)));
    ranges
}

/// Returns the byte ranges of digits, also with signs between them: 1,000, 2023-04-19, 03-1234-5678, 10:00.
pub(super) fn numbers(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    // Where the last number could go on, had it been followed by one sign.
    let mut joins_at = usize::MAX;
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        let last = found.last_mut();
        if digit_value(c).is_some() {
            match last {
                Some(last) if last.end == at || joins_at == at => last.end = end,
                _ => found.push(at..end),
            }
        } else if last.is_some_and(|last| last.end == at) && "-/.,:‐\u{2011}－．，：／'’".contains(c) {
            joins_at = end;
        }
    }
    found
}

/// 2023年4月19日, 令和5年4月1日, 4月19日, 2023년 4월 19일, also with kanji digits.
fn dates(text: &str, numbers: &[Range<usize>]) -> Vec<Range<usize>> {
    if !text.contains(['年', '년', '月', '월', '日', '일']) {
        return Vec::new();
    }
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut parts = 0;
    for (range, unit) in dated_numbers(text, numbers) {
        let goes_on = found.last().is_some_and(|last| text[last.end..range.start].trim_matches(' ').is_empty())
            && unit > 0
            && parts > 0;
        match found.last_mut() {
            Some(last) if goes_on => last.end = range.end,
            _ => {
                found.push(era_before(text, range.start)..range.end);
                parts = 0;
            }
        }
        parts = if unit == 2 { 0 } else { parts + 1 };
    }
    found
        .retain(|range| text[range.clone()].chars().filter(|c| UNITS.iter().any(|unit| unit.contains(*c))).count() > 1);
    found
}

/// Year, month, day.
const UNITS: [&str; 3] = ["年년", "月월", "日일"];

/// Numbers with their unit: 0 for a year, 1 for a month, 2 for a day.
fn dated_numbers(text: &str, numbers: &[Range<usize>]) -> Vec<(Range<usize>, usize)> {
    let unit_after = |range: Range<usize>| {
        let rest = text[range.end..].trim_start_matches(' ');
        let sign = rest.chars().next()?;
        let unit = UNITS.iter().position(|unit| unit.contains(sign))?;
        Some((range.start..text.len() - rest.len() + sign.len_utf8(), unit))
    };
    let mut all: Vec<_> = numbers.iter().cloned().chain(kanji_numbers(text)).collect();
    all.sort_by_key(|range| range.start);
    all.into_iter().filter_map(unit_after).collect()
}

fn kanji_numbers(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for (at, c) in text.char_indices().filter(|(_, c)| is_kanji_digit(*c)) {
        match found.last_mut() {
            Some(last) if last.end == at => last.end += c.len_utf8(),
            _ => found.push(at..at + c.len_utf8()),
        }
    }
    found
}

fn is_kanji_digit(c: char) -> bool {
    matches!(c, '〇' | '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十' | '百' | '元')
}

fn era_before(text: &str, at: usize) -> usize {
    let eras = ["明治", "大正", "昭和", "平成", "令和"];
    eras.iter().find(|era| text[..at].ends_with(**era)).map_or(at, |era| at - era.len())
}

/// URLs and e-mail addresses, without the full stop of the sentence around them.
fn addresses(text: &str) -> Vec<Range<usize>> {
    if !text.contains('@') && !text.contains("://") && !text.contains("www.") {
        return Vec::new();
    }
    let outside = |c: char| c.is_whitespace() || c.is_control() || is_wide(c) || "<>\"“”«»()[]{}".contains(c);
    let mut found = Vec::new();
    let mut start = 0;
    for (at, sign) in text.match_indices(outside).chain([(text.len(), "")]) {
        let word = text[start..at].trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '’']);
        let begin = if word.contains("://") || word.starts_with("www.") { Some(0) } else { mailbox(word) };
        found.extend(begin.map(|begin| start + begin..start + word.len()));
        start = at + sign.len();
    }
    found
}

fn mailbox(word: &str) -> Option<usize> {
    let (local, domain) = word.split_once('@')?;
    let outside = |c: char| !c.is_alphanumeric() && !".+-_'".contains(c);
    let begin = local.rmatch_indices(outside).next().map_or(0, |(at, sign)| at + sign.len());
    let named = begin < local.len() && domain.starts_with(char::is_alphanumeric);
    named.then_some(begin)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let mut ranges = [names(text, &numbers(text)), numbers(text)].concat();
        ranges.sort_by_key(|range| (range.start, range.end));
        // Only the widest ones.
        let widest: Vec<_> = ranges
            .iter()
            .filter(|one| !ranges.iter().any(|other| other != *one && other.start <= one.start && one.end <= other.end))
            .map(|range| &text[range.clone()])
            .collect();
        assert_eq!(widest, expected);
    }

    #[test]
    fn numbers_and_dates_are_whole() {
        check("fee 1,000.50 (10:00-18:00), 03-1234-5678.", &["1,000.50", "10:00-18:00", "03-1234-5678"]);
        check("令和5年4月1日から3年間、12月31日", &["令和5年4月1日", "3", "12月31日"]);
        check("2023년 4월 19일", &["2023년 4월 19일"]);
        check("平成二十年十月一日", &["平成二十年十月一日"]);
        check("1年2か月、5日", &["1", "2", "5"]);
    }

    #[test]
    fn addresses_end_before_the_sentence_does() {
        check("write to info@example.com.", &["info@example.com"]);
        check("（https://example.com/a-b?c=é）、x", &["https://example.com/a-b?c=é"]);
        check("連絡先：a.b@example.jp ＠home", &["a.b@example.jp"]);
        check("write—a.b@example.jp", &["a.b@example.jp"]);
    }

    #[test]
    fn printed_references_are_whole() {
        check("第12条の2に Section 6", &["第12条の2", "6"]);
    }
}
