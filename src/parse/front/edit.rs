//! A file with some statements of its front matter changed, every other byte as it was.
//!
//! The statements are cut out and put in by the places that reading gives them, so that comments, spacing, line ends and a
//! byte-order mark stay, in TOML and YAML alike. What comes out is read again: an edit that did not come out as meant is none.

use super::fence::fenced;
use super::front_matter;
use crate::diagnostic::has_errors;
use crate::parse::markdown::Options;
use crate::parse::table::{self, Format, Node, quoted};
use crate::parse::typed::{behind_mark, lines};
use crate::source::{Source, Span};

/// A change to a front matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change<'a> {
    /// The key and its value go.
    Remove(&'a str),
    /// The key gets a value, written as both formats read it (`true`, `2026-04-01`, a text in quotes).
    Set(&'a str, String),
    /// Behind all others stands a change of a section, its reason still empty.
    Stub(&'a str),
}

/// A front matter taken apart.
struct Layout {
    format: Format,
    /// The lines between the fences; `None` where there are none.
    front: Option<Span>,
    body: Span,
    statements: Vec<Statement>,
}

struct Statement {
    key: String,
    /// Its lines, the last line end included.
    lines: Span,
    value: Span,
}

impl Statement {
    fn goes(&self, changes: &[Change<'_>]) -> bool {
        changes.contains(&Change::Remove(&self.key))
    }
}

/// Returns the text of a file with its front matter changed; `None` where that cannot be done without touching more.
pub fn edited(source: &Source, changes: &[Change<'_>]) -> Option<String> {
    let layout = layout(source);
    let text = match &layout.front {
        Some(front) => {
            let inner = rewritten(source, &layout, front, changes)?;
            format!("{}{inner}{}", &source.text[..front.start], &source.text[front.end..])
        }
        None => with_front(source, changes),
    };
    is_as_meant(source, &layout, &text, changes).then_some(text)
}

/// Returns a text as a literal that both formats of front matter read.
pub fn literal(text: &str) -> String {
    quoted(text)
}

fn layout(source: &Source) -> Layout {
    let mut found = Vec::new();
    let fenced = fenced(source, &mut found);
    let Some((format, front)) = fenced.front else {
        return Layout { format: Format::Toml, front: None, body: fenced.body, statements: Vec::new() };
    };
    let table = table::read(source, front.clone(), format, &["changes"], &mut found);
    let statement = |entry: &table::Entry| Statement {
        key: entry.key.value.clone(),
        lines: statement_lines(&source.text, &front, format, entry.key.span.start, &entry.node),
        value: entry.node.span.clone(),
    };
    let statements = table.entries.iter().map(statement).collect();
    Layout { format, front: Some(front), body: fenced.body, statements }
}

/// Returns the whole lines of a statement. A block of YAML ends, for its reader, where the next token begins; its lines are those
/// that are indented or begin an item.
fn statement_lines(text: &str, front: &Span, format: Format, key: usize, node: &Node) -> Span {
    let start = text[..key].rfind('\n').map_or(0, |at| at + 1);
    let line_end = |at: usize| text[at..front.end].find('\n').map_or(front.end, |length| at + length + 1);
    if format == Format::Toml {
        return start..line_end(node.extent().end);
    }
    let mut end = line_end(key);
    let mut at = end;
    while at < front.end {
        let next = line_end(at);
        let line = &text[at..next];
        if line.starts_with([' ', '\t', '-', ']', '}']) && !line.trim().is_empty() {
            end = next;
        } else if !line.trim().is_empty() {
            break;
        }
        at = next;
    }
    start..end
}

/// Returns the line end that a file uses.
fn line_end(text: &str) -> &'static str {
    if text.find('\n').is_some_and(|at| text[..at].ends_with('\r')) { "\r\n" } else { "\n" }
}

/// Returns a front matter for a file that has none.
fn with_front(source: &Source, changes: &[Change<'_>]) -> String {
    let (text, end) = (&source.text, line_end(&source.text));
    let mut front = String::new();
    for change in changes {
        if let Change::Set(key, value) = change {
            front.push_str(&format!("{}{end}", Format::Toml.line(key, value)));
        }
    }
    front.push_str(&stubs(changes, Format::Toml, front.is_empty(), end));
    if front.is_empty() {
        return text.to_string();
    }
    let start = behind_mark(text);
    format!("{}+++{end}{front}+++{end}{end}{}", &text[..start], &text[start..])
}

/// Returns the lines between the fences, changed.
fn rewritten(source: &Source, layout: &Layout, front: &Span, changes: &[Change<'_>]) -> Option<String> {
    let end = line_end(&source.text);
    let out = with_statements(&source.text, layout, front, changes);
    let has_changes = layout.statements.iter().any(|one| one.key == "changes" && !one.goes(changes));
    if layout.format == Format::Yaml && has_changes {
        return with_items(out, changes, end);
    }
    let stubs = stubs(changes, layout.format, out.is_empty() || ends_blank(&out), end);
    Some(out + &stubs)
}

/// Returns the lines between the fences without those that go, with new values and new keys; the latter stand behind the last one
/// that is no list of changes.
fn with_statements(text: &str, layout: &Layout, front: &Span, changes: &[Change<'_>]) -> String {
    let removed =
        |line: &Span| layout.statements.iter().any(|one| one.lines.contains(&line.start) && one.goes(changes));
    let root = |one: &&Statement| one.key != "changes" && !one.goes(changes);
    let last_root = layout.statements.iter().filter(root).map(|one| one.lines.end).max().unwrap_or(front.start);
    let mut new = Some(added(layout, changes, line_end(text)));
    let mut out = String::new();
    let mut behind_gap = false;
    for line in whole_lines(text, front) {
        if line.start >= last_root {
            out.push_str(&new.take().unwrap_or_default());
        }
        if removed(&line) {
            behind_gap = true;
            continue;
        }
        if behind_gap && text[line.clone()].trim().is_empty() {
            drop_blank_lines(&mut out);
        }
        behind_gap = false;
        out.push_str(&replaced(text, &line, layout, changes));
    }
    if behind_gap {
        drop_blank_lines(&mut out);
    }
    out + &new.unwrap_or_default()
}

/// Returns the lines of the keys that are new.
fn added(layout: &Layout, changes: &[Change<'_>], end: &str) -> String {
    let line = |change: &Change<'_>| match change {
        Change::Set(key, value) if layout.statements.iter().all(|one| one.key != *key) => {
            Some(format!("{}{end}", layout.format.line(key, value)))
        }
        _ => None,
    };
    changes.iter().filter_map(line).collect()
}

fn whole_lines(text: &str, span: &Span) -> Vec<Span> {
    let mut out = Vec::new();
    let mut at = span.start;
    while at < span.end {
        let next = text[at..span.end].find('\n').map_or(span.end, |length| at + length + 1);
        out.push(at..next);
        at = next;
    }
    out
}

/// Returns a line in which the value that begins there may be another one.
fn replaced(text: &str, line: &Span, layout: &Layout, changes: &[Change<'_>]) -> String {
    let set = changes.iter().find_map(|change| {
        let Change::Set(key, value) = change else { return None };
        let one = layout.statements.iter().find(|one| one.key == *key && one.lines.contains(&line.start))?;
        (line.start <= one.value.start && one.value.end <= line.end).then_some((one, value))
    });
    match set {
        Some((one, value)) => {
            format!("{}{value}{}", &text[line.start..one.value.start], &text[one.value.end..line.end])
        }
        None => text[line.clone()].to_owned(),
    }
}

fn ends_blank(text: &str) -> bool {
    lines(text.trim_end_matches(['\n', '\r'])).count() < lines(text).count().saturating_sub(1)
}

fn drop_blank_lines(out: &mut String) {
    while let Some(rest) = out.strip_suffix('\n')
        && let start = rest.rfind('\n').map_or(0, |at| at + 1)
        && rest[start..].trim().is_empty()
    {
        out.truncate(start);
    }
}

fn sections<'a>(changes: &'a [Change<'a>]) -> impl Iterator<Item = &'a str> {
    changes.iter().filter_map(|change| match change {
        Change::Stub(section) => Some(*section),
        _ => None,
    })
}

/// Returns the lines of the stubs, behind lines that end with a blank one or not.
fn stubs(changes: &[Change<'_>], format: Format, mut is_parted: bool, end: &str) -> String {
    let mut out = String::new();
    for section in sections(changes) {
        let section = quoted(section);
        match format {
            Format::Toml => {
                let gap = if is_parted { "" } else { end };
                out.push_str(&format!(
                    "{gap}[[changes]]{end}section = {section}{end}reason = \"\"\"{end}{end}\"\"\"{end}"
                ));
            }
            Format::Yaml => {
                let header = if out.is_empty() { format!("changes:{end}") } else { String::new() };
                out.push_str(&format!("{header}{}", item("  ", &section, end)));
            }
        }
        is_parted = false;
    }
    out
}

fn item(indent: &str, section: &str, end: &str) -> String {
    format!("{indent}- section: {section}{end}{indent}  reason: \"\"{end}")
}

/// Puts items at the end of the list `changes` of a YAML front matter, indented like its first one.
fn with_items(mut out: String, changes: &[Change<'_>], end: &str) -> Option<String> {
    let spans: Vec<Span> = whole_lines(&out, &(0..out.len()));
    let header = spans.iter().position(|line| out[line.clone()].starts_with("changes:"))?;
    let is_own =
        |line: &&Span| out[(*line).clone()].starts_with([' ', '\t', '-']) || out[(*line).clone()].trim().is_empty();
    let own: Vec<&Span> = spans[header + 1..].iter().take_while(is_own).collect();
    let first = own.iter().find(|line| out[(**line).clone()].trim_start().starts_with('-'))?;
    let first = &out[(*first).clone()];
    let indent = first[..first.len() - first.trim_start().len()].to_owned();
    let at = own.iter().rfind(|line| !out[(**line).clone()].trim().is_empty())?.end;
    let items: String = sections(changes).map(|section| item(&indent, &quoted(section), end)).collect();
    out.insert_str(at, &items);
    Some(out)
}

/// Returns whether a changed text states what was meant, is otherwise as sound as before, and has the same body.
fn is_as_meant(source: &Source, before: &Layout, text: &str, changes: &[Change<'_>]) -> bool {
    let new = Source::new(source.path.clone(), text);
    let after = layout(&new);
    let (front, body) = front_matter(&new, Options::default());
    let (old, _) = front_matter(source, Options::default());
    let stated = |key: &str| after.statements.iter().find(|one| one.key == key);
    let holds = changes.iter().all(|change| match change {
        Change::Remove(key) => stated(key).is_none() || changes.iter().any(|other| matches!(other, Change::Stub(_))),
        Change::Set(key, value) => stated(key).is_some_and(|one| new.text[one.value.clone()] == **value),
        Change::Stub(_) => true,
    });
    let kept = if changes.contains(&Change::Remove("changes")) { 0 } else { old.value.changes.len() };
    holds
        && front.value.changes.len() == kept + sections(changes).count()
        && (!has_errors(&front.diagnostics) || has_errors(&old.diagnostics))
        && new.text[body].trim_start() == source.text[before.body.clone()].trim_start()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, changes: &[Change<'_>], expected: Option<&str>) {
        assert_eq!(edited(&Source::new("ja.md", text), changes).as_deref(), expected, "{text}");
    }

    fn next<'a>() -> Vec<Change<'a>> {
        let mut changes: Vec<_> =
            ["announced", "label", "summary", "changes"].into_iter().map(Change::Remove).collect();
        changes.push(Change::Set("base", literal("2024-04-01")));
        changes
    }

    #[test]
    fn what_is_not_changed_stays_byte_for_byte() {
        check(
            "\u{feff}+++\r\n# 表題\r\ntitle   =  '規約' # 1\r\nannounced = 2024-03-01\r\n# 前の版\r\nbase = \"2023-01-01\" # 元\r\nsummary = \"\"\"\r\na\r\n\"\"\"\r\n\r\n[[changes]]\r\nsection = \"3\"\r\nreason = \"b\"\r\n+++\r\n\r\n## 1. x  \r\n",
            &next(),
            Some(
                "\u{feff}+++\r\n# 表題\r\ntitle   =  '規約' # 1\r\n# 前の版\r\nbase = \"2024-04-01\" # 元\r\n+++\r\n\r\n## 1. x  \r\n",
            ),
        );
        check(
            "+++\ntitle = \"x\"\n\nlabel = \"2\"\n\n[[changes]]\nsection = [\"3\", \"4\"]\nreason = \"b\"\n\n[[changes]]\nsection = \"5\"\n# why\n+++\ny",
            &next(),
            Some("+++\ntitle = \"x\"\nbase = \"2024-04-01\"\n\n# why\n+++\ny"),
        );
        check("## 1. x\n", &next(), Some("+++\nbase = \"2024-04-01\"\n+++\n\n## 1. x\n"));
        check("+++\nlabel = \"2\"\n+++\nx", &next(), Some("+++\nbase = \"2024-04-01\"\n+++\nx"));
    }

    #[test]
    fn yaml_is_changed_by_its_own_rules() {
        check(
            "---\n# a\ntitle: x\nsummary: >\n  one\n\n  two\nlabel: \"2\"\nchanges:\n- section: 3\n  reason: y\n---\nz\n",
            &next(),
            Some("---\n# a\ntitle: x\nbase: \"2024-04-01\"\n---\nz\n"),
        );
        let stub = [Change::Stub("4")];
        check(
            "---\ntitle: x\nchanges:\n    - section: \"3\"\n      reason: y\n---\nz\n",
            &stub,
            Some(
                "---\ntitle: x\nchanges:\n    - section: \"3\"\n      reason: y\n    - section: \"4\"\n      reason: \"\"\n---\nz\n",
            ),
        );
        check(
            "---\ntitle: x\n---\nz\n",
            &stub,
            Some("---\ntitle: x\nchanges:\n  - section: \"4\"\n    reason: \"\"\n---\nz\n"),
        );
        check("---\ntitle: x\nchanges: [{section: \"3\"}]\n---\nz\n", &stub, None);
    }

    #[test]
    fn stubs_stand_behind_everything_else() {
        let stubs = [Change::Stub("4"), Change::Stub("a \"b\"")];
        check(
            "+++\ntitle = \"x\"\n+++\nz\n",
            &stubs,
            Some(
                "+++\ntitle = \"x\"\n\n[[changes]]\nsection = \"4\"\nreason = \"\"\"\n\n\"\"\"\n\n[[changes]]\nsection = \"a \\\"b\\\"\"\nreason = \"\"\"\n\n\"\"\"\n+++\nz\n",
            ),
        );
        check(
            "+++\n[[changes]]\nsection = \"3\"\nreason = \"y\"\n\n+++\nz\n",
            &stubs[..1],
            Some(
                "+++\n[[changes]]\nsection = \"3\"\nreason = \"y\"\n\n[[changes]]\nsection = \"4\"\nreason = \"\"\"\n\n\"\"\"\n+++\nz\n",
            ),
        );
        check("+++\nchanges = [{ section = \"3\", reason = \"y\" }]\n+++\nz\n", &stubs, None);
    }
}
