//! Random numbers that are the same every time, for weights.

/// A linear congruential generator (Knuth's MMIX constants), of which the high half is used.
pub(super) struct Lcg(pub(super) u64);

impl Lcg {
    /// Like the weights of a trained layer: many small ones, few large ones; -63 to 64.
    pub(super) fn weight(&mut self) -> i32 {
        let Self(state) = self;
        *state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let high = (*state >> 32) as u32;
        let sum: i32 = high.to_le_bytes().into_iter().map(i32::from).sum();
        (sum - 510 + 4) >> 3
    }
}
