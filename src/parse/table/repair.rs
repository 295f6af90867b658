//! A broken TOML statement into the sound one that was probably meant, and what was wrong with it.
//!
//! Rewritings are tried from the likeliest on, and the first that TOML's own parser accepts is taken; so a help never shows a
//! line that would not work either.

use crate::parse::names::is_alias;
use crate::parse::table::patch::common;
use crate::parse::table::quoted;
use crate::parse::table::statement::is_sound;
use crate::parse::typed::{Meant, half_width, halved, is_set_quote, meant_date};
use crate::source::Span;

/// The value that stands for one that cannot be read.
pub(super) const BROKEN: &str = "\"\\u0000\\U00000000\"";

/// The signs of lists and tables.
const SIGNS: &str = "[]{},=、";

/// What is wrong with a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Problem {
    /// Nothing worth telling here: the reader of the keys will tell.
    None,
    /// A breach of the syntax, explained by the help `help-<variant>`.
    Syntax(&'static str),
    /// A date in another form, or none of the calendar.
    Date,
}

/// A statement as it was probably meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cure {
    /// What to read instead.
    pub(super) text: String,
    /// What was wrong.
    pub(super) problem: Problem,
    /// Where, as bytes of the broken statement.
    pub(super) span: Span,
}

/// Returns the cure of a broken statement; one whose meaning cannot be guessed loses its value, or itself.
pub(super) fn cure(statement: &str) -> Cure {
    if statement.trim_start().starts_with(['[', '［', '【'])
        && let Some(cure) = header(statement)
    {
        return cure;
    }
    let Some(parts) = Parts::of(statement) else { return given_up(statement, String::new()) };
    let (key, key_problem) = key(&statement[parts.key.clone()]);
    let sign = &statement[parts.sign.clone()];
    let between = if sign == "=" { &statement[parts.key.end..parts.value.start] } else { " = " };
    let between = between.replace('\u{3000}', " ");
    let (indent, tail) = (&statement[..parts.key.start], &statement[parts.value.end..]);
    let (indent, tail) = (indent.replace('\u{3000}', " "), narrowed_end(tail));
    let written = |value: &str| format!("{indent}{key}{between}{value}{tail}");
    let before = before_value(key_problem, sign, &parts).or_else(|| wide_space(statement, &parts));
    let sound = candidates(&statement[parts.value.clone()]).into_iter().find_map(|candidate| {
        let text = written(&candidate.text);
        let own = parts.value.start + candidate.span.start..parts.value.start + candidate.span.end;
        let (problem, span) = before.clone().unwrap_or((candidate.problem, own));
        is_sound(&text).then_some(Cure { text, problem, span })
    });
    sound.unwrap_or_else(|| given_up(statement, written(BROKEN)))
}

/// What is wrong in front of the value, if anything is, and where.
fn before_value(key: Problem, sign: &str, parts: &Parts) -> Option<(Problem, Span)> {
    match (key, sign) {
        (Problem::None, _) if parts.value.is_empty() => Some((Problem::Syntax("empty"), parts.sign.clone())),
        (Problem::None, "=") => None,
        (Problem::None, "＝") => Some((Problem::Syntax("wide"), parts.sign.clone())),
        (Problem::None, "") => Some((Problem::Syntax("sign"), parts.key.clone())),
        (Problem::None, _) => Some((Problem::Syntax("colon"), parts.sign.clone())),
        (problem, _) => Some((problem, parts.key.clone())),
    }
}

/// A full-width space outside of key and value, which TOML does not skip.
fn wide_space(statement: &str, parts: &Parts) -> Option<(Problem, Span)> {
    let gaps = [0..parts.key.start, parts.key.end..parts.value.start, parts.value.end..statement.len()];
    let blank = |gap: &Span| statement[gap.clone()].split(['#', '\n']).next().unwrap_or("").find('\u{3000}');
    let at = gaps.iter().find_map(|gap| Some(gap.start + blank(gap)?))?;
    Some((Problem::Syntax("wide-space"), at..at + '\u{3000}'.len_utf8()))
}

/// What stands behind a value, with half-width spaces before a comment.
fn narrowed_end(tail: &str) -> String {
    let blank = tail.len() - tail.trim_start().len();
    format!("{}{}", tail[..blank].replace('\u{3000}', " "), &tail[blank..])
}

fn given_up(statement: &str, without_value: String) -> Cure {
    let text = if is_sound(&without_value) { without_value } else { String::new() };
    let error = toml::de::DeTable::parse(statement).err().and_then(|error| error.span());
    let start = statement.len() - statement.trim_start().len();
    let line = start..start + statement.trim().lines().next().map_or(0, str::len);
    Cure { text, problem: Problem::Syntax(""), span: error.filter(|span| !span.is_empty()).unwrap_or(line) }
}

/// The stretches of a statement; the sign between key and value may be missing.
struct Parts {
    key: Span,
    sign: Span,
    value: Span,
}

impl Parts {
    fn of(statement: &str) -> Option<Self> {
        let start = statement.len() - statement.trim_start().len();
        let first_line = statement.lines().next()?;
        let sign = first_line.char_indices().find(|(_, c)| "=＝:：".contains(*c));
        let (key_end, sign) = match sign {
            Some((at, c)) => (at, at..at + c.len_utf8()),
            None => {
                let end = start + first_line.get(start..)?.find([' ', '\t', '\u{3000}'])?;
                let is_value = |c: char| is_set_quote(c) || "\"'[{".contains(c) || half_width(c).is_ascii_digit();
                first_line[end..].trim_start().chars().next().filter(|c| is_value(*c))?;
                (end, end..end)
            }
        };
        let key = start..start + statement.get(start..key_end)?.trim_end().len();
        let rest = &statement[sign.end..];
        let value = sign.end + rest.len() - rest.trim_start().len();
        let length = if statement.contains('\n') { rest.trim().len() } else { without_comment(rest.trim()).len() };
        let fits = !key.is_empty() && statement[key.clone()].chars().count() <= 40;
        fits.then(|| Self { key, sign, value: value..value + length })
    }
}

/// A value without the comment behind it; `#` counts as one where no quotation mark follows it.
fn without_comment(value: &str) -> &str {
    let at = value.rfind(" #").filter(|at| !value[*at..].contains(|c| is_set_quote(c) || c == '"' || c == '\''));
    at.map_or(value, |at| value[..at].trim_end())
}

/// `[[changes]` and the like: the name between as many brackets as the fuller side has.
fn header(statement: &str) -> Option<Cure> {
    let line = statement.trim();
    let half = halved(line).replace('【', "[").replace('】', "]");
    let name = half.trim_matches(|c| c == '[' || c == ']' || c == ' ');
    let twice = half.starts_with("[[") || half.ends_with("]]");
    let (key, key_problem) = key(name);
    let text = if twice { format!("[[{key}]]") } else { format!("[{key}]") };
    let problem = if line.contains(|c| half_width(c) != c || c == '【') { "wide" } else { "header" };
    let balanced = line == format!("[{name}]") || line == format!("[[{name}]]");
    let problem = if balanced { key_problem } else { Problem::Syntax(problem) };
    let start = statement.len() - statement.trim_start().len();
    is_sound(&text).then(|| Cure { text, problem, span: start..start + line.len() })
}

/// A key as TOML can read it; a name that people give to keys is quoted in silence, to be told as an unknown key.
fn key(typed: &str) -> (String, Problem) {
    let half = halved(typed);
    if is_sound(&format!("{half} = 1")) {
        let problem = if half == typed { Problem::None } else { Problem::Syntax("wide") };
        return (half, problem);
    }
    let bare = half.trim_matches(|c| is_set_quote(c) || c == '"' || c == '\'');
    if is_alias(bare) {
        return (quoted(bare), Problem::None);
    }
    let problem = if half.contains(is_set_quote) { "quotes" } else { "key" };
    (quoted(bare), Problem::Syntax(problem))
}

/// A value that TOML may accept, and what was wrong with the one that was typed.
struct Candidate {
    text: String,
    problem: Problem,
    span: Span,
}

/// The rewritings of a value, the likeliest first.
fn candidates(value: &str) -> Vec<Candidate> {
    let whole = 0..value.len();
    let simple = |text: String, problem| Candidate { text, problem, span: whole.clone() };
    let mut out = vec![simple(value.to_owned(), Problem::None)];
    if value.is_empty() {
        out.push(simple(BROKEN.to_owned(), Problem::None));
        return out;
    }
    match meant_date(value) {
        Meant::Date(date) => out.push(simple(date.to_string(), Problem::Date)),
        Meant::Impossible(..) => out.push(simple(BROKEN.to_owned(), Problem::Date)),
        Meant::Nothing => {}
    }
    let half = halved(value);
    match half.to_lowercase().as_str() {
        "true" | "yes" | "on" | "はい" => out.push(simple("true".to_owned(), Problem::Syntax("flag"))),
        "false" | "no" | "off" | "いいえ" => out.push(simple("false".to_owned(), Problem::Syntax("flag"))),
        _ => {}
    }
    let wide = value.char_indices().find(|(_, c)| half_width(*c) != *c);
    let span = wide.map_or(whole.clone(), |(at, c)| at..at + c.len_utf8());
    out.push(Candidate { text: half, problem: Problem::Syntax("wide"), span });
    out.extend(lines_of_text(value).or_else(|| collection(value)).or_else(|| text(value)).unwrap_or_default());
    if !value.contains('\n') && !value.starts_with(['[', '{']) {
        out.push(simple(quoted(value), Problem::Syntax("bare")));
    }
    out
}

/// Rewritings of a text between `"""` or `'''`.
fn lines_of_text(value: &str) -> Option<Vec<Candidate>> {
    let mark = ["\"\"\"", "'''"].into_iter().find(|mark| value.starts_with(mark));
    if mark.is_none() && value.contains('\n') {
        let inner = value.strip_prefix('"')?.strip_suffix('"')?;
        let text = format!("\"\"\"\n{inner}\n\"\"\"");
        return Some(vec![Candidate { text, problem: Problem::Syntax("lines"), span: 0..value.len() }]);
    }
    let mark = mark?;
    let body = &value[3..];
    let Some(inner) = body.strip_suffix(mark) else {
        let line = if value.contains('\n') { "\n" } else { "" };
        let text = format!("{}{line}{mark}", value.trim_end());
        return Some(vec![Candidate { text, problem: Problem::Syntax("unclosed-lines"), span: 0..3 }]);
    };
    let at = bad_escape(inner)?;
    let text = format!("{mark}{}{mark}", with_escapes_doubled(inner));
    Some(vec![Candidate { text, problem: Problem::Syntax("backslash"), span: 3 + at..4 + at }])
}

/// Rewritings of a text on one line.
fn text(value: &str) -> Option<Vec<Candidate>> {
    let is_quote = |c: char| c == '"' || c == '\'' || is_set_quote(c);
    let (first, last) = (value.chars().next()?, value.chars().next_back()?);
    let (opens, closes) = (is_quote(first), is_quote(last) && value.len() > last.len_utf8());
    if !opens && !closes || value.contains('\n') {
        return None;
    }
    let start = if opens { first.len_utf8() } else { 0 };
    let end = if closes { value.len() - last.len_utf8() } else { value.len() };
    let inner = &value[start..end];
    let at_first = 0..first.len_utf8();
    let at_last = value.len() - last.len_utf8()..value.len();
    let (problem, span) = match (bad_escape(inner), bare_quote(inner, first)) {
        _ if opens && is_set_quote(first) => ("quotes", at_first),
        _ if closes && is_set_quote(last) => ("quotes", at_last),
        _ if !closes => ("unclosed", at_last),
        _ if !opens => ("unclosed", at_first),
        (Some(at), quote) if quote.is_none_or(|quote| at < quote) => ("backslash", start + at..start + at + 1),
        (_, Some(at)) => ("inner-quote", start + at..start + at + 1),
        _ => return None,
    };
    let literal = format!("'''{inner}'''");
    let texts = [format!("\"{inner}\""), literal, quoted(inner)];
    Some(
        texts
            .into_iter()
            .map(|text| Candidate { text, problem: Problem::Syntax(problem), span: span.clone() })
            .collect(),
    )
}

/// The first backslash that begins none of TOML's escapes.
fn bad_escape(inner: &str) -> Option<usize> {
    let mut chars = inner.char_indices();
    while let Some((at, c)) = chars.next() {
        let joins_lines = || inner[at + 1..].trim_start_matches([' ', '\t', '\r']).starts_with('\n');
        if c == '\\' && !joins_lines() && !chars.next().is_some_and(|(_, next)| "btnfre\"\\uUx".contains(next)) {
            return Some(at);
        }
    }
    None
}

fn with_escapes_doubled(inner: &str) -> String {
    let mut out = String::with_capacity(inner.len() + 8);
    let mut rest = inner;
    while let Some(at) = bad_escape(rest) {
        out.push_str(&rest[..at]);
        out.push_str("\\\\");
        rest = &rest[at + 1..];
    }
    out + rest
}

/// The first quotation mark of the text's own kind that no backslash precedes.
fn bare_quote(inner: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    inner.char_indices().find_map(|(at, c)| {
        let found = c == quote && !escaped;
        escaped = c == '\\' && !escaped;
        found.then_some(at)
    })
}

/// Rewritings of a list or an inline table.
fn collection(value: &str) -> Option<Vec<Candidate>> {
    let opens = value.starts_with(|c| matches!(half_width(c), '[' | '{'));
    opens.then(|| [false, true].map(|quote_words| tidied_candidate(value, quote_words)).into())
}

fn tidied_candidate(value: &str, quote_words: bool) -> Candidate {
    let text = tidied(value, quote_words);
    let (prefix, _) = common(value, &text);
    let (old, new) = (value[prefix..].chars().next(), text[prefix..].chars().next());
    let problem = match (old, new) {
        (None, _) => "bracket",
        (Some(c), _) if is_set_quote(c) => "quotes",
        (Some(c), _) if half_width(c) != c || c == '、' => "wide",
        (_, Some(',')) => "comma",
        _ => "bare",
    };
    let last = value.chars().next_back().map_or(0, char::len_utf8);
    let span = old.map_or(value.len() - last..value.len(), |c| prefix..prefix + c.len_utf8());
    Candidate { text, problem: Problem::Syntax(problem), span }
}

/// A list or table with half-width signs and straight quotes outside of its texts, and the commas and brackets it lacks.
fn tidied(value: &str, quote_words: bool) -> String {
    let mut out = String::with_capacity(value.len() + 8);
    let mut open = Vec::new();
    let mut behind_value = false;
    let mut rest = value;
    while let Some(first) = rest.chars().next() {
        let (typed, behind) = rest.split_at(token_length(rest, first));
        rest = behind;
        let is_name = behind.trim_start().starts_with(['=', '＝']);
        let token = token(typed, first, quote_words && !is_name);
        match token.as_str() {
            "[" => open.push(']'),
            "{" => open.push('}'),
            "]" | "}" => drop(open.pop()),
            _ => {}
        }
        if !token.trim().is_empty() {
            if behind_value && !token.starts_with([',', '=', ']', '}']) {
                let filled = out.trim_end().len();
                out.insert_str(filled, if filled == out.len() { ", " } else { "," });
            }
            behind_value = !token.starts_with([',', '=', '[', '{']);
        }
        out.push_str(&token);
    }
    out.extend(open.into_iter().rev());
    out
}

/// The bytes of the first token: a blank, a sign, a text or a word.
fn token_length(rest: &str, first: char) -> usize {
    match half_width(first) {
        _ if first.is_whitespace() => first.len_utf8(),
        _ if first == '"' || first == '\'' || is_set_quote(first) => quote_length(rest, first),
        c if SIGNS.contains(c) => first.len_utf8(),
        _ => rest.find(|c: char| c.is_whitespace() || SIGNS.contains(half_width(c))).unwrap_or(rest.len()),
    }
}

/// A token as TOML writes it.
fn token(typed: &str, first: char, quote_words: bool) -> String {
    match first {
        _ if first.is_whitespace() => typed.to_owned(),
        '、' => ",".to_owned(),
        _ if is_set_quote(first) => quoted(typed.trim_matches(is_set_quote)),
        '"' | '\'' => typed.to_owned(),
        _ => word(typed, quote_words),
    }
}

fn quote_length(rest: &str, opening: char) -> usize {
    let inner = &rest[opening.len_utf8()..];
    let closes = |c: char| if is_set_quote(opening) { is_set_quote(c) || c == '"' } else { c == opening };
    inner.char_indices().find(|(_, c)| closes(*c)).map_or(rest.len(), |(at, c)| opening.len_utf8() + at + c.len_utf8())
}

fn word(token: &str, quote: bool) -> String {
    let half = halved(token);
    let is_sign = half.chars().all(|c| SIGNS.contains(c));
    if quote && !is_sign && !is_sound(&format!("a = {half}")) { quoted(token) } else { half }
}
