//! Finding the end of the central directory, as libziparchive does, and more leniently where that only
//! costs installability.
//!
//! Source: AOSP system/libziparchive/zip_archive.cc (MapCentralDirectory), APPNOTE.TXT 4.3.14 to 4.3.16.

use super::{code, Anomaly};
use crate::error::{ParseError, Result};
use crate::reader::Bytes;

const EOCD_SIGNATURE: [u8; 4] = *b"PK\x05\x06";
const EOCD_BYTES: usize = 22;
const MAX_COMMENT_BYTES: usize = 0xffff;
const CENTRAL_SIGNATURE: u32 = 0x0201_4b50;
const ZIP64_LOCATOR_SIGNATURE: u32 = 0x0706_4b50;
const ZIP64_EOCD_SIGNATURE: u32 = 0x0606_4b50;
const ZIP64_LOCATOR_BYTES: usize = 20;
const ZIP64_EOCD_BYTES: usize = 56;

/// Where the central directory lies, in absolute file offsets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Directory {
    pub offset: u64,
    pub size: u64,
    pub entries: u64,
    /// Offset of the end-of-central-directory record.
    pub eocd_offset: u64,
    /// Added to every offset the archive states: non-zero when bytes were put before the archive.
    pub shift: u64,
}

/// Finds the directory; says what the platform would not accept through `anomalies`.
///
/// # Errors
/// `zip_no_eocd`, `zip_bad_eocd`, `zip_bad_central_directory`.
pub(super) fn locate(data: &[u8], anomalies: &mut Vec<Anomaly>, installable: &mut bool) -> Result<Directory> {
    let bytes = Bytes::new(data, "zip_bad_eocd");
    let (eocd, tail, skipped) = find_eocd(data)
        .ok_or_else(|| ParseError::new("zip_no_eocd", None, "no end of central directory record"))?;
    if let Some(trap) = skipped {
        *installable = false;
        anomalies.push(Anomaly::archive(
            code::EOCD_IN_COMMENT,
            trap as u64,
            "a signature after the end of central directory record, where Android would look first"
                .to_owned(),
        ));
    }
    if tail != 0 {
        *installable = false;
        anomalies.push(Anomaly::archive(
            code::TRAILING_BYTES,
            eocd as u64,
            format!("{tail} bytes after the comment of the end of central directory record"),
        ));
    }
    let mut entries = u64::from(bytes.u16(eocd.saturating_add(10))?);
    let mut size = u64::from(bytes.u32(eocd.saturating_add(12))?);
    let mut offset = u64::from(bytes.u32(eocd.saturating_add(16))?);
    let on_disk = u64::from(bytes.u16(eocd.saturating_add(8))?);
    let mut end = eocd as u64;
    if entries == 0xffff || on_disk == 0xffff || size == 0xffff_ffff || offset == 0xffff_ffff {
        if let Some((at, zip64)) = zip64_record(data, eocd)? {
            (entries, size, offset) = zip64;
            end = at;
        }
    } else if on_disk != entries {
        *installable = false;
        anomalies.push(Anomaly::archive(
            code::DISK_SPANNING,
            eocd as u64,
            format!("{on_disk} records on this disk, {entries} in all"),
        ));
    }
    let shift = directory_shift(&bytes, offset, size, end)?;
    if shift != 0 {
        *installable = false;
        anomalies.push(Anomaly::archive(
            code::PREFIX_BYTES,
            0,
            format!("{shift} bytes before the archive that its offsets do not count"),
        ));
    }
    Ok(Directory { offset: offset.saturating_add(shift), size, entries, eocd_offset: eocd as u64, shift })
}

/// Offset of the record, bytes after its comment, and a later signature that is no record.
///
/// Android takes the last signature and refuses the file unless its comment ends the file; here the last
/// one whose comment does is taken, and only without one a record with bytes after it.
fn find_eocd(data: &[u8]) -> Option<(usize, usize, Option<usize>)> {
    let last = data.len().checked_sub(EOCD_BYTES)?;
    let first = last.saturating_sub(MAX_COMMENT_BYTES);
    let window = data.get(first..)?;
    let mut fallback = None;
    let mut later = None;
    for (index, candidate) in window.windows(4).enumerate().rev() {
        if candidate != EOCD_SIGNATURE {
            continue;
        }
        let at = first.checked_add(index)?;
        let tail = data.get(at.checked_add(20)?..at.checked_add(EOCD_BYTES)?).and_then(|length| {
            let comment = usize::from(u16::from_le_bytes(length.try_into().ok()?));
            data.len().checked_sub(at.checked_add(EOCD_BYTES)?.saturating_add(comment))
        });
        match tail {
            Some(0) => return Some((at, 0, later)),
            Some(tail) => fallback = fallback.or(Some((at, tail, later))),
            None => {}
        }
        later = later.or(Some(at));
    }
    fallback
}

type Zip64Fields = (u64, u64, u64);

fn zip64_record(data: &[u8], eocd: usize) -> Result<Option<(u64, Zip64Fields)>> {
    let bytes = Bytes::new(data, "zip_bad_zip64");
    let Some(locator) = eocd.checked_sub(ZIP64_LOCATOR_BYTES) else { return Ok(None) };
    if bytes.u32(locator)? != ZIP64_LOCATOR_SIGNATURE {
        return Ok(None);
    }
    let stated = bytes.u64(locator.saturating_add(8))?;
    let adjacent = locator.checked_sub(ZIP64_EOCD_BYTES);
    for at in [usize::try_from(stated).ok(), adjacent].into_iter().flatten() {
        if bytes.u32(at).is_ok_and(|signature| signature == ZIP64_EOCD_SIGNATURE) {
            let entries = bytes.u64(at.saturating_add(32))?;
            let size = bytes.u64(at.saturating_add(40))?;
            let offset = bytes.u64(at.saturating_add(48))?;
            return Ok(Some((at as u64, (entries, size, offset))));
        }
    }
    Err(ParseError::new("zip_bad_zip64", stated, "the zip64 locator points at no zip64 record"))
}

/// How far the stated offset is from the directory that ends at `end`.
fn directory_shift(bytes: &Bytes<'_>, offset: u64, size: u64, end: u64) -> Result<u64> {
    let starts_record = |at: u64| {
        size == 0
            || usize::try_from(at).is_ok_and(|at| bytes.u32(at).is_ok_and(|word| word == CENTRAL_SIGNATURE))
    };
    let fits = offset.checked_add(size).is_some_and(|stop| stop <= end);
    if fits && starts_record(offset) {
        return Ok(0);
    }
    if let Some(shift) = end.checked_sub(size).and_then(|start| start.checked_sub(offset)) {
        if starts_record(offset.saturating_add(shift)) {
            return Ok(shift);
        }
    }
    Err(ParseError::new(
        "zip_bad_central_directory",
        offset,
        format!("no central directory of {size} bytes at the stated offset"),
    ))
}
