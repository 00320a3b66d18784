//! Values that come from other methods: what callers pass, what a called method returns.

use super::fixed::{Fixed, Found};
use super::{Frame, Solver, MAX_LEVELS};
use crate::callgraph::program::{MethodId, Program};
use crate::dex::{Dex, InvokeKind, MethodSummary, Origin, ValueId, Values, ACC_FINAL};
use crate::error::Result;
use crate::limits::Budget;

/// Most calls of a method that are compared, and most code units of a method whose returns are read.
const MAX_CALLS: usize = 12;
const MAX_UNITS: u32 = 1200;
const ACC_PRIVATE: u32 = 2;

/// A call of a method: caller and code unit.
pub(super) type CallSite = (MethodId, u32);

impl Solver<'_> {
    /// Takes a method apart and asks in it; `None` where there is no code or no more may be read.
    ///
    /// # Errors
    /// `budget_exceeded`.
    pub fn inside<'d, 'a, T>(
        &mut self,
        program: &mut Program<'d, 'a>,
        (method, most_units): (MethodId, u32),
        budget: &mut Budget,
        ask: impl FnOnce(
            &mut Self,
            &mut Program<'d, 'a>,
            usize,
            &Values<'_, 'd, 'a>,
            &mut Budget,
        ) -> Result<Option<T>>,
    ) -> Result<Option<T>> {
        let Some((dex, summary)) = program.method(method) else { return Ok(None) };
        let dexes = program.dexes;
        let Some(file) = dexes.get(dex) else { return Ok(None) };
        let units = file.code_item(summary.code_off).map_or(0, |code| code.units());
        if units == 0 || units > most_units {
            return Ok(None);
        }
        let (Some(bodies), Some(left)) = (self.bodies.checked_sub(1), self.bodies_left.checked_sub(1)) else {
            return Ok(None);
        };
        (self.bodies, self.bodies_left) = (bodies, left);
        budget.charge(64)?;
        let Some(body) = file.body(summary, budget).ok().flatten() else { return Ok(None) };
        let Ok(values) = body.values(budget) else { return Ok(None) };
        ask(self, program, dex, &values, budget)
    }

    pub(super) fn parameter<'d, 'a>(
        &mut self,
        program: &mut Program<'d, 'a>,
        frame: &Frame<'_, 'd, 'a>,
        word: u16,
        depth: u8,
        budget: &mut Budget,
    ) -> Result<Option<Found>> {
        if frame.caller.is_some() {
            self.asked_caller = true;
            return match frame.given(word) {
                Some((caller, value)) => self.eval(program, caller, value, depth, budget),
                None => Ok(None),
            };
        }
        if word == 0 && !frame.values.body().is_static() {
            let class = program.class(program.owner(frame.method)).map(|class| class.name);
            return Ok(
                class.map(|name| Found::one(Fixed::Object(crate::dex::decode_mutf8(name).as_ref().into())))
            );
        }
        let own = |(_, row): (usize, &MethodSummary)| row.is_direct;
        if frame.level >= MAX_LEVELS || (self.strict && !program.method(frame.method).is_some_and(own)) {
            return Ok(None);
        }
        let key = (frame.method, word);
        if let Some(known) = self.parameters.get(&key) {
            return Ok(known.clone());
        }
        self.parameters.insert(key, None);
        let found = self.passed(program, frame, word, depth, budget)?;
        if found.is_none() && self.is_spent() {
            self.parameters.remove(&key);
        } else {
            self.parameters.insert(key, found.clone());
        }
        Ok(found)
    }

    /// The constant that every known call passes.
    fn passed<'d, 'a>(
        &mut self,
        program: &mut Program<'d, 'a>,
        frame: &Frame<'_, 'd, 'a>,
        word: u16,
        depth: u8,
        budget: &mut Budget,
    ) -> Result<Option<Found>> {
        let Some(calls) = calls_of(program, frame.method, budget)? else { return Ok(None) };
        let mut all: Option<Found> = None;
        for (caller, at) in calls {
            let level = frame.level + 1;
            let found =
                self.inside(program, (caller, u32::MAX), budget, |this, program, dex, values, budget| {
                    let inner = Frame { values, dex, method: caller, caller: None, level };
                    let given = values.site(at).and_then(|site| values.seen(site, usize::from(word)));
                    match given {
                        Some(value) => this.eval(program, &inner, value, depth, budget),
                        None => Ok(None),
                    }
                })?;
            match (&all, found) {
                (_, None) => return Ok(None),
                (None, found) => all = found,
                (Some(all), Some(found)) if all.any == found.any => {}
                _ => return Ok(None),
            }
        }
        Ok(all)
    }

    /// Result of a call: of the libraries, or of a method of the package.
    pub(super) fn result<'d, 'a>(
        &mut self,
        program: &mut Program<'d, 'a>,
        frame: &Frame<'_, 'd, 'a>,
        (at, method): (u32, u32),
        depth: u8,
        budget: &mut Budget,
    ) -> Result<Option<Found>> {
        let kind = frame.values.body().instruction(at).and_then(|insn| insn.invoke_kind());
        if matches!(kind, None | Some(InvokeKind::Custom | InvokeKind::Polymorphic)) {
            return Ok(None);
        }
        let Some(target) = program.resolve(frame.dex, method) else {
            return self.library(program, frame, (at, method), depth, budget);
        };
        if frame.level >= MAX_LEVELS || !is_alone(program, target, kind) {
            return Ok(None);
        }
        if let Some(known) = self.returns.get(&target) {
            return Ok(known.clone());
        }
        let outer = std::mem::replace(&mut self.asked_caller, false);
        let found =
            self.inside(program, (target, MAX_UNITS), budget, |this, program, dex, values, budget| {
                let level = frame.level + 1;
                let inner = Frame { values, dex, method: target, caller: Some((frame, at)), level };
                let mut all: Option<Found> = None;
                for site in values.sites().iter().filter(|site| matches!(site.opcode, 0x0f..=0x11)) {
                    let value = values.seen(site, 0);
                    let found = match value {
                        Some(value) => this.eval(program, &inner, value, depth, budget)?,
                        None => None,
                    };
                    let Some(found) = found else { return Ok(None) };
                    all = match all {
                        None => Some(found),
                        Some(all) => match all.or(found) {
                            Some(both) => Some(both),
                            None => return Ok(None),
                        },
                    };
                }
                Ok(all)
            })?;
        let given_up = found.is_none() && self.is_spent();
        if !self.asked_caller && !given_up {
            self.returns.insert(target, found.clone());
        }
        self.asked_caller |= outer;
        Ok(found)
    }
}

impl Solver<'_> {
    /// Shows each value that a called method of the package returns, in the frame of that call.
    ///
    /// # Errors
    /// `budget_exceeded`.
    pub fn returned<'d, 'a>(
        &mut self,
        program: &mut Program<'d, 'a>,
        frame: &Frame<'_, 'd, 'a>,
        (at, method): (u32, u32),
        budget: &mut Budget,
        mut show: impl FnMut(
            &mut Self,
            &mut Program<'d, 'a>,
            &Frame<'_, 'd, 'a>,
            ValueId,
            &mut Budget,
        ) -> Result<()>,
    ) -> Result<()> {
        let kind = frame.values.body().instruction(at).and_then(|insn| insn.invoke_kind());
        let target = match kind {
            None | Some(InvokeKind::Custom | InvokeKind::Polymorphic) => None,
            Some(_) => program.resolve(frame.dex, method),
        };
        let Some(target) =
            target.filter(|target| frame.level < MAX_LEVELS && is_alone(program, *target, kind))
        else {
            return Ok(());
        };
        self.inside(program, (target, MAX_UNITS), budget, |this, program, dex, values, budget| {
            let level = frame.level + 1;
            let inner = Frame { values, dex, method: target, caller: Some((frame, at)), level };
            for site in values.sites().iter().filter(|site| matches!(site.opcode, 0x0f..=0x11)) {
                if let Some(value) = values.seen(site, 0) {
                    show(this, program, &inner, value, budget)?;
                }
            }
            Ok(Some(()))
        })?;
        Ok(())
    }
}

/// Whether a call can only run this method.
fn is_alone(program: &Program<'_, '_>, target: MethodId, kind: Option<InvokeKind>) -> bool {
    match kind {
        Some(InvokeKind::Static | InvokeKind::Direct | InvokeKind::Super) => true,
        Some(InvokeKind::Virtual) => {
            let is_final = program.method(target).is_some_and(|(_, row)| row.access & ACC_FINAL != 0);
            is_final || program.class(program.owner(target)).is_some_and(|class| !class.has_children)
        }
        _ => false,
    }
}

/// All calls of a method that no other can stand in for; `None` when they are too many or not all known.
pub(super) fn calls_of(
    program: &mut Program<'_, '_>,
    method: MethodId,
    budget: &mut Budget,
) -> Result<Option<Vec<CallSite>>> {
    let Some((own, summary)) = program.method(method) else { return Ok(None) };
    let owner = program.owner(method);
    let dexes = program.dexes;
    let selector = program.selector(own, summary.method);
    if !summary.is_direct {
        let ancestors = program.ancestors(owner);
        let overrides = ancestors.iter().any(|above| {
            program.class(*above).is_some_and(|c| c.is_defined())
                && program.own_method(*above, selector).is_some()
        });
        if overrides || program.class(owner).is_none_or(|class| class.has_children) {
            return Ok(None);
        }
    }
    let Some(name) = program.class(owner).map(|class| class.name) else { return Ok(None) };
    let mut found = Vec::new();
    for (dex, file) in dexes.iter().enumerate() {
        if summary.access & ACC_PRIVATE != 0 && dex != own {
            continue;
        }
        for index in references(file, name) {
            budget.charge(2)?;
            if program.selector(dex, index) != selector {
                continue;
            }
            let Some(sweep) = program.sweeps.get(dex) else { continue };
            for position in program.callers(dex).of(index) {
                let place = sweep.method_of(*position).zip(sweep.events.get(*position as usize));
                let Some((row, event)) = place else { continue };
                found.push((program.method_id(dex, row), event.at()));
            }
        }
        if found.len() > MAX_CALLS {
            return Ok(None);
        }
    }
    Ok((!found.is_empty()).then_some(found))
}

/// Method indexes of a file that name this class; method ids are sorted by class.
fn references(file: &Dex<'_>, class: &[u8]) -> std::ops::Range<u32> {
    let Some(type_) = file.find_type(class) else { return 0..0 };
    let bound = |past: u32| {
        let (mut low, mut high) = (0, file.method_count());
        while low < high {
            let middle = low + (high - low) / 2;
            if file.method(middle).is_some_and(|row| row.class < past) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    };
    bound(type_)..bound(type_.saturating_add(1))
}

/// Whether a value is read from preferences, JSON or remote configuration.
pub(super) fn reads_settings(values: &Values<'_, '_, '_>, value: ValueId) -> bool {
    let dex = values.body().dex();
    values.derived_from(value).into_iter().any(|id| match values.origin(id) {
        Origin::Result { method, .. } => {
            let class = dex.method(*method).and_then(|row| dex.type_bytes(row.class));
            class.is_some_and(super::makes::is_settings)
        }
        _ => false,
    })
}
