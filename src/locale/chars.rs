//! What a character is: its script's habits, its value as a digit, and normal forms of texts.

use std::borrow::Cow;

use icu_normalizer::ComposingNormalizerBorrowed;
use icu_properties::props::{GeneralCategory, Script};
use icu_properties::{CodePointMapData, CodePointMapDataBorrowed};

static SCRIPTS: CodePointMapDataBorrowed<'static, Script> = CodePointMapData::<Script>::new();
static CATEGORIES: CodePointMapDataBorrowed<'static, GeneralCategory> = CodePointMapData::<GeneralCategory>::new();

/// Returns whether a character is Han, kana, Bopomofo, their punctuation, or a full-width form. Hangul is not: it keeps spaces.
pub fn is_wide(c: char) -> bool {
    let script = || matches!(SCRIPTS.get(c), Script::Han | Script::Hiragana | Script::Katakana | Script::Bopomofo);
    match c {
        '\u{0}'..='\u{2e7f}' => false,
        // The kana blocks and the full-width forms hold characters of no script (ー, ０).
        '\u{3000}'..='\u{30ff}' | '\u{ff01}'..='\u{ff9f}' | '\u{ffe0}'..='\u{ffe6}' => true,
        _ => script() || is_cjk_punctuation(c),
    }
}

/// Returns whether a text may hold a character that [`is_wide`], told by the first bytes of its characters: quick, and `false`
/// for any text in the alphabets of the world and in Hangul.
pub fn may_hold_wide(text: &str) -> bool {
    let may_begin_wide = |byte: u8| matches!(byte, 0xe3..=0xe9 | 0xef..);
    text.bytes().fold(false, |any, byte| any | may_begin_wide(byte))
        || text.bytes().fold(false, |any, byte| any | (byte == 0xe2)) && text.contains(is_radical)
}

/// The radicals of Chinese characters, alone among wide ones, begin with a byte with which quotation marks begin too.
fn is_radical(c: char) -> bool {
    ('\u{2e80}'..='\u{2fff}').contains(&c)
}

/// Returns whether a character belongs to a writing without spaces between words: [`is_wide`], Thai, Lao, Khmer, Myanmar.
pub fn is_spaceless(c: char) -> bool {
    is_wide(c) || matches!(SCRIPTS.get(c), Script::Thai | Script::Lao | Script::Khmer | Script::Myanmar)
}

/// Returns whether a character is a punctuation mark of Chinese or Japanese, or a full-width one.
pub fn is_cjk_punctuation(c: char) -> bool {
    let wide = matches!(c, '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3020}' | '\u{3030}' | '\u{303d}' | '\u{30a0}'
        | '\u{30fb}' | '\u{fe30}'..='\u{fe4f}' | '\u{ff01}'..='\u{ff65}');
    let letter_or_digit = matches!(c, '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ');
    wide && !letter_or_digit
}

/// Returns whether a character is a quotation mark or an apostrophe of any writing: which shape it has tells nothing.
pub fn is_quotation_mark(c: char) -> bool {
    matches!(
        c,
        '\u{2018}'..='\u{201f}' | '"' | '\'' | '«' | '»' | '‹' | '›' | '「' | '」' | '『' | '』' | '〝' | '〞' | '〟'
    )
}

/// Returns what [`char::is_alphanumeric`] does, at once for the letters of Chinese, Japanese, Korean and most alphabets.
pub fn is_alphanumeric(c: char) -> bool {
    match c {
        _ if c.is_ascii() => c.is_ascii_alphanumeric(),
        'À'..='Ö' | 'Ø'..='ö' | 'ø'..='\u{2c1}' | '\u{400}'..='\u{481}' | '\u{620}'..='\u{657}' => true,
        '\u{904}'..='\u{939}' | '\u{e01}'..='\u{e3a}' => true,
        'あ'..='ゖ' | 'ア'..='ヺ' | '\u{4e00}'..='\u{9fff}' | '가'..='힣' => true,
        _ => c.is_alphanumeric(),
    }
}

/// Returns the value of a decimal digit of any script: `3`, `３`, `٣`, `๓`.
pub fn digit_value(c: char) -> Option<u32> {
    let is_digit = |c: char| CATEGORIES.get(c) == GeneralCategory::DecimalNumber;
    if c.is_ascii() || !is_digit(c) {
        return c.to_digit(10);
    }
    // Decimal digits stand in runs from 0 to 9 (Unicode Standard, 4.6); a few runs follow one another without a gap.
    let before = (u32::from('0')..u32::from(c)).rev();
    let run = before.take_while(|code| char::from_u32(*code).is_some_and(is_digit)).count();
    u32::try_from(run % 10).ok()
}

/// Returns the text in Normalization Form C (UAX #15).
pub fn nfc(text: &str) -> Cow<'_, str> {
    ComposingNormalizerBorrowed::new_nfc().normalize(text)
}

/// Returns the text in Normalization Form KC (UAX #15): full-width forms narrow, circled numbers plain.
pub fn nfkc(text: &str) -> Cow<'_, str> {
    ComposingNormalizerBorrowed::new_nfkc().normalize(text)
}

/// Returns the text with differences of case taken out, in no language's particular way: `ß` is `ss`, `Σ` and `ς` are `σ`.
pub fn fold_case(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            _ if c.is_ascii() => out.push(c.to_ascii_lowercase()),
            _ if has_no_case(c) => out.push(c),
            // By way of upper case, so that several lower-case forms of one letter meet.
            _ => out.extend(c.to_uppercase().flat_map(char::to_lowercase)),
        }
    }
    out
}

/// Returns whether a character surely has no case: it is of the writings of East Asia, or of those from Hebrew to Burmese.
pub(super) fn has_no_case(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{109f}' | '\u{2e80}'..='\u{a4ff}' | '가'..='힣')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_characters_need_no_space_and_hangul_does() {
        for c in "漢々〇あアーｱ・、。「（０Ａ％ㄅ\u{3000}\u{20000}".chars() {
            assert!(is_wide(c) && is_spaceless(c), "{c}");
        }
        for c in "a 1é한กა①".chars() {
            assert!(!is_wide(c), "{c}");
        }
        for c in "กລខမ".chars() {
            assert!(is_spaceless(c), "{c}");
        }
        assert!(!is_spaceless('한'));
    }

    #[test]
    fn punctuation_is_neither_letter_nor_digit() {
        assert!("、。・「」（）！：｡｢〜".chars().all(is_cjk_punctuation));
        assert!(!"０Ａｚ々〇ー漢(,\u{3000}".chars().any(is_cjk_punctuation));
    }

    #[test]
    fn digits_have_values_in_every_script() {
        for digits in ["0123456789", "０１２３４５６７８９", "٠١٢٣٤٥٦٧٨٩", "๐๑๒๓๔๕๖๗๘๙", "०१२३४५६७८९", "𝟘𝟙𝟚𝟛𝟜𝟝𝟞𝟟𝟠𝟡"]
        {
            let values: Vec<_> = digits.chars().map(digit_value).collect();
            assert_eq!(values, (0..10).map(Some).collect::<Vec<_>>(), "{digits}");
        }
        assert!("a①三Ⅳ²½".chars().all(|c| digit_value(c).is_none()));
    }

    #[test]
    fn short_cuts_lead_to_the_same_answers() {
        for c in '\0'..=char::MAX {
            assert_eq!(is_alphanumeric(c), c.is_alphanumeric(), "{c:?}");
            assert!(!is_wide(c) || may_hold_wide(c.encode_utf8(&mut [0; 4])), "{c:?}");
            assert!(!has_no_case(c) || c.to_uppercase().chain(c.to_lowercase()).all(|other| other == c), "{c:?}");
        }
    }

    #[test]
    fn normal_forms() {
        assert_eq!(nfc("か\u{3099}"), "が");
        assert_eq!(nfkc("第１２条①"), "第12条1");
        assert_eq!(fold_case("Straße ΣΑΣ"), fold_case("STRASSE σας"));
    }
}
