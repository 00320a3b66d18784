//! Checked little-endian reads over a byte slice.

use crate::error::{ParseError, Result};

/// A slice with the code its out-of-range reads are reported under.
#[derive(Debug, Clone, Copy)]
pub struct Bytes<'a> {
    data: &'a [u8],
    code: &'static str,
}

impl<'a> Bytes<'a> {
    pub fn new(data: &'a [u8], code: &'static str) -> Self {
        Self { data, code }
    }

    pub fn len(&self) -> usize {
        self.data.len()
    }

    pub fn is_empty(&self) -> bool {
        self.data.is_empty()
    }

    pub fn as_slice(&self) -> &'a [u8] {
        self.data
    }

    /// `len` bytes from `offset`.
    ///
    /// # Errors
    /// The reader's code, with the offset, when the range leaves the slice.
    #[inline]
    pub fn slice(&self, offset: usize, len: usize) -> Result<&'a [u8]> {
        offset
            .checked_add(len)
            .and_then(|end| self.data.get(offset..end))
            .ok_or_else(|| self.out_of_range(offset, len))
    }

    #[inline]
    pub fn u8(&self, offset: usize) -> Result<u8> {
        self.data.get(offset).copied().ok_or_else(|| self.out_of_range(offset, 1))
    }

    #[inline]
    pub fn u16(&self, offset: usize) -> Result<u16> {
        match self.slice(offset, 2)? {
            [a, b] => Ok(u16::from_le_bytes([*a, *b])),
            _ => Err(self.out_of_range(offset, 2)),
        }
    }

    #[inline]
    pub fn u32(&self, offset: usize) -> Result<u32> {
        match self.slice(offset, 4)? {
            [a, b, c, d] => Ok(u32::from_le_bytes([*a, *b, *c, *d])),
            _ => Err(self.out_of_range(offset, 4)),
        }
    }

    #[inline]
    pub fn u64(&self, offset: usize) -> Result<u64> {
        Ok(u64::from(self.u32(offset)?) | (u64::from(self.u32(offset.saturating_add(4))?) << 32))
    }

    #[cold]
    fn out_of_range(&self, offset: usize, len: usize) -> ParseError {
        ParseError::new(
            self.code,
            offset as u64,
            format!("read of {len} bytes leaves the {} bytes there are", self.data.len()),
        )
    }
}
