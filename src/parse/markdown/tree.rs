//! The tree of a body as it grows: a stack of open containers and the leaf at its top, fed by Markdown events and HTML tags.
//!
//! Markdown containers nest well among themselves and are closed by Markdown alone; an HTML container ends with its tag, or
//! with what it stands in. Where HTML leaves an element out (an item without list, a cell without row), it is implied.

use std::ops::Range;

use crate::locale::Direction;
use crate::model::{Anchor, Block, Body, Cell, Kind, Label, LabelStyle, Leaf, Mark, MarkKind};
use crate::source::{Span, Spanned};

use super::leaf::{Inline, LeafKind, OpenLeaf, Origin};
use super::marker;
use super::mask::{CLOSE, Mask, OPEN};
use super::notebook::Notebook;

/// How deep containers nest; what is deeper becomes flat.
const DEPTH: usize = 64;

/// A block, or a heading that begins a section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Node {
    /// A block.
    Block(Block),
    /// A heading.
    Heading(Heading),
}

/// A heading outside of quotes, lists and tables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Heading {
    pub(super) level: u8,
    pub(super) id: Option<Spanned<Anchor>>,
    pub(super) title: Leaf,
    pub(super) span: Span,
}

/// What a container is while it is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Container {
    /// Nothing of its own: what is inside goes to its parent.
    Transparent,
    /// Left out with what is inside; where it is never closed, that stays.
    Dropped,
    /// A note to editors (`> [!NOTE]`), no part of the text.
    Note,
    /// A list; for an HTML one, the style and number of the next item.
    List { ordered: bool, tight: bool, next: Option<(LabelStyle, u32)> },
    /// An item.
    Item(Option<Label>),
    /// Any other kind.
    Plain(Kind),
}

#[derive(Debug)]
struct Frame {
    container: Container,
    origin: Origin,
    range: Range<usize>,
    id: Option<Spanned<Anchor>>,
    direction: Option<Direction>,
    nodes: Vec<Node>,
}

/// The whole tree.
#[derive(Debug, Default)]
pub(super) struct Grown {
    /// The blocks and headings in order.
    pub(super) nodes: Vec<Node>,
    /// The definitions of footnotes, wherever they stood.
    pub(super) footnotes: Vec<Block>,
    /// The ranges of notes to editors.
    pub(super) notes: Vec<Range<usize>>,
}

/// A tree that grows.
#[derive(Debug)]
pub(super) struct Tree<'a, 's> {
    pub(super) notebook: &'a mut Notebook<'s>,
    pub(super) mask: &'a Mask,
    frames: Vec<Frame>,
    leaf: Option<OpenLeaf>,
    /// Markdown containers opened beyond [`DEPTH`].
    overflow: usize,
    /// Names of places that wait for the next leaf.
    names: Vec<Anchor>,
    footnotes: Vec<Block>,
    notes: Vec<Range<usize>>,
}

impl<'a, 's> Tree<'a, 's> {
    /// Returns an empty tree.
    pub(super) fn new(notebook: &'a mut Notebook<'s>, mask: &'a Mask) -> Self {
        let mut tree = Self {
            notebook,
            mask,
            frames: Vec::new(),
            leaf: None,
            overflow: 0,
            names: Vec::new(),
            footnotes: Vec::new(),
            notes: Vec::new(),
        };
        tree.push(Container::Transparent, Origin::Implied, 0..0);
        tree
    }

    /// Closes everything and returns the tree.
    pub(super) fn finish(mut self) -> Grown {
        while self.frames.len() > 1 {
            self.close_top(false);
        }
        self.end_leaf();
        if !self.names.is_empty() {
            let end = self.notebook.text.len();
            let names = self.names.drain(..).map(|name| Mark { range: 0..0, kind: MarkKind::Name(name) });
            let leaf = Leaf { text: String::new(), marks: names.collect() };
            self.add(Node::Block(leaf_block(Kind::Paragraph, leaf, self.notebook.span(end..end))));
        }
        let nodes = self.frames.pop().map_or_else(Vec::new, |frame| frame.nodes);
        Grown { nodes, footnotes: self.footnotes, notes: self.notes }
    }

    // Containers

    /// Opens a container; the leaf before it ends, and what must stand around it is implied.
    pub(super) fn open(&mut self, container: Container, origin: Origin, range: Range<usize>) -> Option<Attributes<'_>> {
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

    fn push(&mut self, container: Container, origin: Origin, range: Range<usize>) {
        self.frames.push(Frame { container, origin, range, id: None, direction: None, nodes: Vec::new() });
    }

    /// Closes the innermost Markdown container and all HTML inside it.
    pub(super) fn close_markdown(&mut self, end: usize) {
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
    pub(super) fn close_html(&mut self, element: &str, end: usize) {
        let is_it = |frame: &Frame| matches!(frame.origin, Origin::Html(name) if name == element);
        let found = self.frames.iter().rposition(|frame| is_it(frame) || frame.origin == Origin::Markdown);
        if let Some(index) = found.filter(|index| is_it(&self.frames[*index])) {
            self.close_to(index, end);
        }
    }

    /// Closes an HTML container of a sort whose end tag was left out, unless one that it cannot reach across comes first.
    pub(super) fn close_left_open(
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

    fn close_top(&mut self, explicit: bool) {
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
        let body = Body::Blocks(frame.nodes.into_iter().map(block).collect());
        let block = Block { kind, label, id: frame.id, anchor: None, direction: frame.direction, span, body };
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

    fn add(&mut self, node: Node) {
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
        let fits = |tree: &Self, outer: &Container| {
            tree.frames.last().is_some_and(|top| {
                std::mem::discriminant(&top.container) == std::mem::discriminant(outer)
                    && (matches!(outer, List { .. }) || top.container == *outer)
            })
        };
        if let Some(held) = chain.iter().rposition(|outer| fits(self, outer)) {
            return chain[held + 1..].iter().for_each(|outer| self.push(outer.clone(), Origin::Implied, range.clone()));
        }
        self.make_room_for_flow(range);
        chain.iter().for_each(|outer| self.push(outer.clone(), Origin::Implied, range.clone()));
    }

    /// Lets text and ordinary blocks follow: not directly in a list, table, row or list of definitions.
    fn make_room_for_flow(&mut self, range: &Range<usize>) {
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
    pub(super) fn next_label(&mut self, written: Option<u32>) -> Label {
        let Some(Frame { container: Container::List { next: Some((style, number)), .. }, .. }) = self.frames.last_mut()
        else {
            return marker::bullet();
        };
        let own = written.unwrap_or(*number);
        *number = own.saturating_add(1);
        marker::numbered(*style, own)
    }

    /// Notes that the Markdown list around the current item is set with space between its items.
    pub(super) fn loosen(&mut self) {
        let top = self.frames.last().is_some_and(|frame| matches!(frame.container, Container::Item(_)));
        let list = self.frames.len().checked_sub(2).filter(|_| top);
        if let Some(Container::List { tight, .. }) = list.map(|index| &mut self.frames[index].container) {
            *tight = false;
        }
    }

    /// Returns how many cells the open row has.
    pub(super) fn cells(&self) -> usize {
        self.frames.last().map_or(0, |frame| frame.nodes.len())
    }

    // Leaves

    /// Returns the kind of the open leaf.
    pub(super) fn leaf_kind(&self) -> Option<&LeafKind> {
        self.leaf.as_ref().map(|leaf| &leaf.kind)
    }

    /// Begins a leaf; the one before it ends.
    pub(super) fn begin_leaf(&mut self, kind: LeafKind, origin: Origin, range: Range<usize>) -> &mut OpenLeaf {
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
    pub(super) fn leaf_at(&mut self, range: Range<usize>) -> &mut OpenLeaf {
        if self.leaf.is_none() {
            self.begin_leaf(LeafKind::Paragraph, Origin::Implied, range.clone());
        }
        let leaf = self.leaf.as_mut().expect("a leaf was just begun");
        leaf.range.end = leaf.range.end.max(range.end);
        leaf
    }

    /// Returns the open leaf.
    pub(super) fn open_leaf(&mut self) -> Option<&mut OpenLeaf> {
        self.leaf.as_mut()
    }

    /// Ends the open leaf if it is one that an HTML element began.
    pub(super) fn end_leaf_of(&mut self, element: &str) {
        if self.leaf.as_ref().is_some_and(|leaf| matches!(leaf.origin, Origin::Html(name) if name == element)) {
            self.end_leaf();
        }
    }

    /// Ends the open leaf, if any, and adds its block. A paragraph without text leaves its names to the next leaf.
    pub(super) fn end_leaf(&mut self) {
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
    pub(super) fn rule(&mut self, range: Range<usize>) {
        self.end_leaf();
        self.make_room_for_flow(&range);
        let span = self.notebook.span(range);
        self.add(Node::Block(leaf_block(Kind::Rule, Leaf::default(), span)));
    }

    // Text

    /// Appends masked text that stands at a range, its variables marked, by way of `push`.
    pub(super) fn text(&mut self, masked: &str, range: Range<usize>, push: fn(&mut OpenLeaf, &str)) {
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
    pub(super) fn open_inline(&mut self, origin: Origin, inline: Inline, range: Range<usize>) {
        self.leaf_at(range).open(origin, inline);
    }

    /// Closes the innermost Markdown range of the open leaf.
    pub(super) fn close_inline(&mut self) {
        if let Some(leaf) = &mut self.leaf {
            leaf.close_markdown();
        }
    }

    /// Names a place: in the open leaf, else in the next one.
    pub(super) fn name(&mut self, anchor: Anchor) {
        match &mut self.leaf {
            Some(leaf) if !matches!(leaf.kind, LeafKind::Code(_)) => leaf.push_marked("", MarkKind::Name(anchor)),
            _ => self.names.push(anchor),
        }
    }
}

/// The attributes of an open container.
pub(super) struct Attributes<'f> {
    pub(super) id: &'f mut Option<Spanned<Anchor>>,
    pub(super) direction: &'f mut Option<Direction>,
}

/// Returns a cell as it is without attributes.
pub(super) fn data_cell() -> Cell {
    Cell { header: false, columns: 1, rows: 1, align: None }
}

/// Splits masked text around its first variable.
fn split_variable(masked: &str) -> Option<(&str, &str, &str)> {
    let start = masked.find(OPEN)?;
    let end = start + masked[start..].find(CLOSE)? + 2 * CLOSE.len_utf8();
    Some((&masked[..start], masked.get(start..end)?, masked.get(end..)?))
}

fn leaf_block(kind: Kind, leaf: Leaf, span: Span) -> Block {
    Block { kind, label: None, id: None, anchor: None, direction: None, span, body: Body::Leaf(leaf) }
}

fn with_attributes(mut node: Node, id: Option<Spanned<Anchor>>, direction: Option<Direction>) -> Node {
    match &mut node {
        Node::Block(block) => (block.id, block.direction) = (id, direction),
        Node::Heading(heading) => {
            heading.id = id;
            if let Some(direction) = direction {
                surround(&mut heading.title, MarkKind::Direction(direction));
            }
        }
    }
    node
}

/// Marks the whole of a leaf.
fn surround(leaf: &mut Leaf, kind: MarkKind) {
    if !leaf.text.is_empty() {
        leaf.marks.insert(0, Mark { range: 0..leaf.text.len(), kind });
    }
}

/// Returns a node as a block: where no section can begin, a heading is a paragraph in strong type.
pub(super) fn block(node: Node) -> Block {
    match node {
        Node::Block(block) => block,
        Node::Heading(mut heading) => {
            surround(&mut heading.title, MarkKind::Strong);
            Block { id: heading.id, ..leaf_block(Kind::Paragraph, heading.title, heading.span) }
        }
    }
}
