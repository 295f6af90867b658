//! A comparison -> the whole new text with insertions and deletions in place.

use std::collections::BTreeMap;

use super::html::{Labels, Part, Printed, Writer, is_headed, labels};
use super::node::{Change, Look, Node, Whole, nodes};
use super::notes::Notes;
use super::summary::is_label_minor;
use super::weave::weave;
use super::words::Words;
use crate::compare::{self, Comparison};
use crate::model::{Section, Text};
use crate::page::SideText;
use crate::page::edits::{self, Edits};

/// Returns the body of a redline. Ids stand on what the new text has.
pub fn redline(old: &SideText, new: &SideText, comparison: &Comparison, words: Words<'_>) -> String {
    sections(old, new, comparison, (words, true)).concat()
}

/// Returns the sections of the new text as a redline has them, each with the removed ones that stood behind it (before the first, too);
/// with ids, if asked to.
pub fn sections(
    old: &SideText,
    new: &SideText,
    comparison: &Comparison,
    (words, ids): (Words<'_>, bool),
) -> Vec<String> {
    let edits: Vec<_> = comparison.changes.iter().map(|change| edits::edits(change, &old.text, &new.text)).collect();
    let mut parts = BTreeMap::new();
    for (number, (change, edits)) in comparison.changes.iter().zip(&edits).enumerate() {
        parts.extend(changed(number, change, edits, (&old.text, &new.text)));
    }
    let mut removed = removed(comparison, &old.text);
    let notes = Notes::of_text(&new.text);
    let mut writer = Writer { ids, old_hrefs: &old.hrefs, notes, ..Writer::new(&new.hrefs, words) };
    removed.remove(&None).into_iter().flatten().for_each(|part| writer.part(&part));
    let mut sections = Vec::with_capacity(new.text.sections.len());
    for (at, section) in new.text.sections.iter().enumerate() {
        writer.part(&parts.remove(&at).unwrap_or_else(|| Part::unmarked(section)));
        removed.remove(&Some(at)).into_iter().flatten().for_each(|part| writer.part(&part));
        sections.push(std::mem::take(&mut writer.out));
    }
    // A text without any section left has what was removed alone.
    sections.extend(Some(writer.out).filter(|rest| !rest.is_empty()));
    sections
}

/// Returns the new sections of a change, by index, as they are written.
fn changed<'a>(
    number: usize,
    change: &compare::Change,
    edits: &'a Edits<'a>,
    (old_text, new_text): (&'a Text, &'a Text),
) -> Vec<(usize, Part<'a>)> {
    let old: Vec<_> = change.old.iter().map(|at| &old_text.sections[*at]).collect();
    let new: Vec<_> = change.new.iter().map(|at| &new_text.sections[*at]).collect();
    let Some((head, new_head)) = change.head else {
        return change.new.iter().map(|at| (*at, whole(&new_text.sections[*at], Change::Inserted))).collect();
    };
    let before = &old_text.sections[head];
    let minor = is_label_minor(change, (old_text, new_text));
    let woven = weave(number, &old, &new, edits).into_iter();
    let parts = woven.zip(&change.new).map(|(nodes, at)| {
        let section = &new_text.sections[*at];
        if *at != new_head {
            let title = Look::whole(Change::Inserted, &section.title, false);
            return Part { labels: labels(section, Some(Change::Inserted)), title, nodes, ..Part::unmarked(section) };
        }
        let labels = if change.label_changed { both(before, section, minor) } else { labels(section, None) };
        let title = Look::both(&edits.new_title, number);
        let kept = |at: &&usize| **at != head || !is_headed(section);
        let merged = change.old.iter().filter(kept).map(|at| &old_text.sections[*at]).collect();
        Part { labels, title, merged, nodes, ..Part::unmarked(section) }
    });
    change.new.iter().copied().zip(parts).collect()
}

/// Returns a section that is new or removed as a whole.
fn whole(section: &Section, change: Change) -> Part<'_> {
    let mut nodes = nodes(&section.blocks, &mut Whole(change));
    if change == Change::Deleted {
        nodes.iter_mut().for_each(Node::age);
    }
    Part {
        change: Some(change),
        labels: labels(section, Some(change)),
        title: Look::whole(change, &section.title, true),
        nodes,
        ..Part::unmarked(section)
    }
}

fn both<'a>(old: &'a Section, new: &'a Section, minor: bool) -> Labels<'a> {
    let both = labels(old, Some(Change::Deleted)).into_iter().chain(labels(new, Some(Change::Inserted)));
    both.map(|label| Printed { minor, ..label }).collect()
}

/// Returns the removed sections by the new section that they follow: that of their nearest predecessor that remains; `None` if
/// there is none.
fn removed<'a>(comparison: &Comparison, old: &'a Text) -> BTreeMap<Option<usize>, Vec<Part<'a>>> {
    let mut remains: BTreeMap<usize, usize> = comparison.equal.iter().copied().collect();
    for change in &comparison.changes {
        remains.extend(change.old.iter().filter_map(|at| Some((*at, *change.new.last()?))));
    }
    let gone = comparison.changes.iter().filter(|change| change.new.is_empty()).flat_map(|change| &change.old);
    let mut gone: Vec<_> = gone.copied().collect();
    gone.sort_unstable();
    let mut removed: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for at in gone {
        let after = remains.range(..at).next_back().map(|(_, new)| *new);
        removed.entry(after).or_default().push(whole(&old.sections[at], Change::Deleted));
    }
    removed
}

#[cfg(test)]
mod tests {

    use proptest::prelude::*;

    use super::*;
    use crate::model::{Block, Cell, Kind};
    use crate::render::guard::clean;
    use crate::render::html;
    use crate::render::samples::*;

    fn redlined(old: &Text, new: &Text, steps: &[u8]) -> String {
        redline(&side(old), &side(new), &compared(old, new, steps), Words::among(&strings(), "en"))
    }

    fn check(old: Vec<Block>, new: Vec<Block>, steps: &[u8], expected: &str) {
        let text = |blocks| whole_text(vec![section("preamble", "", "", blocks)]);
        let hidden =
            |html: &str| without(html, "k-hidden").replace(" class=\"k-del\"", "").replace(" class=\"k-ins\"", "");
        let html = hidden(&redlined(&text(old), &text(new), steps)).replace('\n', "");
        let inside = html.split_once('>').and_then(|(_, rest)| rest.strip_suffix("</div>")).expect("one preamble");
        assert_eq!(inside, expected);
    }

    #[test]
    fn deleted_words_stand_in_place() {
        check(
            vec![p("a *b* c")],
            vec![p("a *d* c!")],
            &[0],
            "<p>a <del><em>b</em></del><ins><em>d</em></ins> c<ins>!</ins></p>",
        );
        check(vec![p("a"), p("b")], vec![p("ab")], &[2], "<p>a<del><span class=\"k-break\">¶</span></del>b</p>");
    }

    #[test]
    fn a_change_that_crosses_a_mark_cuts_the_mark() {
        check(vec![p("ax")], vec![p("a_bc_dx")], &[0], "<p>a<ins><strong>bc</strong>d</ins>x</p>");
        check(vec![p("bx")], vec![p("_bc_dx")], &[0], "<p><strong>b</strong><ins><strong>c</strong>d</ins>x</p>");
        check(vec![p("<t|bc>x")], vec![p("b")], &[0], "<p>b<del>cx</del></p>");
    }

    #[test]
    fn a_deleted_item_stands_in_the_list_of_its_neighbour() {
        let items = |names: &[&str]| list(false, true, names.iter().map(|name| item("-", vec![p(name)])).collect());
        let marker = "<span class=\"k-marker\">•</span>";
        let kept = |text: &str| format!("<div class=\"k-item\" role=\"listitem\">{marker} {text}</div>");
        let gone = "<div class=\"k-item k-old\" role=\"listitem\"><span class=\"k-marker\"><del>•</del></span> <del>b</del></div>";
        let whole = |class: &str, items: &[&str]| {
            format!("<div class=\"k-list{class}\" role=\"list\">{}</div>", items.concat())
        };
        let expected = whole("", &[&kept("a"), gone, &kept("c")]);
        check(vec![items(&["a", "b", "c"])], vec![items(&["a", "c"])], &[0, 1, 0], &expected);
        let expected = format!("<p>x</p>{}", whole("", &[gone, &kept("c")]));
        check(vec![p("x"), items(&["b", "c"])], vec![p("x"), items(&["c"])], &[0, 1, 0], &expected);
        let expected = format!("<p>x</p>{}", whole(" k-old", &[gone]));
        check(vec![p("x"), items(&["b"])], vec![p("x")], &[0, 1], &expected);
    }

    #[test]
    fn labels_of_clauses_are_marked_where_they_are_new_or_differ() {
        let clauses = |names: &[(&str, &str)]| {
            let clauses = names.iter().map(|(label, text)| clause("", label, vec![p(text)]));
            clauses.collect::<Vec<_>>()
        };
        let one = |class: &str, label: &str, text: &str| {
            let label = format!("<span class=\"k-label\">{label}</span>");
            format!(
                "<div class=\"k-clause{class}\" role=\"listitem\">{label}<div class=\"k-clause-text\">{text}</div></div>"
            )
        };
        let list = |items: &[String]| format!("<div class=\"k-clauses\" role=\"list\">{}</div>", items.concat());
        check(
            clauses(&[("(1)", "a"), ("(2)", "b"), ("(3)", "c")]),
            clauses(&[("(1)", "a"), ("(2)", "c"), ("(3)", "d")]),
            &[0, 1, 0, 3],
            &list(&[
                one("", "(1)", "a"),
                one(" k-old", "<del>(2)</del>", "<del>b</del>"),
                one("", "<del>(3)</del><ins>(2)</ins>", "c"),
                one("", "<ins>(3)</ins>", "<ins>d</ins>"),
            ]),
        );
    }

    #[test]
    fn a_deleted_paragraph_stands_behind_all_of_the_one_before_it() {
        check(
            vec![p("a b"), p("x")],
            vec![p("a"), p("b")],
            &[4, 1],
            "<p>a<del> </del></p><p>b</p><p class=\"k-old\"><del>x</del></p>",
        );
    }

    #[test]
    fn a_deleted_row_stands_in_its_old_columns() {
        let cell = |text: &str, rows: u16| {
            let cell = Cell { header: false, columns: 1, rows, align: None };
            holding(Kind::Cell(cell), vec![p(text)])
        };
        let row = |cells: Vec<Block>| holding(Kind::Row, cells);
        let old = vec![row(vec![cell("a", 2), cell("b", 1), cell("c", 2)]), row(vec![cell("d", 1)])];
        let new = vec![row(vec![cell("a", 1), cell("b", 1), cell("c", 1)])];
        let empty = "<td class=\"k-old\"></td>";
        check(
            vec![holding(Kind::Table, old)],
            vec![holding(Kind::Table, new)],
            &[0, 0, 0, 1],
            &format!(
                "<div class=\"k-table\" role=\"group\" tabindex=\"0\" aria-label=\"Table\"><table><tbody>\
                 <tr><td>a</td><td>b</td><td>c</td></tr>\
                 <tr class=\"k-old\">{empty}<td class=\"k-old\"><del>d</del></td><td class=\"k-old\" colspan=\"1\"></td></tr>\
                 </tbody></table></div>"
            ),
        );
    }

    #[test]
    fn a_removed_section_follows_its_predecessor() {
        let old =
            whole_text(vec![section("s1", "1.", "One", vec![p("a")]), section("s2", "2.", "Two", vec![p("b<t|x>")])]);
        let new = whole_text(vec![section("s1", "1.", "One", vec![p("a")])]);
        let html = redlined(&old, &new, &[0]);
        let (_, removed) = html.split_once("</section>\n").expect("the first section");
        assert_eq!(
            removed,
            "<section class=\"k-section k-removed\" data-anchor=\"s2\">\n<p class=\"k-change-word\">Removed</p>\n<h2 \
             class=\"k-heading\"><span class=\"k-label\"><del class=\"k-del\">2.</del></span> <del class=\"k-del\">Two</del></h2>\n\
             <p class=\"k-old\"><del class=\"k-del\">bx</del></p>\n</section>\n"
        );
    }

    fn words() -> impl Strategy<Value = String> {
        let piece = prop::sample::select(vec!["a", "b c", "*d*", "_e *f*_", "<t|g>", "第", "&", "h", "\n", "^n^"]);
        prop::collection::vec(piece, 1..5).prop_map(|pieces| pieces.concat())
    }

    fn block() -> impl Strategy<Value = Block> {
        let paragraph = words().prop_map(|words| p(&words));
        paragraph.prop_recursive(3, 12, 3, |inner| {
            let inner = prop::collection::vec(inner, 1..4);
            (0..6_u8, inner, words()).prop_map(|(kind, inner, words)| match kind {
                0 => clause("", "(1)", inner),
                1 => list(false, true, inner.into_iter().map(|block| item("-", vec![block])).collect()),
                2 => list(true, false, vec![item("1.", inner), item("2.", vec![p(&words)])]),
                3 => holding(Kind::Quote, inner),
                4 => holding(Kind::Table, vec![row(true, &[&words, "k"]), row(false, &["l", ""])]),
                _ => holding(Kind::Definitions, vec![of(Kind::Term, &words), holding(Kind::Definition, inner)]),
            })
        })
    }

    fn texts() -> impl Strategy<Value = Text> {
        let parts = (prop::collection::vec(block(), 0..5), words(), any::<bool>(), any::<bool>());
        prop::collection::vec(parts, 1..4).prop_map(|sections| {
            let sections = sections.into_iter().enumerate().map(|(at, (mut blocks, title, labelled, noted))| {
                let name = format!("s{at}");
                if noted && at == 0 {
                    blocks.push(note("n", "noted"));
                }
                section(&name, if labelled { &name } else { "" }, &title.replace('\n', ""), blocks)
            });
            whole_text(sections.collect())
        })
    }

    /// Joins marks that were cut, until none is left.
    fn joined(mut html: String) -> String {
        html.retain(|sign| sign != '\n');
        loop {
            let mut next = html.replace("  ", " ");
            for name in ["em", "strong"] {
                next = next.replace(&format!("</{name}><{name}>"), "");
            }
            next = next.replace("</a><a href=\"t\">", "");
            if next == html {
                return html;
            }
            html = next;
        }
    }

    /// Takes off everything that marks a change.
    fn accepted(html: &str) -> String {
        let gone = ["k-old", "k-removed", "k-change-word", "k-hidden", "k-del", "k-format-note", "k-moved-note"];
        let html = gone.iter().fold(html.to_owned(), |html, class| without(&html, class));
        let html = ["k-ins", "k-format", "k-moved"].iter().fold(html, |html, class| unwrapped(&html, class));
        html.replace("k-section k-new", "k-section")
    }

    /// Returns the letters of the old text that a redline holds, or a page of that text.
    fn rejected(html: &str) -> String {
        let new = ["k-new", "k-ins", "k-moved-here"];
        let said =
            ["k-change-word", "k-hidden", "k-format-note", "k-moved-note", "k-break", "k-footnote", "k-permalink"];
        let added = ["k-marker", "k-label", "k-footnote-back"];
        let classes = new.iter().chain(&said).chain(&added);
        let html = classes.fold(html.to_owned(), |html, class| without(&html, class));
        let mut out = String::new();
        for part in html.split('<') {
            out.push_str(part.split_once('>').map_or(part, |(_, text)| text));
        }
        out.retain(|sign| !sign.is_whitespace());
        out
    }

    fn real(old: &Text, new: &Text) -> Comparison {
        compare::texts(old, new, &compare::Lineage::default())
    }

    /// Returns what is left of the redline and of the page of the old text.
    fn both_ways(old: &Text, new: &Text) -> (String, String) {
        let html = redline(&side(old), &side(new), &real(old, new), Words::among(&strings(), "en"));
        (rejected(&html), rejected(&html::text(&side(old), (&[], &[], &[]), None, Words::among(&strings(), "en"))))
    }

    fn paragraphs() -> impl Strategy<Value = Text> {
        let long = prop::collection::vec(words(), 1..9).prop_map(|words| p(&words.join(" ")));
        prop::collection::vec(long, 0..6).prop_map(|blocks| whole_text(vec![section("s0", "1.", "One", blocks)]))
    }

    proptest! {
        #[test]
        fn accepting_a_redline_gives_the_new_text(old in texts(), new in texts(), steps in prop::collection::vec(0..5_u8, 1..9)) {
            let plain = html::text(&side(&new), (&[], &[], &[]), None, Words::among(&strings(), "en"));
            for comparison in [compared(&old, &new, &steps), real(&old, &new)] {
                let html = redline(&side(&old), &side(&new), &comparison, Words::among(&strings(), "en"));
                prop_assert_eq!(&clean(&html), &html, "well-formed");
                prop_assert!(!html.contains("<del class=\"k-del\"></del>"));
                prop_assert_eq!(joined(accepted(&html)), joined(plain.clone()));
                for part in html.split("<del ").skip(1) {
                    prop_assert!(part.split_once("</del>").is_some_and(|(inside, _)| !inside.contains("<p") && !inside.contains("<ins")));
                }
            }
        }

        /// What stood in other containers cannot stand in its old order inside of the new ones; but nothing is lost or told twice.
        #[test]
        fn rejecting_a_redline_gives_every_word_of_the_old_text(old in texts(), new in texts()) {
            let (redline, plain) = both_ways(&old, &new);
            let sorted = |text: String| { let mut signs: Vec<_> = text.chars().collect(); signs.sort_unstable(); signs };
            prop_assert_eq!(sorted(redline), sorted(plain));
        }

        #[test]
        fn rejecting_a_redline_of_paragraphs_gives_the_old_text(old in paragraphs(), new in paragraphs()) {
            let (redline, plain) = both_ways(&old, &new);
            prop_assert_eq!(redline, plain);
        }
    }
}
