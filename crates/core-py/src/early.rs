//! What is seen of a package before its code is analysed, told while that still goes on.

use std::sync::mpsc::{Receiver, Sender};
use std::thread;

use mingjian_apk::threads::has_room;

use crate::work::STACK_BYTES;

/// Code below which a thread more is not worth it, bytes inflated (project choice).
const WORTH_A_THREAD: u64 = 1 << 20;

/// What the thread at work tells the one that waits.
pub enum Signal {
    /// One of the early parts is there, or is known to be broken.
    Part,
    /// There is nothing more to wait for.
    Ended,
}

/// Whether one may wait on a thread for the early parts of a package with so much code.
pub fn is_worth_it(code_bytes: u64) -> bool {
    code_bytes >= WORTH_A_THREAD && has_room()
}

/// Does `work`; as soon as so many `parts` are told, `meanwhile` is done on a thread of its own, where one can be
/// had. A panic of either goes on in the caller.
pub fn told<T>(
    (tell, told): (&Sender<Signal>, Receiver<Signal>),
    parts: usize,
    work: impl FnOnce() -> T,
    meanwhile: impl FnOnce() + Send,
) -> T {
    let hear = move || {
        if (0..parts).all(|_| matches!(told.recv(), Ok(Signal::Part))) {
            meanwhile();
        }
    };
    thread::scope(|scope| {
        let hearer = thread::Builder::new().stack_size(STACK_BYTES).spawn_scoped(scope, hear);
        let end = End(tell);
        let answer = work();
        drop(end);
        if let Ok(Err(panic)) = hearer.map(thread::ScopedJoinHandle::join) {
            std::panic::resume_unwind(panic);
        }
        answer
    })
}

/// Tells the end, also that of a panic.
struct End<'s>(&'s Sender<Signal>);

impl Drop for End<'_> {
    fn drop(&mut self) {
        let _ = self.0.send(Signal::Ended);
    }
}
