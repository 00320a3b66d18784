//! String pools of compiled XML and resource tables.

use std::borrow::Cow;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::error::{ParseError, Result};
use crate::reader::Bytes;

const UTF8_FLAG: u32 = 1 << 8;
/// Header of RES_STRING_POOL_TYPE: chunk header (8) and five words.
const HEADER_BYTES: usize = 28;

/// Strings by index, decoded on demand; what is decoded is paid for from an allowance.
#[derive(Debug)]
pub struct StringPool<'a> {
    offsets: &'a [u8],
    strings: &'a [u8],
    utf8: bool,
    count: u32,
    work_left: Allowance,
}

/// Units of work that may still be spent behind a shared reference.
#[derive(Debug)]
pub(crate) struct Allowance(AtomicU64);

impl Allowance {
    pub fn new(units: u64) -> Self {
        Self(AtomicU64::new(units))
    }

    /// Takes `units`; false once they are used up.
    pub fn pay(&self, units: u64) -> bool {
        // Plain load and store: a lost update between threads only makes the allowance less strict.
        match self.0.load(Ordering::Relaxed).checked_sub(units) {
            Some(left) => {
                self.0.store(left, Ordering::Relaxed);
                true
            }
            None => {
                self.0.store(0, Ordering::Relaxed);
                false
            }
        }
    }

    pub fn is_spent(&self) -> bool {
        self.0.load(Ordering::Relaxed) == 0
    }
}

impl<'a> StringPool<'a> {
    /// A pool without strings.
    pub fn empty() -> Self {
        Self { offsets: &[], strings: &[], utf8: false, count: 0, work_left: Allowance::new(u64::MAX) }
    }

    /// Reads the pool whose chunk starts `data`; `allowance` is how many units of decoding it may cost.
    ///
    /// Counts and starts that leave the chunk are cut to it, so that only the strings they touch are lost.
    ///
    /// # Errors
    /// `string_pool_bad` when not even the header is there.
    pub fn parse(data: &'a [u8], allowance: u64) -> Result<Self> {
        let bytes = Bytes::new(data, "string_pool_bad");
        bytes.slice(0, HEADER_BYTES)?;
        let header_size = usize::from(bytes.u16(2)?);
        let size = (bytes.u32(4)? as usize).min(data.len());
        let flags = bytes.u32(16)?;
        let strings_start = bytes.u32(20)? as usize;
        let styles_start = bytes.u32(24)? as usize;
        let style_count = bytes.u32(12)?;
        if header_size > size {
            return Err(ParseError::new(
                "string_pool_bad",
                2,
                format!("string pool header of {header_size} bytes in a chunk of {size}"),
            ));
        }
        let room = size.saturating_sub(header_size) / 4;
        let count = bytes.u32(8)?.min(u32::try_from(room).unwrap_or(u32::MAX));
        let offsets = bytes.slice(header_size, count as usize * 4)?;
        let end = if style_count > 0 && styles_start > strings_start { styles_start.min(size) } else { size };
        let strings = data.get(strings_start..end).unwrap_or(&[]);
        Ok(Self {
            offsets,
            strings,
            utf8: flags & UTF8_FLAG != 0,
            count,
            work_left: Allowance::new(allowance),
        })
    }

    /// Number of strings the pool declares and has offsets for.
    pub fn len(&self) -> u32 {
        self.count
    }

    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    pub fn is_utf8(&self) -> bool {
        self.utf8
    }

    /// Takes `units` from the allowance; false once it is used up.
    pub(crate) fn pay(&self, units: u64) -> bool {
        self.work_left.pay(units)
    }

    /// Whether some string was withheld because the allowance is used up.
    pub(crate) fn exhausted(&self) -> bool {
        self.work_left.is_spent()
    }

    /// The string at `index`; none where androidfw has none (index, offset or terminator out of place).
    pub fn get(&self, index: u32) -> Option<Cow<'a, str>> {
        if index >= self.count {
            return None;
        }
        if self.utf8 {
            let bytes = self.utf8_bytes(index)?;
            Some(match std::str::from_utf8(bytes) {
                Ok(text) => Cow::Borrowed(text),
                Err(_) => Cow::Owned(decode_modified_utf8(bytes)),
            })
        } else {
            let bytes = self.utf16_bytes(index)?;
            Some(Cow::Owned(
                char::decode_utf16(utf16_units(bytes)).map(|c| c.unwrap_or('\u{fffd}')).collect(),
            ))
        }
    }

    /// Whether the string at `index` is `text`, without decoding where the pool is UTF-8.
    pub fn is(&self, index: u32, text: &str) -> bool {
        if index >= self.count {
            return false;
        }
        if self.utf8 {
            self.utf8_bytes(index).is_some_and(|bytes| bytes == text.as_bytes())
        } else {
            self.utf16_bytes(index).is_some_and(|bytes| {
                let mut units = utf16_units(bytes);
                text.encode_utf16().all(|unit| units.next() == Some(unit)) && units.next().is_none()
            })
        }
    }

    fn offset(&self, index: u32) -> Option<usize> {
        let at = (index as usize).checked_mul(4)?;
        let word: [u8; 4] = self.offsets.get(at..at.checked_add(4)?)?.try_into().ok()?;
        Some(u32::from_le_bytes(word) as usize)
    }

    fn utf8_bytes(&self, index: u32) -> Option<&'a [u8]> {
        let mut at = self.offset(index)?;
        // The first length counts UTF-16 units; the platform's Java side never looks at it.
        short_length(self.strings, &mut at)?;
        let stored = short_length(self.strings, &mut at)?;
        let mut len = stored;
        let mut tries = 0_usize;
        // aapt cuts lengths over 0x7fff to 15 bits: the true end is the first NUL at a matching distance.
        while self.strings.get(at.checked_add(len)?)? != &0 {
            tries = tries.checked_add(1)?;
            if !self.pay(1) {
                return None;
            }
            len = (tries << 15) | stored;
        }
        let text = self.strings.get(at..at.checked_add(len)?)?;
        if !self.pay((len as u64).saturating_add(1)) {
            return None;
        }
        // NewStringUTF ends at the first NUL.
        Some(text.iter().position(|b| *b == 0).and_then(|end| text.get(..end)).unwrap_or(text))
    }

    fn utf16_bytes(&self, index: u32) -> Option<&'a [u8]> {
        let mut at = self.offset(index)? & !1;
        let mut len = usize::from(unit(self.strings, at)?);
        at = at.checked_add(2)?;
        if len & 0x8000 != 0 {
            len = ((len & 0x7fff) << 16) | usize::from(unit(self.strings, at)?);
            at = at.checked_add(2)?;
        }
        let end = at.checked_add(len.checked_mul(2)?)?;
        if unit(self.strings, end)? != 0 || !self.pay((len as u64).saturating_mul(2).saturating_add(1)) {
            return None;
        }
        self.strings.get(at..end)
    }
}

/// Little-endian UTF-16 units of a byte slice; an odd last byte is left out.
pub(crate) fn utf16_units(bytes: &[u8]) -> impl Iterator<Item = u16> + '_ {
    bytes.chunks_exact(2).map(|pair| match *pair {
        [low, high] => u16::from_le_bytes([low, high]),
        _ => 0,
    })
}

fn unit(data: &[u8], at: usize) -> Option<u16> {
    let pair: [u8; 2] = data.get(at..at.checked_add(2)?)?.try_into().ok()?;
    Some(u16::from_le_bytes(pair))
}

fn short_length(data: &[u8], at: &mut usize) -> Option<usize> {
    let first = usize::from(*data.get(*at)?);
    *at = at.checked_add(1)?;
    if first & 0x80 == 0 {
        return Some(first);
    }
    let second = usize::from(*data.get(*at)?);
    *at = at.checked_add(1)?;
    Some(((first & 0x7f) << 8) | second)
}

/// Modified UTF-8 (surrogates as three bytes each), replacing what is neither.
fn decode_modified_utf8(bytes: &[u8]) -> String {
    let mut units: Vec<u16> = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((&first, tail)) = rest.split_first() {
        let (unit, used) = match (first, tail) {
            (0x00..=0x7f, _) => (u32::from(first), 0),
            (0xc0..=0xdf, [b, ..]) if b & 0xc0 == 0x80 => {
                (u32::from(first & 0x1f) << 6 | u32::from(b & 0x3f), 1)
            }
            (0xe0..=0xef, [b, c, ..]) if b & 0xc0 == 0x80 && c & 0xc0 == 0x80 => {
                (u32::from(first & 0x0f) << 12 | u32::from(b & 0x3f) << 6 | u32::from(c & 0x3f), 2)
            }
            (0xf0..=0xf7, [b, c, d, ..]) if [b, c, d].iter().all(|x| **x & 0xc0 == 0x80) => {
                let high = u32::from(first & 0x07) << 18 | u32::from(b & 0x3f) << 12;
                (high | u32::from(c & 0x3f) << 6 | u32::from(d & 0x3f), 3)
            }
            _ => (0xfffd, 0),
        };
        match u16::try_from(unit) {
            Ok(unit) => units.push(unit),
            Err(_) => {
                let mut pair = [0; 2];
                let ch = char::from_u32(unit).unwrap_or('\u{fffd}');
                units.extend_from_slice(ch.encode_utf16(&mut pair));
            }
        }
        rest = tail.get(used..).unwrap_or(&[]);
    }
    String::from_utf16_lossy(&units)
}
