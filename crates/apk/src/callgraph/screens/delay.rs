//! How long after the way to a method begins its code runs: constants given to timers on the way.

use super::super::bits::Bits;
use super::super::facts::Path;
use super::super::hash::{Map, Set};
use super::super::program::{ClassId, MethodId, Program};
use crate::dex::{Arg, Dex, Origin, Values};
use crate::error::Result;
use crate::limits::Budget;

/// Calls that run something later, with how far the delay is among the declared arguments.
const TIMERS: [(&[u8], usize); 8] = [
    (b"postDelayed", 1),
    (b"sendEmptyMessageDelayed", 1),
    (b"sendMessageDelayed", 1),
    (b"schedule", 1),
    (b"scheduleAtFixedRate", 1),
    (b"postAtTime", 1),
    (b"setStartDelay", 0),
    (b"setStartOffset", 0),
];
const COUNTDOWN: &[u8] = b"Landroid/os/CountDownTimer;";
/// Past this a number is a time of day, not a delay.
const MAX_MS: i64 = 600_000;
/// Most places where a timer is made that are looked at.
const MAX_MAKERS: usize = 16;

/// Delays between methods, each asked once.
pub struct Delays {
    /// Method indexes of timers' calls, by file.
    timers: Vec<Set<u32>>,
    countdown: Option<ClassId>,
    known: Map<(MethodId, u32, MethodId), i64>,
}

impl Delays {
    pub fn new(program: &Program<'_, '_>, budget: &mut Budget) -> Result<Self> {
        let mut timers = Vec::with_capacity(program.dexes.len());
        for file in program.dexes {
            budget.charge(u64::from(file.method_count()))?;
            let names: Bits =
                TIMERS.iter().filter_map(|(name, _)| super::super::rows::find_string(file, name)).collect();
            let is_timer = |index: &u32| file.method(*index).is_some_and(|id| names.has(id.name));
            timers.push((0..file.method_count()).filter(is_timer).collect());
        }
        Ok(Self { timers, countdown: program.find_class(COUNTDOWN), known: Map::default() })
    }

    /// The least delay over all ways to `method` that need no human action; `None` when one is immediate or
    /// not constant.
    ///
    /// # Errors
    /// `budget_exceeded`.
    pub fn least(
        &mut self,
        program: &Program<'_, '_>,
        method: MethodId,
        paths: &[Path],
        budget: &mut Budget,
    ) -> Result<Option<i64>> {
        let mut least: Option<i64> = None;
        for path in paths.iter().filter(|path| super::by_itself(path)) {
            let mut sum = 0i64;
            for (number, (caller, at)) in path.calls.iter().enumerate() {
                let next = path.calls.get(number + 1).map_or(method, |(next, _)| *next);
                sum = sum.saturating_add(self.between(program, (*caller, *at), next, budget)?);
            }
            if sum <= 0 || sum > MAX_MS {
                return Ok(None);
            }
            least = Some(least.map_or(sum, |have| have.min(sum)));
        }
        Ok(least)
    }

    /// Milliseconds between what happens at `at` of a method and `next`.
    fn between(
        &mut self,
        program: &Program<'_, '_>,
        (caller, at): (MethodId, u32),
        next: MethodId,
        budget: &mut Budget,
    ) -> Result<i64> {
        if let Some(known) = self.known.get(&(caller, at, next)) {
            return Ok(*known);
        }
        let ms = match counts_down(program, self.countdown, next, budget)? {
            Some(ms) => ms,
            None if self.has_timer(program, caller) => posted(program, (caller, at), next, budget)?,
            None => 0,
        };
        self.known.insert((caller, at, next), ms);
        Ok(ms)
    }

    fn has_timer(&self, program: &Program<'_, '_>, method: MethodId) -> bool {
        let Some((dex, summary)) = program.method(method) else { return false };
        let (Some(timers), Some(sweep)) = (self.timers.get(dex), program.sweeps.get(dex)) else {
            return false;
        };
        sweep.events_of(summary).iter().any(|event| event.is_invoke() && timers.contains(&event.index))
    }
}

/// Milliseconds between what happens at `at` of a method and `next`: the call there is a timer's, or makes the
/// object that a timer of the same method is given.
fn posted(
    program: &Program<'_, '_>,
    (caller, at): (MethodId, u32),
    next: MethodId,
    budget: &mut Budget,
) -> Result<i64> {
    let class = program.class(program.owner(next)).map(|class| class.name).unwrap_or_default();
    let mut least: Option<i64> = None;
    with_values(program, caller, budget, |file, values| {
        for site in values.sites().iter().filter(|site| matches!(site.opcode, 0x6e..=0x72 | 0x74..=0x78)) {
            let is_class = |value| match values.origin(value) {
                Origin::New { type_, .. } => file.type_bytes(*type_) == Some(class),
                _ => false,
            };
            // The first operand of a constructor is the object itself.
            let given = matches!(site.opcode, 0x6e | 0x72 | 0x74 | 0x78)
                && values.operands(site).skip(1).any(is_class);
            if site.at != at && !given {
                continue;
            }
            let name = file.method(site.index).and_then(|id| file.string_bytes(id.name));
            let position = TIMERS.iter().find(|(timer, _)| Some(*timer) == name).map(|(_, n)| *n);
            let told = position.and_then(|n| values.const_args(site.at).get(n).cloned());
            let ms = match (position, told) {
                (Some(_), Some(Arg::Int(told))) => told.max(0),
                // Made here, handed over elsewhere in the method.
                (None, _) if site.at == at && name == Some(b"<init>") => continue,
                _ => 0,
            };
            least = Some(least.map_or(ms, |have| have.min(ms)));
        }
    })?;
    Ok(least.unwrap_or(0))
}

/// For the last callback of a CountDownTimer: how long it counts.
fn counts_down(
    program: &Program<'_, '_>,
    countdown: Option<ClassId>,
    method: MethodId,
    budget: &mut Budget,
) -> Result<Option<i64>> {
    let Some(base) = countdown else { return Ok(None) };
    let class = program.owner(method);
    let finishes = super::super::callers::name_of(program, method).as_deref() == Some(b"onFinish");
    if !finishes || !program.is_a(class, base) {
        return Ok(None);
    }
    let range = program.class(class).map(|c| c.first_method..c.end_method).unwrap_or_default();
    for constructor in range {
        if super::super::callers::name_of(program, constructor).as_deref() != Some(b"<init>") {
            continue;
        }
        let Some((dex, summary)) = program.method(constructor) else { continue };
        let (mut ms, mut word) = (None, None);
        with_values(program, constructor, budget, |file, values| {
            for site in values.sites().iter().filter(|site| matches!(site.opcode, 0x70 | 0x76)) {
                let class = file.method(site.index).and_then(|id| file.type_bytes(id.class));
                let Some(duration) = values.operands(site).nth(1).filter(|_| class == Some(COUNTDOWN)) else {
                    continue;
                };
                match (values.constant(duration, b"J"), values.origin(duration)) {
                    (Arg::Int(told), _) => ms = Some(told),
                    (_, Origin::Parameter(at)) => word = Some(usize::from(*at)),
                    _ => {}
                }
            }
        })?;
        let Some(word) = word.filter(|_| ms.is_none()) else {
            if ms.is_some() {
                return Ok(ms);
            }
            continue;
        };
        let positions = program.callers(dex).of(summary.method).to_vec();
        for position in positions.into_iter().take(MAX_MAKERS) {
            let place = program.sweeps.get(dex).and_then(|sweep| {
                Some((sweep.method_of(position)?, sweep.events.get(position as usize)?.at()))
            });
            let Some((row, at)) = place else { continue };
            with_values(program, program.method_id(dex, row), budget, |_, values| {
                let given = values.site(at).and_then(|site| values.operands(site).nth(word));
                if let Some(Arg::Int(told)) = given.map(|value| values.constant(value, b"J")) {
                    ms = Some(ms.map_or(told, |have: i64| have.min(told)));
                }
            })?;
        }
        if ms.is_some() {
            return Ok(ms);
        }
    }
    Ok(None)
}

/// Gives the values of a method to `look`, where they can be followed.
fn with_values(
    program: &Program<'_, '_>,
    method: MethodId,
    budget: &mut Budget,
    mut look: impl FnMut(&Dex<'_>, &Values<'_, '_, '_>),
) -> Result<()> {
    let Some((dex, summary)) = program.method(method) else { return Ok(()) };
    let Some(file) = program.dexes.get(dex) else { return Ok(()) };
    let Some(body) = file.body(summary, budget).ok().flatten() else { return budget.charge(1) };
    match body.values(budget) {
        Ok(values) => look(file, &values),
        Err(_) => return budget.charge(1),
    }
    Ok(())
}
