//! The one error every parser raises.

use std::fmt;

/// Why bytes could not be read: a stable code, the entry they came from and the offset inside it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct ParseError {
    /// Stable, lower snake case, e.g. `zip_no_eocd`, `dex_bad_magic`, `budget_exceeded`.
    pub code: &'static str,
    /// Entry name inside the package; empty for the package itself. Nested as `outer!inner`.
    pub entry: String,
    /// Byte offset inside the entry (or the file), where known.
    pub offset: Option<u64>,
    /// One plain clause saying what was wrong, with the numbers; no sentence end.
    pub detail: String,
}

impl ParseError {
    pub fn new(code: &'static str, offset: impl Into<Option<u64>>, detail: impl Into<String>) -> Self {
        Self { code, entry: String::new(), offset: offset.into(), detail: detail.into() }
    }

    /// Names the entry, unless a deeper parser already did.
    #[must_use]
    pub fn in_entry(mut self, entry: &str) -> Self {
        if self.entry.is_empty() {
            entry.clone_into(&mut self.entry);
        }
        self
    }

    /// A cap was reached: the scan is incomplete rather than the input unreadable.
    pub fn is_limit(&self) -> bool {
        self.code == crate::limits::BUDGET_EXCEEDED
    }
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.detail)?;
        if !self.entry.is_empty() {
            write!(f, " in {}", self.entry)?;
        }
        if let Some(offset) = self.offset {
            write!(f, " at {offset:#x}")?;
        }
        Ok(())
    }
}

impl std::error::Error for ParseError {}

pub type Result<T> = std::result::Result<T, ParseError>;
