//! Spreading a layer over threads: its output is cut into pieces, and whoever has time takes one.

use super::step::{Step, Workspace};
use crate::simd::Simd;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Pieces of a layer for each member of a team: more than one, so that a member who is late or
/// slow leaves the rest to others.
const PIECES: usize = 2;

/// The threads that an engine runs on.
pub trait Team: Send + Sync {
    /// How many there are, the caller included.
    fn size(&self) -> usize;

    /// Has members run `job`, each with another number below [`Self::size`], and returns when all
    /// who began have ended. The caller is number 0; one who comes late may be left out.
    fn each(&self, job: &(dyn Fn(usize) + Sync));
}

/// The caller and nobody else.
#[derive(Clone, Copy, Debug)]
pub struct Alone;

impl Team for Alone {
    fn size(&self) -> usize {
        1
    }

    fn each(&self, job: &(dyn Fn(usize) + Sync)) {
        job(0);
    }
}

/// A team with a workspace for each member.
pub(super) struct Crew {
    team: Box<dyn Team>,
    work: Vec<Mutex<Workspace>>,
}

impl Crew {
    /// A crew that can run each of `steps`.
    pub(super) fn new(team: Box<dyn Team>, steps: &[Step]) -> Self {
        let work = (0..team.size()).map(|_| Mutex::new(Workspace::for_steps(steps))).collect();
        Self { team, work }
    }

    /// Runs `step` on values as they are stored; `other` is what an addition adds, `output` has
    /// `places` places.
    pub(super) fn run<S: Simd>(
        &self,
        step: &Step,
        input: &[u8],
        other: &[u8],
        places: usize,
        output: &mut [u8],
    ) {
        let place = output.len() / places;
        let piece = piece(places, step.granule(), self.work.len());
        let pieces = Mutex::new((0..places).step_by(piece).zip(output.chunks_mut(piece * place)));
        let job = |member: usize| {
            let mut work = lock(&self.work[member]);
            loop {
                let next = lock(&pieces).next();
                let Some((first, output)) = next else { return };
                let last = first + output.len() / place;
                step.run::<S>(input, other, first..last, output, &mut work);
            }
        };
        if piece < places { self.team.each(&job) } else { job(0) }
    }
}

/// How many places go into a piece: whole granules, and about [`PIECES`] pieces for each member.
fn piece(places: usize, granule: usize, members: usize) -> usize {
    let pieces = if members > 1 { members * PIECES } else { 1 };
    let granules = places.div_ceil(granule).div_ceil(pieces);
    granules.saturating_mul(granule).min(places)
}

/// Nobody leaves a lock with half of a change behind it: a panic ends the run.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_whole_granules() {
        assert_eq!(piece(49, 4, 2), 16, "13 granules, 4 pieces");
        assert_eq!(piece(196, 14, 1), 196, "one member, one piece");
        assert_eq!(piece(196, 14, 2), 56, "14 rows, 4 pieces");
        assert_eq!(piece(1, 4, 4), 1);
        assert_eq!(piece(10, usize::MAX, 4), 10, "what cannot be cut stays whole");
    }
}
