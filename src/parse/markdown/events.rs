//! Markdown events -> the tree of a body.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{Alignment, CodeBlockKind, CowStr, Event, LinkType, Parser, Tag, TagEnd};

use crate::diagnostic::Code;
use crate::model::{Align, Cell, Kind, Link, MarkKind};

use super::attributes::{Attribute, Position};
use super::characters::{is_wide, opens};
use super::html;
use super::layout::extensions;
use super::leaf::{Inline, LeafKind, OpenLeaf, Origin};
use super::marker;
use super::mask::{Mask, visible};
use super::notebook::Notebook;
use super::tree::{Container, Grown, Tree, data_cell};
use super::url;

/// Returns the tree of a masked body; ids of attributes on lines of their own are not yet in it.
pub(super) fn grow<'s>(notebook: &mut Notebook<'s>, mask: &Mask<'s>, attributes: &[Attribute]) -> Grown {
    let masked = mask.text();
    let tree = Tree::new(notebook, mask);
    let mut reader =
        Reader { tree, masked, attributes, html: None, alignments: Vec::new(), header: false, signs: Vec::new() };
    for (event, range) in Parser::new_ext(masked, extensions()).into_offset_iter() {
        reader.read(event, range);
    }
    reader.tree.finish()
}

struct Reader<'t, 'a, 's> {
    tree: Tree<'a, 's>,
    masked: &'t str,
    attributes: &'t [Attribute],
    /// The lines of the HTML block that is being read.
    html: Option<html::Lines<'t>>,
    /// The alignments of the columns of each open table.
    alignments: Vec<Vec<Alignment>>,
    header: bool,
    /// For each open emphasis, link or image, the sign that is text after all.
    signs: Vec<Option<&'static str>>,
}

impl<'t> Reader<'t, '_, '_> {
    fn read(&mut self, event: Event<'t>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag, range),
            Event::Text(text) => self.text(text, range),
            Event::Code(code) => {
                let code = self.tree.mask.unmask(&code);
                self.tree.leaf_at(range).push_marked(&code, MarkKind::Code);
            }
            Event::Html(line) => self.html.get_or_insert_default().push((cow(line), range)),
            Event::InlineHtml(tag) => html::inline(&mut self.tree, &tag, range),
            Event::FootnoteReference(name) => {
                let name = footnote_name(&self.tree.mask.unmask(&name));
                self.tree.leaf_at(range).push_marked("", MarkKind::FootnoteReference { name });
            }
            Event::SoftBreak => self.tree.leaf_at(range).push_soft_break(),
            Event::HardBreak => self.tree.leaf_at(range).push_hard_break(),
            Event::Rule => self.tree.rule(range),
            Event::InlineMath(text) | Event::DisplayMath(text) => self.text(text, range),
            Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'t>, range: Range<usize>) {
        match tag {
            Tag::Paragraph => {
                self.tree.end_leaf();
                self.tree.loosen();
                self.leaf(LeafKind::Paragraph, range);
            }
            Tag::Heading { level, .. } => self.heading(level as u8, range),
            Tag::BlockQuote(None) => self.open(Container::Plain(Kind::Quote), range),
            Tag::BlockQuote(Some(_)) => {
                let whole = self.whole_lines(range);
                self.open(Container::Note, whole);
            }
            Tag::CodeBlock(CodeBlockKind::Fenced(info)) => {
                let word = self.tree.mask.unmask(info.split_whitespace().next().unwrap_or_default()).to_lowercase();
                self.leaf(LeafKind::Code((!word.is_empty()).then_some(word)), range);
            }
            Tag::CodeBlock(CodeBlockKind::Indented) => self.leaf(LeafKind::Paragraph, range),
            Tag::HtmlBlock => self.html = Some(Vec::new()),
            Tag::List(first) => {
                self.open(Container::List { ordered: first.is_some(), tight: true, next: None }, range);
            }
            Tag::Item => self.item(range),
            Tag::FootnoteDefinition(name) => {
                let name = footnote_name(&self.tree.mask.unmask(&name));
                self.open(Container::Plain(Kind::Footnote { name }), range);
            }
            Tag::DefinitionList => self.open(Container::Plain(Kind::Definitions), range),
            Tag::DefinitionListTitle => self.leaf(LeafKind::Term, range),
            Tag::DefinitionListDefinition => self.open(Container::Plain(Kind::Definition), range),
            Tag::Table(alignments) => {
                self.alignments.push(alignments);
                self.open(Container::Plain(Kind::Table), range);
            }
            Tag::TableHead | Tag::TableRow => {
                self.header = tag == Tag::TableHead;
                self.open(Container::Plain(Kind::Row), range);
            }
            Tag::TableCell => self.cell(range),
            Tag::Emphasis => self.emphasis(MarkKind::Emphasis, range),
            Tag::Strong => self.inline(Inline::Mark(MarkKind::Strong), range),
            Tag::Strikethrough => self.emphasis(MarkKind::Strike, range),
            Tag::Superscript => self.inline(Inline::Mark(MarkKind::Superscript), range),
            Tag::Subscript => self.inline(Inline::Mark(MarkKind::Subscript), range),
            Tag::Link { link_type, dest_url, title, .. } => self.link(link_type, &dest_url, &title, range),
            Tag::Image { dest_url, title, .. } => self.image(&dest_url, &title, range),
            Tag::MetadataBlock(_) => {}
        }
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        match tag {
            TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::CodeBlock | TagEnd::DefinitionListTitle => {
                self.tree.end_leaf()
            }
            TagEnd::HtmlBlock => {
                let lines = self.html.take().unwrap_or_default();
                html::block(&mut self.tree, &lines);
            }
            TagEnd::Table => {
                self.alignments.pop();
                self.tree.close_markdown(range.end);
            }
            TagEnd::BlockQuote(_)
            | TagEnd::List(_)
            | TagEnd::Item
            | TagEnd::FootnoteDefinition
            | TagEnd::DefinitionList
            | TagEnd::DefinitionListDefinition
            | TagEnd::TableHead
            | TagEnd::TableRow
            | TagEnd::TableCell => self.tree.close_markdown(0),
            TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::Link
            | TagEnd::Image => match self.signs.pop().flatten() {
                Some(sign) => self.tree.leaf_at(range).push(sign),
                None => self.tree.close_inline(),
            },
            TagEnd::MetadataBlock(_) => {}
        }
    }

    fn open(&mut self, container: Container, range: Range<usize>) {
        self.tree.open(container, Origin::Markdown, range);
    }

    fn leaf(&mut self, kind: LeafKind, range: Range<usize>) {
        self.tree.begin_leaf(kind, Origin::Markdown, range);
    }

    fn heading(&mut self, level: u8, range: Range<usize>) {
        let first = self.attributes.partition_point(|attribute| attribute.range.start < range.start);
        let own = self.attributes[first..].iter().take_while(|attribute| attribute.range.start < range.end);
        let id =
            own.filter(|attribute| attribute.position == Position::Heading).find_map(|attribute| attribute.id.clone());
        let id = id.and_then(|(name, range)| self.tree.notebook.id(&name, range));
        self.tree.begin_leaf(LeafKind::Heading(level), Origin::Markdown, range).id = id;
    }

    fn item(&mut self, range: Range<usize>) {
        let text = self.tree.notebook.text;
        let label = marker::of_markdown(text[range.clone()].trim_start());
        let first = self.attributes.partition_point(|attribute| attribute.range.start < range.start);
        let own = self.attributes.get(first).filter(|attribute| {
            attribute.position == Position::Item
                && !text[range.start..attribute.range.start].trim().contains([' ', '\t', '\n'])
        });
        let id = own.filter(|attribute| attribute.range.start < range.end).and_then(|attribute| attribute.id.clone());
        let id = id.and_then(|(name, range)| self.tree.notebook.id(&name, range));
        if let Some(attributes) = self.tree.open(Container::Item(Some(label)), Origin::Markdown, range) {
            *attributes.id = id;
        }
    }

    fn cell(&mut self, range: Range<usize>) {
        let align = match self.alignments.last().and_then(|columns| columns.get(self.tree.cells())) {
            Some(Alignment::Left) => Some(Align::Start),
            Some(Alignment::Center) => Some(Align::Center),
            Some(Alignment::Right) => Some(Align::End),
            Some(Alignment::None) | None => None,
        };
        self.open(Container::Plain(Kind::Cell(Cell { header: self.header, align, ..data_cell() })), range);
    }

    /// Returns a block's range with the start of its first line, where that is blank.
    fn whole_lines(&self, range: Range<usize>) -> Range<usize> {
        let before = self.masked[..range.start].trim_end_matches([' ', '\t']);
        if before.is_empty() || before.ends_with(['\n', '\r']) { before.len()..range.end } else { range }
    }

    // Text

    fn text(&mut self, text: CowStr<'t>, range: Range<usize>) {
        let typed = self.masked.get(range.clone()).unwrap_or_default();
        let is_code = matches!(self.tree.leaf_kind(), Some(LeafKind::Code(_)));
        if is_code || *typed == *text {
            self.note_undefined_footnote(typed, range.end);
            self.tree.text(&text, range, OpenLeaf::push);
        } else {
            // An entity: nothing in it is masked.
            self.tree.leaf_at(range).push(&text.chars().map(visible).collect::<String>());
        }
    }

    /// Without a definition `[^1]` is three pieces of text to the parser.
    fn note_undefined_footnote(&mut self, typed: &str, end: usize) {
        let Some(rest) = self.masked[end..].strip_prefix('^').filter(|_| typed == "[") else { return };
        let Some(close) = rest.find([']', '[', ' ', '\n']).filter(|at| *at > 0 && rest[*at..].starts_with(']')) else {
            return;
        };
        let name = self.tree.mask.unmask(&rest[..close]);
        let problem = self.tree.notebook.problem(Code::LooseFootnote, end - 1..end + close + 2);
        self.tree.notebook.note(problem.arg("name", name).help("undefined"));
    }

    fn inline(&mut self, inline: Inline, range: Range<usize>) {
        self.signs.push(None);
        self.tree.open_inline(Origin::Markdown, inline, range.start..range.start);
    }

    /// Opens an emphasis, unless its signs are text: `*1` behind a word, or a lone `~`.
    fn emphasis(&mut self, kind: MarkKind, range: Range<usize>) {
        let Some(sign) = swallowed(self.tree.notebook.text, range.start, &kind) else {
            return self.inline(Inline::Mark(kind), range);
        };
        let problem = self.tree.notebook.problem(Code::SwallowedSign, range.start..range.start + sign.len());
        self.tree.notebook.note(problem.arg("sign", sign));
        self.signs.push(Some(sign));
        self.tree.leaf_at(range.start..range.start + sign.len()).push(sign);
    }

    fn link(&mut self, link_type: LinkType, target: &str, title: &str, range: Range<usize>) {
        let written = self.tree.mask.unmask(target);
        let written = if link_type == LinkType::Email { Cow::Owned(format!("mailto:{written}")) } else { written };
        let title = self.tree.mask.unmask(title).into_owned();
        let span = self.tree.notebook.span(range.clone());
        let link = self.allowed(&written, range.clone()).map(|target| MarkKind::Link(Link { target, title, span }));
        self.inline(link.map_or(Inline::Plain, Inline::Mark), range);
    }

    fn image(&mut self, source: &str, title: &str, range: Range<usize>) {
        let written = self.tree.mask.unmask(source);
        let title = self.tree.mask.unmask(title).into_owned();
        let image = self.allowed(&written, range.clone()).map(|source| MarkKind::Image { source, title });
        self.inline(image.map_or(Inline::Plain, Inline::Mark), range);
    }

    fn allowed(&mut self, address: &str, range: Range<usize>) -> Option<String> {
        let allowed = url::allowed(address);
        if allowed.is_none() {
            let problem = self.tree.notebook.problem(Code::DroppedUrl, range);
            self.tree.notebook.note(problem.arg("url", address));
        }
        allowed
    }
}

/// Returns the sign of an emphasis that is no emphasis.
fn swallowed(text: &str, start: usize, kind: &MarkKind) -> Option<&'static str> {
    let sign = match text.as_bytes().get(start)? {
        b'*' => "*",
        b'_' => "_",
        b'~' => "~",
        _ => return None,
    };
    let after = text[start + 1..].chars().next();
    if *kind == MarkKind::Strike {
        return (after != Some('~')).then_some(sign);
    }
    let before = text[..start].chars().next_back()?;
    let in_prose =
        before.is_alphanumeric() || before == ')' || (is_wide(before) && !opens(before) && !before.is_whitespace());
    (in_prose && after.is_some_and(char::is_numeric)).then_some(sign)
}

fn footnote_name(label: &str) -> String {
    label.to_lowercase()
}

fn cow(text: CowStr) -> Cow<str> {
    match text {
        CowStr::Borrowed(text) => Cow::Borrowed(text),
        CowStr::Boxed(_) | CowStr::Inlined(_) => Cow::Owned(text.into_string()),
    }
}
