//! Headings that are left over -> pairs by the sections below them.
//!
//! A chapter is what it holds: where most of its sections went on in one chapter, and that one has them from nowhere else,
//! they are the same chapter under whatever title.

use std::collections::BTreeMap;

use super::matching::Matching;
use super::side::{Side, may_pair};

/// Pairs open headings of one level by their sections, the innermost first.
pub(super) fn pair_by_sections(old: &Side<'_>, new: &Side<'_>, matching: &mut Matching) {
    let (below_old, below_new) = (below(old), below(new));
    let mut is_open = vec![false; old.sections.len()];
    matching.open_old().into_iter().for_each(|at| is_open[at] = true);
    for at_new in matching.open_new().into_iter().rev() {
        let mut votes: BTreeMap<usize, usize> = BTreeMap::new();
        for inside in &below_new[at_new] {
            let above = matching.old_of[*inside].and_then(|origin| old.sections[origin].parent);
            above.into_iter().filter(|above| is_open[*above]).for_each(|above| *votes.entry(above).or_default() += 1);
        }
        let Some((at_old, votes)) = votes.into_iter().max_by_key(|(at, votes)| (*votes, std::cmp::Reverse(*at))) else {
            continue;
        };
        let (entry, other) = (&old.sections[at_old], &new.sections[at_new]);
        let most = votes * 2 > below_old[at_old].len() && votes * 2 > below_new[at_new].len();
        // One section says little of a heading that has a text of its own.
        let enough = votes > 1 || (entry.body.is_empty() && other.body.is_empty());
        if most && enough && entry.section.level == other.section.level && may_pair(entry, other) {
            is_open[at_old] = !matching.pair(at_old, at_new);
        }
    }
}

/// Returns for each section those right below it.
fn below(side: &Side<'_>) -> Vec<Vec<usize>> {
    let mut below = vec![Vec::new(); side.sections.len()];
    for (at, entry) in side.sections.iter().enumerate() {
        entry.parent.into_iter().for_each(|above| below[above].push(at));
    }
    below
}
