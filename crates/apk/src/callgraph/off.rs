//! Code that is switched off: behind a condition of which the package itself says that it never holds.
//!
//! `if (Log.isOn())` where `isOn` returns a constant, or a static field that everything in the package writes
//! alike. What a setting, the platform or an object's own field may change is never off.

use super::constants::{Fixed, Frame, Solver};
use super::guards::guarded_ranges;
use super::hash::Map;
use super::program::{MethodId, Program};
use crate::dex::{Dex, EventKind, Origin, Site, Values};
use crate::error::Result;
use crate::limits::Budget;

/// Most code units of a method that is looked into, most methods, and most conditions of one.
const MAX_UNITS: u32 = 2_000;
const MAX_METHODS: u32 = 600;
const MAX_CONDITIONS: usize = 32;

/// Stretches of code units, first and past the last.
type Ranges = Vec<(u32, u32)>;

/// What is switched off in the methods that were looked into.
pub struct Off<'g> {
    solver: Solver<'g>,
    known: Map<MethodId, Ranges>,
    methods: u32,
}

impl<'g> Off<'g> {
    /// Asks `solver`, which must be [`Solver::strict`].
    pub fn new(solver: Solver<'g>) -> Self {
        Self { solver, known: Map::default(), methods: 0 }
    }

    /// Whether no pass of `method` comes to the instruction at `at`.
    ///
    /// # Errors
    /// `budget_exceeded`.
    pub fn is_off(
        &mut self,
        program: &mut Program<'_, '_>,
        (method, at): (MethodId, u32),
        budget: &mut Budget,
    ) -> Result<bool> {
        if !asks_before(program, method, at) {
            return Ok(false);
        }
        if !self.known.contains_key(&method) {
            let found = self.of_method(program, method, budget)?;
            self.known.insert(method, found);
        }
        let ranges = self.known.get(&method).map(Vec::as_slice).unwrap_or_default();
        Ok(ranges.iter().any(|(first, end)| (*first..*end).contains(&at)))
    }

    /// What is switched off in one method; nothing once enough were looked into.
    fn of_method(
        &mut self,
        program: &mut Program<'_, '_>,
        method: MethodId,
        budget: &mut Budget,
    ) -> Result<Ranges> {
        if self.methods >= MAX_METHODS {
            return Ok(Ranges::new());
        }
        self.methods += 1;
        let found =
            self.solver.inside(program, (method, MAX_UNITS), budget, |solver, p, dex, values, b| {
                switched_off(solver, p, &Frame::new(values, dex, method), b).map(Some)
            })?;
        Ok(found.unwrap_or_default())
    }
}

/// Whether the method asks the package's own code or a static field for a truth value before `at`: what is
/// cheap to know of the many that do not.
fn asks_before(program: &Program<'_, '_>, method: MethodId, at: u32) -> bool {
    let found = program.method(method).and_then(|(dex, summary)| {
        let (file, sweep) = program.dexes.get(dex).zip(program.sweeps.get(dex))?;
        let events = sweep.events_of(summary).iter().take_while(|event| event.at() < at);
        Some(events.into_iter().any(|event| match event.kind() {
            EventKind::StaticGet => holds_truth(file, event.index),
            EventKind::InvokeStatic | EventKind::InvokeDirect | EventKind::InvokeVirtual => {
                returns_truth(file, event.index) && program.defined_here(dex, event.index).is_some()
            }
            _ => false,
        }))
    });
    found == Some(true)
}

/// What conditions that always go one way leave out on the other.
fn switched_off<'d, 'a>(
    solver: &mut Solver<'_>,
    program: &mut Program<'d, 'a>,
    frame: &Frame<'_, 'd, 'a>,
    budget: &mut Budget,
) -> Result<Ranges> {
    let values = frame.values;
    let mut off = Ranges::new();
    let conditions = values.sites().iter().filter(|site| matches!(site.opcode, 0x38 | 0x39));
    for site in conditions.filter(|site| is_asked(values, site)).take(MAX_CONDITIONS) {
        let Some(value) = values.seen(site, 0) else { continue };
        let Some(found) = solver.find(program, frame, value, budget)? else { continue };
        if found.settings || found.any.is_empty() {
            continue;
        }
        let jumps = |fixed: &Fixed, taken: bool| match fixed {
            Fixed::Narrow(number) => ((*number == 0) == (site.opcode == 0x38)) == taken,
            _ => false,
        };
        for taken in [true, false] {
            if found.any.iter().all(|fixed| jumps(fixed, !taken)) {
                budget.charge(values.body().blocks().len() as u64 * 2)?;
                off.extend(guarded_ranges(values.body(), site.at, taken));
            }
        }
    }
    Ok(off)
}

/// Whether a condition is on a truth value that a call returns or a static field holds.
fn is_asked(values: &Values<'_, '_, '_>, site: &Site) -> bool {
    let dex = values.body().dex();
    values.operands(site).next().is_some_and(|value| match values.origin(value) {
        Origin::Result { method, .. } => returns_truth(dex, *method),
        Origin::StaticField(field) => holds_truth(dex, *field),
        _ => false,
    })
}

/// Whether the method, an index of `method_ids`, returns a truth value.
fn returns_truth(dex: &Dex<'_>, method: u32) -> bool {
    let proto = dex.method(method).and_then(|row| dex.proto(row.proto));
    proto.is_some_and(|proto| dex.type_bytes(proto.return_type) == Some(b"Z"))
}

/// Whether the field, an index of `field_ids`, holds a truth value.
fn holds_truth(dex: &Dex<'_>, field: u32) -> bool {
    dex.field(field).is_some_and(|row| dex.type_bytes(row.type_) == Some(b"Z"))
}
