//! Flags: fields that nothing but an agreeing listener sets to true, directly or through setters.

use std::collections::{HashMap, HashSet};

use super::callers::calls_of;
use super::facts::GateKind;
use super::gates::{Candidate, Gates, Told};
use super::guards::{self, FieldName};
use super::program::{MethodId, Program};
use crate::dex::{decode_mutf8, Body, Origin, Values};
use crate::error::Result;
use crate::knowledge::Confidence;
use crate::limits::Budget;

/// Setters that call setters.
const MAX_LEVELS: usize = 3;
const MAX_METHODS: usize = 1000;
const MAX_FLAGS: usize = 100;

/// What is written to a field, or handed to a setter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Given {
    True,
    False,
    /// The method's own parameter of this number.
    Parameter(usize),
    Unknown,
}

/// One write in a method.
#[derive(Debug, Clone)]
struct Write {
    at: u32,
    field: FieldName,
    given: Given,
}

/// Flags of a package with the gate each is.
///
/// # Errors
/// `budget_exceeded`.
pub fn find(
    program: &mut Program<'_, '_>,
    gates: &mut Gates,
    budget: &mut Budget,
) -> Result<Vec<(FieldName, Told)>> {
    let mut candidates: HashMap<FieldName, (MethodId, u32)> = HashMap::new();
    for method in gates.recorded().into_iter().take(MAX_METHODS) {
        for (at, field) in set_by(program, method, budget)? {
            if gates.mark(method, at).gate().is_some() && candidates.len() < MAX_FLAGS {
                candidates.entry(field).or_insert((method, at));
            }
        }
    }
    if candidates.is_empty() {
        return Ok(Vec::new());
    }
    let set_elsewhere = elsewhere(program, gates, &candidates, budget)?;
    let mut left: Vec<(FieldName, (MethodId, u32))> =
        candidates.into_iter().filter(|(field, _)| !set_elsewhere.contains(field)).collect();
    left.sort_unstable();
    let mut found = Vec::new();
    for ((class, name), (method, at)) in left {
        let key = format!("{}->{}", decode_mutf8(&class), decode_mutf8(&name));
        let candidate = Candidate {
            kind: GateKind::Preference,
            key,
            method,
            at,
            polarity: true,
            confidence: Confidence::Medium,
            why: "flag that only the agreeing listener sets",
            open: false,
        };
        if let Some(gate) = gates.candidate(program, candidate) {
            found.push(((class, name), Told { gate, polarity: true }));
        }
    }
    Ok(found)
}

/// Fields that a method sets to true itself or by calls: (code unit, field).
fn set_by(
    program: &mut Program<'_, '_>,
    method: MethodId,
    budget: &mut Budget,
) -> Result<Vec<(u32, FieldName)>> {
    let (writes, calls) = taken_apart(program, method, budget)?;
    let mut found: Vec<(u32, FieldName)> = writes
        .into_iter()
        .filter(|write| write.given == Given::True)
        .map(|write| (write.at, write.field))
        .collect();
    let mut level: Vec<(u32, MethodId, usize)> = Vec::new();
    for (at, callee, args) in calls {
        let truths = args.iter().enumerate().filter(|(_, given)| **given == Given::True);
        level.extend(truths.map(|(n, _)| (at, callee, n)));
    }
    for _ in 0..MAX_LEVELS {
        let mut next = Vec::new();
        for (at, callee, parameter) in level.into_iter().take(MAX_FLAGS) {
            let (writes, calls) = taken_apart(program, callee, budget)?;
            let own = writes.into_iter().filter(|write| write.given == Given::Parameter(parameter));
            found.extend(own.map(|write| (at, write.field)));
            for (_, deeper, args) in calls {
                let passed =
                    args.iter().enumerate().filter(|(_, given)| **given == Given::Parameter(parameter));
                next.extend(passed.map(|(n, _)| (at, deeper, n)));
            }
        }
        level = next;
    }
    Ok(found)
}

/// Those of the fields that something else than an agreeing listener may set to true.
fn elsewhere(
    program: &mut Program<'_, '_>,
    gates: &Gates,
    candidates: &HashMap<FieldName, (MethodId, u32)>,
    budget: &mut Budget,
) -> Result<HashSet<FieldName>> {
    let mut set = HashSet::new();
    // Setters of fields by the parameter that is written.
    let mut setters: HashMap<MethodId, Vec<(usize, FieldName)>> = HashMap::new();
    for method in guards::writers(program, candidates) {
        for write in taken_apart(program, method, budget)?.0 {
            match write.given {
                _ if !candidates.contains_key(&write.field) => {}
                Given::False => {}
                Given::Parameter(n) => {
                    setters.entry(method).or_default().push((n, write.field));
                }
                _ if gates.mark(method, write.at).gate().is_some() => {}
                _ => {
                    set.insert(write.field);
                }
            }
        }
    }
    for level in 0..=MAX_LEVELS {
        let mut outer: HashMap<MethodId, Vec<(usize, FieldName)>> = HashMap::new();
        let mut callers: Vec<(MethodId, u32, MethodId)> = Vec::new();
        let targets: HashMap<MethodId, MethodId> = setters.keys().map(|method| (*method, *method)).collect();
        callers
            .extend(calls_of(program, &targets).into_iter().map(|call| (call.caller, call.at, call.target)));
        for (caller, at, setter) in callers.into_iter().take(MAX_METHODS) {
            let calls = taken_apart(program, caller, budget)?.1;
            let args = calls.into_iter().find(|(place, ..)| *place == at).map(|(.., args)| args);
            for (n, field) in setters.get(&setter).into_iter().flatten() {
                match args.as_ref().and_then(|args| args.get(*n)) {
                    Some(Given::False) => {}
                    _ if gates.mark(caller, at).gate().is_some() => {}
                    Some(Given::Parameter(outer_n)) if level < MAX_LEVELS => {
                        outer.entry(caller).or_default().push((*outer_n, field.clone()));
                    }
                    _ => {
                        set.insert(field.clone());
                    }
                }
            }
        }
        if outer.is_empty() {
            break;
        }
        setters = outer;
    }
    Ok(set)
}

/// Calls of methods of the package: code unit, callee, what each declared argument is.
type GivenCalls = Vec<(u32, MethodId, Vec<Given>)>;

fn taken_apart(
    program: &mut Program<'_, '_>,
    method: MethodId,
    budget: &mut Budget,
) -> Result<(Vec<Write>, GivenCalls)> {
    let (mut writes, mut calls) = (Vec::new(), Vec::new());
    let Some((dex, summary)) = program.method(method) else { return Ok((writes, calls)) };
    let dexes = program.dexes;
    let Some(body) = dexes.get(dex).and_then(|d| d.body(summary, budget).ok().flatten()) else {
        return budget.charge(1).map(|()| (writes, calls));
    };
    let Ok(values) = body.values(budget) else { return budget.charge(1).map(|()| (writes, calls)) };
    for site in values.sites() {
        match site.opcode {
            // iput-boolean and sput-boolean: the written value comes first.
            0x5c | 0x6a => {
                let Some(field) = guards::field_name(program, &body, site.index) else { continue };
                let Some(value) = values.operands(site).next() else { continue };
                let given = match values.constant(value, b"Z") {
                    crate::dex::Arg::Unknown => match values.origin(value) {
                        Origin::Parameter(word) => parameter(&body, *word),
                        _ => Given::Unknown,
                    },
                    constant => known(&constant),
                };
                writes.push(Write { at: site.at, field, given });
            }
            0x6e..=0x72 | 0x74..=0x78 => {
                if let Some(callee) = program.resolve(dex, site.index) {
                    calls.push((site.at, callee, arguments(&body, &values, site.at)));
                }
            }
            _ => {}
        }
    }
    Ok((writes, calls))
}

fn arguments(body: &Body<'_, '_>, values: &Values<'_, '_, '_>, at: u32) -> Vec<Given> {
    let args = values.const_args(at);
    let given = args.iter().enumerate().map(|(n, arg)| match arg {
        crate::dex::Arg::Unknown => {
            guards::parameter_at(body, values, at, n).map_or(Given::Unknown, Given::Parameter)
        }
        constant => known(constant),
    });
    given.collect()
}

fn known(constant: &crate::dex::Arg) -> Given {
    match guards::truth(constant) {
        Some(true) => Given::True,
        Some(false) => Given::False,
        None => Given::Unknown,
    }
}

fn parameter(body: &Body<'_, '_>, word: u16) -> Given {
    guards::parameter_of_word(body, word).map_or(Given::Unknown, Given::Parameter)
}
