//! Where agreement is recorded: writes of consent keys, SDK consent switches, buttons that say "agree".
//!
//! What stands behind such a place counts as agreed only after a human action, so a switch that is simply
//! called at start never opens a gate (`paths` sees to that).

use std::collections::{HashMap, HashSet};

use super::callers::{calls, calls_of, Call};
use super::consent::Gates;
use super::facts::GateKind;
use super::guards;
use super::keys::{takes_any, Keys};
use super::program::{MethodId, Program, NONE};
use crate::dex::{Arg, Body, Origin, Values};
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
    Valued { value: usize, agreed: bool, gate: u16 },
    /// Agreement.
    Agrees { gate: u16 },
    /// An SDK's consent switch; its first truth value decides.
    Switch,
    /// Gives a dialog its agreeing button: text and listener.
    Button,
}

/// Adds listener and switch candidates.
///
/// # Errors
/// `budget_exceeded`.
pub fn find(
    program: &mut Program<'_, '_>,
    knowledge: &Knowledge,
    texts: &HashMap<u32, String>,
    gates: &mut Gates,
    budget: &mut Budget,
) -> Result<()> {
    let keys = Keys::new(&knowledge.consent);
    let mut search = Search { knowledge, texts, gates, writers: HashMap::new(), keys };
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
    Ok(())
}

struct Search<'k, 'g> {
    knowledge: &'k Knowledge,
    texts: &'k HashMap<u32, String>,
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
        names.extend(consent.writes.iter().filter_map(|w| Some(w.parts()?.1.as_bytes().to_vec())));
        names.insert(b"setPositiveButton".to_vec());
        calls(program, &names, |program, dex, method| {
            let file = program.dexes.get(dex)?;
            let row = file.method(method)?;
            let name = std::str::from_utf8(file.string_bytes(row.name)?).ok()?;
            let class = std::str::from_utf8(file.type_bytes(row.class)?).ok()?;
            if name == "setPositiveButton" {
                return Some(Writer::Button);
            }
            if switches.contains(&(class, name)) || consent.switch_names.iter().any(|switch| switch == name) {
                return Some(Writer::Switch);
            }
            let write = consent.writes.iter().find(|write| write.parts() == Some((class, name)))?;
            Some(Writer::Keyed { key: write.key, value: write.value })
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
        let follows = any(|writer| !matches!(writer, Writer::Keyed { .. } | Writer::Button));
        let keyed = any(|writer| matches!(writer, Writer::Keyed { .. }));
        let follows =
            follows || (keyed && (takes_any(program, method) || self.keys.may_name(program, method)));
        if !follows && !any(|writer| matches!(writer, Writer::Button)) {
            return Ok(());
        }
        let Some((dex, summary)) = program.method(method) else { return Ok(()) };
        let dexes = program.dexes;
        let Some(body) = dexes.get(dex).and_then(|d| d.body(summary, budget).ok().flatten()) else {
            return budget.charge(1);
        };
        if !follows && !self.speaks_of_agreement(&body) {
            return budget.charge(1);
        }
        let Ok(values) = body.values(budget) else { return budget.charge(1) };
        for call in calls {
            let args = values.const_args(call.at);
            match call.target {
                Writer::Keyed { key, value } => {
                    self.keyed(program, &body, &values, *call, (key, value), &args)
                }
                Writer::Valued { value, agreed, gate } => match args.get(value).and_then(truth) {
                    Some(truth) if truth == agreed => self.agrees(&body, *call, gate),
                    Some(_) => {}
                    None => self.passes_on(&body, &values, *call, value, agreed, gate),
                },
                Writer::Agrees { gate } => self.agrees(&body, *call, gate),
                Writer::Switch => self.switch(program, &body, *call, &args),
                Writer::Button => self.button(program, &body, &values, *call, &args),
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
                let truth = args.get(value).and_then(truth);
                if truth == Some(!agreed) {
                    return;
                }
                let told = (agreed, confidence);
                let kind = GateKind::Listener;
                let key = if truth.is_some() { owner } else { text.clone() };
                let Some(gate) = self.gates.candidate(program, kind, key, call.caller, call.at, told, why)
                else {
                    return;
                };
                match truth {
                    Some(_) => self.agrees(body, call, gate),
                    None => self.passes_on(body, values, call, value, agreed, gate),
                }
            }
            Some(Arg::Unknown) => {
                let parameter = |n: usize| parameter_at(body, values, call.at, n);
                if let (Some(key), Some(value)) = (parameter(key), parameter(value)) {
                    self.writers.entry(call.caller).or_insert(Writer::Keyed { key, value });
                }
            }
            _ => {}
        }
    }

    /// The value is the method's own argument: its callers decide.
    fn passes_on(
        &mut self,
        body: &Body<'_, '_>,
        values: &Values<'_, '_, '_>,
        call: Call<Writer>,
        value: usize,
        agreed: bool,
        gate: u16,
    ) {
        if let Some(value) = parameter_at(body, values, call.at, value) {
            self.writers.entry(call.caller).or_insert(Writer::Valued { value, agreed, gate });
        }
    }

    fn switch(&mut self, program: &Program<'_, '_>, body: &Body<'_, '_>, call: Call<Writer>, args: &[Arg]) {
        let target = body.instruction(call.at).and_then(|insn| insn.index());
        let key = target.and_then(|index| body.dex().method_signature(index)).unwrap_or_default();
        let truth = boolean_parameter(&key).and_then(|n| args.get(n)).and_then(truth);
        let told = (truth.unwrap_or(true), Confidence::Medium);
        let why = match truth {
            Some(true) => "SDK consent switch called with true",
            Some(false) => "SDK consent switch called with false",
            None => "SDK consent switch",
        };
        let gate = self.gates.candidate(program, GateKind::Switch, key, call.caller, call.at, told, why);
        if let (Some(gate), Some(true)) = (gate, truth) {
            self.agrees(body, call, gate);
        }
    }

    /// `setPositiveButton("同意", listener)` of a dialog whose text speaks of privacy or agreements.
    fn button(
        &mut self,
        program: &mut Program<'_, '_>,
        body: &Body<'_, '_>,
        values: &Values<'_, '_, '_>,
        call: Call<Writer>,
        args: &[Arg],
    ) {
        let consent = &self.knowledge.consent;
        let text_of = |arg: &Arg| match arg {
            Arg::String(text) => Some(text.clone()),
            Arg::Int(number) => self.texts.get(&u32::try_from(*number).ok()?).cloned(),
            _ => None,
        };
        let says_agree = args.first().and_then(text_of).is_some_and(|text| consent.is_agree_text(&text));
        if !says_agree || !self.speaks_of_agreement(body) {
            return;
        }
        let Some(site) = values.site(call.at) else { return };
        let Some(listener) = values.operands(site).nth(2) else { return };
        let Origin::New { type_, .. } = values.origin(listener) else { return };
        let Some(dex) = program.method(call.caller).map(|(dex, _)| dex) else { return };
        let class = program.class_of(dex, *type_);
        let on_click = super::hash::selector("onClick", "(Landroid/content/DialogInterface;I)V");
        let method =
            on_click.filter(|_| class != NONE).and_then(|selector| program.find_method(class, selector));
        let Some(method) = method else { return };
        let key = program.class(class).map(|c| dotted(c.name)).unwrap_or_default();
        let why = "agreeing button of a dialog that speaks of privacy or an agreement";
        let told = (true, Confidence::High);
        let gate = self.gates.candidate(program, GateKind::Listener, key, method, 0, told, why);
        if let Some(gate) = gate {
            self.gates.guard(method, vec![(0, u32::MAX)], gate);
        }
    }

    fn speaks_of_agreement(&self, body: &Body<'_, '_>) -> bool {
        let dex = body.dex();
        body.instructions().iter().any(|insn| match insn.opcode {
            0x1a | 0x1b => insn
                .index()
                .and_then(|index| dex.string(index))
                .is_some_and(|text| self.knowledge.consent.is_dialog_text(&text)),
            _ => insn
                .literal()
                .and_then(|number| self.texts.get(&u32::try_from(number).ok()?))
                .is_some_and(|text| self.knowledge.consent.is_dialog_text(text)),
        })
    }
}

/// Parameter of the method that the `n`th argument of a call is handed on from.
fn parameter_at(body: &Body<'_, '_>, values: &Values<'_, '_, '_>, at: u32, n: usize) -> Option<usize> {
    let site = values.site(at)?;
    let skip = usize::from(!matches!(site.opcode, 0x71 | 0x77));
    let operand = values.operands(site).nth(n + skip)?;
    match values.origin(operand) {
        Origin::Parameter(word) => guards::parameter_of_word(body, *word),
        // `Boolean.valueOf(agreed)` and the like still carry the argument.
        Origin::Result { at, .. } => {
            let inner = values.operands(values.site(*at)?).last()?;
            match values.origin(inner) {
                Origin::Parameter(word) => guards::parameter_of_word(body, *word),
                _ => None,
            }
        }
        _ => None,
    }
}

fn truth(arg: &Arg) -> Option<bool> {
    match arg {
        Arg::Int(number) => Some(*number != 0),
        Arg::String(text) => match text.as_str() {
            "1" | "true" | "yes" | "agree" | "agreed" => Some(true),
            "" | "0" | "false" | "no" => Some(false),
            _ => None,
        },
        Arg::Field(name) if name.starts_with("Ljava/lang/Boolean;->TRUE") => Some(true),
        Arg::Field(name) if name.starts_with("Ljava/lang/Boolean;->FALSE") => Some(false),
        _ => None,
    }
}

/// Position of the first truth value among a signature's parameters.
fn boolean_parameter(signature: &str) -> Option<usize> {
    let descriptor = signature.get(signature.find('(')?..)?;
    let types = super::hash::descriptor_types(descriptor)?;
    types.split_last()?.1.iter().position(|type_| *type_ == "Z")
}

fn dotted(name: &[u8]) -> String {
    let text = crate::dex::decode_mutf8(name);
    text.trim_start_matches('L').trim_end_matches(';').replace('/', ".")
}
