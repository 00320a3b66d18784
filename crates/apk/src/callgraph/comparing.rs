//! Conditions that compare a number with a constant, wherever the constant is held.

use std::ops::Range;

use super::constants::{Fixed, Frame, Solver};
use super::guards;
use super::program::Program;
use super::readings::{self, Reading};
use crate::dex::{Condition, Origin, ValueId, Values};
use crate::error::Result;
use crate::limits::Budget;

/// Most branches on the type of sensor in one method.
const MAX_BRANCHES: usize = 32;
/// Largest method, in blocks, whose branches are told apart.
const MAX_BLOCKS: u64 = 2000;

/// One reading of a condition.
pub struct Compared {
    pub value: f64,
    pub op: &'static str,
    pub reading: Reading,
    pub from_settings: bool,
}

/// A number against a constant: on either side, held in a field, or added to a time.
///
/// # Errors
/// `budget_exceeded`.
pub fn compared<'d, 'a>(
    solver: &mut Solver<'_>,
    program: &mut Program<'d, 'a>,
    frame: &Frame<'_, 'd, 'a>,
    condition: Condition,
    budget: &mut Budget,
) -> Result<Vec<Compared>> {
    let values = frame.values;
    let is_plain = |value: ValueId| matches!(values.origin(value), Origin::Narrow(_) | Origin::Wide(_));
    if is_plain(condition.left) && is_plain(condition.right) {
        return Ok(Vec::new());
    }
    let turned = condition.mirrored();
    for Condition { left, right, op, .. } in [condition, turned] {
        if let Some((value, unit)) = readings::added(values, left, right) {
            let reading = Reading { elapsed: Some(unit), ..Reading::default() };
            return Ok(vec![Compared { value, op, reading, from_settings: false }]);
        }
    }
    // The constant written in the method counts before one that a field holds.
    let sides = if is_plain(condition.left) { [turned, condition] } else { [condition, turned] };
    for Condition { left, right, op, number, .. } in sides {
        if is_plain(left) {
            continue;
        }
        let Some(found) = solver.find(program, frame, right, budget)? else { continue };
        if !is_plain(right) && solver.find(program, frame, left, budget)?.is_some() {
            return Ok(Vec::new());
        }
        let read: Option<Vec<f64>> = found.any.iter().map(|fixed| as_number(fixed, number)).collect();
        let Some(read) = read else { continue };
        let reading = Reading::of(solver, program, frame, left, budget)?;
        let told = read.into_iter().map(|value| Compared {
            value,
            op,
            reading: reading.clone(),
            from_settings: found.settings,
        });
        return Ok(told.collect());
    }
    Ok(Vec::new())
}

fn as_number(fixed: &Fixed, number: &str) -> Option<f64> {
    Some(match (fixed, number) {
        (Fixed::Narrow(bits), "float") => f64::from(f32::from_bits(*bits as u32)),
        (Fixed::Narrow(value), "int") => f64::from(*value),
        (Fixed::Wide(bits), "double") => f64::from_bits(*bits as u64),
        (Fixed::Wide(value), "long") => *value as f64,
        _ => return None,
    })
}

/// Runs of code behind `getType() == …`, with the type.
///
/// # Errors
/// `budget_exceeded`.
pub fn sensor_branches(values: &Values<'_, '_, '_>, budget: &mut Budget) -> Result<Vec<(Range<u32>, i64)>> {
    let body = values.body();
    let mut found = Vec::new();
    let blocks = body.blocks().len() as u64;
    if blocks > MAX_BLOCKS {
        return Ok(found);
    }
    for comparison in values.comparisons() {
        let Origin::Result { method, .. } = values.origin(comparison.other) else { continue };
        if readings::method_name(values, *method) != (b"Landroid/hardware/Sensor;", b"getType")
            || !matches!(comparison.op, "==" | "!=")
            || found.len() >= MAX_BRANCHES
        {
            continue;
        }
        budget.charge(blocks.saturating_mul(blocks))?;
        let ranges = guards::guarded_ranges(body, comparison.at, comparison.op == "==");
        found.extend(ranges.into_iter().map(|(from, to)| (from..to, comparison.value as i64)));
    }
    Ok(found)
}
