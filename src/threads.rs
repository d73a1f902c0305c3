//! Threads that stay: helpers wait for a job, take part in it while it is open, and wait again.
//!
//! Every helper runs [`Post::help`] for ever. They and the one thread that has jobs, the *owner*,
//! meet at one word: whether a job is open, how many helpers are inside, and which job it is. A
//! helper enters by counting itself in, which only an open job allows; the owner closes the job and
//! waits until the last one is out. So a helper that wakes late misses a job and holds up nobody.

use crate::engine::Team;
use std::cell::UnsafeCell;
use std::hint::spin_loop;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, PoisonError};

/// Looks at the word before going to sleep, some fifty microseconds: longer than it is between two
/// layers that are spread, much shorter than between two frames.
const LOOKS: u32 = 50_000;

/// A bit of the word: helpers may enter.
const OPEN: u32 = 1 << 8;
/// The bits of the word below [`OPEN`]: how many helpers are inside.
const INSIDE: u32 = OPEN - 1;
/// What is added to the word for another job.
const NEXT: u32 = OPEN << 1;

type Job = *const (dyn Fn(usize) + Sync);

/// Where the owner and its helpers meet.
pub struct Post {
    word: AtomicU32,
    /// The job that the word speaks of.
    job: UnsafeCell<Option<Job>>,
    helpers: AtomicUsize,
    /// A helper trapped inside a job, and will never be out.
    lost: AtomicBool,
    asleep: AtomicUsize,
    bed: Mutex<()>,
    bell: Condvar,
}

// SAFETY: `job` is written by the owner alone, while the word is closed and nobody is inside, and
// read by helpers that are inside; the word's changes order the two.
unsafe impl Sync for Post {}

impl Post {
    /// Without helpers.
    pub const fn new() -> Self {
        Self {
            word: AtomicU32::new(0),
            job: UnsafeCell::new(None),
            helpers: AtomicUsize::new(0),
            lost: AtomicBool::new(false),
            asleep: AtomicUsize::new(0),
            bed: Mutex::new(()),
            bell: Condvar::new(),
        }
    }

    /// A number for one more helper, from 1.
    pub fn enlist(&self) -> usize {
        self.helpers.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// Takes part in every job from now on, as helper `number`.
    pub fn help(&self, number: usize) -> ! {
        let mut done = 0;
        loop {
            let word = self.wait(|word| word & OPEN != 0 && word & !INSIDE != done);
            let entered = word + 1;
            if self
                .word
                .compare_exchange_weak(word, entered, Ordering::AcqRel, Ordering::Relaxed)
                .is_err()
            {
                continue;
            }
            done = word & !INSIDE;
            // SAFETY: this thread is inside, so the owner has set the job, does not change it and
            // keeps what it borrows until the thread is out.
            let job = unsafe { (*self.job.get()).map(|job| &*job) };
            if let Some(job) = job {
                job(number);
            }
            let before = self.word.fetch_sub(1, Ordering::SeqCst);
            if before & (OPEN | INSIDE) == 1 {
                self.ring(); // the owner waits for the last one
            }
        }
    }

    /// Tells that a helper has trapped; the owner then gives up rather than wait for it.
    pub fn lose(&self) {
        self.lost.store(true, Ordering::SeqCst);
        self.ring();
    }

    /// The word, once it is as `wanted`.
    fn wait(&self, wanted: impl Fn(u32) -> bool) -> u32 {
        for _ in 0..LOOKS {
            let word = self.word.load(Ordering::Acquire);
            if wanted(word) {
                return word;
            }
            spin_loop();
        }
        // Whoever changes the word looks for sleepers afterwards; whoever goes to sleep counts
        // itself in first and looks at the word afterwards. One of the two sees the other.
        let mut bed = self.bed.lock().unwrap_or_else(PoisonError::into_inner);
        self.asleep.fetch_add(1, Ordering::SeqCst);
        loop {
            let word = self.word.load(Ordering::SeqCst);
            if wanted(word) {
                self.asleep.fetch_sub(1, Ordering::SeqCst);
                return word;
            }
            bed = self.bell.wait(bed).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Wakes who sleeps, after a change.
    fn ring(&self) {
        if self.asleep.load(Ordering::SeqCst) > 0 {
            drop(self.bed.lock());
            self.bell.notify_all();
        }
    }
}

/// The owner and those helpers that have enlisted so far. One thread at a time has jobs.
impl Team for &'static Post {
    fn size(&self) -> usize {
        1 + self.helpers.load(Ordering::Relaxed)
    }

    fn each(&self, job: &(dyn Fn(usize) + Sync)) {
        let lasting: *const (dyn Fn(usize) + Sync + '_) = job;
        // SAFETY: only the lifetime changes, and the job is closed before it ends.
        let lasting: Job = unsafe { std::mem::transmute(lasting) };
        // SAFETY: the job before has been closed and nobody is inside.
        unsafe { *self.job.get() = Some(lasting) };
        let number = self.word.load(Ordering::Relaxed) & !(OPEN | INSIDE);
        let closing = Closing(self);
        self.word.store(number.wrapping_add(NEXT) | OPEN, Ordering::SeqCst);
        self.ring();
        job(0);
        drop(closing);
    }
}

/// Closes the job when dropped, be it by a panic, and waits until the last helper is out.
struct Closing<'a>(&'a Post);

impl Drop for Closing<'_> {
    fn drop(&mut self) {
        let Self(post) = self;
        post.word.fetch_and(!OPEN, Ordering::SeqCst);
        let lost = || post.lost.load(Ordering::SeqCst);
        let word = post.wait(|word| word & INSIDE == 0 || lost());
        assert!(word & INSIDE == 0, "a helper thread stopped in the middle of a frame");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::thread;

    /// A post with `count` helpers that stay until the test program ends.
    fn staffed(count: usize) -> &'static Post {
        let post: &'static Post = Box::leak(Box::new(Post::new()));
        for _ in 0..count {
            let number = post.enlist();
            thread::spawn(move || {
                let _ = catch_unwind(AssertUnwindSafe(|| post.help(number)));
                post.lose();
            });
        }
        post
    }

    /// Jobs of pieces, as an engine has them: each piece is done once, by the time `each` returns.
    #[test]
    fn every_piece_of_every_job_is_done_once() {
        for helpers in 0..4 {
            let post = staffed(helpers);
            assert_eq!((&post).size(), helpers + 1);
            for round in 0..3000 {
                let pieces: Vec<AtomicUsize> = (0..7).map(|_| AtomicUsize::new(0)).collect();
                let next = AtomicUsize::new(0);
                (&post).each(&|number| {
                    assert!(number <= helpers, "helper {number} of {helpers}");
                    while let Some(piece) = pieces.get(next.fetch_add(1, Ordering::SeqCst)) {
                        piece.fetch_add(1, Ordering::SeqCst);
                    }
                });
                assert!(pieces.iter().all(|times| times.load(Ordering::SeqCst) == 1));
                if round % 1000 == 0 {
                    thread::sleep(std::time::Duration::from_millis(5)); // helpers fall asleep
                }
            }
        }
    }

    #[test]
    fn helpers_take_part() {
        let post = staffed(1);
        let helped = AtomicBool::new(false);
        (&post).each(&|number| {
            if number == 1 {
                helped.store(true, Ordering::SeqCst);
            }
            while !helped.load(Ordering::SeqCst) {
                thread::yield_now();
            }
        });
    }

    #[test]
    fn a_helper_that_traps_does_not_hang_the_frame() {
        let post = staffed(1);
        let entered = AtomicBool::new(false);
        let frame = catch_unwind(AssertUnwindSafe(|| {
            (&post).each(&|number| {
                entered.fetch_or(number == 1, Ordering::SeqCst);
                assert!(number == 0, "as a trap would");
                while !entered.load(Ordering::SeqCst) {
                    thread::yield_now();
                }
            });
        }));
        let said = frame.expect_err("the frame fails");
        assert!(said.downcast_ref::<&str>().is_some_and(|said| said.contains("helper")));
    }
}
