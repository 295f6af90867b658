//! A comparison -> the cells before and after of each row of its summary (新旧対照表).

use std::collections::BTreeSet;

use super::html::{Labels, Writer, is_headed, labels};
use super::leaf::Ink;
use super::node::{Change, Eye, Look, Tag, nodes};
use super::notes::Notes;
use super::words::Words;
use crate::compare::{self, Comparison};
use crate::model::{Context, Leaf, Section};
use crate::page::SideText;
use crate::page::edits::{self, Edits, LeafEdits};
use crate::page::labels::{LabelChange, LabelEdit};

/// The cells of a row.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cells {
    /// The text before; `None` for a new section.
    pub before: Option<String>,
    /// The text after; `None` for a removed section.
    pub after: Option<String>,
}

/// One side of a comparison.
struct Side<'a> {
    text: &'a SideText,
    notes: Notes<'a>,
    words: Words<'a>,
    change: Change,
    shape: Shape,
}

/// What the cells of a summary show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    /// How much of a changed section.
    pub context: Context,
    /// Whether the label of a section is left out where it tells nothing, because a column of its own has it.
    pub numbered: bool,
}

/// One side of a change.
struct Changed<'a> {
    sections: Vec<&'a Section>,
    /// Which of the sections has its heading compared with one of the other side.
    head: Option<usize>,
    title: &'a LeafEdits<'a>,
    leaves: &'a [LeafEdits<'a>],
    labels: &'a [LabelEdit<'a>],
    /// The leaves that are to be shown where unchanged blocks are elided.
    touched: BTreeSet<usize>,
    label_changed: bool,
    /// Whether its labels are shown even if they are the same on either side.
    labelled: bool,
    /// Whether the other side is missing.
    whole: bool,
}

/// Returns the cells of each change, in order.
pub fn rows(
    (old, new): (&SideText, &SideText),
    comparison: &Comparison,
    shape: Shape,
    words: &Words<'_>,
) -> Vec<Cells> {
    let side = |text, change| side(text, change, shape, words.clone());
    let (before, after) = (side(old, Change::Deleted), side(new, Change::Inserted));
    comparison.changes.iter().map(|change| cells(change, &before, &after)).collect()
}

fn side<'a>(text: &'a SideText, change: Change, shape: Shape, words: Words<'a>) -> Side<'a> {
    Side { text, notes: Notes::of_text(&text.text), words, change, shape }
}

fn cells(change: &compare::Change, before: &Side<'_>, after: &Side<'_>) -> Cells {
    let edits = edits::edits(change, &before.text.text, &after.text.text);
    let (old_touched, new_touched) = touched(&edits);
    // A cell with several sections tells them apart by their labels.
    let several = change.old.len() > 1 || change.new.len() > 1;
    let of = |side: &Side<'_>, at: &[usize], head: Option<usize>, title, (leaves, labels), touched, whole| {
        let sections: Vec<_> = at.iter().map(|at| &side.text.text.sections[*at]).collect();
        let head = head.and_then(|head| at.iter().position(|at| *at == head));
        let (label_changed, labelled) = (change.label_changed, several || !side.shape.numbered);
        let changed = Changed { sections, head, title, leaves, labels, touched, label_changed, labelled, whole };
        (!at.is_empty()).then(|| cell(side, &changed))
    };
    let (old_head, new_head) = change.head.unzip();
    let (old, new): ((&[_], &[_]), (&[_], &[_])) = ((&edits.old, &edits.old_labels), (&edits.new, &edits.new_labels));
    Cells {
        before: of(before, &change.old, old_head, &edits.old_title, old, old_touched, change.new.is_empty()),
        after: of(after, &change.new, new_head, &edits.new_title, new, new_touched, change.old.is_empty()),
    }
}

/// Returns the leaves of either side in which anything changed, or in whose counterpart anything did.
fn touched(edits: &Edits<'_>) -> (BTreeSet<usize>, BTreeSet<usize>) {
    let (mut old, mut new) = (BTreeSet::new(), BTreeSet::new());
    let edited = |leaf: &LeafEdits<'_>| leaf.moved || !leaf.changed.is_empty() || !leaf.gone.is_empty();
    let relabelled = |labels: &[LabelEdit<'_>]| {
        let changed = labels.iter().filter(|label| label.change != LabelChange::None);
        changed.map(|label| label.leaf).collect::<Vec<_>>()
    };
    old.extend(relabelled(&edits.old_labels));
    new.extend(relabelled(&edits.new_labels));
    new.extend((0..edits.new.len()).filter(|at| edited(&edits.new[*at])));
    for (at, pair) in edits.pairs.iter().enumerate() {
        if edited(&edits.old[at]) || pair.is_none_or(|pair| new.contains(&pair)) {
            old.insert(at);
            new.extend(pair);
        }
    }
    (old, new)
}

fn cell(side: &Side<'_>, changed: &Changed<'_>) -> String {
    let mut writer = Writer { notes: side.notes.clone(), ..Writer::new(&side.text.hrefs, side.words.clone()) };
    let mut eye = Seen { side, changed, leaf: 0, label: 0 };
    for (at, section) in changed.sections.iter().enumerate() {
        headline(&mut writer, side, changed, at, section);
        blocks(&mut writer, &mut eye, section);
    }
    writer.out
}

fn headline<'a>(writer: &mut Writer<'a>, side: &Side<'_>, changed: &Changed<'a>, at: usize, section: &'a Section) {
    if !is_headed(section) {
        return;
    }
    let whole = changed.whole || changed.head != Some(at);
    let marked = whole || changed.label_changed;
    let labels =
        if marked || changed.labelled { labels(section, marked.then_some(side.change)) } else { Labels::new() };
    if labels.is_empty() && section.title.text.is_empty() {
        return;
    }
    let title = if whole {
        Look::whole(side.change, &section.title, changed.whole)
    } else {
        Look::changed(side.change, changed.title)
    };
    writer.out.push_str("<p class=\"k-cell-heading\">");
    writer.headline(&labels, section, &title, Ink { quiet: changed.whole, ..Ink::default() });
    writer.out.push_str("</p>\n");
}

/// Sees what changed on one side, leaf by leaf and label by label.
struct Seen<'s, 'a> {
    side: &'s Side<'a>,
    changed: &'s Changed<'a>,
    /// The next leaf.
    leaf: usize,
    /// The next label.
    label: usize,
}

impl<'a> Eye<'a> for Seen<'_, 'a> {
    fn leaf(&mut self, leaf: &'a Leaf) -> Look<'a> {
        self.leaf += 1;
        match self.changed.whole {
            true => Look::whole(self.side.change, leaf, true),
            false => Look::changed(self.side.change, &self.changed.leaves[self.leaf - 1]),
        }
    }

    fn label(&mut self) -> Tag<'a> {
        self.label += 1;
        match self.changed.whole {
            true => Tag::whole(self.side.change),
            false => Tag::changed(self.side.change, &self.changed.labels[self.label - 1]),
        }
    }
}

/// Writes the blocks of the next section.
fn blocks<'a>(writer: &mut Writer<'a>, eye: &mut Seen<'_, 'a>, section: &'a Section) {
    let elides = eye.side.shape.context == Context::Changes && !eye.changed.whole;
    let mut shown = Vec::new();
    let mut elided = false;
    for block in &section.blocks {
        let start = eye.leaf;
        let seen = nodes(std::slice::from_ref(block), eye);
        let unchanged = eye.changed.touched.range(start..eye.leaf).next().is_none();
        if !(elides && unchanged) {
            elided = false;
            shown.extend(seen);
            continue;
        }
        writer.nodes(&std::mem::take(&mut shown));
        if !std::mem::replace(&mut elided, true) {
            writer.out += &eye.side.words.paragraph("k-elided", "elided");
        }
    }
    writer.nodes(&shown);
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::Text;
    use crate::page::Hrefs;
    use crate::render::samples::*;

    /// Compares one section with another (none if empty); expects its cells without the words for screen readers.
    fn check(old: &[Section], new: &[Section], steps: &[u8], context: Context, expected: [Option<&str>; 2]) {
        let side = |sections: &[Section]| {
            let text: Text = whole_text(sections.to_vec());
            SideText { text: Arc::new(text), hrefs: Hrefs::new() }
        };
        let (old, new) = (side(old), side(new));
        let comparison = compared(&old.text, &new.text, steps);
        let strings = strings();
        let rows = rows((&old, &new), &comparison, Shape { context, numbered: true }, &Words::among(&strings, "en"));
        let short = |html: Option<&String>| {
            let html = html.map(|html| without(html, "k-hidden").replace('\n', ""));
            html.map(|html| html.replace(" class=\"k-del\"", "").replace(" class=\"k-ins\"", ""))
        };
        let cells = [short(rows[0].before.as_ref()), short(rows[0].after.as_ref())];
        assert_eq!(cells.each_ref().map(Option::as_deref), expected);
    }

    #[test]
    fn words_are_marked_on_both_sides() {
        let plain = "<p class=\"k-cell-heading\">Fees</p>".to_owned();
        let head = |label: &str| format!("<p class=\"k-cell-heading\"><span class=\"k-label\">{label}</span> Fees</p>");
        check(
            &[section("s2", "2.", "Fees", vec![p("a x c")])],
            &[section("s2", "2.", "Fees", vec![p("a y c")])],
            &[0],
            Context::Section,
            [Some(&(plain.clone() + "<p>a <del>x</del> c</p>")), Some(&(plain + "<p>a <ins>y</ins> c</p>"))],
        );
        check(
            &[section("s2", "2.", "Fees", vec![])],
            &[section("s2", "3.", "Fees", vec![])],
            &[0],
            Context::Section,
            [Some(&head("<del>2.</del>")), Some(&head("<ins>3.</ins>"))],
        );
    }

    #[test]
    fn a_new_section_has_no_cell_before() {
        let cell = "<p class=\"k-cell-heading\"><span class=\"k-label\"><ins>1.</ins></span> <ins>One</ins></p><p><ins>a</ins></p>";
        check(&[], &[section("s1", "1.", "One", vec![p("a")])], &[0], Context::Section, [None, Some(cell)]);
    }

    #[test]
    fn unchanged_blocks_are_elided_where_asked() {
        let section = |blocks| [section("preamble", "", "", blocks)];
        let elided = "<p class=\"k-elided\">(omitted)</p>";
        check(
            &section(vec![p("a"), p("b"), p("c"), p("d")]),
            &section(vec![p("a"), p("b"), p("cx"), p("d")]),
            &[0],
            Context::Changes,
            [Some(&format!("{elided}<p>c</p>{elided}")), Some(&format!("{elided}<p>c<ins>x</ins></p>{elided}"))],
        );
    }
}
