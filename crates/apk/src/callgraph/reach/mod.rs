//! Rapid type analysis: what runs, given what is entered. Virtual calls go only to classes whose objects
//! reached code makes; callbacks only to objects that exist and, where rows say so, were handed over.
//!
//! It runs twice on one growing graph: first the launch phase (no human action, no consent gate passed), then
//! everything else.

mod expand;

pub(super) use expand::Out;

use std::rc::Rc;

use super::hash::{Map, Set};

use super::callbacks::Callbacks;
use super::events::{Called, Events};
use super::facts::EdgeKind;
use super::gates::Gates;
use super::graph::{Edge, Graph, NodeId, Purpose};
use super::hash;
use super::program::{ClassId, MethodId, Program};
use super::special::Special;
use crate::error::{ParseError, Result};
use crate::limits::{Budget, BUDGET_EXCEEDED};

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
    /// Static initialisers of classes that were used.
    initialisers: Map<ClassId, Rc<[MethodId]>>,
    no_arguments: u64,
    /// Counts of what could not be followed.
    pub reflection: u64,
    pub dynamic_code: u64,
    pub native: u64,
    events: Events,
    /// The platform's receiver class.
    receiver: Option<ClassId>,
    /// Receivers that no manifest names, made so far, with their `onReceive`.
    pub receivers: Vec<(ClassId, MethodId)>,
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
        let events = Events::new(program.dexes);
        let receiver = program.find_class(b"Landroid/content/BroadcastReceiver;");
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
            initialisers: Map::default(),
            no_arguments: hash::selector("<init>", "()V").unwrap_or(0),
            reflection: 0,
            dynamic_code: 0,
            native: 0,
            events,
            receiver,
            receivers: Vec::new(),
        }
    }

    /// Whether reached code registers receivers.
    pub fn registers(&self) -> bool {
        self.receiver.is_some_and(|receiver| self.callbacks.is_on(receiver))
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
            if self.graph.is_full() {
                let detail = "virtual calls lead to more methods than are kept";
                return Err(ParseError::new(BUDGET_EXCEEDED, None, detail));
            }
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
        if self.launch && (edge.gesture || self.gates.guards_launch(edge.mark)) {
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
        budget.charge(ancestors.len() as u64 * 64)?;
        for above in [class].iter().chain(ancestors.iter()).copied() {
            self.below.entry(above).or_default().push(class);
            let nodes = self.active.get(&above).cloned().unwrap_or_default();
            budget.charge(nodes.len() as u64 * 8)?;
            for dispatch in nodes {
                self.dispatch_to(dispatch, class);
            }
        }
        self.annotated(class, node, &ancestors);
        let mut answers: Option<Vec<u64>> = None;
        for above in ancestors.iter().copied() {
            for n in 0..self.callbacks.rules(above).len() {
                let Some(rule) = self.callbacks.rules(above).get(n).copied() else { continue };
                if !rule.instance && !rule.called {
                    continue;
                }
                let answers = answers.get_or_insert_with(|| self.program.selectors(class));
                if answers.binary_search(&rule.selector).is_err() {
                    continue;
                }
                let Some(target) = self.program.find_method(class, rule.selector) else { continue };
                if Some(above) == self.receiver {
                    // It runs when its broadcast comes, whoever registers it.
                    if !self.components.contains(&class) {
                        self.receivers.push((class, target));
                    }
                    continue;
                }
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

    /// Subscribers of the objects' own class, and those that wait for such objects as events.
    fn annotated(&mut self, class: ClassId, node: NodeId, ancestors: &[ClassId]) {
        for above in [class].iter().chain(ancestors).copied() {
            for (method, called) in self.events.of_class(self.program, above) {
                match called {
                    Called::ByItself => self.connect(node, Edge::new(method, 0, EdgeKind::Callback)),
                    Called::OnEvent(event) => {
                        let waiting = self.events.subscribers.entry(event).or_default();
                        if !waiting.contains(&method) {
                            waiting.push(method);
                            for posted in self.below.get(&event).cloned().unwrap_or_default() {
                                let from = self.graph.instance(posted);
                                self.connect(from, Edge::new(method, 0, EdgeKind::Callback));
                            }
                        }
                    }
                }
            }
            for method in self.events.subscribers.get(&above).cloned().unwrap_or_default() {
                self.connect(node, Edge::new(method, 0, EdgeKind::Callback));
            }
        }
    }

    fn start_component(&mut self, class: ClassId, node: NodeId) {
        for (method, rule, _) in self.callbacks.of_component(self.program, class) {
            self.connect(node, Edge { gesture: rule.gesture, ..Edge::new(method, 0, rule.edge) });
        }
        for target in self.initialisers(class).iter().copied() {
            self.connect(node, Edge::new(target, 0, EdgeKind::StaticInit));
        }
        if let Some(target) = self.program.own_method(class, self.no_arguments) {
            self.connect(node, Edge::new(target, 0, EdgeKind::Lifecycle));
        }
        let instance = self.graph.instance(class);
        self.connect(node, Edge::new(instance, 0, EdgeKind::Lifecycle));
    }
}
