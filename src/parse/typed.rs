//! What was meant by characters and dates as an input method or an office document types them.

use crate::diagnostic::{Code, Diagnostic};
use crate::locale::Date;
use crate::source::{Place, Span};

/// Returns the half-width form of a full-width character, any other as it is.
pub(super) fn half_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' | '\u{a0}' => ' ',
        _ => c,
    }
}

/// Returns a text with its full-width characters in half width.
pub(super) fn halved(text: &str) -> String {
    text.chars().map(half_width).collect()
}

/// Returns whether a character is a quotation mark that word processors and input methods set for `"` or `'`.
pub(super) fn is_set_quote(c: char) -> bool {
    "“”„‟＂〝〞〟«»‘’‚＇".contains(c)
}

/// What a text that is no date of the form `YYYY-MM-DD` seems to mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meant {
    /// A date.
    Date(Date),
    /// A day that the calendar has not: the year and month, and the number of days in it.
    Impossible(i16, i8, i8),
    /// No date at all.
    Nothing,
}

/// The eras of Japan and the year before their first.
const ERAS: [(&str, i32); 8] = [
    ("令和", 2018),
    ("平成", 1988),
    ("昭和", 1925),
    ("大正", 1911),
    ("明治", 1867),
    ("R", 2018),
    ("H", 1988),
    ("S", 1925),
];

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Returns the date that a text such as `2023/4/5`, `２０２３年４月５日`, `令和5年4月5日` or `April 5, 2023` means.
pub(super) fn meant_date(text: &str) -> Meant {
    let text = halved(text.trim().trim_matches(|c| is_set_quote(c) || c == '"' || c == '\''));
    let text = text.trim();
    let date = text.split_once('T').map_or(text, |(date, _)| date);
    let (before, rest) = era(date);
    numbers(rest)
        .or_else(|| with_month_name(rest))
        .and_then(|[year, month, day]| meant(i32::try_from(year).ok()? + before, month, day))
        .unwrap_or(Meant::Nothing)
}

fn era(text: &str) -> (i32, &str) {
    ERAS.iter().find_map(|(name, before)| Some((*before, text.strip_prefix(name)?))).unwrap_or((0, text))
}

/// Three numbers, the year first, with the usual signs between and behind them.
fn numbers(text: &str) -> Option<[u32; 3]> {
    const SIGNS: &str = "-/.‐‑–—−ー年月日년월일";
    let text = text.replace('元', "1");
    let text = text
        .split_once(['(', ' '])
        .filter(|(_, rest)| !rest.contains(|c: char| c.is_numeric()))
        .map_or(text.as_str(), |(date, _)| date);
    let parts: Vec<&str> = text.split(|c| SIGNS.contains(c)).map(str::trim).collect();
    let parts = match parts.as_slice() {
        [year, month, day] | [year, month, day, ""] => [*year, *month, *day],
        _ => return None,
    };
    let mut out = [0; 3];
    for (slot, part) in out.iter_mut().zip(parts) {
        *slot = number(part)?;
    }
    Some(out)
}

/// An Arabic number, or a kanji number as dates use it: 二〇二三, 十九, 二十一.
fn number(text: &str) -> Option<u32> {
    if text.is_empty() || text.chars().count() > 4 {
        return None;
    }
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.parse().ok();
    }
    let digit = |c| "〇一二三四五六七八九".chars().position(|kanji| kanji == c).and_then(|at| u32::try_from(at).ok());
    let each = |text: &str| text.chars().try_fold(0, |sum, c| Some(sum * 10 + digit(c)?));
    match text.split_once('十') {
        Some((tens, ones)) => {
            let tens = if tens.is_empty() { 1 } else { each(tens)? };
            Some(tens * 10 + each(ones)?)
        }
        None => each(text),
    }
}

/// `April 5, 2023` and `5 April 2023`.
fn with_month_name(text: &str) -> Option<[u32; 3]> {
    let words: Vec<&str> = text.split([' ', ',']).filter(|word| !word.is_empty()).collect();
    let [a, b, year] = words.as_slice() else { return None };
    let month = |word: &str| {
        let word = word.to_ascii_lowercase();
        let at = MONTHS.iter().position(|month| word.starts_with(month))?;
        u32::try_from(at + 1).ok()
    };
    let day = |word: &str| word.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '.').parse::<u32>().ok();
    let (month, day) = month(a).zip(day(b)).or_else(|| month(b).zip(day(a)))?;
    Some([year.parse().ok()?, month, day])
}

fn meant(year: i32, month: u32, day: u32) -> Option<Meant> {
    let year = i16::try_from(year).ok().filter(|year| *year >= 1000)?;
    let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
    if let Some(date) = Date::new(year, month, day) {
        return Some(Meant::Date(date));
    }
    let last = (28..=31).rev().find(|day| Date::new(year, month, *day).is_some()).unwrap_or(0);
    Some(Meant::Impossible(year, month, last))
}

/// Returns the diagnostic of a text that is no date; `fixed` makes the corrected line from the date that was meant.
pub(super) fn wrong_date(place: Place, value: &str, fixed: impl Fn(Date) -> String) -> Diagnostic {
    let diagnostic = Diagnostic::new(Code::WrongDate, place).arg("value", value);
    match meant_date(value) {
        Meant::Date(date) => diagnostic.arg("fixed", fixed(date)).help("fixed"),
        Meant::Impossible(year, month, 0) => diagnostic.arg("year", year).arg("month", month).help("no-month"),
        Meant::Impossible(year, month, last) => {
            diagnostic.arg("year", year).arg("month", month).arg("last", last).help("no-day")
        }
        Meant::Nothing => diagnostic,
    }
}

/// Yields the lines of a text as byte ranges, without their ends (LF or CRLF); the last one may be empty.
pub(super) fn lines(text: &str) -> impl Iterator<Item = Span> + '_ {
    let mut start = 0;
    text.split('\n').map(move |line| {
        let span = start..start + line.strip_suffix('\r').unwrap_or(line).len();
        start += line.len() + 1;
        span
    })
}

/// Returns the bytes at which text begins: behind a byte-order mark, if there is one.
pub(super) fn behind_mark(text: &str) -> usize {
    if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(input: &str, expected: &str) {
        let found = match meant_date(input) {
            Meant::Date(date) => date.to_string(),
            Meant::Impossible(year, month, last) => format!("{year}-{month} has {last}"),
            Meant::Nothing => "none".to_owned(),
        };
        assert_eq!(found, expected, "{input}");
    }

    #[test]
    fn dates_as_people_type_them() {
        for text in
            ["2023/04/05", "2023-4-5", "２０２３年４月５日", "令和5年4月5日", "令和五年四月五日", "2023.4.5", "R5.4.5"]
        {
            check(text, "2023-04-05");
        }
        for text in ["2023年4月5日（水）", "2023년 4월 5일", "April 5, 2023", "5th Apr 2023", "“2023-04-05”"]
        {
            check(text, "2023-04-05");
        }
        check("平成元年1月8日", "1989-01-08");
        check("二〇二三年十一月二十一日", "2023-11-21");
        check("2023-04-05T00:00:00+09:00", "2023-04-05");
        check("2023-02-30", "2023-2 has 28");
        check("2023-13-01", "2023-13 has 0");
        for text in ["", "soon", "5/4/2023", "2023-04", "1.2.3", "2023年"] {
            check(text, "none");
        }
    }
}
