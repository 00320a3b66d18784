//! What following asks of the package, kept for all sources: taken-apart methods, callees, components.

use std::cell::RefCell;
use std::rc::Rc;

use super::links::{Links, Place};
use super::model::{Callee, Rules};
use crate::callgraph::callers::name_of;
use crate::callgraph::graph::Graph;
use crate::callgraph::hash::Map;
use crate::callgraph::off::Off;
use crate::callgraph::program::{ClassId, MethodId, Program, NONE};
use crate::dex::{Call, EventKind, Origin, ValueId, Web, ACC_INTERFACE};
use crate::error::Result;
use crate::knowledge::Knowledge;
use crate::limits::Budget;

/// Work allowed: this much for any package, and a share of its instructions.
const LEAST_WORK: u64 = 20_000;
const WORK_SHARE: u64 = 56;
/// Most of it that one source may use, as a share.
const SOURCE_SHARE: u64 = 6;
/// Work of a method beside its code units.
const METHOD_WORK: u64 = 24;
/// Most code units of one method that is looked into.
const MAX_UNITS: u32 = 6_000;
/// Methods of a component that are given the intent it was started with.
const GIVEN_INTENT: [&[u8]; 9] = [
    b"onStartCommand",
    b"onStart",
    b"onHandleIntent",
    b"onHandleWork",
    b"onReceive",
    b"onNewIntent",
    b"onBind",
    b"onRebind",
    b"onTaskRemoved",
];

type Held<'d, 'a> = Option<Rc<RefCell<Web<'d, 'a>>>>;

pub struct Engine<'p, 'd, 'a> {
    program: &'p mut Program<'d, 'a>,
    budget: &'p mut Budget,
    rules: Rules<'d>,
    pub links: Links<'p>,
    webs: Map<MethodId, Held<'d, 'a>>,
    callees: Map<(usize, u32), Option<Callee<'d>>>,
    work_left: u64,
    /// Work left at which the source being followed has had its share.
    floor: u64,
    share: u64,
    spent: bool,
}

impl<'p, 'd, 'a> Engine<'p, 'd, 'a> {
    pub fn new(
        program: &'p mut Program<'d, 'a>,
        graph: &'p Graph,
        knowledge: &'d Knowledge,
        budget: &'p mut Budget,
    ) -> Self {
        let rules = Rules::new(program, &knowledge.data_flow);
        let instructions: u64 = program.sweeps.iter().map(|sweep| sweep.counts.instructions).sum();
        Self {
            program,
            budget,
            rules,
            links: Links::new(graph),
            webs: Map::default(),
            callees: Map::default(),
            work_left: LEAST_WORK + instructions / WORK_SHARE,
            floor: 0,
            share: (LEAST_WORK + instructions / WORK_SHARE) / SOURCE_SHARE,
            spent: false,
        }
    }

    /// Another source is followed: it has its own share of the work.
    pub fn next_source(&mut self) {
        self.floor = self.work_left.saturating_sub(self.share);
        self.spent = self.work_left == 0;
    }

    pub fn charge(&mut self, units: u64) -> Result<()> {
        self.budget.charge(units)?;
        self.work(units / 8);
        Ok(())
    }

    fn work(&mut self, units: u64) {
        self.work_left = self.work_left.saturating_sub(units);
        self.spent |= self.work_left <= self.floor;
    }

    /// The work allowed, or one source's share, is used up.
    pub fn is_spent(&self) -> bool {
        self.spent
    }

    /// Whether every app can read below a path that begins so.
    pub fn is_shared_path(&self, text: &[u8]) -> bool {
        self.rules.is_shared_path(text)
    }

    /// A method taken apart; `None` when it cannot be, or no work is left.
    pub fn web(&mut self, method: MethodId) -> Held<'d, 'a> {
        if let Some(known) = self.webs.get(&method) {
            return known.clone();
        }
        let (dex, summary) = self.program.method(method)?;
        let dexes = self.program.dexes;
        let file = dexes.get(dex)?;
        let units = file.code_item(summary.code_off)?.units();
        if self.spent || units > MAX_UNITS {
            return None;
        }
        self.work(u64::from(units) + METHOD_WORK);
        let body = file.body(summary, self.budget).ok().flatten();
        let web = body.and_then(|body| body.web(self.budget).ok()).map(|web| Rc::new(RefCell::new(web)));
        self.webs.insert(method, web.clone());
        web
    }

    /// What the method reference `index` of a method's file does.
    pub fn callee(&mut self, method: MethodId, index: u32) -> Option<Callee<'d>> {
        let dex = self.file_of(method)?;
        if let Some(known) = self.callees.get(&(dex, index)) {
            return known.clone();
        }
        let found = self.rules.callee(self.program, dex, index);
        self.callees.insert((dex, index), found.clone());
        found
    }

    pub fn file_of(&self, method: MethodId) -> Option<usize> {
        self.program.method(method).map(|(dex, _)| dex)
    }

    pub fn readers(&mut self, dex: usize, field: u32) -> Vec<Place> {
        self.links.readers(self.program, dex, field)
    }

    /// Fields of the package's own objects are followed by name, those of the platform's with the object.
    pub fn is_framework_field(&mut self, method: MethodId, field: u32) -> bool {
        let Some(dex) = self.file_of(method) else { return false };
        let class = self.program.dexes.get(dex).and_then(|file| file.field(field)).map(|row| row.class);
        let class = class.map_or(NONE, |class| self.program.class_of(dex, class));
        self.program.class(class).is_some_and(|found| !found.is_defined())
    }

    /// Where the result of a method goes when the platform, a library or a page's scripts call it.
    pub fn taken_by_platform(&self, method: MethodId) -> Option<String> {
        let (dex, summary) = self.program.method(method)?;
        let name = name_of(self.program, method)?;
        let class = self.program.owner(method);
        if let Some(row) = self.rules.returned(self.program, class, &name) {
            return Some(row.kind.clone());
        }
        let file = self.program.dexes.get(dex)?;
        let def = file.class_def(self.program.class(class)?.def)?;
        let marks = file.method_annotations(&def, summary.method);
        let is_script = marks
            .iter()
            .any(|mark| file.type_bytes(mark.value.type_) == Some(b"Landroid/webkit/JavascriptInterface;"));
        is_script.then(|| "page".to_owned())
    }

    /// A method of a Retrofit interface: the library sends what it is given.
    pub fn is_remote_interface(&self, method: MethodId, index: u32) -> bool {
        let found = (|| {
            let dex = self.file_of(method)?;
            let target = self.program.defined_here(dex, index)?;
            let class = self.program.class(self.program.owner(target))?;
            let file = self.program.dexes.get(dex)?;
            let def = file.class_def(class.def).filter(|_| class.access & ACC_INTERFACE != 0)?;
            Some(file.method_annotations(&def, index).iter().any(|mark| {
                file.type_bytes(mark.value.type_).is_some_and(|name| name.starts_with(b"Lretrofit2/http/"))
            }))
        })();
        found == Some(true)
    }

    /// A class's own method of that name.
    fn member(&self, class: ClassId, name: &[u8]) -> Option<MethodId> {
        let range = self.program.class(class).filter(|found| found.is_defined())?;
        (range.first_method..range.end_method)
            .rev()
            .find(|id| name_of(self.program, *id).as_deref() == Some(name))
    }

    fn is_task(&self, class: ClassId) -> bool {
        let base = self.program.find_class(b"Landroid/os/AsyncTask;");
        base.is_some_and(|base| class != NONE && self.program.is_a(class, base))
    }

    /// Methods a task runs on what `execute` or `publishProgress` is given.
    pub fn handed_over(&self, callee: &Callee<'_>) -> Vec<MethodId> {
        let next: &[u8] = match callee.name {
            b"execute" | b"executeOnExecutor" => b"doInBackground",
            b"publishProgress" => b"onProgressUpdate",
            _ => return Vec::new(),
        };
        let task = self.is_task(callee.class);
        self.member(callee.class, next).filter(|_| task).into_iter().collect()
    }

    /// The method a task runs on what `method` returned.
    pub fn next_callback(&self, method: MethodId) -> Option<MethodId> {
        let class = self.program.owner(method);
        if !self.is_task(class) || name_of(self.program, method)? != b"doInBackground" {
            return None;
        }
        self.member(class, b"onPostExecute")
    }

    /// Methods of the same component that get back what was put into the state it saves.
    pub fn restored(&self, method: MethodId, word: u16) -> Vec<MethodId> {
        if word != 1 || name_of(self.program, method).as_deref() != Some(b"onSaveInstanceState") {
            return Vec::new();
        }
        let class = self.program.owner(method);
        let names: [&[u8]; 2] = [b"onCreate", b"onRestoreInstanceState"];
        names.iter().filter_map(|name| self.member(class, name)).collect()
    }

    /// The package's own class that the intent given to a call names.
    pub fn started_class(&mut self, method: MethodId, call: &Call) -> Option<ClassId> {
        let web = self.web(method)?;
        let web = web.borrow();
        let dex = self.file_of(method)?;
        web.words(call).iter().find_map(|word| match web.origin(word.contents) {
            Origin::Class(type_) => Some(self.program.class_of(dex, *type_)).filter(|class| *class != NONE),
            Origin::ClassNamed(name) => self.program.find_class(name.as_bytes()),
            _ => None,
        })
    }

    /// Values of a component's class that are the intent it was started with.
    pub fn intents_of(&mut self, class: ClassId) -> Vec<(MethodId, ValueId, u32)> {
        let Some(found) = self.program.class(class).filter(|found| found.is_defined()) else {
            return Vec::new();
        };
        let (dex, methods) = (found.dex as usize, found.first_method..found.end_method);
        let mut intents = Vec::new();
        for method in methods.take(256) {
            let Some(name) = name_of(self.program, method) else { continue };
            let given = GIVEN_INTENT.contains(&name.as_slice());
            if !given && !self.asks_intent(dex, method) {
                continue;
            }
            let Some(web) = self.web(method) else { continue };
            let web = web.borrow();
            if given {
                let words = if name == b"onReceive" { 2 } else { 1 };
                intents.extend(web.find(&Origin::Parameter(words)).map(|value| (method, value, 0)));
            }
            for call in web.calls() {
                let asked = self.callee(method, call.method).filter(|_| !call.is_custom());
                if asked.is_some_and(|callee| callee.name == b"getIntent") {
                    intents.push((method, call.result, call.at));
                }
            }
        }
        intents
    }

    fn asks_intent(&self, dex: usize, method: MethodId) -> bool {
        let Some((file, sweep)) = self.program.dexes.get(dex).zip(self.program.sweeps.get(dex)) else {
            return false;
        };
        let Some((_, summary)) = self.program.method(method) else { return false };
        sweep.events_of(summary).iter().any(|event| {
            event.kind() == EventKind::InvokeVirtual
                && file.method(event.index).and_then(|row| file.string_bytes(row.name)) == Some(b"getIntent")
        })
    }

    /// Whether no pass of the method comes to the place.
    ///
    /// # Errors
    /// `budget_exceeded`.
    pub fn is_off(&mut self, off: &mut Off<'_>, place: Place) -> Result<bool> {
        off.is_off(self.program, place, self.budget)
    }

    pub fn program(&self) -> &Program<'d, 'a> {
        self.program
    }
}
