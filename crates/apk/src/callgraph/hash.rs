//! One 64-bit number per method name and prototype, equal over dex files and knowledge rows; quick tables.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, Hasher, RandomState};

/// Hash of a byte string; not for tables that an attacker fills (those use the standard hasher).
pub fn bytes(data: &[u8]) -> u64 {
    let mut state = 0x9e37_79b9_7f4a_7c15u64 ^ (data.len() as u64);
    let mut chunks = data.chunks_exact(8);
    for chunk in &mut chunks {
        let word = chunk.first_chunk::<8>().map_or(0, |bytes| u64::from_le_bytes(*bytes));
        state = mix(state, word);
    }
    let rest = chunks.remainder().iter().rev().fold(0u64, |word, byte| (word << 8) | u64::from(*byte));
    mix(state, rest)
}

/// Adds `value` to `state`; order matters.
pub fn mix(state: u64, value: u64) -> u64 {
    let mixed = (state.rotate_left(23) ^ value).wrapping_mul(0xff51_afd7_ed55_8ccd);
    mixed ^ (mixed >> 32)
}

/// Selector of `name` with descriptor `(…)…`; `None` when the descriptor is none.
pub fn selector(name: &str, descriptor: &str) -> Option<u64> {
    let mut proto = PROTO_SEED;
    for part in descriptor_types(descriptor)? {
        proto = mix(proto, bytes(part.as_bytes()));
    }
    Some(mix(bytes(name.as_bytes()), proto))
}

/// Where a prototype's hash starts; each parameter's type is mixed in, then the return type.
pub const PROTO_SEED: u64 = 0x51_7cc1_b727_220a;

/// Types of `(…)R`, the return type last.
pub fn descriptor_types(descriptor: &str) -> Option<Vec<&str>> {
    let mut types = Vec::new();
    let mut rest = descriptor.strip_prefix('(')?;
    loop {
        if let Some(tail) = rest.strip_prefix(')') {
            types.push(tail);
            return Some(types);
        }
        let dimensions = rest.bytes().take_while(|byte| *byte == b'[').count();
        let end = match rest.as_bytes().get(dimensions)? {
            b'L' => rest.find(';')?.checked_add(1)?,
            _ => dimensions.checked_add(1)?,
        };
        types.push(rest.get(..end)?);
        rest = rest.get(end..)?;
    }
}

/// A quick hasher for small keys whose start no input can know: tables stay quick whatever they are filled with.
#[derive(Debug, Clone)]
pub struct Seeded {
    seed: u64,
}

impl Default for Seeded {
    fn default() -> Self {
        Self { seed: RandomState::new().build_hasher().finish() | 1 }
    }
}

impl BuildHasher for Seeded {
    type Hasher = Folded;

    fn build_hasher(&self) -> Folded {
        Folded { state: self.seed, seed: self.seed }
    }
}

/// Multiplies 64 by 64 bits and folds the product; the seed is in both factors.
#[derive(Debug)]
pub struct Folded {
    state: u64,
    seed: u64,
}

impl Folded {
    #[inline]
    fn fold(&mut self, word: u64) {
        let product =
            u128::from(self.state ^ word).wrapping_mul(u128::from(self.seed ^ 0x9e37_79b9_7f4a_7c15));
        self.state = (product as u64) ^ ((product >> 64) as u64) ^ self.seed.rotate_left(17);
    }
}

impl Hasher for Folded {
    fn write(&mut self, bytes: &[u8]) {
        let mut chunks = bytes.chunks_exact(8);
        for chunk in &mut chunks {
            self.fold(chunk.first_chunk::<8>().map_or(0, |bytes| u64::from_le_bytes(*bytes)));
        }
        let rest =
            chunks.remainder().iter().fold(bytes.len() as u64, |word, byte| (word << 8) | u64::from(*byte));
        self.fold(rest);
    }

    fn write_u8(&mut self, number: u8) {
        self.fold(u64::from(number));
    }

    fn write_u32(&mut self, number: u32) {
        self.fold(u64::from(number));
    }

    fn write_u64(&mut self, number: u64) {
        self.fold(number);
    }

    fn write_usize(&mut self, number: usize) {
        self.fold(number as u64);
    }

    fn finish(&self) -> u64 {
        self.state
    }
}

pub type Map<K, V> = HashMap<K, V, Seeded>;
pub type Set<K> = HashSet<K, Seeded>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn selectors_part_names_and_types() {
        assert_eq!(descriptor_types("(I[[Ljava/lang/String;J)V").unwrap_or_default().len(), 4);
        assert_ne!(selector("a", "(I)V"), selector("a", "(J)V"));
        assert_ne!(selector("a", "(I)V"), selector("a", "()I"));
        assert_eq!(selector("a", "I)V"), None);
    }
}
