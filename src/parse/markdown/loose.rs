//! A body -> the lines that were meant as headings, and that Markdown takes for text.
//!
//! Such a section would seem to be deleted in the comparison, so these lines are errors.

use std::ops::Range;

use super::notebook::Notebook;
use crate::diagnostic::Code;
use crate::parse::front::inside_code;
use crate::parse::typed::lines;

/// Reports headings without a space behind the signs (`##第3条`), or with signs or a space in full width (`＃＃ 第3条`).
pub(super) fn note_headings(notebook: &mut Notebook<'_>) {
    let text = notebook.text;
    let mut code = None;
    for line in lines(text) {
        let before = code;
        code = inside_code(code, &text[line.clone()]);
        if before.is_some() || code.is_some() {
            continue;
        }
        if let Some((range, fixed)) = loose_heading(&text[line.clone()]) {
            let problem = notebook.problem(Code::Syntax, line.start + range.start..line.start + range.end);
            let found = &text[line.start + range.start..line.start + range.end];
            notebook.note(problem.arg("format", "Markdown").arg("found", found).arg("fixed", fixed).help("heading"));
        }
    }
}

/// Returns the bytes of the signs of a loose heading, and the line as it should be. A single `#` before an ASCII character may
/// be a number or a tag (`#1`, `#news`).
fn loose_heading(line: &str) -> Option<(Range<usize>, String)> {
    let indent = line.len() - line.trim_start_matches(' ').len();
    let signs: usize = line[indent..].chars().take_while(|c| matches!(c, '#' | '＃')).map(char::len_utf8).sum();
    if signs == 0 {
        return None;
    }
    let typed = &line[indent..indent + signs];
    let level = typed.chars().count();
    let rest = &line[indent + signs..];
    let title = rest.trim();
    let next = rest.chars().next()?;
    let is_sound = !typed.contains('＃') && (next == ' ' || next == '\t');
    let may_be_tag = typed == "#" && (next.is_ascii() || next == '\u{fe0f}' || next == '\u{20e3}');
    if !(1..=6).contains(&level) || indent > 3 || title.is_empty() || is_sound || may_be_tag {
        return None;
    }
    Some((indent..indent + signs, format!("{} {title}", "#".repeat(level))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_that_markdown_would_not_take_for_one_is_mended() {
        let fixed = |line| loose_heading(line).map(|(_, fixed)| fixed);
        for line in ["##第3条", "＃＃ 第3条", "＃#　第3条", "##　第3条", "  ##第3条"] {
            assert_eq!(fixed(line).as_deref(), Some("## 第3条"), "{line}");
        }
        assert_eq!(fixed("#見出し").as_deref(), Some("# 見出し"));
        for line in ["## 第3条", "#1 of 2", "#news", "#️⃣", "##", "####### x", "    ##x", "第3条 ##x", "\\##x"]
        {
            assert_eq!(fixed(line), None, "{line}");
        }
    }
}
