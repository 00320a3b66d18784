//! Consent gates: where the app records agreement, and which code stands only behind "agreed".
//!
//! A preference read whose key speaks of agreement is followed through the app's own wrappers, fields and
//! negations to the branches that test it; code that control comes to only by the agreed side is guarded.
//! A write of such a key (or an SDK's consent switch) after a human action opens a stretch of its own.

use std::collections::{HashMap, HashSet};

use super::callers::{calls, calls_of, Call};
use super::facts::GateKind;
use super::gates::{Candidate, Gates, Told};
use super::guards;
use super::guards::FieldName;
use super::inputs::Inputs;
use super::keys::{takes_text, Keys};
use super::program::{ClassId, MethodId, Program};
use crate::dex::{Arg, Body, Values};
use crate::error::Result;
use crate::knowledge::{Confidence, Knowledge};
use crate::limits::Budget;

/// Deepest chain of wrappers that is followed.
const MAX_LEVELS: usize = 5;
/// Most methods taken apart at one level.
const MAX_METHODS: usize = 4000;

/// What a place in code yields.
#[derive(Debug, Clone, Copy)]
enum Reader {
    /// A value read under the key that this argument holds.
    Keyed(usize, Unwritten),
    /// A value that tells.
    Tells(Told),
}

/// What a read gives when nothing was written yet.
#[derive(Debug, Clone, Copy)]
enum Unwritten {
    /// This argument.
    Argument(usize),
    Fixed(bool),
    /// Nothing that a first start tells by.
    Unknown,
}

/// Finds all gates of a package.
///
/// # Errors
/// `budget_exceeded`.
pub fn find(
    program: &mut Program<'_, '_>,
    knowledge: &Knowledge,
    inputs: &Inputs<'_>,
    components: &[ClassId],
    budget: &mut Budget,
) -> Result<Gates> {
    let mut gates = Gates::default();
    let mut search = Search {
        knowledge,
        gates: &mut gates,
        readers: HashMap::new(),
        fields: HashMap::new(),
        keys: Keys::new(&knowledge.consent),
    };
    search.reads(program, budget)?;
    let mut agreeing = super::agreement::find(program, knowledge, search.gates, budget)?;
    // A dialog that only notes a first start asks nothing that could be refused.
    agreeing.retain(|_, gate| search.gates.get(*gate).is_some_and(|gate| gate.confidence > Confidence::Low));
    super::questions::find(program, knowledge, (inputs, components), &agreeing, search.gates, budget)?;
    for (field, told) in super::flags::find(program, search.gates, budget)? {
        search.fields.entry(field).or_insert(told);
    }
    search.field_readers(program, budget)?;
    Ok(gates)
}

struct Search<'k, 'g> {
    knowledge: &'k Knowledge,
    gates: &'g mut Gates,
    keys: Keys<'k>,
    /// Methods of the package that read or tell.
    readers: HashMap<MethodId, Reader>,
    /// Static fields (class, name) that hold a value that tells.
    fields: HashMap<FieldName, Told>,
}

impl Search<'_, '_> {
    fn reads(&mut self, program: &mut Program<'_, '_>, budget: &mut Budget) -> Result<()> {
        let reads = self.knowledge.consent.reads.iter();
        let parts: Vec<(&str, &str, usize)> =
            reads.filter_map(|read| read.parts().map(|(class, name)| (class, name, read.key))).collect();
        let names: HashSet<Vec<u8>> = parts.iter().map(|(_, name, _)| name.as_bytes().to_vec()).collect();
        let level: Vec<Call<Reader>> = calls(program, &names, |program, dex, method| {
            let dexes = program.dexes;
            let row = dexes.get(dex)?.method(method)?;
            let name = dexes.get(dex)?.string_bytes(row.name)?;
            let class = dexes.get(dex)?.type_bytes(row.class)?;
            let fits = |wanted: &str| {
                class == wanted.as_bytes()
                    || program
                        .find_class(class)
                        .zip(program.find_class(wanted.as_bytes()))
                        .is_some_and(|(below, above)| program.ancestors(below).contains(&above))
            };
            let found = parts.iter().find(|(class, n, _)| n.as_bytes() == name && fits(class));
            let (_, _, key) = found?;
            let file = dexes.get(dex)?;
            let types = file.proto(row.proto)?.parameters;
            let is_truth =
                types.iter().nth(key + 1).is_some_and(|type_| file.type_bytes(type_) == Some(b"Z"));
            // A number's default is mostly a mark of its own: "unset".
            let unwritten = if is_truth { Unwritten::Argument(key + 1) } else { Unwritten::Unknown };
            Some(Reader::Keyed(*key, unwritten))
        });
        self.spread(program, level, budget)
    }

    /// Takes callers of readers apart, then those of the wrappers found, and so on.
    fn spread(
        &mut self,
        program: &mut Program<'_, '_>,
        mut level: Vec<Call<Reader>>,
        budget: &mut Budget,
    ) -> Result<()> {
        let mut done: HashSet<(MethodId, u32)> = HashSet::new();
        for _ in 0..MAX_LEVELS {
            level.retain(|call| done.insert((call.caller, call.at)));
            if level.is_empty() {
                break;
            }
            level.sort_by_key(|call| (call.caller, call.at));
            let before: HashSet<MethodId> = self.readers.keys().copied().collect();
            for calls in level.chunk_by(|a, b| a.caller == b.caller).take(MAX_METHODS) {
                self.caller(program, calls, budget)?;
            }
            let new: HashMap<MethodId, Reader> =
                self.readers.iter().filter(|(id, _)| !before.contains(id)).map(|(id, r)| (*id, *r)).collect();
            level = calls_of(program, &new);
        }
        Ok(())
    }

    /// One method that calls readers.
    fn caller(
        &mut self,
        program: &mut Program<'_, '_>,
        calls: &[Call<Reader>],
        budget: &mut Budget,
    ) -> Result<()> {
        let Some(method) = calls.first().map(|call| call.caller) else { return Ok(()) };
        let only_keyed = calls.iter().all(|call| matches!(call.target, Reader::Keyed(..)));
        if only_keyed && !takes_text(program, method) && !self.keys.may_name(program, method) {
            return Ok(());
        }
        let Some((dex, summary)) = program.method(method) else { return Ok(()) };
        let dexes = program.dexes;
        let Some(body) = dexes.get(dex).map(|d| d.body(summary, budget)).transpose().ok().flatten().flatten()
        else {
            return Ok(());
        };
        let Ok(values) = body.values(budget) else { return budget.charge(0) };
        for call in calls {
            let told = match call.target {
                Reader::Tells(told) => Some(told),
                Reader::Keyed(key, unwritten) => {
                    let args = values.const_args(call.at);
                    match args.get(key) {
                        Some(Arg::String(text)) => {
                            let default = match unwritten {
                                Unwritten::Fixed(truth) => Some(truth),
                                Unwritten::Argument(n) => args.get(n).and_then(guards::truth),
                                Unwritten::Unknown => None,
                            };
                            self.by_key(program, (method, call.at), text, default)
                        }
                        Some(Arg::Unknown) => {
                            self.wrapper(&body, &values, *call, (key, unwritten), &args);
                            None
                        }
                        _ => None,
                    }
                }
            };
            if let Some(told) = told {
                self.result(program, &body, &values, method, call.at, told);
            }
        }
        Ok(())
    }

    /// A read under a constant key; `default` is what it gives on a first start.
    fn by_key(
        &mut self,
        program: &Program<'_, '_>,
        (method, at): (MethodId, u32),
        key: &str,
        default: Option<bool>,
    ) -> Option<Told> {
        let meaning = self.knowledge.consent.key(key)?;
        let (mut polarity, mut open) = (meaning.polarity, default == Some(meaning.polarity));
        if open && !polarity && !meaning.refuses {
            // `getBoolean("privacy_show", false)`: what nobody wrote cannot mean "agreed", so "shown" is meant.
            (polarity, open) = (true, false);
        }
        if open && !meaning.refuses && !meaning.grants {
            return None;
        }
        let (confidence, why) = match (meaning.names_agreement, open) {
            (true, false) => (Confidence::High, "preference whose key names agreement"),
            (true, true) => (Confidence::High, "preference that is agreed by default"),
            (false, _) => (Confidence::Low, "preference whose key names a first start"),
        };
        let (kind, key) = (GateKind::Preference, key.to_owned());
        let found = Candidate { kind, key, method, at, polarity, confidence, why, open };
        Some(Told { gate: self.gates.candidate(program, found)?, polarity })
    }

    /// A method that reads under a key it is given.
    fn wrapper(
        &mut self,
        body: &Body<'_, '_>,
        values: &Values<'_, '_, '_>,
        call: Call<Reader>,
        (key, unwritten): (usize, Unwritten),
        args: &[Arg],
    ) {
        let Some(key) = guards::parameter_at(body, values, call.at, key) else { return };
        let unwritten = match unwritten {
            Unwritten::Argument(n) => match args.get(n).and_then(guards::truth) {
                Some(truth) => Unwritten::Fixed(truth),
                None => guards::parameter_at(body, values, call.at, n)
                    .map_or(Unwritten::Unknown, Unwritten::Argument),
            },
            same => same,
        };
        if values.returns_result(call.at) == Some(true) || guards::returns_derived(values, call.at) {
            self.readers.entry(call.caller).or_insert(Reader::Keyed(key, unwritten));
        }
    }

    /// Follows a telling value to branches, to what the method returns, and to fields.
    fn result(
        &mut self,
        program: &Program<'_, '_>,
        body: &Body<'_, '_>,
        values: &Values<'_, '_, '_>,
        method: MethodId,
        at: u32,
        told: Told,
    ) {
        for (at, told) in guards::conversions(body, values, at, told) {
            let mut returned = values.returns_result(at).map(|same| told.polarity == same);
            for branch in values.branches_on(at) {
                let taken = branch.taken_when_true == told.polarity;
                self.gates.guard(method, guards::guarded_ranges(body, branch.at, taken), told.gate);
                let by_branch = guards::returned_by_branch(body, branch.at, branch.taken_when_true);
                returned = returned.or(by_branch.map(|same| told.polarity == same));
            }
            if returned.is_none() && guards::returns_derived(values, at) {
                returned = Some(told.polarity);
            }
            if let Some(polarity) = returned {
                self.readers.entry(method).or_insert(Reader::Tells(Told { polarity, ..told }));
            }
            for field in values.flow(crate::dex::Source::Result(at)).fields {
                if let Some(name) = guards::field_name(program, body, field) {
                    self.fields.entry(name).or_insert(told);
                }
            }
        }
    }

    /// Methods that test or return a field in which agreement is kept.
    fn field_readers(&mut self, program: &mut Program<'_, '_>, budget: &mut Budget) -> Result<()> {
        if self.fields.is_empty() {
            return Ok(());
        }
        let mut new: HashMap<MethodId, Reader> = HashMap::new();
        for (method, field, name) in guards::field_reads(program, &self.fields) {
            let Some(told) = self.fields.get(&name).copied() else { continue };
            let Some((dex, summary)) = program.method(method) else { continue };
            let dexes = program.dexes;
            let Some(body) = dexes.get(dex).and_then(|d| d.body(summary, budget).ok().flatten()) else {
                continue;
            };
            let Ok(values) = body.values(budget) else { continue };
            for (branch, taken_when_true) in guards::field_branches(&values, field) {
                let taken = taken_when_true == told.polarity;
                self.gates.guard(method, guards::guarded_ranges(&body, branch, taken), told.gate);
                if let Some(same) = guards::returned_by_branch(&body, branch, taken_when_true) {
                    new.entry(method)
                        .or_insert(Reader::Tells(Told { polarity: told.polarity == same, ..told }));
                }
            }
            if guards::returns_field(&values, field) {
                new.entry(method).or_insert(Reader::Tells(told));
            }
        }
        self.readers.extend(new.iter().map(|(method, reader)| (*method, *reader)));
        let level = calls_of(program, &new);
        self.spread(program, level, budget)
    }
}
