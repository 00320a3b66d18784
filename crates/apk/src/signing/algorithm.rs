//! Signature algorithms of APK signature schemes v2 and up, and which of them a platform range looks at.
//!
//! Source: source.android.com/docs/security/features/apksigning/v2; AOSP tools/apksig (ApkSigningBlockUtilsLite).

use super::keys::{Hash, Scheme};

/// How the package's content is digested; the order is the platform's preference, weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum ContentDigest {
    ChunkedSha256,
    VeritySha256,
    ChunkedSha512,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Algorithm {
    pub id: u32,
    pub scheme: Scheme,
    pub hash: Hash,
    pub content: ContentDigest,
    /// First platform that supports it.
    pub min_sdk: i32,
}

pub(super) fn by_id(id: u32) -> Option<Algorithm> {
    use self::Hash::{Sha256, Sha512};
    use ContentDigest::{ChunkedSha256, ChunkedSha512, VeritySha256};
    let (scheme, hash, content, min_sdk) = match id {
        0x0101 => (Scheme::RsaPss, Sha256, ChunkedSha256, 24),
        0x0102 => (Scheme::RsaPss, Sha512, ChunkedSha512, 24),
        0x0103 => (Scheme::RsaPkcs1, Sha256, ChunkedSha256, 24),
        0x0104 => (Scheme::RsaPkcs1, Sha512, ChunkedSha512, 24),
        0x0201 => (Scheme::Ecdsa, Sha256, ChunkedSha256, 24),
        0x0202 => (Scheme::Ecdsa, Sha512, ChunkedSha512, 24),
        0x0301 => (Scheme::Dsa, Sha256, ChunkedSha256, 24),
        0x0421 => (Scheme::RsaPkcs1, Sha256, VeritySha256, 28),
        0x0423 => (Scheme::Ecdsa, Sha256, VeritySha256, 28),
        0x0425 => (Scheme::Dsa, Sha256, VeritySha256, 28),
        _ => return None,
    };
    Some(Algorithm { id, scheme, hash, content, min_sdk })
}

/// The signatures that platforms `min_sdk` to `max_sdk` check: the strongest each of them knows. `None`
/// when some platform of the range knows none.
pub(super) fn to_verify<'a>(
    signatures: &[(Algorithm, &'a [u8])],
    min_sdk: i32,
    max_sdk: i32,
) -> Option<Vec<(Algorithm, &'a [u8])>> {
    let mut best: Vec<(Algorithm, &'a [u8])> = Vec::new();
    for candidate in signatures.iter().filter(|(algorithm, _)| algorithm.min_sdk <= max_sdk) {
        match best.iter_mut().find(|(algorithm, _)| algorithm.min_sdk == candidate.0.min_sdk) {
            Some(current) if candidate.0.content > current.0.content => *current = *candidate,
            Some(_) => {}
            None => best.push(*candidate),
        }
    }
    let first = best.iter().map(|(algorithm, _)| algorithm.min_sdk).min()?;
    if min_sdk < first {
        return None;
    }
    best.sort_by_key(|(algorithm, _)| algorithm.id);
    Some(best)
}
