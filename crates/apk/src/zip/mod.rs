//! ZIP archives as Android reads them: the central directory wins, every disagreement is recorded.
//!
//! Source: AOSP system/libziparchive (which archives open, which entries), frameworks/base/libs/androidfw
//! (how methods other than stored and deflate are read).

mod check;
pub mod code;
mod eocd;
mod first;
pub(crate) mod inflate;

use crate::error::{ParseError, Result};
use crate::limits::{Budget, Limits};
use crate::reader::Bytes;
pub use eocd::Directory;
use serde::ser::{SerializeSeq, SerializeStruct, Serializer};
use serde::Serialize;
use std::borrow::Cow;
use std::collections::HashMap;

const CENTRAL_SIGNATURE: u32 = 0x0201_4b50;
const CENTRAL_BYTES: usize = 46;
const METHOD_STORED: u16 = 0;
const METHOD_DEFLATED: u16 = 8;
const FLAG_ENCRYPTED: u16 = 1;

/// Something the archive says twice or says oddly.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Anomaly {
    pub code: &'static str,
    /// Entry name; empty for the archive itself.
    pub entry: String,
    /// Offset in the archive.
    pub offset: u64,
    pub detail: String,
}

impl Anomaly {
    fn archive(code: &'static str, offset: u64, detail: String) -> Self {
        Self { code, entry: String::new(), offset, detail }
    }
}

/// One record of the central directory. Sizes in bytes; offsets absolute in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Name, lossily as UTF-8.
    pub name: String,
    pub method: u16,
    pub flags: u16,
    pub crc: u32,
    pub compressed: u64,
    pub uncompressed: u64,
    pub local_offset: u64,
    /// Where the content begins; `None` when there is no local header where the directory points.
    pub data_offset: Option<u64>,
}

impl Entry {
    /// The encryption flag is set, which Android ignores.
    pub fn encrypted(&self) -> bool {
        self.flags & FLAG_ENCRYPTED != 0
    }

    /// A folder marker.
    pub fn is_folder(&self) -> bool {
        self.name.ends_with('/')
    }
}

/// `[name, method, compressed, size, offset, encrypted]`.
impl Serialize for Entry {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let mut row = serializer.serialize_seq(Some(6))?;
        row.serialize_element(&self.name)?;
        row.serialize_element(&self.method)?;
        row.serialize_element(&self.compressed)?;
        row.serialize_element(&self.uncompressed)?;
        row.serialize_element(&self.local_offset)?;
        row.serialize_element(&self.encrypted())?;
        row.end()
    }
}

/// An opened archive over bytes somebody else holds.
#[derive(Debug)]
pub struct Archive<'a> {
    data: &'a [u8],
    directory: Directory,
    entries: Vec<Entry>,
    by_name: HashMap<&'a [u8], u32>,
    anomalies: Vec<Anomaly>,
    installable: bool,
    max_entry_bytes: u64,
}

/// The archive as JSON: `{entries, anomalies, installable}`.
#[derive(Debug)]
pub struct ZipReport<'r, 'a>(pub &'r Archive<'a>);

impl Serialize for ZipReport<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let mut report = serializer.serialize_struct("ZipReport", 3)?;
        report.serialize_field("entries", self.0.entries())?;
        report.serialize_field("anomalies", self.0.anomalies())?;
        report.serialize_field("installable", &self.0.installable())?;
        report.end()
    }
}

impl<'a> Archive<'a> {
    /// Reads the central directory and compares it with the local headers.
    ///
    /// # Errors
    /// `zip_no_eocd`, `zip_bad_eocd`, `zip_bad_zip64`, `zip_bad_central_directory` when there is no archive
    /// to read; `budget_exceeded` above [`Limits::max_entries`].
    pub fn open(data: &'a [u8], limits: &Limits) -> Result<Self> {
        let mut notes = check::Notes::default();
        let mut installable = true;
        let directory = eocd::locate(data, &mut notes.kept, &mut installable)?;
        let mut archive = Self {
            data,
            directory,
            entries: Vec::new(),
            by_name: HashMap::new(),
            anomalies: Vec::new(),
            installable,
            max_entry_bytes: limits.max_entry_bytes,
        };
        archive.read_directory(limits, &mut notes)?;
        if !data.starts_with(b"PK\x03\x04") && !archive.entries.is_empty() {
            archive.installable = false;
            if directory.shift == 0 {
                notes.add(code::PREFIX_BYTES, "", 0, || {
                    "the file does not begin with a local header".to_owned()
                });
            }
        }
        check::overlaps(&archive.entries, &mut notes);
        archive.anomalies = notes.finish();
        Ok(archive)
    }

    fn read_directory(&mut self, limits: &Limits, notes: &mut check::Notes) -> Result<()> {
        let start = usize::try_from(self.directory.offset).unwrap_or(usize::MAX);
        let size = usize::try_from(self.directory.size).unwrap_or(usize::MAX);
        let all = Bytes::new(self.data, "zip_bad_central_directory");
        let records = Bytes::new(all.slice(start, size)?, "zip_bad_central_directory");
        if self.directory.entries > u64::from(limits.max_entries) {
            return Err(ParseError::new(
                crate::limits::BUDGET_EXCEEDED,
                self.directory.eocd_offset,
                format!("{} entries exceed the cap of {}", self.directory.entries, limits.max_entries),
            ));
        }
        let fits = size.checked_div(CENTRAL_BYTES).unwrap_or(0);
        let expected = usize::try_from(self.directory.entries).unwrap_or(usize::MAX).min(fits);
        self.entries.reserve(expected);
        self.by_name.reserve(expected);
        let mut at = 0_usize;
        while (self.entries.len() as u64) < self.directory.entries {
            let Some((entry, raw_name, next)) = self.record(&records, at) else { break };
            let offset = self.directory.offset.saturating_add(at as u64);
            self.add(entry, raw_name, offset, &all, notes);
            at = next;
        }
        let read = self.entries.len() as u64;
        if read < self.directory.entries {
            self.installable = false;
            notes.add(code::CENTRAL_TRUNCATED, "", self.directory.offset.saturating_add(at as u64), || {
                format!("{read} of {} records can be read", self.directory.entries)
            });
        } else if records.u32(at).is_ok_and(|word| word == CENTRAL_SIGNATURE) {
            notes.add(code::COUNT_MISMATCH, "", self.directory.offset.saturating_add(at as u64), || {
                format!("more records than the {read} announced")
            });
        }
        Ok(())
    }

    /// One record at `at` of the directory, its raw name and where the next begins.
    fn record(&self, records: &Bytes<'a>, at: usize) -> Option<(Entry, &'a [u8], usize)> {
        let header = Bytes::new(records.slice(at, CENTRAL_BYTES).ok()?, "zip_bad_central_directory");
        if header.u32(0).ok()? != CENTRAL_SIGNATURE {
            return None;
        }
        let name_bytes = usize::from(header.u16(28).ok()?);
        let extra_bytes = usize::from(header.u16(30).ok()?);
        let comment_bytes = usize::from(header.u16(32).ok()?);
        let name_at = at.checked_add(CENTRAL_BYTES)?;
        let raw_name = records.slice(name_at, name_bytes).ok()?;
        let extra_at = name_at.checked_add(name_bytes)?;
        let extra = records.slice(extra_at, extra_bytes).ok()?;
        let next = extra_at.checked_add(extra_bytes)?.checked_add(comment_bytes)?;
        let mut compressed = u64::from(header.u32(20).ok()?);
        let mut uncompressed = u64::from(header.u32(24).ok()?);
        let mut local_offset = u64::from(header.u32(42).ok()?);
        widen(extra, [&mut uncompressed, &mut compressed, &mut local_offset]);
        let entry = Entry {
            name: String::from_utf8_lossy(raw_name).into_owned(),
            method: header.u16(10).ok()?,
            flags: header.u16(8).ok()?,
            crc: header.u32(16).ok()?,
            compressed,
            uncompressed,
            local_offset: local_offset.saturating_add(self.directory.shift),
            data_offset: None,
        };
        Some((entry, raw_name, next))
    }

    fn add(
        &mut self,
        mut entry: Entry,
        raw_name: &'a [u8],
        offset: u64,
        all: &Bytes<'a>,
        notes: &mut check::Notes,
    ) {
        let refused = check::name(raw_name, &entry.name, offset, notes);
        if entry.encrypted() {
            notes.add(code::ENCRYPTED, &entry.name, offset, || "the encryption flag is set".to_owned());
        }
        if !matches!(entry.method, METHOD_STORED | METHOD_DEFLATED) {
            notes.add(code::ODD_METHOD, &entry.name, offset, || {
                format!("method {}, which Android reads as stored", entry.method)
            });
        } else if entry.method == METHOD_STORED && entry.compressed != entry.uncompressed {
            notes.add(code::STORED_SIZE_MISMATCH, &entry.name, offset, || {
                format!("stored, yet {} and {} bytes", entry.compressed, entry.uncompressed)
            });
        }
        let (data_offset, readable) =
            check::local_header(all, &entry, raw_name, self.directory.offset, notes);
        entry.data_offset = data_offset;
        let index = u32::try_from(self.entries.len()).unwrap_or(u32::MAX);
        let mut duplicate = false;
        self.by_name.entry(raw_name).and_modify(|_| duplicate = true).or_insert(index);
        if duplicate {
            notes
                .add(code::DUPLICATE_NAME, &entry.name, offset, || "a second entry has this name".to_owned());
        }
        let beyond = entry.local_offset >= self.directory.offset;
        if refused || duplicate || beyond || (!readable && entry.name == "AndroidManifest.xml") {
            self.installable = false;
        }
        self.entries.push(entry);
    }

    /// The whole file.
    pub fn data(&self) -> &'a [u8] {
        self.data
    }

    /// Largest inflated size of one entry, in bytes.
    pub fn max_entry_bytes(&self) -> u64 {
        self.max_entry_bytes
    }

    /// Records in the order of the central directory.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The first entry of this name.
    pub fn find(&self, name: &str) -> Option<&Entry> {
        let index = self.by_name.get(name.as_bytes())?;
        self.entries.get(usize::try_from(*index).ok()?)
    }

    pub fn anomalies(&self) -> &[Anomaly] {
        &self.anomalies
    }

    /// Whether Android would open the archive and find its manifest readable.
    pub fn installable(&self) -> bool {
        self.installable
    }

    /// Where the central directory and its end record lie.
    pub fn directory(&self) -> Directory {
        self.directory
    }

    /// The entry as it lies in the file: compressed bytes for deflate, the content itself otherwise.
    ///
    /// # Errors
    /// `zip_bad_local_header`, `zip_data_out_of_range`.
    pub fn raw(&self, entry: &Entry) -> Result<&'a [u8]> {
        let start = entry.data_offset.ok_or_else(|| {
            ParseError::new("zip_bad_local_header", entry.local_offset, "no local header")
                .in_entry(&entry.name)
        })?;
        // androidfw maps `uncompressed` bytes for whatever is not deflated.
        let len = if entry.method == METHOD_DEFLATED { entry.compressed } else { entry.uncompressed };
        let (at, len) =
            (usize::try_from(start).unwrap_or(usize::MAX), usize::try_from(len).unwrap_or(usize::MAX));
        Bytes::new(self.data, "zip_data_out_of_range")
            .slice(at, len)
            .map_err(|error| error.in_entry(&entry.name))
    }

    /// The entry's content: borrowed when stored, inflated otherwise. Pays one unit a byte written.
    ///
    /// # Errors
    /// As [`Archive::raw`]; `zip_bad_deflate`, `zip_size_mismatch`; `budget_exceeded` above the cap for
    /// one entry or once `budget` is used up.
    pub fn read(&self, entry: &Entry, budget: &mut Budget) -> Result<Cow<'a, [u8]>> {
        let raw = self.raw(entry)?;
        let mut content = || -> Result<Cow<'a, [u8]>> {
            if entry.method != METHOD_DEFLATED {
                if raw.len() as u64 > self.max_entry_bytes {
                    return Err(inflate::too_large(raw.len() as u64, self.max_entry_bytes));
                }
                return Ok(Cow::Borrowed(raw));
            }
            budget.charge(entry.uncompressed)?;
            Ok(Cow::Owned(inflate::whole(raw, entry.uncompressed, self.max_entry_bytes)?))
        };
        content().map_err(|error| error.in_entry(&entry.name))
    }

    /// Passes the content to `sink` in pieces, never holding it whole; capped at ten times the entry cap.
    ///
    /// # Errors
    /// As [`Archive::read`], and whatever `sink` returns.
    pub fn stream(&self, entry: &Entry, sink: &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<()> {
        let raw = self.raw(entry)?;
        let cap = self.max_entry_bytes.saturating_mul(10);
        let done = if entry.method == METHOD_DEFLATED {
            inflate::pieces(raw, entry.uncompressed, cap, &mut |piece| sink(piece).map(|()| true))
        } else {
            sink(raw)
        };
        done.map_err(|error| error.in_entry(&entry.name))
    }

    /// The first bytes of the content, as many as fit `buffer` and can be read.
    pub fn head<'b>(&self, entry: &Entry, buffer: &'b mut [u8]) -> &'b [u8] {
        self.head_with(entry, buffer, &mut inflate::Heads::new(), |_| true)
    }

    /// As [`Archive::head`], with a decoder to reuse; may be empty where the first byte is not `wanted`.
    pub(crate) fn head_with<'b>(
        &self,
        entry: &Entry,
        buffer: &'b mut [u8],
        heads: &mut inflate::Heads,
        wanted: impl Fn(u8) -> bool,
    ) -> &'b [u8] {
        let Ok(raw) = self.raw(entry) else { return &[] };
        if entry.method == METHOD_DEFLATED {
            let is_other = first::literal(raw).is_some_and(|byte| !wanted(byte));
            return if is_other { &[] } else { heads.read(raw, buffer) };
        }
        let len = raw.len().min(buffer.len());
        match (buffer.get_mut(..len), raw.get(..len)) {
            (Some(target), Some(source)) => {
                target.copy_from_slice(source);
                target
            }
            _ => &[],
        }
    }
}

/// Replaces 32-bit fields that are all ones by their zip64 values, in the order APPNOTE 4.5.3 gives.
fn widen(extra: &[u8], fields: [&mut u64; 3]) {
    if !fields.iter().any(|field| **field == u64::from(u32::MAX)) {
        return;
    }
    let extra = Bytes::new(extra, "zip_bad_extra");
    let mut at = 0_usize;
    while let (Ok(id), Ok(len)) = (extra.u16(at), extra.u16(at.saturating_add(2))) {
        let body = at.saturating_add(4);
        if id == 1 {
            let mut from = body;
            for field in fields {
                if *field == u64::from(u32::MAX)
                    && from.saturating_add(8) <= body.saturating_add(usize::from(len))
                {
                    let Ok(value) = extra.u64(from) else { return };
                    *field = value;
                    from = from.saturating_add(8);
                }
            }
            return;
        }
        at = body.saturating_add(usize::from(len));
    }
}
