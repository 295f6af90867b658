//! Leaves: begun by Markdown or HTML, or by text that stands alone, and ended by the next block.

use std::ops::Range;

use crate::locale::Direction;
use crate::model::{Anchor, Kind, Leaf, Mark, MarkKind};
use crate::source::{Span, Spanned};

use super::super::leaf::{Inline, LeafKind, OpenLeaf, Origin};
use super::super::mask::{CLOSE, OPEN};
use super::{Container, Frame, Heading, Node, Tree, leaf_block, surround};

impl Tree<'_, '_> {
    /// Returns the kind of the open leaf.
    pub(in super::super) fn leaf_kind(&self) -> Option<&LeafKind> {
        self.leaf.as_ref().map(|leaf| &leaf.kind)
    }

    /// Begins a leaf; the one before it ends.
    pub(in super::super) fn begin_leaf(
        &mut self,
        kind: LeafKind,
        origin: Origin,
        range: Range<usize>,
    ) -> &mut OpenLeaf {
        self.end_leaf();
        let is_definitions = |frame: &Frame| frame.container == Container::Plain(Kind::Definitions);
        if kind != LeafKind::Term {
            self.make_room_for_flow(&range);
        } else if !self.frames.last().is_some_and(is_definitions) {
            self.make_room_for_flow(&range);
            self.push(Container::Plain(Kind::Definitions), Origin::Implied, range.clone());
        }
        let mut leaf = OpenLeaf::new(kind, origin, range);
        if !matches!(leaf.kind, LeafKind::Code(_)) {
            for name in self.names.drain(..) {
                leaf.push_marked("", MarkKind::Name(name));
            }
        }
        self.leaf.insert(leaf)
    }

    /// Returns the open leaf; where there is none, a paragraph that begins at a range.
    pub(in super::super) fn leaf_at(&mut self, range: Range<usize>) -> &mut OpenLeaf {
        if self.leaf.is_none() {
            self.begin_leaf(LeafKind::Paragraph, Origin::Implied, range.clone());
        }
        let leaf = self.leaf.as_mut().expect("a leaf was just begun");
        leaf.range.end = leaf.range.end.max(range.end);
        leaf
    }

    /// Returns the open leaf.
    pub(in super::super) fn open_leaf(&mut self) -> Option<&mut OpenLeaf> {
        self.leaf.as_mut()
    }

    /// Ends the open leaf if it is one that an HTML element began.
    pub(in super::super) fn end_leaf_of(&mut self, element: &str) {
        if self.leaf.as_ref().is_some_and(|leaf| matches!(leaf.origin, Origin::Html(name) if name == element)) {
            self.end_leaf();
        }
    }

    /// Ends the open leaf, if any, and adds its block. A paragraph without text leaves its names to the next leaf.
    pub(in super::super) fn end_leaf(&mut self) {
        let Some(open) = self.leaf.take() else { return };
        let (kind, id, direction) = (open.kind.clone(), open.id.clone(), open.direction);
        let span = self.notebook.span(open.range.clone());
        let leaf = open.finish();
        let is_name = |mark: &Mark| matches!(mark.kind, MarkKind::Name(_));
        let is_idle = leaf.text.is_empty() && leaf.marks.iter().all(is_name);
        if kind == LeafKind::Paragraph && is_idle {
            self.names.extend(id.map(|id| id.value));
            self.names.extend(leaf.marks.into_iter().filter_map(|mark| match mark.kind {
                MarkKind::Name(name) => Some(name),
                _ => None,
            }));
            return;
        }
        let node = self.node(kind, leaf, span);
        self.add(with_attributes(node, id, direction));
    }

    fn node(&self, kind: LeafKind, mut leaf: Leaf, span: Span) -> Node {
        let is_open = |frame: &Frame| matches!(frame.container, Container::Transparent | Container::Dropped);
        let kind = match kind {
            LeafKind::Heading(level) if self.frames.iter().all(is_open) => {
                return Node::Heading(Heading { level, id: None, title: leaf, span });
            }
            LeafKind::Heading(_) => {
                surround(&mut leaf, MarkKind::Strong);
                Kind::Paragraph
            }
            LeafKind::Paragraph => Kind::Paragraph,
            LeafKind::Term => Kind::Term,
            LeafKind::Code(language) => Kind::Code { language },
        };
        Node::Block(leaf_block(kind, leaf, span))
    }

    /// Adds a thematic break.
    pub(in super::super) fn rule(&mut self, range: Range<usize>) {
        self.end_leaf();
        self.make_room_for_flow(&range);
        let span = self.notebook.span(range);
        self.add(Node::Block(leaf_block(Kind::Rule, Leaf::default(), span)));
    }

    /// Appends masked text that stands at a range, its variables marked, by way of `push`.
    pub(in super::super) fn text(&mut self, masked: &str, range: Range<usize>, push: fn(&mut OpenLeaf, &str)) {
        let mask = self.mask;
        let is_code = matches!(self.leaf_kind(), Some(LeafKind::Code(_)));
        let mut rest = masked;
        while let Some((before, variable, after)) = split_variable(rest).filter(|_| !is_code) {
            let literal = mask.unmask(variable);
            let name = literal.trim_matches(['{', '}', ' ', '\t']).to_owned();
            let known = self.notebook.use_variable(&name, range.clone());
            let leaf = self.leaf_at(range.clone());
            push(leaf, &mask.unmask(before));
            if known {
                leaf.push_marked(&literal, MarkKind::Variable { name });
            } else {
                push(leaf, &literal);
            }
            rest = after;
        }
        push(self.leaf_at(range), &mask.unmask(rest));
    }

    /// Opens a range of the leaf that is open or begins here.
    pub(in super::super) fn open_inline(&mut self, origin: Origin, inline: Inline, range: Range<usize>) {
        self.leaf_at(range).open(origin, inline);
    }

    /// Closes the innermost Markdown range of the open leaf.
    pub(in super::super) fn close_inline(&mut self) {
        if let Some(leaf) = &mut self.leaf {
            leaf.close_markdown();
        }
    }

    /// Names a place: in the open leaf, else in the next one.
    pub(in super::super) fn name(&mut self, anchor: Anchor) {
        match &mut self.leaf {
            Some(leaf) if !matches!(leaf.kind, LeafKind::Code(_)) => leaf.push_marked("", MarkKind::Name(anchor)),
            _ => self.names.push(anchor),
        }
    }
}

/// Splits masked text around its first variable.
fn split_variable(masked: &str) -> Option<(&str, &str, &str)> {
    let start = masked.find(OPEN)?;
    let end = start + masked[start..].find(CLOSE)? + 2 * CLOSE.len_utf8();
    Some((&masked[..start], masked.get(start..end)?, masked.get(end..)?))
}

fn with_attributes(mut node: Node, id: Option<Spanned<Anchor>>, direction: Option<Direction>) -> Node {
    match &mut node {
        Node::Block(block) => (block.id, block.direction) = (id.map(Box::new), direction),
        Node::Heading(heading) => {
            heading.id = id;
            if let Some(direction) = direction {
                surround(&mut heading.title, MarkKind::Direction(direction));
            }
        }
    }
    node
}
