//! What must hold of every comparison, on random texts and random edits of them.
//!
//! `PROPTEST_CASES` sets the number of cases.

use std::collections::BTreeSet;
use std::ops::Range;

use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::compare::build::{around, each_leaf, label, section, text};
use crate::compare::{Change, ChangeKind, Comparison, Group, LEAF_BREAK, Run, deleted, inserted, texts};
use crate::locale::graphemes;
use crate::model::{Block, Body, Cell, Kind, Leaf, Mark, MarkKind, Section, Text};

// ---- random texts ----

/// Words, signs and single characters that meet in unlucky ways: parts of grapheme clusters, scripts without spaces, numbers,
/// dates and addresses cut in two, directions, spaces of all kinds.
const PARTS: [&str; 64] = [
    "the ",
    "user",
    "s may",
    " not",
    " ",
    "  ",
    "\u{a0}",
    "\u{3000}",
    "\t",
    "\n",
    ".",
    ", ",
    "(",
    ")",
    "\"",
    "“",
    "’",
    "A",
    "ß",
    "e\u{301}",
    "\u{301}",
    "é",
    "会員",
    "会",
    "は",
    "が",
    "を",
    "、",
    "。",
    "「",
    "」",
    "（",
    "）",
    "利用",
    "します",
    "ま",
    "す",
    "ません",
    "か\u{3099}",
    "が",
    "\u{3099}",
    "ﾊﾞ",
    "㈱",
    "第",
    "6",
    "７",
    "条",
    "の2",
    "2023年",
    "4月19日",
    "1,000",
    "-",
    "Section ",
    "https://a.example/b?c=",
    "info@",
    "ข้อมูล",
    "ส่วน",
    "ำ",
    "שלום",
    "\u{200f}",
    "개인정보",
    "👩",
    "\u{200d}",
    "👨‍👩‍👧",
];

fn words() -> impl Strategy<Value = String> {
    let part = prop_oneof![9 => select(&PARTS[..]).prop_map(str::to_owned), 1 => select(vec!["🇯", "🇵", "\u{2029}", "\u{ad}", "क\u{94d}", "षि", "\u{1f3fd}"]).prop_map(str::to_owned), 1 => any::<char>().prop_map(String::from)];
    prop::collection::vec(part, 0..14).prop_map(|parts| parts.concat())
}

fn leaves() -> impl Strategy<Value = Leaf> {
    let kind = prop_oneof![
        2 => Just(MarkKind::Strong),
        1 => Just(MarkKind::Emphasis),
        3 => Just(MarkKind::Variable { name: "effective".to_owned() }),
        1 => Just(MarkKind::Variable { name: "company".to_owned() }),
        1 => Just(MarkKind::FootnoteReference { name: "1".to_owned() }),
    ];
    let mark = prop::option::weighted(0.3, (kind, any::<(Index, Index)>()));
    (words(), mark).prop_map(|(text, mark)| {
        let mut leaf = Leaf::plain(text);
        if let Some((kind, (one, other))) = mark {
            let (one, other) = (place(&leaf.text, &one), place(&leaf.text, &other));
            let range = if matches!(kind, MarkKind::FootnoteReference { .. }) {
                one..one
            } else {
                one.min(other)..one.max(other)
            };
            leaf.marks.push(Mark { range, kind });
        }
        leaf
    })
}

/// Returns a random character boundary.
fn place(text: &str, index: &Index) -> usize {
    text.floor_char_boundary(index.index(text.len() + 1))
}

fn blocks() -> impl Strategy<Value = Block> {
    let paragraph = leaves().prop_map(crate::compare::build::leaf);
    paragraph.prop_recursive(3, 12, 4, |inner| {
        let inner = prop::collection::vec(inner, 0..4).boxed();
        let cell = Kind::Cell(Cell { header: false, columns: 1, rows: 1, align: None });
        let cells = prop::collection::vec(inner.clone().prop_map(move |blocks| around(cell.clone(), blocks)), 0..4);
        let rows = prop::collection::vec(cells.prop_map(|cells| around(Kind::Row, cells)), 0..4);
        let items = prop::collection::vec(inner.clone().prop_map(|blocks| around(Kind::Item, blocks)), 0..4);
        let clause = (inner.clone(), 1..4).prop_map(|(blocks, number)| {
            let mut clause = around(Kind::Clause, blocks);
            clause.label = Some(label(&format!("({number})")));
            clause
        });
        prop_oneof![
            2 => clause,
            2 => items.prop_map(|items| around(Kind::List { ordered: false, tight: true }, items)),
            2 => rows.prop_map(|rows| around(Kind::Table, rows)),
            1 => inner.clone().prop_map(|blocks| around(Kind::Quote, blocks)),
            1 => inner.prop_map(|blocks| around(Kind::Footnote { name: "1".to_owned() }, blocks)),
        ]
    })
}

fn some_texts() -> impl Strategy<Value = Text> {
    let parts = (leaves(), prop::option::of(1..9_u32), prop::collection::vec(blocks(), 0..5));
    prop::collection::vec(parts, 0..6).prop_map(|sections| {
        let build = |(at, (title, number, blocks)): (usize, (Leaf, Option<u32>, Vec<Block>))| {
            let mut section = section(&format!("s{at}"), "", blocks);
            section.title = title;
            section.label = number.map(|number| label(&format!("{number}.")));
            section
        };
        text(sections.into_iter().enumerate().map(build).collect())
    })
}

// ---- random edits ----

#[derive(Debug, Clone)]
enum Edit {
    /// Replaces a stretch of a leaf.
    Words { leaf: Index, from: Index, to: Index, words: String },
    /// Gives every built-in variable another value.
    Dates(String),
    /// Takes a block out and puts it back, or not, elsewhere.
    Block { section: Index, from: Index, to: Option<Index> },
    /// Cuts a paragraph in two.
    Split { section: Index, block: Index, at: Index },
    /// Joins a paragraph to the next.
    Merge { section: Index, block: Index },
    /// Takes a section out and puts it back, or not, elsewhere.
    Section { from: Index, to: Option<Index> },
    /// Adds a section.
    Add { at: Index, block: Block },
    /// Numbers a section anew.
    Label { section: Index, number: Option<u32> },
}

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let index = any::<Index>;
    let edit = prop_oneof![
        6 => (index(), index(), index(), words()).prop_map(|(leaf, from, to, words)| Edit::Words { leaf, from, to, words }),
        1 => words().prop_map(Edit::Dates),
        2 => (index(), index(), prop::option::of(index())).prop_map(|(section, from, to)| Edit::Block { section, from, to }),
        1 => (index(), index(), index()).prop_map(|(section, block, at)| Edit::Split { section, block, at }),
        1 => (index(), index()).prop_map(|(section, block)| Edit::Merge { section, block }),
        2 => (index(), prop::option::of(index())).prop_map(|(from, to)| Edit::Section { from, to }),
        1 => (index(), blocks()).prop_map(|(at, block)| Edit::Add { at, block }),
        1 => (index(), prop::option::of(1..9_u32)).prop_map(|(section, number)| Edit::Label { section, number }),
    ];
    prop::collection::vec(edit, 0..6)
}

fn edited(mut text: Text, edits: &[Edit]) -> Text {
    for edit in edits {
        apply(&mut text, edit);
    }
    text
}

fn apply(text: &mut Text, edit: &Edit) {
    let sections = &mut text.sections;
    match edit {
        Edit::Words { leaf, from, to, words } => {
            let count = sections.iter().map(|section| section.leaves().len()).sum::<usize>();
            let (mut at, target) = (0, if count == 0 { 0 } else { leaf.index(count) });
            all_leaves(sections, &mut |leaf| {
                if at == target {
                    let (one, other) = (place(&leaf.text, from), place(&leaf.text, to));
                    splice(leaf, one.min(other)..one.max(other), words);
                }
                at += 1;
            });
        }
        Edit::Dates(value) => all_leaves(sections, &mut |leaf| {
            let dates = leaf.marks.iter().filter(|mark| is_built_in(mark)).map(|mark| mark.range.clone());
            if let Some(range) = dates.last() {
                splice(leaf, range, value);
            }
        }),
        Edit::Block { section, from, to } => {
            if let Some(section) = pick(sections, section) {
                relocate(&mut section.blocks, from, to.as_ref());
            }
        }
        Edit::Split { section, block, at } => {
            if let Some(blocks) = pick(sections, section).map(|section| &mut section.blocks)
                && !blocks.is_empty()
            {
                let index = block.index(blocks.len());
                if let Body::Leaf(leaf) = &mut blocks[index].body {
                    let rest = leaf.text.split_off(place(&leaf.text, at));
                    leaf.marks.clear();
                    blocks.insert(index + 1, crate::compare::build::p(&rest));
                }
            }
        }
        Edit::Merge { section, block } => {
            if let Some(blocks) = pick(sections, section).map(|section| &mut section.blocks)
                && blocks.len() > 1
            {
                let index = block.index(blocks.len() - 1);
                let next = match &blocks[index + 1].body {
                    Body::Leaf(leaf) => leaf.text.clone(),
                    Body::Blocks(_) => return,
                };
                if let Body::Leaf(leaf) = &mut blocks[index].body {
                    leaf.text.push_str(&next);
                    blocks.remove(index + 1);
                }
            }
        }
        Edit::Section { from, to } => relocate(sections, from, to.as_ref()),
        Edit::Add { at, block } => {
            let name = format!("n{}", sections.len() + 100);
            sections.insert(at.index(sections.len() + 1), section(&name, "New", vec![block.clone()]));
        }
        Edit::Label { section, number } => {
            if let Some(section) = pick(sections, section) {
                section.label = number.map(|number| label(&format!("{number}.")));
            }
        }
    }
}

fn pick<'a>(sections: &'a mut [Section], index: &Index) -> Option<&'a mut Section> {
    let count = sections.len();
    (count > 0).then(|| &mut sections[index.index(count)])
}

fn relocate<T>(list: &mut Vec<T>, from: &Index, to: Option<&Index>) {
    if !list.is_empty() {
        let taken = list.remove(from.index(list.len()));
        if let Some(to) = to {
            list.insert(to.index(list.len() + 1), taken);
        }
    }
}

fn all_leaves(sections: &mut [Section], act: &mut impl FnMut(&mut Leaf)) {
    for section in sections {
        each_leaf(&mut section.blocks, act);
    }
}

fn splice(leaf: &mut Leaf, range: Range<usize>, words: &str) {
    let end = range.start + words.len();
    let carry = |at: usize| match at {
        at if at < range.start => at,
        at if at >= range.end => end + at - range.end,
        _ => range.start,
    };
    for mark in &mut leaf.marks {
        // A mark that begins where the words go in covers them.
        let start = if mark.range.start == range.start { range.start } else { carry(mark.range.start) };
        mark.range = start..carry(mark.range.end).max(start);
    }
    leaf.text.replace_range(range, words);
}

fn is_built_in(mark: &Mark) -> bool {
    matches!(&mark.kind, MarkKind::Variable { name } if name == "effective")
}

/// Two texts of which the second is an edit of the first; now and then, one that has nothing to do with it.
fn revisions() -> impl Strategy<Value = (Text, Text)> {
    let edited = (some_texts(), edits()).prop_map(|(old, edits)| (old.clone(), edited(old, &edits)));
    prop_oneof![9 => edited, 1 => (some_texts(), some_texts())]
}

// ---- what a comparison is checked by ----

fn side<'a>(text: &'a Text, sections: &[usize]) -> Vec<&'a Leaf> {
    sections.iter().flat_map(|at| text.sections[*at].leaves()).collect()
}

fn joined(leaves: &[&Leaf]) -> String {
    leaves.iter().map(|leaf| leaf.text.as_str()).collect::<Vec<_>>().join(&LEAF_BREAK.to_string())
}

/// Runs with both of the texts that they are of, and whether either holds a built-in variable.
fn compared<'a>(change: &'a Change, old: &Text, new: &Text) -> Vec<(&'a [Run], String, String, bool)> {
    let (olds, news) = (side(old, &change.old), side(new, &change.new));
    let dated = |leaves: &[&Leaf]| leaves.iter().any(|leaf| leaf.marks.iter().any(is_built_in));
    let group = |group: &'a Group| {
        let (one, other) = (&olds[group.old.clone()], &news[group.new.clone()]);
        (group.runs.as_slice(), joined(one), joined(other), dated(one) || dated(other))
    };
    let mut all: Vec<_> = change.groups.iter().map(group).collect();
    if let ([i], [j]) = (&change.old[..], &change.new[..]) {
        let (one, other) = (&old.sections[*i].title, &new.sections[*j].title);
        all.push((&change.title, one.text.clone(), other.text.clone(), dated(&[one]) || dated(&[other])));
    }
    all
}

/// The ranges of one side follow one another from the first byte to the last.
fn covers(ranges: impl Iterator<Item = Range<usize>>, length: usize) -> bool {
    let mut at = 0;
    let in_order = ranges.into_iter().all(|range| std::mem::replace(&mut at, range.end) == range.start);
    in_order && at == length
}

fn sides(run: &Run) -> (Option<Range<usize>>, Option<Range<usize>>) {
    match run {
        Run::Equal { old, new } => (Some(old.clone()), Some(new.clone())),
        Run::Deleted(range) => (Some(range.clone()), None),
        Run::Inserted(range) => (None, Some(range.clone())),
    }
}

fn mirrored_runs(runs: &[Run]) -> Vec<Run> {
    let mirror = |run: &Run| match run.clone() {
        Run::Equal { old, new } => Run::Equal { old: new, new: old },
        Run::Deleted(range) => Run::Inserted(range),
        Run::Inserted(range) => Run::Deleted(range),
    };
    let mut mirrored: Vec<Run> = runs.iter().map(mirror).collect();
    for at in 1..mirrored.len() {
        // A deletion stands before the insertion that replaces it.
        if matches!(mirrored[at - 1..=at], [Run::Inserted(_), Run::Deleted(_)]) {
            mirrored.swap(at - 1, at);
        }
    }
    mirrored
}

/// Everything that both directions of a comparison must agree on, in a form without direction.
fn outlined(comparison: &Comparison, mirror: bool) -> BTreeSet<String> {
    let runs = |runs: &[Run]| if mirror { mirrored_runs(runs) } else { runs.to_vec() };
    let kind = |kind: ChangeKind| match kind {
        ChangeKind::New if mirror => ChangeKind::Removed,
        ChangeKind::Removed if mirror => ChangeKind::New,
        kind => kind,
    };
    let change = |change: &Change| {
        let (old, new) = if mirror { (&change.new, &change.old) } else { (&change.old, &change.new) };
        let linked = change.groups.iter().filter(|group| !group.old.is_empty() && !group.new.is_empty());
        let groups: BTreeSet<String> = linked
            .map(|group| {
                let (old, new) = if mirror { (&group.new, &group.old) } else { (&group.old, &group.new) };
                format!("{old:?} {new:?} {:?} {} {}", runs(&group.runs), group.moved, group.format)
            })
            .collect();
        let also: Vec<_> = change.also.iter().map(|one| kind(*one)).collect();
        format!(
            "{:?} {also:?} {old:?} {new:?} {} {:?} {groups:?}",
            kind(change.kind),
            change.label_changed,
            runs(&change.title)
        )
    };
    let equal = comparison.equal.iter().map(|&(i, j)| format!("{:?}", if mirror { (j, i) } else { (i, j) }));
    comparison.changes.iter().map(change).chain(equal).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, max_shrink_iters: 4_000, ..ProptestConfig::default() })]

    /// I1: the runs give both texts back, byte for byte, and what is called equal is equal.
    #[test]
    fn runs_give_both_texts_back((old, new) in revisions()) {
        let comparison = texts(&old, &new);
        for change in &comparison.changes {
            for (runs, one, other, dated) in compared(change, &old, &new) {
                prop_assert!(covers(runs.iter().filter_map(|run| sides(run).0), one.len()), "{:?} of {:?}", runs, one);
                prop_assert!(covers(runs.iter().filter_map(|run| sides(run).1), other.len()), "{:?} of {:?}", runs, other);
                for run in runs {
                    let (old, new) = sides(run);
                    prop_assert!(old.iter().chain(&new).any(|range| !range.is_empty()), "an empty run in {:?}", runs);
                    if let (Some(old), Some(new)) = (old, new) {
                        prop_assert!(dated || one[old.clone()] == other[new.clone()], "{:?} of {:?} and {:?}", run, one, other);
                    }
                }
            }
        }
    }

    /// I1, by leaf: without the marked text both sides read the same.
    #[test]
    fn unmarked_text_is_the_same((old, new) in revisions()) {
        for change in &texts(&old, &new).changes {
            let (olds, news) = (side(&old, &change.old), side(&new, &change.new));
            let (gone, come) = (deleted(change, &old), inserted(change, &new));
            prop_assert_eq!((gone.len(), come.len()), (olds.len(), news.len()));
            let kept = |leaf: &Leaf, marks: &[Range<usize>]| {
                let ends = marks.iter().map(|range| range.start).chain([leaf.text.len()]);
                let starts = [0].into_iter().chain(marks.iter().map(|range| range.end));
                starts.zip(ends).map(|(start, end)| &leaf.text[start..end]).collect::<String>()
            };
            for group in &change.groups {
                let dated = olds[group.old.clone()].iter().chain(&news[group.new.clone()]).any(|leaf| leaf.marks.iter().any(is_built_in));
                let one: String = group.old.clone().map(|at| kept(olds[at], &gone[at])).collect();
                let other: String = group.new.clone().map(|at| kept(news[at], &come[at])).collect();
                let plain = |text: String| text.replace(LEAF_BREAK, "");
                prop_assert!(dated || plain(one) == plain(other));
            }
        }
    }

    /// I2: equal texts have no change, whatever the values of built-in variables.
    #[test]
    fn equal_texts_have_no_change(old in some_texts(), date in words()) {
        let count = old.sections.len();
        let equal: Vec<_> = (0..count).map(|at| (at, at)).collect();
        prop_assert_eq!(&texts(&old, &old), &Comparison { changes: Vec::new(), equal: equal.clone() });
        let dated = edited(old.clone(), &[Edit::Dates(date)]);
        prop_assert_eq!(texts(&old, &dated), Comparison { changes: Vec::new(), equal });
    }

    /// I3: every section of each side is in one change or equal; every leaf of a change in one group; in reading order.
    #[test]
    fn everything_is_told_once((old, new) in revisions()) {
        let comparison = texts(&old, &new);
        let mut olds: Vec<usize> = comparison.changes.iter().flat_map(|change| change.old.clone()).collect();
        let mut news: Vec<usize> = comparison.changes.iter().flat_map(|change| change.new.clone()).collect();
        olds.extend(comparison.equal.iter().map(|pair| pair.0));
        news.extend(comparison.equal.iter().map(|pair| pair.1));
        olds.sort_unstable();
        news.sort_unstable();
        prop_assert_eq!(olds, (0..old.sections.len()).collect::<Vec<_>>());
        prop_assert_eq!(news, (0..new.sections.len()).collect::<Vec<_>>());
        let order: Vec<usize> = comparison.changes.iter().flat_map(|change| change.new.clone()).collect();
        prop_assert!(order.is_sorted());
        for change in &comparison.changes {
            let count = side(&old, &change.old).len();
            let stay = change.groups.iter().filter(|group| !group.moved);
            prop_assert!(stay.clone().map(|group| group.old.start).is_sorted());
            prop_assert!(change.groups.iter().map(|group| group.new.start).is_sorted());
            let mut leaves: Vec<usize> = change.groups.iter().flat_map(|group| group.old.clone()).collect();
            leaves.sort_unstable();
            prop_assert_eq!(leaves, (0..count).collect::<Vec<_>>());
            let leaves: Vec<usize> = change.groups.iter().flat_map(|group| group.new.clone()).collect();
            prop_assert_eq!(leaves, (0..side(&new, &change.new).len()).collect::<Vec<_>>());
        }
    }

    /// I5: the other way round, the comparison is its mirror image.
    #[test]
    fn the_other_way_round_is_the_mirror_image((old, new) in revisions()) {
        prop_assert_eq!(outlined(&texts(&old, &new), false), outlined(&texts(&new, &old), true));
    }

    /// I6: no change begins or ends inside of a grapheme cluster.
    #[test]
    fn no_character_is_cut((old, new) in revisions()) {
        for change in &texts(&old, &new).changes {
            for (runs, one, other, _) in compared(change, &old, &new) {
                let (cuts, new_cuts) = (graphemes(&one), graphemes(&other));
                for run in runs {
                    let (old, new) = sides(run);
                    let whole = |range: Option<Range<usize>>, cuts: &[usize]| {
                        range.is_none_or(|range| [range.start, range.end].iter().all(|at| cuts.binary_search(at).is_ok()))
                    };
                    prop_assert!(whole(old, &cuts) && whole(new, &new_cuts), "{:?} of {:?} and {:?}", run, one, other);
                }
            }
        }
    }

    /// I7: the same texts give the same comparison, in any thread.
    #[test]
    fn the_same_texts_give_the_same_comparison((old, new) in revisions()) {
        let here = texts(&old, &new);
        let there = std::thread::scope(|scope| scope.spawn(|| texts(&old, &new)).join().expect("no panic"));
        prop_assert_eq!(here, there);
    }
}
