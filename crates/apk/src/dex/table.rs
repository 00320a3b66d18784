//! A fixed-width table inside a dex file, bounds-checked once when it is made.

use super::header::Section;
use crate::error::{ParseError, Result};

/// `N`-byte rows.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Table<'a, const N: usize> {
    rows: &'a [u8],
}

impl<'a, const N: usize> Table<'a, N> {
    /// # Errors
    /// `dex_bad_table` when the rows leave the file.
    pub fn new(data: &'a [u8], section: Section, name: &str) -> Result<Self> {
        if section.size == 0 {
            return Ok(Self { rows: &[] });
        }
        let start = section.offset as usize;
        (section.size as usize)
            .checked_mul(N)
            .and_then(|bytes| start.checked_add(bytes))
            .and_then(|end| data.get(start..end))
            .map(|rows| Self { rows })
            .ok_or_else(|| {
                let detail =
                    format!("{} rows of {name} leave the {} bytes there are", section.size, data.len());
                ParseError::new("dex_bad_table", start as u64, detail)
            })
    }

    pub fn len(&self) -> usize {
        self.rows.len() / N
    }

    /// Every row in order.
    #[inline]
    pub fn iter(&self) -> impl Iterator<Item = &'a [u8; N]> {
        self.rows.chunks_exact(N).filter_map(<[u8]>::first_chunk::<N>)
    }

    #[inline]
    pub fn get(&self, index: u32) -> Option<&'a [u8; N]> {
        let start = (index as usize).checked_mul(N)?;
        self.rows.get(start..)?.first_chunk::<N>()
    }
}

#[inline]
pub(crate) fn le32(bytes: [u8; 4]) -> u32 {
    u32::from_le_bytes(bytes)
}

#[inline]
pub(crate) fn le16(bytes: [u8; 2]) -> u16 {
    u16::from_le_bytes(bytes)
}
