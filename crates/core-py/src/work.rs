//! Independent pieces of one examination, each done by whichever of two threads is free.
//!
//! Two: a package's dex files, digests and pictures are worth no more, and a server examines many packages.

use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
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

/// Does every task of `first` and then `wanted`, whose answer it gives; what is in `beside` is done meanwhile, or
/// afterwards. A panic of a task goes on in the caller.
pub fn all<T>(first: &[Task<'_>], beside: &[Task<'_>], wanted: impl FnOnce() -> T) -> T {
    let (firsts, others) = (List::new(first), List::new(beside));
    let is_worth_it = first.len() + beside.len() > 1;
    let has_room = || thread::available_parallelism().map_or(1, NonZero::get) > 1;
    thread::scope(|scope| {
        let (told, is_done) = mpsc::channel::<()>();
        let (firsts, others) = (&firsts, &others);
        let help = move || {
            firsts.work();
            // A panic drops it as well.
            drop(told);
            others.work();
        };
        // Where no thread can be had, the caller does it all.
        let thread = thread::Builder::new().stack_size(STACK_BYTES);
        let helper = (is_worth_it && has_room()).then(|| thread.spawn_scoped(scope, help).ok()).flatten();
        firsts.work();
        if helper.is_some() {
            // Nothing is ever sent: this waits until the helper has no more to do with the first tasks.
            let _ = is_done.recv();
        }
        let answer = wanted();
        others.work();
        if let Some(Err(panic)) = helper.map(thread::ScopedJoinHandle::join) {
            std::panic::resume_unwind(panic);
        }
        answer
    })
}

/// Tasks that are taken one by one.
struct List<'l, 't> {
    tasks: &'l [Task<'t>],
    next: AtomicUsize,
}

impl<'l, 't> List<'l, 't> {
    fn new(tasks: &'l [Task<'t>]) -> Self {
        Self { tasks, next: AtomicUsize::new(0) }
    }

    /// Does what nobody has taken yet.
    fn work(&self) {
        while let Some(task) = self.tasks.get(self.next.fetch_add(1, Ordering::Relaxed)) {
            task();
        }
    }
}
