//! Texts in a compact form for tests: a line a block, marks as brackets.

use crate::model::{Block, Body, Kind, Leaf, MarkKind, Text};

/// Prints a text.
pub(super) fn text(text: &Text) -> String {
    let mut out = String::new();
    if let Some(title) = &text.title {
        out.push_str(&format!("title {}\n", leaf(title)));
    }
    for section in &text.sections {
        let id = section.id.as_ref().map_or(String::new(), |id| format!(" #{}", id.value));
        let label = section.label.as_ref().map_or(String::new(), |label| format!(" [{}]", label.printed));
        out.push_str(&format!("{}{id}{label} {}\n", section.level, leaf(&section.title)));
        blocks(&section.blocks, 1, &mut out);
    }
    out
}

/// Prints blocks.
pub(super) fn blocks(blocks_: &[Block], depth: usize, out: &mut String) {
    for block in blocks_ {
        out.push_str(&"  ".repeat(depth));
        out.push_str(&kind(&block.kind));
        if let Some(label) = &block.label {
            out.push_str(&format!(" [{}]", label.printed));
        }
        if let Some(id) = &block.id {
            out.push_str(&format!(" #{}", id.value));
        }
        if let Some(direction) = block.direction {
            out.push_str(&format!(" {direction:?}"));
        }
        match &block.body {
            Body::Leaf(text) => out.push_str(&format!(" {}\n", leaf(text))),
            Body::Blocks(inner) => {
                out.push('\n');
                blocks(inner, depth + 1, out);
            }
        }
    }
}

fn kind(kind: &Kind) -> String {
    match kind {
        Kind::Paragraph => "p".into(),
        Kind::Code { language } => format!("code({})", language.as_deref().unwrap_or_default()),
        Kind::List { ordered, tight } => {
            format!("{}{}", if *ordered { "ol" } else { "ul" }, if *tight { "" } else { " loose" })
        }
        Kind::Cell(cell) => format!(
            "{}{}{}{}",
            if cell.header { "th" } else { "td" },
            cell.align.map_or(String::new(), |align| format!(" {align:?}")),
            if cell.columns > 1 { format!(" cols={}", cell.columns) } else { String::new() },
            if cell.rows > 1 { format!(" rows={}", cell.rows) } else { String::new() },
        ),
        Kind::Footnote { name } => format!("footnote({name})"),
        other => format!("{other:?}").to_lowercase(),
    }
}

/// Prints a leaf: `⟨kind …⟩` around what is marked, line breaks as `⏎`.
pub(super) fn leaf(leaf: &Leaf) -> String {
    let mut out = String::new();
    let mut ends: Vec<usize> = Vec::new();
    let mut marks = leaf.marks.iter().peekable();
    for at in 0..=leaf.text.len() {
        while ends.last() == Some(&at) {
            ends.pop();
            out.push('⟩');
        }
        while let Some(mark) = marks.next_if(|mark| mark.range.start == at) {
            out.push_str(&format!("⟨{} ", mark_kind(&mark.kind)));
            ends.push(mark.range.end);
            while ends.last() == Some(&at) {
                ends.pop();
                out.push('⟩');
            }
        }
        if leaf.text.is_char_boundary(at)
            && let Some(c) = leaf.text[at..].chars().next()
        {
            out.push(if c == '\n' { '⏎' } else { c });
        }
    }
    out
}

fn mark_kind(kind: &MarkKind) -> String {
    match kind {
        MarkKind::Emphasis => "em".into(),
        MarkKind::Strong => "b".into(),
        MarkKind::Link(link) => format!("→{}", link.target),
        MarkKind::Image { source, .. } => format!("img {source}"),
        MarkKind::FootnoteReference { name } => format!("^{name}"),
        MarkKind::Name(anchor) => format!("#{anchor}"),
        MarkKind::Ruby(reading) => format!("ruby {reading}"),
        MarkKind::Direction(direction) => format!("{direction:?}"),
        MarkKind::Variable { name } => format!("${name}"),
        other => format!("{other:?}").to_lowercase(),
    }
}
