//! A leaf and what is to be marked in it -> inline markup.
//!
//! Marks are ranges that nest; a change may cross them. Marks are cut where a change crosses them, so that what is left is a
//! tree of ranges, which is written from left to right.

use std::borrow::Cow;
use std::mem::discriminant;
use std::ops::Range;

use memchr::memchr;

use super::elements::{Element, What, clipped, elements, snapped, wholes};
use super::escape::{append, attribute, escape};
use super::html::Writer;
use super::node::{Change, Look, Moved};
use super::words::direction;
use crate::model::{Leaf, Link, MarkKind};
use crate::page::Hrefs;
use crate::page::edits::{Gone, GonePart};
use crate::page::formats::Shows;

/// A tag.
type Tag = Cow<'static, str>;

/// How text is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Ink {
    /// Whether the words are those of the old text inside of the new one: nothing in them leads anywhere.
    pub(super) dead: bool,
    /// Whether the words for screen readers are left out.
    pub(super) quiet: bool,
    /// Whether a change is one of white space, width or quotation marks alone.
    pub(super) minor: bool,
    /// Of which text the words are shown.
    pub(super) shows: Shows,
    /// Whether words changed in the leaf.
    pub(super) reworded: bool,
    /// Whether line breaks are kept as they are.
    pub(super) preformatted: bool,
}

impl<'a> Writer<'a> {
    /// Writes the text of a leaf.
    pub(super) fn leaf(&mut self, leaf: &'a Leaf, look: &Look<'a>, ink: Ink) {
        let reworded = !look.gone.is_empty() || look.marked.as_ref().is_some_and(|(_, words)| !words.is_empty());
        let ink = Ink { quiet: look.quiet, shows: look.shows, reworded, ..ink };
        if leaf.marks.is_empty() && look.is_plain() && look.gaps.is_empty() {
            return self.characters(&leaf.text, ink);
        }
        let write = |writer: &mut Self| writer.elements(leaf, &elements(leaf, look), 0..leaf.text.len(), ink);
        match look.moved {
            Some(moved) => self.moved(moved, write),
            None => write(self),
        }
    }

    /// Writes words that stood elsewhere, with the way to the other place where there are ids.
    fn moved(&mut self, moved: Moved, inside: impl FnOnce(&mut Self)) {
        let (class, key) =
            if moved.here { ("k-moved-here", "moved_here") } else { ("k-moved-from", "moved_from_here") };
        let id = |here: bool| format!("k-moved-{}-{}{}", moved.by.0, moved.by.1, if here { "" } else { "-from" });
        self.out += &format!("<span class=\"k-moved {class}\"");
        if moved.opens && self.ids {
            attribute("id", &id(moved.here), &mut self.out);
        }
        self.out.push('>');
        if moved.opens {
            let link = self.ids.then(|| format!("#{}", id(!moved.here)));
            self.out += &self.words.note("k-moved-note", key, link.as_deref());
        }
        inside(self);
        self.out.push_str("</span>");
    }

    /// Writes a mark of change round what `inside` writes.
    pub(super) fn change(&mut self, change: Change, ink: Ink, inside: impl FnOnce(&mut Self)) {
        let (tag, before, after) = match (change, ink.minor) {
            (Change::Deleted, false) => ("del", "del_open", "del_close"),
            (Change::Deleted, true) => ("del", "del_minor_open", "del_close"),
            (Change::Inserted, false) => ("ins", "ins_open", "ins_close"),
            (Change::Inserted, true) => ("ins", "ins_minor_open", "ins_close"),
        };
        append(["<", tag, " class=\"k-", tag, if ink.minor { " k-minor\">" } else { "\">" }], &mut self.out);
        if !ink.quiet {
            self.words.hidden(before, &mut self.out);
        }
        inside(self);
        if !ink.quiet {
            self.words.hidden(after, &mut self.out);
        }
        append(["</", tag, ">"], &mut self.out);
    }

    fn elements(&mut self, leaf: &'a Leaf, elements: &[Element<'a>], range: Range<usize>, ink: Ink) {
        let (mut at, mut rest) = (range.start, elements);
        while let Some((first, behind)) = rest.split_first() {
            self.characters(&leaf.text[at..first.range.start], ink);
            let inside = behind.partition_point(|next| next.range.start < first.range.end);
            self.element(leaf, first, &behind[..inside], ink);
            (at, rest) = (first.range.end, &behind[inside..]);
        }
        self.characters(&leaf.text[at..range.end], ink);
    }

    fn element(&mut self, leaf: &'a Leaf, element: &Element<'a>, inside: &[Element<'a>], ink: Ink) {
        let range = element.range.clone();
        match element.what {
            What::Gone(gone) => self.gone(gone, ink),
            What::Change(change, minor) => {
                let ink = Ink { minor, ..ink };
                self.change(change, ink, |writer| writer.elements(leaf, inside, range, ink))
            }
            What::Gap => self.out.push_str("<span class=\"k-gap\"></span>"),
            What::Format(format, _) if range.is_empty() => {
                self.out += &self.words.format(format, ink.shows, !ink.reworded)
            }
            What::Format(format, told) => {
                self.out.push_str("<span class=\"k-format\">");
                self.elements(leaf, inside, range, ink);
                self.out.push_str("</span>");
                if told {
                    self.out += &self.words.format(format, ink.shows, !ink.reworded);
                }
            }
            What::Mark(MarkKind::Image { source, title }) => self.image(source, title, &leaf.text[range], ink),
            What::Mark(kind) if range.is_empty() => self.point(kind, ink),
            What::Mark(kind) => {
                let (open, close) = self.tags(kind, ink);
                self.out.push_str(&open);
                self.open.push(discriminant(kind));
                self.elements(leaf, inside, range, ink);
                self.open.pop();
                self.out.push_str(&close);
            }
        }
    }

    fn characters(&mut self, text: &str, ink: Ink) {
        if ink.preformatted || memchr(b'\n', text.as_bytes()).is_none() {
            return escape(text, &mut self.out);
        }
        for (at, line) in text.split('\n').enumerate() {
            if at > 0 {
                self.out.push_str("<br>");
            }
            escape(line, &mut self.out);
        }
    }

    /// Writes deleted words.
    fn gone(&mut self, gone: &'a Gone<'a>, ink: Ink) {
        let ink = Ink { dead: true, minor: gone.minor, ..ink };
        self.change(Change::Deleted, ink, |writer| {
            let mut before: Option<(&Leaf, usize)> = None;
            for part in &gone.parts {
                match part {
                    GonePart::Break => writer.out.push_str("<span class=\"k-break\">¶</span>"),
                    GonePart::Words(leaf, range) => {
                        let mut range = snapped(&wholes(leaf), range.clone());
                        if let Some((_, end)) = before.filter(|(other, _)| std::ptr::eq(*other, *leaf)) {
                            range.start = range.start.max(end).min(range.end);
                        }
                        before = Some((leaf, range.end));
                        let marks = clipped(leaf, &range, &writer.open);
                        writer.elements(leaf, &marks, range, ink);
                    }
                }
            }
        });
    }

    fn image(&mut self, source: &str, title: &str, alt: &str, ink: Ink) {
        let Some(href) = lead(self.hrefs(ink), source) else {
            return self.characters(alt, ink);
        };
        let mut tag = String::from("<img");
        attribute("src", href, &mut tag);
        attribute("alt", alt, &mut tag);
        if !title.is_empty() {
            attribute("title", title, &mut tag);
        }
        tag.push('>');
        self.out.push_str(&tag);
    }

    fn point(&mut self, kind: &MarkKind, ink: Ink) {
        if ink.dead {
            return;
        }
        match kind {
            MarkKind::FootnoteReference { name } => self.reference(name),
            MarkKind::Name(anchor) if self.ids => {
                self.out.push_str("<span");
                attribute("id", anchor.as_str(), &mut self.out);
                self.out.push_str("></span>");
            }
            _ => {}
        }
    }

    fn hrefs(&self, ink: Ink) -> &'a Hrefs {
        if ink.dead { self.old_hrefs } else { self.hrefs }
    }

    fn tags(&self, kind: &MarkKind, ink: Ink) -> (Tag, Tag) {
        let these = |open: &'static str, close: &'static str| (open.into(), close.into());
        match kind {
            MarkKind::Emphasis => these("<em>", "</em>"),
            MarkKind::Strong => these("<strong>", "</strong>"),
            MarkKind::Strike => these("<s>", "</s>"),
            MarkKind::Underline => these("<u>", "</u>"),
            MarkKind::Superscript => these("<sup>", "</sup>"),
            MarkKind::Subscript => these("<sub>", "</sub>"),
            MarkKind::Small => these("<small>", "</small>"),
            MarkKind::Code => these("<code>", "</code>"),
            MarkKind::Link(link) if !ink.dead => self.link(link).unwrap_or_default(),
            MarkKind::Reference(anchor) => {
                let mut open = String::from("<a class=\"k-ref\"");
                attribute("href", &format!("#{anchor}"), &mut open);
                ((open + ">").into(), "</a>".into())
            }
            MarkKind::Ruby(reading) => {
                let mut close = String::from("<rt>");
                escape(reading, &mut close);
                ("<ruby>".into(), (close + "</rt></ruby>").into())
            }
            MarkKind::Direction(dir) => (format!("<span dir=\"{}\">", direction(*dir)).into(), "</span>".into()),
            MarkKind::Link(_)
            | MarkKind::Image { .. }
            | MarkKind::FootnoteReference { .. }
            | MarkKind::Name(_)
            | MarkKind::Variable { .. } => Default::default(),
        }
    }

    fn link(&self, link: &Link) -> Option<(Tag, Tag)> {
        let href = lead(self.hrefs, &link.target)?;
        let mut open = String::from("<a");
        attribute("href", href, &mut open);
        if href.contains("://") || href.starts_with("//") {
            attribute("rel", "noopener", &mut open);
        }
        if !link.title.is_empty() {
            attribute("title", &link.title, &mut open);
        }
        Some(((open + ">").into(), "</a>".into()))
    }
}

/// Returns where something written leads: as resolved, nowhere, or as written.
fn lead<'a>(hrefs: &'a Hrefs, written: &'a str) -> Option<&'a str> {
    hrefs.get(written).map_or(Some(written), |resolved| resolved.as_deref())
}
