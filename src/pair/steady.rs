//! Two lists -> the equal entries that kept their order.

use std::collections::BTreeMap;

/// Returns the pairs of equal entries, ascending on both sides: the common beginning and end, and between them the longest
/// run of those that occur once on either side (patience, Bram Cohen).
pub(super) fn steady<T: Ord>(old: &[T], new: &[T]) -> Vec<(usize, usize)> {
    let head = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let tail = old[head..].iter().rev().zip(new[head..].iter().rev()).take_while(|(a, b)| a == b).count();
    let (end_old, end_new) = (old.len() - tail, new.len() - tail);
    let once_old = once(&old[head..end_old]);
    let once_new = once(&new[head..end_new]);
    let mut middle: Vec<(usize, usize)> =
        once_new.iter().filter_map(|(entry, b)| Some((once_old.get(entry)? + head, b + head))).collect();
    middle.sort_unstable();
    let ends = (0..tail).map(|at| (end_old + at, end_new + at));
    (0..head).map(|at| (at, at)).chain(ascending(&middle)).chain(ends).collect()
}

fn once<T: Ord>(entries: &[T]) -> BTreeMap<&T, usize> {
    let mut found: BTreeMap<&T, Option<usize>> = BTreeMap::new();
    for (at, entry) in entries.iter().enumerate() {
        found.entry(entry).and_modify(|known| *known = None).or_insert(Some(at));
    }
    found.into_iter().filter_map(|(entry, at)| Some((entry, at?))).collect()
}

/// Returns a longest choice of pairs, given by their first value, whose second values ascend too.
pub(crate) fn ascending(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    // `ends[n]` is the pair with the least second value that ends a choice of n + 1.
    let (mut ends, mut before): (Vec<usize>, Vec<Option<usize>>) = (Vec::new(), Vec::new());
    for (at, (_, value)) in pairs.iter().enumerate() {
        let length = ends.partition_point(|end| pairs[*end].1 < *value);
        before.push(length.checked_sub(1).map(|shorter| ends[shorter]));
        match ends.get_mut(length) {
            Some(end) => *end = at,
            None => ends.push(at),
        }
    }
    let mut chosen: Vec<_> =
        std::iter::successors(ends.last().copied(), |at| before[*at]).map(|at| pairs[at]).collect();
    chosen.reverse();
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_moved_is_left_out() {
        let check = |old: &str, new: &str, expected: &[(usize, usize)]| {
            let entries = |text: &str| text.chars().collect::<Vec<_>>();
            assert_eq!(steady(&entries(old), &entries(new)), expected, "{old} {new}");
        };
        check("abcd", "abxcd", &[(0, 0), (1, 1), (2, 3), (3, 4)]);
        check("abcde", "bcdae", &[(1, 0), (2, 1), (3, 2), (4, 4)]);
        check("aaa", "aaaa", &[(0, 0), (1, 1), (2, 2)]);
        check("", "ab", &[]);
    }
}
