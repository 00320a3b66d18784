//! Questions about one method: constant arguments, which way a result decides, what is compared with what.

use serde::ser::{Serialize, Serializer};

use super::value::{Origin, ValueId};
use super::values::{Operand, Site, Values};

/// Most steps back through merges and arithmetic.
const MAX_STEPS: usize = 4096;

/// A constant argument; serialises as `Arg` of the call facts.
#[derive(Debug, Clone, PartialEq)]
pub enum Arg {
    /// Not constant: `null` in JSON.
    Unknown,
    Int(i64),
    Float(f64),
    String(String),
    Strings(Vec<String>),
    /// Type descriptor: `{"class": …}`.
    Class(String),
    /// Field signature: `{"field": …}`.
    Field(String),
}

impl Serialize for Arg {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Class(name) => serializer.collect_map([("class", name)]),
            Self::Field(name) => serializer.collect_map([("field", name)]),
            Self::Unknown => serializer.serialize_none(),
            Self::Int(number) => serializer.serialize_i64(*number),
            Self::Float(number) => serializer.serialize_f64(*number),
            Self::String(text) => serializer.serialize_str(text),
            Self::Strings(texts) => serializer.collect_seq(texts),
        }
    }
}

/// A condition on the result of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Branch {
    /// The if instruction, in code units.
    pub at: u32,
    /// Whether it jumps when the result is true (not 0).
    pub taken_when_true: bool,
    /// Where control goes when the result is true, and when it is false.
    pub when_true: u32,
    pub when_false: u32,
}

/// A number compared with a constant: `other op value`, as the if instruction tests it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Comparison {
    pub at: u32,
    pub value: f64,
    /// `==`, `!=`, `<`, `>=`, `>`, `<=`.
    pub op: &'static str,
    pub other: ValueId,
}

/// Two numbers that a branch compares: `left op right`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Condition {
    pub at: u32,
    pub left: ValueId,
    pub right: ValueId,
    /// `==`, `!=`, `<`, `>=`, `>`, `<=`.
    pub op: &'static str,
    /// `int`, `long`, `float` or `double`.
    pub number: &'static str,
}

impl Condition {
    /// The same with its sides swapped.
    pub fn mirrored(self) -> Self {
        Self { left: self.right, right: self.left, op: mirrored(self.op), ..self }
    }
}

impl Values<'_, '_, '_> {
    /// Declared arguments of the invoke at `at` code units, without the receiver; empty when there is no
    /// invoke or nothing reaches it.
    pub fn const_args(&self, at: u32) -> Vec<Arg> {
        let Some(site) = self.site(at) else { return Vec::new() };
        let uses = self.uses(site);
        let Some((types, mut word)) = self.parameters(site) else {
            return uses.iter().map(|operand| self.arg(*operand, b"I")).collect();
        };
        let mut args = Vec::new();
        for type_ in types {
            let Some(operand) = uses.get(word) else { break };
            args.push(self.arg(*operand, type_));
            word += if matches!(type_, b"J" | b"D") { 2 } else { 1 };
        }
        args
    }

    /// Value and type descriptor of each declared argument of the invoke at `at`, contents looked into.
    pub fn declared_arguments(&self, at: u32) -> Vec<(ValueId, &[u8])> {
        let Some(site) = self.site(at) else { return Vec::new() };
        let Some((types, mut word)) = self.parameters(site) else { return Vec::new() };
        let mut found = Vec::with_capacity(types.len());
        for type_ in types {
            let Some(value) = self.seen(site, word) else { break };
            found.push((value, type_));
            word += if matches!(type_, b"J" | b"D") { 2 } else { 1 };
        }
        found
    }

    /// What the `n`th value a site uses stands for, contents looked into.
    pub fn seen(&self, site: &Site, n: usize) -> Option<ValueId> {
        self.uses(site).get(n).map(|operand| operand.seen)
    }

    /// The receiver of the invoke at `at`, as far as it is constant (a class given to `getMethod`, the text of
    /// a builder, the action of an intent).
    pub fn const_receiver(&self, at: u32) -> Arg {
        let Some(site) = self.site(at) else { return Arg::Unknown };
        match (is_static(site.opcode), self.uses(site).first()) {
            (false, Some(operand)) => self.arg(*operand, b"L"),
            _ => Arg::Unknown,
        }
    }

    /// Conditions that test the result of the invoke at `at`, negations followed.
    pub fn branches_on(&self, at: u32) -> Vec<Branch> {
        let Some(result) = self.site(at).map(|site| site.result) else { return Vec::new() };
        let mut found = Vec::new();
        for site in self.sites() {
            let Some(jumps_on_zero) = self.tests_zero(site) else { continue };
            let tested = self.uses(site).iter().find_map(|operand| self.polarity(operand.value, result));
            let (Some(positive), Some(insn)) = (tested, self.body.instruction(site.at)) else { continue };
            let Some(target) = insn.target() else { continue };
            let taken_when_true = positive != jumps_on_zero;
            let next = site.at.saturating_add(insn.units());
            let (when_true, when_false) = if taken_when_true { (target, next) } else { (next, target) };
            found.push(Branch { at: site.at, taken_when_true, when_true, when_false });
        }
        found
    }

    /// Whether the method returns the result of the invoke at `at`: as it is (`true`) or negated (`false`).
    pub fn returns_result(&self, at: u32) -> Option<bool> {
        let result = self.site(at)?.result;
        let returns = self.sites().iter().filter(|site| site.opcode == 0x0f);
        returns.flat_map(|site| self.uses(site)).find_map(|operand| self.polarity(operand.value, result))
    }

    /// Numbers the method compares with constants: floats and doubles (also by `Float.compare`), longs, and
    /// ints other than against zero by if-testz.
    pub fn comparisons(&self) -> Vec<Comparison> {
        self.sites().iter().filter_map(|site| self.comparison(site)).collect()
    }

    /// Everything `value` was computed from in this method: operands of arithmetic, arrays of elements, merged
    /// values, arguments of `java.lang.Math`; itself first.
    pub fn derived_from(&self, value: ValueId) -> Vec<ValueId> {
        let mut found = vec![value];
        let mut next = 0usize;
        while let Some(id) = found.get(next).copied() {
            next += 1;
            let mut more = Vec::new();
            match self.origin(id) {
                Origin::Computed { from, .. } => more.extend(from),
                Origin::Element { array, .. } => more.push(*array),
                Origin::Joined(parts) => more.extend(parts.iter().map(|part| part.value)),
                Origin::Not(from) => more.push(*from),
                Origin::Merged { .. } => more.extend(self.sources_of(id)),
                Origin::Result { at, method } if self.is_math(*method) => {
                    more.extend(self.site(*at).map(|site| self.operands(site)).into_iter().flatten());
                }
                _ => {}
            }
            for id in more {
                if found.len() < MAX_STEPS && !found.contains(&id) {
                    found.push(id);
                }
            }
        }
        found
    }

    /// Values that were merged into `value`.
    pub fn sources_of(&self, value: ValueId) -> impl Iterator<Item = ValueId> + '_ {
        self.merged.of(value)
    }

    /// A value as a constant of the type with this descriptor.
    pub fn constant(&self, value: ValueId, descriptor: &[u8]) -> Arg {
        self.arg(Operand { value, seen: value }, descriptor)
    }

    fn arg(&self, operand: Operand, descriptor: &[u8]) -> Arg {
        let dex = self.body.dex();
        let known = |text: Option<String>, make: fn(String) -> Arg| text.map_or(Arg::Unknown, make);
        match (self.origin(operand.seen), descriptor) {
            (Origin::Narrow(bits), b"F") => Arg::Float(f64::from(f32::from_bits(*bits as u32))),
            (Origin::Narrow(number), _) => Arg::Int(i64::from(*number)),
            (Origin::Wide(bits), b"D") => Arg::Float(f64::from_bits(*bits as u64)),
            (Origin::Wide(number), _) => Arg::Int(*number),
            (Origin::String(index), _) => known(dex.string(*index).map(Into::into), Arg::String),
            (Origin::Text(text), _) => Arg::String(text.to_string()),
            (Origin::Class(index), _) => known(dex.type_descriptor(*index).map(Into::into), Arg::Class),
            (Origin::ClassNamed(name), _) => Arg::Class(name.to_string()),
            (Origin::StaticField(index), _) => known(dex.field_signature(*index), Arg::Field),
            (Origin::List(elements), _) => elements
                .iter()
                .map(|element| match self.origin(*element) {
                    Origin::String(index) => dex.string(*index).map(Into::into),
                    Origin::Text(text) => Some(text.to_string()),
                    _ => None,
                })
                .collect::<Option<Vec<String>>>()
                .map_or(Arg::Unknown, Arg::Strings),
            _ => Arg::Unknown,
        }
    }

    /// Descriptors of an invoke's declared parameters, and the word the first one is in.
    fn parameters(&self, site: &Site) -> Option<(Vec<&[u8]>, usize)> {
        let dex = self.body.dex();
        let (proto, first) = match site.opcode {
            0xfa | 0xfb => return None,
            0xfc | 0xfd => (dex.call_site(site.index)?.proto, 0),
            opcode => (dex.method(site.index)?.proto, usize::from(!is_static(opcode))),
        };
        let parameters = dex.proto(proto)?.parameters;
        Some((parameters.iter().take(255).map(|type_| dex.type_bytes(type_).unwrap_or(b"")).collect(), first))
    }

    /// For a condition on zero: whether it jumps when its operand is zero.
    fn tests_zero(&self, site: &Site) -> Option<bool> {
        let constant = |number: i32| {
            self.uses(site).iter().any(|operand| self.origin(operand.value) == &Origin::Narrow(number))
        };
        match site.opcode {
            0x38 => Some(true),
            0x39 => Some(false),
            0x32 if constant(0) => Some(true),
            0x33 if constant(0) => Some(false),
            0x32 if constant(1) => Some(false),
            0x33 if constant(1) => Some(true),
            _ => None,
        }
    }

    /// Whether `value` is `result` (`true`) or its negation (`false`).
    fn polarity(&self, mut value: ValueId, result: ValueId) -> Option<bool> {
        let mut positive = true;
        for _ in 0..8 {
            if value == result {
                return Some(positive);
            }
            let Origin::Not(inner) = self.origin(value) else { return None };
            value = *inner;
            positive = !positive;
        }
        None
    }

    /// Both sides of every condition that compares two numbers.
    pub fn conditions(&self) -> Vec<Condition> {
        self.sites().iter().filter_map(|site| self.condition(site)).collect()
    }

    fn condition(&self, site: &Site) -> Option<Condition> {
        let (left, right, number) = match (site.opcode, self.uses(site)) {
            (0x38..=0x3d, [only]) => match self.origin(only.value) {
                Origin::Compare { left, right, float, wide, .. } => {
                    let number = match (float, wide) {
                        (true, true) => "double",
                        (true, false) => "float",
                        _ => "long",
                    };
                    (*left, *right, number)
                }
                _ => return None,
            },
            (0x32..=0x37, [left, right]) => (left.value, right.value, "int"),
            _ => return None,
        };
        let op = *["==", "!=", "<", ">=", ">", "<="].get(usize::from((site.opcode - 0x32) % 6))?;
        Some(Condition { at: site.at, left, right, op, number })
    }

    fn comparison(&self, site: &Site) -> Option<Comparison> {
        let Condition { at, left, right, op, number } = self.condition(site)?;
        let (float, wide) = (matches!(number, "float" | "double"), matches!(number, "long" | "double"));
        match (self.number(left, float, wide), self.number(right, float, wide)) {
            (None, Some(value)) => Some(Comparison { at, value, op, other: left }),
            (Some(value), None) => Some(Comparison { at, value, op: mirrored(op), other: right }),
            _ => None,
        }
    }

    fn number(&self, value: ValueId, float: bool, wide: bool) -> Option<f64> {
        match (self.origin(value), float, wide) {
            (Origin::Narrow(bits), true, false) => Some(f64::from(f32::from_bits(*bits as u32))),
            (Origin::Narrow(number), false, false) => Some(f64::from(*number)),
            (Origin::Wide(bits), true, true) => Some(f64::from_bits(*bits as u64)),
            (Origin::Wide(number), false, true) => Some(*number as f64),
            _ => None,
        }
    }

    fn is_math(&self, method: u32) -> bool {
        let dex = self.body.dex();
        dex.method(method).and_then(|id| dex.type_bytes(id.class)) == Some(b"Ljava/lang/Math;")
    }
}

pub(super) fn is_static(opcode: u8) -> bool {
    matches!(opcode, 0x71 | 0x77 | 0xfc | 0xfd)
}

fn mirrored(op: &'static str) -> &'static str {
    match op {
        "<" => ">",
        ">=" => "<=",
        ">" => "<",
        "<=" => ">=",
        same => same,
    }
}
