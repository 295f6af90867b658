//! A masked body -> where headings and code stand in it, told by a first run of the Markdown parser.

use std::ops::Range;

use memchr::{memchr_iter, memchr2, memmem};
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

/// The places that decide what an attribute is and what is indented.
#[derive(Debug, Default)]
pub(super) struct Layout {
    /// Headings, signs and underlines included.
    pub(super) headings: Vec<Range<usize>>,
    /// Fenced code and preformatted HTML, where nothing is an attribute.
    pub(super) verbatim: Vec<Range<usize>>,
    /// Indented code: the lines of each block, without their indent.
    pub(super) indented: Vec<Vec<Range<usize>>>,
}

/// The extensions of Markdown that are read.
pub(super) fn extensions() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_GFM
}

/// Returns the layout of a body; empty, without a look at it, where nothing in the body can depend on it.
pub(super) fn of(text: &str) -> Layout {
    if !may_hold_attribute(text) && !["    ", "\t"].iter().any(|sign| text.contains(sign)) {
        return Layout::default();
    }
    plain(text).unwrap_or_else(|| parsed(text))
}

fn may_hold_attribute(text: &str) -> bool {
    memchr_iter(b'{', text.as_bytes()).any(|at| text[at + 1..].starts_with(['#', ':', '.', ' ']))
}

/// Returns the layout of a body in which nothing is code or HTML and every attribute ends a `#` heading at the margin, as in most
/// texts; of the headings only those that end as if by an attribute. `None` where only the parser can tell.
fn plain(text: &str) -> Option<Layout> {
    let bytes = text.as_bytes();
    let mut colons = memchr_iter(b':', bytes);
    let code = ["```", "~~~"].iter().any(|fence| memmem::find(bytes, fence.as_bytes()).is_some());
    if memchr2(b'<', b'\r', bytes).is_some() || code || colons.any(|at| text[..at].ends_with(['{', ']'])) {
        return None;
    }
    let mut layout = Layout::default();
    let mut start = 0;
    for end in memchr_iter(b'\n', bytes).chain([text.len()]) {
        let line = &text[start..end];
        if may_be_indented(line) || ends_in_brace(line) && !is_heading(line) {
            return None;
        }
        layout.headings.extend(ends_in_brace(line).then_some(start..end));
        start = end + 1;
    }
    Some(layout)
}

/// Returns whether code may begin in a line: behind four columns, at its start or behind the sign of a list, quote or definition.
fn may_be_indented(line: &str) -> bool {
    let holds_indent = |text: &str| text.contains("    ") || text.contains('\t');
    match line.as_bytes().first() {
        Some(b' ' | b'\t') => holds_indent(line),
        Some(b'-' | b'*' | b'+' | b'>' | b':' | b'0'..=b'9') => holds_indent(line),
        _ => false,
    }
}

/// Returns whether a line ends in `}`, closing `#` signs apart.
fn ends_in_brace(line: &str) -> bool {
    let line = line.trim_end();
    line.ends_with('}') || line.ends_with('#') && line.trim_end_matches('#').trim_end().ends_with('}')
}

/// Returns whether a line is a heading whatever stands above it (CommonMark 4.2).
fn is_heading(line: &str) -> bool {
    let behind = line.trim_start_matches('#');
    (1..=6).contains(&(line.len() - behind.len())) && behind.starts_with(' ')
}

/// Returns the layout that the parser sees.
fn parsed(text: &str) -> Layout {
    let mut layout = Layout::default();
    let mut in_indented = false;
    for (event, range) in Parser::new_ext(text, extensions()).into_offset_iter() {
        match event {
            Event::Start(Tag::Heading { .. }) => layout.headings.push(range),
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(_))) => layout.verbatim.push(range),
            Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) => {
                in_indented = true;
                layout.indented.push(Vec::new());
            }
            Event::End(TagEnd::CodeBlock) => in_indented = false,
            Event::Text(_) if in_indented => {
                layout.indented.last_mut().into_iter().for_each(|block| block.push(range.clone()))
            }
            Event::Start(Tag::HtmlBlock) if is_preformatted(&text[range.clone()]) => layout.verbatim.push(range),
            _ => {}
        }
    }
    layout
}

fn is_preformatted(html: &str) -> bool {
    html.get(..4).is_some_and(|tag| tag.eq_ignore_ascii_case("<pre"))
}

impl Layout {
    /// Returns whether a byte stands in code.
    pub(super) fn is_verbatim(&self, at: usize) -> bool {
        let after = self.verbatim.partition_point(|range| range.start <= at);
        after.checked_sub(1).is_some_and(|index| self.verbatim[index].end > at)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::attributes;
    use super::*;

    /// What headings, and what may be taken for them, are made of.
    const PIECES: &[&str] = &[
        "\n",
        "\n\n",
        "# ",
        "## ",
        "#",
        "text",
        " ",
        "   ",
        "1. ",
        "- ",
        "> ",
        ": ",
        "|",
        "| - |\n",
        "{#id}",
        "{ .a #b }",
        "{x",
        "}",
        " ##",
        "---\n",
        "===",
        "[a]",
        "(",
        ")",
        "\\",
        "*",
        "~~",
        "`",
        "!",
        "\u{a0}",
        "漢",
    ];

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn what_is_told_without_the_parser_is_what_it_tells(
            pieces in proptest::collection::vec(proptest::sample::select(PIECES), 0..40),
        ) {
            let text = pieces.concat();
            if let Some(plain) = plain(&text) {
                let parsed = parsed(&text);
                prop_assert_eq!(attributes::find(&text, &plain), attributes::find(&text, &parsed));
                prop_assert!(parsed.indented.is_empty() && parsed.verbatim.is_empty());
            }
        }
    }
}
