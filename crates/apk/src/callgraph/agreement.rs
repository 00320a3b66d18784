//! Where agreement is recorded: writes of consent keys, SDK consent switches.
//!
//! What stands behind such a place counts as agreed only after a human action, so a switch that is simply
//! called at start never opens a gate (`paths` sees to that).

use std::collections::{HashMap, HashSet};

use super::callers::{calls, calls_of, Call};
use super::facts::GateKind;
use super::gates::{Candidate, Gates};
use super::guards;
use super::hash::Map;
use super::keys::{takes_any, Keys};
use super::program::{MethodId, Program};
use crate::dex::{Arg, Body, Values};
use crate::error::Result;
use crate::knowledge::{Confidence, Knowledge, RowKind};
use crate::limits::Budget;

const MAX_LEVELS: usize = 4;
const MAX_METHODS: usize = 3000;

/// What a call records.
#[derive(Debug, Clone, Copy)]
enum Writer {
    /// A value under a key, both given as arguments.
    Keyed { key: usize, value: usize },
    /// Agreement, when this argument is 1 (or 0, for keys that mean "not yet").
    Valued { value: usize, agreed: bool, gate: u16, grants: bool },
    /// Agreement.
    Agrees { gate: u16 },
    /// An SDK's consent switch; its first truth value decides.
    Switch,
}

/// Adds listener and switch candidates; gives the methods that record agreement, with their gate.
///
/// # Errors
/// `budget_exceeded`.
pub fn find(
    program: &mut Program<'_, '_>,
    knowledge: &Knowledge,
    gates: &mut Gates,
    budget: &mut Budget,
) -> Result<HashMap<MethodId, u16>> {
    let keys = Keys::new(&knowledge.consent);
    let mut search = Search { knowledge, gates, writers: HashMap::new(), keys };
    let mut level = search.first_level(program);
    let mut done: HashSet<(MethodId, u32)> = HashSet::new();
    for _ in 0..MAX_LEVELS {
        level.retain(|call| done.insert((call.caller, call.at)));
        level.sort_by_key(|call| (call.caller, call.at));
        let before: HashSet<MethodId> = search.writers.keys().copied().collect();
        for calls in level.chunk_by(|a, b| a.caller == b.caller).take(MAX_METHODS) {
            search.caller(program, calls, budget)?;
        }
        let writers = search.writers.iter().filter(|(id, _)| !before.contains(id));
        let new: HashMap<MethodId, Writer> = writers.map(|(id, writer)| (*id, *writer)).collect();
        if new.is_empty() {
            break;
        }
        level = calls_of(program, &new);
    }
    let agrees = |(method, writer): (MethodId, Writer)| match writer {
        Writer::Agrees { gate } => Some((method, gate)),
        _ => None,
    };
    Ok(search.writers.into_iter().filter_map(agrees).collect())
}

struct Search<'k, 'g> {
    knowledge: &'k Knowledge,
    gates: &'g mut Gates,
    writers: HashMap<MethodId, Writer>,
    keys: Keys<'k>,
}

impl Search<'_, '_> {
    fn first_level(&self, program: &mut Program<'_, '_>) -> Vec<Call<Writer>> {
        let consent = &self.knowledge.consent;
        let switches: HashSet<(&str, &str)> = self
            .knowledge
            .rows
            .iter()
            .filter(|row| {
                row.kind == RowKind::Method && row.tags.iter().any(|t| t.starts_with("sdk_consent:"))
            })
            .map(|row| (row.class.as_str(), row.name.as_str()))
            .collect();
        let mut names: HashSet<Vec<u8>> = switches.iter().map(|(_, name)| name.as_bytes().to_vec()).collect();
        names.extend(consent.switch_names.iter().map(|name| name.as_bytes().to_vec()));
        let writes = consent.writes.iter().rev().filter_map(|write| {
            let writer = Writer::Keyed { key: write.key, value: write.value };
            Some((write.parts()?, writer))
        });
        let writes: Map<(&str, &str), Writer> = writes.collect();
        names.extend(writes.keys().map(|(_, name)| name.as_bytes().to_vec()));
        calls(program, &names, |program, dex, method| {
            let file = program.dexes.get(dex)?;
            let row = file.method(method)?;
            let name = std::str::from_utf8(file.string_bytes(row.name)?).ok()?;
            let class = std::str::from_utf8(file.type_bytes(row.class)?).ok()?;
            if switches.contains(&(class, name)) || consent.switch_names.iter().any(|switch| switch == name) {
                return Some(Writer::Switch);
            }
            writes.get(&(class, name)).copied()
        })
    }

    fn caller(
        &mut self,
        program: &mut Program<'_, '_>,
        calls: &[Call<Writer>],
        budget: &mut Budget,
    ) -> Result<()> {
        let Some(method) = calls.first().map(|call| call.caller) else { return Ok(()) };
        let any = |kind: fn(&Writer) -> bool| calls.iter().any(|call| kind(&call.target));
        let follows = any(|writer| !matches!(writer, Writer::Keyed { .. }));
        let keyed = any(|writer| matches!(writer, Writer::Keyed { .. }));
        if !follows && !(keyed && (takes_any(program, method) || self.keys.may_name(program, method))) {
            return Ok(());
        }
        let Some((dex, summary)) = program.method(method) else { return Ok(()) };
        let dexes = program.dexes;
        let Some(body) = dexes.get(dex).and_then(|d| d.body(summary, budget).ok().flatten()) else {
            return budget.charge(1);
        };
        let Ok(values) = body.values(budget) else { return budget.charge(1) };
        for call in calls {
            let args = values.const_args(call.at);
            match call.target {
                Writer::Keyed { key, value } => {
                    self.keyed(program, &body, &values, *call, (key, value), &args)
                }
                Writer::Valued { value, agreed, gate, grants } => {
                    match args.get(value).and_then(guards::truth) {
                        Some(truth) if truth == agreed => {
                            self.gates.grants.extend(grants.then_some((call.caller, call.at, gate)));
                            self.agrees(&body, *call, gate);
                        }
                        Some(_) => {}
                        None => Self::pass_on(&mut self.writers, &body, &values, *call, call.target, value),
                    }
                }
                Writer::Agrees { gate } => self.agrees(&body, *call, gate),
                Writer::Switch => self.switch(program, &body, *call, &args),
            }
        }
        Ok(())
    }

    /// Everything behind the call counts as agreed, here and where this method is called.
    fn agrees(&mut self, body: &Body<'_, '_>, call: Call<Writer>, gate: u16) {
        self.gates.guard(call.caller, guards::ranges_behind(body, call.at), gate);
        self.writers.entry(call.caller).or_insert(Writer::Agrees { gate });
    }

    fn keyed(
        &mut self,
        program: &Program<'_, '_>,
        body: &Body<'_, '_>,
        values: &Values<'_, '_, '_>,
        call: Call<Writer>,
        (key, value): (usize, usize),
        args: &[Arg],
    ) {
        match args.get(key) {
            Some(Arg::String(text)) => {
                let Some(meaning) = self.knowledge.consent.key(text) else { return };
                let confidence = if meaning.names_agreement { Confidence::High } else { Confidence::Low };
                let why = "writes a preference whose key speaks of agreement";
                let owner =
                    program.class(program.owner(call.caller)).map(|c| dotted(c.name)).unwrap_or_default();
                let agreed = meaning.polarity;
                let truth = args.get(value).and_then(guards::truth);
                if truth == Some(!agreed) {
                    return;
                }
                let found = Candidate {
                    kind: GateKind::Listener,
                    key: if truth.is_some() { owner } else { text.clone() },
                    method: call.caller,
                    at: call.at,
                    polarity: agreed,
                    confidence,
                    why,
                    open: false,
                };
                let Some(gate) = self.gates.candidate(program, found) else { return };
                match truth {
                    Some(_) => {
                        self.gates.grants.extend(meaning.grants.then_some((call.caller, call.at, gate)));
                        self.agrees(body, call, gate);
                    }
                    None => {
                        let writer = Writer::Valued { value, agreed, gate, grants: meaning.grants };
                        Self::pass_on(&mut self.writers, body, values, call, writer, value);
                    }
                }
            }
            Some(Arg::Unknown) => {
                let parameter = |n: usize| guards::parameter_at(body, values, call.at, n);
                if let (Some(key), Some(value)) = (parameter(key), parameter(value)) {
                    self.writers.entry(call.caller).or_insert(Writer::Keyed { key, value });
                }
            }
            _ => {}
        }
    }

    /// The value is the method's own argument: its callers decide.
    fn pass_on(
        writers: &mut HashMap<MethodId, Writer>,
        body: &Body<'_, '_>,
        values: &Values<'_, '_, '_>,
        call: Call<Writer>,
        writer: Writer,
        value: usize,
    ) {
        let Writer::Valued { agreed, gate, grants, .. } = writer else { return };
        if let Some(value) = guards::parameter_at(body, values, call.at, value) {
            writers.entry(call.caller).or_insert(Writer::Valued { value, agreed, gate, grants });
        }
    }

    fn switch(&mut self, program: &Program<'_, '_>, body: &Body<'_, '_>, call: Call<Writer>, args: &[Arg]) {
        let target = body.instruction(call.at).and_then(|insn| insn.index());
        let key = target.and_then(|index| body.dex().method_signature(index)).unwrap_or_default();
        let truth = boolean_parameter(&key).and_then(|n| args.get(n)).and_then(guards::truth);
        let why = match truth {
            Some(true) => "SDK consent switch called with true",
            Some(false) => "SDK consent switch called with false",
            None => "SDK consent switch",
        };
        let (polarity, confidence) = (truth.unwrap_or(true), Confidence::Medium);
        let (kind, method, at) = (GateKind::Switch, call.caller, call.at);
        let gate = self
            .gates
            .candidate(program, Candidate { kind, key, method, at, polarity, confidence, why, open: false });
        if let (Some(gate), Some(true)) = (gate, truth) {
            self.agrees(body, call, gate);
        }
    }
}

/// Position of the first truth value among a signature's parameters.
fn boolean_parameter(signature: &str) -> Option<usize> {
    let descriptor = signature.get(signature.find('(')?..)?;
    let types = super::hash::descriptor_types(descriptor)?;
    types.split_last()?.1.iter().position(|type_| *type_ == "Z")
}

/// `Lcom/a/B;` → `com.a.B`.
pub fn dotted(name: &[u8]) -> String {
    let text = crate::dex::decode_mutf8(name);
    text.trim_start_matches('L').trim_end_matches(';').replace('/', ".")
}
