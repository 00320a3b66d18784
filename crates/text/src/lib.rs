//! Words and sentences of policies: a lexicon finder, and a linear model that scores sentences.
//!
//! Pure: bytes and texts in, numbers out. Nothing here reads a file or knows what a label means.

mod error;
pub mod features;
pub mod lexicon;
pub mod model;
pub mod outline;

pub use error::{Error, Result};
