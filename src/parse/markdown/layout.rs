//! A masked body -> where headings and code stand in it, told by a first run of the Markdown parser.

use std::ops::Range;

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
    let mut layout = Layout::default();
    if !["{#", "{:", "{.", "{ ", "    ", "\t"].iter().any(|sign| text.contains(sign)) {
        return layout;
    }
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
