//! Entries as apksig reads them: stricter than the platform's asset code, since headers must agree.
//!
//! Source: AOSP tools/apksig (LocalFileRecord).

use crate::error::{ParseError, Result};
use crate::limits::Budget;
use crate::reader::Bytes;
use crate::zip::{inflate, Archive, Entry};
use std::borrow::Cow;

const CODE: &str = "apk_malformed_entry";
const LOCAL_SIGNATURE: u32 = 0x0403_4b50;
const FLAG_DESCRIPTOR: u16 = 1 << 3;
/// Entries up to this size are inflated at once, larger ones piece by piece.
const WHOLE_BYTES: u64 = 16 << 20;
/// Largest entry that is digested at all; far above what a package can install.
const MAX_BYTES: u64 = 2 << 30;

/// The bytes of the entry as they lie in the file, once both headers agree.
fn raw<'a>(archive: &Archive<'a>, entry: &Entry) -> Result<&'a [u8]> {
    let wrong = |detail: &str| ParseError::new(CODE, entry.local_offset, detail).in_entry(&entry.name);
    let directory = archive.directory();
    let bytes = Bytes::new(archive.data(), CODE);
    let at = usize::try_from(entry.local_offset).map_err(|_| wrong("the local header is out of reach"))?;
    let header = Bytes::new(bytes.slice(at, 30)?, CODE);
    if header.u32(0)? != LOCAL_SIGNATURE {
        return Err(wrong("no local header where the central directory points"));
    }
    if (header.u16(6)? ^ entry.flags) & FLAG_DESCRIPTOR != 0 {
        return Err(wrong("only one header announces a data descriptor"));
    }
    let name_bytes = usize::from(header.u16(26)?);
    let name = bytes.slice(at.saturating_add(30), name_bytes)?;
    if String::from_utf8_lossy(name) != entry.name {
        return Err(wrong("the headers name different entries"));
    }
    let extra_bytes = usize::from(header.u16(28)?);
    let start = at.saturating_add(30).saturating_add(name_bytes).saturating_add(extra_bytes);
    let size = if entry.method == 0 { entry.uncompressed } else { entry.compressed };
    if (start as u64).saturating_add(size) > directory.offset {
        return Err(wrong("the data runs into the central directory"));
    }
    if entry.flags & FLAG_DESCRIPTOR == 0 {
        let (packed, unpacked) = (u64::from(header.u32(18)?), u64::from(header.u32(22)?));
        let wide = u64::from(u32::MAX);
        let sizes_agree = (packed == entry.compressed && unpacked == entry.uncompressed)
            || packed == wide
            || unpacked == wide;
        if header.u32(14)? != entry.crc || !sizes_agree {
            return Err(wrong("the headers state different sizes or checksums"));
        }
    }
    bytes
        .slice(start, usize::try_from(size).unwrap_or(usize::MAX))
        .map_err(|error| error.in_entry(&entry.name))
}

/// The content of a small entry.
///
/// # Errors
/// `apk_malformed_entry`, those of inflating, `budget_exceeded`.
pub(super) fn content<'a>(
    archive: &Archive<'a>,
    entry: &Entry,
    budget: &mut Budget,
) -> Result<Cow<'a, [u8]>> {
    let raw = raw(archive, entry)?;
    if entry.method == 0 {
        return Ok(Cow::Borrowed(raw));
    }
    budget.charge(entry.uncompressed)?;
    let inflated = inflate::whole(raw, entry.uncompressed, archive.max_entry_bytes());
    inflated.map(Cow::Owned).map_err(|error| error.in_entry(&entry.name))
}

/// Passes the content to `sink`, whole or in pieces.
///
/// # Errors
/// As [`content`].
pub(super) fn digest(
    archive: &Archive<'_>,
    entry: &Entry,
    budget: &mut Budget,
    sink: &mut dyn FnMut(&[u8]),
) -> Result<()> {
    let raw = raw(archive, entry)?;
    budget.charge(entry.uncompressed)?;
    let done = if entry.method == 0 {
        sink(raw);
        Ok(())
    } else if entry.uncompressed <= WHOLE_BYTES {
        inflate::whole(raw, entry.uncompressed, WHOLE_BYTES).map(|content| sink(&content))
    } else {
        inflate::pieces(raw, entry.uncompressed, MAX_BYTES, &mut |piece| {
            sink(piece);
            Ok(true)
        })
    };
    done.map_err(|error| error.in_entry(&entry.name))
}
