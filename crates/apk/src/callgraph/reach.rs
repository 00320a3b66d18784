//! Rapid type analysis: what runs, given what is entered. Virtual calls go only to classes whose objects
//! reached code makes; callbacks only to objects that exist and, where rows say so, were handed over.
//!
//! It runs twice on one growing graph: first the launch phase (no human action, no consent gate passed), then
//! everything else.

use super::hash::{Map, Set};

use super::callbacks::Callbacks;
use super::consent::Gates;
use super::facts::EdgeKind;
use super::graph::{Edge, Graph, NodeId, Purpose};
use super::hash;
use super::program::{ClassId, MethodId, Program, NONE};
use super::special::{classify, Special};
use crate::dex::{decode_mutf8, EventKind, Value, ACC_NATIVE};
use crate::error::Result;
use crate::limits::Budget;

/// What a method reference turned out to be.
#[derive(Debug, Clone, Copy, Default)]
struct Reference {
    seen: bool,
    special: Option<Special>,
}

/// Layouts by resource number: classes they name.
pub type Layouts = Map<u32, Vec<ClassId>>;

pub struct Reach<'p, 'd, 'a> {
    pub program: &'p mut Program<'d, 'a>,
    pub graph: Graph,
    pub callbacks: Callbacks,
    gates: &'p Gates,
    layouts: &'p Layouts,
    components: &'p Set<ClassId>,
    references: Vec<Vec<Reference>>,
    /// Instantiated classes at or below each class.
    below: Map<ClassId, Vec<ClassId>>,
    instantiated: Set<ClassId>,
    /// Reached dispatch nodes by type.
    active: Map<ClassId, Vec<NodeId>>,
    /// Edges that wait for a registering call, by callback class.
    waiting: Map<ClassId, Vec<(NodeId, Edge)>>,
    todo: Vec<NodeId>,
    deferred: Vec<NodeId>,
    launch: bool,
    clinit: u64,
    no_arguments: u64,
    /// Counts of what could not be followed.
    pub reflection: u64,
    pub dynamic_code: u64,
    pub native: u64,
}

impl<'p, 'd, 'a> Reach<'p, 'd, 'a> {
    pub fn new(
        program: &'p mut Program<'d, 'a>,
        callbacks: Callbacks,
        gates: &'p Gates,
        layouts: &'p Layouts,
        components: &'p Set<ClassId>,
    ) -> Self {
        let graph = Graph::new(program.method_count());
        let references =
            program.dexes.iter().map(|d| vec![Reference::default(); d.method_count() as usize]).collect();
        Self {
            program,
            graph,
            callbacks,
            gates,
            layouts,
            components,
            references,
            below: Map::default(),
            instantiated: Set::default(),
            active: Map::default(),
            waiting: Map::default(),
            todo: Vec::new(),
            deferred: Vec::new(),
            launch: true,
            clinit: hash::selector("<clinit>", "()V").unwrap_or(0),
            no_arguments: hash::selector("<init>", "()V").unwrap_or(0),
            reflection: 0,
            dynamic_code: 0,
            native: 0,
        }
    }

    /// Enters `node` from outside.
    pub fn enter(&mut self, node: NodeId) {
        if self.graph.mark(node, self.launch) {
            self.todo.push(node);
        }
    }

    /// Follows everything the entered nodes lead to.
    ///
    /// # Errors
    /// `budget_exceeded`.
    pub fn run(&mut self, budget: &mut Budget) -> Result<()> {
        while let Some(node) = self.todo.pop() {
            budget.charge(8)?;
            if self.graph.is_method(node) {
                if !self.graph.is_expanded(node) {
                    self.expand(node, budget)?;
                }
            } else {
                self.open(node, budget)?;
            }
            let count = self.graph.edges(node).len();
            budget.charge(count as u64)?;
            for n in 0..count {
                if let Some(edge) = self.graph.edges(node).get(n).copied() {
                    self.follow(edge);
                }
            }
        }
        Ok(())
    }

    /// Ends the launch phase: from now on human actions and gates are passed.
    pub fn end_launch(&mut self) {
        self.graph.end_launch();
        self.launch = false;
        for node in std::mem::take(&mut self.deferred) {
            self.enter(node);
        }
    }

    fn follow(&mut self, edge: Edge) {
        if self.launch && (edge.gesture || self.gates.guards_launch(edge.gate)) {
            self.deferred.push(edge.to);
        } else {
            self.enter(edge.to);
        }
    }

    /// Adds an edge to a node without code and follows it when the node is reached.
    fn connect(&mut self, from: NodeId, edge: Edge) {
        if self.graph.connect(from, edge) && self.graph.is_reached(from) {
            self.follow(edge);
        }
    }

    /// A node without code is reached for the first time.
    fn open(&mut self, node: NodeId, budget: &mut Budget) -> Result<()> {
        match self.graph.node(node).map(|node| node.purpose) {
            Some(Purpose::Dispatch { class, .. }) => {
                self.active.entry(class).or_default().push(node);
                let made = self.below.get(&class).cloned().unwrap_or_default();
                budget.charge(made.len() as u64 * 8)?;
                for class in made {
                    self.dispatch_to(node, class);
                }
            }
            Some(Purpose::Instance(class)) => self.instantiate(class, node, budget)?,
            Some(Purpose::Component(class)) => self.start_component(class, node),
            None => {}
        }
        Ok(())
    }

    fn dispatch_to(&mut self, node: NodeId, class: ClassId) {
        let Some(Purpose::Dispatch { selector, gesture, .. }) = self.graph.node(node).map(|n| n.purpose)
        else {
            return;
        };
        if let Some(target) = self.program.find_method(class, selector) {
            let kind = if gesture { EdgeKind::Gesture } else { EdgeKind::Virtual };
            self.connect(node, Edge::new(target, 0, kind));
        }
    }

    fn instantiate(&mut self, class: ClassId, node: NodeId, budget: &mut Budget) -> Result<()> {
        if !self.instantiated.insert(class) {
            return Ok(());
        }
        let ancestors = self.program.ancestors(class);
        budget.charge(ancestors.len() as u64 * 4)?;
        for above in [class].iter().chain(ancestors.iter()).copied() {
            self.below.entry(above).or_default().push(class);
            let nodes = self.active.get(&above).cloned().unwrap_or_default();
            budget.charge(nodes.len() as u64 * 8)?;
            for dispatch in nodes {
                self.dispatch_to(dispatch, class);
            }
        }
        for above in ancestors.iter().copied() {
            for n in 0..self.callbacks.rules(above).len() {
                let Some(rule) = self.callbacks.rules(above).get(n).copied() else { continue };
                if !rule.instance && !rule.called {
                    continue;
                }
                let Some(target) = self.program.find_method(class, rule.selector) else { continue };
                let edge = Edge { gesture: rule.gesture, ..Edge::new(target, 0, rule.edge) };
                if rule.instance || self.callbacks.is_on(above) {
                    self.connect(node, edge);
                } else {
                    self.waiting.entry(above).or_default().push((node, edge));
                }
            }
        }
        Ok(())
    }

    fn start_component(&mut self, class: ClassId, node: NodeId) {
        for (method, rule, _) in self.callbacks.of_component(self.program, class) {
            self.connect(node, Edge { gesture: rule.gesture, ..Edge::new(method, 0, rule.edge) });
        }
        for target in self.initialisers(class) {
            self.connect(node, Edge::new(target, 0, EdgeKind::StaticInit));
        }
        if let Some(target) = self.program.own_method(class, self.no_arguments) {
            self.connect(node, Edge::new(target, 0, EdgeKind::Lifecycle));
        }
        let instance = self.graph.instance(class);
        self.connect(node, Edge::new(instance, 0, EdgeKind::Lifecycle));
    }

    /// Static initialisers that run when a class is first used.
    pub fn initialisers(&mut self, class: ClassId) -> Vec<MethodId> {
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
        found
    }

    /// Reads a method's events into edges.
    fn expand(&mut self, id: MethodId, budget: &mut Budget) -> Result<()> {
        let Some((dex, method)) = self.program.method(id) else { return Ok(()) };
        if method.access & ACC_NATIVE != 0 {
            self.native += 1;
        }
        let (dexes, sweeps) = (self.program.dexes, self.program.sweeps);
        let (Some(file), Some(sweep)) = (dexes.get(dex), sweeps.get(dex)) else { return Ok(()) };
        let events = sweep.events_of(method);
        budget.charge(events.len() as u64 * 4)?;
        let mut out = Out { edges: Vec::with_capacity(events.len() / 2), gated: self.gates.guarded(id) };
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
    pub(super) fn make(&mut self, class: ClassId, at: u32, kind: EdgeKind, out: &mut Out<'_>) {
        if self.program.class(class).is_some_and(|c| c.is_defined()) {
            let node = self.graph.instance(class);
            out.push(Edge::new(node, at, kind));
            self.use_class(class, at, out);
        }
    }

    pub(super) fn use_class(&mut self, class: ClassId, at: u32, out: &mut Out<'_>) {
        if self.program.class(class).is_some_and(|c| c.is_defined()) {
            for target in self.initialisers(class) {
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
    pub(super) fn constants(&self, id: MethodId) -> Vec<(u32, String)> {
        let Some((dex, method)) = self.program.method(id) else { return Vec::new() };
        let (Some(file), Some(sweep)) = (self.program.dexes.get(dex), self.program.sweeps.get(dex)) else {
            return Vec::new();
        };
        let strings = sweep.events_of(method).iter().filter(|e| e.kind() == EventKind::ConstString);
        strings
            .filter_map(|e| Some((e.at(), decode_mutf8(file.string_bytes(e.index)?).into_owned())))
            .collect()
    }

    pub(super) fn is_component(&self, class: ClassId) -> bool {
        self.components.contains(&class)
    }

    pub(super) fn layout_classes(&self, resource: u32) -> &[ClassId] {
        self.layouts.get(&resource).map(Vec::as_slice).unwrap_or_default()
    }

    pub(super) fn has_layouts(&self) -> bool {
        !self.layouts.is_empty()
    }
}

/// Edges of the method being read; consent gates are put on as they come.
pub(super) struct Out<'g> {
    pub edges: Vec<Edge>,
    gated: &'g [super::consent::Guarded],
}

impl Out<'_> {
    pub fn push(&mut self, mut edge: Edge) {
        for guarded in self.gated {
            if guarded.from <= edge.at && edge.at < guarded.end {
                edge.gate = guarded.gate.saturating_add(1);
                break;
            }
        }
        let repeated = self.edges.iter().rev().take(24).any(|have| {
            have.to == edge.to
                && have.kind == edge.kind
                && have.gate == edge.gate
                && have.gesture == edge.gesture
        });
        if !repeated {
            self.edges.push(edge);
        }
    }
}
