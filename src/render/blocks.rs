//! Nodes -> block markup.
//!
//! Blocks that stand in the old text alone have the class `k-old`: taking them and every `del` away, and every `ins` off,
//! leaves the new text as it is written without marks.

use super::code;
use super::escape::{append, attribute, escape};
use super::html::Writer;
use super::leaf::Ink;
use super::node::{Change, Inner, Node, Omission, Tag};
use super::words::direction;
use crate::model::{Anchor, Block, Kind};
use crate::page::labels::shown;

impl<'a> Writer<'a> {
    /// Writes nodes; clauses that follow one another and are numbered in one style are one list, footnotes too.
    pub(super) fn nodes(&mut self, nodes: &[Node<'a>]) {
        let mut rest = nodes;
        while let Some(first) = rest.first() {
            let run = match first.stands_as() {
                Kind::Clause => {
                    run(rest, |node| *node.stands_as() == Kind::Clause && one_style(first.block, node.block))
                }
                Kind::Footnote { .. } => run(rest, |node| matches!(node.stands_as(), Kind::Footnote { .. })),
                _ => 1,
            };
            let (here, behind) = rest.split_at(run);
            match first.stands_as() {
                Kind::Clause => self.clauses(here),
                Kind::Footnote { .. } => self.footnotes(here),
                _ => self.node(first),
            }
            rest = behind;
        }
    }

    fn node(&mut self, node: &Node<'a>) {
        match node.stands_as() {
            Kind::Paragraph => self.whole("p", "", node),
            Kind::Term => self.whole("dt", "", node),
            Kind::Code { language } => self.code(node, language.as_deref()),
            Kind::Rule => self.out.push_str("<hr>\n"),
            Kind::List { ordered: true, tight } => self.list("k-list k-ordered", *tight, node),
            Kind::List { ordered: false, tight } => self.list("k-list", *tight, node),
            Kind::Item => self.item(node, true),
            Kind::Clause => self.clause(node),
            Kind::Quote => self.around("blockquote", "", node, Self::nodes),
            Kind::Address => self.whole("address", "", node),
            Kind::Table => self.table(node),
            Kind::Row => self.row(node, false, 0),
            Kind::Cell(cell) => self.cell(node, *cell, false),
            Kind::Definitions => self.around("dl", "", node, Self::nodes),
            Kind::Definition => self.whole("dd", "", node),
            Kind::Footnote { .. } => self.footnotes(std::slice::from_ref(node)),
        }
    }

    fn around(&mut self, tag: &str, class: &str, node: &Node<'a>, inside: impl FnOnce(&mut Self, &[Node<'a>])) {
        self.open_tag(tag, class, node);
        match &node.inner {
            Inner::Leaf(..) | Inner::Omitted(_) => self.text_of(node),
            Inner::Nodes(nodes) => inside(self, nodes),
        }
        self.close_tag(tag);
    }

    /// Writes an element whose only paragraph needs no element of its own.
    fn whole(&mut self, tag: &str, class: &str, node: &Node<'a>) {
        self.around(tag, class, node, |writer, nodes| writer.contents(nodes, true));
    }

    /// Writes a list. Its labels are text, so it is no `ol` or `ul`: these print labels of their own beside them where no style
    /// forbids it, in a fragment or in a mail.
    fn list(&mut self, class: &str, tight: bool, node: &Node<'a>) {
        self.begin_tag("div", class, node);
        self.out.push_str(" role=\"list\">");
        self.retired_of(node);
        if let Inner::Nodes(nodes) = &node.inner {
            nodes.iter().for_each(|node| self.item(node, tight));
        } else {
            self.text_of(node);
        }
        self.close_tag("div");
    }

    /// Writes the start tag of an item of a list.
    fn open_item(&mut self, class: &str, node: &Node<'a>) {
        self.begin_tag("div", class, node);
        self.out.push_str(" role=\"listitem\">");
        self.retired_of(node);
    }

    fn item(&mut self, node: &Node<'a>, tight: bool) {
        self.open_item("k-item", node);
        match (&node.inner, &node.block.label) {
            (Inner::Omitted(omission), _) => self.omitted_labels("k-marker", omission),
            (_, Some(label)) => self.label("k-marker", &label.printed, node.tag, node.block.anchor.as_ref()),
            (_, None) => {}
        }
        self.inside(node, tight);
        self.close_tag("div");
    }

    /// Writes the labels of what is left out, marked if they are others than before.
    fn omitted_labels(&mut self, class: &str, omission: &Omission<'_>) {
        if let Some(name) = self.words.elision().name(&omission.omitted) {
            self.label(class, &name, omission.tag, None);
        }
    }

    fn clauses(&mut self, nodes: &[Node<'a>]) {
        let old = if nodes.iter().all(|node| node.old) { " k-old" } else { "" };
        append(["<div class=\"k-clauses", old, "\" role=\"list\">\n"], &mut self.out);
        nodes.iter().for_each(|node| self.clause(node));
        self.close_tag("div");
    }

    /// Writes a clause; a block of the old text among clauses stands as one, without number.
    fn clause(&mut self, node: &Node<'a>) {
        let is_clause = node.block.kind == Kind::Clause;
        let several = matches!(&node.inner, Inner::Omitted(omission) if omission.omitted.blocks.len() > 1);
        self.open_item(if several { "k-clause k-range" } else { "k-clause" }, node);
        if let Inner::Omitted(omission) = &node.inner {
            self.omitted_labels("k-label", omission);
        } else if let Some(label) = node.block.label.as_ref().filter(|_| is_clause) {
            self.label("k-label", &label.printed, node.tag, node.block.anchor.as_ref());
        }
        self.out.push_str("<div class=\"k-clause-text\">");
        if is_clause {
            self.inside(node, true)
        } else {
            self.nodes(std::slice::from_ref(node))
        }
        self.out.push_str("</div>");
        self.close_tag("div");
    }

    /// Returns where a clause stands in its revision, and how it is cited.
    fn cited(&self, of: Option<&Anchor>) -> Option<(String, String)> {
        let (citations, anchor) = self.citations.zip(of)?;
        Some((format!("{}#{anchor}", citations.permanent), citations.by.get(anchor)?.clone()))
    }

    /// Writes a label; `of` is the anchor of what it belongs to, which it leads to where that is cited.
    fn label(&mut self, class: &str, printed: &str, tag: Tag<'_>, of: Option<&Anchor>) {
        append(["<span class=\"", class, "\">"], &mut self.out);
        let ink = Ink { quiet: tag.quiet, minor: tag.minor, ..Ink::default() };
        if let Some(before) = tag.before {
            self.change(Change::Deleted, ink, |writer| escape(shown(before), &mut writer.out));
        }
        match (tag.change, self.cited(of)) {
            (Some(change), _) => self.change(change, ink, |writer| escape(shown(printed), &mut writer.out)),
            (None, Some((href, cited))) => {
                self.out.push_str("<a class=\"k-ref\"");
                attribute("href", &href, &mut self.out);
                attribute("title", &cited, &mut self.out);
                self.out.push('>');
                escape(shown(printed), &mut self.out);
                self.out.push_str("</a>");
            }
            (None, None) => escape(shown(printed), &mut self.out),
        }
        // What a marker belongs to may follow without an element of its own.
        self.out.push_str(if class == "k-marker" { "</span> " } else { "</span>" });
    }

    fn inside(&mut self, node: &Node<'a>, tight: bool) {
        match &node.inner {
            Inner::Leaf(..) | Inner::Omitted(_) => self.text_of(node),
            Inner::Nodes(nodes) => self.contents(nodes, tight),
        }
    }

    /// Writes the nodes in a container; where it is tight its only paragraph, if it comes first, stands without `p`.
    pub(super) fn contents(&mut self, nodes: &[Node<'a>], tight: bool) {
        let Some(at) = only_paragraph(nodes).filter(|_| tight) else {
            return self.nodes(nodes);
        };
        self.nodes(&nodes[..at]);
        self.bare(&nodes[at]);
        self.nodes(&nodes[at + 1..]);
    }

    /// Writes a paragraph without `p`; its identity and direction need an element all the same.
    fn bare(&mut self, node: &Node<'a>) {
        if self.own_id(node).is_none() && node.block.direction.is_none() {
            return self.text_of(node);
        }
        self.open_tag("span", "", node);
        self.text_of(node);
        self.out.push_str("</span>");
    }

    fn code(&mut self, node: &Node<'a>, language: Option<&str>) {
        let Inner::Leaf(leaf, look) = &node.inner else { return };
        self.open_tag("pre", "k-code", node);
        self.out.push_str("<code>");
        if look.is_plain() {
            self.out += &code::highlighted(&leaf.text, language);
        } else {
            self.leaf(leaf, look, Ink { preformatted: true, dead: node.old, ..Ink::default() });
        }
        self.out.push_str("</code>");
        self.close_tag("pre");
    }

    /// Writes the text of a node that is a leaf.
    pub(super) fn text_of(&mut self, node: &Node<'a>) {
        match &node.inner {
            Inner::Leaf(leaf, look) => self.leaf(leaf, look, Ink { dead: node.old, ..Ink::default() }),
            Inner::Omitted(omission) => self.omitted(omission),
            Inner::Nodes(_) => {}
        }
    }

    /// Writes the words that stand for what is left out.
    pub(super) fn omitted(&mut self, omission: &Omission<'_>) {
        self.words.span("k-elided", "elided", &mut self.out);
        if omission.omitted.gap {
            self.out.push_str("<span class=\"k-gap\"></span>");
        }
    }

    /// Writes the start tag of a node's element, and the ids of what became of it.
    pub(super) fn open_tag(&mut self, tag: &str, class: &str, node: &Node<'a>) {
        self.begin_tag(tag, class, node);
        self.out.push('>');
        self.retired_of(node);
    }

    /// Writes the ids of what became of a node.
    fn retired_of(&mut self, node: &Node<'a>) {
        if let Some(anchor) = self.own_id(node) {
            self.retired_at(anchor);
        }
    }

    pub(super) fn close_tag(&mut self, tag: &str) {
        append(["</", tag, ">\n"], &mut self.out);
    }

    /// Writes the start tag of a node's element without its end, for further attributes.
    pub(super) fn begin_tag(&mut self, tag: &str, class: &str, node: &Node<'a>) {
        self.out.push('<');
        self.out.push_str(tag);
        match (class, node.old) {
            ("", false) => {}
            ("", true) => self.out.push_str(" class=\"k-old\""),
            (class, old) => append([" class=\"", class, if old { " k-old\"" } else { "\"" }], &mut self.out),
        }
        if let Some(anchor) = self.own_id(node) {
            self.identity(anchor, true);
        }
        if let Some(dir) = node.block.direction {
            attribute("dir", direction(dir), &mut self.out);
        }
    }

    fn own_id(&self, node: &Node<'a>) -> Option<&'a Anchor> {
        node.block.anchor.as_ref().filter(|_| self.ids && !node.old)
    }

    fn footnotes(&mut self, nodes: &[Node<'a>]) {
        let old = if nodes.iter().all(|node| node.old) { " k-old" } else { "" };
        self.out += &format!("<div class=\"k-footnotes{old}\" role=\"group\"");
        let name = self.words.text("footnotes");
        attribute("aria-label", name, &mut self.out);
        self.out.push_str(">\n<ol>\n");
        nodes.iter().for_each(|node| self.footnote(node));
        self.out.push_str("</ol>\n</div>\n");
    }

    fn footnote(&mut self, node: &Node<'a>) {
        let name = match &node.block.kind {
            Kind::Footnote { name } if !node.old => name.as_str(),
            _ => {
                self.out.push_str("<li class=\"k-old\">");
                if matches!(node.block.kind, Kind::Footnote { .. }) {
                    self.inside(node, true)
                } else {
                    self.nodes(std::slice::from_ref(node))
                }
                return self.close_tag("li");
            }
        };
        let number = self.notes.number(name).unwrap_or_default();
        self.out.push_str("<li");
        if self.ids {
            attribute("id", &format!("k-fn-{number}"), &mut self.out);
        }
        attribute("value", &number.to_string(), &mut self.out);
        self.out.push('>');
        self.inside(node, true);
        if self.ids {
            (1..=self.notes.references(number)).for_each(|nth| self.back(number, nth));
        }
        self.close_tag("li");
    }

    fn back(&mut self, number: u32, nth: u32) {
        let name = self.words.text("footnote_back");
        self.out.push_str(" <a class=\"k-footnote-back\"");
        attribute("href", &format!("#{}", reference_id(number, nth)), &mut self.out);
        attribute("aria-label", name, &mut self.out);
        self.out.push_str(">↩</a>");
    }

    /// Writes a reference to a footnote; nothing if there is no such note.
    pub(super) fn reference(&mut self, name: &str) {
        let Some(number) = self.notes.number(name) else { return };
        self.out.push_str("<sup class=\"k-footnote\">");
        if self.ids {
            let nth = self.referred.entry(number).or_default();
            *nth += 1;
            let id = reference_id(number, *nth);
            let name = self.words.with("footnote", "number", &number.to_string());
            self.out.push_str("<a");
            attribute("href", &format!("#k-fn-{number}"), &mut self.out);
            attribute("id", &id, &mut self.out);
            attribute("aria-label", &name, &mut self.out);
            self.out += &format!(">{number}</a>");
        } else {
            self.out += &number.to_string();
        }
        self.out.push_str("</sup>");
    }
}

fn reference_id(number: u32, nth: u32) -> String {
    if nth == 1 { format!("k-fnref-{number}") } else { format!("k-fnref-{number}-{nth}") }
}

/// Returns whether two clauses may be of one list, as far as their labels tell.
fn one_style(one: &Block, other: &Block) -> bool {
    let labels = one.label.as_ref().zip(other.label.as_ref());
    labels.is_none_or(|(one, other)| one.style == other.style)
}

/// Returns how many nodes from the first are of a kind; those of the old text between two of them count.
fn run(nodes: &[Node<'_>], same: impl Fn(&Node<'_>) -> bool) -> usize {
    let mut end = 0;
    for (at, node) in nodes.iter().enumerate() {
        match same(node) {
            true => end = at + 1,
            false if node.old => {}
            false => break,
        }
    }
    end
}

/// Returns the only paragraph, if it comes first; nodes of the old text do not count among those of the new one.
fn only_paragraph(nodes: &[Node<'_>]) -> Option<usize> {
    let any_new = nodes.iter().any(|node| !node.old);
    let counts = |node: &Node<'_>| !(any_new && node.old);
    let is_paragraph = |node: &Node<'_>| *node.stands_as() == Kind::Paragraph;
    let first = nodes.iter().position(counts)?;
    let paragraphs = nodes.iter().filter(|node| counts(node) && is_paragraph(node)).count();
    (is_paragraph(&nodes[first]) && paragraphs == 1).then_some(first)
}
