//! Follows views from where code finds them by number to what it does with them: through locals, fields,
//! arguments and results. No objects are told apart: a field that holds two views is given up.

use std::collections::hash_map::Entry;
use std::collections::BTreeSet;
use std::collections::HashSet;

use crate::callgraph::bits::Bits;
use crate::callgraph::hash::{Map, Set};
use crate::callgraph::program::{MethodId, Program, NONE};
use crate::callgraph::rows::find_string;
use crate::dex::{each_instruction, Arg, Dex, EventKind, Origin, Site, ValueId, Values};
use crate::error::Result;
use crate::limits::Budget;

/// Calls that give the view of a number, or make the views of a layout.
const FINDERS: [&[u8]; 10] = [
    b"findViewById",
    b"requireViewById",
    b"findChildViewById",
    b"findRequiredView",
    b"findOptionalView",
    b"findRequiredViewAsType",
    b"findOptionalViewAsType",
    b"inflate",
    b"setContentView",
    b"bind",
];
/// What is done with a view that rules ask about.
const ACTS: [&[u8]; 12] = [
    b"setChecked",
    b"toggle",
    b"setVisibility",
    b"setEnabled",
    b"setClickable",
    b"setAlpha",
    b"setText",
    b"setTextSize",
    b"setTextColor",
    b"setOnClickListener",
    b"setOnTouchListener",
    b"setOnLongClickListener",
];
/// Calls that show a layout given by number.
const SHOWS: [&[u8]; 2] = [b"setContentView", b"inflate"];
/// Most methods that are read, most rounds over fields and results, most acts that are kept.
const MAX_METHODS: usize = 4_000;
const MAX_ROUNDS: usize = 6;
const MAX_FOUND: usize = 6_000;
/// Views of something that may be any of several.
const SEVERAL: u32 = 0;

/// An act on a view, or a layout shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    pub method: MethodId,
    pub at: u32,
    /// Name of the called method.
    pub call: String,
    /// Number of the view or layout.
    pub number: u32,
    /// The first constant argument that is not the number.
    pub value: Arg,
    /// Descriptor of the class of the listener handed over, where it is plain.
    pub listener: Option<String>,
}

/// What is known so far.
pub struct Follow<'s, 'd, 'a> {
    program: &'s mut Program<'d, 'a>,
    wanted: Set<u32>,
    names: Vec<Names>,
    /// By class and name of the field.
    fields: Map<(&'d [u8], &'d [u8]), u32>,
    parameters: Map<(MethodId, u16), u32>,
    results: Map<MethodId, u32>,
    acts: BTreeSet<(MethodId, u32)>,
    pub found: Vec<Found>,
    read: usize,
}

/// What is asked of a file's names again and again.
struct Names {
    finders: Bits,
    acts: Bits,
    shows: Bits,
}

impl Names {
    fn new(file: &Dex<'_>) -> Self {
        let bits = |names: &[&[u8]]| names.iter().filter_map(|name| find_string(file, name)).collect();
        Self { finders: bits(&FINDERS), acts: bits(&ACTS), shows: bits(&SHOWS) }
    }
}

/// News of one round.
#[derive(Default)]
struct News<'d> {
    fields: Set<(&'d [u8], &'d [u8])>,
    methods: BTreeSet<MethodId>,
}

impl<'s, 'd, 'a> Follow<'s, 'd, 'a> {
    pub fn new(program: &'s mut Program<'d, 'a>, wanted: &HashSet<u32>) -> Self {
        let names = program.dexes.iter().map(Names::new).collect();
        Self {
            program,
            wanted: wanted.iter().copied().collect(),
            names,
            fields: Map::default(),
            parameters: Map::default(),
            results: Map::default(),
            acts: BTreeSet::new(),
            found: Vec::new(),
            read: 0,
        }
    }

    /// Reads the methods that name a wanted number, then those the views come to.
    ///
    /// # Errors
    /// `budget_exceeded`.
    pub fn run(&mut self, budget: &mut Budget) -> Result<()> {
        let mut todo = self.seeds(budget)?;
        for _ in 0..MAX_ROUNDS {
            let mut news = News::default();
            for method in std::mem::take(&mut todo) {
                if self.read >= MAX_METHODS || self.found.len() >= MAX_FOUND {
                    return Ok(());
                }
                self.read += 1;
                self.read_method(method, &mut news, budget)?;
            }
            todo = std::mem::take(&mut news.methods);
            if !news.fields.is_empty() {
                self.readers(&news.fields, &mut todo, budget)?;
            }
            if todo.is_empty() {
                break;
            }
        }
        Ok(())
    }

    /// Methods that call a finder and hold a wanted number.
    fn seeds(&mut self, budget: &mut Budget) -> Result<BTreeSet<MethodId>> {
        let (dexes, sweeps) = (self.program.dexes, self.program.sweeps);
        let mut found = BTreeSet::new();
        for (dex, (file, sweep)) in dexes.iter().zip(sweeps).enumerate() {
            let Some(names) = self.names.get(dex) else { continue };
            budget.charge(u64::from(file.method_count()))?;
            let mut rows = BTreeSet::new();
            for index in 0..file.method_count() {
                if file.method(index).is_some_and(|method| names.finders.has(method.name)) {
                    let calls = self.program.callers(dex).of(index);
                    rows.extend(calls.iter().filter_map(|position| sweep.method_of(*position)));
                }
            }
            for row in rows {
                let Some(summary) = sweep.methods.get(row) else { continue };
                let Some(code) = file.code_item(summary.code_off) else { continue };
                budget.charge(u64::from(code.units()))?;
                let mut names_one = false;
                each_instruction(code.insns, |insn| {
                    // const and const/high16: resource numbers need the width.
                    if let (0x14 | 0x15, Some(number)) = (insn.opcode, insn.literal()) {
                        names_one |= self.wanted.contains(&(number as u32));
                    }
                });
                let method = self.program.method_id(dex, row);
                if names_one && self.program.owner(method) != NONE {
                    found.insert(method);
                }
            }
        }
        Ok(found)
    }

    /// Methods that read one of `fields`.
    fn readers(
        &self,
        fields: &Set<(&'d [u8], &'d [u8])>,
        todo: &mut BTreeSet<MethodId>,
        budget: &mut Budget,
    ) -> Result<()> {
        for (dex, (file, sweep)) in self.program.dexes.iter().zip(self.program.sweeps).enumerate() {
            budget.charge(u64::from(file.field_count()) + sweep.events.len() as u64 / 4)?;
            let here = fields
                .iter()
                .filter_map(|(class, name)| Some((file.find_type(class)?, find_string(file, name)?)));
            let here: Set<(u32, u32)> = here.collect();
            if here.is_empty() {
                continue;
            }
            let mut wanted = Bits::new(file.field_count());
            for index in 0..file.field_count() {
                if file.field(index).is_some_and(|row| here.contains(&(row.class, row.name))) {
                    wanted.add(index);
                }
            }
            for (position, event) in sweep.events.iter().enumerate() {
                let is_get = matches!(event.kind(), EventKind::InstanceGet | EventKind::StaticGet);
                if !is_get || !wanted.has(event.index) {
                    continue;
                }
                let Some(row) = sweep.method_of(position as u32) else { continue };
                let method = self.program.method_id(dex, row);
                if self.program.owner(method) != NONE {
                    todo.insert(method);
                }
            }
        }
        Ok(())
    }

    fn read_method(&mut self, method: MethodId, news: &mut News<'d>, budget: &mut Budget) -> Result<()> {
        let Some((dex, summary)) = self.program.method(method) else { return Ok(()) };
        let dexes = self.program.dexes;
        let Some(file) = dexes.get(dex) else { return Ok(()) };
        let Some(body) = file.body(summary, budget).ok().flatten() else { return budget.charge(1) };
        let Ok(values) = body.values(budget) else { return budget.charge(1) };
        for site in values.sites() {
            match site.opcode {
                0x6e..=0x72 | 0x74..=0x78 => self.call(method, dex, &values, site, news),
                0x59..=0x5f | 0x67..=0x6d => {
                    let value = values.operands(site).next();
                    let view = value.and_then(|value| self.view(method, dex, &values, value));
                    if let (Some(view), Some(key)) = (view, field_key(file, site.index)) {
                        if learn(self.fields.entry(key), view) {
                            news.fields.insert(key);
                        }
                    }
                }
                0x11 => {
                    let value = values.operands(site).next();
                    let view = value.and_then(|value| self.view(method, dex, &values, value));
                    if view.is_some_and(|view| learn(self.results.entry(method), view)) {
                        let callers = self.program.callers(dex).of(summary.method).to_vec();
                        let sweep = self.program.sweeps.get(dex);
                        let rows = callers.iter().filter_map(|position| sweep?.method_of(*position));
                        news.methods.extend(rows.map(|row| self.program.method_id(dex, row)));
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn call(
        &mut self,
        method: MethodId,
        dex: usize,
        values: &Values<'_, 'd, 'a>,
        site: &Site,
        news: &mut News<'d>,
    ) {
        let Some(file) = self.program.dexes.get(dex) else { return };
        let (Some(id), Some(names)) = (file.method(site.index), self.names.get(dex)) else { return };
        let (is_act, is_show) = (names.acts.has(id.name), names.shows.has(id.name));
        let name =
            || file.string_bytes(id.name).map(String::from_utf8_lossy).unwrap_or_default().into_owned();
        let is_static = matches!(site.opcode, 0x71 | 0x77);
        let operands: Vec<ValueId> = values.operands(site).collect();
        let views: Vec<Option<u32>> =
            operands.iter().map(|value| self.view(method, dex, values, *value)).collect();
        if is_show {
            let args = values.const_args(site.at);
            let shown = args.iter().find_map(|arg| self.number(arg));
            if let Some(number) = shown {
                self.keep(Found {
                    method,
                    at: site.at,
                    call: name(),
                    number,
                    value: Arg::Unknown,
                    listener: None,
                });
            }
        }
        if let (false, Some(Some(view)), true) = (is_static, views.first(), is_act) {
            self.keep(Found {
                method,
                at: site.at,
                call: name(),
                number: *view,
                value: values.const_args(site.at).first().cloned().unwrap_or(Arg::Unknown),
                listener: operands.get(1).and_then(|value| self.class_of(method, dex, values, *value)),
            });
        }
        // Views handed on to code of the package.
        if views.iter().all(Option::is_none) || is_act {
            return;
        }
        let Some(callee) = self.program.resolve(dex, site.index).filter(|id| self.program.has_code(*id))
        else {
            return;
        };
        for (word, view) in views.iter().enumerate().skip(usize::from(!is_static)) {
            let (Some(view), Ok(word)) = (view, u16::try_from(word)) else { continue };
            if learn(self.parameters.entry((callee, word)), *view) {
                news.methods.insert(callee);
            }
        }
    }

    fn keep(&mut self, found: Found) {
        if self.acts.insert((found.method, found.at)) {
            self.found.push(found);
        }
    }

    fn number(&self, arg: &Arg) -> Option<u32> {
        match arg {
            Arg::Int(number) => u32::try_from(*number).ok().filter(|number| self.wanted.contains(number)),
            _ => None,
        }
    }

    /// Number of the view a value is.
    fn view(
        &mut self,
        method: MethodId,
        dex: usize,
        values: &Values<'_, 'd, 'a>,
        value: ValueId,
    ) -> Option<u32> {
        let file = self.program.dexes.get(dex)?;
        let view = match values.origin(value) {
            Origin::Result { at, method: called } => {
                let id = file.method(*called)?;
                if self.names.get(dex)?.finders.has(id.name) {
                    return values.const_args(*at).iter().find_map(|arg| self.number(arg));
                }
                if self.results.is_empty() {
                    return None;
                }
                let callee = self.program.resolve(dex, *called)?;
                self.results.get(&callee)
            }
            Origin::Parameter(word) => self.parameters.get(&(method, *word)),
            Origin::StaticField(field) | Origin::InstanceField { field, .. } => {
                if self.fields.is_empty() {
                    return None;
                }
                self.fields.get(&field_key(file, *field)?)
            }
            _ => None,
        };
        view.copied().filter(|view| *view != SEVERAL)
    }

    /// Descriptor of the class of an object that is made here, is `this`, or lies in a field of its class.
    fn class_of(
        &self,
        method: MethodId,
        dex: usize,
        values: &Values<'_, 'd, 'a>,
        value: ValueId,
    ) -> Option<String> {
        let file = self.program.dexes.get(dex)?;
        let type_ = match values.origin(value) {
            Origin::New { type_, .. } => *type_,
            Origin::StaticField(field) | Origin::InstanceField { field, .. } => file.field(*field)?.type_,
            Origin::Parameter(0) => {
                let (_, summary) = self.program.method(method)?;
                file.method(summary.method)?.class
            }
            _ => return None,
        };
        Some(file.type_descriptor(type_)?.into_owned())
    }
}

/// Notes a view; true when that is news. A second view makes it one of several.
fn learn<K>(entry: Entry<'_, K, u32>, view: u32) -> bool {
    match entry {
        Entry::Vacant(slot) => {
            slot.insert(view);
            true
        }
        Entry::Occupied(mut slot) => {
            if *slot.get() != view {
                slot.insert(SEVERAL);
            }
            false
        }
    }
}

fn field_key<'d>(file: &'d Dex<'_>, field: u32) -> Option<(&'d [u8], &'d [u8])> {
    let id = file.field(field)?;
    Some((file.type_bytes(id.class)?, file.string_bytes(id.name)?))
}
