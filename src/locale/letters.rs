//! Texts reduced to what identifies them: their letters, and names made of their letters.

use icu_normalizer::ComposingNormalizerBorrowed;
use icu_properties::CodePointMapData;
use icu_properties::props::GeneralCategory;

use super::chars::{has_no_case, is_alphanumeric};

/// Returns the letters and digits of a text in NFKC and lower case; spaces, punctuation and widths make no difference.
pub fn letters(text: &str) -> Vec<char> {
    if text.is_ascii() {
        let ascii = text.bytes().filter(u8::is_ascii_alphanumeric);
        return ascii.map(|byte| char::from(byte.to_ascii_lowercase())).collect();
    }
    let normal = ComposingNormalizerBorrowed::new_nfkc().normalize(text);
    let mut letters = Vec::with_capacity(normal.len() / 2);
    for c in normal.chars().filter(|c| is_alphanumeric(*c)) {
        match c {
            _ if c.is_ascii() => letters.push(c.to_ascii_lowercase()),
            _ if has_no_case(c) => letters.push(c),
            _ => letters.extend(c.to_lowercase()),
        }
    }
    letters
}

/// Returns a name made of a text: NFC, letters and digits of any script in lower case with the signs that belong to them,
/// every other run a hyphen; empty where the text has no letter.
pub fn slug(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() || (is_mark(c) && !out.is_empty() && !out.ends_with('-')) {
            out.push(c);
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
    }
    out.truncate(out.trim_end_matches('-').len());
    ComposingNormalizerBorrowed::new_nfc().normalize(&out).into_owned()
}

/// Signs without which a word of Hindi, Thai or Arabic is another word.
fn is_mark(c: char) -> bool {
    use GeneralCategory::{NonspacingMark, SpacingMark};
    matches!(CodePointMapData::<GeneralCategory>::new().get(c), NonspacingMark | SpacingMark)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_ignore_width_case_and_punctuation() {
        assert_eq!(letters("（第１条）ＡＢc, ﾃﾞ"), "第1条abcデ".chars().collect::<Vec<_>>());
    }

    #[test]
    fn slugs_keep_every_script() {
        let check = |text: &str, slug_of: &str| assert_eq!(slug(text), slug_of);
        check("Your Rights & Duties!", "your-rights-duties");
        check("個人情報の取扱い（概要）", "個人情報の取扱い-概要");
        check("Übersicht", "übersicht");
        check("U\u{308}bersicht", "übersicht");
        check("नियम और शर्तें", "नियम-और-शर्तें");
        check(" — ", "");
    }
}
