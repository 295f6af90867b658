//! A text -> plain text (`index.txt`): blank lines between blocks, two spaces for each depth, no line wrapped.

use super::html::plain_headline;
use super::notes::Notes;
use crate::model::{Block, Body, Kind, Leaf, MarkKind, Text};

/// Returns a text as plain text, with LF line ends, under its own title, else under the one given.
pub fn text(text: &Text, title: &str) -> String {
    let notes = Notes::of_text(text);
    let mut parts = vec![text.title.as_ref().map_or(title, |title| &title.text).replace('\n', " ")];
    for section in &text.sections {
        parts.push(plain_headline(section));
        parts.push(blocks(&section.blocks, &notes, false));
    }
    parts.retain(|part| !part.is_empty());
    parts.join("\n\n") + "\n"
}

/// Returns blocks, with blank lines between them unless they are set tightly or are clauses.
fn blocks(blocks: &[Block], notes: &Notes<'_>, tight: bool) -> String {
    let mut out = String::new();
    let mut before: Option<&Block> = None;
    for block in blocks {
        let written = self::block(block, notes);
        if written.is_empty() {
            continue;
        }
        if let Some(before) = before {
            out.push_str(if tight || follows(before, block) { "\n" } else { "\n\n" });
        }
        out.push_str(&written);
        before = Some(block);
    }
    out
}

/// Clauses, notes, terms and their definitions follow one another line by line.
fn follows(before: &Block, block: &Block) -> bool {
    matches!(
        (&before.kind, &block.kind),
        (Kind::Clause, Kind::Clause)
            | (Kind::Footnote { .. }, Kind::Footnote { .. })
            | (Kind::Term | Kind::Definition, Kind::Term | Kind::Definition)
    )
}

fn block(block: &Block, notes: &Notes<'_>) -> String {
    match &block.kind {
        Kind::Rule => "---".to_owned(),
        Kind::Code { .. } => indented(body(block, notes, true).trim_end_matches('\n'), 4),
        Kind::List { tight, .. } => body(block, notes, *tight),
        Kind::Item | Kind::Clause => labelled(block, notes),
        Kind::Quote | Kind::Definition | Kind::Address => indented(&body(block, notes, false), 2),
        Kind::Table => body(block, notes, true),
        Kind::Row => row(block, notes),
        Kind::Footnote { name } => {
            let number = notes.number(name).unwrap_or_default();
            behind(&format!("[{number}]"), &body(block, notes, false), 2)
        }
        Kind::Paragraph | Kind::Term | Kind::Cell(_) | Kind::Definitions => body(block, notes, false),
    }
}

fn body(block: &Block, notes: &Notes<'_>, tight: bool) -> String {
    match &block.body {
        Body::Leaf(leaf) => self::leaf(leaf, notes),
        Body::Blocks(inner) => blocks(inner, notes, tight),
    }
}

/// Sets a clause or item behind its label; what follows its first line is indented.
fn labelled(block: &Block, notes: &Notes<'_>) -> String {
    let tight = match &block.body {
        Body::Leaf(_) => true,
        Body::Blocks(inner) => inner.iter().filter(|block| block.kind == Kind::Paragraph).count() <= 1,
    };
    let label = block.label.as_ref().map_or("", |label| label.printed.as_str());
    behind(label, &body(block, notes, tight), 2)
}

fn behind(label: &str, text: &str, depth: usize) -> String {
    let text = indented(text, depth);
    [label, text.trim_start()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

fn indented(text: &str, depth: usize) -> String {
    let indent = " ".repeat(depth);
    let line = |line: &str| if line.is_empty() { String::new() } else { format!("{indent}{line}") };
    text.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

fn row(block: &Block, notes: &Notes<'_>) -> String {
    let Body::Blocks(cells) = &block.body else { return String::new() };
    let cells: Vec<_> = cells.iter().map(|cell| body(cell, notes, true).replace('\n', " ")).collect();
    cells.join(" | ")
}

/// Returns the text of a leaf, with the numbers of its footnotes.
fn leaf(leaf: &Leaf, notes: &Notes<'_>) -> String {
    let (mut out, mut at) = (String::new(), 0);
    for mark in &leaf.marks {
        let MarkKind::FootnoteReference { name } = &mark.kind else { continue };
        if let Some(number) = notes.number(name) {
            out += &leaf.text[at..mark.range.start];
            out += &format!("[{number}]");
            at = mark.range.start;
        }
    }
    out + &leaf.text[at..]
}

#[cfg(test)]
mod tests {
    use crate::render::samples::rich;

    #[test]
    fn every_kind_of_block_has_its_lines() {
        let expected = "Terms\n\nWe & others\u{a0}agree \"so\".\n\nمرحبا\n\n1. Scope\n\nFirst\nsecond[1] and again[1].\n\n\
            (1) one\n  a. deep\n(2) two\n\n  more\n\n[1] Noted well.\n\n第2条\n\n- tight\n  3. loose\n\n  quoted\n\n  1-1\n  Tokyo\n\n\
            a | b\n1 | \n\nTerm\n  means this.\n\n---\n\n    fn main() {\n        \"<&>\"\n    }\n\n\n    plain <text>\n";
        assert_eq!(super::text(&rich(), ""), expected);
    }
}
