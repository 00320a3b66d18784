//! The uses of every value of one method, so that many methods can be followed at once.

use super::live::Live;
use super::state::Sources;
use super::value::{Origin, Table, ValueId, UNDEFINED};
use super::values::Values;
use super::Body;
use crate::error::Result;
use crate::hash::Map;
use crate::limits::Budget;

/// What happens to a value at one place of a method. Places are code units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// Given to call number `call` as argument word `word`, the receiver included.
    Given {
        call: u32,
        word: u16,
    },
    /// Stored in field index `field` of `object` (undefined for static fields).
    Stored {
        at: u32,
        field: u32,
        object: ValueId,
    },
    /// A field of it is read.
    Read {
        at: u32,
        field: u32,
        value: ValueId,
    },
    /// Put into an array.
    Put {
        at: u32,
        into: ValueId,
    },
    /// Another value is made of it without a call.
    Becomes(ValueId),
    Returned {
        at: u32,
    },
}

/// An argument: the value, and the known contents it stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word {
    pub value: ValueId,
    pub contents: ValueId,
}

/// A call of the method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Call {
    pub at: u32,
    pub opcode: u8,
    /// Method index, or call site for invoke-custom.
    pub method: u32,
    pub result: ValueId,
    first: u32,
    end: u32,
}

impl Call {
    /// A static method has no receiver in its first argument word; neither has a call site.
    pub fn is_static(&self) -> bool {
        super::queries::is_static(self.opcode)
    }

    /// The index is a call site.
    pub fn is_custom(&self) -> bool {
        matches!(self.opcode, 0xfc | 0xfd)
    }
}

/// All values of one method with what becomes of each.
#[derive(Debug, Clone)]
pub struct Web<'d, 'a> {
    body: Body<'d, 'a>,
    table: Table,
    merged: Sources,
    calls: Vec<Call>,
    words: Vec<Word>,
    /// Sorted by value.
    uses: Vec<(ValueId, Use)>,
    /// Blocks that come after the end of a block, once asked for.
    after: Map<usize, Vec<bool>>,
}

impl<'d, 'a> Body<'d, 'a> {
    /// Follows values through the method and keeps where each goes.
    ///
    /// # Errors
    /// Those of [`Body::values`].
    pub fn web(self, budget: &mut Budget) -> Result<Web<'d, 'a>> {
        // What is merged counts as a step of a flow, and flows are cut after so many: all is, read or not.
        let live = Live::all(&self);
        let Values { table, merged, sites, operands, .. } = self.values_merging(&live, budget)?;
        budget.charge(table.len() as u64 + operands.len() as u64)?;
        let mut web = Web {
            body: self,
            table,
            merged,
            calls: Vec::new(),
            words: Vec::new(),
            uses: Vec::new(),
            after: Map::default(),
        };
        for site in &sites {
            let used = operands.get(site.first as usize..site.end as usize).unwrap_or_default();
            let value = |n: usize| used.get(n).map_or(UNDEFINED, |operand| operand.value);
            let (at, field) = (site.at, site.index);
            match site.opcode {
                0x0f..=0x11 => web.uses.push((value(0), Use::Returned { at })),
                0x24 | 0x25 => {
                    let put = Use::Put { at, into: site.result };
                    web.uses.extend(used.iter().map(|operand| (operand.value, put)));
                }
                0x4b..=0x51 => web.uses.push((value(0), Use::Put { at, into: value(1) })),
                0x52..=0x58 => {
                    if let Some(read) = web.table.find(&Origin::InstanceField { at, field }) {
                        web.uses.push((value(0), Use::Read { at, field, value: read }));
                    }
                }
                0x59..=0x5f => web.uses.push((value(0), Use::Stored { at, field, object: value(1) })),
                0x67..=0x6d => web.uses.push((value(0), Use::Stored { at, field, object: UNDEFINED })),
                0x6e..=0x78 | 0xfa..=0xfd => {
                    let (call, first) = (web.calls.len() as u32, web.words.len() as u32);
                    for (word, operand) in used.iter().enumerate() {
                        web.words.push(Word { value: operand.value, contents: operand.seen });
                        web.uses.push((operand.value, Use::Given { call, word: word as u16 }));
                    }
                    let (opcode, method, result) = (site.opcode, site.index, site.result);
                    web.calls.push(Call { at, opcode, method, result, first, end: web.words.len() as u32 });
                }
                _ => {}
            }
        }
        for id in (0..web.table.len() as u32).map(ValueId) {
            let made = Use::Becomes(id);
            match web.table.origin(id) {
                Origin::Computed { from, .. } => web.uses.extend(from.iter().map(|from| (*from, made))),
                Origin::Element { array, .. } => web.uses.push((*array, made)),
                Origin::Joined(parts) => web.uses.extend(parts.iter().map(|part| (part.value, made))),
                Origin::Merged { .. } => web.uses.extend(web.merged.of(id).map(|from| (from, made))),
                _ => {}
            }
        }
        web.uses.retain(|(value, _)| *value != UNDEFINED);
        // Uses of one value stay in code order.
        web.uses.sort_by_key(|(value, _)| *value);
        Ok(web)
    }
}

impl<'d, 'a> Web<'d, 'a> {
    pub fn body(&self) -> &Body<'d, 'a> {
        &self.body
    }

    pub fn origin(&self, value: ValueId) -> &Origin {
        self.table.origin(value)
    }

    /// The value that comes from there, when there is one.
    pub fn find(&self, origin: &Origin) -> Option<ValueId> {
        self.table.find(origin)
    }

    /// Values with their numbers.
    pub fn values(&self) -> impl Iterator<Item = (ValueId, &Origin)> + '_ {
        (0..self.table.len() as u32).map(|id| (ValueId(id), self.table.origin(ValueId(id))))
    }

    /// Calls in code order.
    pub fn calls(&self) -> &[Call] {
        &self.calls
    }

    pub fn call(&self, number: u32) -> Option<Call> {
        self.calls.get(number as usize).copied()
    }

    /// The call at `at` code units.
    pub fn call_at(&self, at: u32) -> Option<Call> {
        self.calls.get(self.calls.binary_search_by_key(&at, |call| call.at).ok()?).copied()
    }

    /// Argument words of a call, the receiver included; a long or double takes two, the first counts.
    pub fn words(&self, call: &Call) -> &[Word] {
        self.words.get(call.first as usize..call.end as usize).unwrap_or_default()
    }

    /// What becomes of a value.
    pub fn uses(&self, value: ValueId) -> impl Iterator<Item = Use> + '_ {
        let from = self.uses.partition_point(|(of, _)| *of < value);
        let rest = self.uses.get(from..).unwrap_or_default();
        rest.iter().take_while(move |(of, _)| *of == value).map(|(_, used)| *used)
    }

    /// Values that meet in a merged one.
    pub fn merged_from(&self, value: ValueId) -> impl Iterator<Item = ValueId> + '_ {
        self.merged.of(value)
    }

    /// Whether control that has passed `place` can come to `at`; a place comes after itself only in a loop.
    pub fn comes_after(&mut self, place: u32, at: u32) -> bool {
        let (Some(start), Some(end)) = (self.body.block_of(place), self.body.block_of(at)) else {
            return false;
        };
        if start == end && place < at {
            return true;
        }
        let body = &self.body;
        let after = self.after.entry(start).or_insert_with(|| body.blocks_after(place));
        after.get(end) == Some(&true)
    }
}
