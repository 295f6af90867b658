//! A parsed text and the values of its variables -> the text that readers read, its published bytes, its outline.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::hash::{DefaultHasher, Hash, Hasher};

use sha2::{Digest, Sha256};

use super::anchors::Named;
use crate::locale;
use crate::model::{Anchor, Block, Body, Heading, Leaf, Mark, MarkKind, Parsed, Piece, Section, Text};

/// The variables that every text may use and that never count as a change.
pub const BUILT_IN: [&str; 4] = ["announced", "effective", "established", "revised"];

/// Returns the text with every variable replaced by its value; one without a value keeps its braces.
pub fn resolve(text: &Text, values: &BTreeMap<String, String>) -> Text {
    let mut text = text.clone();
    if let Some(title) = &mut text.title {
        fill(title, values);
    }
    for section in &mut text.sections {
        fill(&mut section.title, values);
        each_leaf(&mut section.blocks, &mut |leaf| fill(leaf, values));
    }
    text
}

/// Returns blocks (of a reason, of a summary) with every variable replaced by its value.
pub fn resolve_blocks(blocks: &[Block], values: &BTreeMap<String, String>) -> Vec<Block> {
    let mut blocks = blocks.to_vec();
    each_leaf(&mut blocks, &mut |leaf| fill(leaf, values));
    blocks
}

fn each_leaf(blocks: &mut [Block], act: &mut impl FnMut(&mut Leaf)) {
    for block in blocks {
        match &mut block.body {
            Body::Leaf(leaf) => act(leaf),
            Body::Blocks(inner) => each_leaf(inner, act),
        }
    }
}

/// Replaces the ranges of variables by their values, from the last to the first, and moves the other marks along.
fn fill(leaf: &mut Leaf, values: &BTreeMap<String, String>) {
    let variables: Vec<Mark> =
        leaf.marks.iter().filter(|mark| matches!(mark.kind, MarkKind::Variable { .. })).cloned().collect();
    for variable in variables.into_iter().rev() {
        let MarkKind::Variable { name } = &variable.kind else { continue };
        let Some(value) = values.get(name) else { continue };
        let (start, end) = (variable.range.start, variable.range.end);
        leaf.text.replace_range(start..end, value);
        let moved = |at: usize| match at {
            at if at <= start => at,
            at if at >= end => at - (end - start) + value.len(),
            _ => start,
        };
        for mark in &mut leaf.marks {
            let end = if mark.range.end <= start { mark.range.end } else { moved(mark.range.end.max(end)) };
            mark.range = moved(mark.range.start)..end;
        }
    }
}

/// Returns the published text (`index.md`): the pieces with variables replaced by their values.
pub fn published(parsed: &Parsed, values: &BTreeMap<String, String>) -> String {
    let mut out = String::new();
    for piece in &parsed.published {
        match piece {
            Piece::Literal(text) => out.push_str(text),
            Piece::Variable(name) => match values.get(name) {
                Some(value) => out.push_str(value),
                None => write!(out, "{{{{ {name} }}}}").expect("writing to a string does not fail"),
            },
        }
    }
    out
}

/// Returns the SHA-256 of a text as lower-case hexadecimal.
pub fn sha256(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().fold(String::with_capacity(64), |mut out, byte| {
        write!(out, "{byte:02x}").expect("writing to a string does not fail");
        out
    })
}

/// Returns the outline of a text whose anchors were given.
pub fn outline(text: &Text, named: &Named) -> Vec<Heading> {
    text.sections
        .iter()
        .enumerate()
        .map(|(at, section)| Heading {
            anchor: named.sections[at].clone(),
            pinned: named.pinned[at],
            level: section.level,
            label: section.label.clone(),
            title: section.title.text.clone(),
            provisions: named.provisions[at].clone(),
            digest: digest(section, |text| text),
            loose_digest: digest(section, without_references),
        })
        .collect()
}

/// Fills the anchors of an outline into a text of the same sections.
pub fn give_anchors(text: &mut Text, outline: &[Heading]) {
    for (section, heading) in text.sections.iter_mut().zip(outline) {
        section.anchor = Some(heading.anchor.clone());
        let mut anchors = heading.provisions.iter();
        section.each_provision(&mut |block| block.anchor = anchors.next().cloned());
    }
}

/// Returns the ids that the author gave to places inside a text (`<a name>`), in order.
pub fn names(text: &Text) -> Vec<Anchor> {
    let leaves = text.sections.iter().flat_map(|section| std::iter::once(&section.title).chain(section.leaves()));
    leaves
        .flat_map(|leaf| &leaf.marks)
        .filter_map(|mark| match &mark.kind {
            MarkKind::Name(anchor) => Some(anchor.clone()),
            _ => None,
        })
        .collect()
}

/// Returns a digest of what a section says: title and leaves, without white space, width, labels and built-in variables.
fn digest(section: &Section, view: impl Fn(String) -> String) -> u64 {
    let mut hasher = DefaultHasher::new();
    for leaf in std::iter::once(&section.title).chain(section.leaves()) {
        let mut text = leaf.text.clone();
        for mark in leaf.marks.iter().rev() {
            if let MarkKind::Variable { name } = &mark.kind
                && BUILT_IN.contains(&name.as_str())
            {
                text.replace_range(mark.range.clone(), name);
            }
        }
        let bare: String = locale::nfkc(&text).chars().filter(|c| !c.is_whitespace()).collect();
        view(bare).hash(&mut hasher);
    }
    hasher.finish()
}

/// What stands before or after the number of a reference to another section.
const REFERENCES: [&str; 12] = [
    "第",
    "Section",
    "Sections",
    "Article",
    "Articles",
    "Art.",
    "Artikel",
    "Ziffer",
    "Abschnitt",
    "§",
    "المادة",
    "البند",
];
const COUNTERS: [char; 5] = ['条', '項', '号', '章', '節'];

/// Returns a text (without white space) with the numbers of references taken out.
fn without_references(text: String) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(start) = rest.find(|c: char| c.is_numeric()) {
        let end = rest[start..].find(|c: char| !c.is_numeric() && c != '.').map_or(rest.len(), |length| start + length);
        let (before, after) = (&rest[..start], &rest[end..]);
        out.push_str(before);
        // "6.に定める" refers to 6; "30." at the end of an English sentence need not.
        let labelled = rest[..end].ends_with('.') && after.starts_with(locale::is_wide);
        let refers = REFERENCES.iter().any(|word| out.ends_with(word)) || after.starts_with(COUNTERS) || labelled;
        out.push_str(if refers { "#" } else { &rest[start..end] });
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_moves_the_marks_behind_it_and_stretches_those_around_it() {
        let text = "甲 {{ office }} 乙".to_owned();
        let (at, end) = (text.find('{').unwrap(), text.find(" 乙").unwrap());
        let mark = |range, kind| Mark { range, kind };
        let mut leaf = Leaf {
            marks: vec![
                mark(0..text.len(), MarkKind::Strong),
                mark(at..end, MarkKind::Variable { name: "office".into() }),
                mark(end + 1..text.len(), MarkKind::Emphasis),
            ],
            text,
        };
        fill(&mut leaf, &BTreeMap::from([("office".to_owned(), "港町一丁目".to_owned())]));
        assert_eq!(leaf.text, "甲 港町一丁目 乙");
        let marked: Vec<&str> = leaf.marks.iter().map(|mark| &leaf.text[mark.range.clone()]).collect();
        assert_eq!(marked, ["甲 港町一丁目 乙", "港町一丁目", "乙"]);
    }

    #[test]
    fn the_number_of_a_reference_is_no_substance_but_an_amount_is() {
        assert_eq!(without_references("第6条により8,000円".into()), "第#条により8,000円");
        assert_eq!(without_references("本規約6.に定める30日".into()), "本規約#に定める30日");
        assert_eq!(without_references("seeSection4.2,within30days".into()), "seeSection#,within30days");
    }

    #[test]
    fn a_digest_is_that_of_the_bytes() {
        assert_eq!(sha256(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }
}
