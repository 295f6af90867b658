//! Lines of a leaf, and pieces cut out of one with their marks.

use std::ops::Range;

use memchr::memchr2_iter;

use super::numeral::closing;
use crate::model::{Leaf, Mark};

/// A typed line break inside a paragraph of which it is not yet decided whether it is kept; it occurs in no source text once that is
/// read.
pub(super) const SOFT_BREAK: char = '\u{2028}';
/// The first byte in UTF-8 of this and other signs for breaks; few characters begin with it.
pub(super) const BREAK_BEGIN: u8 = 0xe2;

/// Yields the byte ranges of the lines of a text, without their breaks; there is at least one.
pub(super) fn lines(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut next = Some(0);
    std::iter::from_fn(move || {
        let start = next?;
        let found = next_break(text, start);
        next = found.map(|(at, sign)| at + sign.len_utf8());
        Some(start..found.map_or(text.len(), |(at, _)| at))
    })
}

/// Returns the first line break from a byte on, found by the first byte of its sign.
fn next_break(text: &str, from: usize) -> Option<(usize, char)> {
    let mut breaks = memchr2_iter(b'\n', BREAK_BEGIN, &text.as_bytes()[from..]).map(|at| from + at);
    breaks.find_map(|at| match text.as_bytes()[at] {
        b'\n' => Some((at, '\n')),
        _ => text[at..].starts_with(SOFT_BREAK).then_some((at, SOFT_BREAK)),
    })
}

/// Returns a piece of a leaf; points (footnote references) from `cut` to the start of the range move to its start, while marks
/// that lie before it go.
pub(super) fn slice(leaf: &Leaf, cut: usize, range: Range<usize>) -> Leaf {
    let line_ends = leaf.text[range.end..].chars().next().is_none_or(|c| c == '\n' || c == SOFT_BREAK);
    let clip = |mark: &Mark| {
        let (start, end) = (mark.range.start.max(range.start), mark.range.end.min(range.end));
        let held = if mark.range.is_empty() {
            cut <= mark.range.start && (end < range.end || (line_ends && mark.range.end == range.end))
        } else {
            start < end
        };
        held.then(|| Mark { range: start - range.start..end.max(start) - range.start, kind: mark.kind.clone() })
    };
    Leaf { text: leaf.text[range.clone()].to_owned(), marks: leaf.marks.iter().filter_map(clip).collect() }
}

/// Returns whether a text is a short caption: a few words that are no sentence.
pub(super) fn is_caption(text: &str) -> bool {
    let text = text.trim();
    let sentence =
        text.ends_with(['.', '。', '．', '!', '！', '?', '？', '؟', '।', ';', '；', ':', '：', ',', '、', '،']);
    !text.is_empty() && !sentence && !text.contains('。') && text.chars().count() <= 60
}

/// Returns the length of a bracketed caption at the start of a text, brackets included: （目的）, `[Purpose]`. Quotation marks
/// are none.
pub(super) fn bracketed(text: &str) -> Option<usize> {
    let open = text.chars().next().filter(|c| "(（[［【〔〈".contains(*c))?;
    let mut depth = 0;
    for (at, c) in text.char_indices() {
        if closing(c) == closing(open) {
            depth += 1;
        } else if Some(super::cursor::narrow(c)) == closing(open) {
            depth -= 1;
        }
        if depth == 0 {
            let end = at + c.len_utf8();
            return (!text[..end].contains(['。', '\n', SOFT_BREAK])).then_some(end);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::MarkKind;

    #[test]
    fn marks_are_clipped_and_points_kept() {
        let mark = |range, kind| Mark { range, kind };
        let point = || MarkKind::FootnoteReference { name: "a".to_owned() };
        let leaf = Leaf {
            text: "(1) one\ntwo".to_owned(),
            marks: vec![
                mark(0..11, MarkKind::Emphasis),
                mark(0..3, MarkKind::Strong),
                mark(3..3, point()),
                mark(7..7, point()),
            ],
        };
        let first = slice(&leaf, 0, 4..7);
        assert_eq!(first.text, "one");
        assert_eq!(first.marks, [mark(0..3, MarkKind::Emphasis), mark(0..0, point()), mark(3..3, point())]);
        assert_eq!(slice(&leaf, 8, 8..11).marks, [mark(0..3, MarkKind::Emphasis)]);
    }

    #[test]
    fn captions_and_brackets() {
        assert!(is_caption("利用目的") && is_caption("Purpose of use"));
        assert!(!is_caption("利用します。") && !is_caption("as follows:") && !is_caption(""));
        assert_eq!(bracketed("（目的（総則））本"), Some("（目的（総則））".len()));
        assert_eq!(bracketed("「個人」とは"), None);
        assert_eq!(bracketed("（目的"), None);
    }
}
