//! Markdown -> text -> pairing -> comparison, the way that a site takes.

use kaitei::compare::{self, Change, Comparison, LEAF_BREAK, Lineage, Run};
use kaitei::model::{Anchor, Leaf, Text};
use kaitei::pair::{self, Pairing};
use kaitei::parse::markdown::{Options, body};
use kaitei::source::Source;

use crate::measures::Hunk;

/// Returns the text that a Markdown body says.
pub(crate) fn parse(markdown: &str) -> Text {
    let source = Source::new("score.md", markdown);
    body(&source, 0..markdown.len(), Options::default()).value.text
}

/// Two texts, their pairing, and the comparison that follows from it.
pub(crate) struct Compared {
    pub(crate) old: Text,
    pub(crate) new: Text,
    pub(crate) pairing: Pairing,
    pub(crate) comparison: Comparison,
}

/// Pairs two texts, gives them the anchors of the pairing, and compares them.
pub(crate) fn compare(mut old: Text, mut new: Text) -> Compared {
    let pairing = pair::texts(&old, &new, &[]);
    let anchor = |name: String| Anchor::new(&name).expect("letters and digits");
    for (at, section) in old.sections.iter_mut().enumerate() {
        section.anchor = Some(anchor(format!("o{at}")));
    }
    for (at, section) in new.sections.iter_mut().enumerate() {
        section.anchor = Some(anchor(format!("n{at}")));
    }
    for pair in &pairing.sections {
        new.sections[pair.new].anchor = old.sections[pair.old].anchor.clone();
    }
    let old_anchor = |at: usize| old.sections[at].anchor.clone().expect("given above");
    let new_anchor = |at: usize| new.sections[at].anchor.clone().expect("given above");
    let lineage = Lineage {
        split: pairing.split.iter().map(|(new, old)| (new_anchor(*new), old_anchor(*old))).collect(),
        merged: pairing.merged.iter().map(|(old, new)| (old_anchor(*old), new_anchor(*new))).collect(),
    };
    let comparison = compare::texts(&old, &new, &lineage);
    Compared { old, new, pairing, comparison }
}

/// Blocks of both sides that were compared with each other: their texts, and what is marked in them.
pub(crate) struct Blocks {
    pub(crate) old: String,
    pub(crate) new: String,
    pub(crate) hunks: Vec<Hunk>,
}

/// Returns all blocks that stand against blocks of the other side.
pub(crate) fn blocks(comparison: &Comparison, old: &Text, new: &Text) -> Vec<Blocks> {
    comparison.changes.iter().flat_map(|change| blocks_of(change, old, new)).collect()
}

fn blocks_of(change: &Change, old: &Text, new: &Text) -> Vec<Blocks> {
    let leaves = |sections: &[usize], text: &Text| -> Vec<String> {
        sections.iter().flat_map(|at| text.sections[*at].leaves()).map(|leaf: &Leaf| leaf.text.clone()).collect()
    };
    let (olds, news) = (leaves(&change.old, old), leaves(&change.new, new));
    let join = |leaves: &[String]| leaves.join(&LEAF_BREAK.to_string());
    let both = change.groups.iter().filter(|group| !group.old.is_empty() && !group.new.is_empty());
    both.map(|group| {
        let (old, new) = (join(&olds[group.old.clone()]), join(&news[group.new.clone()]));
        Blocks { old, new, hunks: hunks(&group.runs) }
    })
    .collect()
}

/// Returns the stretches between equal runs.
fn hunks(runs: &[Run]) -> Vec<Hunk> {
    let mut out: Vec<Hunk> = Vec::new();
    let (mut i, mut j, mut open) = (0, 0, false);
    for run in runs {
        match run {
            Run::Equal { old, new } => {
                (i, j, open) = (old.end, new.end, false);
                continue;
            }
            _ if !open => out.push(Hunk { old: i..i, new: j..j }),
            _ => {}
        }
        open = true;
        let hunk = out.last_mut().expect("one is open");
        match run {
            Run::Deleted(range) => hunk.old.end = range.end,
            Run::Inserted(range) => hunk.new.end = range.end,
            Run::Equal { .. } => {}
        }
        (i, j) = (hunk.old.end, hunk.new.end);
    }
    out
}
