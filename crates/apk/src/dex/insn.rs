//! One instruction, decoded as far as it is asked for, and the walk over all of a method's.

use super::opcode::{payload_units, units_of};

/// How a method is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum InvokeKind {
    Virtual,
    Super,
    Direct,
    Static,
    Interface,
    /// `MethodHandle.invoke` and `VarHandle`; the index is the method handle class's method.
    Polymorphic,
    /// The index is a call site.
    Custom,
}

/// An instruction where it stands: `at` in code units from the start of the method.
#[derive(Debug, Clone, Copy)]
pub struct Insn<'a> {
    pub at: u32,
    pub opcode: u8,
    /// The bytes of this instruction only.
    bytes: &'a [u8],
}

/// Registers an instruction names one after the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Registers {
    /// Up to five, in order.
    List { count: u8, registers: [u8; 5] },
    /// `count` registers from `first`.
    Range { first: u16, count: u8 },
}

impl Registers {
    /// Up to five registers.
    pub(super) fn of<const N: usize>(from: [u8; N]) -> Self {
        let mut registers = [0u8; 5];
        registers.iter_mut().zip(from).for_each(|(slot, register)| *slot = register);
        Self::List { count: N.min(5) as u8, registers }
    }

    pub fn len(&self) -> usize {
        match self {
            Self::List { count, .. } | Self::Range { count, .. } => usize::from(*count),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The `n`th register.
    pub fn get(&self, n: usize) -> Option<u16> {
        match self {
            Self::List { count, registers } if n < usize::from(*count) => {
                registers.get(n).map(|r| u16::from(*r))
            }
            Self::Range { first, count } if n < usize::from(*count) => {
                u16::try_from(n).ok().and_then(|n| first.checked_add(n))
            }
            _ => None,
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = u16> + '_ {
        (0..self.len()).filter_map(|n| self.get(n))
    }
}

impl<'a> Insn<'a> {
    /// The instruction at `at` code units into `insns`; `None` for payloads and past the end.
    pub fn at(insns: &'a [u8], at: u32) -> Option<Self> {
        let rest = insns.get((at as usize).checked_mul(2)?..)?;
        let opcode = *rest.first()?;
        if opcode == 0 && payload_units(rest).is_some() {
            return None;
        }
        Some(Self { at, opcode, bytes: rest.get(..units_of(opcode) * 2)? })
    }

    /// Length in code units.
    pub fn units(&self) -> u32 {
        units_of(self.opcode) as u32
    }

    /// The `n`th 16-bit unit; 0 past the instruction.
    #[inline]
    pub fn unit(&self, n: usize) -> u16 {
        self.bytes.get(n * 2..).and_then(|rest| rest.first_chunk::<2>()).map_or(0, |b| u16::from_le_bytes(*b))
    }

    /// Units `n` and `n + 1` as one number.
    #[inline]
    pub fn wide_unit(&self, n: usize) -> u32 {
        u32::from(self.unit(n)) | (u32::from(self.unit(n + 1)) << 16)
    }

    /// Second byte of the instruction: register AA, or B|A in nibbles.
    #[inline]
    pub fn high(&self) -> u8 {
        self.bytes.get(1).copied().unwrap_or(0)
    }

    /// Low nibble of the second byte: register A of 12x, 11n, 22c, 22t, 22s.
    pub fn nibble_a(&self) -> u16 {
        u16::from(self.high() & 0xf)
    }

    /// High nibble of the second byte: register B of the same formats.
    pub fn nibble_b(&self) -> u16 {
        u16::from(self.high() >> 4)
    }

    pub fn invoke_kind(&self) -> Option<InvokeKind> {
        Some(match self.opcode {
            0x6e | 0x74 => InvokeKind::Virtual,
            0x6f | 0x75 => InvokeKind::Super,
            0x70 | 0x76 => InvokeKind::Direct,
            0x71 | 0x77 => InvokeKind::Static,
            0x72 | 0x78 => InvokeKind::Interface,
            0xfa | 0xfb => InvokeKind::Polymorphic,
            0xfc | 0xfd => InvokeKind::Custom,
            _ => return None,
        })
    }

    /// Index of the string, type, field, method, call site, handle or proto it names.
    #[inline]
    pub fn index(&self) -> Option<u32> {
        match self.opcode {
            0x1a | 0x1c | 0x1f | 0x20 | 0x22..=0x25 | 0x52..=0x72 | 0x74..=0x78 | 0xfa..=0xff => {
                Some(u32::from(self.unit(1)))
            }
            0x1b => Some(self.wide_unit(1)),
            _ => None,
        }
    }

    /// Registers of an invoke or filled-new-array.
    pub fn registers(&self) -> Option<Registers> {
        match self.opcode {
            0x24 | 0x6e..=0x72 | 0xfa | 0xfc => {
                let [dc, fe] = self.unit(2).to_le_bytes();
                let count = (self.high() >> 4).min(5);
                let registers = [dc & 0xf, dc >> 4, fe & 0xf, fe >> 4, self.high() & 0xf];
                Some(Registers::List { count, registers })
            }
            0x25 | 0x74..=0x78 | 0xfb | 0xfd => {
                Some(Registers::Range { first: self.unit(2), count: self.high() })
            }
            _ => None,
        }
    }

    /// Number a const or literal-arithmetic instruction carries, sign-extended; float and double as bits.
    pub fn literal(&self) -> Option<i64> {
        Some(match self.opcode {
            0x12 => i64::from((self.high() as i8) >> 4),
            0x13 | 0x16 | 0xd0..=0xd7 => {
                let unit = self.unit(1);
                i64::from(unit as i16)
            }
            0x14 | 0x17 => i64::from(self.wide_unit(1) as i32),
            0x15 => i64::from((u32::from(self.unit(1)) << 16) as i32),
            0x18 => (u64::from(self.wide_unit(1)) | (u64::from(self.wide_unit(3)) << 32)) as i64,
            0x19 => (u64::from(self.unit(1)) << 48) as i64,
            0xd8..=0xe2 => i64::from((self.unit(1) >> 8) as u8 as i8),
            _ => return None,
        })
    }

    /// Code unit a goto, if, switch or fill-array-data refers to.
    pub fn target(&self) -> Option<u32> {
        let distance = match self.opcode {
            0x28 => i32::from(self.high() as i8),
            0x29 | 0x32..=0x3d => i32::from(self.unit(1) as i16),
            0x2a..=0x2c | 0x26 => self.wide_unit(1) as i32,
            _ => return None,
        };
        self.at.checked_add_signed(distance)
    }
}

/// Calls `visit` for every instruction in file order; payloads are stepped over.
///
/// Returns how many there were. Stops at an instruction that leaves the code, as dexdump does.
#[inline]
pub fn each_instruction<'a>(insns: &'a [u8], mut visit: impl FnMut(Insn<'a>)) -> u32 {
    let mut count = 0u32;
    let mut rest = insns;
    let mut at = 0u32;
    while let Some(&opcode) = rest.first() {
        let payload = if opcode == 0 { payload_units(rest) } else { None };
        let units = payload.unwrap_or_else(|| units_of(opcode));
        let Some((bytes, after)) = rest.split_at_checked(units.saturating_mul(2)) else { break };
        if payload.is_none() {
            count += 1;
            visit(Insn { at, opcode, bytes });
        }
        at = at.saturating_add(u32::try_from(units).unwrap_or(u32::MAX));
        rest = after;
    }
    count
}
