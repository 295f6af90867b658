//! A parsed text and the values of its variables -> the text that readers read, its published bytes, its outline.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::anchors::Named;
use crate::locale;
use crate::model::{Anchor, Block, Heading, Leaf, Mark, MarkKind, Parsed, Piece, Section, Text, are_alike, each_leaf};

/// The variables that every text may use and that never count as a change.
pub const BUILT_IN: [&str; 4] = ["announced", "effective", "established", "revised"];

/// Returns the text with every variable replaced by its value; one without a value keeps its braces.
pub fn resolve<'a>(text: &'a Text, values: &BTreeMap<String, String>) -> Cow<'a, Text> {
    if values.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut text = text.clone();
    if let Some(title) = &mut text.title {
        fill(title, values);
    }
    for section in &mut text.sections {
        fill(&mut section.title, values);
        each_leaf(&mut section.blocks, &mut |leaf| fill(leaf, values));
    }
    Cow::Owned(text)
}

/// Returns blocks (of a reason, of a summary) with every variable replaced by its value.
pub fn resolve_blocks(blocks: &[Block], values: &BTreeMap<String, String>) -> Vec<Block> {
    let mut blocks = blocks.to_vec();
    each_leaf(&mut blocks, &mut |leaf| fill(leaf, values));
    blocks
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

/// Returns the SHA-256 of a text or of bytes as lower-case hexadecimal.
pub fn sha256(bytes: impl AsRef<[u8]>) -> String {
    Sha256::digest(bytes.as_ref()).iter().fold(String::with_capacity(64), |mut out, byte| {
        write!(out, "{byte:02x}").expect("writing to a string does not fail");
        out
    })
}

/// A text as parsed, and its outline.
pub type Outlined<'a> = (&'a Text, &'a [Arc<Heading>]);

/// Returns the outline of a text, as parsed and as resolved, whose anchors were given. What it has in common with the text
/// `before` is taken from there.
pub fn outline((parsed, text): (&Text, &Text), named: &Named, before: Option<Outlined<'_>>) -> Vec<Arc<Heading>> {
    let heading = |(at, section): (usize, &Section)| {
        let anchor = &named.sections[at];
        let known = before.and_then(|before| known(before, at, anchor, &parsed.sections[at]));
        let (digest, loose_digest) =
            known.map_or_else(|| digests(section), |heading| (heading.digest, heading.loose_digest));
        if let Some(known) = known
            && known.pinned == named.pinned[at]
            && known.level == section.level
            && known.label == section.label
            && known.provisions == named.provisions[at]
        {
            return known.clone();
        }
        Arc::new(Heading {
            anchor: anchor.clone(),
            pinned: named.pinned[at],
            level: section.level,
            label: section.label.clone(),
            title: section.title.text.clone(),
            provisions: named.provisions[at].clone(),
            digest,
            loose_digest,
        })
    };
    text.sections.iter().enumerate().map(heading).collect()
}

/// Returns the heading of the section with an anchor in another text, likely at the same place, if it says the same there in the
/// same words; `None` where a value is inserted, which may be another one.
fn known<'a>((text, outline): Outlined<'a>, at: usize, anchor: &Anchor, section: &Section) -> Option<&'a Arc<Heading>> {
    let is_it = |at: &usize| outline.get(*at).is_some_and(|heading| heading.anchor == *anchor);
    let at = Some(at).filter(is_it).or_else(|| (0..outline.len()).find(is_it))?;
    let other = &text.sections[at];
    let mut leaves = std::iter::once(&section.title).chain(section.leaves());
    let is_filled = |leaf: &Leaf| leaf.marks.iter().any(|mark| matches!(mark.kind, MarkKind::Variable { .. }));
    let same = other.title.is_alike(&section.title) && are_alike(&other.blocks, &section.blocks);
    (same && !leaves.any(is_filled)).then(|| &outline[at])
}

/// Fills the anchors of an outline into a text of the same sections.
pub fn give_anchors(text: &mut Text, outline: &[Arc<Heading>]) {
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

/// Returns digests of what a section says, title and leaves, whatever their white space, width, shape of quotation marks, labels
/// and built-in variables; the second also leaves out whatever may number a reference.
fn digests(section: &Section) -> (u64, u64) {
    let (mut exact, mut loose) = (DefaultHasher::new(), DefaultHasher::new());
    for leaf in std::iter::once(&section.title).chain(section.leaves()) {
        let told: String = locale::nfkc(&general(leaf)).chars().filter(|c| !c.is_whitespace()).map(quote).collect();
        told.hash(&mut exact);
        without_numbers(told).hash(&mut loose);
    }
    (exact.finish(), loose.finish())
}

/// Returns the text of a leaf with the names of built-in variables in place of their values.
fn general(leaf: &Leaf) -> Cow<'_, str> {
    let mut text = Cow::Borrowed(leaf.text.as_str());
    for mark in leaf.marks.iter().rev() {
        if let MarkKind::Variable { name } = &mark.kind
            && BUILT_IN.contains(&name.as_str())
        {
            text.to_mut().replace_range(mark.range.clone(), name);
        }
    }
    text
}

fn quote(c: char) -> char {
    if locale::is_quotation_mark(c) { '"' } else { c }
}

/// Returns a text (without white space) without anything by which a reference to a section may be numbered: digits, numerals,
/// what joins them, capital letters, letters in brackets.
fn without_numbers(text: String) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        let bracketed = out.ends_with('(') && text[at + c.len_utf8()..].starts_with(')');
        if !(c.is_numeric() || c.is_ascii_uppercase() || bracketed || ".の之〇一二三四五六七八九十百千".contains(c))
        {
            out.push(c);
        }
    }
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
    fn whatever_may_number_a_reference_is_left_out() {
        for (one, other) in [
            ("第6条により", "第七条の2により"),
            ("seeSection4.2", "seeSection5"),
            ("underSectionL(b)", "underSectionK(c)"),
        ] {
            assert_eq!(without_numbers(one.into()), without_numbers(other.into()));
        }
        assert_ne!(without_numbers("30日以内".into()), without_numbers("30日以降".into()));
    }

    #[test]
    fn a_digest_is_that_of_the_bytes() {
        assert_eq!(sha256(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }
}
