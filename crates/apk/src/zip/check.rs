//! What an archive says twice or says oddly: local against central headers, names, overlaps.
//!
//! Source: AOSP system/libziparchive/zip_archive.cc (FindEntry, IsValidEntryName).

use super::{code, Anomaly, Entry};
use crate::reader::Bytes;

const LOCAL_SIGNATURE: u32 = 0x0403_4b50;
const LOCAL_BYTES: u64 = 30;
const FLAG_ENCRYPTED: u16 = 1;
const FLAG_DESCRIPTOR: u16 = 1 << 3;
/// Most anomalies of one archive that are kept; the rest is counted.
const MAX_ANOMALIES: usize = 1000;

/// Anomalies kept up to a cap, so that a hostile archive cannot make the report large.
#[derive(Debug, Default)]
pub(super) struct Notes {
    pub kept: Vec<Anomaly>,
    dropped: usize,
}

impl Notes {
    pub fn add(&mut self, code: &'static str, entry: &str, offset: u64, detail: impl FnOnce() -> String) {
        if self.kept.len() < MAX_ANOMALIES {
            self.kept.push(Anomaly { code, entry: entry.to_owned(), offset, detail: detail() });
        } else {
            self.dropped = self.dropped.saturating_add(1);
        }
    }

    pub fn finish(mut self) -> Vec<Anomaly> {
        if self.dropped > 0 {
            let dropped = self.dropped;
            self.kept.push(Anomaly::archive(code::MORE_ANOMALIES, 0, format!("{dropped} more not listed")));
        }
        self.kept
    }
}

/// Records what is odd about a name; true when Android refuses the whole archive for it.
pub(super) fn name(raw: &[u8], shown: &str, offset: u64, notes: &mut Notes) -> bool {
    let mut refused = false;
    let mut note = |code, detail: &str| notes.add(code, shown, offset, || detail.to_owned());
    if raw.contains(&0) {
        refused = true;
        note(code::NAME_NUL, "the name contains a NUL byte");
    }
    if std::str::from_utf8(raw).is_err() {
        refused = refused || !utf8_shaped(raw);
        note(code::NAME_NOT_UTF8, "the name is not UTF-8");
    }
    if raw.is_empty() {
        note(code::NAME_EMPTY, "the name is empty");
    }
    if raw.first() == Some(&b'/') {
        note(code::NAME_ABSOLUTE, "the name begins with a slash");
    }
    if raw.contains(&b'\\') {
        note(code::NAME_BACKSLASH, "the name contains a backslash");
    }
    if raw.split(|byte| matches!(byte, b'/' | b'\\')).any(|part| part == b"..") {
        note(code::NAME_TRAVERSAL, "the name leads out of the folder it is extracted to");
    }
    if raw.len() > 4096 || raw.split(|byte| *byte == b'/').any(|part| part.len() > 255) {
        note(code::NAME_OVERLONG, "the name is longer than a file system holds");
    }
    refused
}

/// Lead and continuation bytes follow each other, which is all libziparchive asks.
fn utf8_shaped(raw: &[u8]) -> bool {
    let mut left = 0_u32;
    for byte in raw {
        if left > 0 {
            if byte & 0xc0 != 0x80 {
                return false;
            }
            left = left.saturating_sub(1);
        } else {
            left = match byte.leading_ones() {
                0 => 0,
                ones @ 2..=5 => ones.saturating_sub(1),
                _ => return false,
            };
        }
    }
    true
}

/// Compares the local header with the central one; returns where the data begins and whether Android
/// could open the entry.
pub(super) fn local_header(
    bytes: &Bytes<'_>,
    entry: &Entry,
    raw_name: &[u8],
    directory_offset: u64,
    notes: &mut Notes,
) -> (Option<u64>, bool) {
    let at = entry.local_offset;
    let bad = |notes: &mut Notes, detail: String| {
        notes.add(code::BAD_LOCAL_HEADER, &entry.name, at, || detail);
        (None, false)
    };
    let Some(base) = usize::try_from(at).ok().filter(|_| at.saturating_add(LOCAL_BYTES) <= directory_offset)
    else {
        return bad(notes, "the local header is not before the central directory".to_owned());
    };
    let Ok(header) = bytes.slice(base, 30).map(|header| Bytes::new(header, "zip_bad_local_header")) else {
        return bad(notes, "the local header leaves the file".to_owned());
    };
    let word = |offset| header.u32(offset).unwrap_or(0);
    let half = |offset| header.u16(offset).unwrap_or(0);
    if word(0) != LOCAL_SIGNATURE {
        return bad(notes, "no local header where the central directory points".to_owned());
    }
    let (name_bytes, extra_bytes) = (half(26), half(28));
    let data_offset = at
        .saturating_add(LOCAL_BYTES)
        .saturating_add(u64::from(name_bytes))
        .saturating_add(u64::from(extra_bytes));
    let mut readable = true;
    let name = bytes.slice(base.saturating_add(30), usize::from(name_bytes)).unwrap_or_default();
    if name != raw_name {
        readable = false;
        notes.add(code::NAME_MISMATCH, &entry.name, at, || {
            format!("the local header says {:?}", String::from_utf8_lossy(name))
        });
    }
    if half(8) != entry.method {
        notes.add(code::METHOD_MISMATCH, &entry.name, at, || {
            format!("method {} in the local header, {} in the central one", half(8), entry.method)
        });
    }
    if (half(6) ^ entry.flags) & FLAG_ENCRYPTED != 0 {
        notes.add(code::ENCRYPTED, &entry.name, at, || "only one header sets the encryption flag".to_owned());
    }
    let zip64 = word(18) == u32::MAX || word(22) == u32::MAX;
    if half(6) & FLAG_DESCRIPTOR == 0 {
        if word(14) != entry.crc {
            readable = false;
            notes.add(code::CRC_MISMATCH, &entry.name, at, || {
                format!("CRC {:08x} in the local header, {:08x} in the central one", word(14), entry.crc)
            });
        }
        if !zip64 && (u64::from(word(18)) != entry.compressed || u64::from(word(22)) != entry.uncompressed) {
            readable = false;
            notes.add(code::SIZE_MISMATCH, &entry.name, at, || {
                format!(
                    "{} and {} bytes in the local header, {} and {} in the central one",
                    word(18),
                    word(22),
                    entry.compressed,
                    entry.uncompressed
                )
            });
        }
    } else if entry.flags & FLAG_DESCRIPTOR == 0 {
        notes.add(code::DESCRIPTOR_MISMATCH, &entry.name, at, || {
            "only the local header announces a data descriptor".to_owned()
        });
    }
    let stored_bytes = if entry.method == 8 { entry.compressed } else { entry.uncompressed };
    if data_offset.saturating_add(stored_bytes.max(entry.compressed)) > directory_offset {
        readable = false;
        notes.add(code::DATA_OUT_OF_RANGE, &entry.name, at, || {
            format!("{stored_bytes} bytes of data run into the central directory")
        });
    }
    (Some(data_offset), readable)
}

/// Records entries whose bytes are shared with another entry. Counts bytes once per pair of neighbours.
pub(super) fn overlaps(entries: &[Entry], notes: &mut Notes) -> bool {
    let mut order: Vec<(u64, u64, usize)> = entries
        .iter()
        .enumerate()
        .map(|(index, entry)| {
            let start = entry.data_offset.unwrap_or(entry.local_offset);
            (entry.local_offset, start.saturating_add(entry.compressed), index)
        })
        .collect();
    order.sort_unstable();
    let (mut reach, mut owner) = (0_u64, None::<usize>);
    let mut found = false;
    for (start, end, index) in order {
        if let (true, Some(first)) = (start < reach, owner) {
            if let (Some(entry), Some(first)) = (entries.get(index), entries.get(first)) {
                found = true;
                notes
                    .add(code::OVERLAP, &entry.name, start, || format!("shares bytes with {:?}", first.name));
            }
        }
        if end > reach || owner.is_none() {
            (reach, owner) = (end, Some(index));
        }
    }
    found
}
