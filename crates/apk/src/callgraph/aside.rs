//! Two pieces of one package's analysis at the same time, where that pays and a second processor is there.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;

use crate::error::Result;
use crate::threads::has_room;

/// Does `aside` on a thread of its own while the caller does `here`; where that is not worth a thread, or none can
/// be had, the caller does both. A panic of either goes on in the caller.
pub fn both<A: Send, B>(is_worth_it: bool, aside: impl Fn() -> A + Sync, here: impl FnOnce() -> B) -> (A, B) {
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

/// Most answers that wait to be taken, on either side.
const MOST_AHEAD: usize = 64;

/// Makes `count` answers and takes them one after the other; where that is worth a thread, both make them: the caller
/// makes later ones while the one it would take is not there yet. A panic of either goes on in the caller.
///
/// # Errors
/// The first that `take` gives.
pub fn ahead<T: Send>(
    is_worth_it: bool,
    count: usize,
    make: impl Fn(usize) -> T + Sync,
    mut take: impl FnMut(usize, T) -> Result<()>,
) -> Result<()> {
    if !(is_worth_it && has_room()) {
        return (0..count).try_for_each(|number| take(number, make(number)));
    }
    let next = AtomicUsize::new(0);
    let begin = || Some(next.fetch_add(1, Ordering::Relaxed)).filter(|number| *number < count);
    let (make, begin) = (&make, &begin);
    thread::scope(|scope| {
        let (give, given) = mpsc::sync_channel(MOST_AHEAD);
        let help = move || {
            while let Some(number) = begin() {
                if give.send((number, make(number))).is_err() {
                    break;
                }
            }
        };
        let helper = thread::Builder::new().spawn_scoped(scope, help);
        let mut waiting: BTreeMap<usize, T> = BTreeMap::new();
        let mut wanted = 0;
        while wanted < count {
            if let Some(made) = waiting.remove(&wanted) {
                take(wanted, made)?;
                wanted += 1;
                continue;
            }
            let there = given.try_recv().ok();
            let own = || begin().map(|number| (number, make(number)));
            let there = there.or_else(|| if waiting.len() < MOST_AHEAD { own() } else { None });
            // When the helper gives no more, it panicked.
            let Some((number, made)) = there.or_else(|| given.recv().ok()) else { break };
            waiting.insert(number, made);
        }
        if let Ok(Err(panic)) = helper.map(thread::ScopedJoinHandle::join) {
            std::panic::resume_unwind(panic);
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::{ahead, both};
    use crate::error::ParseError;

    #[test]
    fn takes_all_in_order_with_and_without_a_thread() {
        for is_worth_it in [false, true] {
            let mut taken = Vec::new();
            let took = ahead(
                is_worth_it,
                1000,
                |number| number * 2,
                |number, made| {
                    taken.push((number, made));
                    Ok(())
                },
            );
            assert!(took.is_ok());
            assert!(taken.iter().copied().eq((0..1000).map(|number| (number, number * 2))));
        }
    }

    #[test]
    fn ends_with_the_first_error() {
        for is_worth_it in [false, true] {
            let mut taken = 0;
            let took = ahead(
                is_worth_it,
                1000,
                |number| number,
                |number, _| {
                    taken += 1;
                    if number == 3 {
                        Err(ParseError::new("enough", None, ""))
                    } else {
                        Ok(())
                    }
                },
            );
            assert_eq!((took.map_err(|error| error.code), taken), (Err("enough"), 4));
        }
    }

    #[test]
    fn gives_both_answers_with_and_without_a_thread() {
        for is_worth_it in [false, true] {
            assert_eq!(both(is_worth_it, || 6 * 7, || "here"), (42, "here"));
        }
    }
}
