//! The dex header and the walk over the logical files of a version 41 container.

use super::Dex;
use crate::error::{ParseError, Result};
use crate::limits::{Budget, Limits};
use crate::reader::Bytes;

/// Header size up to version 040, and of version 041 (which adds container size and header offset).
const HEADER_BYTES: u32 = 0x70;
const HEADER_BYTES_V41: u32 = 0x78;
const LITTLE_ENDIAN: u32 = 0x1234_5678;
/// More logical files than this in one container is not a compiler's doing.
const MAX_CONTAINER_DEX: usize = 1024;

/// Where a table lies: number of rows and offset from the start of the physical file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Section {
    pub size: u32,
    pub offset: u32,
}

/// Header of one logical dex file.
///
/// Source: "header_item" of the Dalvik executable format document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// 35, 37 … 41.
    pub version: u16,
    /// Of this header in the physical file; 0 but in containers.
    pub offset: u32,
    pub checksum: u32,
    pub file_size: u32,
    pub strings: Section,
    pub types: Section,
    pub protos: Section,
    pub fields: Section,
    pub methods: Section,
    pub class_defs: Section,
    pub map_offset: u32,
}

impl Header {
    /// Reads and checks the header at `offset` of the physical file `data`.
    pub(super) fn read(data: &[u8], offset: usize) -> Result<Self> {
        let bytes = Bytes::new(data, "dex_truncated");
        let version = version(bytes.slice(offset, 8)?, offset)?;
        let at = |field: usize| bytes.u32(offset.saturating_add(field));
        let section = |field: usize| -> Result<Section> {
            Ok(Section { size: at(field)?, offset: at(field.saturating_add(4))? })
        };
        let endian = at(0x28)?;
        if endian != LITTLE_ENDIAN {
            return Err(ParseError::new(
                "dex_bad_endian",
                offset as u64,
                format!("endian tag is {endian:#x}"),
            ));
        }
        let header_size = at(0x24)?;
        let expected = if version >= 41 { HEADER_BYTES_V41 } else { HEADER_BYTES };
        // Source: DexFileVerifier::CheckHeader refuses any other size.
        if header_size != expected {
            let detail = format!("header size is {header_size:#x}, version {version} has {expected:#x}");
            return Err(ParseError::new("dex_bad_header", offset as u64, detail));
        }
        Ok(Self {
            version,
            offset: u32::try_from(offset).unwrap_or(u32::MAX),
            checksum: at(0x08)?,
            file_size: at(0x20)?,
            map_offset: at(0x34)?,
            strings: section(0x38)?,
            types: section(0x40)?,
            protos: section(0x48)?,
            fields: section(0x50)?,
            methods: section(0x58)?,
            class_defs: section(0x60)?,
        })
    }
}

fn version(magic: &[u8], offset: usize) -> Result<u16> {
    let bad = |code, detail: String| Err(ParseError::new(code, offset as u64, detail));
    match magic {
        [b'c', b'd', b'e', b'x', ..] => bad("dex_compact", "compact dex is not loaded from packages".into()),
        [b'd', b'e', b'x', b'\n', a @ b'0'..=b'9', b @ b'0'..=b'9', c @ b'0'..=b'9', 0] => {
            let number = u16::from(a - b'0') * 100 + u16::from(b - b'0') * 10 + u16::from(c - b'0');
            if number == 35 || (37..=41).contains(&number) {
                Ok(number)
            } else {
                bad("dex_unknown_version", format!("version {number:03} is none of 035, 037 to 041"))
            }
        }
        _ => bad("dex_bad_magic", format!("starts with {magic:02x?}, not with a dex magic")),
    }
}

/// Reads every logical dex file of `data`: one up to version 040, one or more in a 041 container.
///
/// # Errors
/// As [`Dex::parse`]; a container whose later header is broken is an error as a whole, as in ART.
/// Source: "Container format" of the Dalvik executable format document.
pub fn parse_all<'a>(
    data: &'a [u8],
    entry: &str,
    limits: &Limits,
    budget: &mut Budget,
) -> Result<Vec<Dex<'a>>> {
    let mut found = Vec::new();
    let mut offset = 0usize;
    loop {
        let dex = Dex::parse_at(data, offset, entry, limits, budget)?;
        let (version, file_size) = (dex.header().version, dex.header().file_size as usize);
        found.push(dex);
        if version < 41 {
            return Ok(found);
        }
        if file_size < HEADER_BYTES_V41 as usize {
            let detail = format!("logical file of {file_size} bytes is smaller than its header");
            return Err(ParseError::new("dex_bad_container", offset as u64, detail).in_entry(entry));
        }
        offset = offset.saturating_add(file_size);
        if offset >= data.len() {
            return Ok(found);
        }
        if found.len() >= MAX_CONTAINER_DEX {
            let detail = format!("more than {MAX_CONTAINER_DEX} logical files");
            return Err(ParseError::new("dex_bad_container", offset as u64, detail).in_entry(entry));
        }
    }
}
