//! Texts for tests, built from a few words.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::compare::{Change, ChangeKind, Comparison, Group, LEAF_BREAK, Run};
use crate::locale::{Lang, Strings};
use crate::model::{
    Anchor, Block, Body, Cell, Kind, Label, LabelKind, LabelStyle, Leaf, Link, Mark, MarkKind, Section, Text,
};
use crate::page::{Hrefs, SideText};

pub(super) fn strings() -> Strings {
    let lang = Lang::parse("en").expect("a tag");
    let words = "permalink = 'Link to {title}'\ntable = 'Table'\nfootnotes = 'Notes'\nfootnote = 'Note {number}'\n\
        footnote_back = 'Back'\nelided = '(omitted)'\nelided_two = '{first}, {last}'\nelided_range = '{first}–{last}'\ndel_open = '[del '\ndel_close = ' del]'\nins_open = '[ins '\n\
        ins_close = ' ins]'\nnew_section = 'New'\nremoved_section = 'Removed'\nsection_suspect = 'Changed on {date}.'\nsection_extra = 'Only here.'\nread_governing_section = 'Read'";
    let layer = BTreeMap::from([(lang.clone(), Strings::read(words).expect("valid TOML"))]);
    Strings::for_lang(&lang, &[layer])
}

pub(super) fn label(printed: &str) -> Option<Label> {
    let number = vec![1];
    (!printed.is_empty()).then(|| Label {
        printed: printed.into(),
        kind: LabelKind::Bare,
        style: LabelStyle::Arabic,
        number,
    })
}

fn anchor(name: &str) -> Option<Anchor> {
    Anchor::new(name)
}

pub(super) fn section(name: &str, printed: &str, title: &str, blocks: Vec<Block>) -> Section {
    let level = if name == "preamble" { 0 } else { 2 };
    Section { level, id: None, anchor: anchor(name), label: label(printed), title: leaf(title), blocks, span: 0..0 }
}

/// Returns a text whose links lead where they are written.
pub(super) fn side(text: &Text) -> SideText {
    SideText { text: Arc::new(text.clone()), hrefs: Hrefs::new() }
}

pub(super) fn whole_text(sections: Vec<Section>) -> Text {
    Text { title: Some(Leaf::plain("Terms")), sections }
}

fn block(kind: Kind, name: &str, printed: &str, body: Body) -> Block {
    Block {
        kind,
        label: label(printed).map(Box::new),
        id: None,
        anchor: anchor(name),
        direction: None,
        span: 0..0,
        body,
    }
}

pub(super) fn holding(kind: Kind, inner: Vec<Block>) -> Block {
    block(kind, "", "", Body::Blocks(inner))
}

pub(super) fn of(kind: Kind, text: &str) -> Block {
    let leaf = if matches!(kind, Kind::Code { .. }) { Leaf::plain(text) } else { leaf(text) };
    block(kind, "", "", Body::Leaf(leaf))
}

pub(super) fn p(text: &str) -> Block {
    of(Kind::Paragraph, text)
}

pub(super) fn named(name: &str, mut block: Block) -> Block {
    block.anchor = anchor(name);
    block
}

pub(super) fn clause(name: &str, printed: &str, inner: Vec<Block>) -> Block {
    block(Kind::Clause, name, printed, Body::Blocks(inner))
}

pub(super) fn item(printed: &str, inner: Vec<Block>) -> Block {
    block(Kind::Item, "", printed, Body::Blocks(inner))
}

pub(super) fn list(ordered: bool, tight: bool, inner: Vec<Block>) -> Block {
    holding(Kind::List { ordered, tight }, inner)
}

pub(super) fn note(name: &str, text: &str) -> Block {
    holding(Kind::Footnote { name: name.into() }, vec![p(text)])
}

pub(super) fn row(header: bool, cells: &[&str]) -> Block {
    let cell = Cell { header, columns: 1, rows: 1, align: None };
    holding(Kind::Row, cells.iter().map(|text| holding(Kind::Cell(cell), vec![p(text)])).collect())
}

/// Reads a leaf: `*em*`, `_strong_`, `[text](target)` is told as `<target|text>`, `^name^` refers to a footnote.
pub(super) fn leaf(written: &str) -> Leaf {
    let mut leaf = Leaf::default();
    let mut open: Vec<(char, usize)> = Vec::new();
    let mut signs = written.chars();
    while let Some(sign) = signs.next() {
        let at = leaf.text.len();
        let started = open.iter().rposition(|(other, _)| *other == sign).filter(|_| "*_".contains(sign));
        match sign {
            '*' | '_' => match started.map(|index| open.remove(index)) {
                Some(('*', start)) => leaf.marks.push(Mark { range: start..at, kind: MarkKind::Emphasis }),
                Some((_, start)) => leaf.marks.push(Mark { range: start..at, kind: MarkKind::Strong }),
                None => open.push((sign, at)),
            },
            '^' => {
                let name = signs.by_ref().take_while(|sign| *sign != '^').collect();
                leaf.marks.push(Mark { range: at..at, kind: MarkKind::FootnoteReference { name } });
            }
            '<' => {
                let target = signs.by_ref().take_while(|sign| *sign != '|').collect::<String>();
                let words = signs.by_ref().take_while(|sign| *sign != '>').collect::<String>();
                leaf.text += &words;
                let kind = MarkKind::Link(Link { target, title: String::new(), span: 0..0 });
                leaf.marks.push(Mark { range: at..leaf.text.len(), kind });
            }
            _ => leaf.text.push(sign),
        }
    }
    leaf.marks.sort_by_key(|mark| (mark.range.start, std::cmp::Reverse(mark.range.end)));
    leaf
}

/// A text with every kind of block.
pub(super) fn rich() -> Text {
    let code = |language: Option<&str>, text| of(Kind::Code { language: language.map(str::to_owned) }, text);
    let definition = holding(Kind::Definition, vec![p("means *this*.")]);
    let mut right = p("مرحبا");
    right.direction = Some(crate::locale::Direction::Rtl);
    whole_text(vec![
        section("preamble", "", "", vec![p("We & <https://example.com/?a=1&b=2|others>\u{a0}agree \"so\"."), right]),
        section(
            "s1",
            "1.",
            "Scope",
            vec![
                named("s1-p1", p("First\nsecond^a^ and again^a^.")),
                clause("s1-1", "(1)", vec![named("s1-1-p1", p("one")), clause("s1-1-a", "a.", vec![p("deep")])]),
                clause("s1-2", "(2)", vec![p("two"), p("more")]),
                note("a", "Noted *well*."),
            ],
        ),
        section(
            "s2",
            "第2条",
            "",
            vec![
                list(
                    false,
                    true,
                    vec![item("-", vec![p("tight"), list(true, false, vec![item("3.", vec![p("loose")])])])],
                ),
                holding(Kind::Quote, vec![p("quoted")]),
                holding(Kind::Address, vec![p("1-1\nTokyo")]),
                holding(Kind::Table, vec![row(true, &["a", "b"]), row(false, &["1", ""])]),
                holding(Kind::Definitions, vec![of(Kind::Term, "Term"), definition]),
                of(Kind::Rule, ""),
                code(Some("rust"), "fn main() {\n    \"<&>\"\n}\n"),
                code(None, "\nplain <text>\n"),
            ],
        ),
    ])
}

/// Compares two texts by the position of their sections, leaves by steps: 0 sets one against one, 1 one against none, 2 two
/// against one, 3 none against one, 4 one against two; over and over.
pub(super) fn compared(old: &Text, new: &Text, steps: &[u8]) -> Comparison {
    let mut comparison = Comparison::default();
    for at in 0..old.sections.len().max(new.sections.len()) {
        let (before, after) = (old.sections.get(at), new.sections.get(at));
        let kind = match (before, after) {
            (Some(before), Some(after)) if before == after => {
                comparison.equal.push((at, at));
                continue;
            }
            (None, _) => ChangeKind::New,
            (_, None) => ChangeKind::Removed,
            _ => ChangeKind::Changed,
        };
        let title = before.zip(after).map(|(before, after)| runs(&before.title.text, &after.title.text));
        comparison.changes.push(Change {
            kind,
            also: vec![],
            old: before.map(|_| at).into_iter().collect(),
            new: after.map(|_| at).into_iter().collect(),
            head: before.and(after).map(|_| (at, at)),
            label_changed: before.map(|before| &before.label) != after.map(|after| &after.label),
            title: title.unwrap_or_default(),
            title_minor: vec![],
            title_format: vec![],
            groups: groups(&leaves(before), &leaves(after), steps),
        });
    }
    comparison
}

fn leaves(section: Option<&Section>) -> Vec<&Leaf> {
    section.map(Section::leaves).unwrap_or_default()
}

fn groups(old: &[&Leaf], new: &[&Leaf], steps: &[u8]) -> Vec<Group> {
    let (mut groups, mut o, mut n) = (Vec::new(), 0, 0);
    for step in steps.iter().cycle() {
        if o == old.len() && n == new.len() {
            break;
        }
        let (a, b) = [(1, 1), (1, 0), (2, 1), (0, 1), (1, 2)][usize::from(*step)];
        let (to_o, to_n) = ((o + a).min(old.len()), (n + b).min(new.len()));
        let (to_o, to_n) = if (to_o, to_n) == (o, n) { (old.len(), new.len()) } else { (to_o, to_n) };
        let joined = |leaves: &[&Leaf]| {
            leaves.iter().map(|leaf| leaf.text.clone()).collect::<Vec<_>>().join(LEAF_BREAK.encode_utf8(&mut [0; 4]))
        };
        let runs = runs(&joined(&old[o..to_o]), &joined(&new[n..to_n]));
        groups.push(Group { old: o..to_o, new: n..to_n, runs, moved: false, minor: vec![], format: vec![] });
        (o, n) = (to_o, to_n);
    }
    groups
}

/// Compares two strings character by character.
fn runs(old: &str, new: &str) -> Vec<Run> {
    let (a, b): (Vec<char>, Vec<char>) = (old.chars().collect(), new.chars().collect());
    let mut length = vec![vec![0; b.len() + 1]; a.len() + 1];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            length[i][j] = if a[i] == b[j] { length[i + 1][j + 1] + 1 } else { length[i + 1][j].max(length[i][j + 1]) };
        }
    }
    let (mut runs, mut i, mut j, mut o, mut n) = (Vec::new(), 0, 0, 0, 0);
    while i < a.len() || j < b.len() {
        let (from_o, from_n) = (o, n);
        if i < a.len() && j < b.len() && a[i] == b[j] {
            while i < a.len() && j < b.len() && a[i] == b[j] {
                (o, n, i, j) = (o + a[i].len_utf8(), n + b[j].len_utf8(), i + 1, j + 1);
            }
            runs.push(Run::Equal { old: from_o..o, new: from_n..n });
        } else if i < a.len() && (j == b.len() || length[i + 1][j] >= length[i][j + 1]) {
            (o, i) = (o + a[i].len_utf8(), i + 1);
            match runs.last_mut() {
                Some(Run::Deleted(range)) => range.end = o,
                _ => runs.push(Run::Deleted(from_o..o)),
            }
        } else {
            (n, j) = (n + b[j].len_utf8(), j + 1);
            match runs.last_mut() {
                Some(Run::Inserted(range)) => range.end = n,
                _ => runs.push(Run::Inserted(from_n..n)),
            }
        }
    }
    runs
}

/// Returns markup without the tags of the elements of a class, which keep what they hold.
pub(super) fn unwrapped(html: &str, class: &str) -> String {
    let (mut out, mut open, mut rest) = (String::new(), Vec::new(), html);
    while let Some(start) = rest.find('<') {
        let end = start + rest[start..].find('>').expect("a tag ends") + 1;
        let tag = &rest[start..end];
        let classes = tag.split("class=\"").nth(1).and_then(|value| value.split('"').next()).unwrap_or_default();
        let is_void = ["<br", "<hr", "<img"].iter().any(|name| tag.starts_with(name));
        let taken = match tag.starts_with("</") {
            true => open.pop().expect("an element is open"),
            false => classes.split(' ').any(|name| name == class),
        };
        if !tag.starts_with("</") && !is_void {
            open.push(taken);
        }
        out.push_str(&rest[..start]);
        if !taken {
            out.push_str(tag);
        }
        rest = &rest[end..];
    }
    out + rest
}

/// Returns markup without the elements of a class.
pub(super) fn without(html: &str, class: &str) -> String {
    let (mut out, mut depth, mut rest) = (String::new(), 0, html);
    while let Some(start) = rest.find('<') {
        let end = start + rest[start..].find('>').expect("a tag ends") + 1;
        let (before, tag) = (&rest[..start], &rest[start..end]);
        let classes = tag.split("class=\"").nth(1).and_then(|value| value.split('"').next()).unwrap_or_default();
        let is_void = ["<br", "<hr", "<img"].iter().any(|name| tag.starts_with(name));
        if depth == 0 {
            out.push_str(before);
        }
        let gone = depth > 0 || classes.split(' ').any(|name| name == class);
        if gone && !is_void {
            if tag.starts_with("</") { depth -= 1 } else { depth += 1 }
        }
        if !gone {
            out.push_str(tag);
        }
        rest = &rest[end..];
    }
    out + rest
}
