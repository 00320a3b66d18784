//! Which platforms understand which pair of digest and signature algorithm in a JAR signature block.
//!
//! Source: AOSP tools/apksig (OidConstants), measured there on every platform version.

use super::keys::{Hash, Scheme};

type Ranges = &'static [(i32, i32)];
const ALWAYS: i32 = i32::MAX;

/// The digest an object identifier names.
pub(super) fn digest(oid: &str) -> Option<Hash> {
    Some(match oid {
        "1.2.840.113549.2.5" => Hash::Md5,
        "1.3.14.3.2.26" => Hash::Sha1,
        "2.16.840.1.101.3.4.2.4" => Hash::Sha224,
        "2.16.840.1.101.3.4.2.1" => Hash::Sha256,
        "2.16.840.1.101.3.4.2.2" => Hash::Sha384,
        "2.16.840.1.101.3.4.2.3" => Hash::Sha512,
        _ => return None,
    })
}

/// The scheme of a signature algorithm, and its digest unless the signer names that apart.
pub(super) fn signature(oid: &str) -> Option<(Scheme, Option<Hash>)> {
    Some(match oid {
        "1.2.840.113549.1.1.1" => (Scheme::RsaPkcs1, None),
        "1.2.840.113549.1.1.4" => (Scheme::RsaPkcs1, Some(Hash::Md5)),
        "1.2.840.113549.1.1.5" => (Scheme::RsaPkcs1, Some(Hash::Sha1)),
        "1.2.840.113549.1.1.14" => (Scheme::RsaPkcs1, Some(Hash::Sha224)),
        "1.2.840.113549.1.1.11" => (Scheme::RsaPkcs1, Some(Hash::Sha256)),
        "1.2.840.113549.1.1.12" => (Scheme::RsaPkcs1, Some(Hash::Sha384)),
        "1.2.840.113549.1.1.13" => (Scheme::RsaPkcs1, Some(Hash::Sha512)),
        "1.2.840.10040.4.1" => (Scheme::Dsa, None),
        "1.2.840.10040.4.3" => (Scheme::Dsa, Some(Hash::Sha1)),
        "2.16.840.1.101.3.4.3.1" => (Scheme::Dsa, Some(Hash::Sha224)),
        "2.16.840.1.101.3.4.3.2" => (Scheme::Dsa, Some(Hash::Sha256)),
        "1.2.840.10045.2.1" => (Scheme::Ecdsa, None),
        "1.2.840.10045.4.1" => (Scheme::Ecdsa, Some(Hash::Sha1)),
        "1.2.840.10045.4.3.1" => (Scheme::Ecdsa, Some(Hash::Sha224)),
        "1.2.840.10045.4.3.2" => (Scheme::Ecdsa, Some(Hash::Sha256)),
        "1.2.840.10045.4.3.3" => (Scheme::Ecdsa, Some(Hash::Sha384)),
        "1.2.840.10045.4.3.4" => (Scheme::Ecdsa, Some(Hash::Sha512)),
        _ => return None,
    })
}

/// Platforms that verify `signature` made over `digest`, as inclusive ranges.
fn supported(digest: Hash, signature: (Scheme, Option<Hash>)) -> Ranges {
    use Hash::{Md5, Sha1, Sha224, Sha256, Sha384, Sha512};
    match (signature, digest) {
        ((Scheme::RsaPkcs1, None), Md5 | Sha1) | ((Scheme::RsaPkcs1, Some(Sha1)), Sha1) => &[(0, ALWAYS)],
        ((Scheme::RsaPkcs1, Some(Md5)), Md5)
        | ((Scheme::RsaPkcs1, None), Sha224)
        | ((Scheme::RsaPkcs1, Some(Sha224)), Sha224) => &[(0, 8), (21, ALWAYS)],
        ((Scheme::RsaPkcs1, None | Some(Sha256)), Sha256) => &[(0, 8), (18, ALWAYS)],
        ((Scheme::RsaPkcs1, None), Sha384 | Sha512) => &[(18, ALWAYS)],
        ((Scheme::RsaPkcs1, Some(Sha384)), Sha384) | ((Scheme::RsaPkcs1, Some(Sha512)), Sha512) => {
            &[(21, ALWAYS)]
        }
        ((Scheme::RsaPkcs1, Some(Sha256)), Sha224)
        | ((Scheme::RsaPkcs1, Some(Sha1)), Sha256)
        | ((Scheme::RsaPkcs1, Some(Sha384)), Sha512) => &[(21, 21)],
        ((Scheme::RsaPkcs1, Some(_)), _) => &[(21, 23)],
        ((Scheme::Dsa, None), Sha1) => &[(0, ALWAYS)],
        ((Scheme::Dsa, None), Sha224 | Sha256) => &[(22, ALWAYS)],
        ((Scheme::Dsa, Some(Sha1)), Sha1) => &[(9, ALWAYS)],
        ((Scheme::Dsa, Some(Sha224)), Sha224) | ((Scheme::Dsa, Some(Sha256)), Sha256) => &[(21, ALWAYS)],
        ((Scheme::Dsa, Some(_)), _) => &[(21, 23)],
        ((Scheme::Ecdsa, None), Sha1 | Sha256 | Sha384 | Sha512) | ((Scheme::Ecdsa, Some(Sha1)), Sha1) => {
            &[(18, ALWAYS)]
        }
        ((Scheme::Ecdsa, None), Sha224) => &[(21, ALWAYS)],
        ((Scheme::Ecdsa, Some(signed)), _) if signed == digest => &[(21, ALWAYS)],
        ((Scheme::Ecdsa, Some(_)), _) => &[(21, 23)],
        _ => &[],
    }
}

/// Whether every platform from `min_sdk` to `max_sdk` verifies the pair.
pub(super) fn supported_throughout(
    digest: Hash,
    signature: (Scheme, Option<Hash>),
    min_sdk: i32,
    max_sdk: i32,
) -> bool {
    let mut next = min_sdk;
    for (from, to) in supported(digest, signature) {
        if *from <= next && next <= *to {
            if max_sdk <= *to {
                return true;
            }
            next = to.saturating_add(1);
        }
    }
    false
}
