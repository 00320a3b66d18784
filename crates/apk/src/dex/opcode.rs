//! Length and interest of every opcode.
//!
//! Source: "Dalvik bytecode" and "Dalvik executable instruction formats" of the Android documentation.

/// Length in 16-bit units by opcode; unused opcodes count as one unit, as in ART's instruction list.
pub(super) const LENGTHS: [u8; 256] = lengths();

const fn lengths() -> [u8; 256] {
    let mut table = [1u8; 256];
    let mut op = 0usize;
    // Ranges of (first, last, units) that are not one unit long.
    #[rustfmt::skip]
    let long: [(usize, usize, u8); 30] = [
        (0x02, 0x02, 2), (0x03, 0x03, 3), (0x05, 0x05, 2), (0x06, 0x06, 3), (0x08, 0x08, 2), (0x09, 0x09, 3),
        (0x13, 0x13, 2), (0x14, 0x14, 3), (0x15, 0x16, 2), (0x17, 0x17, 3), (0x18, 0x18, 5), (0x19, 0x1a, 2),
        (0x1b, 0x1b, 3), (0x1c, 0x1c, 2), (0x1f, 0x20, 2), (0x22, 0x23, 2), (0x24, 0x26, 3), (0x29, 0x29, 2),
        (0x2a, 0x2c, 3), (0x2d, 0x3d, 2), (0x44, 0x6d, 2), (0x6e, 0x72, 3), (0x74, 0x78, 3), (0x90, 0xaf, 2),
        (0xd0, 0xe2, 2), (0xfa, 0xfb, 4), (0xfc, 0xfd, 3), (0xfe, 0xff, 2), (0x00, 0x00, 1), (0x01, 0x01, 1),
    ];
    while op < 256 {
        let mut row = 0usize;
        while row < long.len() {
            #[allow(clippy::indexing_slicing)] // evaluated at compile time
            let (first, last, units) = long[row];
            if op >= first && op <= last {
                #[allow(clippy::indexing_slicing)] // evaluated at compile time
                {
                    table[op] = units;
                }
            }
            row += 1;
        }
        op += 1;
    }
    table
}

#[inline]
pub(super) fn units_of(opcode: u8) -> usize {
    LENGTHS.get(usize::from(opcode)).map_or(1, |units| usize::from(*units))
}

/// Units of the payload pseudo-instruction that starts `insns`, or `None` when there is none.
///
/// A payload is a `nop` whose high byte names its kind: packed switch, sparse switch or array data.
pub(super) fn payload_units(insns: &[u8]) -> Option<usize> {
    let &[0, kind, a, b, ref rest @ ..] = insns else { return None };
    let size = usize::from(u16::from_le_bytes([a, b]));
    match kind {
        1 => Some(size * 2 + 4),
        2 => Some(size * 4 + 2),
        3 => {
            let &[c, d, e, f, ..] = rest else { return None };
            let elements = u32::from_le_bytes([c, d, e, f]) as usize;
            Some(elements.checked_mul(size)?.div_ceil(2).saturating_add(4))
        }
        _ => None,
    }
}
