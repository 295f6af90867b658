//! A table -> the gaps in its rows, where cells of rows above reach down.

use std::sync::LazyLock;

use super::node::{Inner, Node, Tag};
use crate::model::{Block, Body, Cell, Kind};

/// An empty cell.
static EMPTY: LazyLock<Block> = LazyLock::new(|| Block {
    kind: Kind::Cell(Cell { header: false, columns: 1, rows: 1, align: None }),
    label: None,
    id: None,
    anchor: None,
    direction: None,
    span: 0..0,
    body: Body::Blocks(Vec::new()),
});

/// Returns an empty cell that only the old text has.
pub(super) fn empty<'a>() -> Node<'a> {
    Node { block: &EMPTY, old: true, tag: Tag::default(), inner: Inner::Nodes(Vec::new()) }
}

/// Returns how many columns just before a cell belong to cells of rows above.
pub(super) fn gap(table: &Block, cell: &Block) -> usize {
    let mut reaching: Vec<u16> = Vec::new();
    for row in inner(table) {
        let mut column = 0;
        for other in inner(row) {
            let covered = reaching.iter().skip(column).take_while(|rows| **rows > 0).count();
            if std::ptr::eq(other, cell) {
                return covered;
            }
            column += covered;
            let Kind::Cell(shape) = other.kind else { continue };
            let end = column + usize::from(shape.columns);
            reaching.resize(reaching.len().max(end), 0);
            reaching[column..end].fill(shape.rows);
            column = end;
        }
        reaching.iter_mut().for_each(|rows| *rows = rows.saturating_sub(1));
    }
    0
}

/// Returns how many columns the cells of a row cover.
pub(super) fn width(row: &Node<'_>) -> u16 {
    let columns = |cell: &Node<'_>| match cell.block.kind {
        Kind::Cell(shape) => shape.columns,
        _ => 0,
    };
    row.nodes().iter().map(columns).sum()
}

fn inner(block: &Block) -> &[Block] {
    match &block.body {
        Body::Leaf(_) => &[],
        Body::Blocks(inner) => inner,
    }
}
