//! A text -> the runs of letters by which its likeness to others is measured.

use crate::locale::{is_alphanumeric, letters, may_hold_wide};

/// Runs of letters as numbers, in ascending order, each as often as it occurs. Two runs in four thousand millions share a number.
pub(super) type Grams = Vec<u32>;

/// Returns how many letters a run has for these texts: 2 where most letters are Han or kana, else 3.
///
/// Runs of two rescue re-translated Chinese and Japanese sections, whose words are two letters long.
pub(super) fn size<'a>(texts: impl Iterator<Item = &'a str> + Clone) -> usize {
    if !texts.clone().any(may_hold_wide) {
        return 3;
    }
    let (mut dense, mut all) = (0_usize, 0_usize);
    for c in texts.flat_map(str::chars).filter(|c| is_alphanumeric(*c)) {
        all += 1;
        dense += usize::from(is_dense(c));
    }
    if dense * 2 > all { 2 } else { 3 }
}

/// Han and kana; Hangul writes words with spaces and is none.
fn is_dense(c: char) -> bool {
    matches!(c, '\u{3005}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff66}'..='\u{ff9d}'
        | '\u{20000}'..='\u{3ffff}')
}

/// Returns the runs of `size` letters of a text; a shorter text is one run.
pub(super) fn grams(text: &str, size: usize) -> Grams {
    runs(&letters(text), size)
}

/// Returns the runs of so many of these letters; fewer letters are one run.
pub(super) fn runs(letters: &[char], size: usize) -> Grams {
    // 21 bits hold any character.
    let pack = |run: &[char]| mixed(run.iter().fold(0_u64, |packed, c| packed << 21 | u64::from(u32::from(*c))));
    let mut grams: Grams = match letters.len() {
        0 => Vec::new(),
        len if len < size => vec![pack(letters)],
        _ => letters.windows(size).map(pack).collect(),
    };
    grams.sort_unstable();
    grams
}

/// Returns the distinct long runs of a text's letters (8, or 4 where runs have 2), which no other text shares by chance.
pub(super) fn shingles(letters: &[char], size: usize) -> Grams {
    sampled_shingles(letters, size, 1)
}

/// Returns those of the [`shingles`] whose number is a multiple of `every`: the same ones of whichever text they stand in, so
/// that shares remain what they are (Broder, On the resemblance and containment of documents, 1997).
pub(super) fn sampled_shingles(letters: &[char], size: usize, every: u32) -> Grams {
    let length = if size == 2 { 4 } else { 8 };
    let mut shingles: Grams = letters.windows(length).map(hash).filter(|run| run % every == 0).collect();
    shingles.sort_unstable();
    shingles.dedup();
    shingles
}

/// FNV-1a by characters: the same on every machine.
fn hash(run: &[char]) -> u32 {
    let step = |hash: u64, c: &char| (hash ^ u64::from(u32::from(*c))).wrapping_mul(0x0100_0000_01b3);
    mixed(run.iter().fold(0xcbf2_9ce4_8422_2325, step))
}

/// Returns a number whose every bit depends on many bits of the given one (Fibonacci hashing, Knuth 6.4).
fn mixed(number: u64) -> u32 {
    (number.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as u32
}

/// Returns how many runs two texts share.
pub(super) fn shared(a: &[u32], b: &[u32]) -> usize {
    let (mut i, mut j, mut count) = (0, 0, 0);
    // No branch hangs on which run is less, which no processor foresees.
    while i < a.len() && j < b.len() {
        let (run, other) = (a[i], b[j]);
        count += usize::from(run == other);
        i += usize::from(run <= other);
        j += usize::from(other <= run);
    }
    count
}

/// Returns Dice's coefficient of two texts, 0 to 1; 0 where one is empty.
pub(super) fn dice(a: &[u32], b: &[u32]) -> f64 {
    if a.is_empty() || b.is_empty() { 0.0 } else { 2.0 * shared(a, b) as f64 / (a.len() + b.len()) as f64 }
}

/// Returns how like two texts are, 0 to 1, where the shorter may also be a part of the longer: the greater of Dice's
/// coefficient and `weight` times the share of the shorter that is found in the longer, less below `full` runs and where the
/// longer is more than three times as long.
pub(super) fn likeness(a: &[u32], b: &[u32], weight: f64, full: f64) -> f64 {
    if a.is_empty() || b.is_empty() {
        return 0.0;
    }
    let (common, least) = (shared(a, b) as f64, a.len().min(b.len()) as f64);
    let most = a.len().max(b.len()) as f64;
    let dice = 2.0 * common / (least + most);
    // A very long text holds most runs of any short one in its language.
    dice.max(weight * common / least * (least / full).min(1.0) * (3.0 * least / most).min(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn likeness_knows_no_width_and_no_case() {
        let of = |text: &str| grams(text, 3);
        assert_eq!(dice(&of("Notice: the Fee"), &of("notice the FEE!")), 1.0);
        assert_eq!(dice(&of("abc"), &of("xyz")), 0.0);
        assert_eq!(dice(&of(""), &of("")), 0.0);
        assert!(likeness(&of("the fee is due"), &of("the fee is due in March, or in May"), 0.7, 9.0) > 0.65);
    }

    #[test]
    fn runs_are_short_where_letters_are_words() {
        assert_eq!(size(["会社は登録を取り消す。", "A"].into_iter()), 2);
        assert_eq!(size(["회사는 등록을 취소한다."].into_iter()), 3);
    }
}
