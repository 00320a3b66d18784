//! Two pieces of one package's analysis at the same time, where that pays and a second processor is there.

use std::num::NonZero;
use std::thread;

/// Does `aside` on a thread of its own while the caller does `here`; where that is not worth a thread, or none can
/// be had, the caller does both. A panic of either goes on in the caller.
pub fn both<A: Send, B>(is_worth_it: bool, aside: impl Fn() -> A + Sync, here: impl FnOnce() -> B) -> (A, B) {
    let has_room = || thread::available_parallelism().map_or(1, NonZero::get) > 1;
    if !(is_worth_it && has_room()) {
        return (aside(), here());
    }
    thread::scope(|scope| {
        let helper = thread::Builder::new().spawn_scoped(scope, &aside);
        let answer = here();
        match helper.map(thread::ScopedJoinHandle::join) {
            Ok(Ok(done)) => (done, answer),
            Ok(Err(panic)) => std::panic::resume_unwind(panic),
            Err(_) => (aside(), answer),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::both;

    #[test]
    fn gives_both_answers_with_and_without_a_thread() {
        for is_worth_it in [false, true] {
            assert_eq!(both(is_worth_it, || 6 * 7, || "here"), (42, "here"));
        }
    }
}
