//! Consent gates: where the app records agreement, and which calls stand only behind "agreed".

use std::collections::HashMap;

use super::facts::Gate;
use super::program::MethodId;

/// A stretch of a method that runs only after agreement: code units `from..end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Guarded {
    pub from: u32,
    pub end: u32,
    pub gate: u16,
}

/// All candidates of a package.
#[derive(Debug, Default)]
pub struct Gates {
    pub list: Vec<Gate>,
    guarded: HashMap<MethodId, Vec<Guarded>>,
    /// Methods of listeners that record agreement, by gate number.
    pub listeners: HashMap<MethodId, u16>,
}

impl Gates {
    /// Stretches of a method behind a gate.
    pub fn guarded(&self, method: MethodId) -> &[Guarded] {
        self.guarded.get(&method).map(Vec::as_slice).unwrap_or_default()
    }
}
