//! What a register can hold: constants and where other values come from, each numbered once per method.

use std::hash::BuildHasher;

use crate::dex::Value;
use crate::hash::Seeded;

/// Number of a value within one method. Equal numbers are the same value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ValueId(pub(super) u32);

/// Never written on any way here.
pub(super) const UNDEFINED: ValueId = ValueId(0);

/// One piece of a text: a value, and the first letter of the type it was appended as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Part {
    pub value: ValueId,
    pub letter: u8,
}

/// Where a value comes from. Offsets are code units; indexes are into the tables of the file.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Origin {
    Undefined,
    /// A number in one register: an int, float bits, or null.
    Narrow(i32),
    /// A number in two registers: a long or double bits.
    Wide(i64),
    /// String index.
    String(u32),
    /// Text that was put together from constants.
    Text(Box<str>),
    /// Type index.
    Class(u32),
    /// Descriptor of a class looked up by a constant name.
    ClassNamed(Box<str>),
    /// Text put together from values that are not all constant, in order.
    Joined(Vec<Part>),
    /// Elements of an array, as far as it was filled with known values.
    List(Vec<ValueId>),
    /// Word of the arguments, the receiver included (a long or double takes two).
    Parameter(u16),
    /// Result of the invoke at `at`; `method` is a method index (or call site, for invoke-custom).
    Result {
        at: u32,
        method: u32,
    },
    /// Read of a static field whose value the file does not fix.
    StaticField(u32),
    InstanceField {
        at: u32,
        field: u32,
    },
    Element {
        at: u32,
        array: ValueId,
        index: ValueId,
    },
    /// Object made by new-instance; type index.
    New {
        at: u32,
        type_: u32,
    },
    /// Array made at `at`.
    NewArray {
        at: u32,
    },
    /// Three-way comparison; `float` when its operands are floats, `wide` when they fill two registers.
    Compare {
        at: u32,
        left: ValueId,
        right: ValueId,
        float: bool,
        wide: bool,
    },
    /// Boolean negation.
    Not(ValueId),
    /// Arithmetic or conversion of values that are not all constant.
    Computed {
        at: u32,
        from: [ValueId; 2],
    },
    /// Different values meet at block `block` in register `register`.
    Merged {
        block: u32,
        register: u16,
    },
    /// Exception caught, instance-of and the like.
    Other {
        at: u32,
    },
}

impl Origin {
    /// The constant an encoded value stands for, where registers can hold it.
    pub(super) fn of_constant(value: &Value) -> Option<Self> {
        Some(match value {
            Value::Byte(v) => Self::Narrow(i32::from(*v)),
            Value::Short(v) => Self::Narrow(i32::from(*v)),
            Value::Char(v) => Self::Narrow(i32::from(*v)),
            Value::Int(v) => Self::Narrow(*v),
            Value::Boolean(v) => Self::Narrow(i32::from(*v)),
            Value::Null => Self::Narrow(0),
            Value::Float(v) => Self::Narrow(v.to_bits() as i32),
            Value::Long(v) => Self::Wide(*v),
            Value::Double(v) => Self::Wide(v.to_bits() as i64),
            Value::String(index) => Self::String(*index),
            Value::Type(index) => Self::Class(*index),
            _ => return None,
        })
    }
}

/// Most bytes of text plus elements of lists that are put together in one method.
const MAX_COMPOSED: usize = 1 << 20;

/// All values of one method.
#[derive(Debug, Clone)]
pub(super) struct Table {
    origins: Vec<Origin>,
    /// Numbers by the hash of their origin, each at the first free place from there on; 0 is free. At most half
    /// of a power of two is taken.
    places: Vec<u32>,
    hasher: Seeded,
    /// Bytes of text and elements of lists put together so far.
    composed: usize,
}

impl Table {
    /// For a method of about so many instructions.
    pub fn new(instructions: usize) -> Self {
        let mut origins = Vec::with_capacity(instructions / 2 + 4);
        origins.push(Origin::Undefined);
        let places = vec![0; (instructions + 8).next_power_of_two()];
        Self { origins, places, hasher: Seeded::default(), composed: 0 }
    }

    pub fn number(&mut self, origin: Origin) -> ValueId {
        let place = match self.look(&origin) {
            Ok(known) => return known,
            Err(free) => free,
        };
        let id = u32::try_from(self.origins.len()).unwrap_or(u32::MAX);
        self.origins.push(origin);
        self.places.get_mut(place).into_iter().for_each(|slot| *slot = id);
        if self.origins.len() * 2 > self.places.len() {
            self.grow();
        }
        ValueId(id)
    }

    /// The number of what comes from there, or the place for it.
    fn look(&self, origin: &Origin) -> std::result::Result<ValueId, usize> {
        if *origin == Origin::Undefined {
            return Ok(UNDEFINED);
        }
        let last = self.places.len().wrapping_sub(1);
        let mut place = self.hasher.hash_one(origin) as usize & last;
        while let Some(id) = self.places.get(place).filter(|id| **id != 0) {
            if self.origins.get(*id as usize) == Some(origin) {
                return Ok(ValueId(*id));
            }
            place = (place + 1) & last;
        }
        Err(place)
    }

    fn grow(&mut self) {
        self.places = vec![0; self.places.len() * 2];
        for id in 1..self.origins.len() {
            let Some(Err(place)) = self.origins.get(id).map(|origin| self.look(origin)) else { continue };
            self.places.get_mut(place).into_iter().for_each(|slot| *slot = id as u32);
        }
    }

    /// Numbers a text or list put together from others; `None` once a method has made too many of them.
    pub fn compose(&mut self, origin: Origin) -> Option<ValueId> {
        if let Some(id) = self.find(&origin) {
            return Some(id);
        }
        self.composed = self.composed.saturating_add(match &origin {
            Origin::Text(text) => text.len(),
            Origin::List(elements) => elements.len(),
            Origin::Joined(parts) => parts.len(),
            _ => 0,
        });
        (self.composed <= MAX_COMPOSED).then(|| self.number(origin))
    }

    pub fn origin(&self, id: ValueId) -> &Origin {
        self.origins.get(id.0 as usize).unwrap_or(&Origin::Undefined)
    }

    /// The value that comes from there, when there is one.
    pub fn find(&self, origin: &Origin) -> Option<ValueId> {
        self.look(origin).ok()
    }

    pub fn len(&self) -> usize {
        self.origins.len()
    }
}
