//! The APK signing block and the length-prefixed fields in it.
//!
//! Source: source.android.com/docs/security/features/apksigning/v2#apk-signing-block; AOSP tools/apksig
//! (ApkUtils, ApkSigningBlockUtils).

use super::digest::Sections;
use crate::reader::Bytes;
use crate::zip::Archive;

pub(super) const V2_BLOCK: u32 = 0x7109_871a;
pub(super) const V3_BLOCK: u32 = 0xf053_68c0;
pub(super) const V31_BLOCK: u32 = 0x1b93_ad61;
pub(super) const SOURCE_STAMP_BLOCK: u32 = 0x6dff_800d;
const MAGIC: &[u8; 16] = b"APK Sig Block 42";
const FOOTER_BYTES: usize = 24;

/// A field is shorter or longer than it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cut;

/// Reads little-endian fields one after another.
#[derive(Debug, Clone)]
pub(super) struct Fields<'a> {
    rest: &'a [u8],
}

impl<'a> Fields<'a> {
    pub fn new(rest: &'a [u8]) -> Self {
        Self { rest }
    }

    pub fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    pub fn rest(&self) -> &'a [u8] {
        self.rest
    }

    fn take(&mut self, len: usize) -> Result<&'a [u8], Cut> {
        let (head, tail) = self.rest.split_at_checked(len).ok_or(Cut)?;
        self.rest = tail;
        Ok(head)
    }

    pub fn u8(&mut self) -> Result<u8, Cut> {
        self.take(1)?.first().copied().ok_or(Cut)
    }

    pub fn u32(&mut self) -> Result<u32, Cut> {
        self.take(4)?.try_into().map(u32::from_le_bytes).map_err(|_| Cut)
    }

    pub fn i32(&mut self) -> Result<i32, Cut> {
        Ok(i32::from_le_bytes(self.u32()?.to_le_bytes()))
    }

    /// Bytes behind their uint32 length.
    pub fn bytes(&mut self) -> Result<&'a [u8], Cut> {
        let len = usize::try_from(self.i32()?).map_err(|_| Cut)?;
        self.take(len)
    }

    pub fn fields(&mut self) -> Result<Fields<'a>, Cut> {
        self.bytes().map(Fields::new)
    }
}

/// The signing block of a package and the parts around it.
#[derive(Debug)]
pub(super) struct SigningBlock<'a> {
    pairs: &'a [u8],
    pub sections: Sections<'a>,
}

impl<'a> SigningBlock<'a> {
    /// The block before the central directory, if there is one that Android would find.
    pub fn find(archive: &Archive<'a>) -> Option<Self> {
        let data = archive.data();
        let directory = archive.directory();
        let central = usize::try_from(directory.offset).ok()?;
        let eocd = usize::try_from(directory.eocd_offset).ok()?;
        if directory.offset.checked_add(directory.size)? != directory.eocd_offset {
            return None;
        }
        let bytes = Bytes::new(data, "apk_signing_block");
        let footer = central.checked_sub(FOOTER_BYTES)?;
        if bytes.slice(footer.checked_add(8)?, 16).ok()? != MAGIC {
            return None;
        }
        let stated = bytes.u64(footer).ok()?;
        let size = usize::try_from(stated).ok().filter(|size| *size >= FOOTER_BYTES)?;
        let total = size.checked_add(8)?;
        let start = central.checked_sub(total)?;
        if bytes.u64(start).ok()? != stated {
            return None;
        }
        let pairs = data.get(start.checked_add(8)?..footer)?;
        let mut end = data.get(eocd..)?.to_vec();
        let offset = u32::try_from(start).ok()?.to_le_bytes();
        end.get_mut(16..20)?.copy_from_slice(&offset);
        let sections = Sections {
            before: data.get(..start)?,
            central: data.get(central..eocd)?,
            end,
            block_bytes: total,
        };
        Some(Self { pairs, sections })
    }

    /// The first value under `id`; `None` also when a pair before it is broken.
    pub fn value(&self, id: u32) -> Option<&'a [u8]> {
        let mut rest = self.pairs;
        while rest.len() >= 8 {
            let (len, tail) = rest.split_at_checked(8)?;
            let len = u64::from_le_bytes(len.try_into().ok()?);
            let len = usize::try_from(len).ok().filter(|len| (4..=0x7fff_ffff).contains(len))?;
            let (pair, tail) = tail.split_at_checked(len)?;
            let (found, value) = pair.split_at_checked(4)?;
            if found == id.to_le_bytes() {
                return Some(value);
            }
            rest = tail;
        }
        None
    }
}
