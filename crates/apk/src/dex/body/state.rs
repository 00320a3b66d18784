//! Registers and the known contents of fresh objects at one point of a method.

use super::value::{Origin, Table, ValueId, UNDEFINED};

/// Most objects whose contents are followed at once.
const MAX_OBJECTS: usize = 64;

/// What each register holds, and what is inside objects made in this method.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct State {
    registers: Vec<ValueId>,
    /// `(object, contents)`, sorted by object; an object that is missing has unknown contents.
    contents: Vec<(ValueId, ValueId)>,
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
        let Some(slot) = self.registers.get_mut(register) else { return false };
        if *slot == value || value == UNDEFINED {
            return false;
        }
        if *slot == UNDEFINED {
            *slot = value;
            return true;
        }
        let merged = Origin::Merged { block, register: register as u16 };
        let known = *merges.table.origin(*slot) == merged;
        let id = if known { *slot } else { merges.table.number(merged) };
        let mut add = |from: ValueId| {
            if from != id {
                merges.sources.add(id, from);
            }
        };
        add(*slot);
        add(value);
        *slot = id;
        !known
    }

    /// Lets another state's registers and contents reach this one; true when that changed it.
    pub fn join(&mut self, other: &State, block: u32, merges: &mut Merges<'_>) -> bool {
        let mut changed = false;
        for (register, value) in other.registers.iter().enumerate() {
            changed |= self.join_register(register, *value, block, merges);
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

/// Merged values with what they were merged from.
#[derive(Debug, Clone, Default)]
pub(super) struct Sources {
    pairs: Vec<(ValueId, ValueId)>,
    /// How many of `pairs` are in order.
    sorted: usize,
}

impl Sources {
    fn add(&mut self, merged: ValueId, from: ValueId) {
        self.pairs.push((merged, from));
        // The same pairs come again on every visit of a loop.
        if self.pairs.len() > self.sorted.saturating_mul(2).saturating_add(1024) {
            self.sort();
        }
    }

    /// To be called before anything is asked.
    pub fn sort(&mut self) {
        self.pairs.sort_unstable();
        self.pairs.dedup();
        self.sorted = self.pairs.len();
    }

    /// What a value was merged from, in order.
    pub fn of(&self, merged: ValueId) -> impl Iterator<Item = ValueId> + '_ {
        let start = self.pairs.partition_point(|pair| pair.0 < merged);
        let rows = self.pairs.get(start..).unwrap_or_default().iter();
        rows.take_while(move |pair| pair.0 == merged).map(|pair| pair.1)
    }
}
