//! APK signature scheme v4: a Merkle tree over the file and a signature over its root, in a file beside it.
//!
//! Source: source.android.com/docs/security/features/apksigning/v4; AOSP tools/apksig (V4SchemeVerifier).

use super::algorithm;
use super::block::{Cut, Fields};
use super::digest;
use super::issue::{self, Issues};
use super::keys::{self, Outcome};
use super::x509::{self, Certificate};

const CURRENT_VERSION: i32 = 2;
const MAX_SIGNERS: usize = 10;

#[derive(Debug, Default)]
pub(super) struct IdsigResult {
    pub issues: Issues,
    /// Certificate and package digest of each signer.
    pub signers: Vec<(Certificate, Vec<u8>)>,
    pub verified: bool,
}

struct Signing<'a> {
    apk_digest: &'a [u8],
    certificate: &'a [u8],
    additional: &'a [u8],
    public_key: &'a [u8],
    algorithm: u32,
    signature: &'a [u8],
}

fn signing<'a>(fields: &mut Fields<'a>) -> Result<Signing<'a>, Cut> {
    Ok(Signing {
        apk_digest: fields.bytes()?,
        certificate: fields.bytes()?,
        additional: fields.bytes()?,
        public_key: fields.bytes()?,
        algorithm: fields.u32()?,
        signature: fields.bytes()?,
    })
}

/// Verifies `idsig` against the whole package file.
pub(super) fn verify(file: &[u8], idsig: &[u8]) -> IdsigResult {
    let mut result = IdsigResult::default();
    if read(file, idsig, &mut result).is_err() {
        result.issues.error(issue::V4_SIG_NO_SIGNATURES);
    }
    result.verified = !result.issues.has_errors();
    result
}

fn read(file: &[u8], idsig: &[u8], result: &mut IdsigResult) -> Result<(), Cut> {
    let mut fields = Fields::new(idsig);
    if fields.i32()? != CURRENT_VERSION {
        result.issues.warning(issue::V4_SIG_VERSION_NOT_CURRENT, "");
    }
    let hashing_bytes = fields.bytes()?;
    let mut infos = fields.fields()?;
    let tree = fields.bytes().ok();
    let mut hashing = Fields::new(hashing_bytes);
    let (algorithm, block_size) = (hashing.u32()?, hashing.u8()?);
    let (salt, root) = (hashing.bytes()?, hashing.bytes()?);
    let first = signing(&mut infos)?;
    check(file, hashing_bytes, &first, result);
    while !infos.is_empty() && !result.issues.has_errors() && result.signers.len() < MAX_SIGNERS {
        infos.u32()?;
        let info = signing(&mut infos.fields()?)?;
        check(file, hashing_bytes, &info, result);
    }
    if result.issues.has_errors() {
        return Ok(());
    }
    let (actual_tree, actual_root) = digest::tree(&[file], salt);
    if algorithm != 1 || block_size != 12 || actual_root != root {
        result.issues.error(issue::V4_SIG_APK_ROOT_DID_NOT_VERIFY);
    } else if tree.is_some_and(|tree| tree != actual_tree) {
        result.issues.error(issue::V4_SIG_APK_TREE_DID_NOT_VERIFY);
    }
    Ok(())
}

/// Checks one signature over the package's size, the tree's root, the digest and the certificate.
fn check(file: &[u8], hashing: &[u8], info: &Signing<'_>, result: &mut IdsigResult) {
    let issues = &mut result.issues;
    let Some(algorithm) = algorithm::by_id(info.algorithm) else {
        return issues.error(issue::V4_SIG_NO_SUPPORTED_SIGNATURES);
    };
    let Some(key) = keys::parse(info.public_key).ok().filter(|key| key.fits(algorithm.scheme)) else {
        return issues.error(issue::V4_SIG_MALFORMED_PUBLIC_KEY);
    };
    let mut signed = Vec::new();
    signed.extend_from_slice(&(file.len() as u64).to_le_bytes());
    signed.extend_from_slice(hashing);
    for part in [info.apk_digest, info.certificate, info.additional] {
        signed.extend_from_slice(&u32::try_from(part.len()).unwrap_or(u32::MAX).to_le_bytes());
        signed.extend_from_slice(part);
    }
    let size = u32::try_from(signed.len().saturating_add(4)).unwrap_or(u32::MAX).to_le_bytes();
    match key.verify(algorithm.scheme, algorithm.hash, &[&size, &signed], info.signature) {
        Outcome::Verified => {}
        Outcome::Differs => return issues.error(issue::V4_SIG_DID_NOT_VERIFY),
        Outcome::Unusable(why) => return issues.error_with(issue::V4_SIG_VERIFY_EXCEPTION, why),
    }
    if info.certificate.is_empty() {
        return issues.error(issue::V4_SIG_NO_CERTIFICATE);
    }
    let Ok(certificate) = x509::parse(info.certificate) else {
        return issues.error(issue::V4_SIG_MALFORMED_CERTIFICATE);
    };
    if x509::canonical_spki(&certificate.spki) != info.public_key {
        return issues.error(issue::V4_SIG_PUBLIC_KEY_MISMATCH_BETWEEN_CERTIFICATE_AND_SIGNATURES_RECORD);
    }
    result.signers.push((certificate, info.apk_digest.to_vec()));
}
