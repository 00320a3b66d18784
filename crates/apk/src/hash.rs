//! Quick hash tables for small keys that an attacker may choose.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, Hasher, RandomState};

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
    #[inline]
    fn write(&mut self, bytes: &[u8]) {
        let mut chunks = bytes.chunks_exact(8);
        for chunk in &mut chunks {
            self.fold(chunk.first_chunk::<8>().map_or(0, |bytes| u64::from_le_bytes(*bytes)));
        }
        let rest =
            chunks.remainder().iter().fold(bytes.len() as u64, |word, byte| (word << 8) | u64::from(*byte));
        self.fold(rest);
    }

    #[inline]
    fn write_u8(&mut self, number: u8) {
        self.fold(u64::from(number));
    }

    #[inline]
    fn write_u16(&mut self, number: u16) {
        self.fold(u64::from(number));
    }

    #[inline]
    fn write_u32(&mut self, number: u32) {
        self.fold(u64::from(number));
    }

    #[inline]
    fn write_u64(&mut self, number: u64) {
        self.fold(number);
    }

    #[inline]
    fn write_usize(&mut self, number: usize) {
        self.fold(number as u64);
    }

    #[inline]
    fn finish(&self) -> u64 {
        self.state
    }
}

pub type Map<K, V> = HashMap<K, V, Seeded>;
pub type Set<K> = HashSet<K, Seeded>;
