//! Two pieces of text -> whether they say the same in the same form, wherever they stand in their files.

use crate::model::{Anchor, Block, Body, Leaf, Mark, MarkKind};

/// Returns whether blocks say the same in the same form: kinds, labels, written ids, words and marks.
pub fn are_alike(one: &[Block], other: &[Block]) -> bool {
    let alike = |(one, other): (&Block, &Block)| {
        let bodies = match (&one.body, &other.body) {
            (Body::Leaf(one), Body::Leaf(other)) => one.is_alike(other),
            (Body::Blocks(one), Body::Blocks(other)) => are_alike(one, other),
            (Body::Leaf(_), Body::Blocks(_)) | (Body::Blocks(_), Body::Leaf(_)) => false,
        };
        bodies && one.kind == other.kind && one.label == other.label && written_id(one) == written_id(other)
    };
    one.len() == other.len() && one.iter().zip(other).all(alike)
}

impl Leaf {
    /// Returns whether two leaves have the same text and the same marks.
    pub fn is_alike(&self, other: &Self) -> bool {
        let kinds = |one: &MarkKind, other: &MarkKind| match (one, other) {
            (MarkKind::Link(one), MarkKind::Link(other)) => (&one.target, &one.title) == (&other.target, &other.title),
            (one, other) => one == other,
        };
        let marks = |(one, other): (&Mark, &Mark)| one.range == other.range && kinds(&one.kind, &other.kind);
        self.text == other.text
            && self.marks.len() == other.marks.len()
            && self.marks.iter().zip(&other.marks).all(marks)
    }
}

fn written_id(block: &Block) -> Option<&Anchor> {
    block.id.as_ref().map(|id| &id.value)
}
