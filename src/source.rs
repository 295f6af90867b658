//! Source files: a path, a text, and places in it.
//!
//! Every later fact can be traced to a [`Place`]: a byte range in one file. Nothing here touches the disk; a [`Source`]
//! is made by `disk` (or by a test, from a string).

use std::ops::Range;
use std::sync::Arc;

/// A byte range in a source text, 0-based, end exclusive, on character boundaries.
pub type Span = Range<usize>;

/// One source file: where it lies below the site's root, and its text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Source {
    /// The path below the root, with `/` between names, as the disk spells it.
    pub path: Arc<str>,
    /// The text exactly as it lies on the disk, a byte-order mark and CRLF line ends included.
    pub text: Arc<str>,
}

impl Source {
    /// Returns a source of that path and text.
    pub fn new(path: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> Self {
        Self { path: path.into(), text: text.into() }
    }

    /// Returns the place of a span in this file.
    pub fn place(&self, span: Span) -> Place {
        Place { path: self.path.clone(), span }
    }
}

/// A byte range in a named file; the range `0..0` stands for the file as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Place {
    /// The file's path below the root, with `/` between names.
    pub path: Arc<str>,
    /// The bytes meant.
    pub span: Span,
}

impl Place {
    /// Returns the place that stands for a whole file.
    pub fn file(path: impl Into<Arc<str>>) -> Self {
        Self { path: path.into(), span: 0..0 }
    }
}

impl Ord for Place {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (&self.path, self.span.start, self.span.end).cmp(&(&other.path, other.span.start, other.span.end))
    }
}

impl PartialOrd for Place {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// A value and the bytes it was read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it stands in its file.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// Returns the value with its place.
    pub fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }
}

/// Returns the 1-based line and column of a byte offset; the column counts characters (Unicode scalar values).
///
/// An offset past the end is taken as the end; one inside a character as that character's start.
pub fn line_column(text: &str, offset: usize) -> (usize, usize) {
    let end = text.floor_char_boundary(offset.min(text.len()));
    let before = &text[..end];
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
    let column = before[start..].trim_start_matches('\u{feff}').chars().count() + 1;
    (line, column)
}

#[cfg(test)]
mod tests {
    use super::line_column;

    #[test]
    fn columns_count_characters_not_bytes() {
        let text = "一行\r\n改定日 = 3";
        assert_eq!(line_column(text, text.find('3').unwrap_or(0)), (2, 7));
        assert_eq!(line_column(text, 10_000), (2, 8));
        assert_eq!(line_column("\u{feff}a", 3), (1, 1));
    }
}
