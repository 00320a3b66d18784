//! PKCS #7 signed data as in META-INF/*.RSA (RFC 5652), read as loosely as apksig does.

use super::ber::{self, Malformed, Reader, Value};
use super::x509::{self, Certificate};

const SIGNED_DATA: &str = "1.2.840.113549.1.7.2";
/// Bounds how many signatures one block makes us check.
const MAX_SIGNERS: usize = 32;
const MAX_CERTIFICATES: usize = 1000;

#[derive(Debug)]
pub(super) enum SignerId {
    Issuer { name: Vec<u8>, serial: Vec<u8> },
    KeyId(Vec<u8>),
}

#[derive(Debug)]
pub(super) struct SignerInfo {
    pub id: SignerId,
    pub digest: String,
    /// Encoded as it stands, beginning with the implicit tag.
    pub signed_attributes: Option<Vec<u8>>,
    pub signature_algorithm: String,
    pub signature: Vec<u8>,
}

#[derive(Debug)]
pub(super) struct SignedData {
    pub content_type: String,
    certificates: Vec<Vec<u8>>,
    pub signers: Vec<SignerInfo>,
}

impl SignedData {
    pub fn certificates(&self) -> ber::Result<Vec<Certificate>> {
        self.certificates.iter().map(|encoded| x509::parse(encoded)).collect()
    }
}

impl SignerInfo {
    /// The certificate this signer names.
    pub fn certificate<'c>(&self, certificates: &'c [Certificate]) -> Option<&'c Certificate> {
        certificates.iter().find(|certificate| match &self.id {
            SignerId::Issuer { name, serial } => {
                certificate.serial == *serial && x509::same_name(&certificate.issuer, name)
            }
            SignerId::KeyId(key) => certificate.subject_key_id.as_ref() == Some(key),
        })
    }
}

pub(super) fn parse(data: &[u8]) -> ber::Result<SignedData> {
    let mut info = Reader::new(Reader::new(data).expect(ber::SEQUENCE)?);
    if info.oid()? != SIGNED_DATA {
        return Err(Malformed("the signature block is not signed data"));
    }
    let explicit = info.expect(0xa0)?;
    let mut body = Reader::new(Reader::new(explicit).expect(ber::SEQUENCE)?);
    body.expect(ber::INTEGER)?;
    body.expect(ber::SET)?;
    let content_type = Reader::new(body.expect(ber::SEQUENCE)?).oid()?;
    let mut certificates = Vec::new();
    if let Some(set) = body.optional(0xa0)? {
        let mut list = Reader::new(set.content);
        while let Some(certificate) = list.next()? {
            if certificates.len() >= MAX_CERTIFICATES {
                return Err(Malformed("more certificates than are read"));
            }
            certificates.push(certificate.encoded.to_vec());
        }
    }
    body.optional(0xa1)?;
    let mut signers = Vec::new();
    let mut list = Reader::new(body.expect(ber::SET)?);
    while let Some(value) = list.next()? {
        if signers.len() >= MAX_SIGNERS {
            return Err(Malformed("more signers than are read"));
        }
        signers.push(signer(value)?);
    }
    Ok(SignedData { content_type, certificates, signers })
}

fn algorithm(reader: &mut Reader<'_>) -> ber::Result<String> {
    Reader::new(reader.expect(ber::SEQUENCE)?).oid()
}

fn signer(value: Value<'_>) -> ber::Result<SignerInfo> {
    let mut body = Reader::new(value.expect(ber::SEQUENCE)?);
    body.expect(ber::INTEGER)?;
    let id = body.value()?;
    let id = match id.tag {
        ber::SEQUENCE => {
            let mut pair = Reader::new(id.content);
            let name = pair.value()?.encoded.to_vec();
            SignerId::Issuer { name, serial: pair.expect(ber::INTEGER)?.to_vec() }
        }
        0x80 => SignerId::KeyId(id.content.to_vec()),
        _ => return Err(Malformed("unexpected ASN.1 tag")),
    };
    let digest = algorithm(&mut body)?;
    let signed_attributes = body.optional(0xa0)?.map(|attributes| attributes.encoded.to_vec());
    let signature_algorithm = algorithm(&mut body)?;
    let signature = body.value()?.octets(ber::OCTET_STRING)?;
    Ok(SignerInfo { id, digest, signed_attributes, signature_algorithm, signature })
}

/// The single value of one signed attribute.
pub(super) fn attribute<'a>(attributes: &'a [u8], wanted: &str) -> ber::Result<Option<Value<'a>>> {
    let mut found = None;
    let mut seen: Vec<String> = Vec::new();
    let mut list = Reader::new(Reader::new(attributes).expect(0xa0)?);
    while let Some(value) = list.next()? {
        let mut pair = Reader::new(value.expect(ber::SEQUENCE)?);
        let oid = pair.oid()?;
        let mut values = Reader::new(pair.expect(ber::SET)?);
        if seen.contains(&oid) || seen.len() >= MAX_SIGNERS {
            return Err(Malformed("duplicate signed attribute"));
        }
        if oid == wanted {
            found = values.next()?;
            if values.next()?.is_some() {
                return Err(Malformed("signed attribute with several values"));
            }
        }
        seen.push(oid);
    }
    Ok(found)
}
