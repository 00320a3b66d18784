//! Screens that ask: which listener stands on the agreeing button, and which on the refusing one beside it.
//!
//! Dialogs are read from the calls on one builder, screens from the texts and ids of views that a method finds
//! and gives a listener, or from `android:onClick`. Views bound by generated classes are told by field names,
//! which minified code has not.

use std::collections::{HashMap, HashSet};

use super::agreement::dotted;
use super::callers::{calls, Call};
use super::facts::GateKind;
use super::gates::{Candidate, Gates};
use super::guards;
use super::hash;
use super::inputs::{ConsentButton, Inputs};
use super::program::{ClassId, MethodId, Program};
use crate::dex::{each_instruction, Arg, Body, Dex, EventKind, Origin, Value, ValueId, Values};
use crate::error::Result;
use crate::knowledge::{Confidence, ConsentWords, Knowledge};
use crate::limits::Budget;

/// Most methods that put listeners on buttons, taken apart.
const MAX_METHODS: usize = 2000;
/// `DialogInterface.BUTTON_POSITIVE` and `BUTTON_NEGATIVE`.
const WHICH: (f64, f64) = (-1.0, -2.0);

/// Where a listener is put.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Positive,
    Negative,
    Neutral,
    View,
}

/// One button with its listener.
#[derive(Debug, Clone)]
struct Button {
    /// Buttons of one dialog, or of one screen, belong together.
    group: Option<ValueId>,
    agrees: bool,
    refuses: bool,
    listener: MethodId,
    /// Number that tells the button inside a listener of several.
    number: Option<f64>,
}

/// Finds agreeing and refusing listeners; `agreeing` are methods known to record agreement.
///
/// # Errors
/// `budget_exceeded`.
pub fn find(
    program: &mut Program<'_, '_>,
    knowledge: &Knowledge,
    (inputs, components): (&Inputs<'_>, &[ClassId]),
    agreeing: &HashMap<MethodId, u16>,
    gates: &mut Gates,
    budget: &mut Budget,
) -> Result<()> {
    let mut views: HashMap<u32, &ConsentButton> = HashMap::new();
    for button in &inputs.buttons {
        if let Some(number) = button.number {
            views.entry(number).or_insert(button);
        }
    }
    let on_dialog = hash::selector("onClick", "(Landroid/content/DialogInterface;I)V").unwrap_or(0);
    let on_view = hash::selector("onClick", "(Landroid/view/View;)V").unwrap_or(0);
    let words = &knowledge.consent;
    let numbers = hash::Map::default();
    let mut search = Search { words, inputs, views, agreeing, gates, on_dialog, on_view, numbers };
    search.registered(program, budget)?;
    search.handlers(program, components, budget)
}

struct Search<'k, 'g> {
    words: &'k ConsentWords,
    inputs: &'k Inputs<'k>,
    views: HashMap<u32, &'k ConsentButton>,
    agreeing: &'k HashMap<MethodId, u16>,
    gates: &'g mut Gates,
    on_dialog: u64,
    on_view: u64,
    /// Fields of resource classes that hold a number of `views`, by class.
    numbers: hash::Map<(usize, u32), HashSet<u32>>,
}

impl Search<'_, '_> {
    fn registered(&mut self, program: &mut Program<'_, '_>, budget: &mut Budget) -> Result<()> {
        let wanted: [(&[u8], Place); 4] = [
            (b"setPositiveButton", Place::Positive),
            (b"setNegativeButton", Place::Negative),
            (b"setNeutralButton", Place::Neutral),
            (b"setOnClickListener", Place::View),
        ];
        let names: HashSet<Vec<u8>> = wanted.iter().map(|(name, _)| name.to_vec()).collect();
        let found: Vec<Call<Place>> = calls(program, &names, |program, dex, method| {
            let file = program.dexes.get(dex)?;
            let name = file.string_bytes(file.method(method)?.name)?;
            wanted.iter().find(|(wanted, _)| *wanted == name).map(|(_, place)| *place)
        });
        let owners: HashSet<ClassId> = self.agreeing.keys().map(|method| program.owner(*method)).collect();
        let mut taken = 0usize;
        for calls in found.chunk_by(|a, b| a.caller == b.caller) {
            let Some(method) = calls.first().map(|call| call.caller) else { continue };
            budget.charge(calls.len() as u64)?;
            if taken < MAX_METHODS && self.may_ask(program, method, calls, &owners) {
                taken += 1;
                self.method(program, method, calls, budget)?;
            }
        }
        Ok(())
    }

    /// Whether a method that registers listeners can be one that asks for agreement.
    fn may_ask(
        &mut self,
        program: &mut Program<'_, '_>,
        method: MethodId,
        calls: &[Call<Place>],
        owners: &HashSet<ClassId>,
    ) -> bool {
        if owners.contains(&program.owner(method)) || calls.iter().any(|call| call.target == Place::Positive)
        {
            return true;
        }
        let Some((dex, summary)) = program.method(method) else { return false };
        let (dexes, sweeps) = (program.dexes, program.sweeps);
        let (Some(file), Some(sweep)) = (dexes.get(dex), sweeps.get(dex)) else { return false };
        for event in sweep.events_of(summary) {
            let asks = match event.kind() {
                EventKind::NewInstance => owners.contains(&program.class_of(dex, event.index)),
                EventKind::InstanceGet => {
                    let name = file.field(event.index).and_then(|field| file.string(field.name));
                    name.is_some_and(|name| self.view_named(&name).is_some())
                }
                EventKind::StaticGet => self.is_number(file, dex, event.index),
                _ => false,
            };
            if asks {
                return true;
            }
        }
        let Some(code) = file.code_item(summary.code_off).filter(|_| !self.views.is_empty()) else {
            return false;
        };
        let mut asks = false;
        each_instruction(code.insns, |insn| {
            let number = insn.literal().and_then(|number| u32::try_from(number).ok());
            asks |= number.is_some_and(|number| self.views.contains_key(&number));
        });
        asks
    }

    /// Whether a field of a resource class (`R$id`) holds the number of such a view.
    fn is_number(&mut self, file: &Dex<'_>, dex: usize, field: u32) -> bool {
        let Some(row) = file.field(field).filter(|_| !self.views.is_empty()) else { return false };
        if !file.type_bytes(row.class).is_some_and(|name| name.ends_with(b"R$id;")) {
            return false;
        }
        let views = &self.views;
        let fields = self.numbers.entry((dex, row.class)).or_insert_with(|| {
            let finals = file.definition_of(row.class).map(|class| file.static_finals(&class));
            let held = finals.into_iter().flatten().filter_map(|(field, value)| match value {
                Value::Int(number) if views.contains_key(&(number as u32)) => Some(field),
                _ => None,
            });
            held.collect()
        });
        fields.contains(&field)
    }

    /// Reads one method's registrations and judges them group by group.
    fn method(
        &mut self,
        program: &mut Program<'_, '_>,
        method: MethodId,
        calls: &[Call<Place>],
        budget: &mut Budget,
    ) -> Result<()> {
        let Some((dex, summary)) = program.method(method) else { return Ok(()) };
        let dexes = program.dexes;
        let Some(body) = dexes.get(dex).and_then(|d| d.body(summary, budget).ok().flatten()) else {
            return budget.charge(1);
        };
        let Ok(values) = body.values(budget) else { return budget.charge(1) };
        let speaks = self.speaks_of_agreement(&body);
        let mut buttons = Vec::new();
        for call in calls {
            buttons.extend(self.button(program, (method, dex), &body, &values, call, speaks));
        }
        self.judge(program, method, &buttons, budget)
    }

    fn button(
        &self,
        program: &mut Program<'_, '_>,
        (method, dex): (MethodId, usize),
        body: &Body<'_, '_>,
        values: &Values<'_, '_, '_>,
        call: &Call<Place>,
        speaks: bool,
    ) -> Option<Button> {
        let site = values.site(call.at)?;
        let operands: Vec<ValueId> = values.operands(site).take(3).collect();
        let is_view = call.target == Place::View;
        let selector = if is_view { self.on_view } else { self.on_dialog };
        let given = *operands.get(if is_view { 1 } else { 2 })?;
        let class = guards::class_of(program, (method, dex), body, values.origin(given))?;
        let listener = program.find_method(class, selector)?;
        let records = self.agreeing.contains_key(&listener);
        if is_view {
            let view = self.view(body, values, *operands.first()?);
            let number = view.and_then(|view| view.number).map(f64::from);
            let agrees = view.map_or(records, |view| view.agrees);
            let refuses = view.is_some_and(|view| !view.agrees);
            return Some(Button { group: None, agrees, refuses, listener, number });
        }
        let args = values.const_args(call.at);
        let text = match args.first() {
            Some(Arg::String(text)) => Some(text.clone()),
            Some(Arg::Int(number)) => {
                u32::try_from(*number).ok().and_then(|n| self.inputs.texts.get(&n).cloned())
            }
            _ => None,
        };
        let says = |judge: fn(&ConsentWords, &str) -> bool| {
            text.as_deref().is_some_and(|text| judge(self.words, text))
        };
        let agrees = says(ConsentWords::is_agree_text);
        let refuses = says(ConsentWords::is_refuse_text);
        let number = Some(if call.target == Place::Positive { WHICH.0 } else { WHICH.1 });
        Some(Button {
            group: Some(guards::root(values, *operands.first()?)),
            agrees: (speaks && agrees) || (records && !refuses && call.target == Place::Positive),
            refuses: refuses || (call.target == Place::Negative && !agrees && !records),
            listener,
            number,
        })
    }

    /// The agreeing or refusing view that a value is.
    fn view(
        &self,
        body: &Body<'_, '_>,
        values: &Values<'_, '_, '_>,
        value: ValueId,
    ) -> Option<&ConsentButton> {
        match values.origin(value) {
            Origin::Result { at, .. } => values.const_args(*at).iter().find_map(|arg| match arg {
                Arg::Int(number) => self.views.get(&u32::try_from(*number).ok()?).copied(),
                _ => None,
            }),
            Origin::InstanceField { field, .. } => {
                let dex = body.dex();
                self.view_named(&dex.string(dex.field(*field)?.name)?)
            }
            _ => None,
        }
    }

    /// The view whose id a field's name is made of: `btnAgree` of `btn_agree`.
    fn view_named(&self, name: &str) -> Option<&ConsentButton> {
        let bare = |text: &str| text.replace('_', "").to_lowercase();
        if name.len() < 6 || self.views.is_empty() {
            return None;
        }
        let name = bare(name);
        let mut buttons = self.views.values();
        buttons.find(|button| !button.id.is_empty() && bare(&button.id) == name).copied()
    }

    /// Names the gates of agreeing buttons and marks what follows the refusing ones.
    fn judge(
        &mut self,
        program: &mut Program<'_, '_>,
        method: MethodId,
        buttons: &[Button],
        budget: &mut Budget,
    ) -> Result<()> {
        let shown_in = program.signature(method);
        for agree in buttons.iter().filter(|button| button.agrees) {
            let beside = || buttons.iter().filter(|other| other.refuses && other.group == agree.group);
            let shared = beside().any(|other| other.listener == agree.listener);
            let Some(gate) = self.gate(program, agree, shared, budget)? else { continue };
            self.gates.shown(gate, &shown_in, None);
            for refuse in beside() {
                self.refusal(program, gate, &shown_in, (refuse, shared), budget)?;
            }
        }
        Ok(())
    }

    /// The gate an agreeing button stands for.
    fn gate(
        &mut self,
        program: &Program<'_, '_>,
        agree: &Button,
        shared: bool,
        budget: &mut Budget,
    ) -> Result<Option<u16>> {
        if let Some(gate) = self.agreeing.get(&agree.listener) {
            return Ok(Some(*gate));
        }
        let ranges = if shared {
            guards::branches(program, agree.listener, agree.number, budget)?
        } else {
            vec![(0, u32::MAX)]
        };
        if ranges.is_empty() {
            return Ok(None);
        }
        let owner = program.class(program.owner(agree.listener));
        let gate = self.gates.candidate(
            program,
            Candidate {
                kind: GateKind::Listener,
                key: owner.map(|class| dotted(class.name)).unwrap_or_default(),
                method: agree.listener,
                at: 0,
                polarity: true,
                confidence: Confidence::High,
                why: "agreeing button of a dialog or screen that speaks of privacy or an agreement",
                open: false,
            },
        );
        if let Some(gate) = gate {
            self.gates.guard(agree.listener, ranges, gate);
        }
        Ok(gate)
    }

    fn refusal(
        &mut self,
        program: &Program<'_, '_>,
        gate: u16,
        shown_in: &str,
        (refuse, shared): (&Button, bool),
        budget: &mut Budget,
    ) -> Result<()> {
        if !shared && self.agreeing.contains_key(&refuse.listener) {
            return Ok(());
        }
        let ranges = if shared {
            guards::branches(program, refuse.listener, refuse.number, budget)?
        } else {
            vec![(0, u32::MAX)]
        };
        if !ranges.is_empty() {
            self.gates.refuse(refuse.listener, ranges, gate);
            self.gates.shown(gate, shown_in, Some(program.signature(refuse.listener)));
        }
        Ok(())
    }

    /// `android:onClick` of agreeing and refusing views, on every component that has such a method.
    fn handlers(
        &mut self,
        program: &mut Program<'_, '_>,
        components: &[ClassId],
        budget: &mut Budget,
    ) -> Result<()> {
        let inputs = self.inputs;
        for screen in inputs.buttons.chunk_by(|a, b| a.screen == b.screen) {
            for class in components {
                let mut buttons = Vec::new();
                for view in screen {
                    let Some(name) = &view.handler else { continue };
                    let Some(selector) = hash::selector(name, "(Landroid/view/View;)V") else { continue };
                    let Some(listener) = program.find_method(*class, selector) else { continue };
                    let (agrees, refuses) = (view.agrees, !view.agrees);
                    let number = view.number.map(f64::from);
                    buttons.push(Button { group: None, agrees, refuses, listener, number });
                }
                budget.charge(screen.len() as u64)?;
                if let Some(first) = buttons.first().map(|button| button.listener) {
                    self.judge(program, first, &buttons, budget)?;
                }
            }
        }
        Ok(())
    }

    fn speaks_of_agreement(&self, body: &Body<'_, '_>) -> bool {
        let dex = body.dex();
        body.instructions().iter().any(|insn| match insn.opcode {
            0x1a | 0x1b => insn
                .index()
                .and_then(|index| dex.string(index))
                .is_some_and(|text| self.words.is_dialog_text(&text)),
            _ => insn
                .literal()
                .and_then(|number| self.inputs.texts.get(&u32::try_from(number).ok()?))
                .is_some_and(|text| self.words.is_dialog_text(text)),
        })
    }
}
