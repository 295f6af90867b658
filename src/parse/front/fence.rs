//! Where the front matter of a file begins and ends.

use super::{begins_with_key, written_in};
use crate::diagnostic::{Code, Diagnostic};
use crate::parse::table::{Format, begins_statement, lines_of_statement, reads};
use crate::parse::typed::{behind_mark, half_width, lines};
use crate::source::{Source, Span};

/// A file taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fenced {
    /// The lines between the fences, and the language that they are in.
    pub(super) front: Option<(Format, Span)>,
    /// What stands behind.
    pub(super) body: Span,
}

/// A line that was meant as a fence.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Fence {
    line: usize,
    sign: char,
    exact: bool,
}

/// Takes a file apart at its fences: `+++` lines for TOML, `---` lines for YAML.
pub(super) fn fenced(source: &Source, found: &mut Vec<Diagnostic>) -> Fenced {
    let text = &source.text;
    let start = behind_mark(text);
    let lines: Vec<Span> = lines(&text[start..]).map(|line| start + line.start..start + line.end).collect();
    let whole = Fenced { front: None, body: start..text.len() };
    let Some(opening) = opening(text, &lines) else { return unfenced(source, &lines, found).unwrap_or(whole) };
    let first = lines.iter().position(|line| !text[line.clone()].trim().is_empty());
    if first != Some(opening.line) {
        found.push(fence_problem(source, &lines[opening.line], opening.sign, "not-first"));
    } else if !opening.exact {
        found.push(fence_problem(source, &lines[opening.line], opening.sign, "fence"));
    }
    let last = closing(source, &lines, &opening, found);
    let start_of = |line: usize| lines.get(line).map_or(text.len(), |line| line.start);
    let front = start_of(opening.line + 1)..start_of(last.front);
    let body = start_of(last.body)..text.len();
    let format = format(source, &lines[opening.line], opening.sign, &front, found);
    Fenced { front: Some((format, front)), body }
}

/// Front matter without a fence above it: a file whose first line states a key.
fn unfenced(source: &Source, lines: &[Span], found: &mut Vec<Diagnostic>) -> Option<Fenced> {
    let text = &source.text;
    let start = lines.iter().position(|line| !text[line.clone()].trim().is_empty())?;
    let first = &text[lines[start].clone()];
    if !begins_with_key(first) || !begins_statement(first) {
        return None;
    }
    let guess = guessed_end(text, lines, start, '+');
    let closing = (start..lines.len()).find(|line| fence(text, lines, *line).is_some_and(|fence| fence.sign == '+'));
    let closing = closing.filter(|line| *line <= guess);
    let end = closing.unwrap_or_else(|| without_tail(text, lines, start, guess));
    let missing = Diagnostic::new(Code::MissingKey, source.place(lines[start].clone())).arg("key", "+++");
    let last = text[lines[end - 1].clone()].trim();
    found.push(match closing {
        Some(_) => missing.help("opening"),
        None => missing.arg("last", last).help("fences"),
    });
    let start_of = |line: usize| lines.get(line).map_or(text.len(), |line| line.start);
    let front = (Format::Toml, lines[start].start..start_of(end));
    Some(Fenced { front: Some(front), body: start_of(end + usize::from(closing.is_some()))..text.len() })
}

fn fence_problem(source: &Source, line: &Span, sign: char, help: &'static str) -> Diagnostic {
    let format = if sign == '+' { Format::Toml } else { Format::Yaml };
    Diagnostic::new(Code::Syntax, source.place(line.clone()))
        .arg("format", format.name())
        .arg("found", source.text[line.clone()].trim())
        .arg("fixed", sign.to_string().repeat(3))
        .help(help)
}

/// The line, as a fence, if it consists of nothing but `+` or `-`, in whatever width and number.
fn fence(text: &str, lines: &[Span], line: usize) -> Option<Fence> {
    let typed = text[lines[line].clone()].trim_end();
    let bare = typed.trim();
    let half: String = bare.chars().map(half_width).collect();
    let sign = half.chars().next().filter(|sign| "+-".contains(*sign))?;
    let all = half.chars().all(|c| c == sign) && (2..=6).contains(&half.len());
    all.then(|| Fence { line, sign, exact: typed == "+++" || typed == "---" })
}

/// The fence that opens the front matter: the first line that is not blank; or a later one, if a known key follows it. A lone
/// `---` may as well be a thematic break of the text (CommonMark 4.1), so something like a key must follow.
fn opening(text: &str, lines: &[Span]) -> Option<Fence> {
    let filled = |line: &usize| !text[lines[*line].clone()].trim().is_empty();
    let first = (0..lines.len()).find(filled)?;
    if first + 1 >= lines.len() {
        return None;
    }
    if let Some(fence) = fence(text, lines, first) {
        let stated = |line: &usize| filled(line) && !text[lines[*line].clone()].starts_with('#');
        let line_of = |line: usize| &text[lines[line].clone()];
        let next = (first + 1..lines.len()).find(filled).map(line_of);
        let stated = (first + 1..lines.len()).find(stated).map(line_of);
        let keyed =
            next.is_some_and(|line| begins_statement(line) || is_keyed(line)) || stated.is_some_and(begins_with_key);
        let closed = self::fence(text, lines, first + 1).is_some_and(|next| next.sign == fence.sign && next.exact);
        if keyed || (fence.exact && (fence.sign == '+' || closed)) {
            return Some(fence);
        }
    }
    let mut code = None;
    (first + 1..lines.len() - 1).find_map(|line| {
        code = inside_code(code, &text[lines[line].clone()]);
        let fence = fence(text, lines, line).filter(|fence| fence.exact && code.is_none())?;
        begins_with_key(&text[lines[line + 1].clone()]).then_some(fence)
    })
}

/// Follows fenced code (CommonMark 4.5): the sign of the open fence, if one is open behind the line.
pub(in crate::parse) fn inside_code(open: Option<&'static str>, line: &str) -> Option<&'static str> {
    let line = line.trim_start();
    match open {
        Some(sign) => (!line.starts_with(sign) || !line.trim_end().chars().all(|c| sign.contains(c))).then_some(sign),
        None => ["```", "~~~"].into_iter().find(|sign| line.starts_with(sign)),
    }
}

fn is_keyed(line: &str) -> bool {
    let (key, rest) = line.split_once([':', '：']).unwrap_or(("", ""));
    let spaced = rest.is_empty() || rest.starts_with(char::is_whitespace) || line.contains('：');
    spaced && !key.trim().is_empty() && key.chars().count() <= 30 && !key.trim().contains([' ', '。', '、', '\u{3000}'])
}

/// The lines behind the front matter: the first that is no longer its own, and the first of the body.
struct Last {
    front: usize,
    body: usize,
}

/// The closing fence; where there is none, the end of what still looks like front matter.
fn closing(source: &Source, lines: &[Span], opening: &Fence, found: &mut Vec<Diagnostic>) -> Last {
    let text = &source.text;
    let fences = || (opening.line + 1..lines.len()).filter_map(|line| fence(text, lines, line));
    // TOML between `---` lines is told later; until then it is read by its own rules.
    let stated = lines.get(opening.line + 1).map_or("", |line| &text[line.start..]);
    let sign = if written_in(stated) == Some(Format::Toml) { '+' } else { opening.sign };
    let guess = guessed_end(text, lines, opening.line + 1, sign);
    // A `---` further down may be a thematic break: it closes only what no blank line parts from it.
    let joined = |fence: &Fence| {
        lines[guess.min(fence.line)..fence.line].iter().skip(1).all(|line| !text[line.clone()].trim().is_empty())
    };
    let reaches = |fence: &Fence| opening.sign == '+' || fence.line <= guess || joined(fence);
    let exact = fences().find(|fence| fence.exact && fence.sign == opening.sign).filter(reaches);
    if let Some(fence) = exact {
        return Last { front: fence.line, body: fence.line + 1 };
    }
    let sign = opening.sign.to_string().repeat(3);
    let diagnostic =
        Diagnostic::new(Code::UnclosedFrontMatter, source.place(lines[opening.line].clone())).arg("fixed", sign);
    if let Some(near) = fences().find(|fence| fence.line <= guess) {
        let place = source.place(lines[near.line].clone());
        let typed = text[lines[near.line].clone()].trim();
        found.push(Diagnostic { place, ..diagnostic }.arg("found", typed).help("other"));
        return Last { front: near.line, body: near.line + 1 };
    }
    let guess = without_tail(text, lines, opening.line + 1, guess);
    let last = &lines[guess - 1];
    found.push(diagnostic.arg("last", text[last.clone()].trim()).note("last", source.place(last.clone())));
    Last { front: guess, body: guess }
}

/// The first line that cannot belong to the front matter.
fn guessed_end(text: &str, lines: &[Span], start: usize, sign: char) -> usize {
    let mut at = start;
    while at < lines.len() {
        let length = statement_length(text, lines, at, sign);
        if length == 0 {
            break;
        }
        at += length;
    }
    at
}

/// The end without the blank lines before it, and without what may be comments, but headings as well.
fn without_tail(text: &str, lines: &[Span], start: usize, end: usize) -> usize {
    let loose = |line: &str| line.trim().is_empty() || line.starts_with('#');
    (start..end).rev().find(|at| !loose(&text[lines[*at].clone()])).map_or(start, |at| at + 1)
}

/// How many lines a statement of the front matter takes; 0 where there is none.
fn statement_length(text: &str, lines: &[Span], at: usize, sign: char) -> usize {
    let line = &text[lines[at].clone()];
    if line.trim().is_empty() || line.starts_with('#') {
        return 1;
    }
    if sign == '-' {
        let belongs =
            is_keyed(line) || begins_with_key(line) || line.starts_with([' ', '\t']) || line.starts_with("- ");
        return usize::from(belongs);
    }
    let belongs = begins_statement(line) || begins_with_key(line) || is_keyed(line);
    if belongs { lines_of_statement(text, &lines[at..]) } else { 0 }
}

/// The language between the fences: the one that the fence stands for, unless only the other one can be read.
fn format(source: &Source, fence: &Span, sign: char, front: &Span, found: &mut Vec<Diagnostic>) -> Format {
    let text = &source.text[front.clone()];
    let (own, other, others) =
        if sign == '+' { (Format::Toml, Format::Yaml, '-') } else { (Format::Yaml, Format::Toml, '+') };
    if written_in(text) != Some(other) || reads(text, own) || !reads(text, other) {
        return own;
    }
    let diagnostic = fence_problem(source, fence, others, "other-format").arg("other", other.name());
    found.push(diagnostic);
    other
}
