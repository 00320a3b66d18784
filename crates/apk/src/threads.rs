//! Whether a second thread is of use to the analysis of one package.

use std::num::NonZero;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

static IS_WANTED: AtomicBool = AtomicBool::new(true);

/// Tells this process whether a second thread is wanted. Where as many packages are examined as there are processors,
/// it only takes turns with what others do, and what it costs comes back to nobody.
pub fn want_second(is_wanted: bool) {
    IS_WANTED.store(is_wanted, Ordering::Relaxed);
}

/// Whether a second thread is wanted and has a processor to run on.
pub fn has_room() -> bool {
    IS_WANTED.load(Ordering::Relaxed) && thread::available_parallelism().map_or(1, NonZero::get) > 1
}
