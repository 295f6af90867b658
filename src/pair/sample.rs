//! Lines -> texts, for tests: `## 2. Title {#id}` is a section, `(1) text` a clause, `- text` an item (two spaces deeper is
//! inside), anything else a paragraph.

use crate::model::{Anchor, Block, Body, Kind, Label, LabelKind, LabelStyle, Leaf, Section, Text};
use crate::source::Spanned;

/// Returns the text that the lines stand for.
pub(crate) fn text(lines: &str) -> Text {
    let mut text = Text::default();
    for line in lines.lines().filter(|line| !line.trim().is_empty()) {
        let depth = (line.len() - line.trim_start().len()) / 2;
        let line = line.trim();
        let level = line.chars().take_while(|c| *c == '#').count();
        if level > 0 || text.sections.is_empty() {
            text.sections.push(section(level, line[level..].trim()));
        }
        if level == 0 {
            let blocks = &mut text.sections.last_mut().expect("a section was pushed").blocks;
            push(blocks, depth, block(line));
        }
    }
    text
}

fn push(blocks: &mut Vec<Block>, depth: usize, block: Block) {
    let item = block.kind == Kind::Item;
    match blocks.last_mut() {
        Some(Block { kind: Kind::Clause, body: Body::Blocks(inner), .. }) if depth > 0 => push(inner, depth - 1, block),
        Some(Block { kind: Kind::List { .. }, body: Body::Blocks(items), .. }) if depth > 0 => {
            let Some(Block { body: Body::Blocks(inner), .. }) = items.last_mut() else { panic!("a list has items") };
            push(inner, depth - 1, block);
        }
        Some(Block { kind: Kind::List { .. }, body: Body::Blocks(items), .. }) if item => items.push(block),
        _ if item => blocks.push(bare(Kind::List { ordered: false, tight: true }, Body::Blocks(vec![block]))),
        _ => blocks.push(block),
    }
}

fn section(level: usize, line: &str) -> Section {
    let (line, id) = id(line);
    let (label, rest) = if level == 0 { (None, "") } else { heading_label(line) };
    let level = u8::try_from(level).expect("headings have at most six levels");
    Section { level, id, anchor: None, label, title: Leaf::plain(rest), blocks: Vec::new(), span: 0..0 }
}

fn block(line: &str) -> Block {
    let (line, id) = id(line);
    let (label, rest) = clause_label(line);
    let paragraph = bare(Kind::Paragraph, Body::Leaf(Leaf::plain(rest)));
    let block = match label {
        None => paragraph,
        Some(label) => {
            let kind = if label.style == LabelStyle::Bullet { Kind::Item } else { Kind::Clause };
            Block { label: Some(Box::new(label)), ..bare(kind, Body::Blocks(vec![paragraph])) }
        }
    };
    Block { id: id.map(Box::new), ..block }
}

fn bare(kind: Kind, body: Body) -> Block {
    Block { kind, label: None, id: None, anchor: None, direction: None, span: 0..0, body }
}

fn id(line: &str) -> (&str, Option<Spanned<Anchor>>) {
    match line.strip_suffix('}').and_then(|line| line.split_once(" {#")) {
        Some((line, id)) => (line, Some(Spanned::new(Anchor::new(id).expect("tests write good ids"), 0..0))),
        None => (line, None),
    }
}

fn heading_label(line: &str) -> (Option<Label>, &str) {
    use LabelKind::{Article, Bare, Chapter, Part, Section, Supplement};
    let (first, rest) = line.split_once(' ').unwrap_or((line, ""));
    let found =
        |printed: &str, kind, number: Vec<u32>, style| Some(Label { printed: printed.to_owned(), kind, style, number });
    if first == "附則" {
        return (found(first, Supplement, Vec::new(), LabelStyle::Kanji), rest);
    }
    for (word, kind) in
        [("Article", Article), ("Artikel", Article), ("Chapter", Chapter), ("Part", Part), ("§", Section)]
    {
        if first == word {
            let (number, rest) = rest.split_once(' ').unwrap_or((rest, ""));
            let value = numbers(number.trim_end_matches('.'));
            return (found(&format!("{word} {number}"), kind, value, LabelStyle::Arabic), rest);
        }
    }
    if let Some(number) = first.strip_prefix('第') {
        let kind = if number.contains('条') { Article } else { Chapter };
        let value = numbers(&number.replace("条の", ".").replace(['条', '章'], ""));
        return (found(first, kind, value, LabelStyle::Arabic), rest);
    }
    if first.contains('.') && !numbers(first.trim_end_matches('.')).is_empty() {
        return (found(first, Bare, numbers(first.trim_end_matches('.')), LabelStyle::Arabic), rest);
    }
    match first.as_bytes() {
        [letter @ b'A'..=b'Z', b'.'] => {
            (found(first, Bare, vec![u32::from(letter - b'A') + 1], LabelStyle::Upper), rest)
        }
        _ => (None, line),
    }
}

fn numbers(text: &str) -> Vec<u32> {
    text.split('.').map(str::parse).collect::<Result<_, _>>().unwrap_or_default()
}

fn clause_label(line: &str) -> (Option<Label>, &str) {
    let Some((first, rest)) = line.split_once([' ', '　']) else { return (None, line) };
    let label = |style, number: Vec<u32>| Label { printed: first.to_owned(), kind: LabelKind::Bare, style, number };
    let inner = first.trim_matches(['(', ')', '.']);
    let letter = |from: char| vec![inner.chars().next().map_or(0, |c| u32::from(c) - u32::from(from) + 1)];
    let bracketed = first.starts_with('(');
    let found = if first == "-" {
        label(LabelStyle::Bullet, Vec::new())
    } else if !numbers(inner).is_empty() {
        label(if bracketed { LabelStyle::ArabicParentheses } else { LabelStyle::Arabic }, numbers(inner))
    } else if bracketed && inner.len() == 1 {
        label(LabelStyle::LowerParentheses, letter('a'))
    } else if let Some(at) = "一二三四五六七八九".chars().position(|c| first == c.to_string()) {
        label(LabelStyle::Kanji, vec![u32::try_from(at).expect("below ten") + 1])
    } else if let Some(at) = "イロハニホ".chars().position(|c| first == c.to_string()) {
        label(LabelStyle::Iroha, vec![u32::try_from(at).expect("below ten") + 1])
    } else {
        return (None, line);
    };
    (Some(found), rest)
}
