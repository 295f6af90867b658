//! HTML start tags -> containers, leaves and marks.

use std::ops::Range;

use html5gum::StartTag;

use crate::diagnostic::Code;
use crate::locale::Direction;
use crate::model::{Align, Anchor, Cell, Kind, LabelStyle, Link, MarkKind};
use crate::source::Spanned;

use super::elements::{Element, Known};
use super::html::text;
use super::leaf::{Inline, LeafKind, Origin};
use super::tree::{Container, Tree};
use super::url;

/// A start tag on its way into a tree.
pub(super) struct Start<'t, 'a, 's> {
    pub(super) tree: &'t mut Tree<'a, 's>,
    pub(super) range: Range<usize>,
    pub(super) tag: StartTag<usize>,
    /// The element's name.
    pub(super) name: &'static str,
}

impl Start<'_, '_, '_> {
    /// Adds what the tag opens.
    pub(super) fn add(mut self, known: Known) {
        self.warn(&known);
        match known.element {
            Element::Paragraph | Element::Heading(_) | Element::Term | Element::Preformatted => {
                self.leaf(&known.element)
            }
            Element::Rule if !self.is_inside_line() => self.tree.rule(self.range),
            Element::Break => self.tree.leaf_at(self.range).push_hard_break(),
            Element::List { ordered } => self.list(ordered),
            Element::Item => self.item(),
            Element::Definitions => self.container(Container::Plain(Kind::Definitions)),
            Element::Definition => self.definition(),
            Element::Table => self.container(Container::Plain(Kind::Table)),
            Element::Rows => self.close_row(),
            Element::Row => self.row(),
            Element::Cell { header } => self.cell(header),
            Element::Quote => self.block(Container::Plain(Kind::Quote)),
            Element::Address => self.block(Container::Plain(Kind::Address)),
            Element::Box => self.block(Container::Transparent),
            Element::Mark(kind) => self.inline(Inline::Mark(kind)),
            Element::Link => self.link(),
            Element::Image => self.image(),
            Element::Ruby => self.inline(Inline::Ruby),
            Element::Reading => self.ruby_part(Inline::Reading),
            Element::Parenthesis => self.ruby_part(Inline::Dropped),
            Element::Run => self.run(),
            Element::Dropped => self.dropped(),
            Element::Rule | Element::Void => {}
        }
    }

    // Attributes

    fn attribute(&self, name: &str) -> Option<String> {
        let value = self.tag.attributes.get(name.as_bytes())?;
        Some(self.tree.mask.unmask(&text(&value.value)).into_owned())
    }

    fn number<T: std::str::FromStr>(&self, name: &str) -> Option<T> {
        self.attribute(name)?.trim().parse().ok()
    }

    fn direction(&self) -> Option<Direction> {
        match self.attribute("dir")?.to_ascii_lowercase().as_str() {
            "rtl" => Some(Direction::Rtl),
            "ltr" => Some(Direction::Ltr),
            _ => None,
        }
    }

    fn id(&mut self, attribute: &str) -> Option<Spanned<Anchor>> {
        let name = self.attribute(attribute).filter(|name| !name.is_empty())?;
        let tag = self.tree.notebook.text.get(self.range.clone()).unwrap_or_default();
        let range = match tag.rfind(name.as_str()) {
            Some(at) => self.range.start + at..self.range.start + at + name.len(),
            None => self.range.clone(),
        };
        self.tree.notebook.id(&name, range)
    }

    /// Warns, once per element, of what the tag says and nobody will see.
    fn warn(&mut self, known: &Known) {
        let problem = self.tree.notebook.problem(Code::DroppedHtml, self.range.clone());
        let what = format!("<{}>", self.name);
        match known.element {
            Element::Dropped => self.tree.notebook.note(problem.arg("what", what).help("content")),
            Element::Void => self.tree.notebook.note_once(what.clone(), problem.arg("what", what).no_help()),
            _ if known.lossy => self.tree.notebook.note_once(what.clone(), problem.arg("what", what)),
            _ => {
                let names = self.tag.attributes.keys().map(|name| text(name));
                let Some(lost) = names.into_iter().find(|name| !is_read(self.name, name)) else { return };
                let what = format!("<{} {lost}>", self.name);
                self.tree.notebook.note_once(format!("<{} …>", self.name), problem.arg("what", what).help("attribute"));
            }
        }
    }

    // Blocks

    /// A heading, term or preformatted text is one line of blocks: boxes inside it are not told apart.
    fn is_inside_line(&self) -> bool {
        self.tree.leaf_kind().is_some_and(|kind| *kind != LeafKind::Paragraph)
    }

    fn leaf(mut self, element: &Element) {
        let kind = match element {
            Element::Heading(level) => LeafKind::Heading(*level),
            Element::Term => LeafKind::Term,
            Element::Preformatted => LeafKind::Code(None),
            _ if self.is_inside_line() => return,
            _ => LeafKind::Paragraph,
        };
        if kind == LeafKind::Term {
            self.close_definition();
        }
        let (id, direction) = (self.id("id"), self.direction());
        let leaf = self.tree.begin_leaf(kind, Origin::Html(self.name), self.range);
        (leaf.id, leaf.direction) = (id, direction);
    }

    fn block(self, container: Container) {
        if !self.is_inside_line() {
            self.container(container);
        }
    }

    /// Opens a container; its id, unless it is an item's, names the place before its text.
    fn container(mut self, container: Container) {
        let (id, direction) = (self.id("id"), self.direction());
        let keeps_id = matches!(container, Container::Item(_));
        let opened = self.tree.open(container, Origin::Html(self.name), self.range);
        let id = match opened {
            Some(attributes) => {
                *attributes.direction = direction;
                if keeps_id {
                    *attributes.id = id;
                    return;
                }
                id
            }
            None => id,
        };
        if let Some(id) = id {
            self.tree.name(id.value);
        }
    }

    fn list(self, ordered: bool) {
        let style = match self.attribute("type").as_deref() {
            Some("a") => LabelStyle::Lower,
            Some("A") => LabelStyle::Upper,
            Some("i") => LabelStyle::RomanLower,
            Some("I") => LabelStyle::RomanUpper,
            _ => LabelStyle::Arabic,
        };
        let next = ordered.then(|| (style, self.number("start").unwrap_or(1)));
        self.container(Container::List { ordered, tight: true, next });
    }

    fn item(self) {
        let end = self.range.start;
        self.tree.close_left_open(
            is_item,
            |container| matches!(container, Container::List { .. }) || is_cell(container),
            end,
        );
        self.tree.end_leaf();
        let written = self.number("value");
        let label = self.tree.next_label(written);
        self.container(Container::Item(Some(label)));
    }

    fn close_definition(&mut self) {
        let is_it = |container: &Container| *container == Container::Plain(Kind::Definition);
        let bounds = |container: &Container| *container == Container::Plain(Kind::Definitions) || is_cell(container);
        self.tree.close_left_open(is_it, bounds, self.range.start);
    }

    fn definition(mut self) {
        self.close_definition();
        self.container(Container::Plain(Kind::Definition));
    }

    fn close_row(&mut self) {
        let is_row = |container: &Container| *container == Container::Plain(Kind::Row);
        self.tree.close_left_open(is_row, is_table, self.range.start);
    }

    fn row(mut self) {
        self.close_row();
        self.container(Container::Plain(Kind::Row));
    }

    fn cell(self, header: bool) {
        self.tree.close_left_open(is_cell, is_table, self.range.start);
        let align = match self.attribute("align").map(|align| align.to_ascii_lowercase()).as_deref() {
            Some("left") => Some(Align::Start),
            Some("center") => Some(Align::Center),
            Some("right") => Some(Align::End),
            _ => None,
        };
        let columns = self.number("colspan").unwrap_or(1).max(1);
        let rows = self.number("rowspan").unwrap_or(1).max(1);
        self.container(Container::Plain(Kind::Cell(Cell { header, columns, rows, align })));
    }

    // Inside lines

    /// Opens a range of text; its id names the place.
    fn inline(mut self, inline: Inline) {
        let id = self.id("id");
        self.tree.open_inline(Origin::Html(self.name), inline, self.range);
        if let Some(id) = id {
            self.tree.name(id.value);
        }
    }

    fn run(self) {
        match self.direction() {
            Some(direction) => self.inline(Inline::Mark(MarkKind::Direction(direction))),
            None if self.name == "wbr" => {}
            None => self.inline(Inline::Plain),
        }
    }

    fn link(mut self) {
        let name = self.id("id").or_else(|| self.id("name"));
        let inline = match self.attribute("href") {
            Some(href) => self.allowed(&href).map_or(Inline::Plain, |target| {
                let title = self.attribute("title").unwrap_or_default();
                let span = self.tree.notebook.span(self.range.clone());
                Inline::Mark(MarkKind::Link(Link { target, title, span }))
            }),
            None => Inline::Plain,
        };
        self.tree.open_inline(Origin::Html(self.name), inline, self.range);
        if let Some(name) = name {
            self.tree.name(name.value);
        }
    }

    fn image(mut self) {
        let alternative = self.attribute("alt").unwrap_or_default();
        let source = self.attribute("src").and_then(|source| self.allowed(&source));
        let title = self.attribute("title").unwrap_or_default();
        let leaf = self.tree.leaf_at(self.range);
        match source {
            Some(source) => leaf.push_marked(&alternative, MarkKind::Image { source, title }),
            None => leaf.push(&alternative),
        }
    }

    fn allowed(&mut self, address: &str) -> Option<String> {
        let allowed = url::allowed(address);
        if allowed.is_none() {
            let problem = self.tree.notebook.problem(Code::DroppedUrl, self.range.clone());
            self.tree.notebook.note(problem.arg("url", address));
        }
        allowed
    }

    fn ruby_part(self, inline: Inline) {
        if let Some(leaf) = self.tree.open_leaf() {
            leaf.close_html("rt");
            leaf.close_html("rp");
        }
        self.inline(inline);
    }

    fn dropped(self) {
        let origin = Origin::Html(self.name);
        match self.tree.open_leaf() {
            Some(leaf) => leaf.open(origin, Inline::Dropped),
            None => _ = self.tree.open(Container::Dropped, origin, self.range),
        }
    }
}

fn is_item(container: &Container) -> bool {
    matches!(container, Container::Item(_))
}

fn is_cell(container: &Container) -> bool {
    matches!(container, Container::Plain(Kind::Cell(_)))
}

fn is_table(container: &Container) -> bool {
    *container == Container::Plain(Kind::Table)
}

/// Returns whether an attribute of an element is read, or says nothing to a reader.
fn is_read(element: &str, attribute: &str) -> bool {
    let own: &[&str] = match element {
        "a" => &["href", "name", "title", "target", "rel", "hreflang"],
        "img" => &["src", "alt", "title", "width", "height", "loading"],
        "td" | "th" => &["colspan", "rowspan", "align", "scope"],
        "ol" => &["start", "type"],
        "li" => &["value"],
        _ => &[],
    };
    ["id", "dir"].contains(&attribute) || own.contains(&attribute)
}
