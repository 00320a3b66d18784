//! APK signature schemes v2, v3 and v3.1: signers of one block, checked against the package.
//!
//! Source: AOSP tools/apksig (V2SchemeVerifier, V3SchemeVerifier).

use super::algorithm::{self, Algorithm, ContentDigest};
use super::block::{Cut, Fields, SigningBlock};
use super::issue::{self, Issues, Names};
use super::keys::{self, Outcome};
use super::lineage::{self, Node};
use super::x509::{self, Certificate};
use std::collections::BTreeMap;

/// Most signers that Android accepts for one package.
const MAX_SIGNERS: usize = 10;
/// Most signers of v3, one a platform range, that are checked; far fewer such ranges exist.
const MAX_RANGES: usize = 16;
const STRIPPING_PROTECTION: u32 = 0xbeef_f00d;
const PROOF_OF_ROTATION: u32 = 0x3ba0_6f8c;
const ROTATION_MIN_SDK: u32 = 0x559f_8b02;
const TARGETS_DEV_RELEASE: u32 = 0xc2a6_b3ba;
const FIRST_SDK_WITH_V31: i32 = 33;

/// What the caller knows when it has one block checked.
#[derive(Debug, Clone)]
pub(super) struct Request {
    pub block_id: u32,
    pub names: &'static Names,
    pub min_sdk: i32,
    pub max_sdk: i32,
    /// Scheme ids the platforms of the range know, and those already found.
    pub supported: Vec<u32>,
    pub found: Vec<u32>,
    /// v3 beside v3.1: the first platform that uses the rotated key.
    pub rotation_min_sdk: Option<i32>,
}

#[derive(Debug, Default)]
pub(super) struct Signer {
    pub certificates: Vec<Certificate>,
    pub min_sdk: i32,
    pub max_sdk: i32,
    pub lineage: Option<Vec<Node>>,
    /// Digests by signature algorithm, as signed.
    pub digests: Vec<(u32, Vec<u8>)>,
    to_check: Vec<ContentDigest>,
    dev_release: bool,
}

#[derive(Debug, Default)]
pub(super) struct SchemeResult {
    pub signers: Vec<Signer>,
    pub lineage: Option<Vec<Node>>,
    pub issues: Issues,
    pub verified: bool,
}

/// Checks one block; `None` when the package has none of this id.
pub(super) fn verify(
    block: &SigningBlock<'_>,
    request: &Request,
    computed: &mut BTreeMap<ContentDigest, Option<Vec<u8>>>,
) -> Option<SchemeResult> {
    let value = block.value(request.block_id)?;
    let mut result = SchemeResult::default();
    let Ok(mut signers) = Fields::new(value).fields() else {
        result.issues.error(request.names.malformed_signers);
        return Some(result);
    };
    if signers.is_empty() {
        result.issues.error(request.names.no_signers);
        return Some(result);
    }
    while !signers.is_empty() {
        if result.signers.len() >= MAX_SIGNERS && request.names.version == 2 {
            result.issues.error(issue::V2_SIG_MAX_SIGNATURES_EXCEEDED);
            break;
        }
        if result.signers.len() >= MAX_RANGES {
            result.issues.error(request.names.malformed_signers);
            break;
        }
        let mut signer = Signer::default();
        let parsed =
            signers.fields().and_then(|fields| parse(fields, request, &mut signer, &mut result.issues));
        result.signers.push(signer);
        if parsed.is_err() {
            result.issues.error(request.names.malformed_signer);
            return Some(result);
        }
    }
    if result.issues.has_errors() {
        return Some(result);
    }
    check_content(block, request, &mut result, computed);
    if request.names.version != 2 {
        check_ranges(request, &mut result);
    }
    result.verified = !result.issues.has_errors();
    Some(result)
}

fn parse(
    mut fields: Fields<'_>,
    request: &Request,
    signer: &mut Signer,
    issues: &mut Issues,
) -> Result<(), Cut> {
    let names = request.names;
    let signed = fields.bytes()?;
    let (min_sdk, max_sdk) = if names.version == 2 {
        (request.min_sdk, request.max_sdk)
    } else {
        let range = (fields.i32()?, fields.i32()?);
        (signer.min_sdk, signer.max_sdk) = range;
        if range.0 < 0 || range.0 > range.1 {
            issues.error(issue::V3_SIG_INVALID_SDK_VERSIONS);
        }
        range
    };
    let mut signatures = fields.fields()?;
    let public_key = fields.bytes()?;
    let mut ids = Vec::new();
    let mut supported: Vec<(Algorithm, &[u8])> = Vec::new();
    while !signatures.is_empty() {
        let Ok((id, signature)) = identified(&mut signatures) else {
            issues.error(names.malformed_signature);
            return Ok(());
        };
        ids.push(id);
        match algorithm::by_id(id) {
            Some(algorithm) => supported.push((algorithm, signature)),
            None => issues.warning(names.unknown_algorithm, format!("algorithm {id:#x}")),
        }
    }
    if ids.is_empty() {
        issues.error(names.no_signatures);
        return Ok(());
    }
    let Some(checked) = algorithm::to_verify(&supported, min_sdk, max_sdk) else {
        issues.error(names.no_supported_signatures);
        return Ok(());
    };
    for (algorithm, signature) in checked {
        let Some(key) = keys::parse(public_key).ok().filter(|key| key.fits(algorithm.scheme)) else {
            issues.error(names.malformed_public_key);
            return Ok(());
        };
        match key.verify(algorithm.scheme, algorithm.hash, &[signed], signature) {
            Outcome::Verified => signer.to_check.push(algorithm.content),
            Outcome::Differs => {
                issues.error(names.did_not_verify);
                return Ok(());
            }
            Outcome::Unusable(why) => {
                issues.error_with(names.verify_exception, why);
                return Ok(());
            }
        }
    }
    parse_signed(Fields::new(signed), public_key, &ids, request, signer, issues)
}

fn identified<'a>(list: &mut Fields<'a>) -> Result<(u32, &'a [u8]), Cut> {
    let mut fields = list.fields()?;
    Ok((fields.u32()?, fields.bytes()?))
}

fn parse_signed(
    mut signed: Fields<'_>,
    public_key: &[u8],
    signature_ids: &[u32],
    request: &Request,
    signer: &mut Signer,
    issues: &mut Issues,
) -> Result<(), Cut> {
    let names = request.names;
    let mut digests = signed.fields()?;
    let mut certificates = signed.fields()?;
    if names.version != 2 {
        if signed.i32()? != signer.min_sdk {
            issues.error(issue::V3_MIN_SDK_VERSION_MISMATCH_BETWEEN_SIGNER_AND_SIGNED_DATA_RECORD);
        }
        if signed.i32()? != signer.max_sdk {
            issues.error(issue::V3_MAX_SDK_VERSION_MISMATCH_BETWEEN_SIGNER_AND_SIGNED_DATA_RECORD);
        }
    }
    let attributes = signed.fields()?;
    while !certificates.is_empty() {
        let Ok(certificate) = x509::parse(certificates.bytes()?) else {
            issues.error(names.malformed_certificate);
            return Ok(());
        };
        signer.certificates.push(certificate);
    }
    let Some(main) = signer.certificates.first() else {
        issues.error(names.no_certificates);
        return Ok(());
    };
    if x509::canonical_spki(&main.spki) != public_key {
        issues.error(names.public_key_mismatch);
        return Ok(());
    }
    while !digests.is_empty() {
        let Ok((id, digest)) = identified(&mut digests) else {
            issues.error(names.malformed_digest);
            return Ok(());
        };
        signer.digests.push((id, digest.to_vec()));
    }
    if !signer.digests.iter().map(|(id, _)| id).eq(signature_ids) {
        issues.error(names.algorithm_mismatch);
        return Ok(());
    }
    if names.version == 2 {
        attributes_v2(attributes, request, issues);
    } else {
        attributes_v3(attributes, request, signer, issues);
    }
    Ok(())
}

fn attribute<'a>(attributes: &mut Fields<'a>) -> Result<(u32, &'a [u8]), Cut> {
    let mut fields = attributes.fields()?;
    Ok((fields.u32()?, fields.rest()))
}

fn attributes_v2(mut attributes: Fields<'_>, request: &Request, issues: &mut Issues) {
    let mut expected = Vec::new();
    while !attributes.is_empty() {
        let Ok((id, value)) = attribute(&mut attributes) else {
            issues.error(request.names.malformed_attribute);
            return;
        };
        if id != STRIPPING_PROTECTION {
            issues.warning(request.names.unknown_attribute, format!("attribute {id:#x}"));
            continue;
        }
        let Ok(scheme) = Fields::new(value).u32() else {
            issues.error(request.names.malformed_attribute);
            return;
        };
        if request.supported.contains(&scheme) {
            expected.push(scheme);
        } else {
            issues.warning(issue::V2_SIG_UNKNOWN_APK_SIG_SCHEME_ID, format!("scheme {scheme}"));
        }
    }
    if expected.iter().any(|scheme| !request.found.contains(scheme)) {
        issues.error(issue::V2_SIG_MISSING_APK_SIG_REFERENCED);
    }
}

fn attributes_v3(mut attributes: Fields<'_>, request: &Request, signer: &mut Signer, issues: &mut Issues) {
    let mut rotation_found = false;
    while !attributes.is_empty() {
        let Ok((id, value)) = attribute(&mut attributes) else {
            issues.error(request.names.malformed_attribute);
            return;
        };
        match id {
            PROOF_OF_ROTATION => match lineage::read(value) {
                Ok(nodes) => {
                    let last = nodes.last().map(|node| &node.certificate.encoded);
                    if last != signer.certificates.first().map(|certificate| &certificate.encoded) {
                        issues.error(issue::V3_SIG_POR_CERT_MISMATCH);
                    }
                    signer.lineage = Some(nodes);
                }
                Err(code) => issues.error(code),
            },
            ROTATION_MIN_SDK => {
                rotation_found = true;
                if request.max_sdk < FIRST_SDK_WITH_V31 {
                    continue;
                }
                let Ok(stated) = Fields::new(value).i32() else {
                    issues.error(request.names.malformed_attribute);
                    return;
                };
                match request.rotation_min_sdk {
                    Some(rotation) if rotation != stated => {
                        issues.error(issue::V31_ROTATION_MIN_SDK_MISMATCH)
                    }
                    Some(_) => {}
                    None => issues.error(issue::V31_BLOCK_MISSING),
                }
            }
            TARGETS_DEV_RELEASE if request.names.version == 31 => signer.dev_release = true,
            TARGETS_DEV_RELEASE => {
                issues.warning(issue::V31_ROTATION_TARGETS_DEV_RELEASE_ATTR_ON_V3_SIGNER, String::new());
            }
            _ => issues.warning(request.names.unknown_attribute, format!("attribute {id:#x}")),
        }
    }
    if request.rotation_min_sdk.is_some() && !rotation_found {
        issues.warning(issue::V31_ROTATION_MIN_SDK_ATTR_MISSING, String::new());
    }
}

fn check_content(
    block: &SigningBlock<'_>,
    request: &Request,
    result: &mut SchemeResult,
    computed: &mut BTreeMap<ContentDigest, Option<Vec<u8>>>,
) {
    let wanted: Vec<ContentDigest> =
        result.signers.iter().flat_map(|signer| signer.to_check.clone()).collect();
    for content in &wanted {
        computed.entry(*content).or_insert_with(|| block.sections.digest(*content));
    }
    for signer in &result.signers {
        for (id, expected) in &signer.digests {
            let Some(content) = algorithm::by_id(*id).map(|algorithm| algorithm.content) else { continue };
            if !wanted.contains(&content) {
                continue;
            }
            if computed.get(&content).and_then(Option::as_ref) != Some(expected) {
                result.issues.error(request.names.digest_did_not_verify);
            }
        }
    }
}

/// Signers must follow each other without holes or overlaps, lineages only grow, and the range be covered.
fn check_ranges(request: &Request, result: &mut SchemeResult) {
    let sorted: BTreeMap<i32, &Signer> =
        result.signers.iter().map(|signer| (signer.max_sdk, signer)).collect();
    let (mut first_min, mut last_max, mut last_len) = (0, 0_i32, 0);
    let mut lineages = Vec::new();
    for signer in sorted.values() {
        if first_min == 0 {
            first_min = signer.min_sdk;
        } else if last_max.checked_add(1) != Some(signer.min_sdk)
            && !(signer.min_sdk == last_max && signer.dev_release)
        {
            result.issues.error(issue::V3_INCONSISTENT_SDK_VERSIONS);
            break;
        }
        last_max = signer.max_sdk;
        if let Some(lineage) = &signer.lineage {
            if lineage.len() < last_len {
                result.issues.error(issue::V3_INCONSISTENT_LINEAGES);
                break;
            }
            last_len = lineage.len();
            lineages.push(lineage);
        }
    }
    let needed = request.rotation_min_sdk.map_or(request.max_sdk, |rotation| rotation.saturating_sub(1));
    // v3.1 may begin with any platform of the range, as long as v3 covers those before.
    let first_needed = if request.names.version == 31 { request.max_sdk } else { request.min_sdk };
    if first_min > first_needed || last_max < needed {
        result.issues.error(issue::V3_MISSING_SDK_VERSIONS);
    }
    match lineage::consolidate(&lineages) {
        Ok(lineage) => result.lineage = lineage,
        Err(code) => result.issues.error(code),
    }
}
