//! A reading position over dex data: LEB128 and fixed-width numbers, `None` past the end.

/// Reads forward; never past the slice.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cursor<'a> {
    rest: &'a [u8],
}

impl<'a> Cursor<'a> {
    /// From `offset` to the end of `data`.
    pub fn at(data: &'a [u8], offset: u32) -> Option<Self> {
        data.get(offset as usize..).map(|rest| Self { rest })
    }

    #[inline]
    pub fn u8(&mut self) -> Option<u8> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*first)
    }

    pub fn u16(&mut self) -> Option<u16> {
        let (head, rest) = self.rest.split_first_chunk::<2>()?;
        self.rest = rest;
        Some(u16::from_le_bytes(*head))
    }

    pub fn u32(&mut self) -> Option<u32> {
        let (head, rest) = self.rest.split_first_chunk::<4>()?;
        self.rest = rest;
        Some(u32::from_le_bytes(*head))
    }

    pub fn rest(&self) -> &'a [u8] {
        self.rest
    }

    pub fn take(&mut self, len: usize) -> Option<&'a [u8]> {
        let (head, rest) = self.rest.split_at_checked(len)?;
        self.rest = rest;
        Some(head)
    }

    /// Unsigned LEB128 of at most five bytes; surplus bits are dropped as ART does.
    #[inline]
    pub fn uleb(&mut self) -> Option<u32> {
        let first = self.u8()?;
        if first < 0x80 {
            return Some(u32::from(first));
        }
        let mut value = u32::from(first & 0x7f);
        for shift in [7u32, 14, 21, 28] {
            let byte = self.u8()?;
            value |= u32::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                break;
            }
        }
        Some(value)
    }

    /// Unsigned LEB128 plus one, where 0 stands for "none" (`NO_INDEX`).
    pub fn uleb_p1(&mut self) -> Option<Option<u32>> {
        Some(self.uleb()?.checked_sub(1))
    }

    /// Signed LEB128 of at most five bytes.
    pub fn sleb(&mut self) -> Option<i32> {
        let mut value = 0i32;
        let mut shift = 0u32;
        loop {
            let byte = self.u8()?;
            value |= i32::from(byte & 0x7f) << shift;
            shift = shift.saturating_add(7);
            if byte < 0x80 || shift > 28 {
                if shift < 32 && byte & 0x40 != 0 {
                    value |= -1i32 << shift;
                }
                return Some(value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::Cursor;

    #[test]
    fn leb128_as_the_format_document_gives_it() {
        // Source: "LEB128" table of the Dalvik executable format document.
        for (bytes, signed, unsigned) in
            [(&[0u8][..], 0, 0), (&[1], 1, 1), (&[0x7f], -1, 127), (&[0x80, 0x7f], -128, 16256)]
        {
            assert_eq!(Cursor::at(bytes, 0).unwrap().sleb(), Some(signed));
            assert_eq!(Cursor::at(bytes, 0).unwrap().uleb(), Some(unsigned));
        }
        assert_eq!(Cursor::at(&[0xff, 0xff, 0xff, 0xff, 0x0f], 0).unwrap().uleb(), Some(u32::MAX));
        assert_eq!(Cursor::at(&[0x80], 0).unwrap().uleb(), None);
        assert_eq!(Cursor::at(&[0], 0).unwrap().uleb_p1(), Some(None));
    }
}
