//! Independent pieces of one examination, each done by whichever of two threads is free.
//!
//! Two: a package's dex files, digests and pictures are worth no more, and a server examines many packages.

use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

/// A piece of work that leaves its answer where it was told to.
pub type Task<'t> = Box<dyn Fn() + Sync + Send + 't>;

/// Deep XML and layered pictures are walked on the stack; this is what a main thread has.
const STACK_BYTES: usize = 8 << 20;

/// An answer and the milliseconds it took.
pub struct Timed<T> {
    pub value: T,
    pub milliseconds: f64,
}

impl<T> Timed<T> {
    pub fn of(work: impl FnOnce() -> T) -> Self {
        let started = Instant::now();
        let value = work();
        Self { value, milliseconds: started.elapsed().as_secs_f64() * 1000.0 }
    }
}

/// Does every task once, the first ones first. A panic of one of them goes on in the caller.
pub fn all(tasks: &[Task<'_>]) {
    let next = AtomicUsize::new(0);
    let work = || {
        while let Some(task) = tasks.get(next.fetch_add(1, Ordering::Relaxed)) {
            task();
        }
    };
    if tasks.len() < 2 || thread::available_parallelism().map_or(1, NonZero::get) < 2 {
        return work();
    }
    thread::scope(|scope| {
        // Where no thread can be had, the caller does it all.
        let beside = thread::Builder::new().stack_size(STACK_BYTES).spawn_scoped(scope, work);
        work();
        if let Some(Err(panic)) = beside.ok().map(|thread| thread.join()) {
            std::panic::resume_unwind(panic);
        }
    });
}
