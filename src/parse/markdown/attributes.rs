//! A body -> the attributes in it: `## Title {#id}`, and kramdown's `{: #id }` on a line of its own or in front of an item.
//!
//! An attribute is no part of the text: it is erased for the parser and cut from what is published. Of its entries only the
//! id is used.

use std::ops::Range;

use super::layout::Layout;

/// An attribute list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Attribute {
    /// The bytes from `{` to `}`.
    pub(super) range: Range<usize>,
    /// What is blank to the parser: with the end of the line before, where a blank line would part the items of a list.
    pub(super) erased: Range<usize>,
    /// What is cut from the published text: with one space before it, or with its line.
    pub(super) cut: Range<usize>,
    /// The first id and its place; it may be empty or otherwise wrong.
    pub(super) id: Option<(String, Range<usize>)>,
    /// The entries that are not used.
    pub(super) dropped: String,
    /// Where it stands.
    pub(super) position: Position,
}

/// Where an attribute stands, which tells what it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Position {
    /// At a heading's end.
    Heading,
    /// In front of a list item's text.
    Item,
    /// On a line of its own.
    Line {
        /// The columns before it.
        indent: usize,
        /// Whether it belongs to the block below, since the line above is blank and the one below is not.
        below: bool,
    },
}

/// Returns the attributes of a body in order.
pub(super) fn find(text: &str, layout: &Layout) -> Vec<Attribute> {
    let mut found: Vec<_> = layout.headings.iter().flat_map(|range| of_heading(text, range.clone())).collect();
    found.extend(of_lines(text, layout));
    found.sort_by_key(|attribute| attribute.range.start);
    found.dedup_by(|next, first| first.range.end > next.range.start);
    found
}

/// Reads attributes from a heading's end backwards.
fn of_heading(text: &str, heading: Range<usize>) -> Vec<Attribute> {
    let mut found = Vec::new();
    let mut end = heading.start + content(&text[heading.clone()]);
    while let Some((open, close)) = last_braces(&text[heading.start..end]) {
        let range = heading.start + open..heading.start + close;
        let Some(entries) = entries(text, range.start + 1..range.end - 1) else { break };
        let cut = range.start - usize::from(text[..range.start].ends_with(' '))..range.end;
        end = range.start;
        found.push(attribute(range, cut, entries, Position::Heading));
    }
    found
}

/// Returns the length of a heading without the underline of a setext heading.
fn content(heading: &str) -> usize {
    let trimmed = heading.trim_end();
    match trimmed.rfind('\n') {
        Some(line) if trimmed[line..].trim_matches(|c: char| c.is_whitespace() || c == '>').starts_with(['=', '-']) => {
            line
        }
        _ => trimmed.len(),
    }
}

/// Returns the braces at the end of a heading, before closing `#` signs.
fn last_braces(heading: &str) -> Option<(usize, usize)> {
    let trimmed = heading.trim_end();
    let trimmed = if trimmed.ends_with('}') { trimmed } else { trimmed.trim_end_matches('#').trim_end() };
    let open = trimmed.strip_suffix('}')?.rfind(['{', '}', '\n'])?;
    let is_open = trimmed[open..].starts_with('{') && !trimmed[..open].ends_with(['{', '\\']);
    is_open.then_some((open, trimmed.len()))
}

fn of_lines(text: &str, layout: &Layout) -> Vec<Attribute> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut blank_above = true;
    let mut lines = text.split_inclusive('\n').peekable();
    while let Some(line) = lines.next() {
        let blank_below = lines.peek().is_none_or(|next| is_blank(next));
        if line.contains("{:") && !layout.is_verbatim(start + line.len() - line.trim_start().len()) {
            let mut own = of_line(text, start..start + line.len(), blank_above && !blank_below);
            let joins = !blank_above && lines.peek().is_some_and(|next| begins_item(next));
            if let Some(attribute) = own.as_mut().filter(|own| joins && own.position != Position::Item) {
                attribute.erased.start = text[..start].trim_end_matches(['\r', '\n']).len();
            }
            found.extend(own);
        }
        blank_above = is_blank(line);
        start += line.len();
    }
    found
}

fn is_blank(line: &str) -> bool {
    line.trim_matches(|c: char| c.is_whitespace() || c == '>').is_empty()
}

fn of_line(text: &str, line: Range<usize>, below: bool) -> Option<Attribute> {
    let bare = text[line.clone()].trim_start_matches([' ', '\t', '>']);
    let indent = text[line.start..line.end - bare.len()].len();
    let item = without_markers(bare);
    let list = item.strip_prefix("{:").filter(|rest| !rest.starts_with(':'))?;
    let close = list.find(['{', '}', '\n']).filter(|at| list[*at..].starts_with('}'))?;
    let start = line.end - item.len();
    let range = start..start + 2 + close + 1;
    let entries = entries(text, range.start + 1..range.end - 1)?;
    let rest = &text[range.end..line.end];
    let (cut, position) = if item.len() < bare.len() {
        (range.start..range.end + usize::from(rest.starts_with(' ')), Position::Item)
    } else if rest.trim().is_empty() {
        (line.clone(), Position::Line { indent, below })
    } else {
        return None;
    };
    Some(attribute(range, cut, entries, position))
}

fn attribute(range: Range<usize>, cut: Range<usize>, entries: Entries, position: Position) -> Attribute {
    Attribute { erased: range.clone(), range, cut, id: entries.id, dropped: entries.dropped, position }
}

fn begins_item(line: &str) -> bool {
    let bare = line.trim_start_matches([' ', '\t', '>']);
    without_markers(bare).len() < bare.len()
}

/// Returns a line without the list markers in front.
fn without_markers(mut line: &str) -> &str {
    loop {
        let digits = line.trim_start_matches(|c: char| c.is_ascii_digit());
        let marked = if digits.len() < line.len() {
            digits.strip_prefix(['.', ')'])
        } else {
            line.strip_prefix(['-', '*', '+'])
        };
        match marked.filter(|rest| rest.starts_with([' ', '\t'])) {
            Some(rest) => line = rest.trim_start_matches([' ', '\t']),
            None => return line,
        }
    }
}

struct Entries {
    id: Option<(String, Range<usize>)>,
    dropped: String,
}

/// Reads the entries between braces; `None` where they are no attribute list. Behind a colon, as kramdown writes it, anything
/// is an entry.
fn entries(text: &str, inner: Range<usize>) -> Option<Entries> {
    let list = &text[inner.clone()];
    let (colon, list) = list.strip_prefix(':').map_or((false, list), |rest| (true, rest));
    let start = inner.end - list.len();
    let mut entries = Entries { id: None, dropped: String::new() };
    let mut marked = colon;
    for (at, word) in words(list) {
        let is_id = word.starts_with('#');
        marked |= is_id || (word.starts_with('.') && word.len() > 1);
        if !(colon || is_id || word.starts_with('.') || word.contains('=')) {
            return None;
        }
        if is_id && entries.id.is_none() {
            entries.id = Some((word[1..].to_owned(), start + at + 1..start + at + word.len()));
        } else {
            entries.dropped.push_str(if entries.dropped.is_empty() { "" } else { " " });
            entries.dropped.push_str(word);
        }
    }
    marked.then_some(entries)
}

/// Splits at white space outside of double quotes; with each word its place.
fn words(list: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut start = None;
    let mut quoted = false;
    for (at, c) in list.char_indices().chain([(list.len(), ' ')]) {
        quoted ^= c == '"';
        let ends = at == list.len() || (c.is_whitespace() && !quoted);
        match (start, ends) {
            (None, false) => start = Some(at),
            (Some(from), true) => {
                found.push((from, &list[from..at]));
                start = None;
            }
            _ => {}
        }
    }
    found
}
