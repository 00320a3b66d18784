//! X.509 certificates, as far as signing and reporting need them (RFC 5280).

use super::ber::{self, Malformed, Reader};
use sha2::{Digest, Sha256};

/// Critical extensions that Java's certificate class understands; any other makes v1 refuse the signer.
const KNOWN_EXTENSIONS: [&str; 22] = [
    "2.5.29.9",
    "2.5.29.14",
    "2.5.29.15",
    "2.5.29.16",
    "2.5.29.17",
    "2.5.29.18",
    "2.5.29.19",
    "2.5.29.20",
    "2.5.29.21",
    "2.5.29.24",
    "2.5.29.27",
    "2.5.29.28",
    "2.5.29.29",
    "2.5.29.30",
    "2.5.29.31",
    "2.5.29.32",
    "2.5.29.33",
    "2.5.29.35",
    "2.5.29.36",
    "2.5.29.37",
    "2.5.29.46",
    "2.5.29.54",
];

/// A certificate with the exact bytes it came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Certificate {
    pub encoded: Vec<u8>,
    pub serial: Vec<u8>,
    pub issuer: Vec<u8>,
    pub subject: Vec<u8>,
    pub not_before: String,
    pub not_after: String,
    /// SubjectPublicKeyInfo as it stands in the certificate.
    pub spki: Vec<u8>,
    pub signature_algorithm: String,
    pub subject_key_id: Option<Vec<u8>>,
    /// Whether keyUsage, if there, allows digital signatures or non-repudiation.
    pub may_sign: bool,
    pub unknown_critical: bool,
}

impl Certificate {
    pub fn sha256(&self) -> String {
        crate::hex::hex(&Sha256::digest(&self.encoded))
    }
}

/// Reads one certificate; bytes after it are ignored.
pub(super) fn parse(data: &[u8]) -> ber::Result<Certificate> {
    let whole = Reader::new(data).value()?;
    let mut certificate = Reader::new(whole.expect(ber::SEQUENCE)?);
    let mut body = Reader::new(certificate.expect(ber::SEQUENCE)?);
    let mut algorithm = Reader::new(certificate.expect(ber::SEQUENCE)?);
    certificate.expect(ber::BIT_STRING)?;
    body.optional(0xa0)?;
    let serial = body.expect(ber::INTEGER)?.to_vec();
    body.expect(ber::SEQUENCE)?;
    let issuer = sequence(&mut body)?;
    let mut validity = Reader::new(body.expect(ber::SEQUENCE)?);
    let (not_before, not_after) = (time(&mut validity)?, time(&mut validity)?);
    let subject = sequence(&mut body)?;
    let spki = sequence(&mut body)?;
    body.optional(0x81)?;
    body.optional(0x82)?;
    let mut parsed = Certificate {
        encoded: data.to_vec(),
        serial,
        issuer,
        subject,
        not_before,
        not_after,
        spki,
        signature_algorithm: algorithm_name(&algorithm.oid()?),
        subject_key_id: None,
        may_sign: true,
        unknown_critical: false,
    };
    if let Some(explicit) = body.optional(0xa3)? {
        extensions(explicit.content, &mut parsed)?;
    }
    Ok(parsed)
}

fn sequence(body: &mut Reader<'_>) -> ber::Result<Vec<u8>> {
    let value = body.value()?;
    value.expect(ber::SEQUENCE)?;
    Ok(value.encoded.to_vec())
}

fn extensions(explicit: &[u8], parsed: &mut Certificate) -> ber::Result<()> {
    let mut list = Reader::new(Reader::new(explicit).expect(ber::SEQUENCE)?);
    while let Some(value) = list.next()? {
        let mut extension = Reader::new(value.expect(ber::SEQUENCE)?);
        let oid = extension.oid()?;
        let critical =
            extension.optional(0x01)?.is_some_and(|flag| flag.content.first().is_some_and(|byte| *byte != 0));
        let content = extension.expect(ber::OCTET_STRING)?;
        match oid.as_str() {
            "2.5.29.15" => {
                let bits = Reader::new(content).expect(ber::BIT_STRING)?;
                parsed.may_sign = bits.get(1).is_some_and(|byte| byte & 0xc0 != 0);
            }
            "2.5.29.14" => {
                parsed.subject_key_id = Some(Reader::new(content).expect(ber::OCTET_STRING)?.to_vec());
            }
            _ => {}
        }
        parsed.unknown_critical |= critical && !KNOWN_EXTENSIONS.contains(&oid.as_str());
    }
    Ok(())
}

/// UTCTime or GeneralizedTime as ISO 8601 in UTC.
fn time(validity: &mut Reader<'_>) -> ber::Result<String> {
    let value = validity.value()?;
    let text = std::str::from_utf8(value.content).map_err(|_| Malformed("time is not text"))?;
    let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
    let full = match value.tag {
        0x17 if digits.get(..2).is_some_and(|year| year >= "50") => format!("19{digits}"),
        0x17 => format!("20{digits}"),
        0x18 => digits,
        _ => return Err(Malformed("unexpected ASN.1 tag")),
    };
    let part = |from: usize, to: usize| full.get(from..to).unwrap_or("00");
    if full.len() < 12 {
        return Err(Malformed("time cut short"));
    }
    Ok(format!(
        "{}-{}-{}T{}:{}:{}Z",
        part(0, 4),
        part(4, 6),
        part(6, 8),
        part(8, 10),
        part(10, 12),
        part(12, 14)
    ))
}

/// A distinguished name as RFC 4514 writes it, most specific part first.
pub(super) fn name(encoded: &[u8]) -> String {
    let mut parts = attributes(encoded).unwrap_or_default();
    parts.reverse();
    let text: Vec<String> = parts
        .into_iter()
        .map(|(oid, value)| {
            let mut escaped = String::with_capacity(value.len());
            for letter in value.chars() {
                if matches!(letter, ',' | '+' | '"' | '\\' | '<' | '>' | ';') {
                    escaped.push('\\');
                }
                escaped.push(letter);
            }
            format!("{}={escaped}", short_name(&oid))
        })
        .collect();
    text.join(",")
}

/// Whether two names are the same, string types, case and runs of spaces aside (RFC 5280 7.1).
pub(super) fn same_name(left: &[u8], right: &[u8]) -> bool {
    let folded = |encoded: &[u8]| {
        attributes(encoded).map(|parts| {
            parts
                .into_iter()
                .map(|(oid, value)| {
                    (oid, value.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" "))
                })
                .collect::<Vec<_>>()
        })
    };
    left == right || matches!((folded(left), folded(right)), (Ok(left), Ok(right)) if left == right)
}

fn attributes(encoded: &[u8]) -> ber::Result<Vec<(String, String)>> {
    let mut parts = Vec::new();
    let mut sets = Reader::new(Reader::new(encoded).expect(ber::SEQUENCE)?);
    while let Some(set) = sets.next()? {
        let mut pairs = Reader::new(set.expect(ber::SET)?);
        while let Some(pair) = pairs.next()? {
            let mut pair = Reader::new(pair.expect(ber::SEQUENCE)?);
            let oid = pair.oid()?;
            let value = pair.value()?;
            parts.push((oid, text(value)));
        }
    }
    Ok(parts)
}

fn text(value: ber::Value<'_>) -> String {
    // BMPString is UTF-16, the rest is read as UTF-8 or Latin-1.
    if value.tag == 0x1e {
        let units: Vec<u16> = value
            .content
            .chunks_exact(2)
            .map(|pair| pair.iter().fold(0, |unit, byte| (unit << 8) | u16::from(*byte)))
            .collect();
        return String::from_utf16_lossy(&units);
    }
    match std::str::from_utf8(value.content) {
        Ok(text) => text.to_owned(),
        Err(_) => value.content.iter().copied().map(char::from).collect(),
    }
}

fn short_name(oid: &str) -> &str {
    match oid {
        "2.5.4.3" => "CN",
        "2.5.4.5" => "SERIALNUMBER",
        "2.5.4.6" => "C",
        "2.5.4.7" => "L",
        "2.5.4.8" => "ST",
        "2.5.4.9" => "STREET",
        "2.5.4.10" => "O",
        "2.5.4.11" => "OU",
        "0.9.2342.19200300.100.1.1" => "UID",
        "0.9.2342.19200300.100.1.25" => "DC",
        "1.2.840.113549.1.9.1" => "EMAILADDRESS",
        _ => oid,
    }
}

fn algorithm_name(oid: &str) -> String {
    match oid {
        "1.2.840.113549.1.1.4" => "MD5withRSA",
        "1.2.840.113549.1.1.5" => "SHA1withRSA",
        "1.2.840.113549.1.1.10" => "RSASSA-PSS",
        "1.2.840.113549.1.1.11" => "SHA256withRSA",
        "1.2.840.113549.1.1.12" => "SHA384withRSA",
        "1.2.840.113549.1.1.13" => "SHA512withRSA",
        "1.2.840.113549.1.1.14" => "SHA224withRSA",
        "1.2.840.10040.4.3" => "SHA1withDSA",
        "2.16.840.1.101.3.4.3.1" => "SHA224withDSA",
        "2.16.840.1.101.3.4.3.2" => "SHA256withDSA",
        "1.2.840.10045.4.1" => "SHA1withECDSA",
        "1.2.840.10045.4.3.1" => "SHA224withECDSA",
        "1.2.840.10045.4.3.2" => "SHA256withECDSA",
        "1.2.840.10045.4.3.3" => "SHA384withECDSA",
        "1.2.840.10045.4.3.4" => "SHA512withECDSA",
        _ => oid,
    }
    .to_owned()
}

/// SubjectPublicKeyInfo with an RSA modulus that lacks its sign octet mended, as apksig mends it.
pub(super) fn canonical_spki(spki: &[u8]) -> Vec<u8> {
    mended(spki).unwrap_or_else(|_| spki.to_vec())
}

fn mended(spki: &[u8]) -> ber::Result<Vec<u8>> {
    let mut outer = Reader::new(Reader::new(spki).expect(ber::SEQUENCE)?);
    let algorithm = outer.value()?;
    let bits = outer.expect(ber::BIT_STRING)?;
    let mut key = Reader::new(Reader::new(bits.get(1..).unwrap_or_default()).expect(ber::SEQUENCE)?);
    let (modulus, exponent) = (key.expect(ber::INTEGER)?, key.value()?);
    if modulus.first().is_none_or(|byte| byte & 0x80 == 0) {
        return Err(Malformed("nothing to mend"));
    }
    let modulus = encode(ber::INTEGER, &[&[0], modulus]);
    let key = encode(ber::SEQUENCE, &[&modulus, exponent.encoded]);
    let bits = encode(ber::BIT_STRING, &[&[0], &key]);
    Ok(encode(ber::SEQUENCE, &[algorithm.encoded, &bits]))
}

fn encode(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let mut out = vec![tag];
    let len = content.len().to_be_bytes();
    let significant = ber::magnitude(&len);
    if content.len() < 0x80 {
        out.extend_from_slice(significant);
        if significant.is_empty() {
            out.push(0);
        }
    } else {
        out.push(0x80 | u8::try_from(significant.len()).unwrap_or(0));
        out.extend_from_slice(significant);
    }
    out.extend_from_slice(&content);
    out
}
