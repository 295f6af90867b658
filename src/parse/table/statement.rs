//! A TOML text that does not parse into its statements, so that a broken one does not hide the others.

use crate::parse::typed::{half_width, lines};
use crate::source::Span;

/// How many lines a value may run over before it is taken as broken.
const LONGEST: usize = 400;

/// How many lines a text between single quotation marks is followed over.
const LONGEST_QUOTED: usize = 32;

/// Splits a text into statements: a header or a key with its value, over as many lines as the value takes; blank lines and
/// comments are statements of their own. Broken statements end before the next line that begins like one.
pub(super) fn statements(text: &str) -> Vec<Span> {
    let lines: Vec<Span> = lines(text).collect();
    let mut out = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let count = lines_of_statement(text, &lines[at..]);
        out.push(lines[at].start..lines[at + count - 1].end);
        at += count;
    }
    out
}

/// Returns whether a text is sound TOML by itself.
pub(super) fn is_sound(text: &str) -> bool {
    toml::de::DeTable::parse(text).is_ok()
}

/// Returns the number of lines that the statement takes which begins in the first of some lines, at least 1.
pub(in crate::parse) fn lines_of_statement(text: &str, lines: &[Span]) -> usize {
    let first = &text[lines[0].clone()];
    let Some(closing) = closing(first) else { return lines_of_quoted(text, lines) };
    // A line such as `reason = """` opens a text; that it closes the one before means that one was never closed.
    let opens_another = |line: &str| begins_statement(line) && line.trim_end().ends_with(closing) && closing.len() == 3;
    let ends = |(at, line): &(usize, &Span)| {
        (*at == 0 || !opens_another(&text[(*line).clone()])) && is_sound(&text[lines[0].start..line.end])
    };
    let sound = lines.iter().take(LONGEST).enumerate().filter(|(_, line)| text[(*line).clone()].contains(closing));
    if let Some((at, _)) = sound.take(32).find(ends) {
        return at + 1;
    }
    broken_length(text, lines, closing)
}

/// A text that was opened by one quotation mark and runs on to a line that ends with another, which TOML does not allow; 1
/// where it does not.
fn lines_of_quoted(text: &str, lines: &[Span]) -> usize {
    let first = value(&text[lines[0].clone()]).trim_end();
    if !first.starts_with('"') || first[1..].contains('"') {
        return 1;
    }
    let rest = lines.iter().map(|line| text[line.clone()].trim()).enumerate().skip(1).take(LONGEST_QUOTED);
    for (at, line) in rest {
        if begins_statement(line) || line.starts_with('#') || line.chars().all(|c| "+-".contains(c)) && !line.is_empty()
        {
            return 1;
        }
        if line.contains('"') {
            return if line.ends_with('"') && line.matches('"').count() == 1 { at + 1 } else { 1 };
        }
    }
    1
}

/// A broken value ends with the first line that holds its closing sign, or before the next statement.
fn broken_length(text: &str, lines: &[Span], closing: &str) -> usize {
    let rest = lines.iter().map(|line| &text[line.clone()]).enumerate().skip(1);
    if closes(text[lines[0].clone()].trim_end(), closing) {
        return 1;
    }
    for (at, line) in rest.take(LONGEST) {
        if begins_statement(line) {
            return at;
        }
        if line.contains(closing) {
            return at + 1;
        }
    }
    lines.len().min(LONGEST)
}

fn closes(line: &str, closing: &str) -> bool {
    line.ends_with(closing) && value(line).len() >= 2 * closing.len()
}

/// The sign that closes a value which may run over several lines.
fn closing(line: &str) -> Option<&'static str> {
    let value = value(line);
    let signs = [("\"\"\"", "\"\"\""), ("'''", "'''"), ("[", "]"), ("{", "}"), ("［", "］"), ("｛", "｝")];
    signs.iter().find(|(opening, _)| value.starts_with(opening)).map(|(_, closing)| *closing)
}

fn value(line: &str) -> &str {
    match line.find(['=', '＝']) {
        Some(at) => line[at..].trim_start_matches(['=', '＝', ' ', '\t', '\u{3000}']),
        None => "",
    }
}

/// Returns whether a line looks like the beginning of a statement: `key =` or `[header]`.
pub(in crate::parse) fn begins_statement(line: &str) -> bool {
    let line = line.trim_start();
    let is_name = |c: char| c.is_alphanumeric() || "_-.\"'".contains(half_width(c));
    if let Some(header) = line.strip_prefix(['[', '［']) {
        let header = header.trim_start_matches(['[', '［', ' ']);
        return header.starts_with(|c: char| c.is_alphabetic())
            && header.contains([']', '］'])
            && !header.contains('(');
    }
    let name = line.trim_start_matches(is_name);
    name.len() < line.len() && name.trim_start().starts_with(['=', '＝'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> = statements(text).into_iter().map(|span| &text[span]).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_broken_statement_hides_no_other() {
        check("a = 1\nb = [\n  1,\n]\n", &["a = 1", "b = [\n  1,\n]", ""]);
        check("a = \"\"\"\nx = 1\n\"\"\"\nb = 2", &["a = \"\"\"\nx = 1\n\"\"\"", "b = 2"]);
        check("a = [1 2\nb = 2", &["a = [1 2", "b = 2"]);
        check("a = \"\"\"\nprose\n\n[[b]]\nc = 1", &["a = \"\"\"\nprose\n", "[[b]]", "c = 1"]);
        check("a = \"x\ny\"\nb = 1", &["a = \"x\ny\"", "b = 1"]);
        check("a = \"x\ny\nb = \"1\"", &["a = \"x", "y", "b = \"1\""]);
        check("a = \"\"\"x \\ y\"\"\"\nb = 1", &["a = \"\"\"x \\ y\"\"\"", "b = 1"]);
    }
}
