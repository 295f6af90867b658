//! A leaf and what is to be marked in it -> inline markup.
//!
//! Marks are ranges that nest; a change may cross them. Marks are cut where a change crosses them, so that what is left is a
//! tree of ranges, which is written from left to right.

use std::mem::{Discriminant, discriminant};
use std::ops::Range;

use super::escape::{attribute, escape};
use super::html::Writer;
use super::node::{Change, Look};
use super::words::direction;
use crate::model::{Leaf, Link, MarkKind};
use crate::page::Hrefs;
use crate::page::edits::{Gone, GonePart};

/// How text is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Ink {
    /// Whether the words are those of the old text inside of the new one: nothing in them leads anywhere.
    pub(super) dead: bool,
    /// Whether the words for screen readers are left out.
    pub(super) quiet: bool,
    /// Whether line breaks are kept as they are.
    pub(super) preformatted: bool,
}

/// A range of a leaf's text that is written as an element; empty for points.
#[derive(Debug, Clone)]
struct Element<'a> {
    range: Range<usize>,
    what: What<'a>,
}

#[derive(Debug, Clone, Copy)]
enum What<'a> {
    Gone(&'a Gone<'a>),
    Change(Change),
    Mark(&'a MarkKind),
}

impl<'a> Writer<'a> {
    /// Writes the text of a leaf.
    pub(super) fn leaf(&mut self, leaf: &'a Leaf, look: &Look<'a>, ink: Ink) {
        let ink = Ink { quiet: look.quiet, ..ink };
        self.elements(leaf, &elements(leaf, look), 0..leaf.text.len(), ink);
    }

    /// Writes a mark of change round what `inside` writes.
    pub(super) fn change(&mut self, change: Change, ink: Ink, inside: impl FnOnce(&mut Self)) {
        let (open, close, before, after) = match change {
            Change::Deleted => ("<del class=\"k-del\">", "</del>", "del_open", "del_close"),
            Change::Inserted => ("<ins class=\"k-ins\">", "</ins>", "ins_open", "ins_close"),
        };
        self.out.push_str(open);
        if !ink.quiet {
            self.out += &self.words.hidden(before);
        }
        inside(self);
        if !ink.quiet {
            self.out += &self.words.hidden(after);
        }
        self.out.push_str(close);
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
            What::Change(change) => self.change(change, ink, |writer| writer.elements(leaf, inside, range, ink)),
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
        if ink.preformatted {
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
        let ink = Ink { dead: true, ..ink };
        self.change(Change::Deleted, ink, |writer| {
            let mut before: Option<(&Leaf, usize)> = None;
            for part in &gone.parts {
                match part {
                    GonePart::Break => writer.out.push_str("<span class=\"k-break\">¶</span>"),
                    GonePart::Words(leaf, range) => {
                        let mut range = snapped(leaf, range.clone());
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

    fn tags(&self, kind: &MarkKind, ink: Ink) -> (String, String) {
        let same = |name: &str| (format!("<{name}>"), format!("</{name}>"));
        match kind {
            MarkKind::Emphasis => same("em"),
            MarkKind::Strong => same("strong"),
            MarkKind::Strike => same("s"),
            MarkKind::Underline => same("u"),
            MarkKind::Superscript => same("sup"),
            MarkKind::Subscript => same("sub"),
            MarkKind::Small => same("small"),
            MarkKind::Code => same("code"),
            MarkKind::Link(link) if !ink.dead => self.link(link).unwrap_or_default(),
            MarkKind::Ruby(reading) => {
                let mut close = String::from("<rt>");
                escape(reading, &mut close);
                ("<ruby>".to_owned(), close + "</rt></ruby>")
            }
            MarkKind::Direction(dir) => (format!("<span dir=\"{}\">", direction(*dir)), "</span>".to_owned()),
            MarkKind::Link(_)
            | MarkKind::Image { .. }
            | MarkKind::FootnoteReference { .. }
            | MarkKind::Name(_)
            | MarkKind::Variable { .. } => Default::default(),
        }
    }

    fn link(&self, link: &Link) -> Option<(String, String)> {
        let href = lead(self.hrefs, &link.target)?;
        let mut open = String::from("<a");
        attribute("href", href, &mut open);
        if href.contains("://") || href.starts_with("//") {
            attribute("rel", "noopener", &mut open);
        }
        if !link.title.is_empty() {
            attribute("title", &link.title, &mut open);
        }
        Some((open + ">", "</a>".to_owned()))
    }
}

/// Returns where something written leads: as resolved, nowhere, or as written.
fn lead<'a>(hrefs: &'a Hrefs, written: &'a str) -> Option<&'a str> {
    hrefs.get(written).map_or(Some(written), |resolved| resolved.as_deref())
}

/// Returns the elements of a leaf, each before those inside of it; any two either nest or lie apart.
fn elements<'a>(leaf: &'a Leaf, look: &Look<'a>) -> Vec<Element<'a>> {
    let gone = look.gone.iter().map(|gone| (before_whole(leaf, gone.at), gone)).collect::<Vec<_>>();
    let (change, ranges) = match &look.marked {
        Some((change, ranges)) => (*change, settled(leaf, ranges, &gone)),
        None => (Change::Inserted, Vec::new()),
    };
    let marks = leaf.marks.iter().flat_map(|mark| {
        let pieces = cut(&mark.range, &ranges).into_iter();
        pieces.map(|range| Element { range, what: What::Mark(&mark.kind) })
    });
    let mut elements: Vec<_> = marks.collect();
    elements.extend(gone.iter().map(|(at, gone)| Element { range: *at..*at, what: What::Gone(gone) }));
    elements.extend(ranges.iter().map(|range| Element { range: range.clone(), what: What::Change(change) }));
    elements.sort_by_key(|element| {
        let change = !matches!(element.what, What::Change(_));
        (element.range.start, !element.range.is_empty(), std::cmp::Reverse(element.range.end), change)
    });
    elements
}

/// Returns the marks of a part of a leaf, those of kinds already open left out.
fn clipped<'a>(leaf: &'a Leaf, part: &Range<usize>, open: &[Discriminant<MarkKind>]) -> Vec<Element<'a>> {
    let marks = leaf.marks.iter().filter(|mark| !open.contains(&discriminant(&mark.kind)));
    let clip = marks.map(|mark| Element {
        range: mark.range.start.max(part.start)..mark.range.end.min(part.end),
        what: What::Mark(&mark.kind),
    });
    clip.filter(|element| element.range.start < element.range.end).collect()
}

/// Returns changed ranges as they are marked: never a part of an image or of a word with its reading, never two that touch,
/// unless deleted words stand between them.
fn settled(leaf: &Leaf, ranges: &[Range<usize>], gone: &[(usize, &Gone<'_>)]) -> Vec<Range<usize>> {
    let mut settled: Vec<Range<usize>> = Vec::new();
    for range in ranges.iter().filter(|range| !range.is_empty()).map(|range| snapped(leaf, range.clone())) {
        match settled.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => settled.push(range),
        }
    }
    for (at, _) in gone {
        if let Some(split) = settled.iter().position(|range| range.start < *at && *at < range.end) {
            let end = std::mem::replace(&mut settled[split].end, *at);
            settled.insert(split + 1, *at..end);
        }
    }
    settled
}

/// Returns the ranges of images and of words with their reading, which are shown as one.
fn wholes(leaf: &Leaf) -> impl Iterator<Item = &Range<usize>> {
    let whole = |kind: &MarkKind| matches!(kind, MarkKind::Image { .. } | MarkKind::Ruby(_));
    leaf.marks.iter().filter(move |mark| whole(&mark.kind)).map(|mark| &mark.range)
}

fn snapped(leaf: &Leaf, mut range: Range<usize>) -> Range<usize> {
    for whole in wholes(leaf).filter(|whole| !whole.is_empty()) {
        if whole.start < range.end && range.start < whole.end {
            range = range.start.min(whole.start)..range.end.max(whole.end);
        }
    }
    range
}

fn before_whole(leaf: &Leaf, at: usize) -> usize {
    wholes(leaf).find(|whole| whole.start < at && at < whole.end).map_or(at, |whole| whole.start)
}

/// Cuts a mark where changes cross it.
fn cut(mark: &Range<usize>, changes: &[Range<usize>]) -> Vec<Range<usize>> {
    let crossing = changes.iter().filter(|change| {
        let overlap = change.start < mark.end && mark.start < change.end;
        overlap && (change.start < mark.start || change.end > mark.end)
    });
    let mut cuts: Vec<_> = crossing.flat_map(|change| [change.start, change.end]).collect();
    cuts.retain(|at| mark.start < *at && *at < mark.end);
    let starts = std::iter::once(mark.start).chain(cuts.iter().copied());
    let ends = cuts.iter().copied().chain(std::iter::once(mark.end));
    starts.zip(ends).map(|(start, end)| start..end).collect()
}
