//! TOML into a tree, through the `toml` crate's table that keeps places and recovers from errors.

use toml::de::{DeTable, DeValue};

use super::patch::{Patch, common};
use super::repair::{BROKEN, Cure, Problem, cure};
use super::statement::{is_sound, statements};
use super::{Entry, Format, Node, Table, Value};
use crate::diagnostic::{Code, Diagnostic};
use crate::parse::typed::wrong_date;
use crate::source::{Source, Span, Spanned};

/// Reads a part of a file.
pub(super) fn read(source: &Source, span: Span, repeated: &[&str], found: &mut Vec<Diagnostic>) -> Table {
    let text = &source.text[span.clone()];
    let mut patch = Patch::new(text);
    if !is_sound(text) {
        for statement in statements(text) {
            mend(source, span.start, text, statement, repeated, &mut patch, found);
        }
    }
    let sound = patch.text();
    let (table, errors) = DeTable::parse_recoverable(&sound);
    let place = |within: Span| {
        let within = patch.original(within);
        span.start + within.start..span.start + within.end
    };
    let table = convert(table.get_ref(), &sound, &place);
    for error in errors {
        found.push(leftover(source, place(error.span().unwrap_or(0..0)), &table, error.message() == "duplicate key"));
    }
    table
}

/// Replaces a broken statement by the one that was meant, and tells so.
fn mend(
    source: &Source,
    base: usize,
    text: &str,
    span: Span,
    repeated: &[&str],
    patch: &mut Patch<'_>,
    found: &mut Vec<Diagnostic>,
) {
    let statement = &text[span.clone()];
    let at = base + span.start;
    let name = statement.trim().trim_start_matches('[').trim_end_matches(']').trim();
    if repeated.contains(&name) && statement.trim().starts_with('[') && !statement.trim().starts_with("[[") {
        let fixed = format!("[[{name}]]");
        found.push(single_brackets(source, at..at + statement.len(), name));
        patch.rewrite(span, fixed);
        return;
    }
    if is_sound(statement) {
        return;
    }
    let cure = cure(statement);
    found.extend(told(source, at, statement, &cure));
    patch.rewrite(span, cure.text);
}

/// Says that a table that may stand many times needs double brackets.
pub(in crate::parse) fn single_brackets(source: &Source, span: Span, name: &str) -> Diagnostic {
    Diagnostic::new(Code::WrongType, source.place(span))
        .arg("key", name)
        .arg("fixed", format!("[[{name}]]"))
        .help("brackets")
}

fn told(source: &Source, base: usize, statement: &str, cure: &Cure) -> Option<Diagnostic> {
    let wrong = &statement[cure.span.clone()];
    let place = source.place(base + cure.span.start..base + cure.span.end);
    match cure.problem {
        Problem::None => None,
        Problem::Date => Some(wrong_date(place, wrong, |_| changed_line(statement, &cure.text))),
        Problem::Syntax(variant) => {
            Some(breach(place, Format::Toml, wrong, &changed_line(statement, &cure.text)).help(variant))
        }
    }
}

/// Returns the diagnostic of a breach of a format's rules.
pub(super) fn breach(place: crate::source::Place, format: Format, wrong: &str, fixed: &str) -> Diagnostic {
    Diagnostic::new(Code::Syntax, place).arg("format", format.name()).arg("found", brief(wrong)).arg("fixed", fixed)
}

/// The line of the new text in which it first differs from the old; empty where the meaning is lost.
pub(super) fn changed_line(old: &str, new: &str) -> String {
    if new.is_empty() || new.contains(BROKEN) {
        return String::new();
    }
    let (prefix, _) = common(old, new);
    let start = new[..prefix].rfind('\n').map_or(0, |at| at + 1);
    let line = new[start..].trim_start_matches('\n');
    line.lines().next().unwrap_or("").trim().to_owned()
}

/// The first characters of a text, enough to recognise it.
fn brief(text: &str) -> String {
    let bare = text.trim();
    let line = if bare.is_empty() { text } else { bare }.lines().next().unwrap_or("");
    match line.char_indices().nth(24) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line.to_owned(),
    }
}

/// An error that shows only in the whole: mostly a key or table given twice.
fn leftover(source: &Source, span: Span, table: &Table, twice: bool) -> Diagnostic {
    let wrong = &source.text[span.clone()];
    let diagnostic = breach(source.place(span.clone()), Format::Toml, wrong, "");
    let first = nearest_before(table, wrong.trim_matches(['"', '\'']), span.start).filter(|_| twice);
    match first {
        Some(first) => diagnostic.help("twice").note("first", source.place(first)),
        None => diagnostic.help(if twice { "twice" } else { "" }),
    }
}

/// The last place before an offset where a key of that name stands.
fn nearest_before(table: &Table, name: &str, offset: usize) -> Option<Span> {
    let own = |entry: &Entry| (entry.key.value == name).then(|| entry.key.span.clone());
    let inner = |node: &Node| match &node.value {
        Value::Table(table) => nearest_before(table, name, offset),
        Value::List(items) => {
            items.iter().filter_map(|item| nearest_in(item, name, offset)).max_by_key(|span| span.start)
        }
        Value::Text(_) | Value::Word(_) | Value::Plain(_) | Value::Broken => None,
    };
    let all = table.entries.iter().flat_map(|entry| [own(entry), inner(&entry.node)]).flatten();
    all.filter(|span| span.start < offset).max_by_key(|span| span.start)
}

fn nearest_in(node: &Node, name: &str, offset: usize) -> Option<Span> {
    match &node.value {
        Value::Table(table) => nearest_before(table, name, offset),
        _ => None,
    }
}

fn convert(table: &DeTable<'_>, text: &str, place: &impl Fn(Span) -> Span) -> Table {
    let mut entries: Vec<Entry> = table
        .iter()
        .map(|(key, value)| Entry {
            key: Spanned::new(key.get_ref().to_string(), place(key.span())),
            node: node(value.get_ref(), value.span(), text, place),
        })
        .collect();
    entries.sort_by_key(|entry| entry.key.span.start);
    Table { entries }
}

fn node(value: &DeValue<'_>, span: Span, text: &str, place: &impl Fn(Span) -> Span) -> Node {
    let value = match value {
        DeValue::String(_) if text.get(span.clone()) == Some(BROKEN) => Value::Broken,
        DeValue::String(string) => Value::Text(string.to_string()),
        DeValue::Integer(_) | DeValue::Float(_) | DeValue::Boolean(_) | DeValue::Datetime(_) => {
            Value::Word(text.get(span.clone()).unwrap_or("").to_owned())
        }
        DeValue::Array(items) => {
            Value::List(items.iter().map(|item| node(item.get_ref(), item.span(), text, place)).collect())
        }
        DeValue::Table(table) => Value::Table(convert(table, text, place)),
    };
    Node { value, span: place(span) }
}
