//! What is seen of a package before its code is analysed, told while that still goes on.

use std::sync::{Condvar, Mutex, PoisonError};

use mingjian_apk::threads::has_room;

/// Code below which telling it early is not worth it, bytes inflated (project choice).
const WORTH_TELLING: u64 = 1 << 20;

/// Whether the early parts of a package with so much code are told while another thread is at the code.
pub fn is_worth_it(code_bytes: u64) -> bool {
    code_bytes >= WORTH_TELLING && has_room()
}

/// How many parts are still to come.
pub struct Coming {
    parts: Mutex<usize>,
    all_came: Condvar,
}

impl Coming {
    pub fn new(parts: usize) -> Self {
        Self { parts: Mutex::new(parts), all_came: Condvar::new() }
    }

    /// One of the parts: when this is dropped it is there, or is known to be broken.
    pub fn part(&self) -> Part<'_> {
        Part(self)
    }

    /// Waits for all parts, each of which some other thread must be at.
    pub fn wait(&self) {
        let parts = self.parts.lock().unwrap_or_else(PoisonError::into_inner);
        drop(self.all_came.wait_while(parts, |parts| *parts > 0).unwrap_or_else(PoisonError::into_inner));
    }
}

/// Tells that a part came, also when making it panicked.
pub struct Part<'c>(&'c Coming);

impl Drop for Part<'_> {
    fn drop(&mut self) {
        let mut parts = self.0.parts.lock().unwrap_or_else(PoisonError::into_inner);
        *parts = parts.saturating_sub(1);
        self.0.all_came.notify_all();
    }
}
