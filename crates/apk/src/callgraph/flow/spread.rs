//! One source followed through the package: which values hold it, method by method.

use std::collections::VecDeque;

use super::links::Place;
use super::model::Callee;
use super::sources::Start;
use super::{places, Engine};
use crate::callgraph::facts::FlowKind;
use crate::callgraph::hash::{Map, Set};
use crate::callgraph::program::{MethodId, NONE};
use crate::dex::{Call, Origin, Use, ValueId};
use crate::error::Result;
use crate::knowledge::Takes;

/// Most values, and most ends, of one source.
const MAX_NODES: usize = 1500;
const MAX_ENDS: usize = 8;
/// The value holds the data itself, not since some place where it was put in.
const WHOLE: u32 = u32::MAX;

/// A value that holds the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Held {
    pub method: MethodId,
    pub value: ValueId,
    /// Place from which on an object holds it; [`WHOLE`].
    since: u32,
    key: bool,
    /// Came in by an argument: it goes back only where it came from.
    entered: bool,
}

/// How a value came to hold the source.
#[derive(Debug, Clone, Copy)]
pub struct Node {
    pub held: Held,
    /// Node it came from; [`NONE`] for the first.
    pub from: u32,
    pub place: Place,
    pub does: Option<FlowKind>,
}

/// Where a source ends.
#[derive(Debug, Clone)]
pub struct End {
    pub node: u32,
    pub place: Place,
    pub kind: String,
}

#[derive(Default)]
pub struct Spread {
    pub nodes: Vec<Node>,
    pub ends: Vec<End>,
    pub cut: bool,
    todo: VecDeque<u32>,
    seen: Set<Held>,
    /// Calls that gave it to a method.
    entries: Map<MethodId, Vec<(Place, bool, u32)>>,
    /// Nodes that a method returned, and argument words it put something into, for calls that come later.
    returned: Map<MethodId, Vec<(Option<u16>, u32)>>,
    fields: Set<(usize, u32)>,
}

impl Spread {
    /// Follows a source from its values in `method`.
    pub fn run(engine: &mut Engine<'_, '_, '_>, method: MethodId, at: u32, starts: &[Start]) -> Result<Self> {
        let mut spread = Self::default();
        for start in starts {
            let held = Held { method, value: start.value, since: WHOLE, key: start.key, entered: false };
            spread.push(engine, Node { held, from: NONE, place: (method, at), does: Some(FlowKind::Source) });
        }
        while let Some(number) = spread.todo.pop_front() {
            engine.charge(16)?;
            if engine.is_spent() || spread.ends.len() >= MAX_ENDS {
                spread.cut = true;
                break;
            }
            spread.follow(engine, number)?;
        }
        Ok(spread)
    }

    fn push(&mut self, engine: &mut Engine<'_, '_, '_>, node: Node) {
        let held = node.held;
        let covered = [(WHOLE, held.entered), (WHOLE, false), (held.since, false)];
        if covered
            .iter()
            .any(|(since, entered)| self.seen.contains(&Held { since: *since, entered: *entered, ..held }))
        {
            return;
        }
        if self.nodes.len() >= MAX_NODES {
            self.cut = true;
            return;
        }
        if !self.seen.insert(held) {
            return;
        }
        let number = self.nodes.len() as u32;
        self.nodes.push(node);
        self.todo.push_back(number);
        if held.since != WHOLE {
            self.holder(engine, number, held);
        }
    }

    /// What else holds the data once it was put into an object.
    fn holder(&mut self, engine: &mut Engine<'_, '_, '_>, number: u32, held: Held) {
        let Some(web) = engine.web(held.method) else { return };
        let origin = web.borrow().origin(held.value).clone();
        let put = self.nodes.get(number as usize).is_some_and(|node| node.does.is_some());
        match origin {
            Origin::Parameter(word) => {
                self.give_back(engine, number, Some(word));
                for target in engine.restored(held.method, word) {
                    self.enter(engine, number, (held.method, held.since), target, 1, false);
                }
            }
            Origin::InstanceField { field, .. } | Origin::StaticField(field) => {
                self.store(engine, number, (held.method, held.since), field);
            }
            Origin::Element { array, .. } => self.same(engine, number, array, held.since),
            // What meets here is the object only when it is put into here.
            Origin::Merged { .. } if put => {
                let from: Vec<ValueId> = web.borrow().merged_from(held.value).collect();
                let objects = from.into_iter().filter(|value| {
                    let web = web.borrow();
                    matches!(
                        web.origin(*value),
                        Origin::New { .. } | Origin::Result { .. } | Origin::Parameter(_)
                    )
                });
                let objects: Vec<ValueId> = objects.collect();
                objects.into_iter().for_each(|value| self.same(engine, number, value, held.since));
            }
            _ => {}
        }
    }

    fn same(&mut self, engine: &mut Engine<'_, '_, '_>, from: u32, value: ValueId, since: u32) {
        let Some(node) = self.nodes.get(from as usize).copied() else { return };
        let held = Held { value, since, ..node.held };
        self.push(engine, Node { held, from, does: None, ..node });
    }

    fn follow(&mut self, engine: &mut Engine<'_, '_, '_>, number: u32) -> Result<()> {
        let Some(node) = self.nodes.get(number as usize).copied() else { return Ok(()) };
        let held = node.held;
        let Some(web) = engine.web(held.method) else { return Ok(()) };
        let uses: Vec<Use> = web.borrow().uses(held.value).collect();
        engine.charge(uses.len() as u64 * 4)?;
        for used in uses {
            let at = match used {
                Use::Given { call, .. } => web.borrow().call(call).map_or(0, |call| call.at),
                Use::Stored { at, .. }
                | Use::Read { at, .. }
                | Use::Put { at, .. }
                | Use::Returned { at } => at,
                Use::Becomes(value) => {
                    self.same(engine, number, value, held.since);
                    continue;
                }
            };
            if held.since != WHOLE && !web.borrow_mut().comes_after(held.since, at) {
                continue;
            }
            let place = (held.method, at);
            match used {
                Use::Given { call, word } => {
                    let call = web.borrow().call(call);
                    if let Some(call) = call {
                        self.given(engine, number, &call, word);
                    }
                }
                Use::Stored { field, .. } => self.store(engine, number, place, field),
                Use::Read { field, value, .. } if engine.is_framework_field(held.method, field) => {
                    self.same(engine, number, value, WHOLE);
                }
                Use::Put { into, .. } => {
                    let held = Held { value: into, since: at, ..held };
                    self.push(engine, Node { held, from: number, place, does: None });
                }
                Use::Returned { .. } => {
                    if !held.key {
                        if let Some(kind) = engine.taken_by_platform(held.method) {
                            self.end(number, place, &kind);
                        }
                    }
                    self.give_back(engine, number, None);
                }
                Use::Read { .. } | Use::Becomes(_) => {}
            }
        }
        Ok(())
    }

    /// The data goes back to who called: as the result, or inside argument `word`.
    fn give_back(&mut self, engine: &mut Engine<'_, '_, '_>, number: u32, word: Option<u16>) {
        let Some(node) = self.nodes.get(number as usize).copied() else { return };
        let method = node.held.method;
        if node.held.entered {
            self.returned.entry(method).or_default().push((word, number));
            for (place, entered, _) in self.entries.get(&method).cloned().unwrap_or_default() {
                self.back_at(engine, number, word, place, entered);
            }
        } else {
            for place in engine.links.callers(method) {
                self.back_at(engine, number, word, place, false);
            }
            if let Some(next) = engine.next_callback(method).filter(|_| word.is_none()) {
                self.enter(engine, number, (method, node.place.1), next, 1, false);
            }
        }
    }

    fn back_at(
        &mut self,
        engine: &mut Engine<'_, '_, '_>,
        number: u32,
        word: Option<u16>,
        place: Place,
        entered: bool,
    ) {
        let Some(node) = self.nodes.get(number as usize).copied() else { return };
        let Some(web) = engine.web(place.0) else { return };
        let found = web.borrow().call_at(place.1).and_then(|call| match word {
            None => Some((call.result, WHOLE)),
            Some(word) => {
                web.borrow().words(&call).get(usize::from(word)).map(|given| (given.value, call.at))
            }
        });
        if let Some((value, since)) = found {
            let held = Held { method: place.0, value, since, key: node.held.key, entered };
            self.push(engine, Node { held, from: number, place, does: Some(FlowKind::Return) });
        }
    }

    /// The data is kept in a field: every read of the field has it.
    fn store(&mut self, engine: &mut Engine<'_, '_, '_>, number: u32, place: Place, field: u32) {
        let Some(node) = self.nodes.get(number as usize).copied() else { return };
        let Some(dex) = engine.file_of(place.0) else { return };
        if !self.fields.insert((dex, field)) {
            return;
        }
        let stored = self.nodes.len() as u32;
        self.nodes.push(Node { from: number, place, does: Some(FlowKind::Store), ..node });
        for (reader, at) in engine.readers(dex, field) {
            let Some(web) = engine.web(reader) else { continue };
            let index = web.borrow().body().instruction(at).and_then(|insn| insn.index()).unwrap_or_default();
            let found = {
                let web = web.borrow();
                web.find(&Origin::InstanceField { at, field: index })
                    .or_else(|| web.find(&Origin::StaticField(index)))
            };
            if let Some(value) = found {
                let held = Held { method: reader, value, since: WHOLE, key: node.held.key, entered: false };
                let does = Some(FlowKind::Load);
                self.push(engine, Node { held, from: stored, place: (reader, at), does });
            }
        }
    }

    /// The data is given to a method of the package.
    fn enter(
        &mut self,
        engine: &mut Engine<'_, '_, '_>,
        number: u32,
        place: Place,
        target: MethodId,
        word: u16,
        calls: bool,
    ) {
        let Some(node) = self.nodes.get(number as usize).copied() else { return };
        let Some(web) = engine.web(target) else { return };
        let Some(value) = web.borrow().find(&Origin::Parameter(word)) else { return };
        if calls {
            self.entries.entry(target).or_default().push((place, node.held.entered, number));
            for (word, from) in self.returned.get(&target).cloned().unwrap_or_default() {
                self.back_at(engine, from, word, place, node.held.entered);
            }
        }
        let held = Held { method: target, value, since: WHOLE, key: node.held.key, entered: calls };
        self.push(engine, Node { held, from: number, place, does: Some(FlowKind::Call) });
    }

    fn given(&mut self, engine: &mut Engine<'_, '_, '_>, number: u32, call: &Call, word: u16) {
        let Some(node) = self.nodes.get(number as usize).copied() else { return };
        let held = node.held;
        let (place, is_static) = ((held.method, call.at), call.is_static());
        let callee = if call.is_custom() { None } else { engine.callee(held.method, call.method) };
        let targets = match &callee {
            Some(callee) if callee.library || callee.sink.is_some() => Vec::new(),
            _ => engine.links.targets(held.method, call.at),
        };
        for target in &targets {
            self.enter(engine, number, place, *target, word, true);
        }
        let Some(callee) = callee.filter(|_| targets.is_empty()) else { return };
        let on_receiver = !is_static && word == 0;
        if !held.key {
            self.leave(engine, number, call, &callee, on_receiver);
            if !on_receiver {
                for target in engine.handed_over(&callee) {
                    self.enter(engine, number, place, target, 1, false);
                }
                self.started(engine, number, call, &callee);
            }
        }
        let passes = if held.key { callee.fetch || callee.carrier } else { on_receiver || callee.carrier };
        let key = held.key && !callee.fetch;
        if let Some(row) = callee.copy.filter(|_| word == 0 && !held.key) {
            self.put(engine, number, call, usize::from(row.into));
        }
        if !passes {
            return;
        }
        if !callee.silent {
            let held = Held { value: call.result, since: WHOLE, key, ..held };
            self.push(engine, Node { held, from: number, place, does: Some(FlowKind::Through) });
        }
        if !on_receiver && !is_static && (callee.carrier || callee.is_constructor()) {
            let receiver = engine
                .web(held.method)
                .and_then(|web| web.borrow().words(call).first().map(|word| word.value));
            if let Some(value) = receiver {
                let held = Held { value, since: call.at, key, ..held };
                self.push(engine, Node { held, from: number, place, does: Some(FlowKind::Put) });
            }
        }
    }

    fn put(&mut self, engine: &mut Engine<'_, '_, '_>, number: u32, call: &Call, word: usize) {
        let Some(node) = self.nodes.get(number as usize).copied() else { return };
        let Some(web) = engine.web(node.held.method) else { return };
        let Some(value) = web.borrow().words(call).get(word).map(|word| word.value) else { return };
        let held = Held { value, since: call.at, ..node.held };
        let place = (held.method, call.at);
        self.push(engine, Node { held, from: number, place, does: Some(FlowKind::Put) });
    }

    /// Whether the call takes the data out.
    fn leave(
        &mut self,
        engine: &mut Engine<'_, '_, '_>,
        number: u32,
        call: &Call,
        callee: &Callee<'_>,
        on_receiver: bool,
    ) {
        let Some(node) = self.nodes.get(number as usize).copied() else { return };
        let place = (node.held.method, call.at);
        if let Some(row) = callee.sink.filter(|row| (row.takes == Takes::Receiver) == on_receiver) {
            if row.kind != "other_app" || engine.started_class(node.held.method, call).is_none() {
                self.end(number, place, &row.kind);
            }
        }
        if let Some(row) = callee.store.filter(|_| !on_receiver) {
            let Some(web) = engine.web(node.held.method) else { return };
            let web = web.borrow();
            let Some(receiver) = web.words(call).first().map(|word| word.value) else { return };
            let kind = places::kind_of(engine, node.held.method, &web, receiver);
            let kind = kind.unwrap_or(&row.kind).to_owned();
            if !kind.is_empty() {
                self.end(number, place, &kind);
            }
        }
        if callee.defined
            && callee.sink.is_none()
            && engine.is_remote_interface(node.held.method, call.method)
        {
            self.end(number, place, "network");
        }
    }

    /// An explicit intent starts a component of the package: it reads the intent.
    fn started(&mut self, engine: &mut Engine<'_, '_, '_>, number: u32, call: &Call, callee: &Callee<'_>) {
        let Some(node) = self.nodes.get(number as usize).copied() else { return };
        if callee.sink.is_none_or(|row| row.kind != "other_app") {
            return;
        }
        let Some(class) = engine.started_class(node.held.method, call) else { return };
        for (method, value, at) in engine.intents_of(class) {
            let held = Held { method, value, since: WHOLE, key: false, entered: false };
            let started = self.nodes.len() as u32;
            let place = (node.held.method, call.at);
            self.nodes.push(Node { from: number, place, does: Some(FlowKind::Start), ..node });
            self.push(engine, Node { held, from: started, place: (method, at), does: Some(FlowKind::Load) });
        }
    }

    fn end(&mut self, node: u32, place: Place, kind: &str) {
        if !self.ends.iter().any(|end| end.place == place && end.kind == kind) {
            self.ends.push(End { node, place, kind: kind.to_owned() });
        }
    }
}
