//! Two passages and their runs -> where equal text is marked differently.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::compare::passage::Passage;
use crate::compare::{Format, FormatKind, MarkAt, Run};
use crate::locale::Direction;
use crate::model::{Leaf, MarkKind};

/// A mark on one side.
#[derive(Debug, Clone)]
struct Shown<'a> {
    range: Range<usize>,
    /// What else a reader sees of it: the target of a link, a reading.
    value: (&'a str, &'a str),
    at: MarkAt,
}

/// The marks of one kind: those on text, by place and apart from one another, and points.
#[derive(Debug, Clone, Default)]
struct Marks<'a> {
    spans: Vec<Shown<'a>>,
    points: Vec<Shown<'a>>,
}

/// Returns where text that is equal is marked differently, by place in the new text.
pub(super) fn formats(old: &Passage<'_>, new: &Passage<'_>, runs: &[Run]) -> Vec<Format> {
    let is_bare = |passage: &Passage<'_>| passage.leaves.iter().all(|(_, leaf)| leaf.marks.is_empty());
    if is_bare(old) && is_bare(new) {
        return Vec::new();
    }
    let (one, other) = (shown_marks(old), shown_marks(new));
    let (none, mut found) = (Marks::default(), Vec::new());
    let mut kinds: Vec<FormatKind> = one.keys().chain(other.keys()).copied().collect();
    kinds.sort_unstable();
    kinds.dedup();
    for kind in kinds {
        let (one, other) = (one.get(&kind).unwrap_or(&none), other.get(&kind).unwrap_or(&none));
        for run in runs {
            // A built-in variable without a value shows nothing that could be marked.
            if let Run::Equal { old, new } = run
                && !old.is_empty()
                && !new.is_empty()
            {
                let place = Place { kind, old, new };
                place.spans(&one.spans, &other.spans, &mut found);
                place.points(&one.points, &other.points, &mut found);
            }
        }
    }
    found.sort_by_key(|format| (format.new.start, format.kind));
    found
}

/// Returns that a leaf of either side, counted from the first, differs as a whole: it stands in another kind of block.
pub(super) fn whole(kind: FormatKind, old: &Passage<'_>, new: &Passage<'_>, leaf: usize) -> Format {
    let whole = |passage: &Passage<'_>| {
        let (start, leaf) = passage.leaves[leaf];
        start..start + leaf.text.len()
    };
    Format { kind, old: whole(old), new: whole(new), was: None, is: None }
}

/// Returns the marks of a passage by kind; those of one kind and value that touch are one.
fn shown_marks<'a>(passage: &Passage<'a>) -> BTreeMap<FormatKind, Marks<'a>> {
    let mut found: BTreeMap<FormatKind, Marks<'a>> = BTreeMap::new();
    let of_leaf = |(number, (start, leaf)): (usize, &(usize, &'a Leaf))| {
        let start = *start;
        leaf.marks.iter().enumerate().filter_map(move |(mark, written)| {
            let (kind, value) = shown(&written.kind)?;
            let range = start + written.range.start..start + written.range.end;
            Some((kind, Shown { range, value, at: MarkAt { leaf: number, mark } }))
        })
    };
    let mut all: Vec<_> = passage.leaves.iter().enumerate().flat_map(of_leaf).collect();
    all.sort_by_key(|(kind, shown)| (*kind, shown.range.start));
    for (kind, mut shown) in all {
        let marks = found.entry(kind).or_default();
        if shown.range.is_empty() {
            marks.points.push(shown);
            continue;
        }
        match marks.spans.last_mut() {
            Some(last) if last.value == shown.value && shown.range.start <= last.range.end => {
                last.range.end = last.range.end.max(shown.range.end);
            }
            last => {
                // Of two that overlap the outer one counts.
                let from = last.map_or(0, |last| last.range.end);
                shown.range.start = shown.range.start.max(from);
                marks.spans.extend((!shown.range.is_empty()).then_some(shown));
            }
        }
    }
    found
}

fn shown(kind: &MarkKind) -> Option<(FormatKind, (&str, &str))> {
    let bare = ("", "");
    Some(match kind {
        MarkKind::Emphasis => (FormatKind::Emphasis, bare),
        MarkKind::Strong => (FormatKind::Strong, bare),
        MarkKind::Strike => (FormatKind::Strike, bare),
        MarkKind::Underline => (FormatKind::Underline, bare),
        MarkKind::Superscript => (FormatKind::Superscript, bare),
        MarkKind::Subscript => (FormatKind::Subscript, bare),
        MarkKind::Small => (FormatKind::Small, bare),
        MarkKind::Code => (FormatKind::Code, bare),
        MarkKind::Link(link) => (FormatKind::Link, (&link.target, &link.title)),
        MarkKind::Image { source, title } => (FormatKind::Image, (source, title)),
        // Numbers and names of footnotes are not compared; their texts are leaves.
        MarkKind::FootnoteReference { .. } => (FormatKind::Footnote, bare),
        MarkKind::Ruby(reading) => (FormatKind::Ruby, (reading, "")),
        MarkKind::Direction(Direction::Ltr) => (FormatKind::Direction, ("ltr", "")),
        MarkKind::Direction(Direction::Rtl) => (FormatKind::Direction, ("rtl", "")),
        MarkKind::Name(_) | MarkKind::Variable { .. } | MarkKind::Reference(_) => return None,
    })
}

/// An equal run, and the kind of mark that is looked at in it.
struct Place<'r> {
    kind: FormatKind,
    old: &'r Range<usize>,
    new: &'r Range<usize>,
}

impl Place<'_> {
    /// Whether both sides are equally long; else it is a variable, which is marked as one.
    fn is_even(&self) -> bool {
        self.old.len() == self.new.len()
    }

    fn spans(&self, olds: &[Shown<'_>], news: &[Shown<'_>], found: &mut Vec<Format>) {
        let (olds, news) = (self.within(olds, self.old), self.within(news, self.new));
        let mut cuts: Vec<usize> = olds.iter().chain(&news).flat_map(|(range, _)| [range.start, range.end]).collect();
        cuts.sort_unstable();
        cuts.dedup();
        let (mut i, mut j) = (0, 0);
        for pair in cuts.windows(2) {
            let (was, is) = (over(&olds, &mut i, pair[0]), over(&news, &mut j, pair[0]));
            if was.map(|shown| shown.value) != is.map(|shown| shown.value) {
                self.add(pair[0]..pair[1], was, is, found);
            }
        }
    }

    /// Returns the marks that lie in a side of the run, counted from its start.
    fn within<'s, 'a>(&self, marks: &'s [Shown<'a>], run: &Range<usize>) -> Vec<(Range<usize>, &'s Shown<'a>)> {
        let first = marks.partition_point(|shown| shown.range.end <= run.start);
        let inside = marks[first..].iter().take_while(|shown| shown.range.start < run.end);
        let clip = |shown: &'s Shown<'a>| {
            let range = shown.range.start.max(run.start) - run.start..shown.range.end.min(run.end) - run.start;
            (if self.is_even() { range } else { 0..1 }, shown)
        };
        inside.map(clip).collect()
    }

    fn points(&self, olds: &[Shown<'_>], news: &[Shown<'_>], found: &mut Vec<Format>) {
        let (olds, news) = (self.standing(olds, self.old), self.standing(news, self.new));
        let (mut i, mut j) = (0, 0);
        while i < olds.len() || j < news.len() {
            let (was, is) = (olds.get(i), news.get(j));
            let at = was.into_iter().chain(is).map(|(at, _)| *at).min().expect("one of the two is there");
            let (was, is) = (was.filter(|(here, _)| *here == at), is.filter(|(here, _)| *here == at));
            (i, j) = (i + usize::from(was.is_some()), j + usize::from(is.is_some()));
            if was.map(|(_, shown)| shown.value) != is.map(|(_, shown)| shown.value) {
                self.add(at..at, was.map(|(_, shown)| *shown), is.map(|(_, shown)| *shown), found);
            }
        }
    }

    /// Returns the points in a side of the run, counted from its start. A point belongs to the text before it.
    fn standing<'s, 'a>(&self, marks: &'s [Shown<'a>], run: &Range<usize>) -> Vec<(usize, &'s Shown<'a>)> {
        let first = marks.partition_point(|shown| shown.range.start <= run.start && run.start > 0);
        let inside = marks[first..].iter().take_while(|shown| shown.range.start <= run.end);
        let at = |shown: &Shown<'_>| if self.is_even() { shown.range.start - run.start } else { 1 };
        inside.map(|shown| (at(shown), shown)).collect()
    }

    /// Adds a difference, joined with one that it only goes on from.
    fn add(&self, at: Range<usize>, was: Option<&Shown<'_>>, is: Option<&Shown<'_>>, found: &mut Vec<Format>) {
        let place = |run: &Range<usize>| match (self.is_even(), at.is_empty()) {
            (true, _) => run.start + at.start..run.start + at.end,
            (false, true) => run.end..run.end,
            (false, false) => run.clone(),
        };
        let (old, new) = (place(self.old), place(self.new));
        let (was, is) = (was.map(|shown| shown.at), is.map(|shown| shown.at));
        match found.last_mut() {
            Some(last)
                if (last.kind, last.was, last.is) == (self.kind, was, is)
                    && (last.old.end, last.new.end) == (old.start, new.start)
                    && !old.is_empty() =>
            {
                (last.old.end, last.new.end) = (old.end, new.end);
            }
            _ => found.push(Format { kind: self.kind, old, new, was, is }),
        }
    }
}

/// Returns the mark over a place; places are asked for in order.
fn over<'s, 'a>(marks: &[(Range<usize>, &'s Shown<'a>)], next: &mut usize, place: usize) -> Option<&'s Shown<'a>> {
    while marks.get(*next).is_some_and(|(range, _)| range.end <= place) {
        *next += 1;
    }
    marks.get(*next).filter(|(range, _)| range.start <= place).map(|(_, shown)| *shown)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Link, Mark};

    type Marked<'a> = (&'a str, &'a [(&'a str, MarkKind)]);

    /// Compares two equal texts with marks on parts of them; expects `kind old|new` and where.
    fn check((text, old): Marked<'_>, new: &[(&str, MarkKind)], expected: &[&str]) {
        let leaf = |marks: &[(&str, MarkKind)]| {
            let mark = |(part, kind): &(&str, MarkKind)| {
                let start = text.find(part).expect("a part of the text");
                Mark { range: start..start + part.len(), kind: kind.clone() }
            };
            Leaf { text: text.to_owned(), marks: marks.iter().map(mark).collect() }
        };
        let (old, new) = (leaf(old), leaf(new));
        let run = Run::Equal { old: 0..text.len(), new: 0..text.len() };
        let value = |leaf: &Leaf, at: Option<MarkAt>| {
            at.map_or("-", |at| shown(&leaf.marks[at.mark].kind).expect("a mark that is shown").1.0).to_owned()
        };
        let formats = formats(&Passage::of(&[&old]), &Passage::of(&[&new]), &[run]);
        let told = formats.iter().map(|format| {
            let values = [value(&old, format.was), value(&new, format.is)].join("|");
            format!("{} {values} {}", format.kind.word(), &text[format.new.clone()])
        });
        assert_eq!(told.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn what_is_marked_differently_is_told_with_its_place() {
        let link = |target: &str| MarkKind::Link(Link { target: target.into(), title: String::new(), span: 0..0 });
        let text = "one two three";
        check((text, &[]), &[("two", MarkKind::Emphasis)], &["emphasis -| two"]);
        check((text, &[("two three", MarkKind::Strong)]), &[("two", MarkKind::Strong)], &["strong |-  three"]);
        check((text, &[("two", link("a"))]), &[("two", link("b"))], &["link a|b two"]);
        check((text, &[("one two", link("a"))]), &[("two three", link("a"))], &["link a|- one ", "link -|a  three"]);
        check((text, &[("two", link("a"))]), &[("two", link("a"))], &[]);
        let (one, other) = (MarkKind::Ruby("いち".into()), MarkKind::Ruby("ひと".into()));
        check(
            (text, &[("one", one)]),
            &[("one", other), ("three", MarkKind::Code)],
            &["ruby いち|ひと one", "code -| three"],
        );
        let note = || MarkKind::FootnoteReference { name: "n".into() };
        check((text, &[]), &[("", note())], &["footnote -| "]);
    }
}
