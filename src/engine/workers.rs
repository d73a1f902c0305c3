//! A layer spread over threads by guided scheduling (Polychronopoulos and Kuck 1987): a thread that
//! is free takes its share of the output that remains.

use super::workspace::Workspace;
use crate::kernels::Scratch;
use crate::threads::ThreadPool;
use std::mem::take;
use std::ops::Range;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The threads of a pool, with a workspace for each.
pub(super) struct Workers {
    pool: Box<dyn ThreadPool>,
    workspaces: Vec<Mutex<Workspace>>,
}

impl Workers {
    /// The threads of `pool`, with a workspace of `scratch` and `between` bytes for each.
    pub(super) fn new(pool: Box<dyn ThreadPool>, scratch: Scratch, between: usize) -> Self {
        let workspace = || Mutex::new(Workspace::new(scratch, between));
        Self { workspaces: (0..pool.size()).map(|_| workspace()).collect(), pool }
    }

    /// Has each workspace hold `scratch`, too.
    pub(super) fn make_room(&mut self, scratch: Scratch) {
        for workspace in &mut self.workspaces {
            workspace.get_mut().unwrap_or_else(PoisonError::into_inner).make_room(scratch);
        }
    }

    /// Has this thread alone compute something.
    pub(super) fn alone(&self, compute: impl FnOnce(&mut Workspace)) {
        compute(&mut lock(&self.workspaces[0]));
    }

    /// Has `compute` fill all `pixels` pixels of `output`, piece by piece: it is given the pixels
    /// of a piece and their bytes. A piece is a multiple of `grain` pixels, but for the last.
    pub(super) fn spread(
        &self,
        grain: usize,
        pixels: usize,
        output: &mut [u8],
        compute: impl Fn(Range<usize>, &mut [u8], &mut Workspace) + Sync,
    ) {
        let threads = if pixels > grain { self.workspaces.len() } else { 1 };
        let remaining = Mutex::new(Remaining { pixel_len: output.len() / pixels, next: 0, output });
        let job = |thread: usize| {
            let mut workspace = lock(&self.workspaces[thread]);
            loop {
                let piece = lock(&remaining).next_piece(grain, threads);
                let Some((pixels, output)) = piece else { return };
                compute(pixels, output, &mut workspace);
            }
        };
        if threads > 1 { self.pool.broadcast(&job) } else { job(0) }
    }
}

/// The part of a layer's output that no thread has taken yet.
struct Remaining<'a> {
    /// Bytes of a pixel.
    pixel_len: usize,
    /// The first pixel of `output`.
    next: usize,
    output: &'a mut [u8],
}

impl<'a> Remaining<'a> {
    /// The next piece: one thread's share of what remains, in whole grains. Pieces get smaller
    /// towards the end, so that all threads end at about the same time, also one that came late.
    fn next_piece(&mut self, grain: usize, threads: usize) -> Option<(Range<usize>, &'a mut [u8])> {
        let pixels = self.output.len() / self.pixel_len;
        if pixels == 0 {
            return None;
        }
        let grains = pixels.div_ceil(grain).div_ceil(threads);
        let piece = grains.saturating_mul(grain).min(pixels);
        let (taken, rest) = take(&mut self.output).split_at_mut(piece * self.pixel_len);
        self.output = rest;
        let first = self.next;
        self.next += piece;
        Some((first..self.next, taken))
    }
}

/// A poisoned lock is as good as any: a panic ends the run, so no thread sees half of a change.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The sizes of the pieces of `pixels` pixels of two bytes, in their order.
    fn pieces(pixels: usize, grain: usize, threads: usize) -> Vec<usize> {
        let mut bytes = vec![0; pixels * 2];
        let mut remaining = Remaining { pixel_len: 2, next: 0, output: &mut bytes };
        let mut sizes = Vec::new();
        let mut end = 0;
        while let Some((piece, output)) = remaining.next_piece(grain, threads) {
            assert_eq!((piece.start, piece.len() * 2), (end, output.len()), "one after the other");
            end = piece.end;
            sizes.push(piece.len());
        }
        assert_eq!(end, pixels, "all of them");
        sizes
    }

    #[test]
    fn pieces_are_shares_of_what_remains() {
        assert_eq!(pieces(49, 4, 2), [28, 12, 8, 1], "13 grains, the last not whole");
        assert_eq!(pieces(196, 14, 2), [98, 56, 28, 14], "14 rows");
        assert_eq!(pieces(196, 14, 1), [196], "one thread");
        assert_eq!(pieces(1, 4, 4), [1]);
        assert_eq!(pieces(10, usize::MAX, 4), [10], "what cannot be cut stays whole");
    }
}
