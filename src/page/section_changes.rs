//! A comparison -> what history pages keep of it, without its texts.

use crate::compare::{Change, ChangeKind, Comparison};
use crate::model::{Anchor, Section, Text};

/// What became of a section from one revision to the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SectionChange {
    /// The anchors of the sections it is about, before and after.
    pub anchors: Vec<Anchor>,
    /// The anchor of its row in the summary.
    pub row: Anchor,
    /// What happened, the most telling first.
    pub kinds: Vec<ChangeKind>,
    /// What the section was called before and after, where that changed: its number, its title, or both.
    pub called: Option<(String, String)>,
}

/// Returns what became of each section that changed, in the order of the summary's rows.
pub fn section_changes(comparison: &Comparison, before: &Text, after: &Text) -> Vec<SectionChange> {
    comparison.changes.iter().filter_map(|change| section_change(change, before, after)).collect()
}

fn section_change(change: &Change, before: &Text, after: &Text) -> Option<SectionChange> {
    let old: Vec<&Section> = change.old.iter().map(|at| &before.sections[*at]).collect();
    let new: Vec<&Section> = change.new.iter().map(|at| &after.sections[*at]).collect();
    let mut anchors: Vec<Anchor> = Vec::new();
    for anchor in new.iter().chain(&old).filter_map(|section| section.anchor.as_ref()) {
        if !anchors.contains(anchor) {
            anchors.push(anchor.clone());
        }
    }
    let kinds: Vec<_> = [change.kind].into_iter().chain(change.also.iter().copied()).collect();
    // Only another way to write it is no other name.
    let renamed = kinds.iter().any(|kind| *kind < ChangeKind::References);
    let head = change.head.map(|(old, new)| (&before.sections[old], &after.sections[new]));
    let called = head.filter(|_| renamed).and_then(|(old, new)| called(old, new));
    let (text, at) = change.told_by(before, after)?;
    Some(SectionChange { row: text.sections[at].anchor.clone()?, anchors, kinds, called })
}

/// Returns by what a section was known before and after, no more of it than tells the two apart.
fn called(old: &Section, new: &Section) -> Option<(String, String)> {
    let label = |section: &Section| section.label.as_ref().map_or_else(String::new, |label| label.printed.clone());
    let title = |section: &Section| section.title.text.replace('\n', " ");
    let whole = |section: &Section| format!("{} {}", label(section), title(section)).trim().to_owned();
    let (labels, titles) = ((label(old), label(new)), (title(old), title(new)));
    let named = |(old, new): &(String, String)| !old.is_empty() && !new.is_empty();
    match (labels.0 == labels.1, titles.0 == titles.1) {
        (true, true) => None,
        (false, true) if named(&labels) => Some(labels),
        (true, false) if named(&titles) => Some(titles),
        _ => Some((whole(old), whole(new))).filter(named),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Leaf;
    use crate::page::sample::section;

    /// Compares the names of two sections, each given as number and title; expects them as told.
    fn check(old: (u32, &str), new: (u32, &str), expected: Option<(&str, &str)>) {
        let named = |(number, title): (u32, &str)| match number {
            0 => Section { label: None, title: Leaf::plain(title), ..section(2, 1, "", "") },
            number => section(2, number, title, ""),
        };
        let called = called(&named(old), &named(new));
        assert_eq!(called.as_ref().map(|(old, new)| (old.as_str(), new.as_str())), expected);
    }

    #[test]
    fn no_more_is_told_of_a_name_than_what_changed() {
        check((1, "Fees"), (1, "Fees"), None);
        check((1, "Fees"), (2, "Fees"), Some(("1.", "2.")));
        check((1, "Fees"), (1, "Charges"), Some(("Fees", "Charges")));
        check((1, "Fees"), (2, "Charges"), Some(("1. Fees", "2. Charges")));
        check((0, "Fees"), (2, "Fees"), Some(("Fees", "2. Fees")));
        check((0, ""), (2, "Fees"), None);
    }
}
