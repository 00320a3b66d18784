//! Huge pages, but for packages of so much code that what stays empty of them would count.

use std::sync::atomic::{AtomicUsize, Ordering};

/// Code from which on memory comes in small pages, bytes inflated (project choice, ADR 5).
const MUCH_CODE: u64 = 40 << 20;

static LEAN: AtomicUsize = AtomicUsize::new(0);

/// As long as one of these lives, the system gives this process small pages. Where it cannot be told to, all
/// goes on as it is.
pub struct Lean(());

impl Lean {
    /// One for a package whose dex files say that they inflate to so many bytes, where that is much.
    pub fn for_code(bytes: u64) -> Option<Self> {
        (bytes >= MUCH_CODE).then(|| {
            if LEAN.fetch_add(1, Ordering::Relaxed) == 0 {
                tell(true);
            }
            Self(())
        })
    }
}

impl Drop for Lean {
    fn drop(&mut self) {
        if LEAN.fetch_sub(1, Ordering::Relaxed) == 1 {
            tell(false);
        }
    }
}

#[cfg(target_os = "linux")]
fn tell(is_lean: bool) {
    let _ = rustix::thread::disable_transparent_huge_pages(is_lean);
}

#[cfg(not(target_os = "linux"))]
fn tell(_is_lean: bool) {}
