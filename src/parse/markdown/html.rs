//! HTML in Markdown -> tags and text that grow the same tree as Markdown.

use std::borrow::Cow;
use std::ops::Range;

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{Token, Tokenizer};

use crate::diagnostic::Code;

use super::elements::{self, Element, Known};
use super::leaf::OpenLeaf;
use super::tags::Start;
use super::tree::Tree;

/// The lines of an HTML block: each with the range of the body it stands at.
pub(super) type Lines<'t> = Vec<(Cow<'t, str>, Range<usize>)>;

/// Adds an HTML block to a tree.
pub(super) fn block(tree: &mut Tree, lines: &Lines) {
    let html: String = lines.iter().map(|(line, _)| line.as_ref()).collect();
    let starts: Vec<(usize, usize)> = lines
        .iter()
        .scan(0, |end, (line, range)| {
            let start = *end;
            *end += line.len();
            Some((start, range.start))
        })
        .collect();
    let at = |offset: usize| {
        let after = starts.partition_point(|(start, _)| *start <= offset);
        after.checked_sub(1).map_or(0, |index| starts[index].1 + offset - starts[index].0)
    };
    for token in tokens(&html) {
        add(tree, token, &at);
    }
    tree.end_leaf();
}

/// Adds one tag or comment inside a paragraph to a tree.
pub(super) fn inline(tree: &mut Tree, html: &str, range: Range<usize>) {
    for token in tokens(html) {
        add(tree, token, &|offset| (range.start + offset).min(range.end));
    }
}

fn tokens(html: &str) -> impl Iterator<Item = Token<usize>> {
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(true);
    Tokenizer::new_with_emitter(html, emitter).flatten()
}

fn add(tree: &mut Tree, token: Token<usize>, at: &impl Fn(usize) -> usize) {
    match token {
        Token::StartTag(tag) => {
            let range = at(tag.span.start)..at(tag.span.end);
            match elements::find(&text(&tag.name)) {
                Some(known) => Start { tree, range, tag, name: known.name }.add(known),
                None => unknown(tree, &text(&tag.name), range),
            }
        }
        Token::EndTag(tag) => {
            let range = at(tag.span.start)..at(tag.span.end);
            match elements::find(&text(&tag.name)) {
                Some(known) => end(tree, &known, range),
                None => unknown(tree, &text(&tag.name), range),
            }
        }
        Token::String(string) => {
            let range = at(string.span.start)..at(string.span.end);
            let content = text(&string.value);
            if !content.trim_ascii().is_empty() || tree.open_leaf().is_some() {
                tree.text(&content, range, OpenLeaf::push_html);
            }
        }
        Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
    }
}

/// Returns a token's text.
pub(super) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A tag that HTML does not know is a word in angle brackets, and stays as typed.
fn unknown(tree: &mut Tree, name: &str, range: Range<usize>) {
    let problem = tree.notebook.problem(Code::DroppedHtml, range.clone());
    tree.notebook.note_once(format!("<{name}>"), problem.arg("what", format!("<{name}>")).help("unknown"));
    let mask = tree.mask;
    let typed = mask.text().get(range.clone()).unwrap_or_default();
    tree.text(typed, range, OpenLeaf::push);
}

fn end(tree: &mut Tree, known: &Known, range: Range<usize>) {
    let closed = tree.open_leaf().is_some_and(|leaf| {
        if known.element == Element::Ruby {
            leaf.close_html("rt");
        }
        leaf.close_html(known.name)
    });
    match known.element {
        // `</br>` is a line break (HTML 13.2.6.4.7).
        Element::Break => tree.leaf_at(range).push_hard_break(),
        Element::Paragraph | Element::Heading(_) | Element::Term | Element::Preformatted => {
            tree.end_leaf_of(known.name)
        }
        _ if !closed => tree.close_html(known.name, range.end),
        _ => {}
    }
}
