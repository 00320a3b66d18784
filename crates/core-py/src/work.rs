//! Independent pieces of one examination, each done by whichever of two threads is free.
//!
//! Two: a package's dex files, digests and pictures are worth no more, and a server examines many packages.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, TryRecvError};
use std::thread;
use std::time::Instant;

use mingjian_apk::threads::{has_room, want_second};
use pyo3::prelude::*;

/// A piece of work that leaves its answer where it was told to.
pub type Task<'t> = Box<dyn Fn() + Sync + Send + 't>;

/// Deep XML and layered pictures are walked on the stack; this is what a main thread has.
pub const STACK_BYTES: usize = 8 << 20;

/// An answer and the milliseconds it took.
pub struct Timed<T> {
    pub value: T,
    pub milliseconds: f64,
}

impl<T> Timed<T> {
    pub fn of(work: impl FnOnce() -> T) -> Self {
        let started = Instant::now();
        let value = work();
        Self { value, milliseconds: milliseconds(started, Instant::now()) }
    }
}

/// From `began` to `ended`.
pub fn milliseconds(began: Instant, ended: Instant) -> f64 {
    ended.duration_since(began).as_secs_f64() * 1000.0
}

/// Whether a second thread helps with a package where a processor is there for it; at first it does.
#[pyfunction]
pub fn second_thread(is_wanted: bool) {
    want_second(is_wanted);
}

/// What is to be done, in the order in which a thread that is free turns to it.
pub struct Tasks<'l, 't> {
    /// Needs nothing.
    pub early: &'l [Task<'t>],
    /// Needs what is prepared.
    pub first: &'l [Task<'t>],
    /// Short, and needs what is prepared: done while the other thread is at the last of those before.
    pub short: &'l [Task<'t>],
    /// Needs what is prepared.
    pub beside: &'l [Task<'t>],
}

/// Does `prepare`, every task that is `early` or `first`, and then `wanted`, whose answer it gives; the other tasks
/// are done meanwhile, or afterwards. A panic of a task goes on in the caller.
///
/// # Errors
/// What `prepare` gives; then not every task is done.
pub fn all<T, E>(
    tasks: &Tasks<'_, '_>,
    prepare: impl FnOnce() -> Result<(), E>,
    wanted: impl FnOnce() -> T,
) -> Result<T, E> {
    let [early, firsts, short, others] = [tasks.early, tasks.first, tasks.short, tasks.beside].map(List::new);
    thread::scope(|scope| {
        let (told, is_done) = mpsc::channel::<()>();
        let (prepared, is_prepared) = mpsc::channel::<()>();
        let (early, firsts, short, others) = (&early, &firsts, &short, &others);
        let help = move || {
            early.work();
            if is_prepared.recv().is_err() {
                return;
            }
            firsts.work();
            // A panic drops it as well.
            drop(told);
            short.work();
            others.work();
        };
        // Where no thread can be had, the caller does it all.
        let thread = thread::Builder::new().stack_size(STACK_BYTES);
        let helper = has_room().then(|| thread.spawn_scoped(scope, help).ok()).flatten();
        // Where it fails, an empty list and the end of the channel tell the helper to stop.
        prepare().inspect_err(|_| early.give_up())?;
        let _ = prepared.send(());
        early.work();
        firsts.work();
        if helper.is_some() {
            // Nothing is ever sent: the helper hangs up when it has no more to do with the first tasks.
            while is_done.try_recv() == Err(TryRecvError::Empty) && short.step() {}
            let _ = is_done.recv();
        }
        let answer = wanted();
        short.work();
        others.work();
        if let Some(Err(panic)) = helper.map(thread::ScopedJoinHandle::join) {
            std::panic::resume_unwind(panic);
        }
        Ok(answer)
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

    /// Leaves what nobody has taken yet undone.
    fn give_up(&self) {
        self.next.store(self.tasks.len(), Ordering::Relaxed);
    }

    /// Does what nobody has taken yet.
    fn work(&self) {
        while self.step() {}
    }

    /// Does one task that nobody has taken yet; false where there is none.
    fn step(&self) -> bool {
        let task = self.tasks.get(self.next.fetch_add(1, Ordering::Relaxed));
        task.inspect(|task| task()).is_some()
    }
}
