//! Diagnostics -> HTML for the overlay of `serve`: message, place, excerpt with the span, help, second places; all of it escaped.

use super::excerpt::{excerpt, visible};
use super::{Shelf, Texts, in_order};
use crate::diagnostic::{Diagnostic, Severity, is_japanese, words};
use crate::render::escaped;
use crate::source::Place;

/// The width of an excerpt in columns of half-width letters.
const WIDTH: usize = 96;

/// How many diagnostics of a severity are shown; a site may have thousands of warnings, and every page carries them.
const MOST: usize = 50;

/// Returns one `<li>` for each diagnostic of a severity, in the order of their places, each once, and how many more there are; empty
/// where there are none.
pub fn html(diagnostics: &[Diagnostic], severity: Severity, texts: Texts<'_>, lang: &str) -> String {
    let mut shelf = Shelf::new(texts);
    let wanted = in_order(diagnostics.iter().filter(|found| found.severity == severity));
    let shown: String = wanted.iter().take(MOST).map(|found| one(found, &mut shelf, lang)).collect();
    shown + &left_out(wanted.len().saturating_sub(MOST), lang)
}

fn left_out(count: usize, lang: &str) -> String {
    match (count, is_japanese(lang)) {
        (0, _) => String::new(),
        (_, true) => {
            format!("<li class=\"more\">ほかに {count} 件あります（<code>kaitei check -v</code> ですべて表示）</li>")
        }
        (_, false) => format!("<li class=\"more\">and {count} more (<code>kaitei check -v</code> shows all)</li>"),
    }
}

fn one(found: &Diagnostic, shelf: &mut Shelf<'_>, lang: &str) -> String {
    let words = words(found, lang);
    let japanese = is_japanese(lang);
    let (class, level) = match (found.severity, japanese) {
        (Severity::Error, false) => ("error", "error"),
        (Severity::Error, true) => ("error", "エラー"),
        (Severity::Warning, false) => ("warning", "warning"),
        (Severity::Warning, true) => ("warning", "警告"),
    };
    let help = words.help.as_ref().map(|help| {
        let label = if japanese { "対処" } else { "help" };
        let lines: Vec<String> = help.lines().map(prose).collect();
        format!("<p class=\"help\"><b>{label}</b> {}</p>", lines.join("<br>"))
    });
    let notes = words.notes.iter().zip(found.notes.iter());
    let notes: String = notes
        .map(|(text, (_, at))| format!("<div class=\"note\"><p>{}</p>{}</div>", prose(text), place(at, shelf)))
        .collect();
    format!(
        "<li class=\"{class}\"><p class=\"message\"><b>{level}</b> {} <code>[{}]</code></p>{}{}{notes}</li>",
        prose(&words.message),
        found.code.word(),
        place(&found.place, shelf),
        help.unwrap_or_default(),
    )
}

/// Returns the file, line and column, and the line itself with the span marked where the place is more than a whole file.
fn place(place: &Place, shelf: &mut Shelf<'_>) -> String {
    let path = escaped(&visible(&place.path));
    let text = if place.span == (0..0) { None } else { shelf.text(&place.path) };
    let Some(text) = text else { return format!("<p class=\"place\">{path}</p>") };
    let excerpt = excerpt(&text, &place.span, WIDTH);
    let (before, rest) = excerpt.shown.split_at(excerpt.mark.start);
    let (marked, after) = rest.split_at(excerpt.mark.end - excerpt.mark.start);
    let (before, marked, after) = (escaped(before), escaped(marked), escaped(after));
    let (line, column) = (excerpt.line, excerpt.column);
    format!(
        "<p class=\"place\">{path}:{line}:{column}</p><pre tabindex=\"0\"><span class=\"line\">{line}</span>\
         <code dir=\"auto\">{before}<mark>{marked}</mark>{after}</code></pre>"
    )
}

/// Returns a sentence; what stands between backticks in it is code.
fn prose(text: &str) -> String {
    let text = visible(text);
    let pieces: Vec<&str> = text.split('`').collect();
    let even = pieces.len() % 2 == 1;
    let piece = |(at, piece): (usize, &&str)| match at % 2 {
        1 if even => format!("<code>{}</code>", escaped(piece)),
        1 => format!("`{}", escaped(piece)),
        _ if even || at == 0 => escaped(piece),
        _ => format!("`{}", escaped(piece)),
    };
    pieces.iter().enumerate().map(piece).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::diagnostic::Code;

    #[test]
    fn what_an_author_wrote_is_text_and_never_markup() {
        let texts = |path: &str| (path == "a.md").then(|| Arc::from("x\n<script>\"規約\"</script>\n"));
        let at = Place { path: "a.md".into(), span: 2..10 };
        let found = Diagnostic::new(Code::UnknownKey, at).arg("key", "<script>").arg("near", "a&b").help("near");
        let found = [found.note("first", Place::file("<b>.md"))];
        let expected = "<li class=\"error\"><p class=\"message\"><b>error</b> unknown key <code>&lt;script&gt;</code> \
            <code>[unknown-key]</code></p><p class=\"place\">a.md:2:1</p><pre tabindex=\"0\"><span class=\"line\">2</span>\
            <code dir=\"auto\"><mark>&lt;script&gt;</mark>&quot;規約&quot;&lt;/script&gt;</code></pre>\
            <p class=\"help\"><b>help</b> did you mean <code>a&amp;b</code>?</p>\
            <div class=\"note\"><p>first</p><p class=\"place\">&lt;b&gt;.md</p></div></li>";
        assert_eq!(html(&found, Severity::Error, &texts, "en"), expected);
        assert_eq!(html(&found, Severity::Warning, &texts, "en"), "");
        assert!(html(&found, Severity::Error, &texts, "ja").contains("<b>エラー</b>"));
    }

    #[test]
    fn of_thousands_the_first_are_shown_and_the_rest_counted() {
        let many: Vec<_> =
            (0..MOST + 2).map(|at| Diagnostic::new(Code::IdleReason, Place::file(format!("{at:04}.md")))).collect();
        let shown = html(&many, Severity::Warning, &|_| None, "en");
        assert_eq!(shown.matches("<li class=\"warning\">").count(), MOST);
        assert!(shown.ends_with("<li class=\"more\">and 2 more (<code>kaitei check -v</code> shows all)</li>"));
        assert!(html(&many, Severity::Warning, &|_| None, "ja").contains("ほかに 2 件あります"));
    }

    #[test]
    fn a_backtick_alone_is_a_backtick() {
        assert_eq!(prose("a `b` c"), "a <code>b</code> c");
        assert_eq!(prose("a ` <b"), "a ` &lt;b");
    }
}
