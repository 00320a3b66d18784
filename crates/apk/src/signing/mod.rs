//! APK signature verification: schemes v1, v2, v3, v3.1 and v4, over platform ranges.
//!
//! A package verifies when every platform of the range would accept it; names of issues are apksig's.
//! Source: AOSP tools/apksig (ApkVerifier).

mod algorithm;
mod ber;
mod block;
mod digest;
mod entry;
mod idsig;
mod issue;
mod jar;
mod jar_algorithms;
mod jar_block;
mod jar_digests;
mod jar_manifest;
mod keys;
mod lineage;
mod manifest_sdk;
mod outcome;
mod pkcs7;
mod scheme;
mod verify;
mod x509;

pub use issue::Issue;
pub use manifest_sdk::{read as read_manifest_sdk, ManifestSdk};
pub use verify::{has_newer_scheme, verify};

use serde::Serialize;

/// What to verify against. Platforms are API levels.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options<'o> {
    /// First platform of the range; the manifest's minSdkVersion when not given.
    pub min_sdk: Option<u32>,
    /// Last platform of the range; every platform to come when not given.
    pub max_sdk: Option<u32>,
    /// The .idsig file beside the package, for scheme v4.
    pub idsig: Option<&'o [u8]>,
}

/// An inclusive range of platforms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Range {
    pub min: i32,
    pub max: i32,
}

/// Verdict by scheme: `None` when it is not there or the range does not ask for it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Schemes {
    pub v1: Option<bool>,
    pub v2: Option<bool>,
    pub v3: Option<bool>,
    #[serde(rename = "v3.1")]
    pub v31: Option<bool>,
    pub v4: Option<bool>,
}

/// A certificate that signs the package under some scheme of the range.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SignerCertificate {
    pub sha256: String,
    pub subject: String,
    pub issuer: String,
    /// Hexadecimal.
    pub serial: String,
    pub not_before: String,
    pub not_after: String,
    pub key_algorithm: String,
    pub key_bits: u32,
    pub signature_algorithm: String,
    pub schemes: Vec<&'static str>,
}

/// One certificate of the proof of rotation, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LineageNode {
    pub sha256: String,
    pub subject: String,
    pub capabilities: Vec<&'static str>,
}

/// What `python/mingjian/facts/signature.py` calls `SignatureFacts`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct SignatureReport {
    pub min_sdk: i32,
    pub max_sdk: i32,
    pub verified: bool,
    pub schemes: Schemes,
    /// Certificates that the newest platform of the range takes as the package's signers; empty unless the
    /// package verifies. Earlier ones are in the lineage.
    pub signers: Vec<SignerCertificate>,
    pub lineage: Vec<LineageNode>,
    pub errors: Vec<Issue>,
    pub warnings: Vec<Issue>,
}
