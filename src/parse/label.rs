//! The label at the start of a heading or line: `2.`, `(a)`, `Article 3`, 第三条の二.
//!
//! A label is data: it leaves the text, and is kept as printed beside its number. What merely begins with a number ("15 years
//! in business", 2023年の改定) has none.

use super::cursor::Cursor;
use super::numeral::{self, Enclosure, Form, composed, digits, opens_bracket};
use super::words;
use crate::locale::{digit_value, is_spaceless};
use crate::model::{Label, LabelKind, LabelStyle};

/// Returns the label at the start of a heading or line, with the number of bytes to cut: white space before it, the label, and
/// white space after it.
///
/// Where a sign can be read in several ways, the likeliest is taken; `arrange` lets the neighbours decide.
pub fn split(text: &str) -> Option<(Label, usize)> {
    readings(text).into_iter().find(|reading| !reading.weak).map(|reading| (reading.label, reading.end))
}

/// One way to read the start of a line as a label.
#[derive(Debug, Clone)]
pub(super) struct Reading {
    /// The label.
    pub(super) label: Label,
    /// The bytes to cut.
    pub(super) end: usize,
    /// What labels of one run have in common.
    pub(super) key: Key,
    /// Whether it is only a label if its neighbours are (`1 Scope`).
    pub(super) weak: bool,
}

/// What labels of one run have in common beside [`Label::kind`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    /// How the number is written.
    pub(super) form: Form,
    /// What stands around it.
    pub(super) enclosure: Enclosure,
    /// How many numbers it has: 2 for `1.1`.
    pub(super) depth: usize,
    /// The word or sign that it is introduced by, empty for a bare number.
    pub(super) word: &'static str,
}

impl Reading {
    /// Returns the last of its numbers; 0 where nothing is numbered.
    pub(super) fn last(&self) -> u32 {
        self.label.number.last().copied().unwrap_or(0)
    }

    /// Returns the numbers before the last one.
    pub(super) fn prefix(&self) -> &[u32] {
        self.label.number.split_last().map_or(&[], |(_, prefix)| prefix)
    }

    /// Returns whether it comes right after another label in one run.
    pub(super) fn continues(&self, other: &Self) -> bool {
        self.key == other.key && self.prefix() == other.prefix() && self.last() == other.last() + 1
    }
}

/// Returns every way to read the start of a text as a label, the likeliest first.
pub(super) fn readings(text: &str) -> Vec<Reading> {
    let mut start = Cursor::new(text);
    start.spaces();
    let from = start.at;
    if let Some(found) = words::read(start) {
        return vec![finish(text, from, found)];
    }
    bare(start).into_iter().map(|found| finish(text, from, found)).collect()
}

/// Returns the label that has a word at the start of a text, if it is no number of an item (第2項).
pub(super) fn worded(text: &str) -> Option<Reading> {
    let mut start = Cursor::new(text);
    start.spaces();
    let found = words::read(start).filter(|found| found.kind != LabelKind::Bare)?;
    Some(finish(text, start.at, found))
}

/// Returns the sign of a bullet at the start of a line (`・`, `•`, `※`) as a label.
pub(super) fn bullet(text: &str) -> Option<Reading> {
    let mut cursor = Cursor::new(text);
    cursor.spaces();
    let from = cursor.at;
    let is_bullet = |c: char| matches!(c, '・' | '･' | '•' | '●' | '◦' | '▪' | '‣' | '※');
    cursor.eat_if(is_bullet)?;
    let text_follows = cursor.rest().trim_start().chars().next().is_some_and(|c| !is_bullet(c));
    let key = Key { form: Form::Unnumbered, enclosure: Enclosure::Open, depth: 0, word: "・" };
    let found =
        Found { kind: LabelKind::Bare, style: LabelStyle::Bullet, number: Vec::new(), key, weak: false, end: cursor };
    text_follows.then(|| finish(text, from, found))
}

/// A label that was read, up to its last sign.
pub(super) struct Found<'a> {
    pub(super) kind: LabelKind,
    pub(super) style: LabelStyle,
    pub(super) number: Vec<u32>,
    pub(super) key: Key,
    pub(super) weak: bool,
    pub(super) end: Cursor<'a>,
}

fn finish(text: &str, from: usize, found: Found<'_>) -> Reading {
    let mut end = found.end;
    end.spaces();
    let label = Label {
        printed: text[from..found.end.at].to_owned(),
        kind: found.kind,
        style: found.style,
        number: found.number,
    };
    Reading { label, end: end.at, key: found.key, weak: found.weak }
}

fn bare(start: Cursor<'_>) -> Vec<Found<'_>> {
    if let Some((value, form, enclosure)) = start.peek().and_then(composed) {
        let mut end = start;
        end.next();
        let listed = end.peek().is_some_and(|c| composed(c).is_some() || "、,・〜~-及又".contains(c));
        return if listed { Vec::new() } else { vec![found(vec![value], form, enclosure, end)] };
    }
    if begins_word(start) {
        return Vec::new();
    }
    let mut inner = start;
    if inner.eat('(') {
        inner.spaces();
        return numeral::readings(&inner)
            .into_iter()
            .filter_map(|read| in_parentheses(read.0, read.1, read.2))
            .collect();
    }
    numeral::readings(&start)
        .into_iter()
        .filter_map(|(value, form, after)| unparenthesised(value, form, after, start))
        .collect()
}

/// Returns whether a letter stands here that another sign follows than ends a label or goes on in it: most lines begin so.
fn begins_word(mut cursor: Cursor<'_>) -> bool {
    let Some(first) = cursor.next() else { return true };
    let number = |c: char| digit_value(c).is_some() || numeral::kanji_value(c).is_some();
    let goes_on = |c: char| ").-、".contains(c) || c.is_whitespace() || (is_roman(first) && is_roman(c));
    first != '(' && !number(first) && !cursor.peek().is_some_and(goes_on)
}

fn is_roman(c: char) -> bool {
    matches!(c, 'i' | 'v' | 'x' | 'I' | 'V' | 'X')
}

fn in_parentheses(value: u32, form: Form, mut after: Cursor<'_>) -> Option<Found<'_>> {
    let number = components(value, form, &mut after).0;
    after.spaces();
    let closed = after.eat(')') && follows_parenthesis(&after);
    (closed && plausible(&number)).then(|| found(number, form, Enclosure::Both, after))
}

fn unparenthesised<'a>(value: u32, form: Form, mut after: Cursor<'a>, start: Cursor<'a>) -> Option<Found<'a>> {
    let (number, hyphen) = components(value, form, &mut after);
    if !plausible(&number) {
        return None;
    }
    let mut closed = after;
    if closed.eat(')') {
        return follows_parenthesis(&closed).then(|| found(number, form, Enclosure::Half, closed));
    }
    if closed.eat('.') {
        return follows_stop(&closed, form).then(|| found(number, form, Enclosure::Open, closed));
    }
    if closed.eat('、') && !matches!(form, Form::Lower | Form::Upper) {
        let listed = closed.peek().is_some_and(|c| digit_value(c).is_some() || numeral::kanji_value(c).is_some());
        return (!listed).then(|| found(number, form, Enclosure::Open, closed));
    }
    let numeric = matches!(form, Form::Digits | Form::OtherDigits);
    if numeric && let Some(end) = dash(after).or_else(|| spaced_stop(after)) {
        return Some(found(number, form, Enclosure::Open, end));
    }
    let space = after.peek_typed();
    if !space.is_none_or(char::is_whitespace) || hyphen && space != Some('\u{3000}') {
        return None;
    }
    let wide_sign = start.peek_typed().is_some_and(|c| !c.is_ascii());
    let strong = space == Some('\u{3000}') || number.len() > 1 || (wide_sign && space.is_some());
    let alone =
        numeric || number.len() > 1 || (space.is_some() && matches!(form, Form::Kanji | Form::Katakana | Form::Iroha));
    alone.then(|| Found { weak: !strong, ..found(number, form, Enclosure::Open, after) })
}

/// Reads the further numbers of `1.2.3`, `A.1` or `1-2`; returns them all, and whether a hyphen stands between any.
fn components(value: u32, form: Form, after: &mut Cursor<'_>) -> (Vec<u32>, bool) {
    let mut number = vec![value];
    let mut hyphen = false;
    if !matches!(form, Form::Digits | Form::OtherDigits | Form::Upper) {
        return (number, hyphen);
    }
    loop {
        let mut ahead = *after;
        let Some(sign) = ahead.eat_if(|c| c == '.' || c == '-') else { break };
        let Some((next, _)) = digits(&mut ahead) else { break };
        hyphen |= sign == '-';
        number.push(next);
        *after = ahead;
    }
    (number, hyphen)
}

/// A bare number of four digits is a year.
fn plausible(number: &[u32]) -> bool {
    number.iter().all(|part| *part < 1000)
}

/// Reads the dash of `1 - Scope`, not that of "2 - 3 days".
fn dash(mut cursor: Cursor<'_>) -> Option<Cursor<'_>> {
    let spaced = cursor.spaces() > 0;
    cursor.eat_if(|c| "-–—".contains(c))?;
    let end = cursor;
    let title = cursor.spaces() > 0 && cursor.peek().is_some_and(|c| digit_value(c).is_none());
    (spaced && title).then_some(end)
}

/// Reads the full stop of `1 . Scope`.
fn spaced_stop(mut cursor: Cursor<'_>) -> Option<Cursor<'_>> {
    let spaced = cursor.spaces() > 0 && cursor.eat('.');
    (spaced && cursor.peek().is_none_or(char::is_whitespace)).then_some(cursor)
}

fn follows_parenthesis(cursor: &Cursor<'_>) -> bool {
    let joined = |c: char| c.is_ascii_alphanumeric() || ",.;:)~-–、。・〜".contains(c) || digit_value(c).is_some();
    cursor.peek().is_none_or(|c| !joined(c))
}

/// After a full stop stands a space, or at once a word of a script other than Latin (1.目的).
fn follows_stop(cursor: &Cursor<'_>, form: Form) -> bool {
    let Some(c) = cursor.peek_typed() else { return true };
    let word = digit_value(c).is_none() && (c.is_alphabetic() || opens_bracket(c));
    let unspaced = is_spaceless(c) || (c > '\u{370}' && !matches!(form, Form::Lower | Form::Upper));
    c.is_whitespace() || (word && unspaced)
}

fn found(number: Vec<u32>, form: Form, enclosure: Enclosure, end: Cursor<'_>) -> Found<'_> {
    let key = Key { form, enclosure, depth: number.len(), word: "" };
    Found { kind: LabelKind::Bare, style: style(form, enclosure), number, key, weak: false, end }
}

/// Returns the style of a number in its enclosure.
pub(super) fn style(form: Form, enclosure: Enclosure) -> LabelStyle {
    use Enclosure::{Both, Half, Open};
    match (form, enclosure) {
        (Form::Digits, Open) => LabelStyle::Arabic,
        (Form::Digits, Half) => LabelStyle::ArabicHalfParenthesis,
        (Form::Digits, Both) => LabelStyle::ArabicParentheses,
        (Form::Kanji, Open) => LabelStyle::Kanji,
        (Form::Kanji, Half | Both) => LabelStyle::KanjiParentheses,
        (Form::RomanLower, Open) => LabelStyle::RomanLower,
        (Form::RomanLower, Half | Both) => LabelStyle::RomanLowerParentheses,
        (Form::RomanUpper, _) => LabelStyle::RomanUpper,
        (Form::Lower, Open) => LabelStyle::Lower,
        (Form::Lower, Half) => LabelStyle::LowerHalfParenthesis,
        (Form::Lower, Both) => LabelStyle::LowerParentheses,
        (Form::Upper, Open) => LabelStyle::Upper,
        (Form::Upper, Half | Both) => LabelStyle::UpperParentheses,
        (Form::Katakana, Open) => LabelStyle::Katakana,
        (Form::Iroha, Open) => LabelStyle::Iroha,
        (Form::Katakana | Form::Iroha, Half | Both) => LabelStyle::KatakanaParentheses,
        (Form::Circled, _) => LabelStyle::Circled,
        (Form::OtherDigits | Form::Letter(_) | Form::Unnumbered, _) => LabelStyle::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Prints `label|rest kind style number`, or `-` where there is none.
    fn show(text: &str) -> String {
        split(text).map_or_else(
            || "-".to_owned(),
            |(label, end)| {
                format!("{}|{} {:?} {:?} {:?}", label.printed, &text[end..], label.kind, label.style, label.number)
            },
        )
    }

    fn check(cases: &[(&str, &str)]) {
        for (text, expected) in cases {
            assert_eq!(show(text), *expected, "{text}");
        }
    }

    #[test]
    fn bare_numbers_and_letters() {
        check(&[
            ("2. Fees", "2.|Fees Bare Arabic [2]"),
            ("1.1 Fees", "1.1|Fees Bare Arabic [1, 1]"),
            ("1.1. Fees", "1.1.|Fees Bare Arabic [1, 1]"),
            ("2.", "2.| Bare Arabic [2]"),
            ("2) Fees", "2)|Fees Bare ArabicHalfParenthesis [2]"),
            ("(2) Fees", "(2)|Fees Bare ArabicParentheses [2]"),
            ("(a) Fees", "(a)|Fees Bare LowerParentheses [1]"),
            ("A. Fees", "A.|Fees Bare Upper [1]"),
            ("A.2 Fees", "A.2|Fees Bare Upper [1, 2]"),
            ("IV. Fees", "IV.|Fees Bare RomanUpper [4]"),
            ("I. Fees", "I.|Fees Bare RomanUpper [1]"),
            ("V. Fees", "V.|Fees Bare Upper [22]"),
            ("(ii) fees", "(ii)|fees Bare RomanLowerParentheses [2]"),
            ("1 - Fees", "1 -|Fees Bare Arabic [1]"),
            ("१ . शुल्क", "१ .|शुल्क Bare Other [1]"),
            ("1-1. 料金", "1-1.|料金 Bare Arabic [1, 1]"),
            ("（１）料金", "（１）|料金 Bare ArabicParentheses [1]"),
            ("⑴料金", "⑴|料金 Bare ArabicParentheses [1]"),
            ("２　料金", "２|料金 Bare Arabic [2]"),
            ("１ 料金", "１|料金 Bare Arabic [1]"),
            ("１．料金", "１．|料金 Bare Arabic [1]"),
            ("1、费用", "1、|费用 Bare Arabic [1]"),
            ("一、费用", "一、|费用 Bare Kanji [1]"),
            ("十二　料金", "十二|料金 Bare Kanji [12]"),
            ("（一）料金", "（一）|料金 Bare KanjiParentheses [1]"),
            ("③料金", "③|料金 Bare Circled [3]"),
            ("ア　料金", "ア|料金 Bare Katakana [1]"),
            ("ｱ) 料金", "ｱ)|料金 Bare KatakanaParentheses [1]"),
            ("ロ　料金", "ロ|料金 Bare Katakana [43]"),
            ("나. 요금", "나.|요금 Bare Other [2]"),
            ("б) цены", "б)|цены Bare Other [2]"),
            ("٣. الرسوم", "٣.|الرسوم Bare Other [3]"),
            ("\u{3000}2. Fees", "2.|Fees Bare Arabic [2]"),
        ]);
    }

    #[test]
    fn what_only_begins_with_a_number_has_no_label() {
        for text in [
            "15 years in business",
            "3D printing",
            "2023年の改定",
            "2023. április 19.",
            "2016 年 6 月 23 日",
            "A new policy",
            "I agree",
            "e.g. fees",
            "1.5倍の料金",
            "2 - 3 days",
            "(2023) fees",
            "(s)he",
            "(1), (2) and (3)",
            "①②の場合",
            "一般条項",
            "一、二の場合",
            "（株）改定商事",
            "Mr. Smith",
            "10:00 to 18:00",
            "03-1234-5678",
            "１２３４５ 料金",
            "",
            "　",
            "A",
            "・料金",
        ] {
            assert_eq!(show(text), "-", "{text}");
        }
    }
}
