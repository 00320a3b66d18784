//! Consent gates: where the app records agreement, and which code stands only behind "agreed".
//!
//! A preference read whose key speaks of agreement is followed through the app's own wrappers, fields and
//! negations to the branches that test it; code that control comes to only by the agreed side is guarded.
//! A write of such a key (or an SDK's consent switch) after a human action opens a stretch of its own.

use std::collections::{HashMap, HashSet};

use super::callers::{calls, calls_of, Call};
use super::facts::{Gate, GateKind};
use super::guards;
use super::keys::{takes_text, Keys};
use super::program::{MethodId, Program};
use crate::dex::{Arg, Body, Origin, Values};
use crate::error::Result;
use crate::knowledge::{Confidence, Knowledge};
use crate::limits::Budget;

/// Deepest chain of wrappers that is followed.
const MAX_LEVELS: usize = 5;
/// Most candidates and most methods taken apart at one level.
const MAX_GATES: usize = 400;
const MAX_METHODS: usize = 4000;

/// A stretch of a method that runs only after agreement: code units `from..end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Guarded {
    pub from: u32,
    pub end: u32,
    pub gate: u16,
}

/// A value that tells whether the user agreed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Told {
    pub gate: u16,
    /// True: a true value means agreed.
    pub polarity: bool,
}

/// All candidates of a package.
#[derive(Debug, Default)]
pub struct Gates {
    pub list: Vec<Gate>,
    guarded: HashMap<MethodId, Vec<Guarded>>,
}

impl Gates {
    /// Stretches of a method behind a gate.
    pub fn guarded(&self, method: MethodId) -> &[Guarded] {
        self.guarded.get(&method).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether an edge with this gate mark (number plus one) is closed until someone agreed. A listener's
    /// gate is not: it only says what follows a human action.
    pub fn guards_launch(&self, mark: u16) -> bool {
        let gate = usize::from(mark).checked_sub(1).and_then(|number| self.list.get(number));
        gate.is_some_and(|gate| gate.kind == GateKind::Preference)
    }

    pub(super) fn guard(&mut self, method: MethodId, ranges: Vec<(u32, u32)>, gate: u16) {
        let rows = ranges.into_iter().map(|(from, end)| Guarded { from, end, gate });
        self.guarded.entry(method).or_default().extend(rows);
    }

    /// Number of a candidate, made when it is new; `None` when there are too many.
    #[allow(clippy::too_many_arguments)]
    pub(super) fn candidate(
        &mut self,
        program: &Program<'_, '_>,
        kind: GateKind,
        key: String,
        method: MethodId,
        at: u32,
        told: (bool, Confidence),
        why: &str,
    ) -> Option<u16> {
        let signature = program.signature(method);
        let same = |gate: &Gate| gate.kind == kind && gate.key == key && gate.method == signature;
        if let Some(number) = self.list.iter().position(same) {
            return u16::try_from(number).ok();
        }
        if self.list.len() >= MAX_GATES {
            return None;
        }
        let dex = program.method(method).and_then(|(dex, _)| program.dexes.get(dex));
        self.list.push(Gate {
            kind,
            key,
            method: signature,
            dex: dex.map(|d| d.entry().to_owned()).unwrap_or_default(),
            offset: at.saturating_mul(2),
            polarity: told.0,
            confidence: told.1,
            why: why.to_owned(),
        });
        u16::try_from(self.list.len() - 1).ok()
    }
}

/// What a place in code yields.
#[derive(Debug, Clone, Copy)]
enum Reader {
    /// A value read under the key that this argument holds.
    Keyed(usize),
    /// A value that tells.
    Tells(Told),
}

/// Finds all gates of a package.
///
/// # Errors
/// `budget_exceeded`.
pub fn find(
    program: &mut Program<'_, '_>,
    knowledge: &Knowledge,
    texts: &HashMap<u32, String>,
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
    super::agreement::find(program, knowledge, texts, &mut gates, budget)?;
    Ok(gates)
}

struct Search<'k, 'g> {
    knowledge: &'k Knowledge,
    gates: &'g mut Gates,
    keys: Keys<'k>,
    /// Methods of the package that read or tell.
    readers: HashMap<MethodId, Reader>,
    /// Static fields (class, name) that hold a value that tells.
    fields: HashMap<(Vec<u8>, Vec<u8>), Told>,
}

impl Search<'_, '_> {
    fn reads(&mut self, program: &mut Program<'_, '_>, budget: &mut Budget) -> Result<()> {
        let reads = &self.knowledge.consent.reads;
        let parts: Vec<(&str, &str, usize)> = reads
            .iter()
            .filter_map(|read| read.parts().map(|(class, name)| (class, name, read.key)))
            .collect();
        let names: HashSet<Vec<u8>> = parts.iter().map(|(_, name, _)| name.as_bytes().to_vec()).collect();
        let mut level: Vec<Call<Reader>> = calls(program, &names, |program, dex, method| {
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
            found.map(|(_, _, key)| Reader::Keyed(*key))
        });
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
        self.field_readers(program, budget)
    }

    /// One method that calls readers.
    fn caller(
        &mut self,
        program: &mut Program<'_, '_>,
        calls: &[Call<Reader>],
        budget: &mut Budget,
    ) -> Result<()> {
        let Some(method) = calls.first().map(|call| call.caller) else { return Ok(()) };
        let only_keyed = calls.iter().all(|call| matches!(call.target, Reader::Keyed(_)));
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
                Reader::Keyed(key) => match values.const_args(call.at).get(key) {
                    Some(Arg::String(text)) => self.by_key(program, method, call.at, text),
                    Some(Arg::Unknown) => {
                        self.wrapper(&body, &values, method, call.at, key);
                        None
                    }
                    _ => None,
                },
            };
            if let Some(told) = told {
                self.result(program, &body, &values, method, call.at, told);
            }
        }
        Ok(())
    }

    /// A read under a constant key.
    fn by_key(&mut self, program: &Program<'_, '_>, method: MethodId, at: u32, key: &str) -> Option<Told> {
        let meaning = self.knowledge.consent.key(key)?;
        let (confidence, why) = if meaning.names_agreement {
            (Confidence::High, "preference whose key names agreement")
        } else {
            (Confidence::Low, "preference whose key names a first start")
        };
        let told = (meaning.polarity, confidence);
        let gate =
            self.gates.candidate(program, GateKind::Preference, key.to_owned(), method, at, told, why)?;
        Some(Told { gate, polarity: meaning.polarity })
    }

    /// A method that reads under a key it is given.
    fn wrapper(
        &mut self,
        body: &Body<'_, '_>,
        values: &Values<'_, '_, '_>,
        method: MethodId,
        at: u32,
        key: usize,
    ) {
        let Some(site) = values.site(at) else { return };
        let skip = usize::from(!matches!(site.opcode, 0x71 | 0x77));
        let Some(operand) = values.operands(site).nth(key + skip) else { return };
        let Origin::Parameter(word) = values.origin(operand) else { return };
        let Some(parameter) = guards::parameter_of_word(body, *word) else { return };
        let flows = values.returns_result(at) == Some(true) || guards::returns_derived(values, at);
        if flows {
            self.readers.entry(method).or_insert(Reader::Keyed(parameter));
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

    /// Methods that test a field in which agreement is kept.
    fn field_readers(&mut self, program: &mut Program<'_, '_>, budget: &mut Budget) -> Result<()> {
        if self.fields.is_empty() {
            return Ok(());
        }
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
            }
        }
        budget.charge(1)
    }
}
