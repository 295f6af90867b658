//! Numbers and letters as labels write them: digits of any script, kanji, roman numerals, letters in their order.
//!
//! One sign can be read in several ways (`i` is the ninth letter and the first roman numeral, イ the second of the fifty
//! sounds and the first of the iroha); all are returned, and the neighbours decide.

use super::cursor::{Cursor, narrow};
use crate::locale::{digit_value, nfkc};

/// How a number is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Form {
    /// `3`, `３`.
    Digits,
    /// `٣`, `๓`.
    OtherDigits,
    /// 三.
    Kanji,
    /// `iv`.
    RomanLower,
    /// `IV`.
    RomanUpper,
    /// `d`.
    Lower,
    /// `D`.
    Upper,
    /// ア, イ, ウ.
    Katakana,
    /// イ, ロ, ハ.
    Iroha,
    /// A letter of another script, by its row in [`ALPHABETS`].
    Letter(usize),
    /// `①`.
    Circled,
    /// No number: bullets, 附則.
    Unnumbered,
}

const FIFTY_SOUNDS: &str =
    "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン";
const IROHA: &str = "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセス";

/// Letters of other scripts in the orders in which lists use them.
const ALPHABETS: [&str; 8] = [
    "가나다라마바사아자차카타파하",
    "абвгдежзиклмнопрстуфхцчшщэюя",
    "абвгдђежзијклљмнњопрстћуфхцчџш",
    "АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЭЮЯ",
    "αβγδεζηθικλμνξοπρστυφχψω",
    "กขคงจฉชซฌญ",
    "أبجدهوزحطي",
    "אבגדהוזחטי",
];

/// Reads digits of one script; at most four, so that the number stays a number and no telephone.
pub(super) fn digits(cursor: &mut Cursor<'_>) -> Option<(u32, Form)> {
    let mut ahead = *cursor;
    let latin = ahead.peek()?.is_ascii();
    let mut value = 0;
    let mut count = 0;
    while let Some(digit) = ahead.peek().filter(|c| c.is_ascii() == latin).and_then(digit_value) {
        value = value * 10 + digit;
        count += 1;
        if count > 4 {
            return None;
        }
        ahead.next();
    }
    *cursor = ahead;
    (count > 0).then_some((value, if latin { Form::Digits } else { Form::OtherDigits }))
}

/// Reads a number in kanji: 十二, 百三, 一二, 二〇.
pub(super) fn kanji(cursor: &mut Cursor<'_>) -> Option<u32> {
    let mut ahead = *cursor;
    let (mut total, mut current, mut count) = (0_u32, None, 0);
    while let Some(value) = ahead.peek().and_then(kanji_value) {
        count += 1;
        if count > 8 {
            return None;
        }
        ahead.next();
        if value >= 10 {
            total += current.take().unwrap_or(1) * value;
        } else {
            current = Some(current.unwrap_or(0) % 1000 * 10 + value);
        }
    }
    *cursor = ahead;
    (count > 0).then(|| total + current.unwrap_or(0))
}

/// Returns the value of a kanji numeral: 0 to 9, 10, 100 or 1000.
pub(super) fn kanji_value(c: char) -> Option<u32> {
    Some(match c {
        '〇' => 0,
        '一' => 1,
        '二' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        '十' => 10,
        '百' => 100,
        '千' => 1000,
        _ => return None,
    })
}

/// Reads a roman numeral up to 39, in letters of one case or as one sign (Ⅳ).
pub(super) fn roman(cursor: &mut Cursor<'_>) -> Option<(u32, Form)> {
    let first = cursor.peek()?;
    if let '\u{2160}'..='\u{216b}' | '\u{2170}'..='\u{217b}' = first {
        cursor.next();
        let upper = first < '\u{2170}';
        let base = if upper { 0x215f } else { 0x216f };
        return Some((u32::from(first) - base, if upper { Form::RomanUpper } else { Form::RomanLower }));
    }
    let (signs, form) = if first.is_ascii_uppercase() { ("IVX", Form::RomanUpper) } else { ("ivx", Form::RomanLower) };
    let mut ahead = *cursor;
    let mut spelled = String::new();
    while let Some(sign) = ahead.eat_if(|c| signs.contains(c)) {
        spelled.push(sign.to_ascii_uppercase());
    }
    let value = roman_value(&spelled)?;
    *cursor = ahead;
    Some((value, form))
}

/// Returns the value of a roman numeral from 1 to 39.
fn roman_value(spelled: &str) -> Option<u32> {
    const UNITS: [&str; 10] = ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"];
    let units = spelled.trim_start_matches('X');
    let tens = spelled.len() - units.len();
    let unit = UNITS.iter().position(|known| *known == units)?;
    u32::try_from(10 * tens + unit).ok().filter(|value| (1..40).contains(value))
}

/// Returns every way to read the number or letter at the cursor, the likeliest first, each with the cursor behind it.
pub(super) fn readings<'a>(cursor: &Cursor<'a>) -> Vec<(u32, Form, Cursor<'a>)> {
    let mut out = Vec::new();
    let mut ahead = *cursor;
    if let Some((value, form)) = digits(&mut ahead) {
        out.push((value, form, ahead));
        return out;
    }
    ahead = *cursor;
    if let Some(value) = kanji(&mut ahead) {
        out.push((value, Form::Kanji, ahead));
        return out;
    }
    ahead = *cursor;
    if let Some((value, form)) = roman(&mut ahead) {
        out.push((value, form, ahead));
    }
    letter(cursor, &mut out);
    // A lone V, X, v or x is a letter unless its neighbours say otherwise; a lone I or i a numeral.
    if out.len() == 2 && matches!(out[0].0, 5 | 10) {
        out.swap(0, 1);
    }
    out
}

fn letter<'a>(cursor: &Cursor<'a>, out: &mut Vec<(u32, Form, Cursor<'a>)>) {
    let mut after = *cursor;
    let Some(c) = after.next().map(widen_katakana) else { return };
    let mut found = |value: usize, form: Form| out.push((u32::try_from(value + 1).unwrap_or(0), form, after));
    match c {
        'a'..='z' => found(usize::from(c as u8 - b'a'), Form::Lower),
        'A'..='Z' => found(usize::from(c as u8 - b'A'), Form::Upper),
        _ => {
            let orders = [(FIFTY_SOUNDS, Form::Katakana), (IROHA, Form::Iroha)];
            let others = ALPHABETS.iter().enumerate().map(|(row, letters)| (*letters, Form::Letter(row)));
            for (letters, form) in orders.into_iter().chain(others) {
                if let Some(at) = letters.chars().position(|known| known == c) {
                    found(at, form);
                }
            }
        }
    }
}

fn widen_katakana(c: char) -> char {
    match c {
        '\u{ff66}'..='\u{ff9d}' => nfkc(c.encode_utf8(&mut [0; 4])).chars().next().unwrap_or(c),
        _ => c,
    }
}

/// Returns the number of a sign that holds number and enclosure in one: `①`, `⑴`, `⒈`, `⒜`, `㈠`, with the enclosure.
pub(super) fn composed(c: char) -> Option<(u32, Form, Enclosure)> {
    let code = u32::from(c);
    let (first, offset, form, enclosure) = match c {
        '\u{2460}'..='\u{2473}' => (0x2460, 1, Form::Circled, Enclosure::Open),
        '\u{3251}'..='\u{325f}' => (0x3251, 21, Form::Circled, Enclosure::Open),
        '\u{32b1}'..='\u{32bf}' => (0x32b1, 36, Form::Circled, Enclosure::Open),
        '\u{2776}'..='\u{277f}' => (0x2776, 1, Form::Circled, Enclosure::Open),
        '\u{24eb}'..='\u{24f4}' => (0x24eb, 11, Form::Circled, Enclosure::Open),
        '\u{2474}'..='\u{2487}' => (0x2474, 1, Form::Digits, Enclosure::Both),
        '\u{2488}'..='\u{249b}' => (0x2488, 1, Form::Digits, Enclosure::Open),
        '\u{249c}'..='\u{24b5}' => (0x249c, 1, Form::Lower, Enclosure::Both),
        '\u{3220}'..='\u{3229}' => (0x3220, 1, Form::Kanji, Enclosure::Both),
        _ => return None,
    };
    Some((code - first + offset, form, enclosure))
}

/// What stands around a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Enclosure {
    /// Nothing, or a full stop or 、 behind it.
    Open,
    /// A parenthesis behind it.
    Half,
    /// Parentheses.
    Both,
}

/// Returns whether a character opens a bracket.
pub(super) fn opens_bracket(c: char) -> bool {
    closing(c).is_some()
}

/// Returns the bracket that closes one.
pub(super) fn closing(open: char) -> Option<char> {
    Some(match narrow(open) {
        '(' => ')',
        '[' => ']',
        '「' => '」',
        '『' => '』',
        '【' => '】',
        '〔' => '〕',
        '〈' => '〉',
        '《' => '》',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kanji_numbers_are_read_in_both_spellings() {
        for (text, value) in
            [("十", 10), ("十二", 12), ("二十", 20), ("百三", 103), ("五百四十八", 548), ("一二", 12), ("二〇", 20)]
        {
            assert_eq!(kanji(&mut Cursor::new(text)), Some(value), "{text}");
        }
        assert_eq!(kanji(&mut Cursor::new("者")), None);
    }

    #[test]
    fn a_sign_has_every_reading() {
        let read = |text| readings(&Cursor::new(text)).iter().map(|(n, form, _)| (*n, *form)).collect::<Vec<_>>();
        assert_eq!(read("i"), [(1, Form::RomanLower), (9, Form::Lower)]);
        assert_eq!(read("V"), [(22, Form::Upper), (5, Form::RomanUpper)]);
        assert_eq!(read("イ"), [(2, Form::Katakana), (1, Form::Iroha)]);
        assert_eq!(read("ｱ"), [(1, Form::Katakana), (36, Form::Iroha)]);
        assert_eq!(read("٣"), [(3, Form::OtherDigits)]);
        assert_eq!(read("12345"), []);
    }
}
