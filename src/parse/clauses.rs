//! Numbered lines of prose into clauses, nested by the style of their labels.
//!
//! One pass over the lines of a section keeps a stack of open runs. A line is a clause if it carries an open run on, or begins
//! one that a later line carries on; a style that is not open nests below the innermost open clause.

use std::ops::Range;

use super::label::{Reading, bullet, readings};
use super::leaf::{is_caption, lines, slice};
use super::numeral::{Enclosure, Form};
use crate::locale::is_spaceless;
use crate::model::{Block, Body, Kind, Label, LabelKind, LabelStyle, Leaf};

/// Returns the blocks with numbered lines made clauses; `article` says that the unlabelled first paragraph is number 1.
pub(super) fn arrange(mut blocks: Vec<Block>, article: bool) -> Vec<Block> {
    blocks.iter_mut().for_each(arrange_inside);
    if !blocks.iter().any(may_hold_clauses) {
        return blocks;
    }
    let units: Vec<_> = blocks.iter().enumerate().flat_map(|(source, block)| units(source, block)).collect();
    if units.iter().all(|unit| unit.readings.is_empty()) {
        return blocks;
    }
    let mut clauses =
        Clauses { units: &units, sources: blocks, article, root: Vec::new(), open: Vec::new(), chunk: None };
    for at in 0..units.len() {
        clauses.take(at);
    }
    clauses.close(0);
    clauses.root
}

/// Looks for clauses in the text of list items.
fn arrange_inside(block: &mut Block) {
    match (&block.kind, &mut block.body) {
        (Kind::Item, Body::Blocks(inner)) => *inner = arrange(std::mem::take(inner), false),
        (Kind::List { .. }, Body::Blocks(inner)) => inner.iter_mut().for_each(arrange_inside),
        _ => {}
    }
}

/// Returns whether a line of a paragraph begins as a clause does; most blocks have none.
fn may_hold_clauses(block: &Block) -> bool {
    let (Kind::Paragraph, Body::Leaf(leaf)) = (&block.kind, &block.body) else { return false };
    let mut all = lines(&leaf.text).map(|range| &leaf.text[range]);
    all.any(|line| bullet(line).is_some() || !clause_readings(line).is_empty())
}

/// A line of a paragraph, or a whole block that is none.
struct Unit {
    /// The block, by its position.
    source: usize,
    /// The line's bytes in the paragraph; `None` for other blocks.
    line: Option<Range<usize>>,
    /// Ways to read the line as a clause.
    readings: Vec<Reading>,
}

fn units(source: usize, block: &Block) -> Vec<Unit> {
    let (Kind::Paragraph, Body::Leaf(leaf)) = (&block.kind, &block.body) else {
        return vec![Unit { source, line: None, readings: Vec::new() }];
    };
    let ranges: Vec<_> = lines(&leaf.text).collect();
    let bullets: Vec<_> = ranges.iter().map(|range| bullet(&leaf.text[range.clone()])).collect();
    let unit = |(at, range): (usize, &Range<usize>)| {
        let readings = match &bullets[at] {
            Some(_) if is_remark(&bullets, at) => Vec::new(),
            Some(bullet) => vec![bullet.clone()],
            None => clause_readings(&leaf.text[range.clone()]),
        };
        Unit { source, readings, line: Some(range.clone()) }
    };
    ranges.iter().enumerate().map(unit).collect()
}

/// Returns whether a line is one remark (※) below lines that are no bullets: a part of their paragraph.
fn is_remark(bullets: &[Option<Reading>], at: usize) -> bool {
    let sign = bullets[at].as_ref().is_some_and(|bullet| bullet.label.printed == "※");
    sign && at > 0 && bullets[at - 1].is_none() && bullets.get(at + 1).is_none_or(Option::is_none)
}

fn clause_readings(line: &str) -> Vec<Reading> {
    // "2 前項の…" is a clause where it follows on, "2 weeks" never.
    let unspaced = |reading: &Reading| line[reading.end..].starts_with(is_spaceless);
    let fits = |reading: &Reading| {
        reading.label.kind == LabelKind::Bare && reading.key.word.is_empty() && (!reading.weak || unspaced(reading))
    };
    readings(line).into_iter().filter(fits).collect()
}

/// The clauses so far.
struct Clauses<'a> {
    units: &'a [Unit],
    sources: Vec<Block>,
    article: bool,
    root: Vec<Block>,
    /// The open runs, the outermost first.
    open: Vec<Run>,
    /// The lines of the paragraph being collected for the innermost open clause.
    chunk: Option<Chunk>,
}

/// Clauses in sequence, of which the last one is still open.
struct Run {
    last: Reading,
    clause: Block,
    /// What the clauses before it hold.
    siblings: Vec<Shape>,
}

#[derive(PartialEq, Eq)]
struct Shape {
    captioned: bool,
    second: Option<std::mem::Discriminant<Kind>>,
}

/// Lines of one source paragraph, from `cut`; the text begins at `start`.
struct Chunk {
    source: usize,
    cut: usize,
    start: usize,
    end: usize,
}

impl Clauses<'_> {
    fn take(&mut self, at: usize) {
        let unit = &self.units[at];
        let Some(line) = unit.line.clone() else {
            self.settle(at, |run, kind| run.introduces(kind));
            let block = self.taken(unit.source);
            self.push(block);
            return;
        };
        if let Some((keep, reading)) = self.reading(at) {
            self.begin(keep, reading, unit.source, line);
        } else if let Some(chunk) = self.chunk.as_mut().filter(|chunk| chunk.source == unit.source) {
            chunk.end = line.end;
        } else {
            self.settle(at, |run, _| run.awaits_text());
            self.chunk = Some(Chunk { source: unit.source, cut: line.start, start: line.start, end: line.end });
        }
    }

    /// Returns the reading that makes a line a clause, and how many of the open runs stay open around it.
    fn reading(&self, at: usize) -> Option<(usize, Reading)> {
        let own = &self.units[at].readings;
        if let Some(bullet) = own.iter().find(|reading| reading.label.style == LabelStyle::Bullet) {
            return Some((self.outside(bullet), bullet.clone()));
        }
        let carried = (0..self.open.len()).rev().find_map(|run| {
            let reading = own.iter().find(|reading| reading.continues(&self.open[run].last))?;
            Some((run, reading))
        });
        let begun = own.iter().filter(|reading| reading.last() == 1).find_map(|reading| {
            let keep = self.outside(reading);
            Some((self.carried_on(at, reading, keep)?, keep, reading))
        });
        // An `i` behind an `h` is a numeral only if `ii` comes before `j`.
        let anew = match (carried, begun) {
            (Some((run, reading)), Some((second, _, new))) => {
                reading.key != new.key && self.carried_on(at, reading, run).is_none_or(|next| second < next)
            }
            (carried, _) => carried.is_none(),
        };
        let begun = begun.map(|(_, keep, reading)| (keep, reading)).filter(|_| anew);
        let chosen = begun.or(carried).or_else(|| self.second_paragraph(at));
        chosen.map(|(keep, reading)| (keep, reading.clone()))
    }

    /// Returns how many runs stay open around a new one: all, or those outside of one of its own style.
    fn outside(&self, reading: &Reading) -> usize {
        self.open.iter().position(|run| run.last.key == reading.key).unwrap_or(self.open.len())
    }

    /// Returns the later line that carries a run on, unless a run further out is carried on or the style begins anew before.
    fn carried_on(&self, at: usize, reading: &Reading, outer: usize) -> Option<usize> {
        for (later, unit) in self.units.iter().enumerate().skip(at + 1) {
            let any = |test: &dyn Fn(&Reading) -> bool| unit.readings.iter().any(test);
            if any(&|next| next.continues(reading)) {
                return Some(later);
            }
            let further_out = any(&|next| self.open[..outer].iter().any(|run| next.continues(&run.last)));
            if further_out || any(&|next| next.key == reading.key && next.last() == 1) {
                return None;
            }
        }
        None
    }

    /// Reads a 2 behind a first paragraph that has no number: the second 項 of an article.
    fn second_paragraph(&self, at: usize) -> Option<(usize, &Reading)> {
        let unit = &self.units[at];
        let unnumbered = self.root.first().is_some_and(|block| block.kind == Kind::Paragraph)
            || self.chunk.as_ref().is_some_and(|_| self.root.is_empty() && self.open.is_empty());
        let reading = unit.readings.iter().find(|reading| {
            let plain = matches!(reading.key.form, Form::Digits | Form::Kanji | Form::Circled);
            let bare = !reading.label.printed.ends_with(['.', '．']);
            reading.label.number == [2] && plain && bare && reading.key.enclosure == Enclosure::Open
        })?;
        let open = self.open.iter().any(|run| run.last.key == reading.key);
        let counts = self.article || self.carried_on(at, reading, 0).is_some();
        (unnumbered && !open && counts).then_some((0, reading))
    }

    /// Opens a clause, inside of the first `keep` open runs.
    fn begin(&mut self, keep: usize, reading: Reading, source: usize, line: Range<usize>) {
        self.flush();
        let mut siblings = Vec::new();
        if let Some(run) = self.open.get(keep)
            && (reading.continues(&run.last) || reading.label.style == LabelStyle::Bullet)
        {
            self.close(keep + 1);
            siblings = self.open.last_mut().map(Run::finish).unwrap_or_default();
        }
        self.close(keep);
        let start = line.start + reading.end;
        let clause = self.clause(source, reading.label.clone());
        self.open.push(Run { last: reading, clause, siblings });
        self.chunk = Some(Chunk { source, cut: line.start, start, end: line.end });
    }

    fn clause(&mut self, source: usize, label: Label) -> Block {
        let paragraph = &mut self.sources[source];
        Block {
            kind: Kind::Clause,
            label: Some(Box::new(label)),
            id: paragraph.id.take(),
            anchor: None,
            direction: paragraph.direction,
            span: paragraph.span.clone(),
            body: Body::Blocks(Vec::new()),
        }
    }

    /// Closes the runs to which a block without a label no longer belongs: those that no later line carries on, unless their
    /// last clause wants the block.
    fn settle(&mut self, at: usize, wanted: impl Fn(&Run, &Kind) -> bool) {
        self.flush();
        while let Some(run) = self.open.last() {
            let outer = self.open.len() - 1;
            let numbered = run.last.label.style != LabelStyle::Bullet;
            let kind = &self.sources[self.units[at].source].kind;
            let note = matches!(kind, Kind::Footnote { .. });
            let held = self.carried_on(at, &run.last, outer).is_some() || wanted(run, kind);
            if numbered && held && !note {
                return;
            }
            self.close(outer);
        }
    }

    /// Closes runs until so many are open.
    fn close(&mut self, keep: usize) {
        self.flush();
        while self.open.len() > keep
            && let Some(run) = self.open.pop()
        {
            self.push(run.clause);
        }
    }

    /// Ends the paragraph being collected.
    fn flush(&mut self) {
        let Some(Chunk { source, cut, start, end }) = self.chunk.take() else { return };
        let Body::Leaf(leaf) = &self.sources[source].body else { return };
        let whole = start == 0 && end == leaf.text.len();
        // A label may stand alone on its line.
        let indent =
            if cut < start { leaf.text[start..end].len() - leaf.text[start..end].trim_start().len() } else { 0 };
        let piece = slice(leaf, cut, start + indent..end);
        if whole {
            let block = self.taken(source);
            self.push(block);
        } else if !piece.text.trim().is_empty() || !piece.marks.is_empty() {
            let paragraph = &mut self.sources[source];
            let block = Block { id: paragraph.id.take(), body: Body::Leaf(piece), ..paragraph.clone() };
            self.push(block);
        }
    }

    /// Takes a source block as it is.
    fn taken(&mut self, source: usize) -> Block {
        let block = &mut self.sources[source];
        let body = std::mem::replace(&mut block.body, Body::Leaf(Leaf::default()));
        Block { body, id: block.id.take(), ..block.clone() }
    }

    fn push(&mut self, block: Block) {
        match self.open.last_mut().map(|run| &mut run.clause.body) {
            Some(Body::Blocks(inner)) => inner.push(block),
            _ => self.root.push(block),
        }
    }
}

impl Run {
    fn blocks(&self) -> &[Block] {
        match &self.clause.body {
            Body::Blocks(blocks) => blocks,
            Body::Leaf(_) => &[],
        }
    }

    fn text(&self) -> &str {
        match self.blocks().first().map(|block| &block.body) {
            Some(Body::Leaf(leaf)) => &leaf.text,
            _ => "",
        }
    }

    fn shape(&self) -> Shape {
        let second = self.blocks().get(1).map(|block| std::mem::discriminant(&block.kind));
        Shape { captioned: is_caption(self.text()), second }
    }

    /// Returns whether the clause is only a caption so far while each one before it has text below its caption.
    fn awaits_text(&self) -> bool {
        let paragraph = Some(std::mem::discriminant(&Kind::Paragraph));
        let siblings = |shape: &Shape| shape.captioned && shape.second == paragraph;
        let own = self.blocks().len() == 1 && is_caption(self.text());
        own && !self.siblings.is_empty() && self.siblings.iter().all(siblings)
    }

    /// Returns whether the clause's text leads to a list or table: it ends with a colon, or the clauses before it have one.
    fn introduces(&self, kind: &Kind) -> bool {
        let same = Some(std::mem::discriminant(kind));
        let colon = self.text().trim_end().ends_with([':', '：']);
        self.blocks().len() == 1 && (colon || self.siblings.last().is_some_and(|shape| shape.second == same))
    }

    /// Returns the shapes of the clauses so far, this one included.
    fn finish(&mut self) -> Vec<Shape> {
        let own = self.shape();
        let mut siblings = std::mem::take(&mut self.siblings);
        siblings.push(own);
        siblings
    }
}
