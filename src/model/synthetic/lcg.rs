//! Pseudo-random numbers that are the same every time.

/// A linear congruential generator (Knuth, TAOCP vol. 2, section 3.2.1, with the constants of his
/// MMIX), of which the high half is used.
#[derive(Clone, Debug)]
pub struct Lcg(u64);

impl Lcg {
    /// A generator whose numbers `seed` determines.
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u32 {
        let Self(state) = self;
        *state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (*state >> 32) as u32
    }

    /// Fills `bytes`, each value being as likely as any other.
    pub fn fill(&mut self, bytes: &mut [u8]) {
        bytes.fill_with(|| (self.next() >> 24) as u8);
    }

    /// A number distributed like the weights of a trained layer, many small and few large: -63 to
    /// 64.
    pub(super) fn weight(&mut self) -> i32 {
        let sum: i32 = self.next().to_le_bytes().into_iter().map(i32::from).sum();
        (sum - 510 + 4) >> 3
    }
}
