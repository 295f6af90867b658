//! Diagnostics -> JSON lines: one object for each, for programs.

use serde::Serialize;

use super::{Shelf, Texts, in_order};
use crate::diagnostic::{Severity, words};
use crate::source::{Place, line_column};

/// One line. Lines and columns count from 1, columns in characters; the end is exclusive. They are `null` where a whole file is
/// meant.
#[derive(Serialize)]
struct Line<'a> {
    code: &'a str,
    severity: &'a str,
    message: &'a str,
    #[serde(flatten)]
    place: Location<'a>,
    end_line: Option<usize>,
    end_column: Option<usize>,
    help: Option<&'a str>,
    notes: Vec<Note<'a>>,
}

#[derive(Serialize)]
struct Note<'a> {
    message: &'a str,
    #[serde(flatten)]
    place: Location<'a>,
}

#[derive(Serialize)]
struct Location<'a> {
    file: &'a str,
    line: Option<usize>,
    column: Option<usize>,
}

/// Returns the diagnostics in the order of their places, each once and on a line of its own.
pub fn json(diagnostics: &[crate::diagnostic::Diagnostic], texts: Texts<'_>, lang: &str) -> String {
    let mut shelf = Shelf::new(texts);
    let mut out = String::new();
    for diagnostic in in_order(diagnostics) {
        let words = words(diagnostic, lang);
        let notes = words.notes.iter().zip(diagnostic.notes.iter());
        let line = Line {
            code: diagnostic.code.word(),
            severity: match diagnostic.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
            },
            message: &words.message,
            place: location(&diagnostic.place, &mut shelf),
            end_line: point(&diagnostic.place, diagnostic.place.span.end, &mut shelf).map(|(line, _)| line),
            end_column: point(&diagnostic.place, diagnostic.place.span.end, &mut shelf).map(|(_, column)| column),
            help: words.help.as_deref(),
            notes: notes.map(|(message, (_, place))| Note { message, place: location(place, &mut shelf) }).collect(),
        };
        out.push_str(&serde_json::to_string(&line).expect("strings and numbers are JSON"));
        out.push('\n');
    }
    out
}

fn location<'a>(place: &'a Place, shelf: &mut Shelf<'_>) -> Location<'a> {
    let (line, column) = point(place, place.span.start, shelf).unzip();
    Location { file: &place.path, line, column }
}

fn point(place: &Place, offset: usize, shelf: &mut Shelf<'_>) -> Option<(usize, usize)> {
    if place.span == (0..0) {
        return None;
    }
    shelf.text(&place.path).map(|text| line_column(&text, offset))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::diagnostic::{Code, Diagnostic};

    #[test]
    fn a_line_for_each() {
        let texts = |path: &str| (path == "a.md").then(|| Arc::from("一\n二三\n"));
        let place = Place { path: "a.md".into(), span: 7..10 };
        let found = Diagnostic::new(Code::UnknownKey, place).arg("key", "三").help("near").arg("near", "四");
        let found = found.note("first", Place::file("b.md"));
        let expected = concat!(
            r#"{"code":"unknown-key","severity":"error","message":"unknown key `三`","file":"a.md","line":2,"column":2,"#,
            r#""end_line":2,"end_column":3,"help":"did you mean `四`?","#,
            r#""notes":[{"message":"first","file":"b.md","line":null,"column":null}]}"#,
            "\n"
        );
        assert_eq!(json(&[found.clone(), found], &texts, "en"), expected);
    }
}
