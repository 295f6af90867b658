//! Two lists and the worth of their pairs -> the pairs that keep their order and are worth most.

/// Returns the pairs in ascending order whose weights add up to most; pairs of weight 0 are none. Takes `old` × `new` steps.
pub(crate) fn heaviest(old: usize, new: usize, weight: &dyn Fn(usize, usize) -> f64) -> Vec<(usize, usize)> {
    let mut best = vec![vec![0.0_f64; new + 1]; old + 1];
    let mut weights = vec![vec![0.0_f64; new]; old];
    for a in (0..old).rev() {
        for b in (0..new).rev() {
            weights[a][b] = weight(a, b);
            best[a][b] = best[a + 1][b].max(best[a][b + 1]).max(best[a + 1][b + 1] + weights[a][b]);
        }
    }
    let (mut pairs, mut a, mut b) = (Vec::new(), 0, 0);
    while a < old && b < new {
        if weights[a][b] > 0.0 && best[a][b] == best[a + 1][b + 1] + weights[a][b] {
            pairs.push((a, b));
            (a, b) = (a + 1, b + 1);
        } else if best[a][b] == best[a + 1][b] {
            a += 1;
        } else {
            b += 1;
        }
    }
    pairs
}
