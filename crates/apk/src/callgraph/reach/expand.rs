//! A method's events read into edges.

use std::rc::Rc;

use super::Reach;
use crate::callgraph::facts::EdgeKind;
use crate::callgraph::gates::Gates;
use crate::callgraph::graph::Edge;
use crate::callgraph::hash;
use crate::callgraph::program::{ClassId, MethodId, NONE};
use crate::callgraph::special::{classify, Special};
use crate::dex::{decode_mutf8, EventKind, Value, ACC_NATIVE};
use crate::error::Result;
use crate::limits::Budget;

impl Reach<'_, '_, '_> {
    /// Static initialisers that run when a class is first used.
    pub(super) fn initialisers(&mut self, class: ClassId) -> Rc<[MethodId]> {
        if let Some(known) = self.initialisers.get(&class) {
            return known.clone();
        }
        let mut found = Vec::new();
        let mut at = class;
        for _ in 0..64 {
            let Some((defined, parent)) = self.program.class(at).map(|c| (c.is_defined(), c.parent)) else {
                break;
            };
            if !defined {
                break;
            }
            found.extend(self.program.own_method(at, self.clinit));
            at = parent;
        }
        let found: Rc<[MethodId]> = found.into();
        self.initialisers.insert(class, found.clone());
        found
    }

    /// Reads a method's events into edges.
    pub(super) fn expand(&mut self, id: MethodId, budget: &mut Budget) -> Result<()> {
        let Some((dex, method)) = self.program.method(id) else { return Ok(()) };
        if method.access & ACC_NATIVE != 0 {
            self.native += 1;
        }
        let (dexes, sweeps) = (self.program.dexes, self.program.sweeps);
        let (Some(file), Some(sweep)) = (dexes.get(dex), sweeps.get(dex)) else { return Ok(()) };
        let events = sweep.events_of(method);
        budget.charge(events.len() as u64 * 4)?;
        let mut out = Out { edges: Vec::with_capacity(events.len() / 2), gates: self.gates, method: id };
        let mut specials: Vec<(Special, u32)> = Vec::new();
        for event in events {
            let (at, index) = (event.at(), event.index);
            match event.kind() {
                EventKind::InvokeVirtual | EventKind::InvokeInterface => {
                    self.virtual_call(dex, index, at, &mut out, &mut specials);
                }
                EventKind::InvokeStatic => self.static_call(dex, index, at, &mut out, &mut specials),
                EventKind::InvokeDirect => {
                    let class = file.method(index).map_or(NONE, |row| self.program.class_of(dex, row.class));
                    self.straight_call(dex, index, class, at, EdgeKind::Direct, &mut out, &mut specials);
                }
                EventKind::InvokeSuper => {
                    let named = file.method(index).map_or(NONE, |row| self.program.class_of(dex, row.class));
                    let parent = self.program.class(self.program.owner(id)).map_or(NONE, |c| c.parent);
                    // An interface's default is named by the interface, all else starts above this class.
                    let is_interface = self.program.class(named).is_some_and(|c| c.access & 0x200 != 0);
                    let class = if is_interface { named } else { parent };
                    self.straight_call(dex, index, class, at, EdgeKind::Super, &mut out, &mut specials);
                }
                EventKind::InvokeCustom => self.lambda(dex, index, at, &mut out),
                EventKind::ConstMethodHandle => {
                    let member = file.method_handle(index).and_then(|handle| handle.method());
                    if let Some(target) = member.and_then(|m| self.program.resolve(dex, m)) {
                        out.push(Edge::new(target, at, EdgeKind::Reflection));
                    }
                }
                EventKind::NewInstance => {
                    let class = self.program.class_of(dex, index);
                    self.make(class, at, EdgeKind::Direct, &mut out);
                }
                EventKind::StaticGet | EventKind::StaticPut => {
                    let class = file.field(index).map_or(NONE, |row| self.program.class_of(dex, row.class));
                    self.use_class(class, at, &mut out);
                }
                _ => {}
            }
        }
        if !specials.is_empty() {
            self.special_edges(id, dex, &specials, &mut out, budget)?;
        }
        self.graph.expand(id, &out.edges);
        Ok(())
    }

    /// An object of `class` is made here.
    pub(in crate::callgraph) fn make(&mut self, class: ClassId, at: u32, kind: EdgeKind, out: &mut Out<'_>) {
        if self.program.class(class).is_some_and(|c| c.is_defined()) {
            let node = self.graph.instance(class);
            out.push(Edge::new(node, at, kind));
            self.use_class(class, at, out);
        }
    }

    pub(in crate::callgraph) fn use_class(&mut self, class: ClassId, at: u32, out: &mut Out<'_>) {
        if self.program.class(class).is_some_and(|c| c.is_defined()) {
            for target in self.initialisers(class).iter().copied() {
                out.push(Edge::new(target, at, EdgeKind::StaticInit));
            }
        }
    }

    fn static_call(
        &mut self,
        dex: usize,
        method: u32,
        at: u32,
        out: &mut Out<'_>,
        specials: &mut Vec<(Special, u32)>,
    ) {
        match self.program.resolve(dex, method) {
            Some(target) => {
                let owner = self.program.owner(target);
                self.use_class(owner, at, out);
                out.push(Edge::new(target, at, EdgeKind::Direct));
            }
            None => self.outside_call(dex, method, at, specials),
        }
    }

    #[allow(clippy::too_many_arguments)]
    fn straight_call(
        &mut self,
        dex: usize,
        method: u32,
        class: ClassId,
        at: u32,
        kind: EdgeKind,
        out: &mut Out<'_>,
        specials: &mut Vec<(Special, u32)>,
    ) {
        let here = if kind == EdgeKind::Direct { self.program.defined_here(dex, method) } else { None };
        let target = here.or_else(|| {
            let selector = self.program.selector(dex, method);
            self.program.find_method(class, selector)
        });
        match target {
            Some(target) => out.push(Edge::new(target, at, kind)),
            None => self.outside_call(dex, method, at, specials),
        }
    }

    fn virtual_call(
        &mut self,
        dex: usize,
        method: u32,
        at: u32,
        out: &mut Out<'_>,
        specials: &mut Vec<(Special, u32)>,
    ) {
        let dexes = self.program.dexes;
        let Some(row) = dexes.get(dex).and_then(|d| d.method(method)) else { return };
        let class = self.program.class_of(dex, row.class);
        let Some((defined, has_children)) =
            self.program.class(class).map(|c| (c.is_defined(), c.has_children))
        else {
            return;
        };
        if !defined {
            self.outside_call(dex, method, at, specials);
            if !has_children {
                return;
            }
        } else if self.program.resolve(dex, method).is_none() {
            // Inherited from the framework: the call may register callbacks as well.
            self.outside_call(dex, method, at, specials);
        }
        let selector = self.program.selector(dex, method);
        let callbacks = &self.callbacks;
        let node = self.graph.dispatch(class, selector, || callbacks.is_gesture(class, selector));
        out.push(Edge::new(node, at, EdgeKind::Virtual));
    }

    /// A call that leaves the package: it may hand objects to the framework.
    fn outside_call(&mut self, dex: usize, method: u32, at: u32, specials: &mut Vec<(Special, u32)>) {
        let Some(slot) = self.references.get_mut(dex).and_then(|r| r.get_mut(method as usize)) else {
            return;
        };
        let dexes = self.program.dexes;
        if !slot.seen {
            slot.seen = true;
            slot.special = dexes.get(dex).and_then(|d| classify(d, method));
            if let Some(special) = slot.special {
                specials.push((special, at));
            }
            let selector = self.program.selector(dex, method);
            for class in self.callbacks.registered_by(self.program, dex, method, selector) {
                for (node, edge) in self.waiting.remove(&class).unwrap_or_default() {
                    self.connect(node, edge);
                }
            }
        } else if let Some(special) = slot.special {
            specials.push((special, at));
        }
    }

    /// `invoke-custom`: the lambda's body runs when its interface is called.
    fn lambda(&mut self, dex: usize, call_site: u32, at: u32, out: &mut Out<'_>) {
        let dexes = self.program.dexes;
        let Some(file) = dexes.get(dex) else { return };
        let Some(site) = file.call_site(call_site) else { return };
        let Some(target) =
            site.implementation.and_then(|h| h.method()).and_then(|m| self.program.resolve(dex, m))
        else {
            return;
        };
        let interface = file.proto(site.proto).map_or(NONE, |p| self.program.class_of(dex, p.return_type));
        let method_type = site.arguments.iter().find_map(|value| match value {
            Value::MethodType(proto) => file.proto_descriptor(*proto),
            _ => None,
        });
        let name = file.string(site.name).unwrap_or_default();
        let selector = method_type.and_then(|descriptor| hash::selector(&name, &descriptor)).unwrap_or(0);
        let gesture = self.callbacks.is_gesture(interface, selector);
        out.push(Edge { gesture, ..Edge::new(target, at, EdgeKind::Lambda) });
    }

    /// Text of constants of a method: (code unit, text).
    pub(in crate::callgraph) fn constants(&self, id: MethodId) -> Vec<(u32, String)> {
        let Some((dex, method)) = self.program.method(id) else { return Vec::new() };
        let (Some(file), Some(sweep)) = (self.program.dexes.get(dex), self.program.sweeps.get(dex)) else {
            return Vec::new();
        };
        let strings = sweep.events_of(method).iter().filter(|e| e.kind() == EventKind::ConstString);
        strings
            .filter_map(|e| Some((e.at(), decode_mutf8(file.string_bytes(e.index)?).into_owned())))
            .collect()
    }

    pub(in crate::callgraph) fn is_component(&self, class: ClassId) -> bool {
        self.components.contains(&class)
    }

    pub(in crate::callgraph) fn layout_classes(&self, resource: u32) -> &[ClassId] {
        self.layouts.get(&resource).map(Vec::as_slice).unwrap_or_default()
    }

    pub(in crate::callgraph) fn has_layouts(&self) -> bool {
        !self.layouts.is_empty()
    }
}

/// Edges of the method being read; consent gates are put on as they come.
pub(in crate::callgraph) struct Out<'g> {
    pub edges: Vec<Edge>,
    gates: &'g Gates,
    method: MethodId,
}

impl Out<'_> {
    pub fn push(&mut self, mut edge: Edge) {
        edge.mark = self.gates.mark(self.method, edge.at);
        let repeated = self.edges.iter().rev().take(24).any(|have| {
            have.to == edge.to
                && have.kind == edge.kind
                && have.mark == edge.mark
                && have.gesture == edge.gesture
        });
        if !repeated {
            self.edges.push(edge);
        }
    }
}
