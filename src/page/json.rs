//! A comparison as data: `changes.json` (product.md, section 5). Its fields are a contract: fields are only ever added.

use serde::Serialize;

use super::edits::{Format, LeafEdits, edits};
use super::elide::{Elision, Omitted, Piece, Sieve, elides};
use super::formats::FormatEntry;
use super::labels::{LabelChange, LabelEdit};
use super::views::{label, path};
use crate::compare::{Change, ChangeKind, Comparison};
use crate::locale::Lang;
use crate::model::{Anchor, Block, Body, Context, Kind, Leaf, Section, Text};

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
    /// One row for each changed section; null where the revisions have no language in common, since no row would say that
    /// nothing changed.
    pub rows: Option<Vec<Row>>,
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
    /// The title before, marked, where the title changed; else left out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub before_title: Vec<RunEntry>,
    /// The title after, likewise.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub after_title: Vec<RunEntry>,
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
    /// `del` or `ins` where the other side has another marker in its place, or none; else left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub marker_mark: Option<&'static str>,
    /// Whether it stood elsewhere in its section, or stands elsewhere now; left out where not.
    #[serde(skip_serializing_if = "is_false")]
    pub moved: bool,
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
    /// Whether, of marked text, only white space, width or quotation marks differ; left out where not.
    #[serde(skip_serializing_if = "is_false")]
    pub minor: bool,
    /// What differs in the marks of text that is equal; left out where nothing does.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub format: Vec<FormatEntry>,
}

fn is_false(value: &bool) -> bool {
    !value
}

/// Makes the rows of `changes.json`, without reasons but with their languages (in the order of the changes).
pub fn rows(comparison: &Comparison, before: &Text, after: &Text, langs: &[Option<Lang>]) -> Vec<Row> {
    let row = |(change, lang): (&Change, &Option<Lang>)| row(change, before, after, lang.clone(), None);
    comparison.changes.iter().zip(langs).filter_map(row).collect()
}

/// Makes the same rows as a reader is shown them: what did not change is left out as in the cells of a summary.
pub fn shown(
    comparison: &Comparison,
    (before, after): (&Text, &Text),
    langs: &[Option<Lang>],
    context: Context,
    elision: Elision<'_>,
) -> Vec<Row> {
    let row =
        |(change, lang): (&Change, &Option<Lang>)| row(change, before, after, lang.clone(), Some((elision, context)));
    comparison.changes.iter().zip(langs).filter_map(row).collect()
}

fn row(
    change: &Change,
    before: &Text,
    after: &Text,
    reason_lang: Option<Lang>,
    shape: Option<(Elision<'_>, Context)>,
) -> Option<Row> {
    let edits = edits(change, before, after);
    let elision = shape.filter(|(_, context)| elides(change, &edits, *context)).map(|(elision, _)| elision);
    let (text, at) = change.told_by(before, after)?;
    let sections = |text: &Text, all: &[usize]| {
        let entry = |at: &usize| {
            let section = &text.sections[*at];
            SectionEntry { anchor: section.anchor.clone(), number: number(section), title: section.title.text.clone() }
        };
        all.iter().map(entry).collect()
    };
    let blocks = |text: &Text, sections: &[usize], (leaves, labels): (&[_], &[_]), touched, mark| {
        let sieve = elision.map(|elision| (Sieve::new(touched, leaves, labels, elision), elision));
        let walk = Walk { edits: leaves.iter(), labels: labels.iter(), mark, entries: Vec::new() };
        let sections = sections.iter().map(|at| &text.sections[*at]).collect::<Vec<_>>();
        (!sections.is_empty()).then(|| walk.sections(&sections, sieve))
    };
    let titles = [&edits.old_title, &edits.new_title];
    let retitled = titles.iter().any(|title| !title.changed.is_empty() || !title.formats.is_empty());
    let (old_head, new_head) = change.head.filter(|_| retitled).unzip();
    let title = |text: &Text, head: Option<usize>, edits: &LeafEdits<'_>, mark| {
        let section = head.map(|at| &text.sections[at]);
        section.map(|section| runs(&section.title.text, edits, mark)).unwrap_or_default()
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
        before_title: title(before, old_head, &edits.old_title, "del"),
        after_title: title(after, new_head, &edits.new_title, "ins"),
        before: blocks(before, &change.old, (&edits.old, &edits.old_labels), &edits.old_touched, "del"),
        after: blocks(after, &change.new, (&edits.new, &edits.new_labels), &edits.new_touched, "ins"),
        reason: None,
        reason_lang,
    })
}

fn number(section: &Section) -> Option<String> {
    Some(label(section)).filter(|label| !label.is_empty())
}

/// A walk over leaves in reading order, with what changed in each.
struct Walk<'a> {
    edits: std::slice::Iter<'a, LeafEdits<'a>>,
    labels: std::slice::Iter<'a, LabelEdit<'a>>,
    mark: &'static str,
    entries: Vec<BlockEntry>,
}

/// What the next leaf opens: its type, marker, and the mark of the marker.
type Opening = Option<(&'static str, Option<String>, Option<&'static str>)>;

impl<'a> Walk<'a> {
    /// Returns the leaves of sections, marked; without what a sieve leaves out, if there is one.
    fn sections(mut self, sections: &[&Section], sieve: Option<(Sieve<'_, '_>, Elision<'_>)>) -> Vec<BlockEntry> {
        match sieve {
            None => sections.iter().for_each(|section| self.blocks(&section.blocks, 0, &mut None)),
            Some((mut sieve, elision)) => {
                for section in sections {
                    self.pieces(&sieve.section(&section.blocks), elision, 0, &mut None);
                }
            }
        }
        self.entries
    }

    fn blocks(&mut self, blocks: &[Block], depth: usize, opening: &mut Opening) {
        for block in blocks {
            match &block.body {
                Body::Leaf(leaf) => self.leaf(&block.kind, leaf, depth, opening.take()),
                Body::Blocks(inner) => {
                    self.container(block, depth, opening, |walk, depth, own| walk.blocks(inner, depth, own));
                }
            }
        }
    }

    fn pieces(&mut self, pieces: &[Piece<'_>], elision: Elision<'_>, depth: usize, opening: &mut Opening) {
        for piece in pieces {
            match piece {
                Piece::Whole(block) => self.blocks(std::slice::from_ref(block), depth, opening),
                Piece::Part(block, inner) => {
                    let inside = |walk: &mut Self, depth, own: &mut _| walk.pieces(inner, elision, depth, own);
                    self.container(block, depth, opening, inside);
                }
                Piece::Omitted(omitted) => self.omitted(omitted, elision, depth, opening.take()),
            }
        }
    }

    fn container(
        &mut self,
        block: &Block,
        depth: usize,
        opening: &mut Opening,
        inside: impl FnOnce(&mut Self, usize, &mut Opening),
    ) {
        let edit = block.label.as_ref().and_then(|_| self.labels.next());
        let Some((kind, deeper)) = opened(&block.kind) else { return inside(self, depth, opening) };
        self.flush(depth, opening.take());
        let marker = block.label.as_ref().map(|label| label.printed.clone());
        let mark = edit.filter(|edit| edit.change != LabelChange::None).map(|_| self.mark);
        let mut own = Some((kind, marker, mark));
        inside(self, depth + usize::from(deeper), &mut own);
        self.flush(depth + usize::from(deeper), own.filter(|(_, marker, _)| marker.is_some()));
    }

    /// Stands for blocks that are left out; what they hold is read over.
    fn omitted(&mut self, omitted: &Omitted<'_>, elision: Elision<'_>, depth: usize, opening: Opening) {
        let mut over = Walk { edits: self.edits.clone(), labels: self.labels.clone(), mark: "", entries: Vec::new() };
        over.blocks(omitted.blocks, depth, &mut None);
        (self.edits, self.labels) = (over.edits, over.labels);
        let named = elision.name(omitted);
        let depth = depth + usize::from(named.is_some());
        let (marker, marker_mark) = match (named, opening) {
            (Some(name), _) => (Some(name), omitted.relabelled.then_some(self.mark)),
            (None, Some((_, marker, mark))) => (marker, mark),
            (None, None) => (None, None),
        };
        let words = RunEntry { text: elision.words.to_owned(), mark: None, minor: false, format: Vec::new() };
        self.entries.push(BlockEntry { kind: "elided", depth, marker, marker_mark, moved: false, runs: vec![words] });
    }

    /// Keeps the marker of an item that opens with another one.
    fn flush(&mut self, depth: usize, opening: Opening) {
        if let Some((kind, marker @ Some(_), marker_mark)) = opening {
            self.entries.push(BlockEntry { kind, depth, marker, marker_mark, moved: false, runs: Vec::new() });
        }
    }

    fn leaf(&mut self, kind: &Kind, leaf: &Leaf, depth: usize, opening: Opening) {
        let own = match kind {
            Kind::Code { .. } => "code",
            Kind::Rule => "rule",
            Kind::Term => "term",
            _ => "paragraph",
        };
        let (opened, marker, marker_mark) = opening.unwrap_or((own, None, None));
        let kind = if own == "paragraph" { opened } else { own };
        let none = LeafEdits::default();
        let edits = self.edits.next().unwrap_or(&none);
        let (moved, runs) = (edits.moved.is_some(), runs(&leaf.text, edits, self.mark));
        self.entries.push(BlockEntry { kind, depth, marker, marker_mark, moved, runs });
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

/// Returns a leaf's text in pieces, each of one mark and one format.
fn runs(text: &str, edits: &LeafEdits<'_>, mark: &'static str) -> Vec<RunEntry> {
    let changed = edits.changed.iter().map(|words| &words.bytes);
    let ranges = changed.chain(edits.formats.iter().map(|format| &format.bytes));
    let mut cuts: Vec<usize> = ranges.flat_map(|range| [range.start, range.end]).chain([0, text.len()]).collect();
    cuts.sort_unstable();
    cuts.dedup();
    let mut reached = 0;
    let run = |ends: &[usize]| {
        let (start, end) = (ends[0], ends[1]);
        while edits.formats.get(reached).is_some_and(|format| format.bytes.end < start) {
            reached += 1;
        }
        let first = edits.changed.partition_point(|words| words.bytes.end <= start);
        let words = edits.changed.get(first).filter(|words| words.bytes.start <= start);
        let here = |format: &&Format<'_>| match &format.bytes {
            // A point belongs to the text before it.
            point if point.is_empty() => point.end == end || point.end == 0 && start == 0,
            bytes => bytes.start <= start && end <= bytes.end,
        };
        let near = edits.formats[reached..].iter().take_while(|format| format.bytes.start <= end);
        RunEntry {
            text: text[start..end].to_owned(),
            mark: words.map(|_| mark),
            minor: words.is_some_and(|words| words.minor),
            format: near.filter(here).map(FormatEntry::of).collect(),
        }
    };
    cuts.windows(2).map(run).collect()
}
