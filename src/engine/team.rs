//! Spreading a layer over threads: whoever has time takes a piece of what is left of its output.

use super::step::{Step, Workspace};
use std::mem::take;
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

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
    /// A crew that can run each of `steps`, with `between` bytes between two of them.
    pub(super) fn new(team: Box<dyn Team>, steps: &[Arc<Step>], between: usize) -> Self {
        let work = || Mutex::new(Workspace::for_steps(steps, between));
        Self { work: (0..team.size()).map(|_| work()).collect(), team }
    }

    /// Has `make` make all `places` places of `output`, in whole granules.
    pub(super) fn spread(
        &self,
        granule: usize,
        places: usize,
        output: &mut [u8],
        make: impl Fn(Range<usize>, &mut [u8], &mut Workspace) + Sync,
    ) {
        let members = if places > granule { self.work.len() } else { 1 };
        let left = Mutex::new(Left { place: output.len() / places, next: 0, output });
        let job = |member: usize| {
            let mut work = lock(&self.work[member]);
            loop {
                let piece = lock(&left).take(granule, members);
                let Some((places, output)) = piece else { return };
                make(places, output, &mut work);
            }
        };
        if members > 1 { self.team.each(&job) } else { job(0) }
    }
}

/// What nobody has taken yet of a layer's output.
struct Left<'a> {
    /// Bytes of a place.
    place: usize,
    /// The first place of `output`.
    next: usize,
    output: &'a mut [u8],
}

impl<'a> Left<'a> {
    /// The next piece: a member's share of what is left, in whole granules. Pieces get smaller
    /// towards the end, so that all members end at about the same time, even one who came late.
    fn take(&mut self, granule: usize, members: usize) -> Option<(Range<usize>, &'a mut [u8])> {
        let places = self.output.len() / self.place;
        if places == 0 {
            return None;
        }
        let granules = places.div_ceil(granule).div_ceil(members);
        let piece = granules.saturating_mul(granule).min(places);
        let (taken, left) = take(&mut self.output).split_at_mut(piece * self.place);
        self.output = left;
        let first = self.next;
        self.next += piece;
        Some((first..self.next, taken))
    }
}

/// Nobody leaves a lock with half of a change behind it: a panic ends the run.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The pieces of `places` places of two bytes, as they are taken.
    fn pieces(places: usize, granule: usize, members: usize) -> Vec<usize> {
        let mut bytes = vec![0; places * 2];
        let mut left = Left { place: 2, next: 0, output: &mut bytes };
        let mut taken = Vec::new();
        let mut end = 0;
        while let Some((piece, output)) = left.take(granule, members) {
            assert_eq!((piece.start, piece.len() * 2), (end, output.len()), "one after the other");
            end = piece.end;
            taken.push(piece.len());
        }
        assert_eq!(end, places, "all of them");
        taken
    }

    #[test]
    fn pieces_are_shares_of_what_is_left() {
        assert_eq!(pieces(49, 4, 2), [28, 12, 8, 1], "13 granules, the last not whole");
        assert_eq!(pieces(196, 14, 2), [98, 56, 28, 14], "14 rows");
        assert_eq!(pieces(196, 14, 1), [196], "one member");
        assert_eq!(pieces(1, 4, 4), [1]);
        assert_eq!(pieces(10, usize::MAX, 4), [10], "what cannot be cut stays whole");
    }
}
