//! Nodes and edges. Methods are nodes 0..n; behind them stand nodes without code: a virtual call by type and
//! selector, the objects of a class, a component the platform starts.

use super::hash::{Map, Set};

use super::facts::EdgeKind;
use super::gates::Mark;
use super::program::{ClassId, MethodId, NONE};

pub type NodeId = u32;

/// One way control passes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edge {
    pub to: NodeId,
    /// Code units into the source method; 0 for edges of nodes without code.
    pub at: u32,
    pub kind: EdgeKind,
    /// Needs a human action.
    pub gesture: bool,
    /// The answer to the question for consent that it passes.
    pub mark: Mark,
}

impl Edge {
    pub fn new(to: NodeId, at: u32, kind: EdgeKind) -> Self {
        Self { to, at, kind, gesture: kind == EdgeKind::Gesture, mark: Mark::default() }
    }
}

/// What a node without code stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// A call of `selector` on something that is a `class`.
    Dispatch { class: ClassId, selector: u64, gesture: bool },
    /// Objects of a class exist: its callbacks may run.
    Instance(ClassId),
    /// The platform makes and drives this component.
    Component(ClassId),
}

#[derive(Debug, Clone)]
pub struct Node {
    pub purpose: Purpose,
    pub edges: Vec<Edge>,
    /// How many of `edges` were there when the launch phase ended.
    pub launch_edges: u32,
}

/// Most edges of nodes without code; a package of 118,000 methods has about 300,000.
const MAX_JOINED: usize = 12_000_000;
/// Edges of one node that are looked through quicker than a table.
const FEW: usize = 12;
const LAUNCH: u8 = 1;
const ANY: u8 = 2;

#[derive(Debug, Default)]
pub struct Graph {
    methods: u32,
    /// Edges of method nodes, each method's side by side.
    edges: Vec<Edge>,
    spans: Vec<(u32, u32)>,
    nodes: Vec<Node>,
    reached: Vec<u8>,
    dispatch: Map<(ClassId, u64), NodeId>,
    instances: Map<ClassId, NodeId>,
    components: Map<ClassId, NodeId>,
    /// Edges of nodes without code that have [`FEW`] or more.
    known: Set<(NodeId, NodeId)>,
    joined: usize,
}

impl Graph {
    pub fn new(methods: usize) -> Self {
        Self {
            methods: methods as u32,
            spans: vec![(NONE, NONE); methods],
            reached: vec![0; methods],
            ..Self::default()
        }
    }

    pub fn is_method(&self, node: NodeId) -> bool {
        node < self.methods
    }

    pub fn len(&self) -> usize {
        self.reached.len()
    }

    pub fn node(&self, node: NodeId) -> Option<&Node> {
        self.nodes.get(node.checked_sub(self.methods)? as usize)
    }

    fn add(&mut self, purpose: Purpose) -> NodeId {
        let node = self.methods.saturating_add(self.nodes.len() as u32);
        self.nodes.push(Node { purpose, edges: Vec::new(), launch_edges: 0 });
        self.reached.push(0);
        node
    }

    /// The node of a virtual call; true when it is new.
    pub fn dispatch(&mut self, class: ClassId, selector: u64, gesture: impl FnOnce() -> bool) -> NodeId {
        if let Some(node) = self.dispatch.get(&(class, selector)) {
            return *node;
        }
        let node = self.add(Purpose::Dispatch { class, selector, gesture: gesture() });
        self.dispatch.insert((class, selector), node);
        node
    }

    pub fn instance(&mut self, class: ClassId) -> NodeId {
        if let Some(node) = self.instances.get(&class) {
            return *node;
        }
        let node = self.add(Purpose::Instance(class));
        self.instances.insert(class, node);
        node
    }

    /// Whether an object of the class is made on some way that is reached.
    pub fn is_made(&self, class: ClassId) -> bool {
        self.instances.get(&class).is_some_and(|node| self.is_reached(*node))
    }

    pub fn component(&mut self, class: ClassId) -> NodeId {
        if let Some(node) = self.components.get(&class) {
            return *node;
        }
        let node = self.add(Purpose::Component(class));
        self.components.insert(class, node);
        node
    }

    /// Adds an edge to a node without code; false when it leads there already.
    pub fn connect(&mut self, from: NodeId, edge: Edge) -> bool {
        if self.is_full() {
            return false;
        }
        let Some(place) = from.checked_sub(self.methods) else { return false };
        let Some(node) = self.nodes.get_mut(place as usize) else { return false };
        if node.edges.len() < FEW {
            if node.edges.iter().any(|known| known.to == edge.to) {
                return false;
            }
        } else if !self.known.insert((from, edge.to)) {
            return false;
        }
        node.edges.push(edge);
        if node.edges.len() == FEW {
            self.known.extend(node.edges.iter().map(|known| (from, known.to)));
        }
        self.joined += 1;
        true
    }

    pub fn is_expanded(&self, method: MethodId) -> bool {
        self.spans.get(method as usize).is_some_and(|span| span.0 != NONE)
    }

    /// The graph has more edges than are kept: what it says is incomplete.
    pub fn is_full(&self) -> bool {
        self.joined >= MAX_JOINED
    }

    /// Sets the edges of a method, once.
    pub fn expand(&mut self, method: MethodId, edges: &[Edge]) {
        let first = self.edges.len() as u32;
        self.edges.extend_from_slice(edges);
        if let Some(span) = self.spans.get_mut(method as usize) {
            *span = (first, self.edges.len() as u32);
        }
    }

    pub fn edges(&self, node: NodeId) -> &[Edge] {
        if self.is_method(node) {
            let span = self.spans.get(node as usize).copied().unwrap_or((NONE, NONE));
            self.edges.get(span.0 as usize..span.1 as usize).unwrap_or_default()
        } else {
            self.node(node).map(|node| node.edges.as_slice()).unwrap_or_default()
        }
    }

    /// Marks a node; false when it was marked before.
    pub fn mark(&mut self, node: NodeId, launch: bool) -> bool {
        let bits = if launch { LAUNCH | ANY } else { ANY };
        match self.reached.get_mut(node as usize) {
            Some(slot) if *slot & ANY == 0 => {
                *slot |= bits;
                true
            }
            _ => false,
        }
    }

    pub fn is_reached(&self, node: NodeId) -> bool {
        self.reached.get(node as usize).is_some_and(|bits| bits & ANY != 0)
    }

    /// Reached before any human action and any consent gate.
    pub fn is_launch(&self, node: NodeId) -> bool {
        self.reached.get(node as usize).is_some_and(|bits| bits & LAUNCH != 0)
    }

    /// Remembers how far the launch phase came.
    pub fn end_launch(&mut self) {
        for node in &mut self.nodes {
            node.launch_edges = node.edges.len() as u32;
        }
    }

    /// (methods reached, methods reached in the launch phase).
    pub fn counts(&self) -> (u32, u32) {
        let methods = self.reached.get(..self.methods as usize).unwrap_or_default();
        let count = |bit: u8| methods.iter().filter(|bits| **bits & bit != 0).count() as u32;
        (count(ANY), count(LAUNCH))
    }
}
