//! One 64-bit number per method name and prototype, equal over dex files and knowledge rows; quick tables.

pub use crate::hash::{Map, Set};

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
