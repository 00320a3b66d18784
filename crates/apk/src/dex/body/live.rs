//! Registers that may still be read at the start of each block: only those are worth merging where ways meet.

use super::blocks::EdgeKind;
use super::values::is_too_large;
use super::Body;
use crate::dex::{Insn, Registers};
use crate::error::Result;
use crate::limits::Budget;

/// Most passes over the blocks; code that needs more (deeper loops within loops) counts as reading everything.
const MAX_PASSES: usize = 32;

/// A bit for each register of each block. The result of the call before counts as one more register, always read.
pub(super) struct Live {
    bits: Vec<u64>,
    /// Words of 64 registers for one block.
    width: usize,
}

impl Live {
    /// Every register of every block; nothing for methods that are too large to follow values through.
    pub fn all(body: &Body<'_, '_>) -> Self {
        let registers = usize::from(body.code.registers) + 1;
        if is_too_large(body) {
            return Self { bits: Vec::new(), width: 0 };
        }
        let width = registers.div_ceil(64);
        Self { bits: vec![u64::MAX; width.saturating_mul(body.blocks.len())], width }
    }

    /// What code that may run from there on reads.
    ///
    /// # Errors
    /// `budget_exceeded`.
    pub fn of(body: &Body<'_, '_>, budget: &mut Budget) -> Result<Self> {
        let mut live = Self::all(body);
        if body.blocks.len() < 2 || live.width == 0 {
            return Ok(live);
        }
        live.bits.fill(0);
        let (width, result) = (live.width, usize::from(body.code.registers));
        let mut written = live.bits.clone();
        budget.charge(body.insns.len() as u64 + live.bits.len() as u64)?;
        for (number, block) in body.blocks.iter().enumerate() {
            let place = number.saturating_mul(width);
            let (Some(read), Some(written)) =
                (live.bits.get_mut(place..place + width), written.get_mut(place..place + width))
            else {
                continue;
            };
            set(read, result);
            for insn in body.insns.get(block.first as usize..block.end as usize).unwrap_or_default() {
                each_read(insn, |register| {
                    if !has(written, usize::from(register)) {
                        set(read, usize::from(register));
                    }
                });
                if let Some(register) = written_by(insn) {
                    set(written, usize::from(register));
                }
            }
        }
        for _ in 0..MAX_PASSES {
            budget.charge(live.bits.len() as u64)?;
            if !live.pass(body, &written) {
                return Ok(live);
            }
        }
        live.bits.fill(u64::MAX);
        Ok(live)
    }

    /// Lets every block read what those after it read; whether that changed anything.
    fn pass(&mut self, body: &Body<'_, '_>, written: &[u64]) -> bool {
        let mut changed = false;
        for (number, block) in body.blocks.iter().enumerate().rev() {
            for word in 0..self.width {
                let place = number * self.width + word;
                let written = written.get(place).copied().unwrap_or(0);
                let mut more = 0;
                for edge in &block.edges {
                    let after = self.bits.get(edge.to as usize * self.width + word).copied().unwrap_or(0);
                    // A handler is entered from before each write as well.
                    more |= if edge.kind == EdgeKind::Exception { after } else { after & !written };
                }
                if let Some(bits) = self.bits.get_mut(place) {
                    changed |= more & !*bits != 0;
                    *bits |= more;
                }
            }
        }
        changed
    }

    /// Bits of one block.
    pub fn at(&self, block: u32) -> &[u64] {
        let place = (block as usize).saturating_mul(self.width);
        self.bits.get(place..place + self.width).unwrap_or_default()
    }
}

/// Whether a register's bit is set.
pub(super) fn has(bits: &[u64], register: usize) -> bool {
    bits.get(register / 64).is_some_and(|word| word & (1 << (register % 64)) != 0)
}

fn set(bits: &mut [u64], register: usize) {
    bits.get_mut(register / 64).into_iter().for_each(|word| *word |= 1 << (register % 64));
}

/// Calls `visit` for all registers whose values an instruction may be asked for.
#[inline]
fn each_read(insn: &Insn<'_>, mut visit: impl FnMut(u16)) {
    let (high, low) = (u16::from(insn.high()), |register: u16| register & 0xff);
    let (b, c) = (low(insn.unit(1)), insn.unit(1) >> 8);
    match insn.opcode {
        0x01 | 0x04 | 0x07 | 0x20 | 0x21 | 0x23 | 0x52..=0x58 | 0x7b..=0x8f | 0xd0..=0xd7 => {
            visit(insn.nibble_b());
        }
        0x02 | 0x05 | 0x08 => visit(insn.unit(1)),
        0x03 | 0x06 | 0x09 => visit(insn.unit(2)),
        0x0f..=0x11 | 0x1d..=0x1f | 0x26 | 0x27 | 0x2b | 0x2c | 0x38..=0x3d | 0x67..=0x6d => visit(high),
        0x24 | 0x25 | 0x6e..=0x72 | 0x74..=0x78 | 0xfa..=0xfd => {
            insn.registers().iter().flat_map(Registers::iter).for_each(visit);
        }
        0x2d..=0x31 | 0x44..=0x4a | 0x90..=0xaf => [b, c].into_iter().for_each(visit),
        0x32..=0x37 | 0x59..=0x5f | 0xb0..=0xcf => {
            [insn.nibble_a(), insn.nibble_b()].into_iter().for_each(visit);
        }
        0x4b..=0x51 => [high, b, c].into_iter().for_each(visit),
        0xd8..=0xe2 => visit(b),
        _ => {}
    }
}

/// The register whose value an instruction replaces in any case.
fn written_by(insn: &Insn<'_>) -> Option<u16> {
    Some(match insn.opcode {
        0x01 | 0x04 | 0x07 | 0x12 | 0x20 | 0x21 | 0x23 | 0x52..=0x58 | 0x7b..=0x8f | 0xb0..=0xd7 => {
            insn.nibble_a()
        }
        0x03 | 0x06 | 0x09 => insn.unit(1),
        0x02 | 0x05 | 0x08 | 0x0a..=0x0d | 0x13..=0x1c | 0x22 | 0x2d..=0x31 | 0x44..=0x4a => {
            u16::from(insn.high())
        }
        0x60..=0x66 | 0x90..=0xaf | 0xd8..=0xe2 | 0xfe | 0xff => u16::from(insn.high()),
        _ => return None,
    })
}
