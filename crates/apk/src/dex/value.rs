//! Encoded values: initial values of static fields, annotation elements, call site arguments.

use super::cursor::Cursor;
use super::{ClassDef, Dex, ACC_FINAL};

/// Most values that are read at one place, nested ones included.
const MAX_VALUES: u32 = 262_144;

/// How much nesting and how many values are still allowed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Allowance {
    depth: u32,
    values: u32,
}

impl Allowance {
    pub fn new(depth: u32) -> Self {
        Self { depth, values: MAX_VALUES }
    }
}

/// An encoded constant; indexes are into the tables of the same file.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Byte(i8),
    Short(i16),
    Char(u16),
    Int(i32),
    Long(i64),
    Float(f32),
    Double(f64),
    MethodType(u32),
    MethodHandle(u32),
    String(u32),
    Type(u32),
    Field(u32),
    Method(u32),
    Enum(u32),
    Array(Vec<Value>),
    Annotation(AnnotationValue),
    Null,
    Boolean(bool),
}

/// An annotation: its type index and `(name string index, value)` pairs.
#[derive(Debug, Clone, PartialEq)]
pub struct AnnotationValue {
    pub type_: u32,
    pub elements: Vec<(u32, Value)>,
}

/// An `encoded_array` at the cursor.
pub(super) fn read_array(at: &mut Cursor<'_>, allowed: &mut Allowance) -> Option<Vec<Value>> {
    let size = at.uleb()?;
    let mut values = Vec::new();
    for _ in 0..size {
        values.push(read(at, allowed)?);
    }
    Some(values)
}

/// An `encoded_annotation` at the cursor.
pub(super) fn read_annotation(at: &mut Cursor<'_>, allowed: &mut Allowance) -> Option<AnnotationValue> {
    let type_ = at.uleb()?;
    let size = at.uleb()?;
    let mut elements = Vec::new();
    for _ in 0..size {
        let name = at.uleb()?;
        elements.push((name, read(at, allowed)?));
    }
    Some(AnnotationValue { type_, elements })
}

/// An `encoded_value` at the cursor.
///
/// Source: "encoded_value encoding" of the Dalvik executable format document.
pub(super) fn read(at: &mut Cursor<'_>, allowed: &mut Allowance) -> Option<Value> {
    let head = at.u8()?;
    let (kind, arg) = (head & 0x1f, head >> 5);
    allowed.values = allowed.values.checked_sub(1)?;
    Some(match kind {
        0x1c | 0x1d => {
            allowed.depth = allowed.depth.checked_sub(1)?;
            let value = match kind {
                0x1c => Value::Array(read_array(at, allowed)?),
                _ => Value::Annotation(read_annotation(at, allowed)?),
            };
            allowed.depth = allowed.depth.saturating_add(1);
            value
        }
        0x1e => Value::Null,
        0x1f => Value::Boolean(arg != 0),
        _ => {
            let bytes = at.take(usize::from(arg) + 1)?;
            match kind {
                0x00 => Value::Byte(signed(bytes) as i8),
                0x02 => Value::Short(signed(bytes) as i16),
                0x03 => Value::Char(unsigned(bytes) as u16),
                0x04 => Value::Int(signed(bytes) as i32),
                0x06 => Value::Long(signed(bytes)),
                // Floats keep their high-order bytes: zeros are added at the right.
                0x10 => Value::Float(f32::from_bits((from_right(bytes) >> 32) as u32)),
                0x11 => Value::Double(f64::from_bits(from_right(bytes))),
                0x15 => Value::MethodType(unsigned(bytes)),
                0x16 => Value::MethodHandle(unsigned(bytes)),
                0x17 => Value::String(unsigned(bytes)),
                0x18 => Value::Type(unsigned(bytes)),
                0x19 => Value::Field(unsigned(bytes)),
                0x1a => Value::Method(unsigned(bytes)),
                0x1b => Value::Enum(unsigned(bytes)),
                _ => return None,
            }
        }
    })
}

fn unsigned(bytes: &[u8]) -> u32 {
    bytes.iter().take(4).rev().fold(0, |value, byte| (value << 8) | u32::from(*byte))
}

fn signed(bytes: &[u8]) -> i64 {
    let sign = bytes.last().map_or(0, |byte| i64::from(*byte as i8) >> 7);
    bytes.iter().rev().fold(sign, |value, byte| (value << 8) | i64::from(*byte))
}

fn from_right(bytes: &[u8]) -> u64 {
    let missing = 8u32.saturating_sub(bytes.len() as u32) * 8;
    bytes
        .iter()
        .rev()
        .fold(0u64, |value, byte| (value << 8) | u64::from(*byte))
        .checked_shl(missing)
        .unwrap_or(0)
}

impl Dex<'_> {
    /// Initial values of a class's static fields, in the order of its static fields; the rest are zero.
    pub fn static_values(&self, class: &ClassDef) -> Vec<Value> {
        if class.static_values_off == 0 {
            return Vec::new();
        }
        Cursor::at(self.data, class.static_values_off)
            .and_then(|mut at| read_array(&mut at, &mut Allowance::new(self.max_depth)))
            .unwrap_or_default()
    }

    /// Initial value written in the file for a static field of a class defined here.
    ///
    /// `None` when the field is not static, not defined here, or has no written value. A field that is not
    /// final may change later: see [`Dex::field_access`].
    pub fn static_value(&self, field: u32) -> Option<Value> {
        let class = self.definition_of(self.field(field)?.class)?;
        let position =
            self.class_data(&class)?.fields().take_while(|f| f.is_static).position(|f| f.field == field)?;
        self.static_values(&class).into_iter().nth(position)
    }

    /// Written values of the static final fields of a class, by field index.
    ///
    /// A null may be set once by the class initialiser, so it is left out.
    pub fn static_finals(&self, class: &ClassDef) -> Vec<(u32, Value)> {
        let Some(data) = self.class_data(class) else { return Vec::new() };
        let fields = data.fields().take_while(|field| field.is_static);
        let pairs = fields.zip(self.static_values(class));
        let fixed = pairs.filter(|(field, value)| field.access & ACC_FINAL != 0 && *value != Value::Null);
        fixed.map(|(field, value)| (field.field, value)).collect()
    }

    /// Access flags of a field of a class defined here.
    pub fn field_access(&self, field: u32) -> Option<u32> {
        let class = self.definition_of(self.field(field)?.class)?;
        self.class_data(&class)?.fields().find(|f| f.field == field).map(|f| f.access)
    }
}
