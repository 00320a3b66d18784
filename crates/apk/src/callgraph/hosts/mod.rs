//! Hosts that code names: texts that are addresses or bare host names, where they are used and what they are
//! given to. Whose host it is and whether anything is sent there is for the facts and rules to say.

mod address;
mod given;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::bits::Bits;
use super::facts::HostUse;
use super::graph::Graph;
use super::hash::Map;
use super::program::{Files, MethodId, NONE};
use crate::dex::{Dex, Event, EventKind, Value};
use crate::error::Result;
use crate::limits::Budget;

use address::{is_candidate, Address};

const MAX_HOSTS: usize = 2000;
const MAX_USES: usize = 4000;
/// Most places of one host, and of those in classes of one package.
const MAX_PER_HOST: usize = 6;
const MAX_PER_PACKAGE: usize = 2;
/// Most places that are looked at at all.
const MAX_FOUND: usize = 60_000;

/// Uses with the methods they stand in, and how many places were left out.
#[derive(Debug, Default)]
pub struct Hosts {
    pub list: Vec<(MethodId, HostUse)>,
    pub cut: u64,
}

/// One place that loads a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Found {
    /// 0 launch phase, 1 reachable, 2 not.
    rank: u8,
    method: MethodId,
    at: u32,
    dex: usize,
    text: u32,
}

/// All hosts of a package: what runs first comes first, then what is reachable, each in the order of files.
///
/// # Errors
/// `budget_exceeded`.
pub fn find(files: &Files<'_, '_>, graph: &Graph, budget: &mut Budget) -> Result<Hosts> {
    let mut hosts = Hosts::default();
    let mut found = Vec::new();
    for dex in 0..files.dexes.len() {
        sweep(files, graph, dex, (&mut found, &mut hosts.cut), budget)?;
    }
    found.sort_unstable();
    let mut addresses: HashMap<(usize, u32), Option<Address>> = HashMap::new();
    let mut places: BTreeMap<String, BTreeMap<Vec<u8>, usize>> = BTreeMap::new();
    let mut seen: BTreeSet<(MethodId, u32)> = BTreeSet::new();
    for one in found {
        let Some(file) = files.dexes.get(one.dex) else { continue };
        let read = || file.string(one.text).and_then(|text| address::read(&text));
        let Some(address) = addresses.entry((one.dex, one.text)).or_insert_with(read) else { continue };
        if !seen.insert((one.method, one.text)) {
            continue;
        }
        let is_new = !places.contains_key(&address.host);
        if hosts.list.len() >= MAX_USES || (is_new && places.len() >= MAX_HOSTS) {
            hosts.cut += 1;
            continue;
        }
        let packages = places.entry(address.host.clone()).or_default();
        let total: usize = packages.values().sum();
        let count = packages.entry(package(files, one.method)).or_default();
        if total >= MAX_PER_HOST || *count >= MAX_PER_PACKAGE {
            hosts.cut += 1;
            continue;
        }
        *count += 1;
        let use_ = host_use(files, file, &one, address, budget)?;
        hosts.list.extend(use_.map(|use_| (one.method, use_)));
    }
    Ok(hosts)
}

/// Places of one file that load a text with a host in it: as a constant, or from a field that begins with it.
fn sweep(
    files: &Files<'_, '_>,
    graph: &Graph,
    dex: usize,
    (found, cut): (&mut Vec<Found>, &mut u64),
    budget: &mut Budget,
) -> Result<()> {
    let (Some(file), Some(sweep)) = (files.dexes.get(dex), files.sweeps.get(dex)) else { return Ok(()) };
    budget.charge(u64::from(file.string_count()) + sweep.events.len() as u64)?;
    let mut texts = Bits::new(file.string_count());
    for index in 0..file.string_count() {
        if file.string_bytes(index).is_some_and(is_candidate) {
            texts.add(index);
        }
    }
    let fields = text_fields(file);
    let mut loads: Vec<(u32, u32)> = Vec::new();
    let mut add = |position: u32, event: Event, text: u32| {
        let Some(number) = sweep.method_of(position) else { return };
        let method = files.method_id(dex, number);
        if files.owner(method) == NONE {
            return;
        }
        if found.len() >= MAX_FOUND {
            *cut += 1;
            return;
        }
        let rank = if graph.is_launch(method) { 0 } else { u8::from(!graph.is_reached(method)) + 1 };
        found.push(Found { rank, method, at: event.at(), dex, text });
    };
    for (position, event) in sweep.events.iter().enumerate().filter(|(_, event)| event.is_load()) {
        match event.kind() {
            EventKind::ConstString if texts.has(event.index) => add(position as u32, *event, event.index),
            EventKind::StaticGet if fields.has(event.index) => loads.push((position as u32, event.index)),
            _ => {}
        }
    }
    let initial = initial_texts(file, &loads, &texts, budget)?;
    for (position, field) in loads {
        if let (Some(text), Some(event)) = (initial.get(&field), sweep.events.get(position as usize)) {
            add(position, *event, *text);
        }
    }
    Ok(())
}

/// Fields of a file that hold a text.
fn text_fields(file: &Dex<'_>) -> Bits {
    let mut fields = Bits::new(file.field_count());
    let Some(text) = file.find_type(b"Ljava/lang/String;") else { return fields };
    for index in 0..file.field_count() {
        if file.field(index).is_some_and(|field| field.type_ == text) {
            fields.add(index);
        }
    }
    fields
}

/// First values of the static fields that are read, where they are candidates; each class is read once.
fn initial_texts(
    file: &Dex<'_>,
    loads: &[(u32, u32)],
    texts: &Bits,
    budget: &mut Budget,
) -> Result<Map<u32, u32>> {
    let classes = loads.iter().filter_map(|(_, field)| Some(file.field(*field)?.class));
    let classes: BTreeSet<u32> = classes.collect();
    let mut initial = Map::default();
    for class in classes {
        let Some(class) = file.definition_of(class) else { continue };
        let Some(data) = file.class_data(&class) else { continue };
        let values = file.static_values(&class);
        budget.charge(values.len() as u64)?;
        for (field, value) in data.fields().take_while(|field| field.is_static).zip(values) {
            if let Value::String(text) = value {
                if texts.has(text) {
                    initial.insert(field.field, text);
                }
            }
        }
    }
    Ok(initial)
}

/// Package part of a method's class: `Lcom/a/b`.
fn package(files: &Files<'_, '_>, method: MethodId) -> Vec<u8> {
    let name = files.class_name(method).unwrap_or_default();
    let end = memchr::memrchr(b'/', name).unwrap_or(name.len());
    name.get(..end).unwrap_or_default().to_vec()
}

fn host_use(
    files: &Files<'_, '_>,
    file: &Dex<'_>,
    one: &Found,
    address: &Address,
    budget: &mut Budget,
) -> Result<Option<HostUse>> {
    let Some((_, summary)) = files.method(one.method) else { return Ok(None) };
    let Some(code) = file.code_item(summary.code_off) else { return Ok(None) };
    budget.charge(u64::from(given::MAX_STEPS))?;
    Ok(Some(HostUse {
        host: address.host.clone(),
        scheme: address.scheme,
        rest: address.rest.clone(),
        method: files.signature(one.method),
        dex: file.entry().to_owned(),
        offset: one.at.saturating_mul(2),
        line: file.line(&code, one.at),
        given_to: given::given_to(file, &code, one.at),
        reachable: one.rank < 2,
        paths: Vec::new(),
        path_numbers: Vec::new(),
    }))
}
