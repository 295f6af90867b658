//! Pairs of positions -> the heaviest set of them that rises on both sides.

/// A pair of positions and what it would be worth to keep it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Weighed {
    /// The position in the old sequence; rising from pair to pair.
    pub(super) old: usize,
    /// The position in the new sequence; no two pairs share one.
    pub(super) new: usize,
    /// The weight.
    pub(super) weight: u128,
}

/// Returns for each pair whether it is in the heaviest subsequence whose `new` rises; O(n log n).
pub(super) fn heaviest_increasing(pairs: &[Weighed]) -> Vec<bool> {
    let mut order: Vec<usize> = pairs.iter().map(|pair| pair.new).collect();
    order.sort_unstable();
    // best[k] of the Fenwick tree: the heaviest chain that ends within its part of the new positions, and its last pair.
    let mut best: Vec<(u128, Option<usize>)> = vec![(0, None); order.len() + 1];
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    for (index, pair) in pairs.iter().enumerate() {
        let rank = order.partition_point(|new| *new < pair.new);
        let (weight, last) = heaviest_below(&best, rank);
        before.push(last);
        record(&mut best, rank + 1, (weight + pair.weight, Some(index)));
    }
    let mut kept = vec![false; pairs.len()];
    let mut at = heaviest_below(&best, order.len()).1;
    while let Some(index) = at {
        kept[index] = true;
        at = before[index];
    }
    kept
}

fn heaviest_below(best: &[(u128, Option<usize>)], rank: usize) -> (u128, Option<usize>) {
    let mut found = (0, None);
    let mut at = rank;
    while at > 0 {
        if best[at].0 > found.0 {
            found = best[at];
        }
        at &= at - 1;
    }
    found
}

fn record(best: &mut [(u128, Option<usize>)], rank: usize, chain: (u128, Option<usize>)) {
    let mut at = rank;
    while at < best.len() {
        if chain.0 > best[at].0 {
            best[at] = chain;
        }
        at += at & at.wrapping_neg();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(new_and_weight: &[(usize, u128)], kept: &[usize]) {
        let pairs: Vec<_> =
            new_and_weight.iter().enumerate().map(|(old, &(new, weight))| Weighed { old, new, weight }).collect();
        let found = heaviest_increasing(&pairs);
        assert_eq!((0..pairs.len()).filter(|index| found[*index]).collect::<Vec<_>>(), kept);
    }

    #[test]
    fn the_light_one_moves() {
        check(&[(1, 5), (2, 5), (0, 5)], &[0, 1]);
        check(&[(1, 5), (2, 5), (0, 11)], &[2]);
        check(&[(3, 1), (0, 1), (1, 1), (2, 1)], &[1, 2, 3]);
        check(&[], &[]);
    }
}
