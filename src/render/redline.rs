//! A comparison -> the whole new text with insertions and deletions in place.

use std::collections::BTreeMap;

use super::html::{Labels, Part, Writer, labels};
use super::node::{Change, Look, Node, nodes};
use super::notes::Notes;
use super::weave::weave;
use super::words::Words;
use crate::compare::{self, Comparison};
use crate::model::{Section, Text};
use crate::page::SideText;
use crate::page::edits::{self, Edits};

/// Returns the body of a redline. Ids stand on what the new text has.
pub fn redline(old: &SideText, new: &SideText, comparison: &Comparison, words: Words<'_>) -> String {
    let edits: Vec<_> = comparison.changes.iter().map(|change| edits::edits(change, &old.text, &new.text)).collect();
    let mut parts = BTreeMap::new();
    for (change, edits) in comparison.changes.iter().zip(&edits) {
        parts.extend(changed(change, edits, &old.text, &new.text));
    }
    let mut removed = removed(comparison, &old.text);
    let notes = Notes::of_text(&new.text);
    let mut writer = Writer { ids: true, old_hrefs: &old.hrefs, notes, ..Writer::new(&new.hrefs, words) };
    removed.remove(&None).into_iter().flatten().for_each(|part| writer.part(&part));
    for (at, section) in new.text.sections.iter().enumerate() {
        writer.part(&parts.remove(&at).unwrap_or_else(|| Part::unmarked(section)));
        removed.remove(&Some(at)).into_iter().flatten().for_each(|part| writer.part(&part));
    }
    writer.out
}

/// Returns the new sections of a change, by index, as they are written.
fn changed<'a>(
    change: &compare::Change,
    edits: &'a Edits<'a>,
    old_text: &'a Text,
    new_text: &'a Text,
) -> Vec<(usize, Part<'a>)> {
    let old: Vec<_> = change.old.iter().map(|at| &old_text.sections[*at]).collect();
    let new: Vec<_> = change.new.iter().map(|at| &new_text.sections[*at]).collect();
    let Some(first) = old.first() else {
        return change.new.iter().map(|at| (*at, whole(&new_text.sections[*at], Change::Inserted))).collect();
    };
    let woven = weave(&old, &new, edits).into_iter();
    let parts = woven.zip(&new).enumerate().map(|(at, (nodes, section))| {
        if at > 0 {
            let title = Look::whole(Change::Inserted, &section.title, false);
            return Part { labels: labels(section, Some(Change::Inserted)), title, nodes, ..Part::unmarked(section) };
        }
        let labels = if change.label_changed { both(first, section) } else { labels(section, None) };
        let (title, merged) = (Look::both(&edits.new_title), old[1..].to_vec());
        Part { labels, title, merged, nodes, ..Part::unmarked(section) }
    });
    change.new.iter().copied().zip(parts).collect()
}

/// Returns a section that is new or removed as a whole.
fn whole(section: &Section, change: Change) -> Part<'_> {
    let mut nodes = nodes(&section.blocks, &mut |leaf| Look::whole(change, leaf, true));
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

fn both<'a>(old: &'a Section, new: &'a Section) -> Labels<'a> {
    [labels(old, Some(Change::Deleted)), labels(new, Some(Change::Inserted))].concat()
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
