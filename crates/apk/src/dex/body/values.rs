//! Forward flow of values through one method: a fixed point over its blocks, then one recording pass.
//!
//! Every register holds a numbered value; where two ways meet with different values a merged one stands.
//! Objects made in the method (builders, arrays, intents) also carry known contents until they are lost.

use super::blocks::EdgeKind;
use super::live::{has, Live};
use super::state::{Merges, Sources, State};
use super::value::{Origin, Table, ValueId, UNDEFINED};
use super::Body;
use crate::dex::{FieldId, Insn, Registers};
use crate::error::{ParseError, Result};
use crate::hash::Map;
use crate::limits::Budget;

/// Most registers times blocks, and most steps, of one method.
const MAX_SLOTS: usize = 1 << 22;
const MAX_STEPS: u64 = 1 << 25;

/// An instruction that uses values: invoke, if, return, filled array, array or static put, field get or put.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Site {
    /// Code units from the start of the method.
    pub at: u32,
    pub opcode: u8,
    /// Method, call site, field or type index; 0 for the rest.
    pub index: u32,
    /// Value of an invoke's or filled array's result; undefined for the rest.
    pub result: ValueId,
    pub(super) first: u32,
    pub(super) end: u32,
}

/// A value used, and what it stands for once known contents are looked into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Operand {
    pub value: ValueId,
    pub seen: ValueId,
}

/// Values of one method, by instruction.
#[derive(Debug, Clone)]
pub struct Values<'b, 'd, 'a> {
    pub(super) body: &'b Body<'d, 'a>,
    pub(super) table: Table,
    pub(super) merged: Sources,
    /// Fixed values of static final fields, by class definition.
    pub(super) statics: Map<u32, Vec<(u32, ValueId)>>,
    pub(super) sites: Vec<Site>,
    pub(super) operands: Vec<Operand>,
    /// Argument words of the call being looked at.
    pub(super) words: Vec<ValueId>,
}

/// Values of one method without the method, to be handed on together with it.
#[derive(Debug)]
pub struct Loose {
    table: Table,
    merged: Sources,
    statics: Map<u32, Vec<(u32, ValueId)>>,
    sites: Vec<Site>,
    operands: Vec<Operand>,
}

impl Loose {
    /// The values again, `body` being the method they are of.
    pub fn of<'b, 'd, 'a>(self, body: &'b Body<'d, 'a>) -> Values<'b, 'd, 'a> {
        let Self { table, merged, statics, sites, operands } = self;
        Values { body, table, merged, statics, sites, operands, words: Vec::new() }
    }
}

impl From<Values<'_, '_, '_>> for Loose {
    fn from(values: Values<'_, '_, '_>) -> Self {
        let Values { table, merged, statics, sites, operands, .. } = values;
        Self { table, merged, statics, sites, operands }
    }
}

impl<'d, 'a> Body<'d, 'a> {
    /// Follows values through the method.
    ///
    /// # Errors
    /// `dex_method_too_large` when registers times blocks pass 4,194,304 or the fixed point is not found in
    /// 33,554,432 steps; `budget_exceeded`.
    pub fn values<'b>(&'b self, budget: &mut Budget) -> Result<Values<'b, 'd, 'a>> {
        let live = Live::of(self, budget)?;
        self.values_merging(&live, budget)
    }

    /// As [`Body::values`]; only `live` registers are merged where ways meet.
    pub(super) fn values_merging<'b>(
        &'b self,
        live: &Live,
        budget: &mut Budget,
    ) -> Result<Values<'b, 'd, 'a>> {
        let mut values = Values {
            body: self,
            table: Table::new(self.insns.len()),
            merged: Sources::default(),
            statics: Map::default(),
            sites: Vec::with_capacity(self.insns.len() / 2),
            operands: Vec::with_capacity(self.insns.len()),
            words: Vec::new(),
        };
        values.run(live, budget).map_err(|error| error.in_entry(self.dex().entry()))?;
        Ok(values)
    }
}

impl<'d, 'a> Values<'_, 'd, 'a> {
    /// Instructions that use values, in code order; unreachable ones are missing.
    pub fn sites(&self) -> &[Site] {
        &self.sites
    }

    /// The use at `at` code units.
    pub fn site(&self, at: u32) -> Option<&Site> {
        self.sites.get(self.sites.binary_search_by_key(&at, |site| site.at).ok()?)
    }

    /// Values an instruction uses. An invoke's argument words: a long or double takes two, the first counts.
    pub fn operands(&self, site: &Site) -> impl Iterator<Item = ValueId> + '_ {
        self.uses(site).iter().map(|operand| operand.value)
    }

    pub(super) fn uses(&self, site: &Site) -> &[Operand] {
        self.operands.get(site.first as usize..site.end as usize).unwrap_or_default()
    }

    pub fn body(&self) -> &Body<'d, 'a> {
        self.body
    }

    pub fn origin(&self, value: ValueId) -> &Origin {
        self.table.origin(value)
    }

    /// How many values there are.
    pub fn len(&self) -> usize {
        self.table.len()
    }

    /// Whether the method uses no values at all.
    pub fn is_empty(&self) -> bool {
        self.table.len() <= 1
    }

    fn run(&mut self, live: &Live, budget: &mut Budget) -> Result<()> {
        let body = self.body;
        let registers = body.code.registers;
        let too_large = |what: &str| {
            let detail = format!("{what} of method {} are too many to follow values through", body.method);
            ParseError::new("dex_method_too_large", u64::from(body.code.insns_off), detail)
        };
        if is_too_large(body) {
            return Err(too_large("registers times blocks"));
        }
        let mut entries: Vec<Option<State>> = vec![None; body.blocks.len()];
        if let Some(first) = entries.first_mut() {
            *first = Some(self.arguments());
        }
        let mut todo = Todo::new(body.blocks.len());
        todo.insert(0);
        let (mut state, mut before, mut written) = (State::default(), State::default(), Vec::new());
        let mut steps = 0u64;
        let mut visits = vec![0u8; body.blocks.len()];
        let mut recorded = vec![0u32..0; body.blocks.len()];
        while let Some(number) = todo.pop_first() {
            let (Some(block), Some(Some(entry))) =
                (body.blocks.get(number as usize), entries.get(number as usize))
            else {
                continue;
            };
            let width = u64::from(registers) + 1;
            let cost = u64::from(block.end - block.first) + width * (block.edges.len() as u64 + 1);
            steps = steps.saturating_add(cost);
            budget.charge(cost)?;
            if steps > MAX_STEPS {
                return Err(too_large("steps"));
            }
            state.clone_from(entry);
            // Handlers are entered from before as well as after each write.
            let throws = block.edges.iter().any(|edge| edge.kind == EdgeKind::Exception);
            if throws {
                before.clone_from(entry);
                written.clear();
            }
            // What the first visit records stands unless a later one comes with other values.
            let visit = visits.get_mut(number as usize).map_or(u8::MAX, |visit| {
                *visit = visit.saturating_add(1);
                *visit
            });
            let first_site = self.sites.len() as u32;
            let insns = body.insns.get(block.first as usize..block.end as usize).unwrap_or_default();
            for insn in insns {
                let register = if visit == 1 {
                    self.record(&mut state, insn, budget)?
                } else {
                    self.step(&mut state, insn, budget)?
                };
                if throws {
                    written.extend(register.map(|register| (register, state.get(register))));
                }
            }
            if let Some(range) = recorded.get_mut(number as usize).filter(|_| visit == 1) {
                *range = first_site..self.sites.len() as u32;
            }
            let last = block.edges.len().saturating_sub(1);
            for (n, edge) in block.edges.iter().enumerate() {
                let mut merges = Merges { table: &mut self.table, sources: &mut self.merged };
                let Some(slot) = entries.get_mut(edge.to as usize) else { continue };
                let read = live.at(edge.to);
                let written = written.iter().filter(|(register, _)| has(read, usize::from(*register)));
                let is_thrown = edge.kind == EdgeKind::Exception;
                let changed = match (&mut *slot, is_thrown) {
                    (None, true) => {
                        let mut first = before.clone();
                        first.join_contents(&state);
                        for (register, value) in written {
                            first.join_register(usize::from(*register), *value, edge.to, &mut merges);
                        }
                        *slot = Some(first);
                        true
                    }
                    (None, false) => {
                        *slot = Some(if n == last { std::mem::take(&mut state) } else { state.clone() });
                        true
                    }
                    (Some(target), true) => {
                        let mut changed = target.join(&before, (edge.to, read), &mut merges);
                        for (register, value) in written {
                            changed |=
                                target.join_register(usize::from(*register), *value, edge.to, &mut merges);
                        }
                        changed | target.join_contents(&state)
                    }
                    (Some(target), false) => target.join(&state, (edge.to, read), &mut merges),
                };
                if changed {
                    todo.insert(edge.to);
                }
            }
        }
        for (number, entry) in entries.iter().enumerate() {
            let (Some(block), Some(entry)) = (body.blocks.get(number), entry) else { continue };
            let Some(range) = recorded.get_mut(number).filter(|_| visits.get(number) > Some(&1)) else {
                continue;
            };
            let first_site = self.sites.len() as u32;
            state.clone_from(entry);
            for insn in body.insns.get(block.first as usize..block.end as usize).unwrap_or_default() {
                self.record(&mut state, insn, budget)?;
            }
            *range = first_site..self.sites.len() as u32;
        }
        self.merged.sort();
        let ranges = recorded.into_iter().filter(|range| !range.is_empty());
        let ranges = ranges.map(|range| range.start as usize..range.end as usize);
        let end = ranges.clone().try_fold(0, |end, range| (range.start == end).then_some(range.end));
        if end != Some(self.sites.len()) {
            self.sites =
                ranges.flat_map(|range| self.sites.get(range).unwrap_or_default()).copied().collect();
        }
        Ok(())
    }

    /// The state a method starts in: its arguments in the last registers.
    fn arguments(&mut self) -> State {
        let code = &self.body.code;
        let mut state = State::new(code.registers);
        let first = code.registers.saturating_sub(code.ins);
        for word in 0..code.ins.min(code.registers) {
            let value = self.table.number(Origin::Parameter(word));
            state.set(first.saturating_add(word), value);
        }
        state
    }

    /// Applies an instruction, noting what it uses; the register it wrote, if any.
    fn record(&mut self, state: &mut State, insn: &Insn<'_>, budget: &mut Budget) -> Result<Option<u16>> {
        let first = self.operands.len() as u32;
        let uses = uses_of(insn);
        for register in uses.iter().flat_map(Registers::iter) {
            let value = state.get(register);
            self.operands.push(Operand { value, seen: state.contents(value).unwrap_or(value) });
        }
        budget.charge(u64::from(self.operands.len() as u32 - first) + 1)?;
        let written = self.step(state, insn, budget)?;
        let is_call = insn.invoke_kind().is_some();
        let has_result = is_call || matches!(insn.opcode, 0x24 | 0x25);
        let end = self.operands.len() as u32;
        if end > first || is_call {
            let result = if has_result { state.result() } else { UNDEFINED };
            let (at, opcode, index) = (insn.at, insn.opcode, insn.index().unwrap_or(0));
            self.sites.push(Site { at, opcode, index, result, first, end });
        }
        Ok(written)
    }

    /// Fixed value of a static final field of this file, when the file writes one.
    pub(super) fn static_value(&mut self, field: u32, budget: &mut Budget) -> Result<Option<ValueId>> {
        let dex = self.body.dex;
        let Some(class) = dex.field(field).and_then(|FieldId { class, .. }| dex.definition_of(class)) else {
            return Ok(None);
        };
        if !self.statics.contains_key(&class.index) {
            let values = dex.static_finals(&class);
            let members = dex.class_data(&class).map_or(0, |data| data.declared_members());
            budget.charge(members.saturating_add(values.len() as u64).saturating_add(16))?;
            let rows = values
                .into_iter()
                .filter_map(|(field, value)| Some((field, self.table.number(Origin::of_constant(&value)?))));
            let rows = rows.collect();
            self.statics.insert(class.index, rows);
        }
        let rows = self.statics.get(&class.index).map(Vec::as_slice).unwrap_or_default();
        Ok(rows.iter().find(|row| row.0 == field).map(|row| row.1))
    }
}

/// Whether a method's registers times its blocks are more than are kept.
pub(super) fn is_too_large(body: &Body<'_, '_>) -> bool {
    body.blocks.len().saturating_mul(usize::from(body.code.registers) + 1) > MAX_SLOTS
}

/// Blocks to be looked at, the first in code order first.
struct Todo {
    words: Vec<u64>,
    /// No word before this one has a bit.
    low: usize,
}

impl Todo {
    fn new(blocks: usize) -> Self {
        Self { words: vec![0; blocks.div_ceil(64)], low: 0 }
    }

    fn insert(&mut self, block: u32) {
        let at = block as usize / 64;
        if let Some(word) = self.words.get_mut(at) {
            *word |= 1 << (block % 64);
            self.low = self.low.min(at);
        }
    }

    fn pop_first(&mut self) -> Option<u32> {
        while let Some(word) = self.words.get_mut(self.low) {
            if *word != 0 {
                let bit = word.trailing_zeros();
                *word &= *word - 1;
                return Some(self.low as u32 * 64 + bit);
            }
            self.low += 1;
        }
        None
    }
}

/// Registers whose values a site records.
fn uses_of(insn: &Insn<'_>) -> Option<Registers> {
    let low = |number: u16| (number & 0xff) as u8;
    Some(match insn.opcode {
        0x24 | 0x25 | 0x6e..=0x72 | 0x74..=0x78 | 0xfa..=0xfd => return insn.registers(),
        // iget: the object.
        0x52..=0x58 => Registers::of([low(insn.nibble_b())]),
        // return, throw, if-testz, sput: one register. packed- and sparse-switch likewise.
        0x0f..=0x11 | 0x27 | 0x2b | 0x2c | 0x38..=0x3d | 0x67..=0x6d => Registers::of([insn.high()]),
        // if-test: both; iput: value, object.
        0x32..=0x37 | 0x59..=0x5f => Registers::of([low(insn.nibble_a()), low(insn.nibble_b())]),
        // aput: value, array.
        0x4b..=0x51 => Registers::of([insn.high(), low(insn.unit(1))]),
        _ => return None,
    })
}
