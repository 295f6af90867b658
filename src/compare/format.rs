//! Two passages and their runs -> whether the marks differ on text that is equal.

use std::ops::Range;

use crate::compare::Run;
use crate::compare::passage::Passage;
use crate::locale::Direction;
use crate::model::MarkKind;

/// What a mark shows a reader; `None` for what is invisible or compared elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Shown<'a> {
    Emphasis,
    Strong,
    Strike,
    Underline,
    Superscript,
    Subscript,
    Small,
    Code,
    Link(&'a str, &'a str),
    Image(&'a str, &'a str),
    FootnoteReference,
    Ruby(&'a str),
    RightToLeft(bool),
}

/// Returns whether any text that is equal is marked differently.
pub(super) fn format_differs(old: &Passage<'_>, new: &Passage<'_>, runs: &[Run]) -> bool {
    let (one, other) = (shown_marks(old), shown_marks(new));
    if one.is_empty() && other.is_empty() {
        return false;
    }
    let differs = |run: &Run| match run {
        Run::Equal { old, new } => within(&one, old) != within(&other, new),
        Run::Deleted(_) | Run::Inserted(_) => false,
    };
    runs.iter().any(differs)
}

type Marks<'a> = Vec<(Shown<'a>, Range<usize>)>;

/// Returns the marks of a passage by kind and place; those of one kind that touch are one.
fn shown_marks<'a>(passage: &Passage<'a>) -> Marks<'a> {
    let of_leaf = |&(start, leaf): &(usize, &'a crate::model::Leaf)| {
        leaf.marks
            .iter()
            .filter_map(move |mark| Some((shown(&mark.kind)?, start + mark.range.start..start + mark.range.end)))
    };
    let mut marks: Marks<'a> = passage.leaves.iter().flat_map(of_leaf).collect();
    marks.sort_unstable_by_key(|(shown, range)| (*shown, range.start, range.end));
    let mut united: Marks<'a> = Vec::with_capacity(marks.len());
    for (shown, range) in marks {
        match united.last_mut() {
            Some((last, until)) if *last == shown && range.start <= until.end && !range.is_empty() => {
                until.end = until.end.max(range.end);
            }
            _ => united.push((shown, range)),
        }
    }
    united
}

fn shown(kind: &MarkKind) -> Option<Shown<'_>> {
    Some(match kind {
        MarkKind::Emphasis => Shown::Emphasis,
        MarkKind::Strong => Shown::Strong,
        MarkKind::Strike => Shown::Strike,
        MarkKind::Underline => Shown::Underline,
        MarkKind::Superscript => Shown::Superscript,
        MarkKind::Subscript => Shown::Subscript,
        MarkKind::Small => Shown::Small,
        MarkKind::Code => Shown::Code,
        MarkKind::Link(link) => Shown::Link(&link.target, &link.title),
        MarkKind::Image { source, title } => Shown::Image(source, title),
        // Numbers and names of footnotes are not compared; their texts are leaves.
        MarkKind::FootnoteReference { .. } => Shown::FootnoteReference,
        MarkKind::Ruby(reading) => Shown::Ruby(reading),
        MarkKind::Direction(direction) => Shown::RightToLeft(*direction == Direction::Rtl),
        MarkKind::Name(_) | MarkKind::Variable { .. } => return None,
    })
}

/// Returns the marks within an equal run: from where, and to where unless to the end. A point belongs to the text before it.
fn within<'a>(marks: &Marks<'a>, run: &Range<usize>) -> Vec<(Shown<'a>, usize, Option<usize>)> {
    let clip = |(shown, range): &(Shown<'a>, Range<usize>)| {
        let inside = match range.is_empty() {
            true => run.start < range.start && range.start <= run.end || range.start == 0 && run.start == 0,
            false => range.start < run.end && run.start < range.end,
        };
        let end = (range.end < run.end).then(|| range.end.saturating_sub(run.start));
        inside.then(|| (*shown, range.start.saturating_sub(run.start), end))
    };
    marks.iter().filter_map(clip).collect()
}
