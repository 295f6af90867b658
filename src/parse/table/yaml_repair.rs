//! A broken line of YAML into the lines that were probably meant, the likeliest first.

use crate::parse::typed::{half_width, halved, is_set_quote};
use crate::source::Span;

/// A line as it was perhaps meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cure {
    /// The line.
    pub(super) text: String,
    /// What was wrong, as bytes of the broken line.
    pub(super) span: Span,
    /// The help that explains it.
    pub(super) help: &'static str,
}

/// Returns the cures to try.
pub(super) fn cures(line: &str) -> Vec<Cure> {
    let blank = line.len() - line.trim_start().len();
    let mut out = without_tabs(line, blank);
    let item = line[blank..].strip_prefix("- ").map_or(blank, |_| blank + 2);
    let statement = &line[item..];
    match statement.char_indices().find(|(_, c)| ":：=＝".contains(*c)) {
        Some((at, sign)) => out.extend(with_key(line, item, item + at, sign)),
        None if item > blank && !statement.trim().is_empty() => {
            let span = item..item + statement.trim_end().len();
            let text = format!("{}{}", &line[..item], single_quoted(statement.trim()));
            out.push(Cure { text, span, help: "single" });
        }
        None => {}
    }
    out
}

/// Tabs of the indentation as spaces, or no indentation.
fn without_tabs(line: &str, blank: usize) -> Vec<Cure> {
    let Some(tab) = line[..blank].find('\t') else { return Vec::new() };
    let spaces = line[..blank].replace('\t', "  ") + &line[blank..];
    [spaces, line[blank..].to_owned()].map(|text| Cure { text, span: tab..tab + 1, help: "tab" }).into()
}

/// The line with a sound key and colon, and then with its value in quotes as well.
fn with_key(line: &str, start: usize, at: usize, sign: char) -> Vec<Cure> {
    let indent = &line[..start];
    let behind = at + sign.len_utf8();
    let (key, value) = (line[start..at].trim(), line[behind..].trim());
    let half = halved(key);
    let wrong = match sign {
        ':' if !line[behind..].starts_with(' ') && !value.is_empty() => Some(("space", at..behind)),
        ':' if half != key => Some(("wide", start..start + key.len())),
        ':' => None,
        '：' => Some(("wide", at..behind)),
        _ => Some(("equals", at..behind)),
    };
    let mut out = Vec::new();
    if let Some((help, span)) = wrong.clone() {
        out.push(Cure { text: format!("{indent}{half}: {value}"), span, help });
    }
    if !value.is_empty() {
        let from = line.len() - line[behind..].trim_start().len();
        let quote = value.chars().next().filter(|c| "\"'".contains(*c));
        let own = if quote.is_some_and(|quote| !value.ends_with(quote)) { "unclosed" } else { "single" };
        let (help, span) = wrong.unwrap_or((own, from..from + value.len()));
        out.push(Cure { text: format!("{indent}{half}: {}", single_quoted(value)), span, help });
    }
    out
}

/// A value between single quotes, where nothing but the quote itself is special.
fn single_quoted(value: &str) -> String {
    let is_quote = |c: char| c == '"' || c == '\'' || is_set_quote(c) || half_width(c) == '"';
    let inner = value.strip_prefix(is_quote).map_or(value, |rest| rest.strip_suffix(is_quote).unwrap_or(rest));
    format!("'{}'", inner.replace('\'', "''"))
}
