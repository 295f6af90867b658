//! What changed in a section -> which of its blocks are shown, and which are left out as （略）.
//!
//! Neighbours that did not change are left out as one, named by their labels where they have any (一～三　（略）). Whatever is
//! left out on one side is left out on the other, in the same pieces, so that two cells stay side by side.

use std::collections::BTreeSet;
use std::mem::{Discriminant, discriminant};
use std::ops::Range;

use super::edits::{Edits, LeafEdits};
use super::labels::{LabelChange, LabelEdit, shown};
use crate::compare::{Change, ChangeKind};
use crate::locale::{Strings, fill};
use crate::model::{Block, Body, Cell, Context, Kind, LabelStyle};

/// A part of a section, as a view shows it.
#[derive(Debug, Clone, PartialEq)]
pub enum Piece<'a> {
    /// A block with everything in it.
    Whole(&'a Block),
    /// A block of which some is left out.
    Part(&'a Block, Vec<Piece<'a>>),
    /// Neighbours that are left out.
    Omitted(Omitted<'a>),
}

/// Neighbours that are left out.
#[derive(Debug, Clone, PartialEq)]
pub struct Omitted<'a> {
    /// The neighbours, at least one.
    pub blocks: &'a [Block],
    /// The labels of the first and the last of them, where they are numbered.
    pub labels: Option<(&'a str, &'a str)>,
    /// Whether these labels are others than on the other side.
    pub relabelled: bool,
    /// Whether the other side has a block behind them that this side lacks.
    pub gap: bool,
}

/// The words that stand for what is left out.
#[derive(Debug, Clone, Copy)]
pub struct Elision<'w> {
    /// 「（略）」.
    pub words: &'w str,
    two: &'w str,
    range: &'w str,
}

impl<'w> Elision<'w> {
    /// Returns the words of a language.
    pub fn of(strings: &'w Strings) -> Self {
        let text = |key: &'w str| strings.text(key).unwrap_or(key);
        Self { words: text("elided"), two: text("elided_two"), range: text("elided_range") }
    }

    /// Returns the words of a language among words of a text in another one, whose labels it names without words.
    pub fn among_others(strings: &'w Strings) -> Self {
        Self { two: "{first}, {last}", range: "{first}–{last}", ..Self::of(strings) }
    }

    /// Returns the name of what is left out: its label, its two labels, or those of its first and last.
    pub fn name(&self, omitted: &Omitted<'_>) -> Option<String> {
        let (first, last) = omitted.labels?;
        let values = [("first", shown(first)), ("last", shown(last))];
        Some(match omitted.blocks.len() {
            1 => shown(first).to_owned(),
            2 => fill(self.two, &values),
            _ => fill(self.range, &values),
        })
    }
}

/// Returns whether what did not change is left out of the cells of a change: where the site says so, and where the words stay.
pub fn elides(change: &Change, edits: &Edits<'_>, context: Context) -> bool {
    let whole = change.old.is_empty() || change.new.is_empty();
    // Another structure that is no other kind of any block (a list cut in two) is seen in the whole text alone.
    let unmarked = change.kind == ChangeKind::Format && edits.mark_nothing();
    !whole && !unmarked && (context == Context::Changes || change.kind >= ChangeKind::Moved)
}

/// Goes through the blocks of one side of a change, section by section, and leaves out what did not change.
pub struct Sieve<'e, 'a> {
    touched: &'e BTreeSet<usize>,
    leaves: &'e [LeafEdits<'a>],
    labels: &'e [LabelEdit<'a>],
    /// What is no longer than this is shown.
    shortest: usize,
    at: Count,
}

/// How many leaves and labels.
#[derive(Debug, Clone, Copy, Default)]
struct Count {
    leaves: usize,
    labels: usize,
}

/// What neighbours must have in common to be left out as one.
type Class = (Option<Discriminant<Kind>>, Option<LabelStyle>, bool);

/// Neighbours that may be left out.
struct Run {
    blocks: Range<usize>,
    class: Class,
    length: usize,
}

impl<'e, 'a> Sieve<'e, 'a> {
    /// Returns a sieve before the first block.
    pub fn new(
        touched: &'e BTreeSet<usize>,
        leaves: &'e [LeafEdits<'a>],
        labels: &'e [LabelEdit<'a>],
        elision: Elision<'_>,
    ) -> Self {
        Self { touched, leaves, labels, shortest: elision.words.chars().count(), at: Count::default() }
    }

    /// Returns the pieces of the next section.
    pub fn section<'b>(&mut self, blocks: &'b [Block]) -> Vec<Piece<'b>> {
        let count = count(blocks);
        let unlike = self.labels_in(0, count).iter().any(|label| label.change != LabelChange::None);
        if unlike || self.is_touched(count) || self.has_gap(count) || length(blocks) <= self.shortest {
            return self.pieces(blocks);
        }
        self.skip(count);
        vec![Piece::Omitted(Omitted { blocks, labels: None, relabelled: false, gap: false })]
    }

    fn pieces<'b>(&mut self, blocks: &'b [Block]) -> Vec<Piece<'b>> {
        let mut pieces = Vec::new();
        let mut run: Option<Run> = None;
        let mut end = 0;
        for unit in blocks.chunk_by(is_one) {
            let (start, count) = (end, count(unit));
            end += unit.len();
            let class = self.class(unit, count);
            if let Some(done) = run.take_if(|run| Some(run.class) != class) {
                self.leave_out(blocks, done, false, &mut pieces);
            }
            let Some(class) = class else {
                pieces.extend(unit.iter().map(|block| self.shown(block)));
                continue;
            };
            let here = run.get_or_insert(Run { blocks: start..start, class, length: 0 });
            here.blocks.end = end;
            here.length += length(unit);
            let gap = self.has_gap(count);
            self.skip(count);
            if let Some(done) = run.take_if(|_| gap) {
                self.leave_out(blocks, done, true, &mut pieces);
            }
        }
        if let Some(done) = run {
            self.leave_out(blocks, done, false, &mut pieces);
        }
        pieces
    }

    /// Returns a block of which something is shown.
    fn shown<'b>(&mut self, block: &'b Block) -> Piece<'b> {
        match &block.body {
            Body::Blocks(inner) if block.kind != Kind::Row => {
                self.at.labels += usize::from(block.label.is_some());
                Piece::Part(block, self.pieces(inner))
            }
            _ => {
                self.skip(count(std::slice::from_ref(block)));
                Piece::Whole(block)
            }
        }
    }

    fn leave_out<'b>(&self, blocks: &'b [Block], run: Run, gap: bool, pieces: &mut Vec<Piece<'b>>) {
        let (_, numbered, relabelled) = run.class;
        let blocks = &blocks[run.blocks];
        if run.length <= self.shortest {
            return pieces.extend(blocks.iter().map(Piece::Whole));
        }
        let label = |block: Option<&'b Block>| Some(block?.label.as_ref()?.printed.as_str());
        let labels = numbered.and_then(|_| label(blocks.first()).zip(label(blocks.last())));
        pieces.push(Piece::Omitted(Omitted { blocks, labels, relabelled, gap }));
    }

    /// Returns the class of blocks that may be left out; `None` where they are to be shown.
    fn class(&self, unit: &[Block], count: Count) -> Option<Class> {
        let first = unit.first()?;
        let own = usize::from(first.label.is_some());
        let inside = self.labels_in(own, count);
        // A block that the other side has inside of this one; that behind its last leaf may stand behind the whole.
        let within = Count { leaves: count.leaves.saturating_sub(1), ..count };
        if self.is_touched(count)
            || self.has_gap(within)
            || is_head(first)
            || inside.iter().any(|label| label.change != LabelChange::None)
        {
            return None;
        }
        let relabelled = self.labels_in(0, Count { labels: own, ..count });
        let relabelled = relabelled.iter().any(|label| label.change != LabelChange::None);
        let kind = matches!(first.kind, Kind::Clause | Kind::Item | Kind::Row | Kind::Term | Kind::Definition);
        let style = first.label.as_ref().map(|label| label.style).filter(|style| *style != LabelStyle::Bullet);
        Some((kind.then(|| discriminant(&first.kind)), style, relabelled))
    }

    fn is_touched(&self, count: Count) -> bool {
        self.touched.range(self.at.leaves..self.at.leaves + count.leaves).next().is_some()
    }

    fn has_gap(&self, count: Count) -> bool {
        let leaves = self.leaves.iter().skip(self.at.leaves).take(count.leaves);
        leaves.into_iter().any(|leaf| !leaf.gaps.is_empty())
    }

    /// Returns the next labels, but for some.
    fn labels_in(&self, skipped: usize, count: Count) -> &'e [LabelEdit<'a>] {
        let labels = self.at.labels + skipped..self.at.labels + count.labels;
        self.labels.get(labels).unwrap_or_default()
    }

    fn skip(&mut self, count: Count) {
        self.at.leaves += count.leaves;
        self.at.labels += count.labels;
    }
}

/// Returns whether two neighbours belong together: a term and what it means.
fn is_one(one: &Block, other: &Block) -> bool {
    let defines = |block: &Block| matches!(block.kind, Kind::Term | Kind::Definition);
    defines(one) && defines(other) && (one.kind == Kind::Term || other.kind == Kind::Definition)
}

/// Returns whether a row heads its table, so that the others cannot be read without it.
fn is_head(block: &Block) -> bool {
    let header = |cell: &Block| matches!(cell.kind, Kind::Cell(Cell { header: true, .. }));
    block.kind == Kind::Row && inner(block).iter().all(header)
}

fn inner(block: &Block) -> &[Block] {
    match &block.body {
        Body::Leaf(_) => &[],
        Body::Blocks(inner) => inner,
    }
}

fn count(blocks: &[Block]) -> Count {
    let mut count = Count::default();
    for block in blocks {
        let inside = self::count(inner(block));
        count.leaves += inside.leaves + usize::from(matches!(block.body, Body::Leaf(_)));
        count.labels += inside.labels + usize::from(block.label.is_some());
    }
    count
}

/// Returns how many characters of text blocks have.
fn length(blocks: &[Block]) -> usize {
    let of = |block: &Block| match &block.body {
        Body::Leaf(leaf) => leaf.text.chars().count(),
        Body::Blocks(inner) => length(inner),
    };
    blocks.iter().map(of).sum()
}
