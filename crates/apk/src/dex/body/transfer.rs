//! What one instruction does to registers and contents.

use super::fold::{self, Number};
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
                self.array_data(state, state.get(high), insn.target(), budget)?;
                return Ok(None);
            }
            0x2d..=0x31 => {
                let (left, right) = (state.get(b), state.get(c));
                let float = insn.opcode != 0x31;
                (high, Origin::Compare { at, left, right, float, wide: insn.opcode >= 0x2f })
            }
            0x44..=0x4a => {
                let array = state.get(b);
                let index = state.get(c);
                if let Some(element) = self.element(state, array, index) {
                    return Ok(write(state, high, element));
                }
                (high, Origin::Element { at, array, index })
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
                let mut words = std::mem::take(&mut self.words);
                words.clear();
                words.extend(insn.registers().iter().flat_map(Registers::iter).map(|r| state.get(r)));
                let result = self.invoke(state, insn, &words, budget);
                self.words = words;
                state.set_result(result?);
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

    /// Elements of an array of numbers stand in the code behind the method.
    fn array_data(
        &mut self,
        state: &mut State,
        array: ValueId,
        target: Option<u32>,
        budget: &mut Budget,
    ) -> Result<()> {
        let insns = self.body.code.insns;
        let payload = target.and_then(|at| insns.get((at as usize).checked_mul(2)?..));
        let elements = payload.and_then(array_payload).filter(|found| found.len() <= MAX_ELEMENTS);
        budget.charge(elements.as_ref().map_or(0, Vec::len) as u64)?;
        let elements = elements.map(|found| found.into_iter().map(|o| self.table.number(o)).collect());
        let contents = elements.and_then(|elements| self.table.compose(Origin::List(elements)));
        state.set_contents(array, contents);
        Ok(())
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
        let folded = number(self.table.origin(from)).and_then(|from| fold::unary(insn.opcode, from));
        folded.map_or(Origin::Computed { at: insn.at, from: [from, UNDEFINED] }, constant)
    }

    /// `operation` counts from add-int in the order of the binary opcodes.
    fn binary(&mut self, at: u32, operation: u8, left: ValueId, right: ValueId) -> Origin {
        if operation == 7 && self.table.origin(right) == &Origin::Narrow(1) {
            return Origin::Not(left);
        }
        let folded = match (number(self.table.origin(left)), number(self.table.origin(right))) {
            (Some(left), Some(right)) => fold::binary(operation, left, right),
            _ => None,
        };
        folded.map_or(Origin::Computed { at, from: [left, right] }, constant)
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
        let folded = number(self.table.origin(left)).and_then(|left| fold::literal(insn, operation, left));
        folded.map_or(Origin::Computed { at: insn.at, from: [left, UNDEFINED] }, constant)
    }
}

fn number(origin: &Origin) -> Option<Number> {
    match origin {
        Origin::Narrow(value) => Some(Number::Narrow(*value)),
        Origin::Wide(value) => Some(Number::Wide(*value)),
        _ => None,
    }
}

fn constant(number: Number) -> Origin {
    match number {
        Number::Narrow(value) => Origin::Narrow(value),
        Number::Wide(value) => Origin::Wide(value),
    }
}

/// Numbers of a fill-array-data payload.
fn array_payload(bytes: &[u8]) -> Option<Vec<Origin>> {
    let &[0, 3, w0, w1, n0, n1, n2, n3, ref rest @ ..] = bytes else { return None };
    let width = usize::from(u16::from_le_bytes([w0, w1]));
    let count = u32::from_le_bytes([n0, n1, n2, n3]) as usize;
    if count > MAX_ELEMENTS || !matches!(width, 1 | 2 | 4 | 8) {
        return None;
    }
    let data = rest.get(..count.checked_mul(width)?)?;
    let number = |chunk: &[u8]| match *chunk {
        [a] => Origin::Narrow(i32::from(a as i8)),
        [a, b] => Origin::Narrow(i32::from(i16::from_le_bytes([a, b]))),
        [a, b, c, d] => Origin::Narrow(i32::from_le_bytes([a, b, c, d])),
        _ => Origin::Wide(chunk.first_chunk::<8>().map_or(0, |bytes| i64::from_le_bytes(*bytes))),
    };
    Some(data.chunks_exact(width).map(number).collect())
}

fn write(state: &mut State, register: u16, value: ValueId) -> Option<u16> {
    state.set(register, value);
    Some(register)
}

fn narrow(insn: &Insn<'_>) -> Origin {
    Origin::Narrow(insn.literal().unwrap_or(0) as i32)
}
