//! A text -> the cross-references in it, each with the section or clause of the same text that it names: 第3条第2項, Section 4.2.
//!
//! A reference to another text is worse as a link than none, so only what is surely about the own text is told: see [`scope`].

mod scope;

use std::collections::BTreeMap;
use std::ops::Range;

use crate::diagnostic::{Code, Diagnostic};
use crate::model::{
    Anchor, Block, Body, Check, Document, Label, LabelKind, LabelStyle, Leaf, Mark, MarkKind, Parsed, Section, Text,
};
use crate::parse::references::{Rank, Reference, Within, references};
use scope::Scope;

/// A reference to a part of the text that it stands in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Lead<'a> {
    /// To a section.
    Section(&'a Section),
    /// To something inside of one.
    Inside(&'a Block),
    /// To a section that the text has not.
    Nowhere,
}

impl Lead<'_> {
    /// Returns the anchor that it leads to, where it is given.
    pub fn anchor(&self) -> Option<&Anchor> {
        match self {
            Self::Section(section) => section.anchor.as_ref(),
            Self::Inside(block) => block.anchor.as_ref(),
            Self::Nowhere => None,
        }
    }
}

/// What sections are called in references: 第3条 and Article 3, or Section 3, § 3 and clause 3.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Name {
    Article,
    Section,
}

/// The sections of a text by what references call them; `None` where several are called so.
#[derive(Debug, Default)]
pub struct Targets<'a> {
    sections: BTreeMap<(Name, bool, &'a [u32]), Option<&'a Section>>,
}

/// So many sections must be called by a number before one that is missing is told.
const FEW: usize = 3;

impl<'a> Targets<'a> {
    /// Returns the sections of a text.
    pub fn of(text: &'a Text) -> Self {
        let mut targets = Self::default();
        for section in &text.sections {
            let Some(label) = &section.label else { continue };
            let name = match label.kind {
                LabelKind::Article => Name::Article,
                LabelKind::Section | LabelKind::Bare => Name::Section,
                // Numbering restarts behind it: which article is meant cannot be told from the number.
                LabelKind::Supplement => break,
                _ => continue,
            };
            let entry = targets.sections.entry((name, is_letter(label), &label.number));
            entry.and_modify(|known| *known = None).or_insert(Some(section));
        }
        targets
    }

    fn get(&self, name: Name, letter: bool, number: &[u32]) -> Option<Option<&'a Section>> {
        self.sections.get(&(name, letter, number)).copied()
    }

    /// Returns whether a text that numbers its sections so lacks one of that number: not where it may be the number of a law.
    fn lacks(&self, name: Name, number: u32) -> bool {
        let known = self.sections.keys().filter(|(kind, letter, _)| *kind == name && !letter);
        let firsts: Vec<u32> = known.filter_map(|(_, _, number)| number.first().copied()).collect();
        let most = firsts.iter().max().copied().unwrap_or_default();
        firsts.len() >= FEW && !firsts.contains(&number) && number <= 2 * most
    }
}

fn is_letter(label: &Label) -> bool {
    !label.printed.chars().any(char::is_numeric)
}

/// Returns the cross-references of a leaf: the bytes of each, and what it leads to.
pub fn of_leaf<'a>(text: &str, targets: &Targets<'a>) -> Vec<(Range<usize>, Lead<'a>)> {
    let mut out = Vec::new();
    if targets.sections.is_empty() {
        return out;
    }
    let all = references(text);
    let (mut word, mut outside_until) = (None, 0);
    let mut at = 0;
    while at < all.len() {
        let inside = all[at + 1..].iter().take_while(|next| is_part(next, &all[at])).count();
        let (head, rest) = (&all[at], &all[at + 1..=at + inside]);
        at += inside + 1;
        let printed = &text[head.range.clone()];
        word = name(printed).or(word.filter(|_| printed.starts_with(char::is_numeric)));
        let Some(name) = word.filter(|_| head.rank == Rank::Article) else { continue };
        let end = rest.last().map_or(head.range.end, |last| last.range.end);
        if goes_on(&text[end..]) {
            continue;
        }
        let scope = scope::of(text, head.range.start..end);
        if scope == Scope::Other {
            outside_until = scope::sentence_end(text, end);
            continue;
        }
        if scope == Scope::Silent && head.range.start < outside_until {
            continue;
        }
        out.extend(lead(text, (name, head, rest), targets));
    }
    out
}

/// Returns whether a reference goes on to a part of what another one names.
fn is_part(next: &Reference, head: &Reference) -> bool {
    next.within == Within::Section(head.number.clone())
}

/// Returns whether a number goes on in a way that is not read: Article 5-2, Section D.4.
fn goes_on(after: &str) -> bool {
    let mut next = after.chars();
    next.next().is_some_and(|c| "-‑./".contains(c)) && next.next().is_some_and(char::is_alphanumeric)
}

/// Returns what a reference calls its section by its first word; `None` where it has no word.
fn name(printed: &str) -> Option<Name> {
    let first = printed.chars().next().filter(|first| !first.is_numeric())?;
    let lower: String = printed.chars().take_while(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
    let article = ["art", "المادة", "стать", "điều", "ข้อ"];
    let is_article = matches!(first, '第' | '제') || article.iter().any(|word| lower.starts_with(word));
    Some(if is_article { Name::Article } else { Name::Section })
}

fn lead<'a>(
    text: &str,
    (name, head, rest): (Name, &Reference, &[Reference]),
    targets: &Targets<'a>,
) -> Option<(Range<usize>, Lead<'a>)> {
    let letter = !text[head.range.clone()].chars().any(|c| c.is_numeric() || "一二三四五六七八九十百".contains(c));
    let Some(found) = targets.get(name, letter, &head.number) else {
        let (first, more) = head.number.split_first()?;
        if more.is_empty() {
            return (!letter && targets.lacks(name, *first)).then(|| (head.range.clone(), Lead::Nowhere));
        }
        // Section 4.2 may be a clause of section 4 that prints its number so.
        let section = targets.get(name, letter, &[*first])??;
        let block = level(&section.blocks).into_iter().find(|block| has_number(block, &head.number))?;
        return Some((head.range.clone(), Lead::Inside(block)));
    };
    let section = found?;
    let (mut range, mut lead, mut blocks) = (head.range.clone(), Lead::Section(section), section.blocks.as_slice());
    for part in rest {
        let Some((block, inner)) = step(blocks, part, text[part.range.clone()].chars().next_back()) else { break };
        range.end = part.range.end;
        lead = Lead::Inside(block);
        blocks = inner;
    }
    Some((range, lead))
}

/// Returns what a reference names among some blocks, and what is inside of that; the counter behind its number is 項, 号, or nothing.
fn step<'a>(blocks: &'a [Block], part: &Reference, counter: Option<char>) -> Option<(&'a Block, &'a [Block])> {
    let is_paragraph = |label: &Label| matches!(label.style, LabelStyle::Arabic | LabelStyle::Circled);
    let counts = |block: &Block| match counter {
        Some('項' | '项' | '항') => block.label.as_deref().is_some_and(is_paragraph),
        Some('号' | '호') => !block.label.as_deref().is_some_and(is_paragraph),
        _ => true,
    };
    let roman = part.roman.map(|roman| vec![roman]);
    let is_it = |block: &&&Block| {
        has_number(block, &part.number) || roman.as_ref().is_some_and(|roman| has_number(block, roman))
    };
    let level = level(blocks);
    let mut fitting = level.iter().filter(is_it).filter(|block| counts(block));
    match (fitting.next(), fitting.next()) {
        (Some(block), None) => {
            let inner: &[Block] = if let Body::Blocks(inner) = &block.body { inner } else { &[] };
            Some((block, inner))
        }
        // The first paragraph of an article prints no number; what is numbered otherwise before the second one is its own.
        (None, _) if counter == Some('項') && part.number == [1] => {
            let first = blocks.first().filter(|block| block.label.is_none())?;
            let second = blocks.iter().position(|block| block.label.as_deref().is_some_and(is_paragraph));
            Some((first, &blocks[..second.unwrap_or(blocks.len())]))
        }
        _ => None,
    }
}

fn has_number(block: &Block, number: &[u32]) -> bool {
    !number.is_empty() && block.label.as_ref().is_some_and(|label| label.number == number)
}

/// Returns the outermost blocks that have labels.
fn level(blocks: &[Block]) -> Vec<&Block> {
    let labelled: Vec<&Block> = blocks.iter().filter(|block| block.label.is_some()).collect();
    if !labelled.is_empty() {
        return labelled;
    }
    let inner = blocks.iter().filter_map(|block| match &block.body {
        Body::Blocks(inner) => Some(inner),
        Body::Leaf(_) => None,
    });
    inner.flat_map(|inner| level(inner)).collect()
}

/// Returns a text whose cross-references are links; `None` where it has none. Its anchors are given.
pub fn linked(text: &Text) -> Option<Text> {
    let targets = Targets::of(text);
    let mut linked = None;
    for (at, section) in text.sections.iter().enumerate() {
        if has_any(&section.blocks, &targets) {
            let copy: &mut Text = linked.get_or_insert_with(|| text.clone());
            link(&mut copy.sections[at].blocks, &targets);
        }
    }
    linked
}

fn has_any(blocks: &[Block], targets: &Targets<'_>) -> bool {
    blocks.iter().any(|block| match &block.body {
        Body::Leaf(leaf) => of_leaf(&leaf.text, targets).iter().any(|(range, lead)| fits(leaf, range, lead)),
        Body::Blocks(inner) => has_any(inner, targets),
    })
}

/// Returns whether a link may stand there: not in or round another one or code, and across no mark.
fn fits(leaf: &Leaf, range: &Range<usize>, lead: &Lead<'_>) -> bool {
    let crosses = |mark: &Mark| {
        let meets = mark.range.start < range.end && range.start < mark.range.end;
        let holds = mark.range.start <= range.start && range.end <= mark.range.end;
        let inside = range.start <= mark.range.start && mark.range.end <= range.end;
        let closed = matches!(mark.kind, MarkKind::Link(_) | MarkKind::Code);
        meets && (closed || !holds && !inside)
    };
    lead.anchor().is_some() && !leaf.marks.iter().any(crosses)
}

fn link(blocks: &mut [Block], targets: &Targets<'_>) {
    for block in blocks {
        match &mut block.body {
            Body::Leaf(leaf) => {
                for (range, lead) in of_leaf(&leaf.text, targets) {
                    let Some(anchor) = lead.anchor().filter(|_| fits(leaf, &range, &lead)) else { continue };
                    leaf.marks.push(Mark { range, kind: MarkKind::Reference(anchor.clone()) });
                }
                leaf.marks.sort_by_key(|mark| (mark.range.start, std::cmp::Reverse(mark.range.end)));
            }
            Body::Blocks(inner) => link(inner, targets),
        }
    }
}

/// Returns the references to sections that there are not, in the newest text of each language: earlier ones cannot be changed.
pub fn check<'a>(document: &Document, parsed: impl Fn(&str) -> Option<&'a Parsed>, check: Check) -> Vec<Diagnostic> {
    let Some(severity) = check.severity() else { return Vec::new() };
    let mut newest = BTreeMap::new();
    for revision in &document.revisions {
        for (lang, text) in revision.translations.iter().filter(|(_, text)| text.carried_from.is_none()) {
            newest.insert(lang, (revision.draft, &text.path));
        }
    }
    let mut found = Vec::new();
    for (draft, path) in newest.into_values() {
        let Some(parsed) = parsed(path) else { continue };
        let targets = Targets::of(&parsed.text);
        for section in &parsed.text.sections {
            dead(&section.blocks, (parsed, &targets), &mut |diagnostic| {
                let severity = if draft { crate::diagnostic::Severity::Warning } else { severity };
                found.push(Diagnostic { severity, ..diagnostic });
            });
        }
    }
    found
}

fn dead(blocks: &[Block], (parsed, targets): (&Parsed, &Targets<'_>), tell: &mut dyn FnMut(Diagnostic)) {
    for block in blocks {
        match &block.body {
            Body::Leaf(leaf) => {
                let dead = of_leaf(&leaf.text, targets).into_iter().filter(|(_, lead)| *lead == Lead::Nowhere);
                for (range, _) in dead {
                    let place = parsed.place(block.span.clone());
                    tell(Diagnostic::new(Code::DeadReference, place).arg("reference", &leaf.text[range]));
                }
            }
            Body::Blocks(inner) => dead(inner, (parsed, targets), tell),
        }
    }
}

#[cfg(test)]
mod tests;
