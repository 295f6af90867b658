//! A comparison as data: `changes.json` (product.md, section 5). Its fields are a contract: fields are only ever added.

use std::ops::Range;

use serde::Serialize;

use super::edits::{LeafEdits, edits};
use super::views::{label, path};
use crate::compare::{Change, ChangeKind, Comparison};
use crate::locale::Lang;
use crate::model::{Anchor, Block, Body, Kind, Leaf, Section, Text};

/// Returns a value as the bytes of a JSON file: two spaces to a level, a line end at the end.
pub fn bytes(value: &impl Serialize) -> Vec<u8> {
    let mut bytes = serde_json::to_vec_pretty(value).expect("keys are texts, and no value fails to serialise");
    bytes.push(b'\n');
    bytes
}

/// `changes.json`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ChangesFile {
    /// The document's id.
    pub document: String,
    /// The language of the texts.
    pub language: Lang,
    /// The id of the revision compared with.
    pub old: String,
    /// The id of the new revision.
    pub new: String,
    /// One row for each changed section.
    pub rows: Vec<Row>,
}

/// A changed section in `changes.json`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    /// The anchor, in the new text; of a removed section, in the old one.
    pub anchor: Option<Anchor>,
    /// The label as printed.
    pub number: Option<String>,
    /// The labels above it, outermost first.
    pub path: Vec<String>,
    /// The title.
    pub title: String,
    /// What happened.
    pub kind: ChangeKind,
    /// What else happened.
    pub also: Vec<ChangeKind>,
    /// The sections of the old text: none for a new one, several for merged ones.
    pub old: Vec<SectionEntry>,
    /// The sections of the new text: none for a removed one, several for split ones.
    pub new: Vec<SectionEntry>,
    /// The whole old section without its heading; null for a new one.
    pub before: Option<Vec<BlockEntry>>,
    /// The whole new section without its heading; null for a removed one.
    pub after: Option<Vec<BlockEntry>>,
    /// The reason as HTML; null where none is given.
    pub reason: Option<String>,
    /// The language of the reason.
    pub reason_lang: Option<Lang>,
}

/// A section of one of the two texts in `changes.json`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SectionEntry {
    /// Its anchor.
    pub anchor: Option<Anchor>,
    /// Its label as printed.
    pub number: Option<String>,
    /// Its title.
    pub title: String,
}

/// A leaf of a section in `changes.json`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BlockEntry {
    /// What it is: the innermost of `item`, `clause`, `heading-cell`, `cell`, `quote`, `address`, `definition`, `footnote` that it
    /// opens, or `paragraph`, `term`, `code`, `rule`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// In how many lists, clauses, quotes and definitions it stands.
    pub depth: usize,
    /// The printed label of the item or clause that it opens.
    pub marker: Option<String>,
    /// Its text, in pieces.
    pub runs: Vec<RunEntry>,
}

/// A piece of text in `changes.json`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RunEntry {
    /// The text.
    pub text: String,
    /// `del`, `ins` or null.
    pub mark: Option<&'static str>,
}

/// Makes the rows of `changes.json`, without reasons but with their languages (in the order of the changes).
pub fn rows(comparison: &Comparison, before: &Text, after: &Text, langs: &[Option<Lang>]) -> Vec<Row> {
    comparison.changes.iter().zip(langs).filter_map(|(change, lang)| row(change, before, after, lang.clone())).collect()
}

fn row(change: &Change, before: &Text, after: &Text, reason_lang: Option<Lang>) -> Option<Row> {
    let edits = edits(change, before, after);
    let (text, at) = change.told_by(before, after)?;
    let sections = |text: &Text, all: &[usize]| {
        let entry = |at: &usize| {
            let section = &text.sections[*at];
            SectionEntry { anchor: section.anchor.clone(), number: number(section), title: section.title.text.clone() }
        };
        all.iter().map(entry).collect()
    };
    let blocks = |text: &Text, sections: &[usize], edits: &[LeafEdits<'_>], mark| {
        (!sections.is_empty()).then(|| entries(text, sections, edits, mark))
    };
    Some(Row {
        anchor: text.sections[at].anchor.clone(),
        number: number(&text.sections[at]),
        path: path(text, at),
        title: text.sections[at].title.text.clone(),
        kind: change.kind,
        also: change.also.clone(),
        old: sections(before, &change.old),
        new: sections(after, &change.new),
        before: blocks(before, &change.old, &edits.old, "del"),
        after: blocks(after, &change.new, &edits.new, "ins"),
        reason: None,
        reason_lang,
    })
}

fn number(section: &Section) -> Option<String> {
    Some(label(section)).filter(|label| !label.is_empty())
}

/// Returns the leaves of sections, marked.
fn entries(text: &Text, sections: &[usize], edits: &[LeafEdits<'_>], mark: &'static str) -> Vec<BlockEntry> {
    let mut walk = Walk { edits: edits.iter(), mark, entries: Vec::new() };
    for at in sections {
        walk.blocks(&text.sections[*at].blocks, 0, &mut None);
    }
    walk.entries
}

/// A walk over leaves in reading order, with what changed in each.
struct Walk<'a> {
    edits: std::slice::Iter<'a, LeafEdits<'a>>,
    mark: &'static str,
    entries: Vec<BlockEntry>,
}

/// What the next leaf opens: its type and marker.
type Opening = Option<(&'static str, Option<String>)>;

impl Walk<'_> {
    fn blocks(&mut self, blocks: &[Block], depth: usize, opening: &mut Opening) {
        for block in blocks {
            match &block.body {
                Body::Leaf(leaf) => self.leaf(&block.kind, leaf, depth, opening.take()),
                Body::Blocks(inner) => match opened(&block.kind) {
                    None => self.blocks(inner, depth, opening),
                    Some((kind, deeper)) => {
                        self.flush(depth, opening.take());
                        let marker = block.label.as_ref().map(|label| label.printed.clone());
                        let mut own = Some((kind, marker));
                        self.blocks(inner, depth + usize::from(deeper), &mut own);
                        self.flush(depth + usize::from(deeper), own.filter(|(_, marker)| marker.is_some()));
                    }
                },
            }
        }
    }

    /// Keeps the marker of an item that opens with another one.
    fn flush(&mut self, depth: usize, opening: Opening) {
        if let Some((kind, marker @ Some(_))) = opening {
            self.entries.push(BlockEntry { kind, depth, marker, runs: Vec::new() });
        }
    }

    fn leaf(&mut self, kind: &Kind, leaf: &Leaf, depth: usize, opening: Opening) {
        let own = match kind {
            Kind::Code { .. } => "code",
            Kind::Rule => "rule",
            Kind::Term => "term",
            _ => "paragraph",
        };
        let (opened, marker) = opening.unwrap_or((own, None));
        let kind = if own == "paragraph" { opened } else { own };
        let changed = self.edits.next().map_or(&[][..], |edits| &edits.changed);
        self.entries.push(BlockEntry { kind, depth, marker, runs: runs(&leaf.text, changed, self.mark) });
    }
}

/// Returns the type that a container gives its first leaf, and whether it is a level of depth.
fn opened(kind: &Kind) -> Option<(&'static str, bool)> {
    match kind {
        Kind::Item => Some(("item", true)),
        Kind::Clause => Some(("clause", true)),
        Kind::Quote => Some(("quote", true)),
        Kind::Definition => Some(("definition", true)),
        Kind::Address => Some(("address", false)),
        Kind::Footnote { .. } => Some(("footnote", false)),
        Kind::Cell(cell) => Some((if cell.header { "heading-cell" } else { "cell" }, false)),
        _ => None,
    }
}

fn runs(text: &str, changed: &[Range<usize>], mark: &'static str) -> Vec<RunEntry> {
    let mut runs = Vec::new();
    let mut push = |range: Range<usize>, mark| {
        if !range.is_empty() {
            runs.push(RunEntry { text: text[range].to_owned(), mark });
        }
    };
    let mut at = 0;
    for range in changed {
        push(at..range.start, None);
        push(range.clone(), Some(mark));
        at = range.end;
    }
    push(at..text.len(), None);
    runs
}
