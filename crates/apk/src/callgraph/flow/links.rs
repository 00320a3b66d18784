//! Ways between methods: targets of a call, callers of a method, readers of a field.

use std::rc::Rc;

use crate::callgraph::facts::EdgeKind;
use crate::callgraph::graph::{Graph, NodeId, Purpose};
use crate::callgraph::hash::Map;
use crate::callgraph::program::{MethodId, Program, NONE};
use crate::callgraph::rows::find_string;
use crate::dex::{Dex, Event, EventKind};

/// Most methods one call leads to, that are followed.
const MAX_TARGETS: usize = 6;
/// Most calls of one method that are gone back to, and reads of one field that are followed.
const MAX_CALLERS: usize = 24;
const MAX_READERS: usize = 24;

/// A place in a method, in code units.
pub type Place = (MethodId, u32);

/// Looked up only as far as asked for.
pub struct Links<'g> {
    graph: &'g Graph,
    /// Built when first asked.
    into: Option<Into>,
    /// Reads of each file that code reaches: (field index, reader, code units), sorted.
    reads: Map<usize, Vec<(u32, MethodId, u32)>>,
    /// Fields of each file by their name's bucket.
    names: Map<usize, Rc<Buckets>>,
}

/// Field indexes of one file in the order of buckets that their names fall into.
#[derive(Debug)]
struct Buckets {
    starts: Vec<u32>,
    fields: Vec<u32>,
}

/// Edges of calls into each node: (from, code units), the edges of a node side by side.
#[derive(Debug)]
struct Into {
    starts: Vec<u32>,
    edges: Vec<(NodeId, u32)>,
}

impl Into {
    fn new(graph: &Graph) -> Self {
        let mut starts = vec![0u32; graph.len() + 1];
        let nodes = || (0..graph.len() as NodeId).filter(|node| graph.is_reached(*node));
        let calls = |node| graph.edges(node).iter().filter(|edge| is_call(edge.kind));
        for edge in nodes().flat_map(calls) {
            starts.get_mut(edge.to as usize).into_iter().for_each(|count| *count += 1);
        }
        let mut end = 0u32;
        for slot in &mut starts {
            end += *slot;
            *slot = end;
        }
        let mut edges = vec![(NONE, 0u32); end as usize];
        for node in nodes() {
            for edge in calls(node) {
                if let Some(slot) = starts.get_mut(edge.to as usize) {
                    *slot = slot.saturating_sub(1);
                    edges.get_mut(*slot as usize).into_iter().for_each(|place| *place = (node, edge.at));
                }
            }
        }
        Self { starts, edges }
    }

    fn of(&self, node: NodeId) -> &[(NodeId, u32)] {
        let place = |index: usize| self.starts.get(index).map(|start| *start as usize);
        let range = place(node as usize).zip(place(node as usize + 1));
        range.and_then(|(from, to)| self.edges.get(from..to)).unwrap_or_default()
    }
}

/// Reads of fields in the reached methods of a file.
fn reads(program: &Program<'_, '_>, graph: &Graph, dex: usize) -> Vec<(u32, MethodId, u32)> {
    let mut found = Vec::new();
    let Some(sweep) = program.sweeps.get(dex) else { return found };
    for (n, summary) in sweep.methods.iter().enumerate() {
        let reader = program.method_id(dex, n);
        if graph.is_reached(reader) {
            let gets = sweep.events_of(summary).iter().filter(|event| is_get(**event));
            found.extend(gets.map(|event| (event.index, reader, event.at())));
        }
    }
    found.sort_unstable();
    found
}

const BUCKETS: u32 = 4096;

impl Buckets {
    fn new(file: &Dex<'_>) -> Self {
        let bucket = |field: u32| file.field(field).map_or(0, |row| row.name % BUCKETS) as usize;
        let mut starts = vec![0u32; BUCKETS as usize + 1];
        for field in 0..file.field_count() {
            starts.get_mut(bucket(field)).into_iter().for_each(|count| *count += 1);
        }
        let mut end = 0u32;
        for slot in &mut starts {
            end += *slot;
            *slot = end;
        }
        let mut fields = vec![0u32; end as usize];
        for field in (0..file.field_count()).rev() {
            if let Some(slot) = starts.get_mut(bucket(field)) {
                *slot = slot.saturating_sub(1);
                fields.get_mut(*slot as usize).into_iter().for_each(|place| *place = field);
            }
        }
        Self { starts, fields }
    }

    /// Fields whose name falls into the bucket of `name`.
    fn of(&self, name: u32) -> &[u32] {
        let bucket = (name % BUCKETS) as usize;
        let place = |index: usize| self.starts.get(index).map(|start| *start as usize);
        let range = place(bucket).zip(place(bucket + 1));
        range.and_then(|(from, to)| self.fields.get(from..to)).unwrap_or_default()
    }
}

fn is_call(kind: EdgeKind) -> bool {
    matches!(
        kind,
        EdgeKind::Direct | EdgeKind::Virtual | EdgeKind::Super | EdgeKind::Lambda | EdgeKind::Gesture
    )
}

fn is_get(event: Event) -> bool {
    matches!(event.kind(), EventKind::StaticGet | EventKind::InstanceGet)
}

fn is_dispatch(graph: &Graph, node: NodeId) -> bool {
    graph.node(node).is_some_and(|node| matches!(node.purpose, Purpose::Dispatch { .. }))
}

impl<'g> Links<'g> {
    pub fn new(graph: &'g Graph) -> Self {
        Self { graph, into: None, reads: Map::default(), names: Map::default() }
    }

    /// Methods of the package that the call at `at` may run.
    pub fn targets(&self, method: MethodId, at: u32) -> Vec<MethodId> {
        let mut found = Vec::new();
        let edges = self.graph.edges(method).iter().filter(|edge| edge.at == at && is_call(edge.kind));
        for edge in edges {
            if self.graph.is_method(edge.to) {
                found.push(edge.to);
            } else if is_dispatch(self.graph, edge.to) {
                let methods = self.graph.edges(edge.to).iter().map(|edge| edge.to);
                found.extend(methods.filter(|to| self.graph.is_method(*to)).take(MAX_TARGETS));
            }
        }
        found.sort_unstable();
        found.dedup();
        found.truncate(MAX_TARGETS);
        found
    }

    /// Reached calls that may run a method.
    pub fn callers(&mut self, method: MethodId) -> Vec<Place> {
        let graph = self.graph;
        let into = self.into.get_or_insert_with(|| Into::new(graph));
        let is_dispatch = |node: NodeId| is_dispatch(graph, node);
        let mut found: Vec<Place> = Vec::new();
        for (from, at) in into.of(method) {
            if found.len() >= MAX_CALLERS {
                break;
            }
            if graph.is_method(*from) {
                found.push((*from, *at));
            } else if is_dispatch(*from) {
                let calls = into.of(*from).iter().filter(|edge| graph.is_method(edge.0));
                found.extend(calls.take(MAX_CALLERS));
            }
        }
        found.sort_unstable();
        found.dedup();
        found.truncate(MAX_CALLERS);
        found
    }

    /// Reached reads of a field: by its own class's name and by those below and above it.
    pub fn readers(&mut self, program: &mut Program<'_, '_>, dex: usize, field: u32) -> Vec<Place> {
        let mut found = Vec::new();
        for (dex, field) in self.same_field(program, dex, field) {
            let graph = self.graph;
            let reads = self.reads.entry(dex).or_insert_with(|| reads(program, graph, dex));
            let from = reads.partition_point(|read| read.0 < field);
            let of = reads.get(from..).unwrap_or_default().iter().take_while(|read| read.0 == field);
            found.extend(of.map(|(_, reader, at)| (*reader, *at)).take(MAX_READERS));
        }
        found.truncate(MAX_READERS);
        found
    }

    /// Field indexes of all files that name the same field.
    fn same_field(&mut self, program: &mut Program<'_, '_>, dex: usize, field: u32) -> Vec<(usize, u32)> {
        let dexes = program.dexes;
        let Some(file) = dexes.get(dex) else { return Vec::new() };
        let Some(wanted) = file.field(field) else { return Vec::new() };
        let (Some(name), Some(type_)) = (file.string_bytes(wanted.name), file.type_bytes(wanted.type_))
        else {
            return Vec::new();
        };
        let class = program.class_of(dex, wanted.class);
        let related = program.class(class).is_some_and(|found| {
            found.has_children || program.class(found.parent).is_some_and(|parent| parent.is_defined())
        });
        let mut found = vec![(dex, field)];
        for (number, file) in dexes.iter().enumerate() {
            if number == dex && !related {
                continue;
            }
            let (Some(name), Some(type_)) = (find_string(file, name), file.find_type(type_)) else {
                continue;
            };
            let names = self.names.entry(number).or_insert_with(|| Rc::new(Buckets::new(file))).clone();
            for index in names.of(name).iter().copied() {
                let row = file.field(index).filter(|row| row.name == name && row.type_ == type_);
                let Some(other) = row.map(|row| program.class_of(number, row.class)) else { continue };
                let known = other != NONE && class != NONE && (number, index) != (dex, field);
                if known && (program.is_a(other, class) || program.is_a(class, other)) {
                    found.push((number, index));
                }
            }
        }
        found
    }
}
