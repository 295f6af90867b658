//! A table -> markup that can be scrolled with the keyboard.

use super::escape::attribute;
use super::grid;
use super::html::Writer;
use super::node::{Inner, Node};
use crate::model::{Align, Cell, Kind};

impl<'a> Writer<'a> {
    /// Writes a table; its first rows that are headings throughout are its head.
    pub(super) fn table(&mut self, node: &Node<'a>) {
        let old = if node.old { " k-old" } else { "" };
        self.out += &format!("<div class=\"k-table{old}\" role=\"group\" tabindex=\"0\"");
        let name = self.words.text("table");
        attribute("aria-label", name, &mut self.out);
        self.out.push_str(">\n");
        self.open_tag("table", "", node);
        let (head, body) = node.nodes().split_at(head(node.nodes()));
        let width = node.nodes().iter().filter(|row| !row.old).map(grid::width).max().unwrap_or(0);
        self.rows("thead", head, width);
        self.rows("tbody", body, width);
        self.out.push_str("</table>\n</div>\n");
    }

    fn rows(&mut self, tag: &str, rows: &[Node<'a>], width: u16) {
        if rows.is_empty() {
            return;
        }
        self.out += &format!("<{tag}>\n");
        rows.iter().for_each(|row| self.row(row, tag == "thead", width));
        self.close_tag(tag);
    }

    /// Writes a row; one that only the old text has is filled up to the width of the table it stands in.
    pub(super) fn row(&mut self, node: &Node<'a>, in_head: bool, width: u16) {
        self.open_tag("tr", "", node);
        if let Inner::Omitted(omission) = &node.inner {
            self.out += &format!("<td colspan=\"{}\">", width.max(1));
            self.omitted(omission);
            self.close_tag("td");
        }
        for cell in node.nodes() {
            if let Kind::Cell(shape) = cell.block.kind {
                self.cell(cell, shape, in_head);
            }
        }
        let missing = if node.old { width.saturating_sub(grid::width(node)) } else { 0 };
        if missing > 0 {
            self.out += &format!("<td class=\"k-old\" colspan=\"{missing}\"></td>\n");
        }
        self.close_tag("tr");
    }

    /// Writes a cell.
    pub(super) fn cell(&mut self, node: &Node<'a>, cell: Cell, in_head: bool) {
        let tag = if cell.header { "th" } else { "td" };
        let class = cell.align.map_or("", class);
        self.begin_tag(tag, class, node);
        if cell.header {
            attribute("scope", scope(cell, in_head), &mut self.out);
        }
        for (name, count) in [("colspan", cell.columns), ("rowspan", cell.rows)] {
            if count > 1 {
                attribute(name, &count.to_string(), &mut self.out);
            }
        }
        self.out.push('>');
        self.contents(node.nodes(), true);
        self.text_of(node);
        self.close_tag(tag);
    }
}

fn class(align: Align) -> &'static str {
    match align {
        Align::Start => "k-start",
        Align::Center => "k-center",
        Align::End => "k-end",
    }
}

fn scope(cell: Cell, in_head: bool) -> &'static str {
    match (in_head, cell.columns > 1, cell.rows > 1) {
        (true, true, _) => "colgroup",
        (true, false, _) => "col",
        (false, _, true) => "rowgroup",
        (false, _, false) => "row",
    }
}

/// Returns how many rows are the table's head. Rows of the old text do not decide where the new text has any.
fn head(rows: &[Node<'_>]) -> usize {
    let any_new = rows.iter().any(|row| !row.old);
    let decides = |row: &&Node<'_>| !(any_new && row.old);
    let is_head = |row: &Node<'_>| {
        let shown = !matches!(row.inner, Inner::Omitted(_));
        let header = |cell: &Node<'_>| matches!(cell.block.kind, Kind::Cell(Cell { header: true, .. }));
        shown && row.nodes().iter().filter(|cell| !(any_new && cell.old)).all(header)
    };
    let count = rows.iter().filter(decides).take_while(|row| is_head(row)).count();
    let last = rows.iter().enumerate().filter(|(_, row)| decides(row)).take(count).last();
    last.map_or(0, |(at, _)| at + 1)
}
