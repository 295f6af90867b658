//! A section into several, cut at lines of its paragraphs.

use std::ops::Range;

use super::leaf::{SOFT_BREAK, slice};
use crate::model::{Block, Body, Label, LabelKind, Leaf, Section};

/// A line at which a new section begins.
#[derive(Debug, Clone)]
pub(super) struct Cut {
    /// The section, by its position in the text.
    pub(super) section: usize,
    /// The paragraph, by its position in the section.
    pub(super) block: usize,
    /// The line's bytes in the paragraph.
    pub(super) line: Range<usize>,
    /// Where the text behind the label begins.
    pub(super) text: usize,
    /// The label.
    pub(super) label: Label,
    /// What begins.
    pub(super) role: Role,
    /// The length of the title behind the label, 0 where there is none.
    pub(super) title: usize,
    /// The caption on the line above that is the title.
    pub(super) caption: Option<Caption>,
}

/// A line that is the title of the article below it.
#[derive(Debug, Clone)]
pub(super) struct Caption {
    /// The paragraph, by its position in the section: the article's own, or the one before.
    pub(super) block: usize,
    /// The line's bytes in it.
    pub(super) range: Range<usize>,
}

/// What begins at a cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// An article.
    Article,
    /// A part, chapter or division that holds articles.
    Chapter,
    /// Supplementary provisions.
    Supplement,
}

impl Cut {
    /// Returns where it begins in its paragraph, a caption in the same paragraph included.
    fn start(&self) -> usize {
        self.caption
            .as_ref()
            .filter(|caption| caption.block == self.block)
            .map_or(self.line.start, |caption| caption.range.start)
    }
}

/// Returns the sections that a section becomes: what stands above the first cut, then one for each; a preamble in which
/// nothing is left is dropped.
pub(super) fn cut(mut section: Section, cuts: Vec<Cut>) -> Vec<Section> {
    if cuts.is_empty() {
        return vec![section];
    }
    let mut levels = Levels::new(&section);
    let blocks = std::mem::take(&mut section.blocks);
    let mut out = vec![section];
    let mut cuts = cuts.into_iter().peekable();
    let mut above: Option<Block> = None;
    for (at, block) in blocks.into_iter().enumerate() {
        let captions =
            |cut: &Cut| cut.caption.as_ref().is_some_and(|caption| caption.block == at && cut.block == at + 1);
        if cuts.peek().is_some_and(captions) {
            above = Some(block);
            continue;
        }
        let mut own = Vec::new();
        while let Some(cut) = cuts.next_if(|cut| cut.block == at) {
            own.push(cut);
        }
        paragraph(block, own, above.take(), &mut levels, &mut out);
    }
    if out[0].level == 0 && out[0].blocks.is_empty() && out[0].id.is_none() {
        out.remove(0);
    }
    out
}

fn paragraph(mut block: Block, cuts: Vec<Cut>, mut above: Option<Block>, levels: &mut Levels, out: &mut Vec<Section>) {
    let (Body::Leaf(leaf), Some(first)) = (&block.body, cuts.first()) else {
        add(block, out);
        return;
    };
    let leaf = leaf.clone();
    if let Some(piece) = piece(&leaf, 0, 0..first.start()) {
        add(Block { id: block.id.take(), body: Body::Leaf(piece), ..block.clone() }, out);
    }
    for (at, cut) in cuts.iter().enumerate() {
        let end = cuts.get(at + 1).map_or(leaf.text.len(), Cut::start);
        let (title, from) = titled(cut, &leaf, above.take());
        out.push(Section {
            level: levels.of(cut),
            id: block.id.take().map(|id| *id),
            anchor: None,
            label: Some(cut.label.clone()),
            title,
            blocks: Vec::new(),
            span: block.span.clone(),
        });
        let text = cut.text + cut.title;
        if let Some(piece) = piece(&leaf, from, text..end) {
            add(Block { id: None, body: Body::Leaf(piece), ..block.clone() }, out);
        }
    }
}

fn add(block: Block, out: &mut [Section]) {
    if let Some(section) = out.last_mut() {
        section.blocks.push(block);
    }
}

/// Returns a cut's title, and from where points of its line belong to the text.
fn titled(cut: &Cut, leaf: &Leaf, above: Option<Block>) -> (Leaf, usize) {
    match (&cut.caption, above.map(|block| block.body)) {
        (Some(caption), Some(Body::Leaf(above))) => (trimmed(&above, 0, caption.range.clone()), cut.line.start),
        (Some(caption), _) => (trimmed(leaf, caption.range.start, caption.range.clone()), cut.line.start),
        (None, _) if cut.title > 0 || cut.text == cut.line.end => {
            let end = cut.text + cut.title;
            // A point at the line's end is the title's.
            let from = if end == cut.line.end { end + 1 } else { end };
            (slice(leaf, cut.line.start, cut.text..end), from)
        }
        (None, _) => (Leaf::default(), cut.line.start),
    }
}

fn trimmed(leaf: &Leaf, cut: usize, range: Range<usize>) -> Leaf {
    let text = &leaf.text[range.clone()];
    let start = range.start + text.len() - text.trim_start().len();
    let end = range.start + text.trim_end().len();
    slice(leaf, cut, start.min(end)..end)
}

/// Returns a piece of a paragraph without the line breaks round it, or `None` where nothing is in it.
fn piece(leaf: &Leaf, cut: usize, range: Range<usize>) -> Option<Leaf> {
    let text = leaf.text[range.clone()].trim_end_matches(['\n', SOFT_BREAK]);
    let indent = if range.start == 0 { 0 } else { text.len() - text.trim_start().len() };
    let piece = slice(leaf, cut, range.start + indent..range.start + text.len());
    (!piece.text.trim().is_empty() || !piece.marks.is_empty()).then_some(piece)
}

/// The levels of the sections that one section becomes.
struct Levels {
    /// The level of the heading that encloses them.
    enclosing: u8,
    /// The open parts, chapters and divisions.
    chapters: Vec<LabelKind>,
    /// Whether supplementary provisions have begun.
    supplement: bool,
}

impl Levels {
    fn new(section: &Section) -> Self {
        let article =
            section.label.as_ref().is_some_and(|label| matches!(label.kind, LabelKind::Article | LabelKind::Section));
        // Articles below an article that is a heading are its equals.
        let enclosing = if article { section.level.saturating_sub(1) } else { section.level };
        Self { enclosing, chapters: Vec::new(), supplement: false }
    }

    fn of(&mut self, cut: &Cut) -> u8 {
        let first = (self.enclosing + 1).max(2);
        let deep = |levels: usize| first.saturating_add(u8::try_from(levels).unwrap_or(u8::MAX)).min(6);
        match cut.role {
            Role::Supplement => {
                self.chapters.clear();
                self.supplement = true;
                // They are the equal of the chapters.
                self.enclosing.max(2)
            }
            Role::Chapter => {
                self.chapters.retain(|open| *open < cut.label.kind);
                self.chapters.push(cut.label.kind);
                self.supplement = false;
                deep(self.chapters.len() - 1)
            }
            Role::Article if self.supplement => (self.enclosing.max(2) + 1).min(6),
            Role::Article => deep(self.chapters.len()),
        }
    }
}
