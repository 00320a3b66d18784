//! Parsers for Android packages.
//!
//! Everything here works on byte slices, never on files, and treats every byte as hostile: reads are
//! checked, loops are paid for from a [`limits::Budget`], and failure is a [`error::ParseError`] that
//! names the entry and the offset. Bindings live in `crates/core-py`.

pub mod arsc;
pub mod axml;
pub mod callgraph;
pub mod dex;
pub mod error;
mod hash;
pub mod hex;
pub mod hidden;
pub mod knowledge;
pub mod layout;
pub mod limits;
pub mod manifest;
pub mod reader;
pub mod resources;
pub mod signing;
pub mod threads;
pub mod zip;
