//! A comparison -> the cells before and after of each row of its summary (新旧対照表).

use super::html::{Labels, Printed, Writer, is_headed, labels};
use super::leaf::Ink;
use super::node::{Change, Eye, Look, Tag, nodes, pieced};
use super::notes::Notes;
use super::words::Words;
use crate::compare::{self, Comparison};
use crate::model::{Context, Leaf, Section, Text};
use crate::page::SideText;
use crate::page::edits::{self, LeafEdits};
use crate::page::elide::{Sieve, elides};
use crate::page::labels::LabelEdit;

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
    /// What is shown of the blocks; `None` if all of it.
    sieve: Option<Sieve<'a, 'a>>,
    label_changed: bool,
    /// Whether the label differs in white space or width alone.
    label_minor: bool,
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
    let elides = elides(change, &edits, before.shape.context);
    // A cell with several sections tells them apart by their labels.
    let several = change.old.len() > 1 || change.new.len() > 1;
    let label_minor = is_label_minor(change, (&before.text.text, &after.text.text));
    let of = |side: &Side<'_>, at: &[usize], head: Option<usize>, title, (leaves, labels, touched), whole: bool| {
        let sections: Vec<_> = at.iter().map(|at| &side.text.text.sections[*at]).collect();
        let head = head.and_then(|head| at.iter().position(|at| *at == head));
        let sieve = Sieve::new(touched, leaves, labels, side.words.elision());
        let sieve = Some(sieve).filter(|_| elides);
        let (label_changed, labelled) = (change.label_changed, several || !side.shape.numbered);
        let changed =
            Changed { sections, head, title, leaves, labels, sieve, label_changed, label_minor, labelled, whole };
        (!at.is_empty()).then(|| cell(side, changed))
    };
    let (old_head, new_head) = change.head.unzip();
    let old: (&[_], &[_], _) = (&edits.old, &edits.old_labels, &edits.old_touched);
    let new: (&[_], &[_], _) = (&edits.new, &edits.new_labels, &edits.new_touched);
    Cells {
        before: of(before, &change.old, old_head, &edits.old_title, old, change.new.is_empty()),
        after: of(after, &change.new, new_head, &edits.new_title, new, change.old.is_empty()),
    }
}

/// Returns whether the labels of a change differ in white space or width alone.
pub(super) fn is_label_minor(change: &compare::Change, (old, new): (&Text, &Text)) -> bool {
    let label = |text: &Text, at: Option<&usize>| Some(text.sections[*at?].label.as_ref()?.printed.clone());
    let labels = label(old, change.old.first()).zip(label(new, change.new.first()));
    labels.is_some_and(|(old, new)| compare::is_minor(&old, &new))
}

fn cell(side: &Side<'_>, mut changed: Changed<'_>) -> String {
    let mut writer = Writer { notes: side.notes.clone(), ..Writer::new(&side.text.hrefs, side.words.clone()) };
    let mut sieve = changed.sieve.take();
    let mut eye = Seen { side, changed: &changed, leaf: 0, label: 0 };
    for (at, section) in changed.sections.iter().enumerate() {
        headline(&mut writer, side, &changed, at, section);
        let shown = match &mut sieve {
            Some(sieve) => pieced(&sieve.section(&section.blocks), &mut eye),
            None => nodes(&section.blocks, &mut eye),
        };
        writer.nodes(&shown);
    }
    writer.out
}

fn headline<'a>(writer: &mut Writer<'a>, side: &Side<'_>, changed: &Changed<'a>, at: usize, section: &'a Section) {
    if !is_headed(section) {
        return;
    }
    let whole = changed.whole || changed.head != Some(at);
    let marked = whole || changed.label_changed;
    let mut labels =
        if marked || changed.labelled { labels(section, marked.then_some(side.change)) } else { Labels::new() };
    labels.iter_mut().for_each(|label: &mut Printed<'_>| label.minor = changed.label_minor && !whole);
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::page::Hrefs;
    use crate::render::samples::*;

    /// Compares one section with another (none if empty); expects its cells without the words for screen readers.
    fn check(old: &[Section], new: &[Section], steps: &[u8], context: Context, expected: [Option<&str>; 2]) {
        let shown = |sections: &[Section]| {
            let text: Text = whole_text(sections.to_vec());
            SideText { text: Arc::new(text), hrefs: Hrefs::new() }
        };
        let (old, new) = (shown(old), shown(new));
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
        let elided = "<p><span class=\"k-elided\">(omitted)</span></p>";
        check(
            &section(vec![p("the first rule"), p("b"), p("c"), p("another rule")]),
            &section(vec![p("the first rule"), p("b"), p("cx"), p("another rule")]),
            &[0],
            Context::Changes,
            [
                Some(&format!("{elided}<p>c<span class=\"k-gap\"></span></p>{elided}")),
                Some(&format!("{elided}<p>c<ins>x</ins></p>{elided}")),
            ],
        );
    }

    #[test]
    fn clauses_that_are_left_out_are_named_by_their_labels() {
        let clauses = |last: &str| {
            let texts = ["the first rule", "the second rule", "the third rule", last];
            let labels = ["(1)", "(2)", "(3)", "(4)"];
            let clauses = labels.iter().zip(texts).map(|(label, text)| clause("", label, vec![p(text)]));
            [section("preamble", "", "", clauses.collect())]
        };
        let cell = |last: &str| {
            format!(
                "<div class=\"k-clauses\" role=\"list\"><div class=\"k-clause k-range\" role=\"listitem\"><span \
                 class=\"k-label\">(1)–(3)</span><div class=\"k-clause-text\"><span \
                 class=\"k-elided\">(omitted)</span></div></div><div class=\"k-clause\" role=\"listitem\"><span \
                 class=\"k-label\">(4)</span><div class=\"k-clause-text\">{last}</div></div></div>"
            )
        };
        let (before, after) = (cell("a <del>x</del> c"), cell("a <ins>y</ins> c"));
        check(&clauses("a x c"), &clauses("a y c"), &[0], Context::Changes, [Some(&before), Some(&after)]);
    }

    #[test]
    fn what_is_no_longer_than_the_words_for_it_stays() {
        let section = |last: &str| [section("preamble", "", "", vec![p("short"), p(last)])];
        check(
            &section("a x c"),
            &section("a y c"),
            &[0],
            Context::Changes,
            [Some("<p>short</p><p>a <del>x</del> c</p>"), Some("<p>short</p><p>a <ins>y</ins> c</p>")],
        );
    }

    #[test]
    fn a_new_block_is_shown_by_a_gap_where_it_is_not() {
        let section = |texts: &[&str]| [section("preamble", "", "", texts.iter().map(|text| p(text)).collect())];
        let omitted = "<span class=\"k-elided\">(omitted)</span>";
        check(
            &section(&["the first rule", "the last rule"]),
            &section(&["the first rule", "new", "the last rule"]),
            &[0, 3, 0],
            Context::Changes,
            [
                Some(&format!("<p>{omitted}<span class=\"k-gap\"></span></p><p>{omitted}</p>")),
                Some(&format!("<p>{omitted}</p><p><ins>new</ins></p><p>{omitted}</p>")),
            ],
        );
    }
}
