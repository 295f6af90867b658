//! YAML into a tree, through the events of `saphyr-parser`.
//!
//! Events are built into a tree here, and not by a loader, so that a file can neither nest without bound nor multiply itself
//! through aliases.

use saphyr_parser::{Event, Parser, ScalarStyle};

use super::patch::Patch;
use super::toml::{breach, changed_line};
use super::yaml_repair::{Cure, cures};
use super::{Entry, Format, Node, Table, Value};
use crate::diagnostic::Diagnostic;
use crate::parse::typed::lines;
use crate::source::{Source, Span, Spanned};

/// How deep values may nest.
const DEEPEST: usize = 24;

/// How many broken lines are told; behind them the file is hopeless.
const MOST_BREACHES: usize = 50;

/// A breach of YAML's rules: its place, and the help that explains it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Breach {
    span: Span,
    help: &'static str,
}

/// Reads a part of a file.
pub(super) fn read(source: &Source, span: Span, found: &mut Vec<Diagnostic>) -> Table {
    let text = &source.text[span.clone()];
    let lines: Vec<Span> = lines(text).collect();
    let mut patch = Patch::new(text);
    for _ in 0..MOST_BREACHES {
        let Err(error) = tree(&patch.text()) else { break };
        let at = patch.original(error.span);
        let (line, cure) = mend(&lines, &patch, at.start);
        let wrong = cure.as_ref().map(|cure| patch.origin(&line, &cure.span));
        patch.rewrite(line.clone(), cure.as_ref().map_or(String::new(), |cure| cure.text.clone()));
        let (wrong, fixed, help) = match wrong.zip(cure) {
            Some((wrong, cure)) => (wrong, changed_line(&text[line], &cure.text), cure.help),
            None => (trimmed(text, line), String::new(), error.help),
        };
        let place = source.place(span.start + wrong.start..span.start + wrong.end);
        found.push(breach(place, Format::Yaml, &text[wrong], &fixed).help(help));
    }
    let Ok((mut table, twice)) = tree(&patch.text()) else { return Table::default() };
    let place = |within: Span| {
        let within = patch.original(within);
        span.start + within.start..span.start + within.end
    };
    for (second, first) in twice {
        let second = place(second);
        let wrong = &source.text[second.clone()];
        let diagnostic = breach(source.place(second.clone()), Format::Yaml, wrong, "");
        found.push(diagnostic.help("twice").note("first", source.place(place(first))));
    }
    relocate(&mut table, &place);
    table
}

/// Returns the line of a breach, or one beside it, and the cure with which the text reads furthest; without a cure, the line
/// is to be left out.
fn mend(lines: &[Span], patch: &Patch<'_>, at: usize) -> (Span, Option<Cure>) {
    let index = lines.iter().rposition(|line| line.start <= at).unwrap_or(0);
    let is_filled = |line: &&Span| !patch.current(line).trim().is_empty();
    // A line that begins with a tab is told as the end of the one before.
    let indented = lines.get(index + 1).filter(|line| patch.current(line).starts_with('\t'));
    let near = lines[..=index].iter().rev().filter(is_filled).take(2);
    let mut tried: Vec<&Span> = indented.into_iter().chain(near).collect();
    tried.extend(lines.iter().find(is_filled).filter(|_| tried.is_empty()));
    let reached = progress(patch);
    let cured =
        tried.iter().flat_map(|line| cures(patch.current(line)).into_iter().map(|cure| ((*line).clone(), Some(cure))));
    let cured = furthest(patch, cured).filter(|(reaches, _)| *reaches > reached);
    let left_out = || furthest(patch, tried.iter().map(|line| ((*line).clone(), None)));
    cured.or_else(left_out).map_or((lines[index].clone(), None), |(_, line)| line)
}

/// The first of the rewritings with which the text reads furthest.
fn furthest(
    patch: &Patch<'_>,
    rewritings: impl Iterator<Item = (Span, Option<Cure>)>,
) -> Option<(usize, (Span, Option<Cure>))> {
    let tried = rewritings.map(|(line, cure)| {
        let mut tried = patch.clone();
        tried.rewrite(line.clone(), cure.as_ref().map_or(String::new(), |cure| cure.text.clone()));
        (progress(&tried), (line, cure))
    });
    tried.reduce(|best, next| if next.0 > best.0 { next } else { best })
}

fn trimmed(text: &str, line: Span) -> Span {
    let start = line.end - text[line.clone()].trim_start().len();
    start..start + text[line].trim().len()
}

/// How many bytes of the original read without a breach.
fn progress(patch: &Patch<'_>) -> usize {
    tree(&patch.text()).map_or_else(|error| patch.original(error.span).start, |_| usize::MAX)
}

fn relocate(table: &mut Table, place: &impl Fn(Span) -> Span) {
    for entry in &mut table.entries {
        entry.key.span = place(entry.key.span.clone());
        relocate_node(&mut entry.node, place);
    }
}

fn relocate_node(node: &mut Node, place: &impl Fn(Span) -> Span) {
    node.span = place(node.span.clone());
    match &mut node.value {
        Value::List(items) => items.iter_mut().for_each(|item| relocate_node(item, place)),
        Value::Table(table) => relocate(table, place),
        Value::Text(_) | Value::Word(_) | Value::Plain(_) | Value::Broken => {}
    }
}

/// Keys given twice, the second place and the first.
type Twice = Vec<(Span, Span)>;

/// Reads a whole text; the first breach ends it.
pub(super) fn tree(text: &str) -> Result<(Table, Twice), Breach> {
    let offsets = Offsets::of(text);
    let mut builder = Builder::default();
    let mut parser = Parser::new_from_iter(text.chars());
    loop {
        let (event, span) = match parser.next_event() {
            None => break,
            Some(Ok(event)) => event,
            Some(Err(error)) => {
                let at = offsets.byte(error.marker().index());
                return Err(Breach {
                    span: at..text[at..].chars().next().map_or(at, |c| at + c.len_utf8()),
                    help: "yaml",
                });
            }
        };
        let start = offsets.byte(span.start.index());
        let span = start..offsets.byte(span.end.index()).max(start);
        if event == Event::StreamEnd {
            break;
        }
        builder.take(event, span).map_err(|(span, help)| Breach { span, help })?;
    }
    match builder.root {
        None => Ok((Table::default(), Vec::new())),
        Some(Node { value: Value::Table(table), .. }) => Ok((table, builder.twice)),
        Some(Node { value: Value::Plain(word), .. }) if word.is_empty() => Ok((Table::default(), Vec::new())),
        Some(node) => {
            let line = text[node.span.start..].lines().next().unwrap_or("").len();
            Err(Breach { span: node.span.start..node.span.start + line, help: "yaml" })
        }
    }
}

/// Byte offsets by character index, which is what the parser counts in.
struct Offsets(Vec<usize>);

impl Offsets {
    fn of(text: &str) -> Self {
        Self(text.char_indices().map(|(at, _)| at).chain([text.len()]).collect())
    }

    fn byte(&self, index: usize) -> usize {
        self.0[index.min(self.0.len() - 1)]
    }
}

/// A list or table that is not yet closed.
enum Open {
    List(Span, Vec<Node>),
    Table(Span, Table, Option<Spanned<String>>),
}

#[derive(Default)]
struct Builder {
    open: Vec<Open>,
    root: Option<Node>,
    twice: Twice,
}

impl Builder {
    fn take(&mut self, event: Event<'_>, span: Span) -> Result<(), (Span, &'static str)> {
        match event {
            Event::Alias(_) => return Err((span, "alias")),
            Event::Scalar(_, _, anchor, tag) if anchor != 0 || tag.is_some() => return Err((span, "alias")),
            Event::SequenceStart(anchor, tag) | Event::MappingStart(anchor, tag) if anchor != 0 || tag.is_some() => {
                return Err((span, "alias"));
            }
            Event::Scalar(text, style, _, _) => self.close(Node { value: scalar(&text, style), span })?,
            Event::SequenceStart(..) => self.open.push(Open::List(span.clone(), Vec::new())),
            Event::MappingStart(..) => self.open.push(Open::Table(span.clone(), Table::default(), None)),
            Event::SequenceEnd | Event::MappingEnd => self.end(span.end)?,
            Event::DocumentStart(_) if self.root.is_some() => return Err((span, "yaml")),
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentStart(_) | Event::DocumentEnd => {}
        }
        if self.open.len() > DEEPEST {
            let deepest = self.open.last().map_or(0..0, |open| match open {
                Open::List(span, _) | Open::Table(span, _, _) => span.clone(),
            });
            return Err((deepest, "deep"));
        }
        Ok(())
    }

    fn end(&mut self, end: usize) -> Result<(), (Span, &'static str)> {
        let node = match self.open.pop() {
            Some(Open::List(span, items)) => Node { span: span.start..end, value: Value::List(items) },
            Some(Open::Table(span, table, _)) => Node { span: span.start..end, value: Value::Table(table) },
            None => return Ok(()),
        };
        self.close(node)
    }

    fn close(&mut self, node: Node) -> Result<(), (Span, &'static str)> {
        match self.open.last_mut() {
            None => self.root = Some(node),
            Some(Open::List(_, items)) => items.push(node),
            Some(Open::Table(_, table, key)) => match key.take() {
                None => match node.value {
                    Value::Text(name) | Value::Plain(name) => *key = Some(Spanned::new(name, node.span)),
                    _ => return Err((node.span, "yaml")),
                },
                Some(key) => match table.entry(&key.value) {
                    Some(first) => self.twice.push((key.span, first.key.span.clone())),
                    None => table.entries.push(Entry { key, node }),
                },
            },
        }
        Ok(())
    }
}

fn scalar(text: &str, style: ScalarStyle) -> Value {
    match style {
        ScalarStyle::Plain if matches!(text, "" | "~" | "null" | "Null" | "NULL") => Value::Plain(String::new()),
        ScalarStyle::Plain => Value::Plain(text.to_owned()),
        _ => Value::Text(text.to_owned()),
    }
}
