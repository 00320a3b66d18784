//! The one error of this crate.

use std::fmt;

/// Why a lexicon or a model could not be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    /// Stable, lower snake case, e.g. `model_bad_magic`, `lexicon_empty_word`.
    pub code: &'static str,
    /// One plain clause saying what was wrong, with the numbers; no sentence end.
    pub detail: String,
}

impl Error {
    pub(crate) fn new(code: &'static str, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into() }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.detail)
    }
}

impl std::error::Error for Error {}

pub type Result<T> = std::result::Result<T, Error>;
