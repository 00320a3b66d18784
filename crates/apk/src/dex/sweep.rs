//! One pass over all instructions of all methods: counts, and the events a call graph is built from.

use std::ops::Range;

use super::opcode::{payload_units, LENGTHS};
use super::{ClassDef, Dex, EncodedMethod, Index, InvokeKind};
use crate::error::{ParseError, Result};
use crate::limits::{Budget, BUDGET_EXCEEDED};

/// Work charged per code byte: overlapping code items are swept once per method.
const WORK_PER_BYTE: u64 = 4;
/// Most methods with or without code in one file; real files stop at 65,536.
const MAX_METHODS: usize = 1 << 20;
/// What hardly any real file has more of, counted per row of `method_ids`.
const EVENTS_PER_METHOD: usize = 16;
/// Code offsets are kept in this many bits; a method of 128 MiB does not fit the caps.
const AT_BITS: u32 = 26;

/// What an event's index points at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum EventKind {
    InvokeVirtual = 1,
    InvokeSuper,
    InvokeDirect,
    InvokeStatic,
    InvokeInterface,
    InvokePolymorphic,
    /// Index of a call site.
    InvokeCustom,
    /// Index of a string.
    ConstString,
    /// Index of a type.
    ConstClass,
    /// Index of a type.
    NewInstance,
    /// Index of a field, as in the next three.
    StaticGet,
    StaticPut,
    InstanceGet,
    InstancePut,
    /// Index of a method handle.
    ConstMethodHandle,
}

const KINDS: [EventKind; 15] = [
    EventKind::InvokeVirtual,
    EventKind::InvokeSuper,
    EventKind::InvokeDirect,
    EventKind::InvokeStatic,
    EventKind::InvokeInterface,
    EventKind::InvokePolymorphic,
    EventKind::InvokeCustom,
    EventKind::ConstString,
    EventKind::ConstClass,
    EventKind::NewInstance,
    EventKind::StaticGet,
    EventKind::StaticPut,
    EventKind::InstanceGet,
    EventKind::InstancePut,
    EventKind::ConstMethodHandle,
];

impl EventKind {
    /// How the method is called, when this is a call.
    pub fn invoke(self) -> Option<InvokeKind> {
        Some(match self {
            Self::InvokeVirtual => InvokeKind::Virtual,
            Self::InvokeSuper => InvokeKind::Super,
            Self::InvokeDirect => InvokeKind::Direct,
            Self::InvokeStatic => InvokeKind::Static,
            Self::InvokeInterface => InvokeKind::Interface,
            Self::InvokePolymorphic => InvokeKind::Polymorphic,
            Self::InvokeCustom => InvokeKind::Custom,
            _ => return None,
        })
    }
}

/// One instruction of interest in eight bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Event {
    packed: u32,
    /// Of the string, type, field, method or call site, by [`Event::kind`].
    pub index: u32,
}

impl Event {
    #[inline]
    pub fn kind(self) -> EventKind {
        let row = (self.packed >> AT_BITS).saturating_sub(1) as usize;
        KINDS.get(row).copied().unwrap_or(EventKind::InvokeVirtual)
    }

    /// Whether it is a call, of whatever kind but by a call site.
    #[inline]
    pub fn is_invoke(self) -> bool {
        self.packed >> AT_BITS < EventKind::InvokeCustom as u32
    }

    /// Whether it writes a field.
    #[inline]
    pub fn is_put(self) -> bool {
        let kind = self.packed >> AT_BITS;
        kind == EventKind::StaticPut as u32 || kind == EventKind::InstancePut as u32
    }

    /// Whether it loads a text or reads a field.
    #[inline]
    pub fn is_load(self) -> bool {
        const LOADS: u32 = 1 << EventKind::ConstString as u32
            | 1 << EventKind::StaticGet as u32
            | 1 << EventKind::InstanceGet as u32;
        LOADS & (1 << ((self.packed >> AT_BITS) & 31)) != 0
    }

    /// Code units from the start of the method.
    #[inline]
    pub fn at(self) -> u32 {
        self.packed & ((1 << AT_BITS) - 1)
    }
}

/// One method of the file, in file order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MethodSummary {
    /// Index of `method_ids`.
    pub method: u32,
    /// Row of `class_defs`.
    pub class_def: u32,
    pub access: u32,
    /// Offset of the code item; 0 without code.
    pub code_off: u32,
    /// Static, private or constructor.
    pub is_direct: bool,
    first_event: u32,
    end_event: u32,
}

impl MethodSummary {
    /// This method's events in [`Summary::events`].
    pub fn events(&self) -> Range<usize> {
        self.first_event as usize..self.end_event as usize
    }
}

/// What `dexdump -d` would count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Counts {
    pub code_items: u32,
    /// Without payload pseudo-instructions.
    pub instructions: u64,
    pub invokes: u64,
    pub const_strings: u64,
}

/// Result of [`Dex::sweep`].
#[derive(Debug, Clone, Default)]
pub struct Summary {
    pub counts: Counts,
    pub methods: Vec<MethodSummary>,
    pub events: Vec<Event>,
    /// Calls, by method index.
    pub calls: Index,
    /// Writes of fields, by field index.
    pub puts: Index,
    /// Methods whose code item or class data leads nowhere.
    pub broken_methods: u32,
}

impl Summary {
    /// Events of one method, in code order.
    pub fn events_of(&self, method: &MethodSummary) -> &[Event] {
        self.events.get(method.events()).unwrap_or_default()
    }

    /// Number in `methods` of the method whose code holds the event at `position`.
    pub fn method_of(&self, position: u32) -> Option<usize> {
        let number = self.methods.partition_point(|method| method.end_event <= position);
        self.methods.get(number).filter(|method| method.first_event <= position).map(|_| number)
    }
}

/// The `DexFile` row of the call facts.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct DexCounts {
    pub entry: String,
    pub sha256: String,
    pub version: String,
    pub strings: u32,
    pub types: u32,
    pub protos: u32,
    pub fields: u32,
    pub methods: u32,
    pub classes: u32,
    #[serde(flatten)]
    pub counts: Counts,
}

/// Low three bits: length in units; high five: event kind, 0 for none.
const ACTIONS: [u8; 256] = actions();

const fn actions() -> [u8; 256] {
    let mut table = LENGTHS;
    let mut op = 0usize;
    while op < 256 {
        let kind = match op {
            0x6e..=0x72 => op - 0x6e + 1,
            0x74..=0x78 => op - 0x74 + 1,
            0xfa | 0xfb => EventKind::InvokePolymorphic as usize,
            0xfc | 0xfd => EventKind::InvokeCustom as usize,
            0x1a | 0x1b => EventKind::ConstString as usize,
            0x1c => EventKind::ConstClass as usize,
            0x22 => EventKind::NewInstance as usize,
            0x52..=0x58 => EventKind::InstanceGet as usize,
            0x59..=0x5f => EventKind::InstancePut as usize,
            0x60..=0x66 => EventKind::StaticGet as usize,
            0x67..=0x6d => EventKind::StaticPut as usize,
            0xfe => EventKind::ConstMethodHandle as usize,
            _ => 0,
        };
        #[allow(clippy::indexing_slicing)] // evaluated at compile time
        {
            table[op] |= (kind as u8) << 3;
        }
        op += 1;
    }
    table
}

impl Dex<'_> {
    /// Decodes every instruction of every method once.
    ///
    /// # Errors
    /// `budget_exceeded` when methods share so much code that sweeping it would take too long or too much
    /// memory, or when there are more methods than any real file has.
    pub fn sweep(&self, budget: &mut Budget) -> Result<Summary> {
        let mut summary = Summary::default();
        summary.methods.reserve(self.methods.len().min(MAX_METHODS));
        // Pages that are not written cost nothing.
        summary.events.reserve(self.methods.len().min(MAX_METHODS) * EVENTS_PER_METHOD);
        for class in self.class_defs() {
            self.sweep_class(&class, &mut summary, budget).map_err(|error| error.in_entry(self.entry()))?;
        }
        // With huge pages, what is written keeps megabytes beside it that are not.
        summary.events.shrink_to_fit();
        summary.methods.shrink_to_fit();
        summary.calls = Index::new(self.method_count(), &summary.events, |event| event.is_invoke());
        summary.puts = Index::new(self.field_count(), &summary.events, |event| event.is_put());
        Ok(summary)
    }

    fn sweep_class(&self, class: &ClassDef, summary: &mut Summary, budget: &mut Budget) -> Result<()> {
        let Some(data) = self.class_data(class) else {
            summary.broken_methods += u32::from(class.class_data_off != 0);
            return Ok(());
        };
        budget.charge(data.declared_members().min(self.data.len() as u64).saturating_add(16))?;
        for method in data.methods() {
            if summary.methods.len() >= MAX_METHODS {
                let detail = format!("more than {MAX_METHODS} methods in one file");
                return Err(ParseError::new(BUDGET_EXCEEDED, u64::from(class.class_data_off), detail));
            }
            self.sweep_method(class.index, &method, summary, budget)?;
        }
        Ok(())
    }

    fn sweep_method(
        &self,
        class_def: u32,
        method: &EncodedMethod,
        summary: &mut Summary,
        budget: &mut Budget,
    ) -> Result<()> {
        let first_event = summary.events.len() as u32;
        match self.code_item(method.code_off) {
            Some(code) => {
                budget.charge((code.insns.len() as u64).saturating_mul(WORK_PER_BYTE).saturating_add(16))?;
                summary.counts.code_items += 1;
                sweep_code(code.insns, &mut summary.counts, &mut summary.events);
                if summary.events.len() as u64 * size_of::<Event>() as u64 > self.max_live_bytes {
                    let detail = "events of the instructions need more memory than allowed";
                    return Err(ParseError::new(BUDGET_EXCEEDED, u64::from(method.code_off), detail));
                }
            }
            None => summary.broken_methods += u32::from(method.code_off != 0),
        }
        summary.methods.push(MethodSummary {
            method: method.method,
            class_def,
            access: method.access,
            code_off: method.code_off,
            is_direct: method.is_direct,
            first_event,
            end_event: summary.events.len() as u32,
        });
        Ok(())
    }

    /// The row of the call facts for this file.
    pub fn counts(&self, summary: &Summary, sha256: String) -> DexCounts {
        DexCounts {
            entry: self.entry().to_owned(),
            sha256,
            version: format!("{:03}", self.header.version),
            strings: self.string_count(),
            types: self.type_count(),
            protos: self.proto_count(),
            fields: self.field_count(),
            methods: self.method_count(),
            classes: self.class_def_count(),
            counts: summary.counts,
        }
    }
}

#[inline]
fn sweep_code(insns: &[u8], counts: &mut Counts, events: &mut Vec<Event>) {
    let mut rest = insns;
    let mut at = 0u32;
    let (mut instructions, mut invokes, mut strings) = (0u64, 0u64, 0u64);
    while let Some(&opcode) = rest.first() {
        let action = ACTIONS.get(usize::from(opcode)).copied().unwrap_or(1);
        let payload = if opcode == 0 { payload_units(rest) } else { None };
        let units = payload.unwrap_or(usize::from(action & 7));
        let Some((bytes, after)) = rest.split_at_checked(units.saturating_mul(2)) else { break };
        instructions += u64::from(payload.is_none());
        let kind = action >> 3;
        if kind != 0 {
            let index = match *bytes {
                [0x1b, _, a, b, c, d, ..] => u32::from_le_bytes([a, b, c, d]),
                [_, _, a, b, ..] => u32::from(u16::from_le_bytes([a, b])),
                _ => 0,
            };
            invokes += u64::from(kind <= EventKind::InvokeCustom as u8);
            strings += u64::from(kind == EventKind::ConstString as u8);
            events.push(Event { packed: (u32::from(kind) << AT_BITS) | at, index });
        }
        at = at.wrapping_add(units as u32);
        rest = after;
    }
    counts.instructions += instructions;
    counts.invokes += invokes;
    counts.const_strings += strings;
}
