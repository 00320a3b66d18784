//! Names of what can be wrong with a signature: exactly those of apksig's `ApkVerifier.Issue`.

use serde::Serialize;
use std::borrow::Cow;

/// One thing wrong. `code` is apksig's name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Issue {
    pub code: &'static str,
    /// What and where; empty when the code says it all.
    pub message: Cow<'static, str>,
}

/// Errors and warnings in the order they were met; at most [`MAX_ISSUES`] of each.
#[derive(Debug, Default)]
pub(super) struct Issues {
    pub errors: Vec<Issue>,
    pub warnings: Vec<Issue>,
}

/// A hostile package must not make the report large.
const MAX_ISSUES: usize = 200;

impl Issues {
    pub fn error(&mut self, code: &'static str) {
        self.error_with(code, "");
    }

    pub fn error_with(&mut self, code: &'static str, message: impl Into<Cow<'static, str>>) {
        if self.errors.len() < MAX_ISSUES {
            self.errors.push(Issue { code, message: message.into() });
        }
    }

    pub fn warning(&mut self, code: &'static str, message: impl Into<Cow<'static, str>>) {
        if self.warnings.len() < MAX_ISSUES {
            self.warnings.push(Issue { code, message: message.into() });
        }
    }

    pub fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }

    pub fn append(&mut self, mut other: Self) {
        self.errors.append(&mut other.errors);
        self.warnings.append(&mut other.warnings);
    }
}

/// Names that v2 and v3 have in common but for the number.
#[derive(Debug)]
pub(super) struct Names {
    /// Scheme id: 2, 3 or 31.
    pub version: u32,
    pub malformed_signers: &'static str,
    pub no_signers: &'static str,
    pub malformed_signer: &'static str,
    pub malformed_signature: &'static str,
    pub unknown_algorithm: &'static str,
    pub no_signatures: &'static str,
    pub no_supported_signatures: &'static str,
    pub malformed_public_key: &'static str,
    pub did_not_verify: &'static str,
    pub verify_exception: &'static str,
    pub malformed_certificate: &'static str,
    pub no_certificates: &'static str,
    pub public_key_mismatch: &'static str,
    pub malformed_digest: &'static str,
    pub algorithm_mismatch: &'static str,
    pub malformed_attribute: &'static str,
    pub unknown_attribute: &'static str,
    pub digest_did_not_verify: &'static str,
}

const fn v3(version: u32) -> Names {
    Names {
        version,
        malformed_signers: "V3_SIG_MALFORMED_SIGNERS",
        no_signers: "V3_SIG_NO_SIGNERS",
        malformed_signer: "V3_SIG_MALFORMED_SIGNER",
        malformed_signature: "V3_SIG_MALFORMED_SIGNATURE",
        unknown_algorithm: "V3_SIG_UNKNOWN_SIG_ALGORITHM",
        no_signatures: "V3_SIG_NO_SIGNATURES",
        no_supported_signatures: "V3_SIG_NO_SUPPORTED_SIGNATURES",
        malformed_public_key: "V3_SIG_MALFORMED_PUBLIC_KEY",
        did_not_verify: "V3_SIG_DID_NOT_VERIFY",
        verify_exception: "V3_SIG_VERIFY_EXCEPTION",
        malformed_certificate: "V3_SIG_MALFORMED_CERTIFICATE",
        no_certificates: "V3_SIG_NO_CERTIFICATES",
        public_key_mismatch: "V3_SIG_PUBLIC_KEY_MISMATCH_BETWEEN_CERTIFICATE_AND_SIGNATURES_RECORD",
        malformed_digest: "V3_SIG_MALFORMED_DIGEST",
        algorithm_mismatch: "V3_SIG_SIG_ALG_MISMATCH_BETWEEN_SIGNATURES_AND_DIGESTS_RECORDS",
        malformed_attribute: "V3_SIG_MALFORMED_ADDITIONAL_ATTRIBUTE",
        unknown_attribute: "V3_SIG_UNKNOWN_ADDITIONAL_ATTRIBUTE",
        digest_did_not_verify: "V3_SIG_APK_DIGEST_DID_NOT_VERIFY",
    }
}

pub(super) static V3: Names = v3(3);
pub(super) static V31: Names = v3(31);
pub(super) static V2: Names = Names {
    version: 2,
    malformed_signers: "V2_SIG_MALFORMED_SIGNERS",
    no_signers: "V2_SIG_NO_SIGNERS",
    malformed_signer: "V2_SIG_MALFORMED_SIGNER",
    malformed_signature: "V2_SIG_MALFORMED_SIGNATURE",
    unknown_algorithm: "V2_SIG_UNKNOWN_SIG_ALGORITHM",
    no_signatures: "V2_SIG_NO_SIGNATURES",
    no_supported_signatures: "V2_SIG_NO_SUPPORTED_SIGNATURES",
    malformed_public_key: "V2_SIG_MALFORMED_PUBLIC_KEY",
    did_not_verify: "V2_SIG_DID_NOT_VERIFY",
    verify_exception: "V2_SIG_VERIFY_EXCEPTION",
    malformed_certificate: "V2_SIG_MALFORMED_CERTIFICATE",
    no_certificates: "V2_SIG_NO_CERTIFICATES",
    public_key_mismatch: "V2_SIG_PUBLIC_KEY_MISMATCH_BETWEEN_CERTIFICATE_AND_SIGNATURES_RECORD",
    malformed_digest: "V2_SIG_MALFORMED_DIGEST",
    algorithm_mismatch: "V2_SIG_SIG_ALG_MISMATCH_BETWEEN_SIGNATURES_AND_DIGESTS_RECORDS",
    malformed_attribute: "V2_SIG_MALFORMED_ADDITIONAL_ATTRIBUTE",
    unknown_attribute: "V2_SIG_UNKNOWN_ADDITIONAL_ATTRIBUTE",
    digest_did_not_verify: "V2_SIG_APK_DIGEST_DID_NOT_VERIFY",
};

pub(super) const V2_SIG_MAX_SIGNATURES_EXCEEDED: &str = "V2_SIG_MAX_SIGNATURES_EXCEEDED";
pub(super) const V2_SIG_MISSING: &str = "V2_SIG_MISSING";
pub(super) const V2_SIG_MISSING_APK_SIG_REFERENCED: &str = "V2_SIG_MISSING_APK_SIG_REFERENCED";
pub(super) const V2_SIG_UNKNOWN_APK_SIG_SCHEME_ID: &str = "V2_SIG_UNKNOWN_APK_SIG_SCHEME_ID";
pub(super) const V3_INCONSISTENT_LINEAGES: &str = "V3_INCONSISTENT_LINEAGES";
pub(super) const V3_INCONSISTENT_SDK_VERSIONS: &str = "V3_INCONSISTENT_SDK_VERSIONS";
pub(super) const V3_MAX_SDK_VERSION_MISMATCH_BETWEEN_SIGNER_AND_SIGNED_DATA_RECORD: &str =
    "V3_MAX_SDK_VERSION_MISMATCH_BETWEEN_SIGNER_AND_SIGNED_DATA_RECORD";
pub(super) const V3_MIN_SDK_VERSION_MISMATCH_BETWEEN_SIGNER_AND_SIGNED_DATA_RECORD: &str =
    "V3_MIN_SDK_VERSION_MISMATCH_BETWEEN_SIGNER_AND_SIGNED_DATA_RECORD";
pub(super) const V3_MISSING_SDK_VERSIONS: &str = "V3_MISSING_SDK_VERSIONS";
pub(super) const V3_SIG_INVALID_SDK_VERSIONS: &str = "V3_SIG_INVALID_SDK_VERSIONS";
pub(super) const V3_SIG_MALFORMED_LINEAGE: &str = "V3_SIG_MALFORMED_LINEAGE";
pub(super) const V3_SIG_MULTIPLE_PAST_SIGNERS: &str = "V3_SIG_MULTIPLE_PAST_SIGNERS";
pub(super) const V3_SIG_MULTIPLE_SIGNERS: &str = "V3_SIG_MULTIPLE_SIGNERS";
pub(super) const V3_SIG_PAST_SIGNERS_MISMATCH: &str = "V3_SIG_PAST_SIGNERS_MISMATCH";
pub(super) const V3_SIG_POR_CERT_MISMATCH: &str = "V3_SIG_POR_CERT_MISMATCH";
pub(super) const V3_SIG_POR_DID_NOT_VERIFY: &str = "V3_SIG_POR_DID_NOT_VERIFY";
pub(super) const V31_BLOCK_FOUND_WITHOUT_V3_BLOCK: &str = "V31_BLOCK_FOUND_WITHOUT_V3_BLOCK";
pub(super) const V31_BLOCK_MISSING: &str = "V31_BLOCK_MISSING";
pub(super) const V31_ROTATION_MIN_SDK_ATTR_MISSING: &str = "V31_ROTATION_MIN_SDK_ATTR_MISSING";
pub(super) const V31_ROTATION_MIN_SDK_MISMATCH: &str = "V31_ROTATION_MIN_SDK_MISMATCH";
pub(super) const V31_ROTATION_TARGETS_DEV_RELEASE_ATTR_ON_V3_SIGNER: &str =
    "V31_ROTATION_TARGETS_DEV_RELEASE_ATTR_ON_V3_SIGNER";
pub(super) const V4_SIG_APK_ROOT_DID_NOT_VERIFY: &str = "V4_SIG_APK_ROOT_DID_NOT_VERIFY";
pub(super) const V4_SIG_APK_TREE_DID_NOT_VERIFY: &str = "V4_SIG_APK_TREE_DID_NOT_VERIFY";
pub(super) const V4_SIG_DID_NOT_VERIFY: &str = "V4_SIG_DID_NOT_VERIFY";
pub(super) const V4_SIG_MALFORMED_CERTIFICATE: &str = "V4_SIG_MALFORMED_CERTIFICATE";
pub(super) const V4_SIG_MALFORMED_PUBLIC_KEY: &str = "V4_SIG_MALFORMED_PUBLIC_KEY";
pub(super) const V4_SIG_MULTIPLE_SIGNERS: &str = "V4_SIG_MULTIPLE_SIGNERS";
pub(super) const V4_SIG_NO_CERTIFICATE: &str = "V4_SIG_NO_CERTIFICATE";
pub(super) const V4_SIG_NO_SIGNATURES: &str = "V4_SIG_NO_SIGNATURES";
pub(super) const V4_SIG_NO_SUPPORTED_SIGNATURES: &str = "V4_SIG_NO_SUPPORTED_SIGNATURES";
pub(super) const V4_SIG_PUBLIC_KEY_MISMATCH_BETWEEN_CERTIFICATE_AND_SIGNATURES_RECORD: &str =
    "V4_SIG_PUBLIC_KEY_MISMATCH_BETWEEN_CERTIFICATE_AND_SIGNATURES_RECORD";
pub(super) const V4_SIG_V2_V3_DIGESTS_MISMATCH: &str = "V4_SIG_V2_V3_DIGESTS_MISMATCH";
pub(super) const V4_SIG_V2_V3_SIGNERS_MISMATCH: &str = "V4_SIG_V2_V3_SIGNERS_MISMATCH";
pub(super) const V4_SIG_VERIFY_EXCEPTION: &str = "V4_SIG_VERIFY_EXCEPTION";
pub(super) const V4_SIG_VERSION_NOT_CURRENT: &str = "V4_SIG_VERSION_NOT_CURRENT";
pub(super) const V41_SIG_NEEDS_TWO_SIGNERS: &str = "V41_SIG_NEEDS_TWO_SIGNERS";
pub(super) const JAR_SIG_DID_NOT_VERIFY: &str = "JAR_SIG_DID_NOT_VERIFY";
pub(super) const JAR_SIG_DUPLICATE_MANIFEST_SECTION: &str = "JAR_SIG_DUPLICATE_MANIFEST_SECTION";
pub(super) const JAR_SIG_DUPLICATE_SIG_FILE_SECTION: &str = "JAR_SIG_DUPLICATE_SIG_FILE_SECTION";
pub(super) const JAR_SIG_DUPLICATE_ZIP_ENTRY: &str = "JAR_SIG_DUPLICATE_ZIP_ENTRY";
pub(super) const JAR_SIG_MANIFEST_MAIN_SECTION_DIGEST_DID_NOT_VERIFY: &str =
    "JAR_SIG_MANIFEST_MAIN_SECTION_DIGEST_DID_NOT_VERIFY";
pub(super) const JAR_SIG_MANIFEST_SECTION_DIGEST_DID_NOT_VERIFY: &str =
    "JAR_SIG_MANIFEST_SECTION_DIGEST_DID_NOT_VERIFY";
pub(super) const JAR_SIG_MAX_SIGNATURES_EXCEEDED: &str = "JAR_SIG_MAX_SIGNATURES_EXCEEDED";
pub(super) const JAR_SIG_MISSING: &str = "JAR_SIG_MISSING";
pub(super) const JAR_SIG_MISSING_APK_SIG_REFERENCED: &str = "JAR_SIG_MISSING_APK_SIG_REFERENCED";
pub(super) const JAR_SIG_MISSING_FILE: &str = "JAR_SIG_MISSING_FILE";
pub(super) const JAR_SIG_MISSING_VERSION_ATTR_IN_SIG_FILE: &str = "JAR_SIG_MISSING_VERSION_ATTR_IN_SIG_FILE";
pub(super) const JAR_SIG_MISSING_ZIP_ENTRY_REFERENCED_IN_MANIFEST: &str =
    "JAR_SIG_MISSING_ZIP_ENTRY_REFERENCED_IN_MANIFEST";
pub(super) const JAR_SIG_NO_APK_SIG_STRIP_PROTECTION: &str = "JAR_SIG_NO_APK_SIG_STRIP_PROTECTION";
pub(super) const JAR_SIG_NO_MANIFEST: &str = "JAR_SIG_NO_MANIFEST";
pub(super) const JAR_SIG_NO_MANIFEST_DIGEST_IN_SIG_FILE: &str = "JAR_SIG_NO_MANIFEST_DIGEST_IN_SIG_FILE";
pub(super) const JAR_SIG_NO_SIGNATURES: &str = "JAR_SIG_NO_SIGNATURES";
pub(super) const JAR_SIG_NO_SIGNED_ZIP_ENTRIES: &str = "JAR_SIG_NO_SIGNED_ZIP_ENTRIES";
pub(super) const JAR_SIG_NO_SIGNERS: &str = "JAR_SIG_NO_SIGNERS";
pub(super) const JAR_SIG_NO_ZIP_ENTRY_DIGEST_IN_MANIFEST: &str = "JAR_SIG_NO_ZIP_ENTRY_DIGEST_IN_MANIFEST";
pub(super) const JAR_SIG_NO_ZIP_ENTRY_DIGEST_IN_SIG_FILE: &str = "JAR_SIG_NO_ZIP_ENTRY_DIGEST_IN_SIG_FILE";
pub(super) const JAR_SIG_PARSE_EXCEPTION: &str = "JAR_SIG_PARSE_EXCEPTION";
pub(super) const JAR_SIG_UNKNOWN_APK_SIG_SCHEME_ID: &str = "JAR_SIG_UNKNOWN_APK_SIG_SCHEME_ID";
pub(super) const JAR_SIG_UNNNAMED_MANIFEST_SECTION: &str = "JAR_SIG_UNNNAMED_MANIFEST_SECTION";
pub(super) const JAR_SIG_UNNNAMED_SIG_FILE_SECTION: &str = "JAR_SIG_UNNNAMED_SIG_FILE_SECTION";
pub(super) const JAR_SIG_UNPROTECTED_ZIP_ENTRY: &str = "JAR_SIG_UNPROTECTED_ZIP_ENTRY";
pub(super) const JAR_SIG_UNSUPPORTED_SIG_ALG: &str = "JAR_SIG_UNSUPPORTED_SIG_ALG";
pub(super) const JAR_SIG_VERIFY_EXCEPTION: &str = "JAR_SIG_VERIFY_EXCEPTION";
pub(super) const JAR_SIG_ZIP_ENTRY_DIGEST_DID_NOT_VERIFY: &str = "JAR_SIG_ZIP_ENTRY_DIGEST_DID_NOT_VERIFY";
pub(super) const JAR_SIG_ZIP_ENTRY_NOT_SIGNED: &str = "JAR_SIG_ZIP_ENTRY_NOT_SIGNED";
pub(super) const JAR_SIG_ZIP_ENTRY_SIGNERS_MISMATCH: &str = "JAR_SIG_ZIP_ENTRY_SIGNERS_MISMATCH";
pub(super) const MIN_SIG_SCHEME_FOR_TARGET_SDK_NOT_MET: &str = "MIN_SIG_SCHEME_FOR_TARGET_SDK_NOT_MET";
pub(super) const NO_SIG_FOR_TARGET_SANDBOX_VERSION: &str = "NO_SIG_FOR_TARGET_SANDBOX_VERSION";
pub(super) const SOURCE_STAMP_SIG_MISSING: &str = "SOURCE_STAMP_SIG_MISSING";
