//! Arithmetic on constants, as the instructions of a method do it.

use crate::dex::Insn;

/// What one register, or a pair of them, holds: an int or float bits, a long or double bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Number {
    Narrow(i32),
    Wide(i64),
}

use Number::{Narrow, Wide};

impl Number {
    fn float(value: f32) -> Self {
        Narrow(value.to_bits() as i32)
    }

    fn double(value: f64) -> Self {
        Wide(value.to_bits() as i64)
    }
}

/// Result of a unary or binary arithmetic instruction; `right` is missing for unary ones and literals.
pub fn fold(insn: &Insn<'_>, left: Number, right: Option<Number>) -> Option<Number> {
    match (insn.opcode, right) {
        (0x7b..=0x8f, _) => unary(insn.opcode, left),
        (0x90..=0xaf, Some(right)) => binary(insn.opcode - 0x90, left, right),
        (0xb0..=0xcf, Some(right)) => binary(insn.opcode - 0xb0, left, right),
        (0xd0..=0xd7, _) => literal(insn, insn.opcode - 0xd0, left),
        (0xd8..=0xe2, _) => literal(insn, insn.opcode - 0xd8, left),
        _ => None,
    }
}

/// Negations and conversions.
pub(super) fn unary(opcode: u8, from: Number) -> Option<Number> {
    Some(match (opcode, from) {
        (0x7b, Narrow(v)) => Narrow(v.wrapping_neg()),
        (0x7c, Narrow(v)) => Narrow(!v),
        (0x7d, Wide(v)) => Wide(v.wrapping_neg()),
        (0x7e, Wide(v)) => Wide(!v),
        (0x7f, Narrow(v)) => Number::float(-f32::from_bits(v as u32)),
        (0x80, Wide(v)) => Number::double(-f64::from_bits(v as u64)),
        (0x81, Narrow(v)) => Wide(i64::from(v)),
        (0x82, Narrow(v)) => Number::float(v as f32),
        (0x83, Narrow(v)) => Number::double(f64::from(v)),
        (0x84, Wide(v)) => Narrow(v as i32),
        (0x85, Wide(v)) => Number::float(v as f32),
        (0x86, Wide(v)) => Number::double(v as f64),
        (0x87, Narrow(v)) => Narrow(f32::from_bits(v as u32) as i32),
        (0x88, Narrow(v)) => Wide(f32::from_bits(v as u32) as i64),
        (0x89, Narrow(v)) => Number::double(f64::from(f32::from_bits(v as u32))),
        (0x8a, Wide(v)) => Narrow(f64::from_bits(v as u64) as i32),
        (0x8b, Wide(v)) => Wide(f64::from_bits(v as u64) as i64),
        (0x8c, Wide(v)) => Number::float(f64::from_bits(v as u64) as f32),
        (0x8d, Narrow(v)) => Narrow(i32::from(v as i8)),
        (0x8e, Narrow(v)) => Narrow(i32::from(v as u16)),
        (0x8f, Narrow(v)) => Narrow(i32::from(v as i16)),
        _ => return None,
    })
}

/// `operation` counts from add-int in the order of the binary opcodes: eleven for ints, eleven for longs (whose
/// shifts take an int), five for floats, five for doubles.
pub(super) fn binary(operation: u8, left: Number, right: Number) -> Option<Number> {
    match (operation, left, right) {
        (0..=10, Narrow(l), Narrow(r)) => int(operation, l, r).map(Narrow),
        (11..=18, Wide(l), Wide(r)) => long(operation - 11, l, r).map(Wide),
        (19, Wide(l), Narrow(r)) => Some(Wide(l.wrapping_shl(r as u32))),
        (20, Wide(l), Narrow(r)) => Some(Wide(l.wrapping_shr(r as u32))),
        (21, Wide(l), Narrow(r)) => Some(Wide((l as u64).wrapping_shr(r as u32) as i64)),
        (22..=26, Narrow(l), Narrow(r)) => {
            let (l, r) = (f32::from_bits(l as u32), f32::from_bits(r as u32));
            Some(Number::float(match operation {
                22 => l + r,
                23 => l - r,
                24 => l * r,
                25 => l / r,
                _ => l % r,
            }))
        }
        (27..=31, Wide(l), Wide(r)) => {
            let (l, r) = (f64::from_bits(l as u64), f64::from_bits(r as u64));
            Some(Number::double(match operation {
                27 => l + r,
                28 => l - r,
                29 => l * r,
                30 => l / r,
                _ => l % r,
            }))
        }
        _ => None,
    }
}

/// `operation` counts from add-int/lit in the order of the literal opcodes.
pub(super) fn literal(insn: &Insn<'_>, operation: u8, left: Number) -> Option<Number> {
    let Narrow(value) = left else { return None };
    let literal = insn.literal().unwrap_or(0) as i32;
    // rsub-int takes the register from the literal.
    let folded =
        if operation == 1 { Some(literal.wrapping_sub(value)) } else { int(operation, value, literal) };
    folded.map(Narrow)
}

/// Integer arithmetic in opcode order: add, sub, mul, div, rem, and, or, xor, shl, shr, ushr.
fn int(operation: u8, left: i32, right: i32) -> Option<i32> {
    Some(match operation {
        0 => left.wrapping_add(right),
        1 => left.wrapping_sub(right),
        2 => left.wrapping_mul(right),
        3 => left.checked_div(right)?,
        4 => left.checked_rem(right)?,
        5 => left & right,
        6 => left | right,
        7 => left ^ right,
        8 => left.wrapping_shl(right as u32),
        9 => left.wrapping_shr(right as u32),
        10 => (left as u32).wrapping_shr(right as u32) as i32,
        _ => return None,
    })
}

fn long(operation: u8, left: i64, right: i64) -> Option<i64> {
    Some(match operation {
        0 => left.wrapping_add(right),
        1 => left.wrapping_sub(right),
        2 => left.wrapping_mul(right),
        3 => left.checked_div(right)?,
        4 => left.checked_rem(right)?,
        5 => left & right,
        6 => left | right,
        7 => left ^ right,
        _ => return None,
    })
}
