//! Fuzz target: dex files.
#![no_main]

#[path = "../../tests/common/mod.rs"]
mod common;
#[path = "../../tests/exercise/mod.rs"]
mod exercise;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    exercise::dex(data);
});
