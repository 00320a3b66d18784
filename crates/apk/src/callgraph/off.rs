//! Code that is switched off: behind a condition of which the package itself says that it never holds.
//!
//! `if (Log.isOn())` where `isOn` returns a constant, or a static field that everything in the package writes
//! alike. What a setting, the platform or an object's own field may change is never off.

use super::constants::{Fixed, Frame, Solver};
use super::hash::Map;
use super::program::{MethodId, Program};
use crate::dex::{Body, EventKind, Site, Values};
use crate::error::Result;
use crate::limits::Budget;

/// Most code units of a method that is looked into, most methods, and most conditions of one.
const MAX_UNITS: u32 = 2_000;
const MAX_METHODS: u32 = 600;
const MAX_CONDITIONS: usize = 32;

/// Places that were looked at.
pub struct Off<'g> {
    solver: Solver<'g>,
    known: Map<(MethodId, u32), bool>,
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
        if let Some(known) = self.known.get(&(method, at)) {
            return Ok(*known);
        }
        let mut answer = false;
        if asks_before(program, method, at) && self.methods < MAX_METHODS {
            self.methods += 1;
            let found =
                self.solver.inside(program, (method, MAX_UNITS), budget, |solver, p, dex, values, b| {
                    let frame = Frame::new(values, dex, method);
                    never_comes(solver, p, &frame, at, b).map(Some)
                })?;
            answer = found.unwrap_or(false);
        }
        self.known.insert((method, at), answer);
        Ok(answer)
    }
}

/// Whether the method asks the package's own code or a static field for a truth value before `at`: what is
/// cheap to know of the many that do not.
fn asks_before(program: &Program<'_, '_>, method: MethodId, at: u32) -> bool {
    let found = program.method(method).and_then(|(dex, summary)| {
        let (file, sweep) = program.dexes.get(dex).zip(program.sweeps.get(dex))?;
        let events = sweep.events_of(summary).iter().take_while(|event| event.at() < at);
        Some(events.into_iter().any(|event| match event.kind() {
            EventKind::StaticGet => {
                let type_ = file.field(event.index).and_then(|row| file.type_bytes(row.type_));
                type_ == Some(b"Z")
            }
            EventKind::InvokeStatic | EventKind::InvokeDirect | EventKind::InvokeVirtual => {
                let proto = file.method(event.index).and_then(|row| file.proto(row.proto));
                proto.and_then(|proto| file.type_bytes(proto.return_type)) == Some(b"Z")
                    && program.defined_here(dex, event.index).is_some()
            }
            _ => false,
        }))
    });
    found == Some(true)
}

/// Whether some condition that every way to `at` passes always goes the other way.
fn never_comes<'d, 'a>(
    solver: &mut Solver<'_>,
    program: &mut Program<'d, 'a>,
    frame: &Frame<'_, 'd, 'a>,
    at: u32,
    budget: &mut Budget,
) -> Result<bool> {
    let values = frame.values;
    let body = values.body();
    let conditions = values.sites().iter().filter(|site| matches!(site.opcode, 0x38 | 0x39) && site.at < at);
    for site in conditions.take(MAX_CONDITIONS) {
        let Some(taken) = side_of(body, site.at, at, budget)? else { continue };
        let Some(value) = values.seen(site, 0).filter(|_| is_asked(values, site)) else { continue };
        let Some(found) = solver.find(program, frame, value, budget)? else { continue };
        let goes_other_way = |fixed: &Fixed| match fixed {
            Fixed::Narrow(number) => ((*number == 0) == (site.opcode == 0x38)) != taken,
            _ => false,
        };
        if !found.settings && !found.any.is_empty() && found.any.iter().all(goes_other_way) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The side of a branch, jump or not, that every way to `at` takes.
fn side_of(body: &Body<'_, '_>, branch: u32, at: u32, budget: &mut Budget) -> Result<Option<bool>> {
    budget.charge(body.blocks().len() as u64 * 2)?;
    Ok([true, false].into_iter().find(|taken| body.guarded_by(branch, *taken, at)))
}

/// Whether a condition is on a truth value that a call returns or a static field holds.
fn is_asked(values: &Values<'_, '_, '_>, site: &Site) -> bool {
    let dex = values.body().dex();
    let is_truth = |type_: u32| dex.type_bytes(type_) == Some(b"Z");
    values.operands(site).next().is_some_and(|value| match values.origin(value) {
        crate::dex::Origin::Result { method, .. } => dex
            .method(*method)
            .and_then(|row| dex.proto(row.proto))
            .is_some_and(|proto| is_truth(proto.return_type)),
        crate::dex::Origin::StaticField(field) => dex.field(*field).is_some_and(|row| is_truth(row.type_)),
        _ => false,
    })
}
