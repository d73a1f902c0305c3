//! The threads that an engine runs on.

#[cfg(any(target_feature = "atomics", all(test, not(target_family = "wasm"))))]
mod worker_pool;

#[cfg(target_feature = "atomics")]
pub(crate) use worker_pool::WorkerPool;

/// The caller and its worker threads.
pub trait ThreadPool: Send + Sync {
    /// How many threads there are, the caller included.
    fn size(&self) -> usize;

    /// Runs `job` on the threads of the pool, and returns when every thread that began it has ended
    /// it. Each runs it with another number below [`Self::size`]; the caller is number 0. A thread
    /// that comes late may be left out, so the job must not rely on how many threads take part.
    ///
    /// # Panics
    /// If a thread panics in the job.
    fn broadcast(&self, job: &(dyn Fn(usize) + Sync));
}

/// The caller and no other thread.
#[derive(Clone, Copy, Debug)]
pub struct SingleThread;

impl ThreadPool for SingleThread {
    fn size(&self) -> usize {
        1
    }

    fn broadcast(&self, job: &(dyn Fn(usize) + Sync)) {
        job(0);
    }
}
