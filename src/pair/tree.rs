//! The provisions of a section as trees.

use crate::model::{Block, Body};

/// A provision and those inside it.
#[derive(Debug)]
pub(crate) struct Provision<'a> {
    /// Its index in [`crate::model::Section::provisions`].
    pub(crate) index: usize,
    /// The block.
    pub(crate) block: &'a Block,
    /// The provisions inside it, in reading order.
    pub(crate) inside: Vec<Provision<'a>>,
}

/// Returns the provisions among a section's blocks; lists are seen through.
pub(crate) fn tree(blocks: &[Block]) -> Vec<Provision<'_>> {
    grow(blocks, &mut 0)
}

fn grow<'a>(blocks: &'a [Block], next: &mut usize) -> Vec<Provision<'a>> {
    let mut provisions = Vec::new();
    for block in blocks {
        let index = *next;
        *next += usize::from(block.kind.is_provision());
        let inside = match &block.body {
            Body::Blocks(inner) if block.kind.holds_provisions() => grow(inner, next),
            _ => Vec::new(),
        };
        if block.kind.is_provision() {
            provisions.push(Provision { index, block, inside });
        } else {
            provisions.extend(inside);
        }
    }
    provisions
}
