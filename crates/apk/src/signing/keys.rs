//! Public keys and signatures over bytes: RSA (PKCS#1 v1.5, PSS), DSA and ECDSA on the NIST curves.

use super::ber::{self, Malformed, Reader};
use num_bigint_dig::BigUint;
use p256::ecdsa::signature::hazmat::PrehashVerifier;
use rsa::traits::PublicKeyParts;
use sha2::Digest;

const RSA: &str = "1.2.840.113549.1.1.1";
const DSA: &str = "1.2.840.10040.4.1";
const EC: &str = "1.2.840.10045.2.1";
/// Largest RSA modulus that apksig's tests sign with; bounds the work for one verification.
const MAX_RSA_BITS: usize = 16_384;
/// Largest DSA parameters of FIPS 186-4 (3072, 256), with room; larger ones would cost seconds each.
const MAX_DSA_BITS: usize = 4096;
const MAX_DSA_ORDER_BITS: usize = 256;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hash {
    Md5,
    Sha1,
    Sha224,
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    /// Digest of the parts, one after another.
    pub fn digest(self, parts: &[&[u8]]) -> Vec<u8> {
        fn run<D: Digest>(parts: &[&[u8]]) -> Vec<u8> {
            let mut digest = D::new();
            for part in parts {
                digest.update(part);
            }
            digest.finalize().to_vec()
        }
        match self {
            Self::Md5 => run::<md5::Md5>(parts),
            Self::Sha1 => run::<sha1::Sha1>(parts),
            Self::Sha224 => run::<sha2::Sha224>(parts),
            Self::Sha256 => run::<sha2::Sha256>(parts),
            Self::Sha384 => run::<sha2::Sha384>(parts),
            Self::Sha512 => run::<sha2::Sha512>(parts),
        }
    }

    fn pkcs1(self) -> rsa::Pkcs1v15Sign {
        match self {
            Self::Md5 => rsa::Pkcs1v15Sign::new::<md5::Md5>(),
            Self::Sha1 => rsa::Pkcs1v15Sign::new::<sha1::Sha1>(),
            Self::Sha224 => rsa::Pkcs1v15Sign::new::<sha2::Sha224>(),
            Self::Sha256 => rsa::Pkcs1v15Sign::new::<sha2::Sha256>(),
            Self::Sha384 => rsa::Pkcs1v15Sign::new::<sha2::Sha384>(),
            Self::Sha512 => rsa::Pkcs1v15Sign::new::<sha2::Sha512>(),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scheme {
    RsaPkcs1,
    RsaPss,
    Dsa,
    Ecdsa,
}

/// A signature that could not even be checked is told apart, because apksig does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    Verified,
    Differs,
    Unusable(&'static str),
}

#[derive(Clone)]
pub(super) enum Key {
    Rsa(Box<rsa::RsaPublicKey>),
    Dsa(Box<dsa::VerifyingKey>),
    /// A public value outside the group: well formed, but nothing verifies with it.
    UnsoundDsa,
    P256(Box<p256::ecdsa::VerifyingKey>),
    P384(Box<p384::ecdsa::VerifyingKey>),
    P521(Box<p521::ecdsa::VerifyingKey>),
}

/// Algorithm name (RSA, DSA, EC) and size in bits of a key, as far as they can be told.
pub(super) fn describe(spki: &[u8]) -> (String, u32) {
    let (name, bits) = match parse(spki) {
        Ok(Key::Rsa(key)) => ("RSA", key.n().bits()),
        Ok(Key::Dsa(key)) => ("DSA", key.components().p().bits()),
        Ok(Key::UnsoundDsa) => ("DSA", 0),
        Ok(Key::P256(_)) => ("EC", 256),
        Ok(Key::P384(_)) => ("EC", 384),
        Ok(Key::P521(_)) => ("EC", 521),
        Err(_) => ("unknown", 0),
    };
    (name.to_owned(), u32::try_from(bits).unwrap_or(0))
}

/// Reads a SubjectPublicKeyInfo (RFC 5280 4.1.2.7).
pub(super) fn parse(spki: &[u8]) -> ber::Result<Key> {
    let mut outer = Reader::new(Reader::new(spki).expect(ber::SEQUENCE)?);
    let mut algorithm = Reader::new(outer.expect(ber::SEQUENCE)?);
    let bits = outer.expect(ber::BIT_STRING)?;
    let Some((0, key)) = bits.split_first() else {
        return Err(Malformed("public key bits are not whole octets"));
    };
    match algorithm.oid()?.as_str() {
        RSA => rsa_key(key),
        DSA => dsa_key(&mut algorithm, key),
        EC => ec_key(&algorithm.oid()?, key),
        _ => Err(Malformed("unknown public key algorithm")),
    }
}

fn rsa_key(key: &[u8]) -> ber::Result<Key> {
    let mut parts = Reader::new(Reader::new(key).expect(ber::SEQUENCE)?);
    let modulus = BigUint::from_bytes_be(parts.expect(ber::INTEGER)?);
    let exponent = BigUint::from_bytes_be(parts.expect(ber::INTEGER)?);
    if modulus.bits() < 512 {
        return Err(Malformed("RSA modulus below 512 bits"));
    }
    rsa::RsaPublicKey::new_with_max_size(modulus, exponent, MAX_RSA_BITS)
        .map(|key| Key::Rsa(Box::new(key)))
        .map_err(|_| Malformed("RSA key out of range"))
}

fn dsa_key(algorithm: &mut Reader<'_>, key: &[u8]) -> ber::Result<Key> {
    let mut parameters = Reader::new(algorithm.expect(ber::SEQUENCE)?);
    let mut number = || parameters.expect(ber::INTEGER).map(BigUint::from_bytes_be);
    let (p, q, g) = (number()?, number()?, number()?);
    let y = BigUint::from_bytes_be(Reader::new(key).expect(ber::INTEGER)?);
    let bad = |_| Malformed("DSA key out of range");
    if p.bits() > MAX_DSA_BITS || q.bits() > MAX_DSA_ORDER_BITS {
        return Err(Malformed("DSA key out of range"));
    }
    let components = dsa::Components::from_components(p, q, g).map_err(bad)?;
    let key = dsa::VerifyingKey::from_components(components, y);
    Ok(key.map_or(Key::UnsoundDsa, |key| Key::Dsa(Box::new(key))))
}

fn ec_key(curve: &str, point: &[u8]) -> ber::Result<Key> {
    let bad = |_| Malformed("point is not on the curve");
    match curve {
        "1.2.840.10045.3.1.7" => {
            p256::ecdsa::VerifyingKey::from_sec1_bytes(point).map(|key| Key::P256(Box::new(key))).map_err(bad)
        }
        "1.3.132.0.34" => {
            p384::ecdsa::VerifyingKey::from_sec1_bytes(point).map(|key| Key::P384(Box::new(key))).map_err(bad)
        }
        "1.3.132.0.35" => {
            p521::ecdsa::VerifyingKey::from_sec1_bytes(point).map(|key| Key::P521(Box::new(key))).map_err(bad)
        }
        _ => Err(Malformed("unsupported curve")),
    }
}

/// A DER sequence of two integers.
fn pair(signature: &[u8]) -> ber::Result<(&[u8], &[u8])> {
    let mut numbers = Reader::new(Reader::new(signature).expect(ber::SEQUENCE)?);
    Ok((ber::magnitude(numbers.expect(ber::INTEGER)?), ber::magnitude(numbers.expect(ber::INTEGER)?)))
}

/// `bytes` with zeros in front, `len` octets in all.
fn padded(bytes: &[u8], len: usize) -> Option<Vec<u8>> {
    let zeros = len.checked_sub(bytes.len())?;
    let mut out = vec![0; zeros];
    out.extend_from_slice(bytes);
    Some(out)
}

impl Key {
    /// Whether the key is of the kind `scheme` signs with.
    pub fn fits(&self, scheme: Scheme) -> bool {
        matches!(
            (self, scheme),
            (Self::Rsa(_), Scheme::RsaPkcs1 | Scheme::RsaPss)
                | (Self::Dsa(_) | Self::UnsoundDsa, Scheme::Dsa)
                | (Self::P256(_) | Self::P384(_) | Self::P521(_), Scheme::Ecdsa)
        )
    }

    /// Checks `signature` over the concatenated parts.
    pub fn verify(&self, scheme: Scheme, hash: Hash, parts: &[&[u8]], signature: &[u8]) -> Outcome {
        if !self.fits(scheme) {
            return Outcome::Unusable("the key is of another kind than the signature algorithm");
        }
        let digest = hash.digest(parts);
        match self {
            Self::Rsa(key) => rsa_verify(key, scheme, hash, &digest, signature),
            Self::Dsa(key) => dsa_verify(key, &digest, signature),
            Self::UnsoundDsa => Outcome::Differs,
            _ => self.ecdsa_verify(&digest, signature),
        }
    }

    fn ecdsa_verify(&self, digest: &[u8], signature: &[u8]) -> Outcome {
        let Ok((r, s)) = pair(signature) else {
            return Outcome::Unusable("the signature is not a pair of integers");
        };
        let field = match self {
            Self::P256(_) => 32,
            Self::P384(_) => 48,
            _ => 66,
        };
        // A digest shorter than half the field is refused by the library, though only its value counts.
        let digest = padded(digest, field).unwrap_or_else(|| digest.to_vec());
        let (Some(r), Some(s)) = (padded(r, field), padded(s, field)) else { return Outcome::Differs };
        let fixed = [r, s].concat();
        let verified = match self {
            Self::P256(key) => p256::ecdsa::Signature::from_slice(&fixed)
                .is_ok_and(|sig| key.verify_prehash(&digest, &sig).is_ok()),
            Self::P384(key) => p384::ecdsa::Signature::from_slice(&fixed)
                .is_ok_and(|sig| key.verify_prehash(&digest, &sig).is_ok()),
            Self::P521(key) => p521::ecdsa::Signature::from_slice(&fixed)
                .is_ok_and(|sig| key.verify_prehash(&digest, &sig).is_ok()),
            _ => false,
        };
        outcome(verified)
    }
}

fn outcome(verified: bool) -> Outcome {
    if verified {
        Outcome::Verified
    } else {
        Outcome::Differs
    }
}

fn rsa_verify(
    key: &rsa::RsaPublicKey,
    scheme: Scheme,
    hash: Hash,
    digest: &[u8],
    signature: &[u8],
) -> Outcome {
    if signature.len() != key.size() {
        return Outcome::Unusable("the signature is not as long as the modulus");
    }
    let verified = match (scheme, hash) {
        (Scheme::RsaPss, Hash::Sha256) => {
            key.verify(rsa::Pss::new_with_salt::<sha2::Sha256>(32), digest, signature)
        }
        (Scheme::RsaPss, _) => key.verify(rsa::Pss::new_with_salt::<sha2::Sha512>(64), digest, signature),
        _ => key.verify(hash.pkcs1(), digest, signature),
    };
    outcome(verified.is_ok())
}

fn dsa_verify(key: &dsa::VerifyingKey, digest: &[u8], signature: &[u8]) -> Outcome {
    let Ok((r, s)) = pair(signature) else {
        return Outcome::Unusable("the signature is not a pair of integers");
    };
    let (r, s) = (BigUint::from_bytes_be(r), BigUint::from_bytes_be(s));
    let q = key.components().q();
    if r >= *q || s >= *q {
        return Outcome::Unusable("the signature's integers are out of range");
    }
    match dsa::Signature::from_components(r, s) {
        Ok(signature) => outcome(key.verify_prehash(digest, &signature).is_ok()),
        Err(_) => Outcome::Unusable("the signature's integers are out of range"),
    }
}
