//! Diagnostics -> text for a person: message, excerpt with the span, second places, help; and a count at the end.

use std::collections::BTreeMap;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::excerpt::{excerpt, visible};
use super::{Shelf, Texts, in_order};
use crate::diagnostic::{Code, Diagnostic, Severity, is_japanese, words};
use crate::source::Place;

/// How diagnostics are shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// The language of the messages, a BCP 47 tag.
    pub lang: String,
    /// Whether the text holds colour (ANSI escape codes).
    pub color: bool,
    /// The width of the terminal in columns.
    pub width: usize,
    /// Whether every warning is shown, however many there are of a kind.
    pub all: bool,
}

/// The most warnings of one code that are shown unless all are asked for.
const MANY: usize = 20;
/// Lines are not shown wider than this even where there is room: one sentence is then hard to find.
const WIDEST: usize = 160;
/// The columns left of an excerpt, for line numbers up to four digits.
const GUTTER: usize = 7;

/// Returns the diagnostics in the order of their places, each once, and the [`tally`]; empty where there are none.
pub fn terminal(diagnostics: &[Diagnostic], texts: Texts<'_>, options: &Options) -> String {
    let mut shelf = Shelf::new(texts);
    let sorted = in_order(diagnostics);
    let mut out = String::new();
    let mut shown: BTreeMap<Code, usize> = BTreeMap::new();
    for diagnostic in &sorted {
        if diagnostic.severity == Severity::Warning {
            let count = shown.entry(diagnostic.code).or_default();
            *count += 1;
            if *count > MANY && !options.all {
                continue;
            }
        }
        out.push_str(&one(diagnostic, &mut shelf, options));
        out.push_str("\n\n");
    }
    if !options.all {
        for (code, count) in shown.iter().filter(|(_, count)| **count > MANY) {
            out.push_str(&left_out(*code, count - MANY, &options.lang));
            out.push('\n');
        }
    }
    if let Some(tally) = tally(diagnostics, &options.lang) {
        out.push_str(&tally);
        out.push('\n');
    }
    out
}

/// Returns how many errors and warnings there are, such as `2 errors, 1 warning`; `None` where there are neither.
pub fn tally(diagnostics: &[Diagnostic], lang: &str) -> Option<String> {
    let sorted = in_order(diagnostics);
    let count = |severity| sorted.iter().filter(|found| found.severity == severity).count();
    let counts = [(count(Severity::Error), "error", "エラー"), (count(Severity::Warning), "warning", "警告")];
    let counts = counts.into_iter().filter(|(count, ..)| *count > 0);
    let parts: Vec<String> = match is_japanese(lang) {
        true => counts.map(|(count, _, word)| format!("{word} {count} 件")).collect(),
        false => {
            counts.map(|(count, word, _)| format!("{count} {word}{}", if count == 1 { "" } else { "s" })).collect()
        }
    };
    let between = if is_japanese(lang) { "、" } else { ", " };
    (!parts.is_empty()).then(|| parts.join(between))
}

fn left_out(code: Code, count: usize, lang: &str) -> String {
    let word = code.word();
    match (is_japanese(lang), count) {
        (true, _) => format!("… ほかに [{word}] の警告が {count} 件あります（-v ですべて表示）"),
        (false, 1) => format!("… and 1 more [{word}] warning (-v shows all)"),
        (false, _) => format!("… and {count} more [{word}] warnings (-v shows all)"),
    }
}

fn one(diagnostic: &Diagnostic, shelf: &mut Shelf<'_>, options: &Options) -> String {
    let words = words(diagnostic, &options.lang);
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(visible(&words.message)).id(diagnostic.code.word());
    let mut first = show(Group::with_title(title), &diagnostic.place, shelf, options.width);
    if let Some(help) = &words.help {
        let lines: Vec<String> = help.split('\n').map(visible).collect();
        first = first.element(Level::HELP.message(lines.join("\n")));
    }
    let notes = words.notes.iter().zip(diagnostic.notes.iter()).map(|(text, (_, place))| {
        let title = Level::NOTE.secondary_title(visible(text));
        show(Group::with_title(title), place, shelf, options.width)
    });
    let groups: Vec<Group<'_>> = std::iter::once(first).chain(notes.collect::<Vec<_>>()).collect();
    let renderer = if options.color { Renderer::styled().hyperlink(false) } else { Renderer::plain() };
    // The excerpts are cut already, round their spans; nothing is left for the renderer to cut.
    without_second_origin(&renderer.term_width(10 * WIDEST).render(&groups))
}

/// Takes out the lines that announce an excerpt from a file without a name: the place stands above it already, with the column
/// that it has in the file and not the one in the cut line.
fn without_second_origin(text: &str) -> String {
    let kept = text.lines().filter(|line| without_escapes(line).trim() != ":::");
    kept.collect::<Vec<_>>().join("\n")
}

/// Takes out the escape sequences of colours (ECMA-48, SGR), the only ones that the renderer writes.
fn without_escapes(line: &str) -> String {
    let mut parts = line.split("\u{1b}[");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |plain, part| plain + part.split_once('m').map_or(part, |(_, rest)| rest))
}

/// Adds a place to a group: the file's name, and the line where the place is more than a whole file.
fn show<'a>(group: Group<'a>, place: &Place, shelf: &mut Shelf<'_>, width: usize) -> Group<'a> {
    let origin = Origin::path(visible(&place.path));
    let text = if place.span == (0..0) { None } else { shelf.text(&place.path) };
    let Some(text) = text else { return group.element(origin) };
    let excerpt = excerpt(&text, &place.span, width.min(WIDEST).saturating_sub(GUTTER));
    let origin = origin.line(excerpt.line).char_column(excerpt.column);
    let snippet = Snippet::source(excerpt.shown).line_start(excerpt.line);
    group.element(origin).element(snippet.annotation(AnnotationKind::Primary.span(excerpt.mark)))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    const TEXT: &str = "title = \"規約\"\neffectve = \"2024-13-01\"\n";

    fn texts(path: &str) -> Option<Arc<str>> {
        (path == "a.md").then(|| TEXT.into())
    }

    fn options(lang: &str) -> Options {
        Options { lang: lang.to_owned(), color: false, width: 80, all: false }
    }

    fn unknown(key: &str) -> Diagnostic {
        let start = TEXT.find(key).expect("the key");
        let place = Place { path: "a.md".into(), span: start..start + key.len() };
        Diagnostic::new(Code::UnknownKey, place).arg("key", key).arg("near", "effective").arg("known", "x")
    }

    #[test]
    fn a_diagnostic_reads_like_the_compiler_s() {
        let found = unknown("effectve").help("near").note("first", Place::file("content/b.md"));
        let found = [found.clone(), found];
        let expected = "\
error[unknown-key]: unknown key `effectve`
 --> a.md:2:1
  |
2 | effectve = \"2024-13-01\"
  | ^^^^^^^^
  |
  = help: did you mean `effective`?
note: first
 --> content/b.md

1 error
";
        assert_eq!(terminal(&found, &texts, &options("en")), expected);
        let colored = terminal(&found, &texts, &Options { color: true, ..options("en") });
        assert!(!colored.contains(":::") && without_escapes(&colored) == expected, "{colored}");
        let japanese = terminal(&[unknown("規約").lowered()], &texts, &options("ja"));
        assert!(japanese.contains("1 | title = \"規約\"\n  |          ^^^^\n"), "{japanese}");
        assert!(japanese.ends_with("警告 1 件\n"), "{japanese}");
    }

    #[test]
    fn a_whole_file_is_named_without_a_line() {
        let found = [Diagnostic::new(Code::NoContent, Place::file("a.md")).arg("path", "site.toml")];
        let shown = terminal(&found, &texts, &options("en"));
        assert!(shown.contains("--> a.md\n") && !shown.contains("a.md:"), "{shown}");
    }

    #[test]
    fn many_warnings_of_one_kind_are_counted_and_errors_never_cut() {
        let place = |at: usize| Place { path: "none.md".into(), span: at..at + 1 };
        let many = |found: &dyn Fn(usize) -> Diagnostic| (1..=332).map(found).collect::<Vec<_>>();
        let warnings = many(&|at| Diagnostic::new(Code::StrayFile, place(at)).arg("path", at));
        let shown = terminal(&warnings, &texts, &options("en"));
        assert_eq!(shown.matches("warning[stray-file]").count(), 20);
        assert!(shown.ends_with("… and 312 more [stray-file] warnings (-v shows all)\n332 warnings\n"), "{shown}");
        let shown = terminal(&warnings, &texts, &Options { all: true, ..options("en") });
        assert_eq!(shown.matches("warning[stray-file]").count(), 332);
        let errors = many(&|at| Diagnostic::new(Code::UnknownKey, place(at)).arg("key", at));
        assert_eq!(terminal(&errors, &texts, &options("en")).matches("error[unknown-key]").count(), 332);
    }

    #[test]
    fn nothing_is_said_of_nothing_and_escapes_do_not_reach_the_terminal() {
        assert_eq!(terminal(&[], &texts, &options("en")), "");
        let found = Diagnostic::new(Code::InvalidName, Place::file("a\u{1b}[2J")).arg("name", "a\u{1b}[2J\u{202e}");
        assert!(!terminal(&[found], &texts, &options("en")).contains(['\u{1b}', '\u{202e}']));
    }
}
