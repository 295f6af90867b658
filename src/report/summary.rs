//! Rows of a comparison -> the summary table as text: before and after side by side where there is room, stacked otherwise.

use std::fmt::Write;

use anstyle::{AnsiColor, Effects, Style};
use unicode_width::UnicodeWidthStr;

use super::excerpt::visible;
use crate::locale::{graphemes, is_cjk_punctuation, is_wide};
use crate::pipeline::{Headings, Mark, SummaryRow};

/// From this width on, before and after stand side by side.
const SIDE_BY_SIDE: usize = 100;
/// Longer lines are hard to read, whatever the terminal's width.
const WIDEST: usize = 180;
const BETWEEN: &str = " │ ";
const DELETED: Style = AnsiColor::Red.on_default().effects(Effects::STRIKETHROUGH);
const INSERTED: Style = AnsiColor::Green.on_default().effects(Effects::UNDERLINE);
const FORMAT: Style = AnsiColor::Blue.on_default().effects(Effects::UNDERLINE);
const NOTE: Style = Style::new().effects(Effects::DIMMED);
const HEADING: Style = Style::new().effects(Effects::BOLD);
const PLAIN: Style = Style::new();

/// Returns the rows as text, at most `width` columns wide. Deleted words stand in `[-…-]`, inserted ones in `{+…+}`, words that
/// are marked differently in `{=…=}`; with `color` they are red and struck out, green and underlined, blue and underlined, and
/// what is typography alone is dim.
pub fn summary(rows: &[SummaryRow], words: &Headings, width: usize, color: bool) -> String {
    let width = width.clamp(30, WIDEST);
    let paper = Paper { words, width, color };
    rows.iter().map(|row| paper.row(row)).collect::<Vec<_>>().join("\n")
}

/// What a row is drawn on.
struct Paper<'w> {
    words: &'w Headings,
    width: usize,
    color: bool,
}

/// A grapheme, or a sign that marks words, which is never torn from its neighbours.
#[derive(Clone)]
struct Cell {
    text: String,
    width: usize,
    style: Style,
}

type Line = Vec<Cell>;

impl Paper<'_> {
    fn row(&self, row: &SummaryRow) -> String {
        let mut out = String::new();
        let name: Vec<_> =
            [&row.number, &row.title].into_iter().filter(|part| !part.is_empty()).map(|part| visible(part)).collect();
        let heading = format!("{} [{}]", name.join(" "), visible(&row.kind_word));
        self.plain(&mut out, heading.trim_start(), 0, HEADING);
        if self.width >= SIDE_BY_SIDE {
            self.side_by_side(&mut out, row);
        } else {
            self.stacked(&mut out, &self.words.before, &row.before);
            self.stacked(&mut out, &self.words.after, &row.after);
        }
        if !row.reason.trim().is_empty() {
            self.plain(&mut out, &self.words.reason, 2, HEADING);
            row.reason.lines().for_each(|line| self.plain(&mut out, &visible(line), 4, PLAIN));
        }
        out
    }

    fn plain(&self, out: &mut String, text: &str, indent: usize, style: Style) {
        let lines = wrap(&cells(text, style), self.width - indent);
        lines.iter().for_each(|line| self.line(out, indent, line));
    }

    fn stacked(&self, out: &mut String, label: &str, side: &[Vec<(String, Mark)>]) {
        self.plain(out, label, 2, HEADING);
        self.side(side, self.width - 4).iter().for_each(|line| self.line(out, 4, line));
    }

    fn side_by_side(&self, out: &mut String, row: &SummaryRow) {
        let column = (self.width - 2 - BETWEEN.width()) / 2;
        let with_label = |label: &str, side| {
            let mut lines = vec![cells(label, HEADING)];
            lines.extend(self.side(side, column));
            lines
        };
        let before = with_label(&self.words.before, &row.before);
        let after = with_label(&self.words.after, &row.after);
        let empty = Line::new();
        for at in 0..before.len().max(after.len()) {
            let (left, right) = (before.get(at).unwrap_or(&empty), after.get(at).unwrap_or(&empty));
            let padding = column - left.iter().map(|cell| cell.width).sum::<usize>().min(column);
            let middle = format!("{}{BETWEEN}", " ".repeat(padding));
            let middle = Cell { width: 0, text: middle, style: PLAIN };
            let line: Line = left.iter().cloned().chain([middle]).chain(right.iter().cloned()).collect();
            self.line(out, 2, &line);
        }
    }

    /// Returns one side's paragraphs as lines.
    fn side(&self, side: &[Vec<(String, Mark)>], width: usize) -> Vec<Line> {
        if side.is_empty() {
            return vec![cells("—", PLAIN)];
        }
        let lines = side.iter().flat_map(|paragraph| lines_of(paragraph));
        lines.flat_map(|line| wrap(&self.paragraph(&line), width)).collect()
    }

    fn paragraph(&self, runs: &[(String, Mark)]) -> Vec<Cell> {
        let mut out = Vec::new();
        for (text, mark) in runs {
            let text = visible(text);
            let (style, open, close) = match mark {
                Mark::Equal => (PLAIN, "", ""),
                Mark::Note => (NOTE, "", ""),
                Mark::Deleted => (DELETED, "[-", "-]"),
                Mark::DeletedMinor => (DELETED.dimmed(), "[-", "-]"),
                Mark::Inserted => (INSERTED, "{+", "+}"),
                Mark::InsertedMinor => (INSERTED.dimmed(), "{+", "+}"),
                Mark::Format => (FORMAT, "{=", "=}"),
            };
            match self.color {
                true => out.extend(cells(&text, style)),
                false => out.extend(bracketed(open, &text, close)),
            }
        }
        out
    }

    fn line(&self, out: &mut String, indent: usize, line: &[Cell]) {
        let start = out.len();
        out.push_str(&" ".repeat(indent));
        let mut style = PLAIN;
        for cell in line {
            if self.color && cell.style != style {
                write!(out, "{style:#}{}", cell.style).expect("a string takes everything");
                style = cell.style;
            }
            out.push_str(&cell.text);
        }
        if self.color {
            write!(out, "{style:#}").expect("a string takes everything");
        }
        out.truncate(start + out[start..].trim_end_matches(' ').len());
        out.push('\n');
    }
}

fn cells(text: &str, style: Style) -> Vec<Cell> {
    let cell = |text: &str| Cell { text: text.to_owned(), width: text.width(), style };
    graphemes(text).windows(2).map(|ends| cell(&text[ends[0]..ends[1]])).collect()
}

/// Returns a paragraph line by line, as its author broke it; a line break that is itself inserted or deleted stays visible.
fn lines_of(paragraph: &[(String, Mark)]) -> Vec<Vec<(String, Mark)>> {
    let mut lines = vec![Vec::new()];
    for (text, mark) in paragraph {
        for part in text.split_inclusive('\n') {
            let kept = if matches!(mark, Mark::Equal | Mark::Format) { part.trim_end_matches('\n') } else { part };
            lines.last_mut().expect("there is a line from the start").push((kept.to_owned(), *mark));
            if part.ends_with('\n') {
                lines.push(Vec::new());
            }
        }
    }
    lines.retain(|line| line.iter().any(|(text, _)| !text.is_empty()));
    lines
}

fn bracketed(open: &str, text: &str, close: &str) -> Vec<Cell> {
    let mut out = cells(text, PLAIN);
    if let Some(first) = out.first_mut() {
        first.text.insert_str(0, open);
        first.width += open.width();
    }
    if let Some(last) = out.last_mut() {
        last.text.push_str(close);
        last.width += close.width();
    }
    out
}

/// Fills lines: words that are written with spaces stay whole where they fit, others break between any two characters but not
/// before a closing sign or after an opening one (JIS X 4051).
fn wrap(cells: &[Cell], width: usize) -> Vec<Line> {
    let mut lines: Vec<Line> = vec![Vec::new()];
    let mut used = 0;
    for chunk in chunks(cells) {
        let needed: usize = chunk.iter().map(|cell| cell.width).sum();
        let trailing: usize = chunk.iter().rev().take_while(|cell| is_space(cell)).map(|cell| cell.width).sum();
        let fits = used + needed - trailing <= width;
        if !fits && used > 0 {
            lines.push(Vec::new());
            used = 0;
        }
        for cell in chunk {
            if used + cell.width > width && !is_space(cell) && used > 0 {
                lines.push(Vec::new());
                used = 0;
            }
            used += cell.width;
            lines.last_mut().expect("there is a first line").push(cell.clone());
        }
    }
    lines
}

/// Returns the pieces between which a line may end.
fn chunks(cells: &[Cell]) -> Vec<&[Cell]> {
    let mut out = Vec::new();
    let mut start = 0;
    for at in 1..cells.len() {
        if may_break(&cells[at - 1], &cells[at]) {
            out.push(&cells[start..at]);
            start = at;
        }
    }
    if start < cells.len() {
        out.push(&cells[start..]);
    }
    out
}

fn is_space(cell: &Cell) -> bool {
    !cell.text.is_empty() && cell.text.chars().all(|c| c == ' ')
}

fn may_break(before: &Cell, after: &Cell) -> bool {
    if is_space(after) {
        return false;
    }
    let (last, first) = (before.text.chars().next_back(), after.text.chars().next());
    let (Some(last), Some(first)) = (last, first) else { return false };
    let opening = |c: char| "（「『【〔〈《｛［([{".contains(c);
    let closing =
        |c: char| (is_cjk_punctuation(c) && !opening(c)) || "ーぁぃぅぇぉっゃゅょァィゥェォッャュョ々)]}.,".contains(c);
    is_space(before) || ((is_wide(last) || is_wide(first)) && !opening(last) && !closing(first))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row() -> SummaryRow {
        let runs =
            |runs: &[(&str, Mark)]| runs.iter().map(|(text, mark)| ((*text).to_owned(), *mark)).collect::<Vec<_>>();
        SummaryRow {
            number: "3.".to_owned(),
            title: "保存期間".to_owned(),
            kind_word: "変更".to_owned(),
            before: vec![
                runs(&[("当社は、位置情報を", Mark::Equal), ("２年", Mark::Deleted), ("間保存します。", Mark::Equal)]),
                runs(&[("(1) the second paragraph", Mark::Equal)]),
            ],
            after: vec![runs(&[
                ("当社は、位置情報を", Mark::Equal),
                ("１年", Mark::Inserted),
                ("間保存します。", Mark::Equal),
            ])],
            reason: "短縮したため。".to_owned(),
        }
    }

    fn words(before: &str, after: &str, reason: &str) -> Headings {
        Headings { before: before.into(), after: after.into(), reason: reason.into(), nothing: String::new() }
    }

    fn japanese() -> Headings {
        words("改定前", "改定後", "改定理由")
    }

    #[test]
    fn narrow_terminals_get_a_stack() {
        let expected = "\
3. 保存期間 [変更]
  改定前
    当社は、位置情報を[-２年-]
    間保存します。
    (1) the second paragraph
  改定後
    当社は、位置情報を{+１年+}
    間保存します。
  改定理由
    短縮したため。
";
        assert_eq!(summary(&[row()], &japanese(), 31, false), expected);
    }

    #[test]
    fn wide_terminals_get_columns_of_equal_width() {
        let text = summary(&[row()], &words("Before", "After", "Reason"), 100, false);
        let lines: Vec<_> = text.lines().filter(|line| line.contains('│')).collect();
        assert_eq!(lines.len(), 3, "{text}");
        let left = |line: &str| line.split('│').next().map(UnicodeWidthStr::width);
        assert!(lines.iter().all(|line| left(line) == Some(50)), "{text}");
        assert!(text.lines().all(|line| line.width() <= 100 && line.trim_end() == line), "{text}");
    }

    #[test]
    fn colour_takes_the_place_of_brackets() {
        let text = summary(&[row()], &japanese(), 80, true);
        assert!(text.contains("\u{1b}[9m\u{1b}[31m２年\u{1b}[0m") && !text.contains("[-"), "{text:?}");
        assert!(text.contains("\u{1b}[4m\u{1b}[32m１年\u{1b}[0m"), "{text:?}");
    }

    #[test]
    fn marks_notes_and_typography_are_told_with_and_without_colour() {
        let run = |text: &str, mark| (text.to_owned(), mark);
        let before =
            vec![vec![run("甲", Mark::Format), run(" 【強調を追加】", Mark::Note), run("（", Mark::DeletedMinor)]];
        let row = SummaryRow { before, after: Vec::new(), reason: String::new(), ..row() };
        let plain = summary(std::slice::from_ref(&row), &japanese(), 60, false);
        assert!(plain.contains("    {=甲=} 【強調を追加】[-（-]\n"), "{plain}");
        let colored = summary(&[row], &japanese(), 60, true);
        assert!(
            colored.contains("\u{1b}[4m\u{1b}[34m甲\u{1b}[0m\u{1b}[2m 【強調を追加】\u{1b}[0m\u{1b}[2m"),
            "{colored:?}"
        );
    }

    #[test]
    fn a_new_section_has_nothing_before() {
        let row = SummaryRow { before: Vec::new(), reason: String::new(), ..row() };
        assert!(summary(&[row], &japanese(), 60, false).contains("  改定前\n    —\n  改定後\n"));
    }

    #[test]
    fn lines_break_where_the_script_allows() {
        let check = |text: &str, width: usize, expected: &[&str]| {
            let join = |line: &Line| line.iter().map(|cell| cell.text.as_str()).collect::<String>();
            let lines: Vec<String> = wrap(&cells(text, PLAIN), width).iter().map(join).collect();
            assert_eq!(lines, expected);
        };
        check("we keep records", 8, &["we keep ", "records"]);
        check("abcdefghij", 4, &["abcd", "efgh", "ij"]);
        check("利用目的。次", 8, &["利用目", "的。次"]);
        check("利用（目的）", 6, &["利用", "（目", "的）"]);
        check("第3条のAPI key", 8, &["第3条の", "API key"]);
    }
}
