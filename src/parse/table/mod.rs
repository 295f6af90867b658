//! What a settings file states, as a tree that keeps places; TOML and YAML give the same tree.

mod patch;
mod repair;
mod statement;
mod toml;
mod yaml;
mod yaml_repair;

pub(super) use self::statement::{begins_statement, lines_of_statement};
pub(super) use self::toml::single_brackets;
use crate::diagnostic::Diagnostic;
use crate::source::{Source, Span, Spanned};

/// The language a settings text is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// TOML 1.0 (what 1.1 adds is read too).
    Toml,
    /// YAML 1.2, without anchors, aliases and tags.
    Yaml,
}

impl Format {
    /// Returns the line that gives a key a value.
    pub(super) fn line(self, key: &str, value: &str) -> String {
        match self {
            Self::Toml => format!("{key} = {value}"),
            Self::Yaml => format!("{key}: {value}"),
        }
    }

    /// Returns its name.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Toml => "TOML",
            Self::Yaml => "YAML",
        }
    }
}

/// A value as written; what a word means is for the reader of its key to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    /// A quoted text.
    Text(String),
    /// A word of TOML without quotes: a number, a date, `true`.
    Word(String),
    /// A scalar of YAML without quotes: a text or a word.
    Plain(String),
    /// A list.
    List(Vec<Node>),
    /// A table.
    Table(Table),
    /// A value that could not be read; a diagnostic has said so.
    Broken,
}

/// A value and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Node {
    /// The value.
    pub(super) value: Value,
    /// Its bytes in the file; of a `[table]`, the header.
    pub(super) span: Span,
}

impl Node {
    /// Returns the bytes from the node's beginning to the end of everything inside it.
    pub(super) fn extent(&self) -> Span {
        let end = match &self.value {
            Value::List(items) => items.iter().map(|item| item.extent().end).max(),
            Value::Table(table) => table.entries.iter().map(|entry| entry.node.extent().end).max(),
            Value::Text(_) | Value::Word(_) | Value::Plain(_) | Value::Broken => None,
        };
        self.span.start..end.unwrap_or(0).max(self.span.end)
    }
}

/// A key with its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// The key.
    pub(super) key: Spanned<String>,
    /// The value.
    pub(super) node: Node,
}

/// Keys with their values in the order of the file; no key twice.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Table {
    /// The entries.
    pub(super) entries: Vec<Entry>,
}

impl Table {
    /// Returns a key's entry.
    pub(super) fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key.value == key)
    }

    /// Returns a key's value.
    pub(super) fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.node)
    }
}

/// Reads a part of a file as a table and appends every breach of the format to `found`; a broken statement whose meaning is
/// plain is read as meant. `repeated` names the tables that are written `[[so]]`.
pub(super) fn read(
    source: &Source,
    span: Span,
    format: Format,
    repeated: &[&str],
    found: &mut Vec<Diagnostic>,
) -> Table {
    match format {
        Format::Toml => toml::read(source, span, repeated, found),
        Format::Yaml => yaml::read(source, span, found),
    }
}

/// Returns whether a text is a table in a format, without any breach.
pub(super) fn reads(text: &str, format: Format) -> bool {
    match format {
        Format::Toml => ::toml::de::DeTable::parse(text).is_ok(),
        Format::Yaml => yaml::tree(text).is_ok(),
    }
}

/// Returns a text as a literal that both formats read: in plain quotes if nothing in it needs an escape.
pub(super) fn quoted(text: &str) -> String {
    if !text.contains(['"', '\\']) && !text.chars().any(char::is_control) {
        return format!("\"{text}\"");
    }
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
