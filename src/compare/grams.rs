//! Texts -> how similar they are, by the short sequences of letters that they share.

use std::collections::HashMap;

use crate::locale::{fold_case, is_alphanumeric, is_wide, may_hold_wide, nfkc};

/// The letters and digits of a text, in sequences of two or three; fewer are one sequence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Grams {
    letters: String,
    /// How many letters there are.
    count: usize,
    /// A number for each sequence, sorted; one that occurs twice stands twice.
    sorted: Vec<u32>,
}

/// How many letters a sequence has: Chinese and Japanese words are too short for three.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Length {
    Two,
    Three,
}

impl Length {
    /// Returns the length that suits texts.
    pub(super) fn suiting<'a>(texts: impl Iterator<Item = &'a str> + Clone) -> Self {
        if !texts.clone().any(may_hold_wide) {
            return Self::Three;
        }
        let (mut wide, mut all) = (0_usize, 0_usize);
        for c in texts.flat_map(str::chars).filter(|c| is_alphanumeric(*c)) {
            wide += usize::from(is_wide(c));
            all += 1;
        }
        if 2 * wide > all { Self::Two } else { Self::Three }
    }
}

impl Grams {
    /// Returns the sequences of texts that follow one another.
    pub(super) fn of<'a>(texts: impl Iterator<Item = &'a str>, length: Length) -> Self {
        let mut letters = String::new();
        for text in texts {
            letters.reserve(text.len());
            letters.extend(fold_case(&nfkc(text)).chars().filter(|c| is_alphanumeric(*c)));
        }
        // Twenty-one bits hold any character; the oldest ones fall out.
        let (size, mask) = match length {
            Length::Two => (2, (1 << 42) - 1),
            Length::Three => (3, (1 << 63) - 1),
        };
        let mut gram = 0_u64;
        let grams = letters.chars().map(|c| {
            gram = (gram << 21 | u64::from(u32::from(c))) & mask;
            mixed(gram)
        });
        let mut sorted: Vec<u32> = grams.collect();
        let count = sorted.len();
        sorted.drain(..(size - 1).min(count.saturating_sub(1)));
        sorted.sort_unstable();
        Self { letters, count, sorted }
    }

    /// Returns a number for each sequence, rising.
    pub(super) fn sorted(&self) -> &[u32] {
        &self.sorted
    }

    /// Returns how many sequences there are.
    pub(super) fn len(&self) -> usize {
        self.sorted.len()
    }

    /// Returns how many letters there are.
    pub(super) fn letters(&self) -> usize {
        self.count
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
        let common = self.letters.chars().zip(other.letters.chars()).take_while(|(one, other)| one == other).count();
        common >= 6 && 5 * common >= 4 * self.count.min(other.count)
    }
}

/// Spreads the bits of a sequence, so that different ones have different numbers, but for one in thousands of millions.
fn mixed(gram: u64) -> u32 {
    let hash = gram.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    u32::try_from((hash ^ hash >> 31).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 32).expect("32 bits are left")
}

/// Two texts that belong together: which sequences one has more of than the other.
#[derive(Debug, Default)]
pub(super) struct Balance(HashMap<u32, i64>);

impl Balance {
    /// Returns the balance of an old text and a new one.
    pub(super) fn of(old: &Grams, new: &Grams) -> Self {
        let mut balance = Self::default();
        balance.add(old, Share::Old);
        balance.add(new, Share::New);
        balance
    }

    /// Adds a text to one of the two.
    pub(super) fn add(&mut self, text: &Grams, side: Share) {
        for gram in &text.sorted {
            *self.0.entry(*gram).or_default() += side.sign();
        }
    }

    /// Returns which share of a text that stands on one side is found in what the other side has alone.
    pub(super) fn share(&self, text: &Grams, side: Share) -> f64 {
        let found = |same: &[u32]| {
            let wanting = -side.sign() * self.0.get(&same[0]).copied().unwrap_or(0);
            usize::try_from(wanting).unwrap_or(0).min(same.len())
        };
        text.sorted.chunk_by(|one, other| one == other).map(found).sum::<usize>() as f64 / text.len().max(1) as f64
    }
}

/// The side that a text is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Share {
    Old,
    New,
}

impl Share {
    fn sign(self) -> i64 {
        match self {
            Self::Old => 1,
            Self::New => -1,
        }
    }
}

fn shared(one: &[u32], other: &[u32]) -> usize {
    let (one, other) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    let (mut i, mut j, mut count) = (0, 0, 0);
    if one.len() < other.len() / 16 {
        for same in one.chunk_by(|a, b| a == b) {
            j += other[j..].partition_point(|gram| *gram < same[0]);
            count += other[j..].iter().zip(same).take_while(|(a, b)| a == b).count();
        }
        return count;
    }
    while i < one.len() && j < other.len() {
        let (a, b) = (one[i], other[j]);
        count += usize::from(a == b);
        i += usize::from(a <= b);
        j += usize::from(b <= a);
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn similar_texts_score_high() {
        let of = |text: &str| Grams::of([text].into_iter(), Length::suiting([text].into_iter()));
        let score = |one: &str, other: &str| of(one).similarity(&of(other));
        assert!(score("We store your name.", "We store your full name.") > 0.7);
        assert!(score("We store your name.", "Cookies expire soon") < 0.2);
        assert!(score("ＡＢ－１", "ab 1") == 1.0);
        assert!(score("提供する情報の項目：氏名、住所、電話番号", "提供する情報の項目：") >= 0.5);
        assert!(score("。", "、") == 0.0);
        assert!(score("1.", "1") == 1.0);
        let balance = Balance::of(&of("A rule."), &of("A rule. Another rule"));
        assert!(balance.share(&of("Another rule"), Share::Old) > 0.8);
        assert!(balance.share(&of("Another rule"), Share::New) == 0.0);
    }
}
