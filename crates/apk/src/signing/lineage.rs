//! Proof of rotation: certificates that each vouch for the next.
//!
//! Source: source.android.com/docs/security/features/apksigning/v3#proof-of-rotation; AOSP tools/apksig
//! (V3SigningCertificateLineage, SigningCertificateLineage).

use super::block::{Cut, Fields};
use super::keys::{self, Outcome};
use super::x509::{self, Certificate};
use super::{algorithm, issue};

/// Bounds the signatures that one package makes us check.
const MAX_NODES: usize = 32;
const CAPABILITIES: [(u32, &str); 5] =
    [(1, "installed_data"), (2, "shared_uid"), (4, "permission"), (8, "rollback"), (16, "auth")];

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Node {
    pub certificate: Certificate,
    parent_algorithm: u32,
    algorithm: u32,
    signature: Vec<u8>,
    flags: u32,
}

impl Node {
    /// What the platform still lets this certificate do.
    pub fn capabilities(&self) -> Vec<&'static str> {
        CAPABILITIES.iter().filter(|(bit, _)| self.flags & bit != 0).map(|(_, name)| *name).collect()
    }
}

/// Reads the attribute's value and checks every link.
///
/// # Errors
/// The issue apksig names.
pub(super) fn read(value: &[u8]) -> Result<Vec<Node>, &'static str> {
    let mut fields = Fields::new(value);
    let malformed = |_: Cut| issue::V3_SIG_MALFORMED_LINEAGE;
    if fields.u32().map_err(malformed)? != 1 {
        return Err(issue::V3_SIG_POR_CERT_MISMATCH);
    }
    let mut nodes: Vec<Node> = Vec::new();
    while !fields.is_empty() {
        if nodes.len() >= MAX_NODES {
            return Err(issue::V3_SIG_MALFORMED_LINEAGE);
        }
        let node = node(&mut fields, nodes.last())?;
        if nodes.iter().any(|earlier| earlier.certificate.encoded == node.certificate.encoded) {
            return Err(issue::V3_SIG_POR_DID_NOT_VERIFY);
        }
        nodes.push(node);
    }
    if nodes.is_empty() {
        return Err(issue::V3_SIG_MALFORMED_LINEAGE);
    }
    Ok(nodes)
}

fn node(fields: &mut Fields<'_>, parent: Option<&Node>) -> Result<Node, &'static str> {
    let malformed = |_: Cut| issue::V3_SIG_MALFORMED_LINEAGE;
    let mut node = fields.fields().map_err(malformed)?;
    let signed = node.bytes().map_err(malformed)?;
    let flags = node.u32().map_err(malformed)?;
    let algorithm = node.u32().map_err(malformed)?;
    let signature = node.bytes().map_err(malformed)?;
    if let Some(parent) = parent {
        let by = algorithm::by_id(parent.algorithm).ok_or(issue::V3_SIG_MALFORMED_LINEAGE)?;
        let key = keys::parse(&parent.certificate.spki).map_err(|_| issue::V3_SIG_POR_DID_NOT_VERIFY)?;
        if key.verify(by.scheme, by.hash, &[signed], signature) != Outcome::Verified {
            return Err(issue::V3_SIG_POR_DID_NOT_VERIFY);
        }
    }
    let mut signed = Fields::new(signed);
    let encoded = signed.bytes().map_err(malformed)?;
    let parent_algorithm = signed.u32().map_err(malformed)?;
    if parent.is_some_and(|parent| parent.algorithm != parent_algorithm) {
        return Err(issue::V3_SIG_POR_DID_NOT_VERIFY);
    }
    let certificate = x509::parse(encoded).map_err(|_| issue::V3_SIG_POR_DID_NOT_VERIFY)?;
    Ok(Node { certificate, parent_algorithm, algorithm, signature: signature.to_vec(), flags })
}

/// The longest lineage, when every other one is its beginning.
pub(super) fn consolidate(lineages: &[&Vec<Node>]) -> Result<Option<Vec<Node>>, &'static str> {
    let Some(longest) = lineages.iter().max_by_key(|lineage| lineage.len()) else { return Ok(None) };
    if lineages.iter().all(|lineage| longest.starts_with(lineage)) {
        Ok(Some((*longest).clone()))
    } else {
        Err(issue::V3_INCONSISTENT_LINEAGES)
    }
}
