//! The three numbers of AndroidManifest.xml that signature rules depend on, read as strictly as apksig does.
//!
//! Source: AOSP tools/apksig (ApkUtils, AndroidBinXmlParser).

use crate::error::{ParseError, Result};
use crate::reader::Bytes;

const CODE: &str = "apk_bad_manifest";
const CHUNK_XML: u16 = 0x0003;
const CHUNK_STRINGS: u16 = 0x0001;
const CHUNK_RESOURCE_MAP: u16 = 0x0180;
const CHUNK_START: u16 = 0x0102;
const CHUNK_END: u16 = 0x0103;
const ATTRIBUTE_MIN_SDK: u32 = 0x0101_020c;
const ATTRIBUTE_TARGET_SDK: u32 = 0x0101_0270;
const ATTRIBUTE_TARGET_SANDBOX: u32 = 0x0101_054c;
const TYPE_STRING: u8 = 0x03;
const FLAG_UTF8: u32 = 1 << 8;
/// Last platform that each first letter of a code name stands for: one below the release (apksig).
const CODENAMES: [(u8, i32); 13] = [
    (b'C', 2),
    (b'D', 3),
    (b'E', 4),
    (b'F', 7),
    (b'G', 8),
    (b'H', 10),
    (b'I', 13),
    (b'J', 15),
    (b'K', 18),
    (b'L', 20),
    (b'M', 22),
    (b'N', 23),
    (b'O', 25),
];

/// Platform numbers a manifest declares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ManifestSdk {
    /// Highest minSdkVersion of its uses-sdk elements, 1 without any.
    pub min: std::result::Result<i32, &'static str>,
    pub target: i32,
    pub target_sandbox: i32,
}

#[derive(Clone, Copy)]
struct Attribute {
    resource: u32,
    kind: u8,
    data: u32,
}

/// Reads `manifest`, the bytes of AndroidManifest.xml.
///
/// # Errors
/// `apk_bad_manifest` when it is not compiled XML that apksig reads.
pub fn read(manifest: &[u8]) -> Result<ManifestSdk> {
    let bytes = Bytes::new(manifest, CODE);
    if bytes.u16(0)? != CHUNK_XML {
        return Err(ParseError::new(CODE, 0, "the manifest is not compiled XML"));
    }
    let end = usize::try_from(bytes.u32(4)?).unwrap_or(usize::MAX).min(bytes.len());
    let mut found = Found { min: Ok(1), target: None, sandbox: None };
    let mut strings: Option<Bytes<'_>> = None;
    let mut map: Option<Bytes<'_>> = None;
    let (mut at, mut depth) = (usize::from(bytes.u16(2)?), 0_usize);
    while at.saturating_add(8) <= end {
        let size = usize::try_from(bytes.u32(at.saturating_add(4))?).unwrap_or(usize::MAX);
        if size < 8 || size > end.saturating_sub(at) {
            return Err(ParseError::new(CODE, at as u64, format!("chunk of {size} bytes")));
        }
        let chunk = Bytes::new(bytes.slice(at, size)?, CODE);
        match chunk.u16(0)? {
            CHUNK_STRINGS if strings.is_none() => strings = Some(chunk),
            CHUNK_RESOURCE_MAP if map.is_none() => map = Some(chunk),
            CHUNK_START => {
                depth = depth.saturating_add(1);
                found.element(&chunk, depth, strings.as_ref(), map.as_ref())?;
            }
            CHUNK_END => depth = depth.saturating_sub(1),
            _ => {}
        }
        at = at.saturating_add(size);
    }
    Ok(ManifestSdk {
        min: found.min,
        target: found.target.flatten().unwrap_or_else(|| found.min.unwrap_or(1)),
        target_sandbox: found.sandbox.flatten().unwrap_or(1),
    })
}

/// `Some(None)`: the attribute was met first with a value that is no number.
struct Found {
    min: std::result::Result<i32, &'static str>,
    target: Option<Option<i32>>,
    sandbox: Option<Option<i32>>,
}

impl Found {
    fn element(
        &mut self,
        chunk: &Bytes<'_>,
        depth: usize,
        strings: Option<&Bytes<'_>>,
        map: Option<&Bytes<'_>>,
    ) -> Result<()> {
        let header = usize::from(chunk.u16(2)?);
        let at = |offset: usize| header.saturating_add(offset);
        let no_namespace = chunk.u32(at(0))? == u32::MAX;
        let name = strings.and_then(|pool| string(pool, chunk.u32(at(4)).ok()?)).unwrap_or_default();
        let (first, size) = (usize::from(chunk.u16(at(8))?), usize::from(chunk.u16(at(10))?));
        let count = usize::from(chunk.u16(at(12))?);
        let attributes = (0..count).map(|index| {
            let start = at(first).saturating_add(index.saturating_mul(size));
            let name = usize::try_from(chunk.u32(start.saturating_add(4))?).unwrap_or(usize::MAX);
            let resource =
                map.map_or(0, |map| map.u32(name.saturating_mul(4).saturating_add(8)).unwrap_or(0));
            let kind = chunk.u8(start.saturating_add(15))?;
            Ok(Attribute { resource, kind, data: chunk.u32(start.saturating_add(16))? })
        });
        match name.as_str() {
            "uses-sdk" => {
                let attributes = attributes.collect::<Result<Vec<_>>>()?;
                let find = |wanted| attributes.iter().find(|attribute| attribute.resource == wanted);
                if let (None, Some(target)) = (self.target, find(ATTRIBUTE_TARGET_SDK)) {
                    self.target = Some(int(target));
                }
                if depth == 2 && no_namespace {
                    let min = find(ATTRIBUTE_MIN_SDK).map_or(Ok(1), |min| min_sdk(min, strings));
                    self.min = match (self.min, min) {
                        (Ok(highest), Ok(min)) => Ok(highest.max(min)),
                        (Err(why), _) | (Ok(_), Err(why)) => Err(why),
                    };
                }
            }
            "manifest" if self.sandbox.is_none() => {
                let attributes = attributes.collect::<Result<Vec<_>>>()?;
                let found =
                    attributes.iter().find(|attribute| attribute.resource == ATTRIBUTE_TARGET_SANDBOX);
                self.sandbox = found.map(int);
            }
            _ => {}
        }
        Ok(())
    }
}

fn int(attribute: &Attribute) -> Option<i32> {
    matches!(attribute.kind, 0x10 | 0x11).then_some(i32::from_le_bytes(attribute.data.to_le_bytes()))
}

fn min_sdk(attribute: &Attribute, strings: Option<&Bytes<'_>>) -> std::result::Result<i32, &'static str> {
    if attribute.kind == TYPE_STRING {
        let name = strings.and_then(|pool| string(pool, attribute.data)).unwrap_or_default();
        return codename(&name).ok_or("minSdkVersion is a string that is no code name");
    }
    int(attribute).ok_or("minSdkVersion is neither a number nor a string")
}

/// Platform that a code name stands for; only its first letter counts.
fn codename(name: &str) -> Option<i32> {
    let letter = *name.as_bytes().first().filter(|letter| letter.is_ascii_uppercase())?;
    match CODENAMES.iter().rev().find(|(known, _)| *known <= letter) {
        Some((known, sdk)) => Some(sdk.saturating_add(i32::from(letter.saturating_sub(*known)))),
        None => Some(1),
    }
}

fn string(pool: &Bytes<'_>, index: u32) -> Option<String> {
    let index = usize::try_from(index).ok()?;
    if index >= usize::try_from(pool.u32(8).ok()?).ok()? {
        return None;
    }
    let header = usize::from(pool.u16(2).ok()?);
    let utf8 = pool.u32(16).ok()? & FLAG_UTF8 != 0;
    let start = usize::try_from(pool.u32(20).ok()?).ok()?;
    let offset = usize::try_from(pool.u32(header.checked_add(index.checked_mul(4)?)?).ok()?).ok()?;
    let mut at = start.checked_add(offset)?;
    if utf8 {
        at = at.checked_add(if pool.u8(at).ok()? & 0x80 == 0 { 1 } else { 2 })?;
        let first = usize::from(pool.u8(at).ok()?);
        let (len, skip) = if first & 0x80 == 0 {
            (first, 1)
        } else {
            ((first & 0x7f) << 8 | usize::from(pool.u8(at.checked_add(1)?).ok()?), 2)
        };
        return Some(String::from_utf8_lossy(pool.slice(at.checked_add(skip)?, len).ok()?).into_owned());
    }
    let first = usize::from(pool.u16(at).ok()?);
    let (len, skip) = if first & 0x8000 == 0 {
        (first, 2)
    } else {
        ((first & 0x7fff) << 16 | usize::from(pool.u16(at.checked_add(2)?).ok()?), 4)
    };
    let raw = pool.slice(at.checked_add(skip)?, len.checked_mul(2)?).ok()?;
    let units: Vec<u16> = raw
        .chunks_exact(2)
        .map(|pair| pair.iter().rev().fold(0, |unit, byte| (unit << 8) | u16::from(*byte)))
        .collect();
    Some(String::from_utf16_lossy(&units))
}
