//! What others mark on the same blocks: Myers over ICU words, and the inline words of `similar`.

use kaitei::locale::words;
use similar::{Algorithm, ChangeTag, DiffOp, DiffTag, InlineChangeOptions, TextDiff, capture_diff_slices};

use crate::measures::Hunk;

/// Returns what Myers marks over words as ICU cuts them.
pub(crate) fn plain(old: &str, new: &str) -> Vec<Hunk> {
    let (old_cuts, new_cuts) = (words(old), words(new));
    let cut = |text, cuts: &[usize]| cuts.windows(2).map(|pair| slice(text, pair)).collect::<Vec<_>>();
    let (olds, news) = (cut(old, &old_cuts), cut(new, &new_cuts));
    let ops = capture_diff_slices(Algorithm::Myers, &olds, &news);
    let mut out: Vec<Hunk> = Vec::new();
    for op in ops.iter().filter(|op| op.tag() != DiffTag::Equal) {
        let (i, j) = (op.old_range(), op.new_range());
        let hunk = Hunk { old: old_cuts[i.start]..old_cuts[i.end], new: new_cuts[j.start]..new_cuts[j.end] };
        match out.last_mut() {
            Some(last) if last.old.end == hunk.old.start && last.new.end == hunk.new.start => {
                (last.old.end, last.new.end) = (hunk.old.end, hunk.new.end);
            }
            _ => out.push(hunk),
        }
    }
    out
}

fn slice<'a>(text: &'a str, pair: &[usize]) -> &'a str {
    &text[pair[0]..pair[1]]
}

/// Returns what `similar` marks: its lines, and inside of replaced lines its inline changes over Unicode words.
pub(crate) fn similar(old: &str, new: &str) -> Vec<Hunk> {
    let diff = TextDiff::from_lines(old, new);
    let (mut olds, mut news) = (Vec::new(), Vec::new());
    for op in diff.ops() {
        let marked = marked(&diff, op);
        olds.extend(marked.0);
        news.extend(marked.1);
    }
    joined((old, &olds), (new, &news)).unwrap_or_else(|| vec![Hunk { old: 0..old.len(), new: 0..new.len() }])
}

/// Stretches of a text, by length in bytes, and whether each is marked.
type Stretches = Vec<(bool, usize)>;

fn marked(diff: &TextDiff<'_, '_, str>, op: &DiffOp) -> (Stretches, Stretches) {
    let (mut olds, mut news) = (Stretches::new(), Stretches::new());
    for change in diff.iter_inline_changes_with_options_deadline(op, InlineChangeOptions::default(), None) {
        let values = change.values().iter().map(|(emphasized, value)| (*emphasized, value.len()));
        match change.tag() {
            ChangeTag::Delete => olds.extend(values),
            ChangeTag::Insert => news.extend(values),
            ChangeTag::Equal => {
                let values: Stretches = values.collect();
                olds.extend(values.iter().copied());
                news.extend(values);
            }
        }
    }
    // Lines that it finds too unlike are shown whole, and nothing in them is emphasized, as where only line ends differ.
    let refined = olds.iter().chain(&news).any(|(emphasized, _)| *emphasized);
    let old = op.old_range().filter_map(|at| diff.old_slice(at)).flat_map(str::split_whitespace);
    let new = op.new_range().filter_map(|at| diff.new_slice(at)).flat_map(str::split_whitespace);
    let differ = old.collect::<String>() != new.collect::<String>();
    if op.tag() != DiffTag::Equal && !refined && differ {
        for stretch in olds.iter_mut().chain(&mut news) {
            stretch.0 = true;
        }
    }
    (olds, news)
}

/// Joins what is marked on both sides, in the order of what is not; `None` where that is not the same on both sides.
fn joined(old: (&str, &[(bool, usize)]), new: (&str, &[(bool, usize)])) -> Option<Vec<Hunk>> {
    let bytes = |side: &[(bool, usize)]| {
        side.iter().flat_map(|(marked, length)| std::iter::repeat_n(*marked, *length)).collect::<Vec<bool>>()
    };
    let (olds, news) = (bytes(old.1), bytes(new.1));
    let (old, new) = (old.0.as_bytes(), new.0.as_bytes());
    let run = |side: &[bool], from: usize| from + side[from..].iter().take_while(|marked| **marked).count();
    let mut out: Vec<Hunk> = Vec::new();
    let (mut i, mut j) = (0, 0);
    loop {
        let mut hunk = Hunk { old: i..run(&olds, i), new: j..run(&news, j) };
        // The end of a line is never emphasized, also where the other side has none, or a space.
        match (old.get(hunk.old.end), new.get(hunk.new.end)) {
            (one, other) if one == other => {}
            (Some(b'\n'), Some(b' ')) | (Some(b' '), Some(b'\n')) => {
                (hunk.old.end, hunk.new.end) = (hunk.old.end + 1, hunk.new.end + 1);
            }
            (Some(b'\n'), _) => hunk.old.end += 1,
            (_, Some(b'\n')) => hunk.new.end += 1,
            _ => return None,
        }
        (i, j) = (hunk.old.end, hunk.new.end);
        match out.last_mut() {
            Some(last) if last.old.end == hunk.old.start && last.new.end == hunk.new.start => {
                (last.old.end, last.new.end) = (i, j);
            }
            _ if hunk.old.is_empty() && hunk.new.is_empty() => {}
            _ => out.push(hunk),
        }
        match (i < olds.len(), j < news.len()) {
            (true, true) if old[i] == new[j] && !olds[i] && !news[j] => (i, j) = (i + 1, j + 1),
            (false, false) => return Some(out),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measures::shown;

    #[test]
    fn others_mark_what_they_mark() {
        let check = |hunks: fn(&str, &str) -> Vec<Hunk>, old: &str, new: &str, expected: &str| {
            assert_eq!(shown(old, new, &hunks(old, new)), expected);
        };
        check(plain, "We keep data here.", "We keep logs there.", "We keep [-data-]{+logs+} [-here-]{+there+}.");
        check(similar, "We keep data here.", "We keep logs here.", "We keep [-data-]{+logs+} here.");
        check(similar, "We keep data here.", "We keep data.", "We keep data[- here-].");
        check(similar, "alpha beta", "gamma delta", "[-alpha beta-]{+gamma delta+}");
        check(similar, "same", "same", "same");
        check(similar, "One two. Four five.", "One two.\nFour five.", "One two.[- -]{+⏎+}Four five.");
        check(similar, "届け出る。報告する。", "届け出る。\n報告する。", "届け出る。{+⏎+}報告する。");
        check(similar, "one two three\nfour", "one two three four", "one two three[-⏎-]{+ +}four");
    }
}
