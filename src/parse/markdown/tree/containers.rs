//! Containers: opened by Markdown or HTML, closed by the same, implied where they must be.

use std::ops::Range;

use crate::locale::Direction;
use crate::model::{Anchor, Block, Body, Kind, Label, MarkKind};
use crate::source::Spanned;

use super::super::leaf::Origin;
use super::super::marker;
use super::{Container, DEPTH, Frame, Node, Tree, block, data_cell, surround};

impl Tree<'_, '_> {
    /// Opens a container; the leaf before it ends, and what must stand around it is implied.
    pub(in super::super) fn open(
        &mut self,
        container: Container,
        origin: Origin,
        range: Range<usize>,
    ) -> Option<Attributes<'_>> {
        self.end_leaf();
        if self.overflow > 0 || self.frames.len() >= DEPTH {
            self.overflow += usize::from(origin == Origin::Markdown);
            return None;
        }
        self.make_room(&container, &range);
        self.push(container, origin, range);
        let frame = self.frames.last_mut().expect("a frame was just pushed");
        Some(Attributes { id: &mut frame.id, direction: &mut frame.direction })
    }

    pub(super) fn push(&mut self, container: Container, origin: Origin, range: Range<usize>) {
        self.frames.push(Frame { container, origin, range, id: None, direction: None, nodes: Vec::new() });
    }

    /// Closes the innermost Markdown container and all HTML inside it.
    pub(in super::super) fn close_markdown(&mut self, end: usize) {
        self.end_leaf();
        if self.overflow > 0 {
            self.overflow -= 1;
            return;
        }
        if let Some(index) = self.frames.iter().rposition(|frame| frame.origin == Origin::Markdown) {
            self.close_to(index, end);
        }
    }

    /// Closes the innermost container of an HTML element, unless Markdown was opened inside it since.
    pub(in super::super) fn close_html(&mut self, element: &str, end: usize) {
        let is_it = |frame: &Frame| matches!(frame.origin, Origin::Html(name) if name == element);
        let found = self.frames.iter().rposition(|frame| is_it(frame) || frame.origin == Origin::Markdown);
        if let Some(index) = found.filter(|index| is_it(&self.frames[*index])) {
            self.close_to(index, end);
        }
    }

    /// Closes an HTML container of a sort whose end tag was left out, unless one that it cannot reach across comes first.
    pub(in super::super) fn close_left_open(
        &mut self,
        is_it: fn(&Container) -> bool,
        bounds: fn(&Container) -> bool,
        end: usize,
    ) {
        let stops = |frame: &Frame| frame.origin == Origin::Markdown || bounds(&frame.container);
        let found = self.frames.iter().rposition(|frame| is_it(&frame.container) || stops(frame));
        let fits =
            |index: &usize| is_it(&self.frames[*index].container) && self.frames[*index].origin != Origin::Markdown;
        if let Some(index) = found.filter(fits) {
            self.close_to(index, end);
        }
    }

    fn close_to(&mut self, index: usize, end: usize) {
        self.end_leaf();
        while self.frames.len() > index + 1 {
            self.close_top(false);
        }
        self.frames[index].range.end = self.frames[index].range.end.max(end);
        self.close_top(true);
    }

    pub(super) fn close_top(&mut self, explicit: bool) {
        self.end_leaf();
        let frame = self.frames.pop().expect("the root is closed by `finish` alone");
        let span = self.notebook.span(frame.range.clone());
        let (kind, label) = match frame.container {
            Container::Dropped if explicit => return,
            Container::Transparent | Container::Dropped => return self.splice(frame.nodes, frame.direction),
            Container::Note => return self.notes.push(frame.range),
            Container::List { ordered, tight, .. } => (Kind::List { ordered, tight }, None),
            Container::Item(label) => (Kind::Item, label),
            Container::Plain(kind) => (kind, None),
        };
        let is_idle = matches!(kind, Kind::List { .. } | Kind::Quote | Kind::Address | Kind::Table | Kind::Definitions);
        if frame.nodes.is_empty() && is_idle {
            return;
        }
        // A list of its own size: that of the frame has grown in steps, and a table has a list for each cell.
        let mut blocks = Vec::with_capacity(frame.nodes.len());
        blocks.extend(frame.nodes.into_iter().map(block));
        let body = Body::Blocks(blocks);
        let (label, id) = (label.map(Box::new), frame.id.map(Box::new));
        let block = Block { kind, label, id, anchor: None, direction: frame.direction, span, body };
        match block.kind {
            Kind::Footnote { .. } => self.footnotes.push(block),
            _ => self.add(Node::Block(block)),
        }
    }

    fn splice(&mut self, nodes: Vec<Node>, direction: Option<Direction>) {
        for mut node in nodes {
            match (&mut node, direction) {
                (Node::Block(block), Some(_)) => block.direction = block.direction.or(direction),
                (Node::Heading(heading), Some(direction)) => {
                    surround(&mut heading.title, MarkKind::Direction(direction));
                }
                (_, None) => {}
            }
            self.add(node);
        }
    }

    pub(super) fn add(&mut self, node: Node) {
        self.frames.last_mut().expect("the root is open").nodes.push(node);
    }

    /// Closes implied containers that cannot hold a container, and opens those that must be around it.
    fn make_room(&mut self, container: &Container, range: &Range<usize>) {
        use Container::{Item, List, Plain};
        let unordered = List { ordered: false, tight: true, next: None };
        let chain: &[Container] = match container {
            Item(_) => &[unordered],
            Plain(Kind::Row) => &[Plain(Kind::Table)],
            Plain(Kind::Cell(_)) => &[Plain(Kind::Table), Plain(Kind::Row)],
            Plain(Kind::Definition) => &[Plain(Kind::Definitions)],
            _ => return self.make_room_for_flow(range),
        };
        let top = &self.frames.last().expect("the root is open").container;
        let is_top = |outer: &Container| top == outer || matches!((top, outer), (List { .. }, List { .. }));
        let missing = match chain.iter().rposition(is_top) {
            Some(held) => &chain[held + 1..],
            None => {
                self.make_room_for_flow(range);
                chain
            }
        };
        for outer in missing {
            self.push(outer.clone(), Origin::Implied, range.clone());
        }
    }

    /// Lets text and ordinary blocks follow: not directly in a list, table, row or list of definitions.
    pub(super) fn make_room_for_flow(&mut self, range: &Range<usize>) {
        loop {
            let top = self.frames.last().expect("the root is open");
            let implied = top.origin == Origin::Implied;
            let inner = match &top.container {
                Container::List { .. } | Container::Plain(Kind::Definitions) if implied => None,
                Container::List { .. } => Some(Container::Item(None)),
                Container::Plain(Kind::Definitions) => Some(Container::Plain(Kind::Definition)),
                Container::Plain(Kind::Table) => Some(Container::Plain(Kind::Row)),
                Container::Plain(Kind::Row) => Some(Container::Plain(Kind::Cell(data_cell()))),
                _ => return,
            };
            match inner {
                Some(inner) => self.push(inner, Origin::Implied, range.clone()),
                None => self.close_top(false),
            }
        }
    }

    /// Returns the label of the next item of the HTML list that is open, and counts on from a written number.
    pub(in super::super) fn next_label(&mut self, written: Option<u32>) -> Label {
        let Some(Frame { container: Container::List { next: Some((style, number)), .. }, .. }) = self.frames.last_mut()
        else {
            return marker::bullet();
        };
        let own = written.unwrap_or(*number);
        *number = own.saturating_add(1);
        marker::numbered(*style, own)
    }

    /// Notes that the Markdown list around the current item is set with space between its items.
    pub(in super::super) fn loosen(&mut self) {
        let top = self.frames.last().is_some_and(|frame| matches!(frame.container, Container::Item(_)));
        let list = self.frames.len().checked_sub(2).filter(|_| top);
        if let Some(Container::List { tight, .. }) = list.map(|index| &mut self.frames[index].container) {
            *tight = false;
        }
    }

    /// Returns how many cells the open row has.
    pub(in super::super) fn cells(&self) -> usize {
        self.frames.last().map_or(0, |frame| frame.nodes.len())
    }
}

/// The attributes of an open container.
pub(in super::super) struct Attributes<'f> {
    pub(in super::super) id: &'f mut Option<Spanned<Anchor>>,
    pub(in super::super) direction: &'f mut Option<Direction>,
}
