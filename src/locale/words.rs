//! Where words and characters begin (UAX #29), with dictionaries for the scripts that are written without spaces.

use std::sync::LazyLock;

use icu_segmenter::{
    GraphemeClusterSegmenter, GraphemeClusterSegmenterBorrowed, WordSegmenter, WordSegmenterBorrowed,
    options::WordBreakInvariantOptions,
};

// The dictionaries, not the neural networks: the same text must give the same words in every build.
static WORDS: LazyLock<WordSegmenterBorrowed<'static>> =
    LazyLock::new(|| WordSegmenter::new_dictionary(WordBreakInvariantOptions::default()));

static GRAPHEMES: LazyLock<GraphemeClusterSegmenterBorrowed<'static>> = LazyLock::new(GraphemeClusterSegmenter::new);

/// Returns the byte offsets between words, spaces and signs, rising, 0 and the length included; `[0]` for an empty text.
pub fn words(text: &str) -> Vec<usize> {
    whole(WORDS.segment_str(text).collect())
}

/// Returns the byte offsets between grapheme clusters ("characters" to a reader), rising, 0 and the length included; `[0]` for
/// an empty text.
pub fn graphemes(text: &str) -> Vec<usize> {
    whole(GRAPHEMES.segment_str(text).collect())
}

/// Returns what [`graphemes`] returns, one by one, without the 0.
pub fn grapheme_breaks(text: &str) -> impl Iterator<Item = usize> {
    GRAPHEMES.segment_str(text).skip_while(|at| *at == 0)
}

/// Returns whether two characters side by side are surely two to a reader as well, whatever stands around them; of most that
/// are, beside the common ones, it does not know it.
pub fn stand_apart(before: char, after: char) -> bool {
    // Characters that neither join others nor are joined by them (UAX #29, 3.1.1).
    let plain = |c: char| match c {
        '\r' => false,
        _ if c.is_ascii() => true,
        // Latin, Cyrillic, Arabic and Thai letters.
        'À'..='\u{2c1}' | '\u{400}'..='\u{481}' | '\u{620}'..='\u{64a}' | '\u{e01}'..='\u{e30}' | '가'..='힣' => {
            true
        }
        _ => matches!(c, '\u{2010}'..='\u{2027}' | '\u{3001}'..='\u{3029}' | 'ぁ'..='ゖ' | '\u{30a0}'..='\u{30ff}'
            | '\u{4e00}'..='\u{9fff}' | '\u{ff01}'..='\u{ff60}'),
    };
    plain(before) && plain(after)
}

/// For an empty text the segmenters differ between versions: some give no boundary, some one.
fn whole(mut boundaries: Vec<usize>) -> Vec<usize> {
    if boundaries.is_empty() {
        boundaries.push(0);
    }
    boundaries.dedup();
    boundaries
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut<'a>(text: &'a str, boundaries: &[usize]) -> Vec<&'a str> {
        boundaries.windows(2).map(|pair| &text[pair[0]..pair[1]]).collect()
    }

    #[test]
    fn words_are_found_with_and_without_spaces() {
        let check = |text: &str, expected: &str| assert_eq!(cut(text, &words(text)).join("|"), expected);
        check("We won't sell 3.5%.", "We| |won't| |sell| |3.5|%|.");
        check("個人情報を利用します。", "個人|情報|を|利用|しま|す|。");
        check("ข้อมูลส่วนบุคคล", "ข้อมูล|ส่วน|บุคคล");
        assert_eq!(words(""), [0]);
    }

    #[test]
    fn a_grapheme_is_never_cut() {
        let text = "か\u{3099}e\u{301}👨‍👩‍👧";
        assert_eq!(cut(text, &graphemes(text)), ["か\u{3099}", "e\u{301}", "👨‍👩‍👧"]);
        assert_eq!(graphemes(""), [0]);
        for c in ('\0'..=char::MAX).filter(|c| stand_apart('a', *c) && stand_apart(*c, 'a')) {
            assert_eq!(graphemes(&format!("{c}a{c}{c}あ{c}")).len(), 7, "{c:?}");
        }
    }
}
