//! Random texts, and random edits of them, for the properties of comparisons.

use std::ops::Range;

use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::compare::build::{around, label, leaf, p, section, text};
use crate::model::{Block, Body, Cell, Kind, Leaf, Mark, MarkKind, Section, Text, each_leaf};

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

pub(super) fn words() -> impl Strategy<Value = String> {
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
    let paragraph = leaves().prop_map(leaf);
    paragraph.prop_recursive(3, 12, 4, |inner| {
        let inner = prop::collection::vec(inner, 0..4).boxed();
        let cell = Kind::Cell(Cell { header: false, columns: 1, rows: 1, align: None });
        let cells = prop::collection::vec(inner.clone().prop_map(move |blocks| around(cell.clone(), blocks)), 0..4);
        let rows = prop::collection::vec(cells.prop_map(|cells| around(Kind::Row, cells)), 0..4);
        let items = prop::collection::vec(inner.clone().prop_map(|blocks| around(Kind::Item, blocks)), 0..4);
        let clause = (inner.clone(), 1..4).prop_map(|(blocks, number)| {
            let mut clause = around(Kind::Clause, blocks);
            clause.label = Some(Box::new(label(&format!("({number})"))));
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

pub(super) fn some_texts() -> impl Strategy<Value = Text> {
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

/// A change that a drafter makes.
#[derive(Debug, Clone)]
pub(super) enum Edit {
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

pub(super) fn edited(mut text: Text, edits: &[Edit]) -> Text {
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
            let mut dates = leaf.marks.iter().filter(|mark| is_built_in(mark)).map(|mark| mark.range.clone());
            if let Some(range) = dates.next_back() {
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
                    blocks.insert(index + 1, p(&rest));
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

pub(super) fn is_built_in(mark: &Mark) -> bool {
    matches!(&mark.kind, MarkKind::Variable { name } if name == "effective")
}

/// Texts whose sentences stand in other paragraphs than before, a word changed here and there.
fn resplit() -> impl Strategy<Value = (Text, Text)> {
    let sentence = prop_oneof![
        "(Users|Members|We) (may|shall|do) not (copy|sell|rent) the (service|data|software) to any (third|other) party\\.",
        "(会員|利用者)は、(登録|提供)した(情報|内容)を(変更|削除)することができます。",
    ];
    let sentences = prop::collection::vec((sentence, any::<(bool, bool)>()), 1..7);
    (sentences, any::<(Index, Index)>(), words()).prop_map(|(sentences, (from, to), words)| {
        let paragraphs = |breaks: fn(&(bool, bool)) -> bool| {
            let mut all = vec![String::new()];
            for (sentence, choice) in &sentences {
                all.last_mut().expect("one at least").push_str(sentence);
                all.extend(breaks(choice).then(String::new));
            }
            text(vec![section("a", "A", all.iter().map(|paragraph| p(paragraph)).collect())])
        };
        let edit = Edit::Words { leaf: from, from, to: if to.index(8) < 6 { from } else { to }, words };
        (paragraphs(|choice| choice.0), edited(paragraphs(|choice| choice.1), &[edit]))
    })
}

/// Two texts of which the second is an edit of the first; now and then, one that has nothing to do with it.
pub(super) fn revisions() -> impl Strategy<Value = (Text, Text)> {
    let edited = (some_texts(), edits()).prop_map(|(old, edits)| (old.clone(), edited(old, &edits)));
    prop_oneof![8 => edited, 1 => (some_texts(), some_texts()), 2 => resplit()]
}

/// A text of very few words, heavy enough to be kept, in which much can be compared in several equally good ways.
pub(super) fn few_words() -> impl Strategy<Value = String> {
    let parts = vec!["alphabetical ", "beneficially ", "甲、", "乙、", "a ", "。", "\u{2029}"];
    prop::collection::vec(select(parts), 0..16).prop_map(|parts| parts.concat())
}
