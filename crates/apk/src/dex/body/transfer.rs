//! What one instruction does to registers and contents.

use super::state::State;
use super::value::{Origin, ValueId, UNDEFINED};
use super::values::Values;
use crate::dex::{Insn, Registers};
use crate::error::Result;
use crate::limits::Budget;

/// Longest array whose elements are followed.
const MAX_ELEMENTS: usize = 1024;

impl Values<'_, '_, '_> {
    /// Applies `insn` to `state`; the register it wrote, if any.
    pub(super) fn step(
        &mut self,
        state: &mut State,
        insn: &Insn<'_>,
        budget: &mut Budget,
    ) -> Result<Option<u16>> {
        let (high, at) = (u16::from(insn.high()), insn.at);
        let (b, c) = (insn.unit(1) & 0xff, insn.unit(1) >> 8);
        let (register, origin) = match insn.opcode {
            0x01 | 0x04 | 0x07 => return Ok(write(state, insn.nibble_a(), state.get(insn.nibble_b()))),
            0x02 | 0x05 | 0x08 => return Ok(write(state, high, state.get(insn.unit(1)))),
            0x03 | 0x06 | 0x09 => return Ok(write(state, insn.unit(1), state.get(insn.unit(2)))),
            0x0a..=0x0c => return Ok(write(state, high, state.result())),
            0x0d | 0xfe | 0xff => (high, Origin::Other { at }),
            0x12 => (insn.nibble_a(), narrow(insn)),
            0x13..=0x15 => (high, narrow(insn)),
            0x16..=0x19 => (high, Origin::Wide(insn.literal().unwrap_or(0))),
            0x1a | 0x1b => (high, Origin::String(insn.index().unwrap_or(0))),
            0x1c => (high, Origin::Class(insn.index().unwrap_or(0))),
            0x20 | 0x21 => (insn.nibble_a(), Origin::Other { at }),
            0x22 => (high, Origin::New { at, type_: insn.index().unwrap_or(0) }),
            0x23 => return self.new_array(state, insn, budget).map(Some),
            0x24 | 0x25 => {
                self.filled_array(state, insn);
                return Ok(None);
            }
            0x26 => {
                state.set_contents(state.get(high), None);
                return Ok(None);
            }
            0x2d..=0x31 => {
                let (left, right) = (state.get(b), state.get(c));
                let float = insn.opcode != 0x31;
                (high, Origin::Compare { at, left, right, float, wide: insn.opcode >= 0x2f })
            }
            0x44..=0x4a => {
                let array = state.get(b);
                if let Some(element) = self.element(state, array, state.get(c)) {
                    return Ok(write(state, high, element));
                }
                (high, Origin::Element { at, array })
            }
            0x4b..=0x51 => {
                self.put_element(state, state.get(b), state.get(c), state.get(high), budget)?;
                return Ok(None);
            }
            0x52..=0x58 => (insn.nibble_a(), Origin::InstanceField { at, field: insn.index().unwrap_or(0) }),
            0x59..=0x5f => {
                self.escape(state, state.get(insn.nibble_a()));
                return Ok(None);
            }
            0x60..=0x66 => {
                let field = insn.index().unwrap_or(0);
                if let Some(value) = self.static_value(field, budget)? {
                    return Ok(write(state, high, value));
                }
                (high, Origin::StaticField(field))
            }
            0x67..=0x6d => {
                self.escape(state, state.get(high));
                return Ok(None);
            }
            0x6e..=0x72 | 0x74..=0x78 | 0xfa..=0xfd => {
                let words: Vec<ValueId> =
                    insn.registers().iter().flat_map(Registers::iter).map(|r| state.get(r)).collect();
                let result = self.invoke(state, insn, &words, budget)?;
                state.set_result(result);
                return Ok(None);
            }
            0x7b..=0x8f => (insn.nibble_a(), self.unary(insn, state.get(insn.nibble_b()))),
            0x90..=0xaf => (high, self.binary(at, insn.opcode - 0x90, state.get(b), state.get(c))),
            0xb0..=0xcf => {
                let (left, right) = (state.get(insn.nibble_a()), state.get(insn.nibble_b()));
                (insn.nibble_a(), self.binary(at, insn.opcode - 0xb0, left, right))
            }
            0xd0..=0xd7 => {
                (insn.nibble_a(), self.literal(insn, insn.opcode - 0xd0, state.get(insn.nibble_b())))
            }
            0xd8..=0xe2 => (high, self.literal(insn, insn.opcode - 0xd8, state.get(b))),
            _ => return Ok(None),
        };
        let value = self.table.number(origin);
        if matches!(insn.opcode, 0x22) {
            state.set_contents(value, None);
        }
        Ok(write(state, register, value))
    }

    fn new_array(&mut self, state: &mut State, insn: &Insn<'_>, budget: &mut Budget) -> Result<u16> {
        let length = match self.table.origin(state.get(insn.nibble_b())) {
            Origin::Narrow(length) => usize::try_from(*length).ok().filter(|length| *length <= MAX_ELEMENTS),
            _ => None,
        };
        budget.charge(length.unwrap_or(0) as u64)?;
        let array = self.table.number(Origin::NewArray { at: insn.at });
        let zero = self.table.number(Origin::Narrow(0));
        let contents = length.and_then(|length| self.table.compose(Origin::List(vec![zero; length])));
        state.set_contents(array, contents);
        state.set(insn.nibble_a(), array);
        Ok(insn.nibble_a())
    }

    fn filled_array(&mut self, state: &mut State, insn: &Insn<'_>) {
        let elements = insn.registers().iter().flat_map(Registers::iter).map(|r| state.get(r)).collect();
        let array = self.table.number(Origin::NewArray { at: insn.at });
        let contents = self.table.compose(Origin::List(elements));
        state.set_contents(array, contents);
        state.set_result(array);
    }

    fn element(&self, state: &State, array: ValueId, index: ValueId) -> Option<ValueId> {
        let Origin::List(elements) = self.table.origin(state.contents(array)?) else { return None };
        let Origin::Narrow(index) = self.table.origin(index) else { return None };
        elements.get(usize::try_from(*index).ok()?).copied()
    }

    fn put_element(
        &mut self,
        state: &mut State,
        array: ValueId,
        index: ValueId,
        value: ValueId,
        budget: &mut Budget,
    ) -> Result<()> {
        let Some(contents) = state.contents(array) else { return Ok(()) };
        let put = match (self.table.origin(contents), self.table.origin(index)) {
            (Origin::List(elements), Origin::Narrow(index)) => {
                let mut elements = elements.clone();
                let slot = usize::try_from(*index).ok().and_then(|index| elements.get_mut(index));
                slot.map(|slot| *slot = value).map(|()| elements)
            }
            _ => None,
        };
        budget.charge(put.as_ref().map_or(0, Vec::len) as u64)?;
        let contents = put.and_then(|elements| self.table.compose(Origin::List(elements)));
        state.set_contents(array, contents);
        Ok(())
    }

    fn unary(&mut self, insn: &Insn<'_>, from: ValueId) -> Origin {
        let folded = match (insn.opcode, self.table.origin(from)) {
            (0x7b, Origin::Narrow(v)) => Some(Origin::Narrow(v.wrapping_neg())),
            (0x7c, Origin::Narrow(v)) => Some(Origin::Narrow(!v)),
            (0x7d, Origin::Wide(v)) => Some(Origin::Wide(v.wrapping_neg())),
            (0x7f, Origin::Narrow(v)) => Some(float(-f32::from_bits(*v as u32))),
            (0x80, Origin::Wide(v)) => Some(double(-f64::from_bits(*v as u64))),
            (0x81, Origin::Narrow(v)) => Some(Origin::Wide(i64::from(*v))),
            (0x82, Origin::Narrow(v)) => Some(float(*v as f32)),
            (0x83, Origin::Narrow(v)) => Some(double(f64::from(*v))),
            (0x84, Origin::Wide(v)) => Some(Origin::Narrow(*v as i32)),
            (0x85, Origin::Wide(v)) => Some(float(*v as f32)),
            (0x86, Origin::Wide(v)) => Some(double(*v as f64)),
            (0x87, Origin::Narrow(v)) => Some(Origin::Narrow(f32::from_bits(*v as u32) as i32)),
            (0x88, Origin::Narrow(v)) => Some(Origin::Wide(f32::from_bits(*v as u32) as i64)),
            (0x89, Origin::Narrow(v)) => Some(double(f64::from(f32::from_bits(*v as u32)))),
            (0x8a, Origin::Wide(v)) => Some(Origin::Narrow(f64::from_bits(*v as u64) as i32)),
            (0x8b, Origin::Wide(v)) => Some(Origin::Wide(f64::from_bits(*v as u64) as i64)),
            (0x8c, Origin::Wide(v)) => Some(float(f64::from_bits(*v as u64) as f32)),
            (0x8d, Origin::Narrow(v)) => Some(Origin::Narrow(i32::from(*v as i8))),
            (0x8e, Origin::Narrow(v)) => Some(Origin::Narrow(i32::from(*v as u16))),
            (0x8f, Origin::Narrow(v)) => Some(Origin::Narrow(i32::from(*v as i16))),
            _ => None,
        };
        folded.unwrap_or(Origin::Computed { at: insn.at, from: [from, UNDEFINED] })
    }

    /// `operation` counts from add-int in the order of the binary opcodes.
    fn binary(&mut self, at: u32, operation: u8, left: ValueId, right: ValueId) -> Origin {
        if operation == 7 && self.table.origin(right) == &Origin::Narrow(1) {
            return Origin::Not(left);
        }
        let folded = match (self.table.origin(left), self.table.origin(right)) {
            (Origin::Narrow(l), Origin::Narrow(r)) => fold_int(operation, *l, *r),
            _ => None,
        };
        folded.map_or(Origin::Computed { at, from: [left, right] }, Origin::Narrow)
    }

    /// `operation` counts from add-int/lit in the order of the literal opcodes.
    fn literal(&mut self, insn: &Insn<'_>, operation: u8, left: ValueId) -> Origin {
        let literal = insn.literal().unwrap_or(0) as i32;
        if operation == 7 && literal == 1 {
            return match self.table.origin(left) {
                Origin::Narrow(value) => Origin::Narrow(value ^ 1),
                Origin::Not(value) => self.table.origin(*value).clone(),
                _ => Origin::Not(left),
            };
        }
        let folded = match (self.table.origin(left), operation) {
            // rsub-int takes the register from the literal.
            (Origin::Narrow(value), 1) => Some(literal.wrapping_sub(*value)),
            (Origin::Narrow(value), _) => fold_int(operation, *value, literal),
            _ => None,
        };
        folded.map_or(Origin::Computed { at: insn.at, from: [left, UNDEFINED] }, Origin::Narrow)
    }
}

fn write(state: &mut State, register: u16, value: ValueId) -> Option<u16> {
    state.set(register, value);
    Some(register)
}

fn narrow(insn: &Insn<'_>) -> Origin {
    Origin::Narrow(insn.literal().unwrap_or(0) as i32)
}

fn float(value: f32) -> Origin {
    Origin::Narrow(value.to_bits() as i32)
}

fn double(value: f64) -> Origin {
    Origin::Wide(value.to_bits() as i64)
}

/// Integer arithmetic in opcode order: add, sub, mul, div, rem, and, or, xor, shl, shr, ushr.
fn fold_int(operation: u8, left: i32, right: i32) -> Option<i32> {
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
