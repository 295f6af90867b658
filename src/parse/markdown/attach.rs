//! Attributes on lines of their own -> the ids of the blocks and headings that they follow.

use crate::diagnostic::Code;
use crate::model::{Block, Body, Kind};
use crate::source::{Span, Spanned};

use super::attributes::{Attribute, Position};
use super::notebook::Notebook;
use super::tree::Node;

/// Gives the ids of attribute lines to what they belong to: the block above, or the one below after a blank line (kramdown's
/// block IAL). Notes entries that are not used.
pub(super) fn attach(nodes: &mut [Node], attributes: &[Attribute], notebook: &mut Notebook) {
    for attribute in attributes {
        if !attribute.dropped.is_empty() {
            let problem = notebook.problem(Code::DroppedAttribute, attribute.range.clone());
            notebook.note(problem.arg("attribute", &attribute.dropped));
        }
        let (Position::Line { indent, below }, Some((name, range))) = (attribute.position, &attribute.id) else {
            continue;
        };
        let Some(id) = notebook.id(name, range.clone()) else { continue };
        let index = nodes.partition_point(|node| span(node).start < id.span.start);
        let index = if below { Some(index) } else { index.checked_sub(1) };
        match index.and_then(|index| nodes.get_mut(index)) {
            Some(Node::Heading(heading)) => _ = heading.id.get_or_insert(id),
            Some(Node::Block(block)) => give(block, id, indent, below),
            None => {}
        }
    }
}

fn span(node: &Node) -> &Span {
    match node {
        Node::Block(block) => &block.span,
        Node::Heading(heading) => &heading.span,
    }
}

/// Gives an id to a block, or to the block inside it that an indented line belongs to. A list as a whole has no identity, so
/// its last item gets what stands behind it.
fn give(block: &mut Block, id: Spanned<crate::model::Anchor>, indent: usize, below: bool) {
    let is_entered = matches!(block.kind, Kind::List { .. })
        || (indent >= 2 && block.kind.holds_provisions())
        || block.kind == Kind::Quote;
    let inner = match &mut block.body {
        Body::Blocks(inner) if is_entered && !below => inner,
        _ => {
            block.id.get_or_insert(Box::new(id));
            return;
        }
    };
    let is_item = block.kind == Kind::Item;
    let index = inner.partition_point(|inner| inner.span.start < id.span.start);
    match index.checked_sub(1) {
        Some(index) if !(is_item && index == 0) => give(&mut inner[index], id, indent, below),
        _ => _ = block.id.get_or_insert(Box::new(id)),
    }
}
