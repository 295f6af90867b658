//! A text with some of its lines rewritten, and the way back from a place in it to the place in the original.

use std::collections::BTreeMap;

use crate::source::Span;

/// Rewritten stretches of an original text.
///
/// Invariant: stretches lie in the original on character boundaries and do not overlap.
#[derive(Debug, Clone)]
pub(super) struct Patch<'a> {
    original: &'a str,
    edits: BTreeMap<usize, (usize, String)>,
}

impl<'a> Patch<'a> {
    /// Returns the original, unchanged.
    pub(super) fn new(original: &'a str) -> Self {
        Self { original, edits: BTreeMap::new() }
    }

    /// Rewrites a stretch; one that was rewritten before is rewritten anew.
    pub(super) fn rewrite(&mut self, span: Span, text: String) {
        self.edits.insert(span.start, (span.end, text));
    }

    /// Returns what a stretch reads now.
    pub(super) fn current(&self, span: &Span) -> &str {
        self.edits.get(&span.start).map_or(&self.original[span.clone()], |(_, text)| text)
    }

    /// Returns the place in the original of some bytes of what a stretch reads now.
    pub(super) fn origin(&self, stretch: &Span, bytes: &Span) -> Span {
        let old = &self.original[stretch.clone()];
        let start = within(old, self.current(stretch), bytes.start, false);
        let end = within(old, self.current(stretch), bytes.end, true);
        stretch.start + start..stretch.start + end.max(start)
    }

    /// Returns the whole text as rewritten.
    pub(super) fn text(&self) -> String {
        let mut out = String::with_capacity(self.original.len());
        let mut at = 0;
        for (start, (end, text)) in &self.edits {
            out.push_str(&self.original[at..*start]);
            out.push_str(text);
            at = *end;
        }
        out.push_str(&self.original[at..]);
        out
    }

    /// Returns the place in the original of a place in the rewritten text; inside of what was rewritten, the whole of it.
    pub(super) fn original(&self, span: Span) -> Span {
        let start = self.offset(span.start, false);
        start..self.offset(span.end.max(span.start), span.end > span.start).max(start)
    }

    fn offset(&self, offset: usize, end: bool) -> usize {
        let (mut old, mut new) = (0, 0);
        for (start, (stop, text)) in &self.edits {
            if offset < new + (start - old) || (end && offset == new + (start - old)) {
                break;
            }
            new += start - old;
            if offset < new + text.len() || (end && offset == new + text.len()) {
                return start + within(&self.original[*start..*stop], text, offset - new, end);
            }
            new += text.len();
            old = *stop;
        }
        self.original.floor_char_boundary((old + (offset - new.min(offset))).min(self.original.len()))
    }
}

/// The offset in `old` of an offset in its rewriting `new`: exact in what both begin and end with, else an edge of the rest.
fn within(old: &str, new: &str, offset: usize, end: bool) -> usize {
    let (prefix, suffix) = common(old, new);
    if offset <= prefix {
        offset
    } else if offset >= new.len() - suffix {
        old.len() - (new.len() - offset)
    } else if end {
        old.len() - suffix
    } else {
        prefix
    }
}

/// The bytes that two texts begin and end with in common, whole characters, without overlap.
pub(super) fn common(old: &str, new: &str) -> (usize, usize) {
    let same = |(a, b): &(char, char)| a == b;
    let prefix: usize = old.chars().zip(new.chars()).take_while(same).map(|(c, _)| c.len_utf8()).sum();
    let rest = (old[prefix..].chars().rev()).zip(new[prefix..].chars().rev());
    (prefix, rest.take_while(same).map(|(c, _)| c.len_utf8()).sum())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_lead_back_to_the_original() {
        let mut patch = Patch::new("ab ＝ cd\nef\n");
        patch.rewrite(0..9, "ab = cd".to_owned());
        let text = patch.text();
        assert_eq!(text, "ab = cd\nef\n");
        let at = |part: &str| {
            let start = text.find(part).expect("part of the text");
            let span = patch.original(start..start + part.len());
            &"ab ＝ cd\nef\n"[span]
        };
        for (part, expected) in [("ab", "ab"), ("=", "＝"), ("cd", "cd"), ("ef", "ef"), ("b = c", "b ＝ c")] {
            assert_eq!(at(part), expected);
        }
        assert_eq!(patch.original(0..100), 0.."ab ＝ cd\nef\n".len());
    }
}
