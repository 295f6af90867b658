//! A body -> what is published of it as `index.md`, and hashed.

use std::ops::Range;

use memchr::memchr;

use crate::model::Piece;

use super::variables::Variable;

/// Returns a body in pieces: line ends as LF, attributes and notes cut out, variables apart, nothing else changed.
pub(super) fn pieces(text: &str, mut cuts: Vec<Range<usize>>, variables: &[Variable]) -> Vec<Piece> {
    cuts.sort_by_key(|cut| cut.start);
    let mut pieces = Vec::new();
    let mut literal = String::with_capacity(if variables.is_empty() { text.len() } else { 0 });
    let mut at = 0;
    let mut cuts = cuts.into_iter().peekable();
    for variable in variables {
        while let Some(cut) = cuts.next_if(|cut| cut.start <= variable.range.start) {
            copy(text, &mut at, cut.start, cut.end, &mut literal);
        }
        if variable.range.start < at {
            continue;
        }
        copy(text, &mut at, variable.range.start, variable.range.end, &mut literal);
        if !literal.is_empty() {
            pieces.push(Piece::Literal(std::mem::take(&mut literal)));
        }
        pieces.push(Piece::Variable(variable.name.clone()));
    }
    for cut in cuts {
        copy(text, &mut at, cut.start, cut.end, &mut literal);
    }
    copy(text, &mut at, text.len(), text.len(), &mut literal);
    if !literal.is_empty() {
        pieces.push(Piece::Literal(literal));
    }
    pieces
}

/// Appends the text up to `end` and goes on at `next`.
fn copy(text: &str, at: &mut usize, end: usize, next: usize, out: &mut String) {
    if *at < end {
        let piece = &text[*at..end];
        if memchr(b'\r', piece.as_bytes()).is_none() {
            out.push_str(piece);
        } else {
            out.push_str(&piece.replace("\r\n", "\n").replace('\r', "\n"));
        }
    }
    *at = next.max(*at);
}
