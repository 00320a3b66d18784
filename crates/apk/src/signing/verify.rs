//! The order in which schemes are asked and how their answers are put together.
//!
//! Source: AOSP tools/apksig (ApkVerifier.verify).

use super::algorithm::ContentDigest;
use super::block::{SigningBlock, SOURCE_STAMP_BLOCK, V2_BLOCK, V31_BLOCK, V3_BLOCK};
use super::idsig;
use super::issue::{self, Issues, Names};
use super::jar;
use super::outcome::Results;
use super::scheme::{self, Request, SchemeResult};
use super::{entry, manifest_sdk, ManifestSdk, Options, Range, SignatureReport};
use crate::error::{ParseError, Result};
use crate::limits::Budget;
use crate::zip::Archive;
use std::collections::BTreeMap;

const MANIFEST: &str = "AndroidManifest.xml";
const STAMP_ENTRY: &str = "stamp-cert-sha256";

/// Verifies the signatures of a package for every platform from `min_sdk` to `max_sdk`.
///
/// # Errors
/// Codes beginning with `apk_` when the package is not one that signatures can be judged of (apksig raises
/// `ApkFormatException`), those of reading entries, `sdk_range`, `budget_exceeded`.
pub fn verify(archive: &Archive<'_>, options: &Options<'_>, budget: &mut Budget) -> Result<SignatureReport> {
    check_archive(archive)?;
    let max = options.max_sdk.map_or(i32::MAX, clamp);
    let mut manifest = None;
    let min = match options.min_sdk {
        Some(min) => clamp(min),
        None => {
            let read = read_manifest(archive, budget)?;
            manifest = Some(read);
            read.min.map_err(|why| ParseError::new("apk_bad_min_sdk", None, why).in_entry(MANIFEST))?
        }
    };
    if min > max {
        return Err(ParseError::new("sdk_range", None, format!("first platform {min} is above last {max}")));
    }
    let range = Range { min, max };
    let mut results = Results::default();
    let complete = run(archive, range, options, &mut manifest, budget, &mut results)?;
    let verified = complete && !results.issues.has_errors();
    Ok(results.report(range, verified))
}

/// Whether a signing block with v2 or newer is there, so that Android 7 and newer never look at v1.
pub fn has_newer_scheme(archive: &Archive<'_>) -> bool {
    SigningBlock::find(archive)
        .is_some_and(|block| [V2_BLOCK, V3_BLOCK, V31_BLOCK].iter().any(|id| block.value(*id).is_some()))
}

fn clamp(sdk: u32) -> i32 {
    i32::try_from(sdk).unwrap_or(i32::MAX)
}

/// apksig reads less tolerantly than `Archive`: no bytes after the comment, all records there.
fn check_archive(archive: &Archive<'_>) -> Result<()> {
    let directory = archive.directory();
    let wrong = |detail: &str| Err(ParseError::new("apk_malformed", directory.eocd_offset, detail));
    let eocd = usize::try_from(directory.eocd_offset).unwrap_or(usize::MAX);
    let end = archive.data().get(eocd..).unwrap_or_default();
    let comment = end.get(20..22).and_then(|len| len.try_into().ok()).map_or(0, u16::from_le_bytes);
    if end.len() != usize::from(comment).saturating_add(22) {
        return wrong("bytes after the end of central directory record");
    }
    if directory.shift != 0 {
        return wrong("offsets do not count the bytes before the archive");
    }
    if (archive.entries().len() as u64) < directory.entries {
        return wrong("the central directory is cut short");
    }
    Ok(())
}

fn read_manifest(archive: &Archive<'_>, budget: &mut Budget) -> Result<ManifestSdk> {
    let found = archive
        .find(MANIFEST)
        .ok_or_else(|| ParseError::new("apk_no_manifest", None, "the package has no AndroidManifest.xml"))?;
    let content = entry::content(archive, found, budget)?;
    budget.charge(content.len() as u64)?;
    manifest_sdk::read(&content).map_err(|error| error.in_entry(MANIFEST))
}

/// Asks the schemes in the platform's order; false when an error ended it early.
fn run(
    archive: &Archive<'_>,
    range: Range,
    options: &Options<'_>,
    manifest: &mut Option<ManifestSdk>,
    budget: &mut Budget,
    results: &mut Results,
) -> Result<bool> {
    let block = SigningBlock::find(archive);
    let mut found: Vec<u32> = Vec::new();
    let supported: &[u32] = if range.max >= 28 {
        &[2, 3]
    } else if range.max >= 24 {
        &[2]
    } else {
        &[]
    };
    if range.max >= 24 {
        if let Some(block) = &block {
            budget.charge(archive.data().len() as u64)?;
            if !newer_schemes(block, range, supported, &mut found, results) {
                return Ok(false);
            }
        }
        if let Some(idsig) = options.idsig {
            budget.charge(archive.data().len() as u64)?;
            let mut result = idsig::verify(archive.data(), idsig);
            results.issues.append(std::mem::take(&mut result.issues));
            results.v4 = Some(result);
            found.push(4);
            if results.issues.has_errors() {
                return Ok(false);
            }
        }
    }
    if range.max >= 26 {
        let read = load(manifest, archive, budget)?;
        if read.target_sandbox > 1 && found.is_empty() {
            results.issues.error(issue::NO_SIG_FOR_TARGET_SANDBOX_VERSION);
        }
    }
    if range.min < 24 || found.is_empty() {
        let context = jar::Context { range, supported, found: &found };
        let mut result = jar::verify(archive, &context, budget)?;
        results.issues.append(std::mem::take(&mut result.issues));
        results.v1 = Some(result);
    }
    if results.issues.has_errors() {
        return Ok(false);
    }
    let stamped = archive.find(STAMP_ENTRY).is_some();
    if stamped && block.and_then(|block| block.value(SOURCE_STAMP_BLOCK).map(|_| ())).is_none() {
        results.issues.warning(issue::SOURCE_STAMP_SIG_MISSING, "");
    }
    results.compare_v1_v2();
    if results.issues.has_errors() {
        return Ok(false);
    }
    results.compare_v3();
    results.compare_v4();
    // Bundles have no manifest here, and apksig does not ask them for a scheme.
    if let Ok(read) = load(manifest, archive, budget) {
        let met = results.is_v2() || results.is_v3() || results.is_v31();
        if read.target >= 30 && range.max >= read.target && !met {
            let message = format!("targetSdkVersion {} needs scheme v2 or newer", read.target);
            results.issues.error_with(issue::MIN_SIG_SCHEME_FOR_TARGET_SDK_NOT_MET, message);
        }
    }
    Ok(true)
}

fn load(
    manifest: &mut Option<ManifestSdk>,
    archive: &Archive<'_>,
    budget: &mut Budget,
) -> Result<ManifestSdk> {
    match manifest {
        Some(read) => Ok(*read),
        None => Ok(*manifest.insert(read_manifest(archive, budget)?)),
    }
}

/// v3.1, v3 and v2 in this order; false once one of them failed.
fn newer_schemes(
    block: &SigningBlock<'_>,
    range: Range,
    supported: &[u32],
    found: &mut Vec<u32>,
    results: &mut Results,
) -> bool {
    let mut computed: BTreeMap<ContentDigest, Option<Vec<u8>>> = BTreeMap::new();
    let mut ask = |block_id: u32, names: &'static Names, first: i32, found: &[u32], rotation: Option<i32>| {
        let request = Request {
            block_id,
            names,
            min_sdk: range.min.max(first),
            max_sdk: range.max,
            supported: supported.to_vec(),
            found: found.to_vec(),
            rotation_min_sdk: rotation,
        };
        scheme::verify(block, &request, &mut computed)
    };
    let mut rotation = None;
    if range.max >= 33 {
        if let Some(result) = ask(V31_BLOCK, &issue::V31, 33, found, None) {
            found.push(31);
            rotation = result.signers.iter().map(|signer| signer.min_sdk).min().filter(|sdk| *sdk > 0);
            results.v31 = Some(results.issues.take(result));
        }
        if results.issues.has_errors() {
            return false;
        }
    }
    if range.max >= 28 {
        match ask(V3_BLOCK, &issue::V3, 28, found, rotation) {
            Some(result) => {
                found.push(3);
                results.v3 = Some(results.issues.take(result));
            }
            None if found.contains(&31) => results.issues.error(issue::V31_BLOCK_FOUND_WITHOUT_V3_BLOCK),
            None => {}
        }
        if results.issues.has_errors() {
            return false;
        }
    }
    if range.min < 28 || found.is_empty() {
        if let Some(result) = ask(V2_BLOCK, &issue::V2, 24, found, None) {
            found.push(2);
            results.v2 = Some(results.issues.take(result));
        }
    }
    !results.issues.has_errors()
}

impl Issues {
    fn take(&mut self, mut result: SchemeResult) -> SchemeResult {
        self.append(std::mem::take(&mut result.issues));
        result
    }
}
