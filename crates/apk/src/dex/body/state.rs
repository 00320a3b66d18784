//! Registers and the known contents of fresh objects at one point of a method.

use super::value::{Origin, Table, ValueId, UNDEFINED};

/// Most objects whose contents are followed at once.
const MAX_OBJECTS: usize = 64;

/// What each register holds, and what is inside objects made in this method.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct State {
    registers: Vec<ValueId>,
    /// `(object, contents)`, sorted by object; an object that is missing has unknown contents.
    contents: Vec<(ValueId, ValueId)>,
}

impl Clone for State {
    fn clone(&self) -> Self {
        Self { registers: self.registers.clone(), contents: self.contents.clone() }
    }

    /// Uses the memory it has.
    fn clone_from(&mut self, other: &Self) {
        self.registers.clone_from(&other.registers);
        self.contents.clone_from(&other.contents);
    }
}

impl State {
    pub fn new(registers: u16) -> Self {
        Self { registers: vec![UNDEFINED; usize::from(registers) + 1], contents: Vec::new() }
    }

    /// Result of the invoke or filled-new-array just before, kept in one register past the method's own.
    pub fn result(&self) -> ValueId {
        self.registers.last().copied().unwrap_or(UNDEFINED)
    }

    pub fn set_result(&mut self, value: ValueId) {
        if let Some(slot) = self.registers.last_mut() {
            *slot = value;
        }
    }

    pub fn get(&self, register: u16) -> ValueId {
        self.registers.get(usize::from(register)).copied().unwrap_or(UNDEFINED)
    }

    pub fn set(&mut self, register: u16, value: ValueId) {
        if let Some(slot) = self.registers.get_mut(usize::from(register)) {
            *slot = value;
        }
    }

    pub fn contents(&self, object: ValueId) -> Option<ValueId> {
        let row = self.contents.binary_search_by_key(&object, |row| row.0).ok()?;
        self.contents.get(row).map(|row| row.1)
    }

    /// Notes what is inside `object`; `None` forgets it.
    pub fn set_contents(&mut self, object: ValueId, contents: Option<ValueId>) {
        match (self.contents.binary_search_by_key(&object, |row| row.0), contents) {
            (Ok(row), Some(value)) => {
                if let Some(slot) = self.contents.get_mut(row) {
                    slot.1 = value;
                }
            }
            (Ok(row), None) => {
                self.contents.remove(row);
            }
            (Err(row), Some(value)) if self.contents.len() < MAX_OBJECTS => {
                self.contents.insert(row, (object, value));
            }
            (Err(_), _) => {}
        }
    }

    /// Lets `value` reach `register` of the state at the start of block `block`; true when that changed it.
    pub fn join_register(
        &mut self,
        register: usize,
        value: ValueId,
        block: u32,
        merges: &mut Merges<'_>,
    ) -> bool {
        match self.registers.get_mut(register) {
            Some(slot) if *slot != value => merges.meet(slot, value, (block, register as u16)),
            _ => false,
        }
    }

    /// Lets another state's contents and those registers that are `read` later reach this one, which is the state
    /// at the start of block `block`; true when that changed it.
    pub fn join(&mut self, other: &State, (block, read): (u32, &[u64]), merges: &mut Merges<'_>) -> bool {
        let mut changed = false;
        let words = self.registers.chunks_mut(64).zip(other.registers.chunks(64)).zip(read);
        for (first, ((slots, values), read)) in (0u16..).step_by(64).zip(words) {
            let mut bits = *read;
            while bits != 0 {
                let bit = bits.trailing_zeros() as u16;
                bits &= bits - 1;
                let pair = slots.get_mut(usize::from(bit)).zip(values.get(usize::from(bit)));
                if let Some((slot, value)) = pair.filter(|(slot, value)| slot != value) {
                    changed |= merges.meet(slot, *value, (block, first | bit));
                }
            }
        }
        changed | self.join_contents(other)
    }

    /// Keeps only contents both states agree on.
    pub fn join_contents(&mut self, other: &State) -> bool {
        let before = self.contents.len();
        self.contents.retain(|(object, contents)| other.contents(*object) == Some(*contents));
        self.contents.len() != before
    }
}

/// Where merged values are numbered and what they were merged from is kept.
pub(super) struct Merges<'t> {
    pub table: &'t mut Table,
    pub sources: &'t mut Sources,
}

impl Merges<'_> {
    /// Lets another value reach a slot; true when that changed it.
    fn meet(&mut self, slot: &mut ValueId, value: ValueId, (block, register): (u32, u16)) -> bool {
        if value == UNDEFINED {
            return false;
        }
        if *slot == UNDEFINED {
            *slot = value;
            return true;
        }
        let merged = Origin::Merged { block, register };
        let known = *self.table.origin(*slot) == merged;
        let id = if known { *slot } else { self.table.number(merged) };
        for from in [*slot, value] {
            if from != id {
                self.sources.add(id, from);
            }
        }
        *slot = id;
        !known
    }
}

/// Merged values with what they were merged from.
#[derive(Debug, Clone, Default)]
pub(super) struct Sources {
    pairs: Vec<(ValueId, ValueId)>,
    /// Pair of the same merged value before each of `pairs`, plus one.
    before: Vec<u32>,
    /// Last pair of each merged value, plus one.
    last: Vec<u32>,
    /// How many of `pairs` are in order.
    sorted: usize,
}

/// Most pairs of one merged value that a new one is compared with.
const MAX_COMPARED: usize = 16;

impl Sources {
    fn add(&mut self, merged: ValueId, from: ValueId) {
        let number = merged.0 as usize;
        if number >= self.last.len() {
            self.last.resize(number + 1, 0);
        }
        let Some(last) = self.last.get_mut(number) else { return };
        // The same pairs come again on every visit of a loop.
        let mut pair = *last;
        for _ in 0..MAX_COMPARED {
            let Some(at) = pair.checked_sub(1).map(|at| at as usize) else { break };
            if self.pairs.get(at).is_some_and(|known| known.1 == from) {
                return;
            }
            pair = self.before.get(at).copied().unwrap_or(0);
        }
        self.pairs.push((merged, from));
        self.before.push(*last);
        *last = self.pairs.len() as u32;
        if self.pairs.len() > self.sorted.saturating_mul(2).saturating_add(1024) {
            self.sort();
        }
    }

    /// To be called before anything is asked.
    pub fn sort(&mut self) {
        self.pairs.sort_unstable();
        self.pairs.dedup();
        self.sorted = self.pairs.len();
        self.last.clear();
        // Its numbers are never looked at again, only its length counts.
        self.before.resize(self.sorted, 0);
    }

    /// What a value was merged from, in order.
    pub fn of(&self, merged: ValueId) -> impl Iterator<Item = ValueId> + '_ {
        let start = self.pairs.partition_point(|pair| pair.0 < merged);
        let rows = self.pairs.get(start..).unwrap_or_default().iter();
        rows.take_while(move |pair| pair.0 == merged).map(|pair| pair.1)
    }
}
