//! `<language>.reasons.md` into change notes: a heading per section, its text the reason.

use super::front::inside_code;
use super::keys::Reading;
use super::markdown::{self, prose};
use super::typed::{behind_mark, halved, lines};
use crate::diagnostic::{Checked, Code, Diagnostic};
use crate::model::ChangeNote;
use crate::source::{Source, Span, Spanned};

/// A heading, and its text down to the next one.
struct Part {
    level: usize,
    heading: Spanned<String>,
    text: Span,
}

/// Reads a file of reasons. A first `#` heading without text, above deeper ones or alone, is the file's title.
pub fn reasons(source: &Source, options: markdown::Options) -> Checked<Vec<ChangeNote>> {
    let mut reading = Reading::new(source);
    let start = behind_mark(&source.text);
    if source.text[start..].trim().is_empty() {
        reading.found.push(Diagnostic::new(Code::EmptyFile, source.place(0..0)).help("reasons"));
        return reading.checked(Vec::new());
    }
    let parts = parts(&mut reading, start);
    let is_title = |part: &Part| {
        let deeper = parts.iter().skip(1).all(|other| other.level > part.level);
        let is_alone = parts.len() == 1 && part.level == 1 && !part.heading.value.is_empty();
        source.text[part.text.clone()].trim().is_empty() && deeper && (parts.len() > 1 || is_alone)
    };
    let titles = usize::from(parts.first().is_some_and(is_title));
    let notes = parts.into_iter().skip(titles).map(|part| note(&mut reading, part, options)).collect();
    reading.checked(notes)
}

fn note(reading: &mut Reading<'_>, part: Part, options: markdown::Options) -> ChangeNote {
    let source = reading.source;
    let reason =
        prose(&source.text[part.text.clone()], &source.place(part.text.clone()), options).into(&mut reading.found);
    if part.heading.value.is_empty() {
        let place = source.place(part.heading.span.clone());
        reading.found.push(Diagnostic::new(Code::MissingKey, place).arg("key", "section").help("heading"));
    }
    let written = source.text[part.heading.span.start..part.text.end].trim_end().len();
    ChangeNote {
        path: source.path.clone(),
        span: part.heading.span.start..(part.heading.span.start + written).max(part.heading.span.end),
        sections: if part.heading.value.is_empty() { Vec::new() } else { vec![part.heading] },
        reason,
        was: Vec::new(),
    }
}

/// Splits the file at its headings; text above the first one is an error.
fn parts(reading: &mut Reading<'_>, start: usize) -> Vec<Part> {
    let source = reading.source;
    let mut parts: Vec<Part> = Vec::new();
    let mut code = None;
    let mut stray: Option<Span> = None;
    for line in lines(&source.text[start..]).map(|line| start + line.start..start + line.end) {
        let text = &source.text[line.clone()];
        let behind = inside_code(code, text);
        let found = if code.is_none() && behind.is_none() { heading(text) } else { None };
        code = behind;
        match found {
            Some((level, name)) => {
                let span = line.start + name.start..line.start + name.end;
                refuse_loose(reading, &line, level, &span);
                let section = section(&source.text[span.clone()]);
                let heading = Spanned::new(section, if span.is_empty() { line.clone() } else { span });
                parts.push(Part { level, heading, text: line.end..line.end });
            }
            None => match parts.last_mut() {
                Some(part) => part.text.end = line.end,
                None if stray.is_none() && !text.trim().is_empty() => stray = Some(line),
                None => {}
            },
        }
    }
    if let Some(line) = stray {
        let place = source.place(line);
        reading.found.push(Diagnostic::new(Code::MissingKey, place).arg("key", "section").help("heading"));
    }
    parts
}

/// An ATX heading (CommonMark 4.2): its level and the bytes of its name. `#第3条` and `＃ 第3条` are taken as meant.
fn heading(line: &str) -> Option<(usize, Span)> {
    let indent = line.len() - line.trim_start_matches(' ').len();
    let signs: usize = line[indent..].chars().take_while(|c| "#＃".contains(*c)).map(char::len_utf8).sum();
    let level = line[indent..indent + signs].chars().count();
    if !(1..=6).contains(&level) || indent > 3 {
        return None;
    }
    let rest = &line[indent + signs..];
    let start = line.len() - rest.trim_start().len();
    let name = line[start..].trim_end();
    let bare = name.trim_end_matches('#');
    let name = if bare.is_empty() || bare.ends_with([' ', '\t']) { bare.trim_end() } else { name };
    Some((level, start..start + name.len()))
}

/// Reports a heading that Markdown would not take for one.
fn refuse_loose(reading: &mut Reading<'_>, line: &Span, level: usize, name: &Span) {
    let text = &reading.source.text[line.clone()];
    let signs = &reading.source.text[line.start..name.start];
    if !text.contains('＃') && (signs.ends_with([' ', '\t']) || name.is_empty()) && !signs.contains('\u{3000}') {
        return;
    }
    let start = line.start + (signs.len() - signs.trim_start().len());
    let place = reading.source.place(start..start + signs.trim().len());
    let fixed = format!("{} {}", "#".repeat(level), &reading.source.text[name.clone()]);
    let diagnostic = Diagnostic::new(Code::Syntax, place).arg("format", "Markdown").arg("found", halved(signs.trim()));
    reading.found.push(diagnostic.arg("fixed", fixed).help("heading"));
}

/// The section that a heading names: its written `{#id}`, else its text without backslash escapes (CommonMark 2.4).
fn section(heading: &str) -> String {
    if let Some((_, attributes)) = heading.strip_suffix('}').and_then(|heading| heading.rsplit_once("{#")) {
        return attributes.split_whitespace().next().unwrap_or("").to_owned();
    }
    let mut out = String::with_capacity(heading.len());
    let mut chars = heading.chars().peekable();
    while let Some(c) = chars.next() {
        if c != '\\' || !chars.peek().is_some_and(char::is_ascii_punctuation) {
            out.push(c);
        } else {
            out.extend(chars.next());
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::markdown::Options;
    use crate::parse::told::told;

    /// Checks the notes, as `section: number of paragraphs`, and what is told.
    fn check(text: &str, notes: &[&str], expected: &[&str]) {
        let source = Source::new("ja.reasons.md", text);
        let found = reasons(&source, Options::default());
        let name = |note: &ChangeNote| note.sections.first().map_or(String::new(), |section| section.value.clone());
        let all: Vec<String> =
            found.value.iter().map(|note| format!("{}: {}", name(note), note.reason.len())).collect();
        assert_eq!(all, notes, "{text}");
        assert_eq!(told(&source, &found.diagnostics), expected, "{text}");
    }

    #[test]
    fn a_heading_names_the_section() {
        check(
            "# 改定理由\n\n## 第3条（利用目的）\n\n一つ。\n\n```\n# 見出しではない\n```\n\n## 4. Title {#title}\r\n\r\nTwo.\n",
            &["第3条（利用目的）: 2", "title: 1"],
            &[],
        );
        check("# 改定理由\n", &[], &[]);
        check("## 3\n", &["3: 0"], &[]);
        check("# 3\nOne.\n# 2\\. X ##\n", &["3: 1", "2. X: 0"], &[]);
    }

    #[test]
    fn tells_what_is_no_heading() {
        check(
            "Text\n\n#第3条\nr\n＃ 第4条\nr\n##\n",
            &["第3条: 1", "第4条: 1", ": 0"],
            &[
                "1:1 missing-key heading | Text",
                "3:1 syntax heading | # | # 第3条",
                "5:1 syntax heading | ＃ | # 第4条",
                "7:1 missing-key heading | ##",
            ],
        );
        check("\u{feff} \n", &[], &["1:1 empty-file reasons"]);
    }
}
