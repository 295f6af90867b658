//! A revision as it is now, in the terms in which it is sealed.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

use crate::assemble::texts::sha256;
use crate::locale::Date;
use crate::model::{
    Block, Body, Class, Consent, Heading, Leaf, Mark, MarkKind, Revision, SECTION_DIGITS, SealedSection, Section, Text,
    Translation,
};

/// Returns the facts of a revision, those of [`crate::model::FACTS`].
pub fn facts(revision: &Revision) -> BTreeMap<String, String> {
    let class = match revision.class {
        Class::Substantive => "substantive",
        Class::Editorial => "editorial",
    };
    let consent = match revision.consent {
        Consent::Required => "required",
        Consent::Notice => "notice",
        Consent::None => "none",
    };
    let date = |date: Date| date.to_string();
    let stated = [
        ("announced", Some(date(revision.announced))),
        ("class", Some(class.to_owned())),
        ("consent", Some(consent.to_owned())),
        ("effective", Some(date(revision.effective))),
        ("governing", Some(revision.governing.to_string())),
        ("label", Some(revision.label.clone())),
        ("replaces", revision.replaces.clone()),
        ("short_notice", revision.short_notice.clone()),
    ];
    stated.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?))).collect()
}

/// Returns the digest of what a text's author says of its revision: summary and reasons, the sections that these are about and what
/// those continue; `None` where nothing is said.
pub fn reasons(text: &Translation) -> Option<String> {
    let mut told = String::new();
    if !text.summary.is_empty() {
        tell("summary", &text.summary, &mut told);
    }
    for note in text.changes.iter().filter(|note| !note.reason.is_empty() || !note.was.is_empty()) {
        let names = |names: &[crate::source::Spanned<String>]| {
            names.iter().map(|name| name.value.trim().to_owned()).collect::<Vec<_>>().join("\u{1f}")
        };
        tell(&format!("{}\u{1e}{}", names(&note.sections), names(&note.was)), &note.reason, &mut told);
    }
    (!told.is_empty()).then(|| sha256(&told))
}

/// Writes blocks down, a line a leaf: the labels it opens with, its text, its marks with their bounds.
fn tell(about: &str, blocks: &[Block], out: &mut String) {
    writeln!(out, "{about}").expect("a text takes everything");
    for block in blocks {
        if let Some(label) = &block.label {
            write!(out, "{} ", label.printed).expect("a text takes everything");
        }
        match &block.body {
            Body::Leaf(leaf) => tell_leaf(leaf, out),
            Body::Blocks(inner) => tell("", inner, out),
        }
    }
}

fn tell_leaf(leaf: &Leaf, out: &mut String) {
    writeln!(out, "{}", leaf.text).expect("a text takes everything");
    for Mark { range, kind } in &leaf.marks {
        let what = match kind {
            MarkKind::Emphasis => "emphasis",
            MarkKind::Strong => "strong",
            MarkKind::Strike => "strike",
            MarkKind::Underline => "underline",
            MarkKind::Superscript => "superscript",
            MarkKind::Subscript => "subscript",
            MarkKind::Small => "small",
            MarkKind::Code => "code",
            MarkKind::Link(link) => &format!("link {}", link.target),
            MarkKind::Image { source, .. } => &format!("image {source}"),
            MarkKind::FootnoteReference { name } => &format!("note {name}"),
            MarkKind::Ruby(reading) => &format!("ruby {reading}"),
            // What these say shows in the text, or is no part of it.
            MarkKind::Name(_) | MarkKind::Direction(_) | MarkKind::Variable { .. } | MarkKind::Reference(_) => continue,
        };
        writeln!(out, "\u{1f}{}-{} {what}", range.start, range.end).expect("a text takes everything");
    }
}

/// Returns the sections of a text; with the digests of their printed characters where those are given, by section.
pub fn sections(text: &Translation, words: Option<&Text>) -> Vec<SealedSection> {
    let section = |(at, heading): (usize, &Arc<Heading>)| {
        let words = words.and_then(|text| text.sections.get(at));
        let digest = words.map(digest).unwrap_or_default();
        SealedSection::new(heading.anchor.clone(), digest, &heading.provisions)
    };
    text.outline.iter().enumerate().map(section).collect()
}

/// Returns the digest of what is printed of a section, whatever its white space and structure.
fn digest(section: &Section) -> String {
    let mut printed = String::new();
    let mut take = |text: &str| printed.extend(text.chars().filter(|c| !c.is_whitespace()));
    take(section.label.as_ref().map_or("", |label| &label.printed));
    take(&section.title.text);
    print(&section.blocks, &mut take);
    let mut digest = sha256(&printed);
    digest.truncate(SECTION_DIGITS);
    digest
}

fn print(blocks: &[Block], take: &mut impl FnMut(&str)) {
    for block in blocks {
        take(block.label.as_ref().map_or("", |label| &label.printed));
        match &block.body {
            Body::Leaf(leaf) => take(&leaf.text),
            Body::Blocks(inner) => print(inner, take),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Anchor, Kind, Label, LabelKind, LabelStyle};

    fn block(label: Option<&str>, body: Body) -> Block {
        let label = label.map(|printed| {
            let (kind, style) = (LabelKind::Bare, LabelStyle::Arabic);
            Box::new(Label { printed: printed.to_owned(), kind, style, number: vec![1] })
        });
        Block { kind: Kind::Paragraph, label, id: None, anchor: None, direction: None, span: 0..0, body }
    }

    fn section(blocks: Vec<Block>) -> Section {
        Section {
            level: 2,
            id: None,
            anchor: Anchor::new("s1"),
            label: None,
            title: Leaf::plain("目的"),
            blocks,
            span: 0..0,
        }
    }

    #[test]
    fn the_digest_of_a_section_is_that_of_its_printed_characters() {
        let plain = section(vec![block(None, Body::Leaf(Leaf::plain("(1) 氏名 (2) 住所")))]);
        let clause = |label, text| block(Some(label), Body::Leaf(Leaf::plain(text)));
        let parted = section(vec![clause("(1)", "氏名"), clause("(2)", "住所")]);
        assert_eq!(digest(&plain), digest(&parted));
        assert_eq!(digest(&plain).len(), SECTION_DIGITS);
        let other = section(vec![clause("(1)", "氏名"), clause("(2)", "電話")]);
        assert_ne!(digest(&other), digest(&parted));
    }

    #[test]
    fn a_link_of_a_reason_is_told_with_its_address() {
        let leaf = |target: &str| {
            let link = crate::model::Link { target: target.to_owned(), title: String::new(), span: 0..0 };
            Leaf { text: "法".into(), marks: vec![Mark { range: 0..3, kind: MarkKind::Link(link) }] }
        };
        let told = |target: &str| {
            let mut out = String::new();
            tell("s1", &[block(None, Body::Leaf(leaf(target)))], &mut out);
            out
        };
        assert_eq!(told("https://a.example/"), "s1\n法\n\u{1f}0-3 link https://a.example/\n");
        assert_ne!(told("https://a.example/"), told("https://b.example/"));
    }
}
