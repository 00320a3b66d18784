//! Answers of the schemes compared with each other and put into one report.
//!
//! Source: AOSP tools/apksig (ApkVerifier.verify).

use super::algorithm::{self, ContentDigest};
use super::idsig::IdsigResult;
use super::issue::{self, Issues};
use super::jar::JarResult;
use super::lineage::Node;
use super::scheme::{SchemeResult, Signer};
use super::x509::{self, Certificate};
use super::{keys, LineageNode, Range, SignatureReport, SignerCertificate};
use crate::hex::hex;

/// Digests as v4 prefers them, best first (apksig: V4_CONTENT_DIGEST_ALGORITHMS).
const V4_PREFERENCE: [ContentDigest; 3] =
    [ContentDigest::ChunkedSha512, ContentDigest::VeritySha256, ContentDigest::ChunkedSha256];

/// Answers of the schemes that were asked.
#[derive(Default)]
pub(super) struct Results {
    pub v1: Option<JarResult>,
    pub v2: Option<SchemeResult>,
    pub v3: Option<SchemeResult>,
    pub v31: Option<SchemeResult>,
    pub v4: Option<IdsigResult>,
    pub issues: Issues,
}

fn main_certificate(signer: &Signer) -> Option<&Certificate> {
    signer.certificates.first()
}

fn verified(result: Option<&SchemeResult>) -> bool {
    result.is_some_and(|result| result.verified)
}

fn signers(result: Option<&SchemeResult>) -> &[Signer] {
    result.map_or(&[], |result| &result.signers)
}

impl Results {
    pub fn is_v1(&self) -> bool {
        self.v1.as_ref().is_some_and(|result| result.verified)
    }

    pub fn is_v2(&self) -> bool {
        verified(self.v2.as_ref())
    }

    pub fn is_v3(&self) -> bool {
        verified(self.v3.as_ref())
    }

    pub fn is_v31(&self) -> bool {
        verified(self.v31.as_ref())
    }

    /// v1 and v2 must have the same signers.
    pub fn compare_v1_v2(&mut self) {
        if !self.is_v1() || !self.is_v2() {
            return;
        }
        let old: Vec<&Certificate> = self.v1.iter().flat_map(|result| &result.signers).collect();
        let new: Vec<&Certificate> = signers(self.v2.as_ref()).iter().filter_map(main_certificate).collect();
        let same = |one: &Certificate, other: &Certificate| one.encoded == other.encoded;
        if old.iter().any(|one| !new.iter().any(|other| same(one, other))) {
            self.issues.error(issue::V2_SIG_MISSING);
        }
        if new.iter().any(|one| !old.iter().any(|other| same(one, other))) {
            self.issues.error(issue::JAR_SIG_MISSING);
        }
    }

    /// The signer of older schemes must be the root of v3's lineage, or its signer.
    pub fn compare_v3(&mut self) {
        if !self.is_v3() || !(self.is_v1() || self.is_v2()) {
            return;
        }
        let older: Vec<&Certificate> = if self.is_v1() {
            self.v1.iter().flat_map(|result| &result.signers).collect()
        } else {
            signers(self.v2.as_ref()).iter().filter_map(main_certificate).collect()
        };
        let mut wrong = Vec::new();
        if older.len() != 1 {
            wrong.push(issue::V3_SIG_MULTIPLE_PAST_SIGNERS);
        }
        let old = older.first().map(|certificate| &certificate.encoded);
        let matches = match self.lineage() {
            Some(lineage) => lineage.first().map(|node| &node.certificate.encoded) == old,
            None => {
                let own = signers(self.v3.as_ref());
                if own.len() != 1 {
                    wrong.push(issue::V3_SIG_MULTIPLE_SIGNERS);
                }
                own.first().and_then(main_certificate).map(|certificate| &certificate.encoded) == old
            }
        };
        if !matches {
            wrong.push(issue::V3_SIG_PAST_SIGNERS_MISMATCH);
        }
        for code in wrong {
            self.issues.error(code);
        }
    }

    fn lineage(&self) -> Option<&Vec<Node>> {
        let rotated = self.v31.as_ref().and_then(|result| result.lineage.as_ref());
        rotated.or_else(|| self.v3.as_ref().and_then(|result| result.lineage.as_ref()))
    }

    /// v4 must name the certificate and digest of the scheme it stands on.
    pub fn compare_v4(&mut self) {
        let Some(v4) = self.v4.as_ref().filter(|result| result.verified) else { return };
        let mut wrong: Vec<&'static str> = Vec::new();
        let mut compare = |own: Option<&(Certificate, Vec<u8>)>, others: &[Signer]| {
            if others.len() != 1 {
                wrong.push(issue::V4_SIG_MULTIPLE_SIGNERS);
            }
            let (Some((certificate, digest)), Some(other)) = (own, others.first()) else { return };
            if main_certificate(other).map(|main| &main.encoded) != Some(&certificate.encoded) {
                wrong.push(issue::V4_SIG_V2_V3_SIGNERS_MISMATCH);
            }
            if best_digest(other) != Some(digest) {
                wrong.push(issue::V4_SIG_V2_V3_DIGESTS_MISMATCH);
            }
        };
        if self.is_v3() {
            let expected = if self.is_v31() { 2 } else { 1 };
            if v4.signers.len() == expected {
                compare(v4.signers.first(), signers(self.v3.as_ref()));
                if self.is_v31() {
                    compare(v4.signers.get(1), signers(self.v31.as_ref()));
                }
            } else if self.is_v31() {
                wrong.push(issue::V41_SIG_NEEDS_TWO_SIGNERS);
            } else {
                wrong.push(issue::V4_SIG_MULTIPLE_SIGNERS);
            }
        } else {
            // Without v2 or v3 there is no digest to stand on; apksig gives up here.
            if v4.signers.len() != 1 || !self.is_v2() {
                wrong.push(issue::V4_SIG_MULTIPLE_SIGNERS);
            } else {
                compare(v4.signers.first(), signers(self.v2.as_ref()));
            }
        }
        for code in wrong {
            self.issues.error(code);
        }
    }

    /// Certificates by scheme, newest scheme first; those of the first line sign for the newest platform.
    fn certificates(&self) -> Vec<(&'static str, Vec<&Certificate>)> {
        let mut lines: Vec<(&'static str, Vec<&Certificate>)> = Vec::new();
        if self.is_v31() {
            lines.push((
                "v3.1",
                signers(self.v31.as_ref()).iter().rev().filter_map(main_certificate).collect(),
            ));
        }
        if self.is_v3() {
            lines.push(("v3", signers(self.v3.as_ref()).iter().rev().filter_map(main_certificate).collect()));
        }
        if self.is_v2() {
            lines.push(("v2", signers(self.v2.as_ref()).iter().filter_map(main_certificate).collect()));
        }
        if self.is_v1() {
            lines.push(("v1", self.v1.iter().flat_map(|result| &result.signers).collect()));
        }
        lines
    }

    pub fn report(self, range: Range, verified: bool) -> SignatureReport {
        let mut report =
            SignatureReport { min_sdk: range.min, max_sdk: range.max, verified, ..Default::default() };
        report.schemes.v1 = self.v1.as_ref().map(|result| result.verified);
        report.schemes.v2 = self.v2.as_ref().map(|result| result.verified);
        report.schemes.v3 = self.v3.as_ref().map(|result| result.verified);
        report.schemes.v31 = self.v31.as_ref().map(|result| result.verified);
        report.schemes.v4 = self.v4.as_ref().map(|result| result.verified);
        if verified {
            let lines = self.certificates();
            // v3 and v3.1 have one signer a platform range, of which the last counts for the newest.
            let newest = lines
                .first()
                .map(|(scheme, all)| all.len().min(if scheme.starts_with("v3") { 1 } else { usize::MAX }));
            for certificate in lines.iter().flat_map(|(_, all)| all).take(newest.unwrap_or(0)) {
                let signs = |all: &[&Certificate]| all.iter().any(|one| one.encoded == certificate.encoded);
                let mut schemes: Vec<&'static str> =
                    lines.iter().filter(|(_, all)| signs(all)).map(|(scheme, _)| *scheme).collect();
                schemes.reverse();
                report.signers.push(described(certificate, schemes));
            }
            for node in self.lineage().into_iter().flatten() {
                report.lineage.push(LineageNode {
                    sha256: node.certificate.sha256(),
                    subject: x509::name(&node.certificate.subject),
                    capabilities: node.capabilities(),
                });
            }
        }
        report.errors = self.issues.errors;
        report.warnings = self.issues.warnings;
        report
    }
}

fn best_digest(signer: &Signer) -> Option<&Vec<u8>> {
    V4_PREFERENCE.iter().find_map(|wanted| {
        let of_kind = |id: u32| algorithm::by_id(id).is_some_and(|algorithm| algorithm.content == *wanted);
        signer.digests.iter().find(|(id, _)| of_kind(*id)).map(|(_, digest)| digest)
    })
}

fn described(certificate: &Certificate, schemes: Vec<&'static str>) -> SignerCertificate {
    let (key_algorithm, key_bits) = keys::describe(&certificate.spki);
    SignerCertificate {
        sha256: certificate.sha256(),
        subject: x509::name(&certificate.subject),
        issuer: x509::name(&certificate.issuer),
        serial: hex(&certificate.serial),
        not_before: certificate.not_before.clone(),
        not_after: certificate.not_after.clone(),
        key_algorithm,
        key_bits,
        signature_algorithm: certificate.signature_algorithm.clone(),
        schemes,
    }
}
