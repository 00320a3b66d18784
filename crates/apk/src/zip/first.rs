//! The first byte of a deflate stream, without a decoder's tables: most entries are told apart by it.
//!
//! Source: RFC 1951, 3.2.

/// Order in which the lengths of the code length code are written.
const ORDER: [usize; 19] = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const SYMBOLS: usize = 288;

struct Bits<'a> {
    rest: std::slice::Iter<'a, u8>,
    held: u32,
    count: u32,
}

impl Bits<'_> {
    /// The next `count` bits (at most 16), first one lowest.
    fn take(&mut self, count: u32) -> Option<u32> {
        let found = self.peek(count)?;
        self.skip(count);
        Some(found)
    }

    fn peek(&mut self, count: u32) -> Option<u32> {
        while self.count < count {
            self.held |= u32::from(*self.rest.next()?) << self.count;
            self.count += 8;
        }
        Some(self.held & ((1 << count) - 1))
    }

    fn skip(&mut self, count: u32) {
        self.held >>= count;
        self.count = self.count.saturating_sub(count);
    }
}

/// First byte of the content when the stream begins with a coded one; `None` when it begins otherwise or is
/// broken. A byte that is given may come from a stream that is broken after.
pub(super) fn literal(input: &[u8]) -> Option<u8> {
    let mut bits = Bits { rest: input.iter(), held: 0, count: 0 };
    bits.take(1)?;
    let mut lengths = [0u8; SYMBOLS];
    match bits.take(2)? {
        1 => {
            for (symbol, length) in lengths.iter_mut().enumerate() {
                *length = match symbol {
                    0..=143 | 280.. => 8,
                    144..=255 => 9,
                    _ => 7,
                };
            }
        }
        2 => read_lengths(&mut bits, &mut lengths)?,
        _ => return None,
    }
    u8::try_from(decode(&mut bits, &lengths)?).ok()
}

/// Lengths of the literal codes of a block with its own codes; those of distances are passed over.
fn read_lengths(bits: &mut Bits<'_>, lengths: &mut [u8; SYMBOLS]) -> Option<()> {
    let literals = bits.take(5)? as usize + 257;
    let total = literals + bits.take(5)? as usize + 1;
    let written = bits.take(4)? as usize + 4;
    let mut own = [0u8; 19];
    for symbol in ORDER.iter().take(written) {
        *own.get_mut(*symbol)? = bits.take(3)? as u8;
    }
    let table = quick_table(&own)?;
    let (mut at, mut last) = (0usize, 0u8);
    while at < total {
        let row = *table.get(bits.peek(7)? as usize)?;
        let (symbol, length) = (row >> 3, u32::from(row & 7));
        if length == 0 {
            return None;
        }
        bits.skip(length);
        let repeat = match symbol {
            16 => bits.take(2)? as usize + 3,
            17 => bits.take(3)? as usize + 3,
            18 => bits.take(7)? as usize + 11,
            _ => 1,
        };
        match symbol {
            16 => {}
            17 | 18 => last = 0,
            length => last = length,
        }
        let end = at.saturating_add(repeat);
        let inside = at.min(literals)..end.min(literals);
        lengths.get_mut(inside)?.fill(last);
        at = end;
    }
    Some(())
}

/// Symbol (high five bits) and length (low three) by the next seven bits, for the code length code.
fn quick_table(lengths: &[u8; 19]) -> Option<[u8; 128]> {
    let mut table = [0u8; 128];
    let mut code = 0u32;
    for length in 1..=7u32 {
        for (symbol, _) in lengths.iter().enumerate().filter(|(_, have)| u32::from(**have) == length) {
            if code >= 1 << length {
                return None;
            }
            // Codes are written highest bit first.
            let first = code.reverse_bits() >> (32 - length);
            for slot in table.iter_mut().skip(first as usize).step_by(1 << length) {
                *slot = (symbol as u8) << 3 | length as u8;
            }
            code += 1;
        }
        code <<= 1;
    }
    Some(table)
}

/// The next symbol of a code given by its lengths.
fn decode(bits: &mut Bits<'_>, lengths: &[u8; SYMBOLS]) -> Option<u32> {
    let mut counts = [0u32; 16];
    for length in lengths {
        *counts.get_mut(usize::from(*length))? += 1;
    }
    let (mut code, mut first) = (0u32, 0u32);
    for (length, count) in counts.iter().enumerate().skip(1) {
        code |= bits.take(1)?;
        let place = code.checked_sub(first)?;
        if place < *count {
            let mut symbols = lengths.iter().enumerate().filter(|(_, have)| usize::from(**have) == length);
            return symbols.nth(place as usize).map(|(symbol, _)| symbol as u32);
        }
        first = (first + count) << 1;
        code <<= 1;
    }
    None
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::io::Write;

    use super::literal;

    #[test]
    fn first_bytes_of_streams_as_another_encoder_writes_them() {
        let mut noise = 1u32;
        for size in [1usize, 2, 9, 60, 400, 5000, 70_000] {
            for shape in 0..24u32 {
                let content: Vec<u8> = (0..size)
                    .map(|_| {
                        noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                        ((noise >> 24) % (shape * shape / 2 + 2)) as u8
                    })
                    .collect();
                for level in [1, 6, 9] {
                    let level = flate2::Compression::new(level);
                    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), level);
                    encoder.write_all(&content).unwrap();
                    let stream = encoder.finish().unwrap();
                    let stored = stream.first().unwrap() & 6 == 0;
                    let wanted = content.first().filter(|_| !stored);
                    assert_eq!(literal(&stream).as_ref(), wanted, "{size} bytes of shape {shape}");
                }
            }
        }
    }

    #[test]
    fn nothing_of_what_is_broken_or_stored() {
        assert_eq!(literal(&[]), None);
        assert_eq!(literal(&[0x05]), None);
        assert_eq!(literal(&[0x01, 0x01, 0x00, 0xfe, 0xff, b'd']), None);
        assert_eq!(literal(&[0x07, 0xff, 0xff, 0xff]), None);
        assert_eq!(literal(&[0xff; 64]), None);
    }
}
