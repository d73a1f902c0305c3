//! Numbers that look random and are the same everywhere.

#![allow(dead_code, unreachable_pub, reason = "every test binary uses a part of this")]

/// The linear congruential generator of Numerical Recipes, section 7.1; the field is its seed.
pub struct Lcg(pub u32);

impl Lcg {
    /// The next number; its upper bits repeat the latest.
    pub fn draw(&mut self) -> u32 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        self.0
    }

    /// The upper byte of the next number.
    pub fn byte(&mut self) -> u8 {
        (self.draw() >> 24) as u8
    }

    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        (self.draw() >> 8) as usize % end
    }

    /// `length` bytes.
    pub fn bytes(mut self, length: usize) -> Vec<u8> {
        (0..length).map(|_| self.byte()).collect()
    }
}
