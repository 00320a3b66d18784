//! Tampered packages are never accepted: byte flips, copied blocks, swapped certificates, stripped schemes.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::expect_used, clippy::panic)]

mod common;

use common::Random;
use mingjian_apk::limits::{Budget, Limits};
use mingjian_apk::signing::{verify, Options, SignatureReport};
use mingjian_apk::zip::Archive;
use std::collections::BTreeMap;

const V2: u32 = 0x7109_871a;
const V3: u32 = 0xf053_68c0;

fn judge(data: &[u8], min_sdk: Option<u32>, max_sdk: Option<u32>) -> Option<SignatureReport> {
    let limits = Limits::default();
    let archive = Archive::open(data, &limits).ok()?;
    let options = Options { min_sdk, max_sdk, idsig: None };
    verify(&archive, &options, &mut Budget::new(&limits)).ok().filter(|report| report.verified)
}

/// Packages small enough to be judged often, that verify over `min` to `max`.
fn samples(prefix: &str, min: Option<u32>, max: Option<u32>) -> Vec<(String, Vec<u8>)> {
    let Some(folder) = common::shared("data/apksig") else { return Vec::new() };
    let mut found: Vec<(String, Vec<u8>)> = std::fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path())
        .filter_map(|path| {
            let name = path.file_name()?.to_str()?.to_owned();
            (name.starts_with(prefix) && name.ends_with(".apk"))
                .then(|| (name, std::fs::read(&path).unwrap()))
        })
        .filter(|(_, data)| data.len() < 100_000 && judge(data, min, max).is_some())
        .collect();
    found.sort();
    found
}

fn u32_at(data: &[u8], at: usize) -> usize {
    u32::from_le_bytes(data[at..at + 4].try_into().unwrap()) as usize
}

/// A package taken apart around its signing block.
struct Parts {
    before: Vec<u8>,
    pairs: Vec<(u32, Vec<u8>)>,
    central: Vec<u8>,
    end: Vec<u8>,
}

fn take_apart(data: &[u8]) -> Option<Parts> {
    let eocd = data.windows(4).rposition(|window| window == b"PK\x05\x06").unwrap();
    let central = u32_at(data, eocd + 16);
    if data.get(central.checked_sub(16)?..central)? != b"APK Sig Block 42" {
        return None;
    }
    let start = central - u32_at(data, central - 24) - 8;
    let mut pairs = Vec::new();
    let mut at = start + 8;
    while at < central - 24 {
        let len = u32_at(data, at);
        pairs.push((u32_at(data, at + 8) as u32, data[at + 12..at + 8 + len].to_vec()));
        at += 8 + len;
    }
    Some(Parts {
        before: data[..start].to_vec(),
        pairs,
        central: data[central..eocd].to_vec(),
        end: data[eocd..].to_vec(),
    })
}

impl Parts {
    fn join(&self) -> Vec<u8> {
        let mut out = self.before.clone();
        if !self.pairs.is_empty() {
            let body: Vec<u8> = self
                .pairs
                .iter()
                .flat_map(|(id, value)| {
                    [&(value.len() as u64 + 4).to_le_bytes()[..], &id.to_le_bytes(), value].concat()
                })
                .collect();
            let size = (body.len() as u64 + 24).to_le_bytes();
            out.extend([&size[..], &body, &size, b"APK Sig Block 42"].concat());
        }
        let central = out.len() as u32;
        out.extend(&self.central);
        let mut end = self.end.clone();
        end[16..20].copy_from_slice(&central.to_le_bytes());
        out.extend(end);
        out
    }

    fn value(&mut self, id: u32) -> Option<&mut Vec<u8>> {
        self.pairs.iter_mut().find(|(found, _)| *found == id).map(|(_, value)| value)
    }
}

fn field(data: &[u8]) -> (&[u8], &[u8]) {
    data[4..].split_at(u32_at(data, 0))
}

fn prefixed(parts: &[&[u8]]) -> Vec<u8> {
    let joined = parts.concat();
    [&(joined.len() as u32).to_le_bytes()[..], &joined].concat()
}

#[test]
fn taking_apart_and_joining_changes_nothing() {
    for (name, data) in samples("v2-only-with-rsa-pkcs1-sha256", None, None) {
        assert!(take_apart(&data).unwrap().join() == data, "{name}");
    }
}

#[test]
fn flips_outside_the_signing_block_are_never_accepted() {
    let mut random = Random(7);
    let mut flipped = 0;
    for (prefix, min) in [("v2-only", 24), ("v3-only", 28), ("v1v2", 24), ("golden", 28), ("v31-", 33)] {
        for (name, data) in samples(prefix, Some(min), None) {
            let Some(parts) = take_apart(&data) else { continue };
            let (start, end) = (parts.before.len(), data.len() - parts.central.len() - parts.end.len());
            for _ in 0..25 {
                let pick = random.below(data.len() - (end - start));
                let at = if pick < start { pick } else { pick - start + end };
                let mut changed = data.clone();
                changed[at] ^= 1 << random.below(8);
                flipped += 1;
                assert!(judge(&changed, Some(min), None).is_none(), "{name}: byte {at:#x}");
            }
        }
    }
    assert!(flipped > 1000 || common::shared("data/apksig").is_none(), "{flipped}");
}

#[test]
fn flips_inside_the_signing_block_never_change_the_signer() {
    let mut random = Random(11);
    for (prefix, min) in [("v2-only", 24), ("v3-only", 28), ("v31-", 33), ("v1v2v3", 18)] {
        for (name, data) in samples(prefix, Some(min), None) {
            let Some(parts) = take_apart(&data) else { continue };
            let honest = judge(&data, Some(min), None).unwrap();
            let (start, end) = (parts.before.len(), data.len() - parts.central.len() - parts.end.len());
            for _ in 0..25 {
                let at = start + random.below(end - start);
                let mut changed = data.clone();
                changed[at] ^= 1 << random.below(8);
                if let Some(report) = judge(&changed, Some(min), None) {
                    assert_eq!(report.signers, honest.signers, "{name}: byte {at:#x}");
                }
            }
        }
    }
}

/// Names and contents of what a JAR signature covers.
fn contents(data: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let limits = Limits::default();
    let archive = Archive::open(data, &limits).unwrap();
    let mut budget = Budget::new(&limits);
    let covered =
        archive.entries().iter().filter(|entry| !entry.name.starts_with("META-INF/") && !entry.is_folder());
    covered
        .map(|entry| {
            let content = archive.read(entry, &mut budget).map(|content| content.into_owned());
            (entry.name.clone(), content.unwrap_or_default())
        })
        .collect()
}

fn in_signature_block(data: &[u8], at: usize) -> bool {
    let archive = Archive::open(data, &Limits::default()).unwrap();
    let found = archive.entries().iter().any(|entry| {
        let start = entry.data_offset.unwrap() as usize;
        [".RSA", ".DSA", ".EC"].iter().any(|extension| entry.name.ends_with(extension))
            && (start..start + entry.compressed as usize).contains(&at)
    });
    found
}

#[test]
fn flips_under_a_jar_signature_are_accepted_only_if_no_content_changed() {
    let mut random = Random(13);
    for (name, data) in samples("v1-only", Some(18), Some(23)).into_iter().take(40) {
        let honest = judge(&data, Some(18), Some(23)).unwrap();
        let before = contents(&data);
        for _ in 0..60 {
            let at = random.below(data.len());
            let mut changed = data.clone();
            changed[at] ^= 1 << random.below(8);
            if let Some(report) = judge(&changed, Some(18), Some(23)) {
                // A JAR signature does not cover the certificate itself: changing it makes another signer,
                // who still holds the same key, but never one that exists.
                if !in_signature_block(&data, at) {
                    assert_eq!(report.signers, honest.signers, "{name}: byte {at:#x}");
                }
                // A method that is neither stored nor deflated is inflated by whoever checks the signature,
                // and recorded as an anomaly because other readers do not inflate it.
                let odd = Archive::open(&changed, &Limits::default())
                    .unwrap()
                    .anomalies()
                    .iter()
                    .any(|anomaly| anomaly.code == mingjian_apk::zip::code::ODD_METHOD);
                assert!(odd || contents(&changed) == before, "{name}: byte {at:#x}");
            }
        }
    }
}

#[test]
fn blocks_and_signers_of_another_package_are_not_accepted() {
    let all: Vec<(String, Parts)> = samples("v2-only-with-", Some(24), None)
        .into_iter()
        .filter_map(|(name, data)| Some((name, take_apart(&data)?)))
        .collect();
    let digest_of = |parts: &Parts| (parts.before.clone(), parts.central.clone());
    for (index, (name, own)) in all.iter().enumerate() {
        for (other_name, other) in all.iter().cycle().skip(index + 1).take(3) {
            let Some(foreign) = other.pairs.iter().find(|(id, _)| *id == V2) else { continue };
            if digest_of(own) == digest_of(other) {
                continue;
            }
            let mut copied = Parts { pairs: vec![foreign.clone()], ..take_apart(&own.join()).unwrap() };
            assert!(judge(&copied.join(), Some(24), None).is_none(), "{other_name}'s block in {name}");
            copied.pairs.extend(own.pairs.clone());
            assert!(judge(&copied.join(), Some(24), None).is_none(), "{other_name}'s block before {name}'s");

            let mut appended = take_apart(&own.join()).unwrap();
            let value = appended.value(V2).unwrap();
            *value = prefixed(&[field(value).0, field(&foreign.1).0]);
            assert!(
                judge(&appended.join(), Some(24), None).is_none(),
                "{other_name} as second signer of {name}"
            );
        }
    }
}

#[test]
fn swapped_certificates_and_keys_are_not_accepted() {
    let all: Vec<(String, Parts)> = samples("v2-only-with-", Some(24), None)
        .into_iter()
        .filter_map(|(name, data)| Some((name, take_apart(&data)?)))
        .collect();
    let signer = |value: &[u8]| -> [Vec<u8>; 3] {
        let signer = field(field(value).0).0;
        let (signed, rest) = field(signer);
        let (signatures, rest) = field(rest);
        [signed.to_vec(), signatures.to_vec(), field(rest).0.to_vec()]
    };
    for (index, (name, parts)) in all.iter().enumerate() {
        let (other_name, other) = &all[(index + 1) % all.len()];
        let value = |parts: &Parts| parts.pairs.iter().find(|(id, _)| *id == V2).unwrap().1.clone();
        let ([signed, signatures, key], [foreign, foreign_signatures, foreign_key]) =
            (signer(&value(parts)), signer(&value(other)));
        if key == foreign_key {
            continue;
        }
        let (digests, rest) = field(&signed);
        let attributes = field(rest).1;
        let foreign_certificates = field(field(&foreign).1).0;
        let swapped = [&prefixed(&[digests])[..], &prefixed(&[foreign_certificates]), attributes].concat();
        for (signed, signatures, key) in [
            (&swapped, &signatures, &key),
            (&swapped, &signatures, &foreign_key),
            (&swapped, &foreign_signatures, &foreign_key),
            (&signed, &signatures, &foreign_key),
            (&signed, &foreign_signatures, &foreign_key),
        ] {
            if signed == &foreign && signatures == &foreign_signatures {
                // Both packages have the same content: this is the other's honest signature.
                continue;
            }
            let signer = prefixed(&[&prefixed(&[signed]), &prefixed(&[signatures]), &prefixed(&[key])]);
            let mut forged = take_apart(&parts.join()).unwrap();
            *forged.value(V2).unwrap() = prefixed(&[&signer]);
            assert!(judge(&forged.join(), Some(24), None).is_none(), "{other_name}'s certificate in {name}");
        }
    }
}

#[test]
fn stripped_schemes_and_moved_directories_are_not_accepted() {
    let mut tried = 0;
    for prefix in ["golden-aligned-v1v2", "golden-rsa", "v1v2v3", "golden-legacy-aligned-v1v2"] {
        for (name, data) in samples(prefix, Some(24), None) {
            let Some(parts) = take_apart(&data) else { continue };
            tried += 1;
            let stripped = Parts { pairs: Vec::new(), ..take_apart(&data).unwrap() };
            assert!(judge(&stripped.join(), None, None).is_none(), "{name} without block");
            let ids: Vec<u32> = parts.pairs.iter().map(|(id, _)| *id).collect();
            if ids.contains(&V2) && ids.contains(&V3) {
                let mut weakened = take_apart(&data).unwrap();
                weakened.pairs.retain(|(id, _)| *id != V3);
                assert!(judge(&weakened.join(), None, None).is_none(), "{name} without v3");
            }
            let mut apart = take_apart(&data).unwrap();
            apart.central.extend([0; 8]);
            assert!(judge(&apart.join(), None, None).is_none(), "{name} with bytes after the directory");
            let mut commented = take_apart(&data).unwrap();
            commented.end[20] = 4;
            commented.end.extend(b"note");
            assert!(judge(&commented.join(), None, None).is_none(), "{name} with a comment");
            let mut appended = data.clone();
            appended.extend(b"tail");
            assert!(judge(&appended, None, None).is_none(), "{name} with bytes after the end");
        }
    }
    assert!(tried > 5 || common::shared("data/apksig").is_none(), "{tried}");
}

#[test]
fn the_tree_file_beside_a_package_must_fit_it() {
    let Some(folder) = common::shared("data/apksig") else { return };
    let name = "v31-rsa-2048_2-tgt-10000-dev-release.apk";
    let data = std::fs::read(folder.join(name)).unwrap();
    let idsig = std::fs::read(folder.join(format!("{name}.idsig"))).unwrap();
    let limits = Limits::default();
    let archive = Archive::open(&data, &limits).unwrap();
    let with = |idsig: &[u8]| {
        let options = Options { min_sdk: None, max_sdk: None, idsig: Some(idsig) };
        verify(&archive, &options, &mut Budget::new(&limits)).unwrap()
    };
    let report = with(&idsig);
    assert!(report.verified, "{:?}", report.errors);
    assert_eq!(report.schemes.v4, Some(true));
    let mut random = Random(17);
    for _ in 0..300 {
        // The version only earns a warning; everything after it is signed or compared.
        let at = 4 + random.below(idsig.len() - 4);
        let mut changed = idsig.clone();
        changed[at] ^= 1 << random.below(8);
        let report = with(&changed);
        assert!(!report.verified || report.signers == with(&idsig).signers, "byte {at:#x}");
    }
    for len in [0, 3, 20, 200] {
        assert!(!with(&idsig[..len]).verified);
    }
}
