//! A span in a text -> the line to show, cut to a width around the span, with everything invisible made visible.

use std::ops::Range;

use unicode_width::UnicodeWidthChar;

use crate::source::{Span, line_column};

/// One line of a text, ready to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Excerpt {
    /// The 1-based line where the span begins.
    pub(super) line: usize,
    /// The 1-based column where it begins, in characters of the file.
    pub(super) column: usize,
    /// The line, or the part of it round the span.
    pub(super) shown: String,
    /// The bytes of `shown` to be underlined: the span as far as it lies on this line, at least one character.
    pub(super) mark: Range<usize>,
}

/// A stretch of a line that is shown as it is or as something else.
struct Cell {
    shown: String,
    width: usize,
    marked: bool,
}

/// Returns the excerpt of a span, at most `width` columns wide. A span of several lines is shown by its first.
pub(super) fn excerpt(text: &str, span: &Span, width: usize) -> Excerpt {
    let start = text.floor_char_boundary(span.start.min(text.len()));
    let (line, column) = line_column(text, start);
    let head = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let tail = text[head..].find('\n').map_or(text.len(), |at| head + at);
    let tail = if text[head..tail].ends_with('\r') { tail - 1 } else { tail };
    let mut cells: Vec<Cell> = text[head..tail]
        .char_indices()
        .filter(|(at, c)| (head + at, *c) != (0, '\u{feff}'))
        .map(|(at, c)| cell(c, span.contains(&(head + at)) || head + at == start))
        .collect();
    if start >= tail {
        cells.push(Cell { shown: " ".to_owned(), width: 1, marked: true });
    }
    let (shown, mark) = cut(&cells, width.max(20));
    Excerpt { line, column, shown, mark }
}

fn cell(c: char, marked: bool) -> Cell {
    let shown = visible_char(c).unwrap_or_else(|| c.to_string());
    let width = shown.chars().filter_map(UnicodeWidthChar::width).sum();
    Cell { shown, width, marked }
}

/// Joins the cells that fit, the marked ones first among them, and returns the bytes of the marked ones.
fn cut(cells: &[Cell], width: usize) -> (String, Range<usize>) {
    let window = window(cells, width);
    let mut shown = String::new();
    let mut mark = None;
    if window.start > 0 {
        shown.push('…');
    }
    for cell in &cells[window.clone()] {
        let at = shown.len();
        shown.push_str(&cell.shown);
        if cell.marked {
            mark = Some(mark.unwrap_or(at..at).start..shown.len());
        }
    }
    if window.end < cells.len() {
        shown.push('…');
    }
    let mark = mark.unwrap_or(0..0);
    (shown, mark)
}

/// Returns which cells to show: all where they fit, else the mark with what precedes it on a third of the width.
fn window(cells: &[Cell], width: usize) -> Range<usize> {
    let total: usize = cells.iter().map(|cell| cell.width).sum();
    if total <= width {
        return 0..cells.len();
    }
    let room = width - 2;
    let first = cells.iter().position(|cell| cell.marked).unwrap_or(0);
    let mut start = first;
    let mut before = 0;
    while start > 0 && before + cells[start - 1].width <= room / 3 {
        start -= 1;
        before += cells[start].width;
    }
    let mut end = start;
    let mut used = 0;
    while end < cells.len() && used + cells[end].width <= room {
        used += cells[end].width;
        end += 1;
    }
    // At the end of the line there may be room left for what stands further before.
    while start > 0 && used + cells[start - 1].width <= room {
        start -= 1;
        used += cells[start].width;
    }
    start..end
}

/// Returns a text with everything made visible that would otherwise move the cursor, hide, or turn the direction of writing.
pub fn visible(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut out, c| {
        match visible_char(c) {
            Some(shown) => out.push_str(&shown),
            None => out.push(c),
        }
        out
    })
}

fn visible_char(c: char) -> Option<String> {
    match c {
        // The pictures of Unicode's block "Control Pictures".
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)).map(String::from),
        '\u{7f}' => Some('\u{2421}'.to_string()),
        '\u{80}'..='\u{9f}'
        | '\u{61c}'
        | '\u{200b}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}' => Some(format!("<U+{:04X}>", u32::from(c))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, span: Span, width: usize, expected: (usize, usize, &str, &str)) {
        let excerpt = excerpt(text, &span, width);
        let marked = &excerpt.shown[excerpt.mark.clone()];
        assert_eq!((excerpt.line, excerpt.column, excerpt.shown.as_str(), marked), expected);
    }

    #[test]
    fn the_line_of_the_span_is_shown() {
        check("a\r\nbad = 1\r\nc", 3..6, 80, (2, 1, "bad = 1", "bad"));
        check("\u{feff}title", 3..8, 80, (1, 1, "title", "title"));
        check("one\ntwo", 1..6, 80, (1, 2, "one", "ne"));
        check("one\n", 4..4, 80, (2, 1, " ", " "));
        check("a = ", 4..4, 80, (1, 5, "a =  ", " "));
        check("改定", 4..5, 80, (1, 2, "改定", "定"));
        check("", 0..0, 80, (1, 1, " ", " "));
    }

    #[test]
    fn what_is_invisible_becomes_visible() {
        check("a\t\u{202e}b\u{1b}", 1..2, 80, (1, 2, "a␉<U+202E>b␛", "␉"));
        assert_eq!(visible("می\u{200c}خواهم\n"), "می\u{200c}خواهم␊");
    }

    #[test]
    fn a_long_line_is_cut_round_the_span() {
        let text = "0123456789".repeat(20);
        check(&text, 100..102, 30, (1, 101, "…123456789012345678901234567 8…".replace(' ', "").as_str(), "01"));
        check(&text, 0..2, 20, (1, 1, "012345678901234567…", "01"));
        check(&text, 198..200, 20, (1, 199, "…234567890123456789", "89"));
        let text = "第三者に提供することがあります".repeat(20);
        let excerpt = excerpt(&text, &(300..303), 40);
        assert_eq!(unicode_width::UnicodeWidthStr::width(excerpt.shown.as_str()), 40);
        assert_eq!(&excerpt.shown[excerpt.mark], &text[300..303]);
    }
}
