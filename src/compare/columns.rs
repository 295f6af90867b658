//! Rows of tables that belong together -> which of their cells do, where one table has more columns than the other.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::compare::increasing::{Weighed, heaviest_increasing};

/// The widest tables, in cells of both rows multiplied, whose columns are compared.
const WIDEST: usize = 10_000;

/// The columns that belong together, in order, by the number of cells of the old row and of the new one.
#[derive(Debug, Default)]
pub(super) struct Columns(BTreeMap<(usize, usize), Vec<(usize, usize)>>);

/// In how many rows the cells of an old and a new column are equal; by old column, then falling new one.
type Equal = BTreeMap<(usize, Reverse<usize>), u128>;

impl Columns {
    /// Returns the columns of rows that belong together: those in which the most cells are equal, headings among them; and
    /// what stands between the same neighbours.
    pub(super) fn between<T: PartialEq>(rows: impl Iterator<Item = (Vec<T>, Vec<T>)>) -> Self {
        let mut equal: BTreeMap<(usize, usize), Equal> = BTreeMap::new();
        for (old, new) in rows.filter(|(old, new)| old.len() != new.len() && old.len() * new.len() <= WIDEST) {
            let equal = equal.entry((old.len(), new.len())).or_default();
            for (i, cell) in old.iter().enumerate() {
                for (j, _) in new.iter().enumerate().filter(|(_, other)| *other == cell) {
                    *equal.entry((i, Reverse(j))).or_default() += 1;
                }
            }
        }
        Self(equal.into_iter().map(|(widths, equal)| (widths, in_order(&equal, widths))).collect())
    }

    /// Returns the columns that belong together; `None` where no cell is equal that could tell.
    pub(super) fn of(&self, old: usize, new: usize) -> Option<Vec<(usize, usize)>> {
        if old == new {
            return Some((0..old).map(|at| (at, at)).collect());
        }
        self.0.get(&(old, new)).filter(|columns| !columns.is_empty()).cloned()
    }
}

fn in_order(equal: &Equal, widths: (usize, usize)) -> Vec<(usize, usize)> {
    let weighed: Vec<Weighed> =
        equal.iter().map(|((old, new), weight)| Weighed { old: *old, new: new.0, weight: *weight }).collect();
    let kept = heaviest_increasing(&weighed);
    let mut columns = Vec::new();
    let (mut i, mut j) = (0, 0);
    let kept = weighed.iter().zip(kept).filter(|(_, kept)| *kept).map(|(pair, _)| (pair.old, pair.new));
    for (old, new) in kept.chain([widths]) {
        if old - i == new - j {
            columns.extend((i..old).zip(j..new));
        }
        columns.push((old, new));
        (i, j) = (old + 1, new + 1);
    }
    columns.pop();
    columns
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(rows: &[(&str, &str)], widths: (usize, usize), expected: Option<&[(usize, usize)]>) {
        let cells = |row: &str| row.chars().collect::<Vec<_>>();
        let columns = Columns::between(rows.iter().map(|(old, new)| (cells(old), cells(new))));
        assert_eq!(columns.of(widths.0, widths.1).as_deref(), expected);
    }

    #[test]
    fn columns_are_known_by_their_cells() {
        check(&[("abc", "aXbc"), ("def", "dXeF")], (3, 4), Some(&[(0, 0), (1, 2), (2, 3)]));
        check(&[("abc", "bc")], (3, 2), Some(&[(1, 0), (2, 1)]));
        check(&[("abc", "aBcX")], (3, 4), Some(&[(0, 0), (1, 1), (2, 2)]));
        check(&[("abc", "xyzw")], (3, 4), None);
        check(&[("ab", "xy")], (2, 2), Some(&[(0, 0), (1, 1)]));
    }
}
