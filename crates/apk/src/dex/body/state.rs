//! Registers and the known contents of fresh objects at one point of a method.

use super::value::{Origin, Table, ValueId, UNDEFINED};

/// Most objects whose contents are followed at once.
const MAX_OBJECTS: usize = 64;

/// What each register holds, and what is inside objects made in this method.
#[derive(Debug, Clone, PartialEq, Eq)]
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
                merges.sources.insert((id, from));
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
    pub sources: &'t mut std::collections::BTreeSet<(ValueId, ValueId)>,
}
