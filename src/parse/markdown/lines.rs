//! Typed line ends -> line breaks, spaces or nothing.

use std::ops::Range;

use memchr::{memchr, memchr_iter};

use crate::model::{Block, Body, Leaf, Lines, Text};

use super::characters::{is_ambiguous, is_wide};
use crate::parse::leaf::BREAK_BEGIN;
pub(super) use crate::parse::leaf::SOFT_BREAK;

/// A line end between HTML tags, which is white space whatever typed lines mean.
pub(super) const HTML_BREAK: char = '\u{2029}';

/// Turns the typed line ends of a text into what they mean.
pub(super) fn join(text: &mut Text, lines: Lines) {
    text.title.iter_mut().for_each(|title| settle(title, SOFT_BREAK, lines));
    for section in &mut text.sections {
        settle(&mut section.title, SOFT_BREAK, lines);
        join_blocks(&mut section.blocks, lines);
    }
}

/// Turns the typed line ends of blocks into what they mean.
pub(super) fn join_blocks(blocks: &mut [Block], lines: Lines) {
    for block in blocks {
        match &mut block.body {
            Body::Leaf(leaf) => settle(leaf, SOFT_BREAK, lines),
            Body::Blocks(inner) => join_blocks(inner, lines),
        }
    }
}

/// Turns the line ends between HTML tags of a leaf into white space.
pub(super) fn join_html(leaf: &mut Leaf) {
    settle(leaf, HTML_BREAK, Lines::Join);
}

fn settle(leaf: &mut Leaf, sign: char, lines: Lines) {
    if memchr(BREAK_BEGIN, leaf.text.as_bytes()).is_none() || !leaf.text.contains(sign) {
        return;
    }
    edit(
        leaf,
        |c| c == sign,
        |before, _, after| match lines {
            Lines::Keep => "\n".to_owned(),
            Lines::Join => glue(before, after).to_owned(),
        },
    );
}

/// Returns what stands between two characters of joined lines: nothing in a script without spaces.
fn glue(before: Option<char>, after: Option<char>) -> &'static str {
    let (Some(before), Some(after)) = (before, after) else { return "" };
    let joined = is_wide(before) && (is_wide(after) || is_ambiguous(after)) || is_ambiguous(before) && is_wide(after);
    if joined || before.is_whitespace() || after.is_whitespace() { "" } else { " " }
}

/// Cuts white space off both ends of a leaf and around its line breaks.
pub(super) fn tidy(leaf: &mut Leaf) {
    let is_space = |c: char| matches!(c, ' ' | '\t' | '\n' | SOFT_BREAK | HTML_BREAK);
    if is_tidy(&leaf.text, is_space) {
        return;
    }
    edit(leaf, is_space, |before, spaces, after| match (before, after) {
        (Some(_), Some(_)) if spaces.contains('\n') => spaces.chars().filter(|c| *c == '\n').collect(),
        (Some(_), Some(_)) => spaces.to_owned(),
        _ => String::new(),
    });
}

/// Returns whether no white space is at the ends, nor any other beside a line break that is kept.
fn is_tidy(text: &str, is_space: impl Fn(char) -> bool) -> bool {
    let is_other = |c: char| is_space(c) && c != '\n';
    let stands_alone = |at: usize| !text[..at].ends_with(is_other) && !text[at + 1..].starts_with(is_other);
    !text.starts_with(&is_space) && !text.ends_with(&is_space) && memchr_iter(b'\n', text.as_bytes()).all(stands_alone)
}

/// An edit of a text: the bytes replaced, and how long the new ones are.
struct Edit {
    range: Range<usize>,
    length: usize,
    /// By how many bytes the text is shorter behind all edits up to this one.
    shorter: usize,
}

/// Replaces each run of characters of a class by something no longer than it, seen between its neighbours; marks move along.
fn edit(leaf: &mut Leaf, class: impl Fn(char) -> bool, put: impl Fn(Option<char>, &str, Option<char>) -> String) {
    let old = std::mem::take(&mut leaf.text);
    let mut edits: Vec<Edit> = Vec::new();
    let mut end = 0;
    while let Some(start) = old[end..].find(&class).map(|at| end + at) {
        leaf.text.push_str(&old[end..start]);
        end = old[start..].find(|c| !class(c)).map_or(old.len(), |at| start + at);
        let new = put(old[..start].chars().next_back(), &old[start..end], old[end..].chars().next());
        let shorter = edits.last().map_or(0, |edit| edit.shorter) + (end - start) - new.len();
        if new != old[start..end] {
            edits.push(Edit { range: start..end, length: new.len(), shorter });
        }
        leaf.text.push_str(&new);
    }
    leaf.text.push_str(&old[end..]);
    for mark in &mut leaf.marks {
        mark.range = moved(&edits, mark.range.start)..moved(&edits, mark.range.end);
    }
}

fn moved(edits: &[Edit], at: usize) -> usize {
    let before = edits.partition_point(|edit| edit.range.end <= at);
    let shorter = before.checked_sub(1).map_or(0, |index| edits[index].shorter);
    match edits.get(before).filter(|edit| edit.range.start < at) {
        Some(edit) => edit.range.start - shorter + (at - edit.range.start).min(edit.length),
        None => at - shorter,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Mark, MarkKind};

    fn check(text: &str, lines: Lines, expected: &str) {
        let mut leaf = Leaf::plain(text.replace('/', "\u{2028}"));
        let whole = 0..leaf.text.len();
        leaf.marks.push(Mark { range: whole, kind: MarkKind::Strong });
        settle(&mut leaf, SOFT_BREAK, lines);
        assert_eq!(leaf.text, expected);
        assert_eq!(leaf.marks[0].range, 0..expected.len());
    }

    #[test]
    fn lines_join_as_their_script_does() {
        check("コ/ントリ、/ビュータ", Lines::Join, "コントリ、ビュータ");
        check("한국/어", Lines::Join, "한국 어");
        check("a/b/漢", Lines::Join, "a b 漢");
        check("まで……/本文“/引用", Lines::Join, "まで……本文“引用");
        check("a/b", Lines::Keep, "a\nb");
        check("第1条/ ２", Lines::Join, "第1条 ２");
    }
}
