//! A pool of worker threads that stay.
//!
//! Every worker thread runs [`WorkerPool::work`] forever: it waits for a job, takes part in it
//! while it is open, and waits again. The workers and the one thread that broadcasts jobs, the
//! *owner*, meet at one atomic state: whether a job is open, how many workers are inside it, and
//! its number. A worker enters a job by counting itself in, which only an open job allows; the
//! owner closes the job and waits until the last worker has left. So a worker that wakes late
//! misses a job and delays nobody.
//!
//! A waiting thread first spins, then parks on a condition variable.

use super::ThreadPool;
use std::cell::UnsafeCell;
use std::hint::spin_loop;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, PoisonError};

/// Reads of the state before a thread parks: some fifty microseconds, longer than the time between
/// two layers that are spread over threads, much shorter than the time between two frames.
const SPIN_LIMIT: u32 = 50_000;

/// A bit of the state: workers may enter.
const OPEN: u32 = 1 << 8;
/// The bits of the state below [`OPEN`]: how many workers are inside.
const INSIDE: u32 = OPEN - 1;
/// Added to the state for the next job: the bits above [`OPEN`] are the job's number.
const NEXT_JOB: u32 = OPEN << 1;

type Job = *const (dyn Fn(usize) + Sync);

/// A pool of worker threads that stay. At most 255 may be registered, and one thread at a time
/// broadcasts.
pub(crate) struct WorkerPool {
    state: AtomicU32,
    /// The job whose number is in the state.
    job: UnsafeCell<Option<Job>>,
    workers: AtomicUsize,
    /// A worker crashed inside a job and will never leave it.
    crashed: AtomicBool,
    parked: AtomicUsize,
    mutex: Mutex<()>,
    condvar: Condvar,
}

// SAFETY: `job` is written by the owner alone, while no job is open and no worker is inside, and
// read by workers that are inside; the changes of the state order the two.
unsafe impl Sync for WorkerPool {}

impl WorkerPool {
    /// A pool without workers.
    pub(crate) const fn new() -> Self {
        Self {
            state: AtomicU32::new(0),
            job: UnsafeCell::new(None),
            workers: AtomicUsize::new(0),
            crashed: AtomicBool::new(false),
            parked: AtomicUsize::new(0),
            mutex: Mutex::new(()),
            condvar: Condvar::new(),
        }
    }

    /// Registers one more worker thread; its number, from 1.
    pub(crate) fn register(&self) -> usize {
        self.workers.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// Takes part in every job from now on, as worker `number`.
    pub(crate) fn work(&self, number: usize) -> ! {
        let mut done = 0;
        loop {
            let state = self.wait(|state| state & OPEN != 0 && state & !INSIDE != done);
            let entered = self.state.compare_exchange_weak(
                state,
                state + 1,
                Ordering::AcqRel,
                Ordering::Relaxed,
            );
            if entered.is_err() {
                continue;
            }
            done = state & !INSIDE;
            // SAFETY: this thread is inside, so the owner has set the job, does not change it, and
            // keeps what the job borrows until the thread has left.
            let job = unsafe { (*self.job.get()).map(|job| &*job) };
            if let Some(job) = job {
                job(number);
            }
            let before = self.state.fetch_sub(1, Ordering::SeqCst);
            if before & (OPEN | INSIDE) == 1 {
                self.wake(); // the owner waits for the last worker
            }
        }
    }

    /// Says that a worker has crashed; the owner then gives up instead of waiting for it.
    pub(crate) fn mark_crashed(&self) {
        self.crashed.store(true, Ordering::SeqCst);
        self.wake();
    }

    /// Waits until the state is as `wanted`, and returns it.
    fn wait(&self, wanted: impl Fn(u32) -> bool) -> u32 {
        for _ in 0..SPIN_LIMIT {
            let state = self.state.load(Ordering::Acquire);
            if wanted(state) {
                return state;
            }
            spin_loop();
        }
        // A thread that changes the state reads `parked` afterwards; a thread that parks counts
        // itself in `parked` first and reads the state afterwards. One of the two sees the other.
        let mut guard = self.mutex.lock().unwrap_or_else(PoisonError::into_inner);
        self.parked.fetch_add(1, Ordering::SeqCst);
        loop {
            let state = self.state.load(Ordering::SeqCst);
            if wanted(state) {
                self.parked.fetch_sub(1, Ordering::SeqCst);
                return state;
            }
            guard = self.condvar.wait(guard).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Wakes the parked threads, after a change.
    fn wake(&self) {
        if self.parked.load(Ordering::SeqCst) > 0 {
            drop(self.mutex.lock());
            self.condvar.notify_all();
        }
    }
}

/// The owner and the workers registered so far.
impl ThreadPool for &'static WorkerPool {
    fn size(&self) -> usize {
        1 + self.workers.load(Ordering::Relaxed)
    }

    fn broadcast(&self, job: &(dyn Fn(usize) + Sync)) {
        let pointer: *const (dyn Fn(usize) + Sync + '_) = job;
        // SAFETY: only the lifetime changes, and the job is closed before it ends.
        let pointer: Job = unsafe { std::mem::transmute(pointer) };
        // SAFETY: the job before is closed and no worker is inside.
        unsafe { *self.job.get() = Some(pointer) };
        let number = self.state.load(Ordering::Relaxed) & !(OPEN | INSIDE);
        let closing = CloseOnDrop(self);
        self.state.store(number.wrapping_add(NEXT_JOB) | OPEN, Ordering::SeqCst);
        self.wake();
        job(0);
        drop(closing);
    }
}

/// Closes the job when dropped, also by a panic, and waits until the last worker has left.
struct CloseOnDrop<'a>(&'a WorkerPool);

impl Drop for CloseOnDrop<'_> {
    fn drop(&mut self) {
        let Self(pool) = self;
        pool.state.fetch_and(!OPEN, Ordering::SeqCst);
        let crashed = || pool.crashed.load(Ordering::SeqCst);
        let state = pool.wait(|state| state & INSIDE == 0 || crashed());
        assert!(state & INSIDE == 0, "a worker thread stopped in the middle of a frame");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::thread;

    /// A pool of `count` workers that stay until the test program ends.
    fn pool_of(count: usize) -> &'static WorkerPool {
        let pool: &'static WorkerPool = Box::leak(Box::new(WorkerPool::new()));
        for _ in 0..count {
            let number = pool.register();
            thread::spawn(move || {
                let _ = catch_unwind(AssertUnwindSafe(|| pool.work(number)));
                pool.mark_crashed();
            });
        }
        pool
    }

    /// Jobs of pieces, as an engine has them: each piece is done once, by the time `broadcast`
    /// returns.
    #[test]
    fn every_piece_of_every_job_is_done_once() {
        for workers in 0..4 {
            let pool = pool_of(workers);
            assert_eq!((&pool).size(), workers + 1);
            for round in 0..3000 {
                let pieces: Vec<AtomicUsize> = (0..7).map(|_| AtomicUsize::new(0)).collect();
                let next = AtomicUsize::new(0);
                (&pool).broadcast(&|number| {
                    assert!(number <= workers, "worker {number} of {workers}");
                    while let Some(piece) = pieces.get(next.fetch_add(1, Ordering::SeqCst)) {
                        piece.fetch_add(1, Ordering::SeqCst);
                    }
                });
                assert!(pieces.iter().all(|times| times.load(Ordering::SeqCst) == 1));
                if round % 1000 == 0 {
                    thread::sleep(std::time::Duration::from_millis(5)); // workers park
                }
            }
        }
    }

    #[test]
    fn workers_take_part() {
        let pool = pool_of(1);
        let worked = AtomicBool::new(false);
        (&pool).broadcast(&|number| {
            if number == 1 {
                worked.store(true, Ordering::SeqCst);
            }
            while !worked.load(Ordering::SeqCst) {
                thread::yield_now();
            }
        });
    }

    #[test]
    fn a_worker_that_crashes_does_not_hang_the_frame() {
        let pool = pool_of(1);
        let entered = AtomicBool::new(false);
        let frame = catch_unwind(AssertUnwindSafe(|| {
            (&pool).broadcast(&|number| {
                entered.fetch_or(number == 1, Ordering::SeqCst);
                assert!(number == 0, "as a trap would");
                while !entered.load(Ordering::SeqCst) {
                    thread::yield_now();
                }
            });
        }));
        let said = frame.expect_err("the frame fails");
        assert!(said.downcast_ref::<&str>().is_some_and(|said| said.contains("worker")));
    }
}
