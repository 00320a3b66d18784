//! Which digest attribute of a manifest section the platforms of a range compare.
//!
//! Source: AOSP tools/apksig (V1SchemeVerifier.getDigestsToVerify).

use super::jar_manifest::Section;
use super::keys::Hash;
use super::Range;
use crate::error::{ParseError, Result};
use sha2::Digest;

/// First platform that picks the strongest digest rather than the first listed one.
const STRONGEST_FIRST_SDK: i32 = 18;

/// A digest as stated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Expected {
    hash: Hash,
    value: Vec<u8>,
}

/// A digest being computed piece by piece.
pub(super) enum Running {
    Md5(md5::Md5),
    Sha1(sha1::Sha1),
    Sha224(sha2::Sha224),
    Sha256(sha2::Sha256),
    Sha384(sha2::Sha384),
    Sha512(sha2::Sha512),
}

impl Expected {
    pub fn matches(&self, bytes: &[u8]) -> bool {
        self.hash.digest(&[bytes]) == self.value
    }

    pub fn start(&self) -> Running {
        match self.hash {
            Hash::Md5 => Running::Md5(md5::Md5::new()),
            Hash::Sha1 => Running::Sha1(sha1::Sha1::new()),
            Hash::Sha224 => Running::Sha224(sha2::Sha224::new()),
            Hash::Sha256 => Running::Sha256(sha2::Sha256::new()),
            Hash::Sha384 => Running::Sha384(sha2::Sha384::new()),
            Hash::Sha512 => Running::Sha512(sha2::Sha512::new()),
        }
    }
}

impl Running {
    pub fn update(&mut self, piece: &[u8]) {
        match self {
            Self::Md5(digest) => digest.update(piece),
            Self::Sha1(digest) => digest.update(piece),
            Self::Sha224(digest) => digest.update(piece),
            Self::Sha256(digest) => digest.update(piece),
            Self::Sha384(digest) => digest.update(piece),
            Self::Sha512(digest) => digest.update(piece),
        }
    }

    pub fn equals(self, expected: &Expected) -> bool {
        let value = match self {
            Self::Md5(digest) => digest.finalize().to_vec(),
            Self::Sha1(digest) => digest.finalize().to_vec(),
            Self::Sha224(digest) => digest.finalize().to_vec(),
            Self::Sha256(digest) => digest.finalize().to_vec(),
            Self::Sha384(digest) => digest.finalize().to_vec(),
            Self::Sha512(digest) => digest.finalize().to_vec(),
        };
        value == expected.value
    }
}

/// The digests that platforms of `range` compare for a section; empty when some platform finds none.
///
/// # Errors
/// `apk_bad_base64`.
pub(super) fn expected(section: &Section, suffix: &str, range: Range) -> Result<Vec<Expected>> {
    let mut found: Vec<Expected> = Vec::new();
    if range.min < STRONGEST_FIRST_SDK {
        let listed = section.get("Digest-Algorithms").unwrap_or("SHA SHA1");
        for algorithm in listed.split_ascii_whitespace() {
            let Some(value) = section.get(&format!("{algorithm}{suffix}")) else { continue };
            let (hash, since) = match algorithm.to_ascii_uppercase().as_str() {
                "MD5" => (Hash::Md5, 0),
                "SHA" | "SHA1" | "SHA-1" => (Hash::Sha1, 0),
                "SHA-256" => (Hash::Sha256, 0),
                "SHA-384" => (Hash::Sha384, 9),
                "SHA-512" => (Hash::Sha512, 9),
                _ => continue,
            };
            if since <= range.min {
                found.push(Expected { hash, value: base64(value)? });
                break;
            }
        }
        if found.is_empty() {
            return Ok(found);
        }
    }
    if range.max >= STRONGEST_FIRST_SDK {
        let strongest = [
            (Hash::Sha512, "SHA-512"),
            (Hash::Sha384, "SHA-384"),
            (Hash::Sha256, "SHA-256"),
            (Hash::Sha1, "SHA1"),
        ];
        for (hash, name) in strongest {
            let Some(value) = section.get(&format!("{name}{suffix}")) else { continue };
            let digest = Expected { hash, value: base64(value)? };
            if !found.contains(&digest) {
                found.push(digest);
            }
            break;
        }
    }
    Ok(found)
}

/// RFC 4648 section 4, padding optional, as `java.util.Base64` reads it.
fn base64(text: &str) -> Result<Vec<u8>> {
    let bad = || ParseError::new("apk_bad_base64", None, "a digest in the JAR manifest is not base64");
    let mut out = Vec::with_capacity(text.len());
    let (mut bits, mut held) = (0_u32, 0_u32);
    for byte in text.trim_end_matches('=').bytes() {
        let value = match byte {
            b'A'..=b'Z' => byte.wrapping_sub(b'A'),
            b'a'..=b'z' => byte.wrapping_sub(b'a').wrapping_add(26),
            b'0'..=b'9' => byte.wrapping_sub(b'0').wrapping_add(52),
            b'+' => 62,
            b'/' => 63,
            _ => return Err(bad()),
        };
        bits = (bits << 6) | u32::from(value);
        held = held.saturating_add(6);
        if held >= 8 {
            held = held.saturating_sub(8);
            out.push(u8::try_from((bits >> held) & 0xff).map_err(|_| bad())?);
            bits &= (1 << held) - 1;
        }
    }
    if held == 6 {
        return Err(bad());
    }
    Ok(out)
}
