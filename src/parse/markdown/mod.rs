//! The Markdown body of one file -> its [`Text`].
//!
//! Characters that would mislead the parser are masked by others of the same length ([`mask`]), so that every offset stays
//! true to the file. A first run of pulldown-cmark finds headings and code ([`layout`]), which tell what is an attribute
//! ([`attributes`]); in a second one, Markdown events ([`events`]) and HTML tags ([`html`]) grow one [`tree`], which is then
//! divided into sections.

mod attach;
mod attributes;
mod characters;
mod elements;
mod events;
mod footnotes;
mod html;
mod layout;
mod leaf;
mod lines;
mod loose;
mod marker;
mod mask;
mod notebook;
mod published;
mod sections;
mod tags;
mod tree;
mod url;
mod variables;

#[cfg(test)]
mod print;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;

use std::ops::Range;
use std::sync::Arc;

use crate::diagnostic::{Checked, Code, Diagnostic};
use crate::model::{self, Block, MarkKind, Piece, Text};
use crate::parse::provisions;
use crate::source::{Place, Source, Span, Spanned};

use attributes::Attribute;
use mask::Mask;
use notebook::Notebook;
use tree::Grown;

/// What the reading of a body needs to know beside the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Options {
    /// What a typed line break means.
    pub lines: model::Lines,
    /// Whether there is a `[variables]` table; without one `{{ name }}` is plain text.
    pub variables: bool,
}

/// The body of one file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Body {
    /// The text.
    pub text: Text,
    /// Every use of a variable in the text, in order, by its bytes in the file.
    pub variables: Vec<Spanned<String>>,
    /// The body as published.
    pub published: Vec<Piece>,
}

/// Returns the body of a file: its text, the variables in it, and what is published of it.
///
/// `source` is the whole file, `body` the Markdown in it, without front matter; all spans of the result are bytes of the whole
/// file.
pub fn body(source: &Source, body: Span, options: Options) -> Checked<Body> {
    let span = without_byte_order_mark(source, body);
    let base = span.start;
    let variables = if options.variables { variables::find(&source.text[span.clone()]) } else { Vec::new() };
    let mut notebook = Notebook::open(source, span.clone(), variables.clone());
    loose::note_headings(&mut notebook);
    let (grown, cuts) = read(&mut notebook, &variables);
    let mut text = sections::divide(grown.nodes, &mut notebook);
    // Typed line ends stand as U+2028 up to here: labels and clauses are told by lines.
    provisions::arrange(&mut text);
    footnotes::place(text.title.as_ref(), &mut text.sections, grown.footnotes, &mut notebook);
    lines::join(&mut text, options.lines);
    let (used, diagnostics) = notebook.close();
    let published = published::pieces(&source.text[span], cuts, &used);
    let variables = used
        .into_iter()
        .map(|variable| Spanned::new(variable.name, base + variable.range.start..base + variable.range.end));
    Checked { value: Body { text, variables: variables.collect(), published }, diagnostics }
}

/// Returns the blocks of a text written as a value (a reason, a summary). All places, in blocks and in diagnostics, are that of
/// the value, since its escapes shift every byte.
pub fn prose(markdown: &str, place: &Place, options: Options) -> Checked<Vec<Block>> {
    let source = Source::new(place.path.clone(), markdown);
    let variables = if options.variables { variables::find(markdown) } else { Vec::new() };
    let mut notebook = Notebook::open(&source, 0..markdown.len(), variables.clone());
    let (grown, _) = read(&mut notebook, &variables);
    let mut blocks: Vec<Block> = grown.nodes.into_iter().map(tree::block).collect();
    footnotes::place_last(&mut blocks, grown.footnotes, &mut notebook);
    lines::join_blocks(&mut blocks, options.lines);
    let (_, diagnostics) = notebook.close();
    move_to(&mut blocks, &place.span);
    Checked { value: blocks, diagnostics: diagnostics.into_iter().map(|found| moved(found, place)).collect() }
}

fn without_byte_order_mark(source: &Source, body: Span) -> Span {
    let length = if source.text[body.clone()].starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    body.start + length..body.end
}

/// Returns the tree of a body and the ranges that are cut from what is published.
fn read(notebook: &mut Notebook, variables: &[variables::Variable]) -> (Grown, Vec<Range<usize>>) {
    let text = notebook.text;
    let mut mask = Mask::new(text, variables);
    let layout = layout::of(mask.text());
    let attributes = attributes::find(text, &layout);
    note_indented(notebook, &layout);
    apply(&mut mask, text, &layout, &attributes);
    let mut grown = events::grow(notebook, &mask, &attributes);
    attach::attach(&mut grown.nodes, &attributes, notebook);
    let cuts = attributes.into_iter().map(|attribute| attribute.cut).chain(std::mem::take(&mut grown.notes));
    let cuts = cuts.collect();
    (grown, cuts)
}

/// Masks what the layout told: attributes vanish, indented lines begin at the margin.
fn apply(mask: &mut Mask<'_>, text: &str, layout: &layout::Layout, attributes: &[Attribute]) {
    for attribute in attributes {
        match attribute.position {
            attributes::Position::Item => mask.fill(attribute.range.clone()),
            attributes::Position::Heading | attributes::Position::Line { .. } => mask.erase(attribute.erased.clone()),
        }
    }
    for line in layout.indented.iter().flatten() {
        mask.fill(indent(text, line));
    }
}

/// Returns the white space that makes a line code: four columns before it, and what it begins with itself.
fn indent(text: &str, line: &Range<usize>) -> Range<usize> {
    let before = &text[..line.start];
    let start = match before.strip_suffix('\t') {
        Some(before) => before.len(),
        None => before.len() - before.bytes().rev().take(4).take_while(|byte| *byte == b' ').count(),
    };
    let inner = &text[line.clone()];
    start..line.start + inner.len() - inner.trim_start_matches([' ', '\t']).len()
}

fn note_indented(notebook: &mut Notebook, layout: &layout::Layout) {
    for block in &layout.indented {
        if let (Some(first), Some(last)) = (block.first(), block.last()) {
            notebook.note(notebook.problem(Code::IndentedText, first.start..last.end));
        }
    }
}

fn move_to(blocks: &mut [Block], span: &Span) {
    for block in blocks {
        block.span = span.clone();
        if let Some(id) = &mut block.id {
            id.span = span.clone();
        }
        match &mut block.body {
            model::Body::Blocks(inner) => move_to(inner, span),
            model::Body::Leaf(leaf) => {
                for mark in &mut leaf.marks {
                    if let MarkKind::Link(link) = &mut mark.kind {
                        link.span = span.clone();
                    }
                }
            }
        }
    }
}

fn moved(mut diagnostic: Diagnostic, place: &Place) -> Diagnostic {
    diagnostic.place = place.clone();
    for (_, note) in Arc::make_mut(&mut diagnostic.notes) {
        *note = place.clone();
    }
    diagnostic
}
