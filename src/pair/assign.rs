//! Candidates -> the best set of pairs in which every section occurs once (comparison.md, step 3).

use std::collections::{BTreeMap, BTreeSet};

use super::candidates::Candidate;

/// Up to so many sections on a side are assigned exactly; above, the best pair goes first.
const EXACT: usize = 300;

/// Returns the pairs (old, new) that together are worth most.
///
/// Sections that no chain of candidates connects do not concern each other, so each connected group is solved by itself.
pub(super) fn best(candidates: &[Candidate]) -> Vec<(usize, usize)> {
    groups(candidates).iter().flat_map(|group| solve(group)).collect()
}

/// The excess over a doubtful score, squared: maximising scores themselves gives up one sure pair for two dubious ones.
fn worth(score: f64) -> f64 {
    (score - 0.40).powi(2)
}

/// Splits the candidates into groups that share no section.
fn groups(candidates: &[Candidate]) -> Vec<Vec<Candidate>> {
    let (mut by_old, mut by_new): (BTreeMap<usize, Vec<usize>>, BTreeMap<usize, Vec<usize>>) = Default::default();
    for (at, candidate) in candidates.iter().enumerate() {
        by_old.entry(candidate.old).or_default().push(at);
        by_new.entry(candidate.new).or_default().push(at);
    }
    let mut seen = vec![false; candidates.len()];
    let mut groups = Vec::new();
    for first in 0..candidates.len() {
        let (mut group, mut open) = (Vec::new(), vec![first]);
        while let Some(at) = open.pop() {
            if std::mem::replace(&mut seen[at], true) {
                continue;
            }
            group.push(candidates[at]);
            // Taken out, so that each list is walked once.
            open.extend(by_old.remove(&candidates[at].old).into_iter().flatten());
            open.extend(by_new.remove(&candidates[at].new).into_iter().flatten());
        }
        if !group.is_empty() {
            groups.push(group);
        }
    }
    groups
}

fn solve(group: &[Candidate]) -> Vec<(usize, usize)> {
    let old: Vec<usize> = group.iter().map(|pair| pair.old).collect::<BTreeSet<_>>().into_iter().collect();
    let new: Vec<usize> = group.iter().map(|pair| pair.new).collect::<BTreeSet<_>>().into_iter().collect();
    if old.len().max(new.len()) > EXACT {
        return greedy(group);
    }
    let at = |sides: &[usize], section: usize| sides.binary_search(&section).expect("the lists hold every candidate");
    let size = old.len().max(new.len());
    let mut worths = vec![vec![0.0; size]; size];
    for pair in group {
        worths[at(&old, pair.old)][at(&new, pair.new)] = worth(pair.score);
    }
    let chosen = hungarian(&worths).into_iter().enumerate().filter(|(old, new)| worths[*old][*new] > 0.0);
    chosen.map(|(row, column)| (old[row], new[column])).collect()
}

fn greedy(group: &[Candidate]) -> Vec<(usize, usize)> {
    let mut order = group.to_vec();
    order.sort_by(|a, b| b.score.total_cmp(&a.score).then((a.old, a.new).cmp(&(b.old, b.new))));
    let (mut olds, mut news) = (BTreeSet::new(), BTreeSet::new());
    let free = |pair: &Candidate| {
        let free = !olds.contains(&pair.old) && !news.contains(&pair.new);
        free && olds.insert(pair.old) && news.insert(pair.new)
    };
    order.into_iter().filter(free).map(|pair| (pair.old, pair.new)).collect()
}

/// Returns for each row of a square matrix its column in an assignment of the greatest sum (Kuhn 1955, in the form with
/// potentials that takes O(n³)).
fn hungarian(worths: &[Vec<f64>]) -> Vec<usize> {
    let size = worths.len();
    // Row and column 0 stand for "not assigned"; costs are negative worths.
    let (mut of_row, mut of_column) = (vec![0.0; size + 1], vec![0.0; size + 1]);
    let mut row_at = vec![0_usize; size + 1];
    for row in 1..=size {
        let mut came_from = vec![0_usize; size + 1];
        let mut least = vec![f64::INFINITY; size + 1];
        let mut done = vec![false; size + 1];
        row_at[0] = row;
        let mut column = 0;
        while row_at[column] != 0 {
            done[column] = true;
            let (here, mut next, mut delta) = (row_at[column], 0, f64::INFINITY);
            for other in (1..=size).filter(|other| !done[*other]) {
                let cost = -worths[here - 1][other - 1] - of_row[here] - of_column[other];
                if cost < least[other] {
                    (least[other], came_from[other]) = (cost, column);
                }
                if least[other] < delta {
                    (delta, next) = (least[other], other);
                }
            }
            for other in 0..=size {
                if done[other] {
                    of_row[row_at[other]] += delta;
                    of_column[other] -= delta;
                } else {
                    least[other] -= delta;
                }
            }
            column = next;
        }
        while column != 0 {
            row_at[column] = row_at[came_from[column]];
            column = came_from[column];
        }
    }
    let mut column_of = vec![0; size];
    for column in 1..=size {
        column_of[row_at[column] - 1] = column - 1;
    }
    column_of
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pairs: &[(usize, usize, f64)], expected: &[(usize, usize)]) {
        let candidates = pairs.iter().map(|(old, new, score)| Candidate { old: *old, new: *new, score: *score });
        let mut found = best(&candidates.collect::<Vec<_>>());
        found.sort_unstable();
        assert_eq!(found, expected);
    }

    #[test]
    fn one_sure_pair_is_worth_more_than_two_dubious_ones() {
        check(&[(0, 0, 0.95), (0, 1, 0.55), (1, 0, 0.55)], &[(0, 0)]);
        check(&[(0, 0, 0.80), (0, 1, 0.78), (1, 0, 0.79), (1, 1, 0.51)], &[(0, 1), (1, 0)]);
        check(&[(4, 9, 0.6), (7, 2, 0.6)], &[(4, 9), (7, 2)]);
        check(&[], &[]);
    }
}
