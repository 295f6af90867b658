//! Texts -> how similar they are, by the short sequences of letters that they share.

use crate::locale::{fold_case, is_wide, nfkc};

/// The letters and digits of a text, in sequences of two or three.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Grams {
    letters: Vec<char>,
    /// Sorted; one that occurs twice stands twice.
    sorted: Vec<u64>,
}

/// How many letters a sequence has: Chinese and Japanese words are too short for three.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Length {
    Two,
    Three,
}

impl Length {
    /// Returns the length that suits texts.
    pub(super) fn suiting<'a>(texts: impl Iterator<Item = &'a str>) -> Self {
        let (mut wide, mut all) = (0_usize, 0_usize);
        for c in texts.flat_map(str::chars).filter(|c| c.is_alphanumeric()) {
            wide += usize::from(is_wide(c));
            all += 1;
        }
        if 2 * wide > all { Self::Two } else { Self::Three }
    }
}

impl Grams {
    /// Returns the sequences of a text.
    pub(super) fn of(text: &str, length: Length) -> Self {
        let letters: Vec<char> = fold_case(&nfkc(text)).chars().filter(|c| c.is_alphanumeric()).collect();
        let length = match length {
            Length::Two => 2,
            Length::Three => 3,
        };
        // Twenty-one bits hold any character.
        let pack = |gram: &[char]| gram.iter().fold(0, |packed, c| packed << 21 | u64::from(u32::from(*c)));
        let mut sorted: Vec<u64> = letters.windows(length).map(pack).collect();
        sorted.sort_unstable();
        Self { letters, sorted }
    }

    /// Returns how many sequences there are.
    pub(super) fn len(&self) -> usize {
        self.sorted.len()
    }

    /// Returns how many letters there are.
    pub(super) fn letters(&self) -> usize {
        self.letters.len()
    }

    /// Returns how similar two texts are, from 0 to 1: what they share; or, less, how far one contains or begins the other.
    pub(super) fn similarity(&self, other: &Self) -> f64 {
        if self.letters == other.letters {
            return if self.letters.is_empty() { 0.0 } else { 1.0 };
        }
        let (less, more) = (self.len().min(other.len()) as f64, self.len().max(other.len()) as f64);
        if less == 0.0 {
            return 0.0;
        }
        let shared = shared(&self.sorted, &other.sorted) as f64;
        let contained = 0.75 * shared / less * (less / 25.0).min(1.0);
        let begun = if self.begins(other) { 0.5 } else { 0.0 };
        (2.0 * shared / (less + more)).max(contained).max(begun)
    }

    /// Returns whether the shorter text is, but for a fifth, the beginning of the other.
    fn begins(&self, other: &Self) -> bool {
        let common = self.letters.iter().zip(&other.letters).take_while(|(one, other)| one == other).count();
        common >= 6 && 5 * common >= 4 * self.letters.len().min(other.letters.len())
    }

    /// Returns these sequences together with others.
    pub(super) fn with(&self, other: &Self) -> Self {
        let letters = [self.letters.as_slice(), &other.letters].concat();
        let mut sorted = [self.sorted.as_slice(), &other.sorted].concat();
        sorted.sort_unstable();
        Self { letters, sorted }
    }

    /// Returns which share of these sequences is found in `whole` beyond what `explained` already explains of it.
    pub(super) fn share_in(&self, whole: &Self, explained: &Self) -> f64 {
        let rest = difference(&whole.sorted, &explained.sorted);
        shared(&self.sorted, &rest) as f64 / self.len().max(1) as f64
    }
}

fn shared(one: &[u64], other: &[u64]) -> usize {
    let (mut i, mut j, mut count) = (0, 0, 0);
    while i < one.len() && j < other.len() {
        let (a, b) = (one[i], other[j]);
        count += usize::from(a == b);
        i += usize::from(a <= b);
        j += usize::from(b <= a);
    }
    count
}

fn difference(one: &[u64], other: &[u64]) -> Vec<u64> {
    let mut rest = Vec::new();
    let mut j = 0;
    for gram in one {
        while j < other.len() && other[j] < *gram {
            j += 1;
        }
        if j < other.len() && other[j] == *gram {
            j += 1;
        } else {
            rest.push(*gram);
        }
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn similar_texts_score_high() {
        let of = |text: &str| Grams::of(text, Length::suiting([text].into_iter()));
        let score = |one: &str, other: &str| of(one).similarity(&of(other));
        assert!(score("We store your name.", "We store your full name.") > 0.7);
        assert!(score("We store your name.", "Cookies expire soon") < 0.2);
        assert!(score("ＡＢ－１", "ab 1") == 1.0);
        assert!(score("提供する情報の項目：氏名、住所、電話番号", "提供する情報の項目：") >= 0.5);
        assert!(score("。", "、") == 0.0);
        assert!(of("Another rule").share_in(&of("A rule. Another rule"), &of("A rule.")) > 0.8);
    }
}
