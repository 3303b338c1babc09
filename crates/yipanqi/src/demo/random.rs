//! A small deterministic generator: the demonstration is the same on every machine.

/// SplitMix64.
pub struct Random(u64);

impl Random {
    /// Begins with a seed.
    pub fn new(seed: u64) -> Random {
        Random(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number from 0 to `n` − 1 (0 when `n` is 0).
    pub fn below(&mut self, n: i64) -> i64 {
        let n = u64::try_from(n).unwrap_or(0).max(1);
        i64::try_from(self.next() % n).unwrap_or(0)
    }

    /// A number from `low` to `high`.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        low + self.below(high - low + 1)
    }

    /// One of a list that is not empty.
    pub fn of<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        let n = i64::try_from(list.len()).unwrap_or(1);
        &list[usize::try_from(self.below(n)).unwrap_or(0)]
    }

    /// `parts` numbers between `low` and `high` that add up to `total`, which must be reachable.
    pub fn parts(&mut self, total: i64, parts: usize, low: i64, high: i64) -> Vec<i64> {
        let mut out = vec![low; parts];
        let mut rest = total - low * i64::try_from(parts).unwrap_or(0);
        while rest > 0 {
            let at = usize::try_from(self.below(i64::try_from(parts).unwrap_or(1))).unwrap_or(0);
            if out[at] < high {
                out[at] += 1;
                rest -= 1;
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_add_up_within_their_bounds() {
        let parts = Random::new(7).parts(1418, 454, 1, 7);
        assert_eq!((parts.len(), parts.iter().sum::<i64>()), (454, 1418));
        assert!(parts.iter().all(|n| (1..=7).contains(n)));
    }
}
