//! What a comparison says of small, whole texts.

use crate::compare::build::{around, clauses, leaf, list, marked, p, section, table, text, texts};
use crate::compare::{self, Change, ChangeKind, Comparison, LEAF_BREAK, Lineage, Run, deleted, inserted};
use crate::model::{Anchor, Kind, Leaf, Link, MarkKind, Section, Text};

/// Returns one line for each change: its kinds, and what its groups show.
fn shown(old: &Text, new: &Text) -> Vec<String> {
    let comparison = texts(old, new);
    comparison.changes.iter().map(|change| format!("{}{}", kinds(change), groups(change, old, new))).collect()
}

fn kinds(change: &Change) -> String {
    [change.kind].iter().chain(&change.also).map(|kind| format!("{kind:?}")).collect::<Vec<_>>().join(" ")
}

fn groups(change: &Change, old: &Text, new: &Text) -> String {
    let texts = |sections: &[usize], text: &Text| -> Vec<String> {
        sections.iter().flat_map(|at| text.sections[*at].leaves()).map(|leaf| leaf.text.clone()).collect()
    };
    let (old, new) = (texts(&change.old, old), texts(&change.new, new));
    let mut out = String::new();
    for group in &change.groups {
        let join = |leaves: &[String]| leaves.join(&LEAF_BREAK.to_string());
        let (one, other) = (join(&old[group.old.clone()]), join(&new[group.new.clone()]));
        out += if group.moved { " | >" } else { " | " };
        out += if group.format.is_empty() { "" } else { "*" };
        for run in &group.runs {
            out += &match run {
                Run::Equal { old, .. } => one[old.clone()].to_owned(),
                Run::Deleted(range) => format!("[-{}-]", &one[range.clone()]),
                Run::Inserted(range) => format!("[+{}+]", &other[range.clone()]),
            };
        }
    }
    out.replace(LEAF_BREAK, "¶")
}

fn check(old: Vec<Section>, new: Vec<Section>, expected: &[&str]) {
    assert_eq!(shown(&text(old), &text(new)), expected);
}

/// One section before and after, of the same heading.
fn check_blocks(old: Vec<crate::model::Block>, new: Vec<crate::model::Block>, expected: &[&str]) {
    check(vec![section("a", "1. A", old)], vec![section("a", "1. A", new)], expected);
}

#[test]
fn new_removed_and_renumbered_sections() {
    let kept = "Everything that we keep about you is listed here.";
    check(
        vec![
            section("a", "1. Scope", vec![p("We.")]),
            section("b", "2. Uses", vec![p("You.")]),
            section("c", "3. Data", vec![p(kept)]),
        ],
        vec![
            section("a", "1. Scope", vec![p("We.")]),
            section("d", "2. Aims", vec![p("All.")]),
            section("c", "4. Data", vec![p(kept)]),
        ],
        &["Removed | [-You.-]", "New | [+All.+]", &format!("Renumbered | {kept}")],
    );
}

#[test]
fn levels_count_by_what_stands_above() {
    let at = |levels: [u8; 2]| {
        let mut sections = vec![section("a", "A", vec![]), section("b", "B", vec![])];
        (sections[0].level, sections[1].level) = (levels[0], levels[1]);
        sections
    };
    check(at([1, 2]), at([2, 3]), &[]);
    check(at([2, 2]), at([2, 3]), &["Format"]);
    let mut preamble = section("preamble", "", vec![p("Before.")]);
    preamble.level = 0;
    check(at([2, 2]), [vec![preamble], at([2, 2])].concat(), &["New | [+Before.+]"]);
}

#[test]
fn the_shorter_sections_move() {
    let (long, short) =
        (section("a", "Long", vec![p("A long text that stays.")]), section("b", "Short", vec![p("Moves.")]));
    check(vec![short.clone(), long.clone()], vec![long.clone(), short.clone()], &["Moved | Moves."]);
    check(vec![long.clone(), short.clone()], vec![short, long], &["Moved | Moves."]);
}

#[test]
fn a_moved_section_that_also_changed_says_both() {
    let long = section("a", "Long", vec![p("A long text that stays, longer than the other one.")]);
    let (before, after) = (vec![p("It moves to the end.")], vec![p("It moves to the very end.")]);
    check(
        vec![section("b", "1. Short", before), long.clone()],
        vec![long, section("b", "2. Short", after)],
        &["Changed Moved Renumbered | It moves to the[+ very+] end."],
    );
}

#[test]
fn titles_are_compared() {
    let kinds = |old: &str, new: &str| {
        let (old, new) = (text(vec![section("a", old, vec![])]), text(vec![section("a", new, vec![])]));
        texts(&old, &new).changes.iter().map(kinds).collect::<Vec<_>>()
    };
    assert_eq!(kinds("Our Aims", "Our uses"), ["Changed"]);
    assert_eq!(kinds("Our Aims", "OUR aims"), ["Cosmetic"]);
    assert_eq!(kinds("目的（範囲）", "目的 (範囲)"), ["Cosmetic"]);
    assert_eq!(kinds("１. 目的", "1. 目的"), ["Cosmetic"]);
    assert_eq!(kinds("1. 目的", "1. 目的"), [""; 0]);
}

#[test]
fn references_that_follow_the_renumbering_are_told_apart() {
    let sections = |number: u32, reference: &str| {
        vec![
            section("a", "1. A", vec![p(&format!("{reference} applies to all of this."))]),
            section("b", &format!("{number}. B"), vec![p("Text.")]),
        ]
    };
    check(
        sections(6, "Section 6"),
        sections(7, "Section 7"),
        &["References | Section [-6-][+7+] applies to all of this.", "Renumbered | Text."],
    );
    check(
        sections(6, "第6条"),
        sections(7, "第7条"),
        &["References | [-第6条-][+第7条+] applies to all of this.", "Renumbered | Text."],
    );
    check(
        sections(6, "Section 6"),
        sections(7, "Section 8"),
        &["Changed | Section [-6-][+8+] applies to all of this.", "Renumbered | Text."],
    );
    check(
        sections(6, "6 days' notice"),
        sections(7, "7 days' notice"),
        &["Changed | [-6-][+7+] days' notice applies to all of this.", "Renumbered | Text."],
    );
}

#[test]
fn list_items_that_did_not_change_are_not_marked() {
    check_blocks(
        vec![list(&["register users", "run the service", "send news"])],
        vec![list(&["register users", "run and improve the service", "send news", "make statistics of it"])],
        &["Changed | register users | run[+ and improve+] the service | send news | [+make statistics of it+]"],
    );
}

#[test]
fn split_and_merged_paragraphs_show_the_break_only() {
    let (one, other) = ("The first rule is short.", "The second rule is a little longer than the first.");
    let both = format!("{one} {other}");
    check_blocks(vec![p(&both)], vec![p(one), p(other)], &[&format!("Format | {one}[- -][+¶+]{other}")]);
    check_blocks(vec![p(one), p(other)], vec![p(&both)], &[&format!("Format | {one}[-¶-][+ +]{other}")]);
}

#[test]
fn paragraphs_that_moved_are_known_again() {
    let (long, moved) = ("This paragraph is the longest of all of them and it stays.", "Users may object to this use.");
    check_blocks(
        vec![p(moved), p(long)],
        vec![p(long), p("Users may object to this use!")],
        &[&format!("Changed | {long} | >Users may object to this use[-.-][+!+]")],
    );
}

#[test]
fn cells_pair_by_column() {
    check_blocks(
        vec![table(&["Name|Use|Days", "cookie|log in|30", "beacon|count|7"])],
        vec![table(&["Name|Use|Days", "cookie|remember|60", "pixel|measure the ads|1", "beacon|count|7"])],
        &[
            "Changed | Name | Use | Days | cookie | [-log in-][+remember+] | [-30-][+60+] | [+pixel+] | [+measure the ads+] | [+1+] | beacon | count | 7",
        ],
    );
}

#[test]
fn columns_come_and_go() {
    check_blocks(
        vec![table(&["Name|Use", "cookie|log in", "beacon|count the visits"])],
        vec![table(&["Name|Since|Use", "cookie|2020|log in", "beacon|2021|count all visits"])],
        &[
            "Changed | Name | [+Since+] | Use | cookie | [+2020+] | log in | beacon | [+2021+] | count [-the-][+all+] visits",
        ],
    );
}

#[test]
fn a_paragraph_that_became_many_shows_the_breaks_only() {
    let rules =
        ["We keep the order.", "We keep the invoice.", "We keep the letters that you write.", "We keep no more."];
    check_blocks(
        vec![p(&rules.join(" "))],
        rules.iter().map(|rule| p(rule)).collect(),
        &[&format!("Format | {}", rules.join("[- -][+¶+]"))],
    );
}

#[test]
fn terms_pair_with_terms() {
    let definitions = |entries: &[(&str, &str)]| {
        let entry = |(term, meaning): &(&str, &str)| {
            let mut term = p(term);
            term.kind = Kind::Term;
            [term, around(Kind::Definition, vec![p(meaning)])]
        };
        vec![around(Kind::Definitions, entries.iter().flat_map(entry).collect())]
    };
    check_blocks(
        definitions(&[("Registered user", "a registered user of the service")]),
        definitions(&[("Member", "anyone"), ("Registered users", "the registered users of the service")]),
        &[
            "Changed | [+Member+] | [+anyone+] | Registered [-user-][+users+] | [-a-][+the+] registered [-user-][+users+] of the service",
        ],
    );
}

#[test]
fn a_cell_is_no_version_of_a_paragraph() {
    let same = "The very same words stand in both of them.";
    check_blocks(vec![p(same)], vec![table(&[same])], &[&format!("Changed | [-{same}-] | [+{same}+]")]);
}

#[test]
fn marks_and_structure_are_format() {
    let link = |target: &str| MarkKind::Link(Link { target: target.to_owned(), title: String::new(), span: 0..0 });
    let linked = |target: &str| leaf(marked("see our site", "site", link(target)));
    check_blocks(vec![linked("https://a.example")], vec![linked("https://b.example")], &["Format | *see our site"]);
    check_blocks(vec![linked("https://a.example")], vec![linked("https://a.example")], &[]);
    check_blocks(vec![p("one"), p("two")], vec![list(&["one"]), p("two")], &["Format | *one | two"]);
    check_blocks(vec![list(&["one", "two"])], vec![list(&["one"]), list(&["two"])], &["Format | one | two"]);
    check_blocks(vec![p("one"), around(Kind::Rule, vec![])], vec![p("one")], &["Format | one"]);
}

#[test]
fn space_width_and_quotes_are_cosmetic() {
    check_blocks(
        vec![p("甲（以下「乙」）")],
        vec![p("甲(以下『乙』)")],
        &["Cosmetic | 甲[-（-][+(+]以下[-「-][+『+]乙[-」）-][+』)+]"],
    );
    check_blocks(vec![p("one  two")], vec![p("one two")], &["Cosmetic | one [- -]two"]);
}

#[test]
fn a_clause_number_alone_is_a_renumbering_and_follows_from_a_change() {
    let mut later = clauses(&["one", "two"]);
    later[1].label = Some(Box::new(crate::compare::build::label("(3)")));
    check_blocks(clauses(&["one", "two"]), later, &["Renumbered | one | two"]);
    check_blocks(
        clauses(&["one rule for all of us", "two"]),
        clauses(&["one rule for all of us", "another", "two"]),
        &["Changed | one rule for all of us | [+another+] | two"],
    );
}

#[test]
fn built_in_variables_never_count() {
    let dated = |date: &str| {
        leaf(marked(&format!("In force from {date}."), date, MarkKind::Variable { name: "effective".to_owned() }))
    };
    check_blocks(vec![dated("1 May 2023")], vec![dated("2 June 2024")], &[]);
    let company =
        |name: &str| leaf(marked(&format!("We are {name}."), name, MarkKind::Variable { name: "company".to_owned() }));
    check_blocks(
        vec![company("Example Inc")],
        vec![company("Sample Ltd")],
        &["Changed | We are [-Example Inc-][+Sample Ltd+]."],
    );
}

#[test]
fn names_of_footnotes_never_count() {
    let note = |name: &str| {
        let reference = MarkKind::FootnoteReference { name: name.to_owned() };
        let mut text = Leaf::plain("see below");
        text.marks.push(crate::model::Mark { range: 9..9, kind: reference });
        vec![leaf(text), around(Kind::Footnote { name: name.to_owned() }, vec![p("the note")])]
    };
    check_blocks(note("1"), note("rule"), &[]);
}

#[test]
fn marks_are_given_for_each_leaf() {
    let old = text(vec![section("a", "A", vec![p("One rule. Another."), p("The end of it all.")])]);
    let new = text(vec![section("a", "A", vec![p("One rule."), p("Another."), p("The very end of it all.")])]);
    let Comparison { changes, .. } = texts(&old, &new);
    assert_eq!(format!("{:?}", deleted(&changes[0], &old)), "[[9..10], []]");
    assert_eq!(format!("{:?}", inserted(&changes[0], &new)), "[[], [], [3..8]]");
    assert_eq!(changes[0].kind, ChangeKind::Changed);
}

/// Compares with a lineage of anchors, `new<old` for a split and `old>new` for a merger.
fn check_lineage(old: Vec<Section>, new: Vec<Section>, told: &[&str], expected: &[&str]) {
    let mut lineage = Lineage::default();
    let anchor = |name: &str| Anchor::new(name).expect("a valid anchor");
    for step in told {
        match (step.split_once('<'), step.split_once('>')) {
            (Some((new, old)), _) => lineage.split.insert(anchor(new), anchor(old)),
            (_, Some((old, new))) => lineage.merged.insert(anchor(old), anchor(new)),
            _ => panic!("{step} is neither"),
        };
    }
    let (old, new) = (text(old), text(new));
    let tell = |comparison: &Comparison, old: &Text, new: &Text| -> Vec<String> {
        let change = |change: &Change| {
            let sides = format!("{:?}>{:?}", change.old, change.new);
            format!("{} {sides}{}", kinds(change), groups(change, old, new))
        };
        comparison.changes.iter().map(change).collect()
    };
    assert_eq!(tell(&compare::texts(&old, &new, &lineage), &old, &new), expected);
    // The mirrored comparison has the same families.
    let mirrored = compare::texts(&new, &old, &lineage.mirrored());
    assert_eq!(mirrored.changes.len(), expected.len());
}

#[test]
fn a_section_that_was_split_is_one_change() {
    let (rent, keys) = ("The rent is due on the third of each month.", "Two keys are handed over to the tenant.");
    let whole = section("a", "1. Rent and keys", vec![p(rent), p(keys)]);
    let last = section("z", "2. End", vec![p("The lease ends.")]);
    let moved_on = section("z", "3. End", vec![p("The lease ends.")]);
    let (one, other) = (section("a", "1. Rent", vec![p(rent)]), section("b", "2. Keys", vec![p(keys)]));
    check_lineage(
        vec![whole.clone(), last.clone()],
        vec![one.clone(), other.clone(), moved_on],
        &["b<a"],
        &[&format!("Split Changed [0]>[0, 1] | {rent} | {keys}"), "Renumbered [1]>[2] | The lease ends."],
    );
    // The part in front may be the new one.
    let (keys_first, rent_last) = (section("b", "1. Keys", vec![p(keys)]), section("a", "2. Rent", vec![p(rent)]));
    let old = vec![section("a", "1. Rent", vec![p(keys), p(rent)])];
    check_lineage(
        old,
        vec![keys_first, rent_last],
        &["b<a"],
        &[&format!("Split Renumbered [0]>[0, 1] | {keys} | {rent}")],
    );
    // Without a lineage the second part is new.
    check(vec![whole], vec![one, other], &[&format!("Changed | {rent} | [-{keys}-]"), &format!("New | [+{keys}+]")]);
}

#[test]
fn sections_that_were_merged_are_one_change_over_several_revisions() {
    let (rent, keys) = ("The rent is due on the third of each month.", "Two keys are handed over to the tenant.");
    let (one, other) = (section("a", "1. Rent", vec![p(rent)]), section("b", "2. Keys", vec![p(keys)]));
    let both = section("a", "1. Rent", vec![p(rent), p(keys)]);
    check_lineage(
        vec![one.clone(), other.clone()],
        vec![both.clone()],
        &["b>x", "x>a"],
        &[&format!("Merged [0, 1]>[0] | {rent} | {keys}")],
    );
    // What leads nowhere, or in a circle, is removed.
    for told in [&["b>x"][..], &["b>x", "x>b"]] {
        let expected = [format!("Changed [0]>[0] | {rent} | [+{keys}+]"), format!("Removed [1]>[] | [-{keys}-]")];
        check_lineage(
            vec![one.clone(), other.clone()],
            vec![both.clone()],
            told,
            &expected.each_ref().map(|line| line.as_str()),
        );
    }
}

#[test]
fn a_section_may_be_split_and_merged_at_once() {
    let texts = ["The rent is due on the third.", "Two keys are handed over.", "Pets may be kept in the flat."];
    let old = vec![section("a", "Rent", vec![p(texts[0]), p(texts[1])]), section("b", "Pets", vec![p(texts[2])])];
    let new = vec![section("a", "Rent", vec![p(texts[0])]), section("c", "Rules", vec![p(texts[1]), p(texts[2])])];
    let shown = texts.map(|text| format!(" | {text}")).concat();
    check_lineage(old, new, &["c<a", "b>c"], &[&format!("Split Merged [0, 1]>[0, 1]{shown}")]);
}
