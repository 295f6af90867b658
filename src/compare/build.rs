//! Short ways to write texts in the tests of this module.

use crate::compare::{self, Comparison, Lineage};
use crate::model::{
    Anchor, Block, Body, Cell, Kind, Label, LabelKind, LabelStyle, Leaf, Mark, MarkKind, Section, Text,
};

/// Compares two texts whose sections only came or went.
pub(super) fn texts(old: &Text, new: &Text) -> Comparison {
    compare::texts(old, new, &Lineage::default())
}

/// Returns a text of sections.
pub(super) fn text(sections: Vec<Section>) -> Text {
    Text { title: None, sections }
}

/// Returns a section; its label is written before the title: `3. Title`.
pub(super) fn section(anchor: &str, heading: &str, blocks: Vec<Block>) -> Section {
    let (label, title) = match heading.split_once(". ") {
        Some((number, title)) => (Some(label(&format!("{number}."))), title),
        None => (None, heading),
    };
    let anchor = Some(Anchor::new(anchor).expect("a valid anchor"));
    Section { level: 2, id: None, anchor, label, title: Leaf::plain(title), blocks, span: 0..0 }
}

/// Returns a label of bare digits.
pub(super) fn label(printed: &str) -> Label {
    let number = printed.trim_matches(|c: char| !c.is_ascii_digit()).parse().into_iter().collect();
    Label { printed: printed.to_owned(), kind: LabelKind::Bare, style: LabelStyle::Arabic, number }
}

/// Returns a block of a kind around others.
pub(super) fn around(kind: Kind, blocks: Vec<Block>) -> Block {
    block(kind, Body::Blocks(blocks))
}

/// Returns a paragraph.
pub(super) fn p(text: &str) -> Block {
    leaf(Leaf::plain(text))
}

/// Returns a paragraph with marks.
pub(super) fn leaf(leaf: Leaf) -> Block {
    block(Kind::Paragraph, Body::Leaf(leaf))
}

/// Returns a list of one paragraph an item.
pub(super) fn list(items: &[&str]) -> Block {
    let item = |text: &&str| around(Kind::Item, vec![p(text)]);
    around(Kind::List { ordered: false, tight: true }, items.iter().map(item).collect())
}

/// Returns clauses labelled (1), (2), … of one paragraph each.
pub(super) fn clauses(texts: &[&str]) -> Vec<Block> {
    let clause = |(at, text): (usize, &&str)| {
        let mut clause = around(Kind::Clause, vec![p(text)]);
        clause.label = Some(Box::new(label(&format!("({})", at + 1))));
        clause
    };
    texts.iter().enumerate().map(clause).collect()
}

/// Returns a table; cells are divided by `|`.
pub(super) fn table(rows: &[&str]) -> Block {
    let cell = |text: &str| {
        let kind = Kind::Cell(Cell { header: false, columns: 1, rows: 1, align: None });
        around(kind, vec![p(text)])
    };
    let row = |row: &&str| around(Kind::Row, row.split('|').map(cell).collect());
    around(Kind::Table, rows.iter().map(row).collect())
}

/// Returns a leaf with one mark on the first occurrence of a part of it.
pub(super) fn marked(text: &str, part: &str, kind: MarkKind) -> Leaf {
    let start = text.find(part).expect("a part of the text");
    Leaf { text: text.to_owned(), marks: vec![Mark { range: start..start + part.len(), kind }] }
}

fn block(kind: Kind, body: Body) -> Block {
    Block { kind, label: None, id: None, anchor: None, direction: None, span: 0..0, body }
}
