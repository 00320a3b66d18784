//! Caps on what hostile input can make us do. Bytes are counted as written, never as declared.

use crate::error::{ParseError, Result};

pub const BUDGET_EXCEEDED: &str = "budget_exceeded";

/// Caps for one package; settings of the Python side are handed down here.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Largest entry that is parsed (inflated size), in bytes.
    pub max_entry_bytes: u64,
    /// Sum of inflated bytes alive for one package.
    pub max_live_bytes: u64,
    /// Most central directory records that are read.
    pub max_entries: u32,
    /// Units of parsing work (roughly: bytes or table rows touched) for one package.
    pub max_work: u64,
    /// Deepest nesting of XML elements, bags, annotations, references.
    pub max_depth: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_entry_bytes: 64 << 20,
            max_live_bytes: 192 << 20,
            max_entries: 1_000_000,
            max_work: 4_000_000_000,
            max_depth: 256,
        }
    }
}

/// Work left for one package. Charge before a loop whose length comes from the input.
#[derive(Debug, Clone)]
pub struct Budget {
    work_left: u64,
}

impl Budget {
    pub fn new(limits: &Limits) -> Self {
        Self { work_left: limits.max_work }
    }

    /// The work done so far of what `limits` allows.
    pub fn spent(&self, limits: &Limits) -> u64 {
        limits.max_work.saturating_sub(self.work_left)
    }

    /// The work done since `earlier` was copied from this.
    pub fn since(&self, earlier: &Self) -> u64 {
        earlier.work_left.saturating_sub(self.work_left)
    }

    /// Pays for `units` of work.
    ///
    /// # Errors
    /// `budget_exceeded` once the package has used up its work.
    pub fn charge(&mut self, units: u64) -> Result<()> {
        match self.work_left.checked_sub(units) {
            Some(left) => {
                self.work_left = left;
                Ok(())
            }
            None => {
                self.work_left = 0;
                Err(ParseError::new(BUDGET_EXCEEDED, None, "work budget for this package is used up"))
            }
        }
    }
}
