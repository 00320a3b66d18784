//! Signature block files (META-INF/*.RSA, .DSA, .EC): who signed an .SF file.
//!
//! Source: AOSP tools/apksig (V1SchemeVerifier.verifySigBlockAgainstSigFile).

use super::ber;
use super::issue;
use super::jar_algorithms;
use super::keys::{self, Outcome};
use super::pkcs7::{self, SignedData, SignerInfo};
use super::x509::Certificate;
use super::Range;

const CONTENT_TYPE: &str = "1.2.840.113549.1.9.3";
const MESSAGE_DIGEST: &str = "1.2.840.113549.1.9.4";

/// The certificate whose signature over the .SF file verifies.
pub(super) fn signer(
    block: &[u8],
    sf: &[u8],
    range: Range,
) -> std::result::Result<Certificate, &'static str> {
    let parse = |_| issue::JAR_SIG_PARSE_EXCEPTION;
    let data = pkcs7::parse(block).map_err(parse)?;
    if data.signers.is_empty() {
        return Err(issue::JAR_SIG_NO_SIGNERS);
    }
    let certificates = data.certificates().map_err(parse)?;
    // Before Android 7 only the first signer was looked at.
    let tried = if range.min < 24 { 1 } else { data.signers.len() };
    let mut verified = None;
    for signer in data.signers.iter().take(tried) {
        let certificate = signer_certificate(&data, &certificates, signer, sf, range)?;
        verified = verified.or(certificate);
    }
    verified.cloned().ok_or(issue::JAR_SIG_DID_NOT_VERIFY)
}

fn signer_certificate<'c>(
    data: &SignedData,
    certificates: &'c [Certificate],
    signer: &SignerInfo,
    sf: &[u8],
    range: Range,
) -> std::result::Result<Option<&'c Certificate>, &'static str> {
    let algorithms =
        jar_algorithms::digest(&signer.digest).zip(jar_algorithms::signature(&signer.signature_algorithm));
    let (digest, signature) = algorithms
        .filter(|(digest, signature)| {
            jar_algorithms::supported_throughout(*digest, *signature, range.min, range.max)
        })
        .ok_or(issue::JAR_SIG_UNSUPPORTED_SIG_ALG)?;
    let certificate = signer.certificate(certificates).ok_or(issue::JAR_SIG_VERIFY_EXCEPTION)?;
    if certificate.unknown_critical || !certificate.may_sign {
        return Err(issue::JAR_SIG_VERIFY_EXCEPTION);
    }
    let key = keys::parse(&certificate.spki).map_err(|_| issue::JAR_SIG_VERIFY_EXCEPTION)?;
    if !key.fits(signature.0) {
        return Err(issue::JAR_SIG_VERIFY_EXCEPTION);
    }
    let hash = signature.1.unwrap_or(digest);
    let outcome = if let Some(attributes) = &signer.signed_attributes {
        if range.min < 19 {
            return Err(issue::JAR_SIG_VERIFY_EXCEPTION);
        }
        if range.max >= 24 {
            let value =
                pkcs7::attribute(attributes, CONTENT_TYPE).map_err(|_| issue::JAR_SIG_PARSE_EXCEPTION)?;
            let value = value.ok_or(issue::JAR_SIG_VERIFY_EXCEPTION)?;
            let content_type = value.expect(ber::OBJECT_IDENTIFIER).and_then(ber::dotted);
            if content_type.map_err(|_| issue::JAR_SIG_PARSE_EXCEPTION)? != data.content_type {
                return Ok(None);
            }
        }
        let value =
            pkcs7::attribute(attributes, MESSAGE_DIGEST).map_err(|_| issue::JAR_SIG_PARSE_EXCEPTION)?;
        let value = value.ok_or(issue::JAR_SIG_VERIFY_EXCEPTION)?;
        let expected = value.octets(ber::OCTET_STRING).map_err(|_| issue::JAR_SIG_PARSE_EXCEPTION)?;
        if expected != digest.digest(&[sf]) {
            return Ok(None);
        }
        // The signature is over the attributes as a SET, not as the implicit tag they stand under.
        key.verify(
            signature.0,
            hash,
            &[&[ber::SET], attributes.get(1..).unwrap_or_default()],
            &signer.signature,
        )
    } else {
        key.verify(signature.0, hash, &[sf], &signer.signature)
    };
    match outcome {
        Outcome::Verified => Ok(Some(certificate)),
        Outcome::Differs => Ok(None),
        Outcome::Unusable(_) => Err(issue::JAR_SIG_VERIFY_EXCEPTION),
    }
}
