//! Marked words -> the measures M1 to M4 of comparison.md 6.2: how much is marked, in how many places, how cleanly.

use std::collections::HashMap;
use std::ops::{AddAssign, Range};

use kaitei::locale::{digit_value, is_spaceless, nfkc, words};

use crate::vocabulary::addresses;

/// A place where two texts differ: what is struck out and what stands there instead, in bytes; one of the two may be empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hunk {
    pub(crate) old: Range<usize>,
    pub(crate) new: Range<usize>,
}

/// What was counted over pairs of blocks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// Pairs of blocks that differ.
    pub(crate) pairs: usize,
    /// Characters that are deleted or inserted; an address counts as one, for it may not be cut.
    pub(crate) changed: usize,
    /// The least that can be, by the longest common subsequence of characters.
    pub(crate) minimum: usize,
    /// The same with every character of an address counted.
    pub(crate) every_changed: usize,
    pub(crate) every_minimum: usize,
    /// Places marked.
    pub(crate) hunks: usize,
    /// Places that Myers marks over ICU words, and the characters marked there.
    pub(crate) plain_hunks: usize,
    pub(crate) plain_changed: usize,
    /// Places where nothing changed but white space, quotation marks or the form of characters.
    pub(crate) noise: usize,
    /// Ends of marked stretches, of both sides, where more than that changed.
    pub(crate) edges: usize,
    /// Those inside of a word.
    pub(crate) inside: usize,
    /// Equal stretches of at most two columns between two marked ones.
    pub(crate) slivers: usize,
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.pairs += other.pairs;
        self.changed += other.changed;
        self.minimum += other.minimum;
        self.every_changed += other.every_changed;
        self.every_minimum += other.every_minimum;
        self.hunks += other.hunks;
        self.plain_hunks += other.plain_hunks;
        self.plain_changed += other.plain_changed;
        self.noise += other.noise;
        self.edges += other.edges;
        self.inside += other.inside;
        self.slivers += other.slivers;
    }
}

impl Tally {
    /// Counts one pair of blocks; nothing where they are equal.
    pub(crate) fn of(old: &str, new: &str, hunks: &[Hunk]) -> Self {
        if old == new && hunks.is_empty() {
            return Self::default();
        }
        let (plain, substance) = (crate::peers::plain(old, new), substance(old, new, hunks));
        Self {
            pairs: 1,
            changed: changed(old, new, hunks, signs),
            minimum: least(&signs(old), &signs(new)),
            every_changed: changed(old, new, hunks, every),
            every_minimum: least(&every(old), &every(new)),
            hunks: hunks.len(),
            plain_hunks: plain.len(),
            plain_changed: changed(old, new, &plain, signs),
            noise: hunks.len() - substance.len(),
            edges: edges(&substance, |hunk| &hunk.old).count() + edges(&substance, |hunk| &hunk.new).count(),
            inside: inside(old, &substance, |hunk| &hunk.old) + inside(new, &substance, |hunk| &hunk.new),
            slivers: slivers(new, hunks),
        }
    }

    /// M1.
    pub(crate) fn marked(&self) -> f64 {
        ratio(self.changed, self.minimum)
    }

    /// M1 with every character of an address counted.
    pub(crate) fn every_marked(&self) -> f64 {
        ratio(self.every_changed, self.every_minimum)
    }

    /// M1 of Myers over ICU words.
    pub(crate) fn plainly_marked(&self) -> f64 {
        ratio(self.plain_changed, self.minimum)
    }

    /// M2.
    pub(crate) fn places(&self) -> f64 {
        ratio(self.hunks, self.plain_hunks)
    }

    /// M3, of a hundred.
    pub(crate) fn cut(&self) -> f64 {
        100.0 * ratio(self.inside, self.edges)
    }
}

fn changed(old: &str, new: &str, hunks: &[Hunk], signs: fn(&str) -> Vec<Sign>) -> usize {
    let count = |signs: &[Sign], range: &Range<usize>| {
        signs.iter().filter(|sign| sign.range.start < range.end && range.start < sign.range.end).count()
    };
    let (old, new) = (signs(old), signs(new));
    hunks.iter().map(|hunk| count(&old, &hunk.old) + count(&new, &hunk.new)).sum()
}

/// A character, or what counts as one.
struct Sign<'a> {
    range: Range<usize>,
    text: &'a str,
}

/// Returns every character.
fn every(text: &str) -> Vec<Sign<'_>> {
    let sign = |(at, c): (usize, char)| Sign { range: at..at + c.len_utf8(), text: &text[at..at + c.len_utf8()] };
    text.char_indices().map(sign).collect()
}

/// Returns characters, and addresses as one.
fn signs(text: &str) -> Vec<Sign<'_>> {
    let addresses = addresses(text);
    let inside =
        |sign: &Sign<'_>| addresses.iter().any(|one| one.start <= sign.range.start && sign.range.end <= one.end);
    let mut out: Vec<Sign<'_>> = every(text).into_iter().filter(|sign| !inside(sign)).collect();
    out.extend(addresses.iter().map(|range| Sign { range: range.clone(), text: &text[range.clone()] }));
    out.sort_by_key(|sign| sign.range.start);
    out
}

/// Returns the places where more changed than white space, quotation marks and the form of characters.
fn substance(old: &str, new: &str, hunks: &[Hunk]) -> Vec<Hunk> {
    let bare = |text: &str| -> String {
        nfkc(text).chars().filter(|c| !c.is_whitespace() && !"\"'“”„‟«»‘’‚‛‹›`´".contains(*c)).collect()
    };
    hunks.iter().filter(|hunk| bare(&old[hunk.old.clone()]) != bare(&new[hunk.new.clone()])).cloned().collect()
}

/// Returns a share of a whole; of nothing, the part itself.
#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
pub(crate) fn ratio(part: usize, whole: usize) -> f64 {
    match (part, whole) {
        (0, _) => 0.0,
        (part, 0) => part as f64,
        (part, whole) => part as f64 / whole as f64,
    }
}

fn edges<'a>(hunks: &'a [Hunk], side: impl Fn(&'a Hunk) -> &'a Range<usize>) -> impl Iterator<Item = usize> {
    hunks.iter().map(side).filter(|range| !range.is_empty()).flat_map(|range| [range.start, range.end])
}

/// Returns how many ends of marked stretches lie inside of words; an empty stretch has none.
fn inside<'a>(text: &str, hunks: &'a [Hunk], side: impl Fn(&'a Hunk) -> &'a Range<usize>) -> usize {
    let cuts = words(text);
    // A date ends where it ends, even where the dictionary sees another word (日生 in 4月19日生效).
    let ends_date = |at: usize| {
        let before = text[..at].strip_suffix(['年', '月', '日']).map(str::trim_end);
        before.and_then(|before| before.chars().next_back()).is_some_and(|c| digit_value(c).is_some())
    };
    edges(hunks, side).filter(|at| cuts.binary_search(at).is_err() && !ends_date(*at)).count()
}

fn slivers(new: &str, hunks: &[Hunk]) -> usize {
    let between = hunks.windows(2).map(|pair| &new[pair[0].new.end..pair[1].new.start]);
    between.filter(|text| columns(text) <= 2).count()
}

/// Returns how much text there is to read: two for a character of a script without spaces, one for hiragana
/// and others; the end of a line or paragraph is no small thing.
pub(crate) fn columns(text: &str) -> usize {
    let column = |c: char| match c {
        '\n' | '\u{2029}' => 6,
        c if c.is_whitespace() => 0,
        '\u{3041}'..='\u{309f}' => 1,
        '\u{0e00}'..='\u{0e7f}' => 1,
        c if c.is_alphanumeric() && is_spaceless(c) => 2,
        _ => 1,
    };
    text.chars().map(column).sum()
}

/// Returns the least number of characters that must be marked.
fn least(old: &[Sign<'_>], new: &[Sign<'_>]) -> usize {
    old.len() + new.len() - 2 * common(old, new)
}

/// Returns the length of a longest common subsequence, 64 characters at a time (Hyyrö: Bit-parallel LCS-length computation
/// revisited, 2004).
fn common(old: &[Sign<'_>], new: &[Sign<'_>]) -> usize {
    let blocks = old.len().div_ceil(64);
    let mut places: HashMap<&str, Vec<u64>> = HashMap::new();
    for (at, sign) in old.iter().enumerate() {
        places.entry(sign.text).or_insert_with(|| vec![0; blocks])[at / 64] |= 1 << (at % 64);
    }
    let mut row = vec![u64::MAX; blocks];
    for places in new.iter().filter_map(|sign| places.get(sign.text)) {
        let mut carry = false;
        for (word, place) in row.iter_mut().zip(places) {
            let both = *word & place;
            let (sum, over) = word.overflowing_add(both);
            let (sum, more) = sum.overflowing_add(u64::from(carry));
            carry = over || more;
            *word = sum | (*word - both);
        }
    }
    row.iter().map(|word| word.count_zeros() as usize).sum()
}

/// Returns the texts as one, with what is marked in `[-…-]{+…+}`.
pub(crate) fn shown(old: &str, new: &str, hunks: &[Hunk]) -> String {
    let mut out = String::new();
    let mut at = 0;
    for hunk in hunks {
        out += &new[at..hunk.new.start];
        if !hunk.old.is_empty() {
            out += &format!("[-{}-]", &old[hunk.old.clone()]);
        }
        if !hunk.new.is_empty() {
            out += &format!("{{+{}+}}", &new[hunk.new.clone()]);
        }
        at = hunk.new.end;
    }
    (out + &new[at..]).replace('\u{2029}', "¶").replace('\n', "⏎")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_is_the_least() {
        let check = |old: &str, new: &str, expected: usize| {
            assert_eq!(least(&signs(old), &signs(new)), expected, "{old} {new}")
        };
        check("", "", 0);
        check("abc", "", 3);
        check("abcd", "axcd", 2);
        check("kitten", "sitting", 5);
        check("see https://a.example/x now", "see https://b.example/y now", 2);
        let long = "0123456789".repeat(20);
        check(&long, &long, 0);
        check(&long, &format!("x{long}"), 1);
        check(&long, &long[3..], 3);
        check(&long[..128], &format!("{}y", &long[..128]), 1);
    }

    #[test]
    fn what_is_marked_is_counted() {
        let hunks = [Hunk { old: 4..7, new: 4..5 }, Hunk { old: 8..8, new: 6..9 }];
        let tally = Tally::of("one two ", "one 2 six", &hunks);
        assert_eq!((tally.changed, tally.hunks, tally.edges, tally.inside, tally.slivers), (7, 2, 6, 0, 1));
        assert_eq!(shown("one two ", "one 2 six", &hunks), "one [-two-]{+2+} {+six+}");
        let cut = Tally::of("meeting", "meting", &[Hunk { old: 1..2, new: 1..1 }]);
        assert_eq!((cut.edges, cut.inside, cut.changed, cut.minimum), (2, 2, 1, 1));
    }
}
