//! What a compared number is made of: squares, differences of times, axes of a sensor, angles.

use super::constants::{Frame, Solver};
use super::program::Program;
use crate::dex::{Origin, ValueId, Values};
use crate::error::Result;
use crate::limits::Budget;

/// Most values that are looked at for one comparison.
const MAX_VALUES: u32 = 256;
const MAX_DEPTH: u8 = 24;
/// Standard gravity in m/s², give or take how it is rounded.
const GRAVITY: std::ops::Range<f64> = 9.75..9.85;

/// What is known of a number.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reading {
    /// A square or a sum of squares, no root taken.
    pub squared: bool,
    /// Unit of a difference of times.
    pub elapsed: Option<&'static str>,
    /// Indexes of `SensorEvent.values` in it.
    pub axes: Vec<u8>,
    /// Divided by standard gravity.
    pub in_g: bool,
    /// Unit of an angle.
    pub angle: Option<&'static str>,
}

/// What is still allowed, and what was seen.
struct Walk {
    left: u32,
    seen: Vec<(u8, ValueId)>,
    reading: Reading,
}

impl Reading {
    /// Looks at how a number is made, in its method and in what that method calls.
    ///
    /// # Errors
    /// `budget_exceeded`.
    pub fn of<'d, 'a>(
        solver: &mut Solver<'_>,
        program: &mut Program<'d, 'a>,
        frame: &Frame<'_, 'd, 'a>,
        value: ValueId,
        budget: &mut Budget,
    ) -> Result<Self> {
        let mut walk = Walk { left: MAX_VALUES, seen: Vec::new(), reading: Self::default() };
        walk.follow(solver, program, frame, value, budget)?;
        let mut reading = walk.reading;
        reading.squared = is_square(solver, program, frame, value, MAX_DEPTH, budget)?;
        reading.elapsed = elapsed(frame.values, value);
        reading.axes.sort_unstable();
        reading.axes.dedup();
        Ok(reading)
    }
}

impl Walk {
    fn follow<'d, 'a>(
        &mut self,
        solver: &mut Solver<'_>,
        program: &mut Program<'d, 'a>,
        frame: &Frame<'_, 'd, 'a>,
        value: ValueId,
        budget: &mut Budget,
    ) -> Result<()> {
        let mut todo = vec![value];
        while let Some(value) = todo.pop() {
            budget.charge(4)?;
            let key = (frame.level(), value);
            if self.seen.contains(&key) {
                continue;
            }
            let Some(left) = self.left.checked_sub(1) else { return Ok(()) };
            self.left = left;
            self.seen.push(key);
            let values = frame.values;
            match values.origin(value) {
                Origin::Computed { at, from } => {
                    self.reading.in_g |= divides_by_gravity(values, *at, *from);
                    todo.extend(from);
                }
                Origin::Element { array, index, .. } => {
                    match (field_name(values, *array), values.origin(*index)) {
                        (Some((b"Landroid/hardware/SensorEvent;", b"values")), Origin::Narrow(axis)) => {
                            self.reading.axes.extend(u8::try_from(*axis).ok());
                        }
                        _ => todo.push(*array),
                    }
                }
                Origin::Not(inner) => todo.push(*inner),
                Origin::Merged { .. } => todo.extend(values.sources_of(value)),
                Origin::Parameter(word) => {
                    if let Some((caller, value)) = frame.given(*word) {
                        self.follow(solver, program, caller, value, budget)?;
                    }
                }
                Origin::Result { at, method } => {
                    let (class, name) = method_name(values, *method);
                    match (class, name) {
                        (b"Ljava/lang/Math;", b"toDegrees") => self.reading.angle = Some("deg"),
                        (b"Ljava/lang/Math;", b"atan2" | b"atan" | b"asin" | b"acos") => {
                            self.reading.angle.get_or_insert("rad");
                        }
                        _ => {}
                    }
                    if class == b"Ljava/lang/Math;" {
                        todo.extend(values.site(*at).map(|site| values.operands(site)).into_iter().flatten());
                        continue;
                    }
                    solver.returned(
                        program,
                        frame,
                        (*at, *method),
                        budget,
                        |solver, program, inner, value, budget| {
                            self.follow(solver, program, inner, value, budget)
                        },
                    )?;
                }
                _ => {}
            }
        }
        Ok(())
    }
}

/// Whether a value is a square or a sum of squares, conversions aside.
fn is_square<'d, 'a>(
    solver: &mut Solver<'_>,
    program: &mut Program<'d, 'a>,
    frame: &Frame<'_, 'd, 'a>,
    value: ValueId,
    depth: u8,
    budget: &mut Budget,
) -> Result<bool> {
    budget.charge(8)?;
    let Some(depth) = depth.checked_sub(1) else { return Ok(false) };
    let values = frame.values;
    match values.origin(value) {
        Origin::Computed { at, from: [left, right] } => match operation(values, *at) {
            Some(Operation::Conversion) => is_square(solver, program, frame, *left, depth, budget),
            Some(Operation::Add) => Ok(is_square(solver, program, frame, *left, depth, budget)?
                && is_square(solver, program, frame, *right, depth, budget)?),
            Some(Operation::Multiply) => Ok(is_same(values, *left, *right)),
            // A sum of squares over a constant, such as gravity squared.
            Some(Operation::Divide) if is_constant(values, *right) => {
                is_square(solver, program, frame, *left, depth, budget)
            }
            _ => Ok(false),
        },
        Origin::Merged { .. } => {
            let sources: Vec<ValueId> = values.sources_of(value).collect();
            for source in sources {
                // One way is enough: the other often only starts the variable.
                if is_square(solver, program, frame, source, depth / 2, budget)? {
                    return Ok(true);
                }
            }
            Ok(false)
        }
        Origin::Parameter(word) => match frame.given(*word) {
            Some((caller, value)) => is_square(solver, program, caller, value, depth, budget),
            None => Ok(false),
        },
        Origin::Result { at, method } => {
            if method_name(values, *method) == (b"Ljava/lang/Math;", b"pow") {
                let site = values.site(*at);
                let power = site.and_then(|site| values.seen(site, 2));
                return Ok(
                    power.is_some_and(|power| values.origin(power) == &Origin::Wide(2f64.to_bits() as i64))
                );
            }
            let mut square = false;
            solver.returned(
                program,
                frame,
                (*at, *method),
                budget,
                |solver, program, inner, value, budget| {
                    square |= is_square(solver, program, inner, value, depth / 2, budget)?;
                    Ok(())
                },
            )?;
            Ok(square)
        }
        _ => Ok(false),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operation {
    Add,
    Subtract,
    Multiply,
    Divide,
    Conversion,
}

fn operation(values: &Values<'_, '_, '_>, at: u32) -> Option<Operation> {
    let opcode = values.body().instruction(at)?.opcode;
    if matches!(opcode, 0x81..=0x8f) {
        return Some(Operation::Conversion);
    }
    // Ints, longs, floats, doubles: their operations start at these distances from add-int.
    let number = match opcode {
        0x90..=0xaf => opcode - 0x90,
        0xb0..=0xcf => opcode - 0xb0,
        _ => return None,
    };
    let within = match number {
        0..=10 => number,
        11..=21 => number - 11,
        22..=26 => number - 22,
        _ => number - 27,
    };
    Some(match within {
        0 => Operation::Add,
        1 => Operation::Subtract,
        2 => Operation::Multiply,
        3 => Operation::Divide,
        _ => return None,
    })
}

/// The same value, or the same element of the same array read twice.
fn is_same(values: &Values<'_, '_, '_>, left: ValueId, right: ValueId) -> bool {
    let named = |value| match values.origin(value) {
        Origin::InstanceField { field, .. } | Origin::StaticField(field) => Some(*field),
        _ => None,
    };
    match (values.origin(left), values.origin(right)) {
        _ if left == right => true,
        (Origin::Element { array: a, index: i, .. }, Origin::Element { array: b, index: j, .. }) => {
            i == j && (a == b || (named(*a).is_some() && named(*a) == named(*b)))
        }
        (Origin::Computed { at: a, from: [x, _] }, Origin::Computed { at: b, from: [y, _] }) => {
            let is_conversion = |at| operation(values, at) == Some(Operation::Conversion);
            is_conversion(*a) && is_conversion(*b) && x == y
        }
        _ => named(left).is_some() && named(left) == named(right),
    }
}

fn number(values: &Values<'_, '_, '_>, value: ValueId, wide: bool) -> Option<f64> {
    match (values.origin(value), wide) {
        (Origin::Narrow(bits), false) => Some(f64::from(f32::from_bits(*bits as u32))),
        (Origin::Wide(bits), true) => Some(f64::from_bits(*bits as u64)),
        _ => None,
    }
}

fn is_constant(values: &Values<'_, '_, '_>, value: ValueId) -> bool {
    matches!(values.origin(value), Origin::Narrow(_) | Origin::Wide(_))
}

/// A floating division by gravity or its square, or a multiplication by one over gravity.
fn divides_by_gravity(values: &Values<'_, '_, '_>, at: u32, [_, right]: [ValueId; 2]) -> bool {
    let opcode = values.body().instruction(at).map_or(0, |insn| insn.opcode);
    let by = match opcode {
        0xa9 | 0xc9 => number(values, right, false),
        0xae | 0xce => number(values, right, true),
        _ => None,
    };
    by.is_some_and(|by| GRAVITY.contains(&by) || GRAVITY.contains(&by.max(0.0).sqrt()))
}

/// Unit of a difference of times: `s`, `ms`, `us` or `ns`.
pub fn elapsed(values: &Values<'_, '_, '_>, mut value: ValueId) -> Option<&'static str> {
    let mut scale = 1f64;
    for _ in 0..8 {
        let Origin::Computed { at, from: [left, right] } = values.origin(value) else { return None };
        match operation(values, *at)? {
            Operation::Conversion => value = *left,
            Operation::Subtract => {
                let unit = clock(values, *left).or_else(|| clock(values, *right))?;
                return unit_of(unit * scale);
            }
            Operation::Divide => {
                scale *= constant(values, *right)?;
                value = *left;
            }
            _ => return None,
        }
    }
    None
}

/// A long, float or double constant as a number of its likely type.
fn constant(values: &Values<'_, '_, '_>, value: ValueId) -> Option<f64> {
    match values.origin(value) {
        Origin::Wide(bits) if bits.unsigned_abs() < 1 << 50 => Some(*bits as f64),
        Origin::Wide(bits) => Some(f64::from_bits(*bits as u64)),
        Origin::Narrow(bits) if bits.unsigned_abs() < 1 << 29 => Some(f64::from(*bits)),
        Origin::Narrow(bits) => Some(f64::from(f32::from_bits(*bits as u32))),
        _ => None,
    }
}

fn unit_of(nanoseconds: f64) -> Option<&'static str> {
    let units = [(1e9, "s"), (1e6, "ms"), (1e3, "us"), (1.0, "ns")];
    units.into_iter().find(|(unit, _)| (nanoseconds / unit - 1.0).abs() < 1e-3).map(|(_, name)| name)
}

/// Nanoseconds of one unit of a clock that a value is read from.
pub fn clock(values: &Values<'_, '_, '_>, mut value: ValueId) -> Option<f64> {
    for _ in 0..4 {
        match values.origin(value) {
            Origin::Computed { at, from: [left, _] }
                if operation(values, *at) == Some(Operation::Conversion) =>
            {
                value = *left;
            }
            Origin::InstanceField { .. } => {
                let is_stamp =
                    field_name(values, value) == Some((b"Landroid/hardware/SensorEvent;", b"timestamp"));
                return is_stamp.then_some(1.0);
            }
            Origin::Result { method, .. } => {
                return match method_name(values, *method) {
                    (b"Ljava/lang/System;", b"currentTimeMillis") => Some(1e6),
                    (b"Ljava/lang/System;", b"nanoTime") => Some(1.0),
                    (b"Landroid/os/SystemClock;", b"elapsedRealtime" | b"uptimeMillis") => Some(1e6),
                    (b"Landroid/os/SystemClock;", b"elapsedRealtimeNanos") => Some(1.0),
                    (b"Ljava/util/Date;", b"getTime") => Some(1e6),
                    _ => None,
                };
            }
            _ => return None,
        }
    }
    None
}

/// For `now > last + 500`: the constant that one side adds to another time, and the unit.
pub fn added(values: &Values<'_, '_, '_>, now: ValueId, then: ValueId) -> Option<(f64, &'static str)> {
    let unit = clock(values, now).and_then(unit_of)?;
    let Origin::Computed { at, from: [left, right] } = values.origin(then) else { return None };
    if operation(values, *at)? != Operation::Add {
        return None;
    }
    let whole = |value: &ValueId| match values.origin(*value) {
        Origin::Wide(number) => Some(*number as f64),
        Origin::Narrow(number) => Some(f64::from(*number)),
        _ => None,
    };
    Some((whole(right).or_else(|| whole(left))?, unit))
}

fn field_name<'a>(values: &Values<'_, '_, 'a>, value: ValueId) -> Option<(&'a [u8], &'a [u8])> {
    let Origin::InstanceField { field, .. } = values.origin(value) else { return None };
    let dex = values.body().dex();
    let row = dex.field(*field)?;
    Some((dex.type_bytes(row.class)?, dex.string_bytes(row.name)?))
}

/// Class and name of a method; empty when it is broken.
pub fn method_name<'a>(values: &Values<'_, '_, 'a>, method: u32) -> (&'a [u8], &'a [u8]) {
    let dex = values.body().dex();
    let row = dex.method(method);
    row.and_then(|row| Some((dex.type_bytes(row.class)?, dex.string_bytes(row.name)?))).unwrap_or_default()
}
