//! How much of each known SDK the package holds, and how far code reaches into it.

use std::collections::BTreeMap;

use super::facts::PrefixCount;
use super::graph::Graph;
use super::hash::Map;
use super::program::{MethodId, Program};
use crate::dex::{EventKind, Value};
use crate::knowledge::Knowledge;

/// Whom a package prefix belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Owner<'k> {
    Sdk(&'k str),
    /// Inside an SDK's prefix but not part of it.
    Nobody,
}

/// Classes and methods under each known prefix; a class counts under the longest that ends at a boundary of
/// its name. What a prefix is worth is for the facts to say.
pub fn count(program: &Program<'_, '_>, graph: &Graph, knowledge: &Knowledge) -> Vec<PrefixCount> {
    let owners = owners(knowledge);
    let mut counts: BTreeMap<&str, PrefixCount> = BTreeMap::new();
    for class in program.classes.iter().filter(|class| class.is_defined()) {
        let Some((Owner::Sdk(prefix), _)) = owner(&owners, class.name) else { continue };
        let entry = counts.entry(prefix).or_default();
        entry.classes += 1;
        let methods = class.first_method..class.end_method;
        entry.methods += methods.len() as u32;
        entry.reachable_methods += methods.filter(|method| graph.is_reached(*method)).count() as u32;
    }
    let named = |(prefix, count): (&str, PrefixCount)| PrefixCount { prefix: prefix.to_owned(), ..count };
    counts.into_iter().map(named).collect()
}

/// Constants that tell a known SDK's version: by `a.b.C#FIELD` a static field's value, by `a.b.C` the only text
/// in that class's code that has the form of a version.
pub fn constants(program: &Program<'_, '_>, knowledge: &Knowledge) -> BTreeMap<String, String> {
    let places = knowledge.sdks.iter().flat_map(|sdk| &sdk.versions);
    places.filter_map(|place| Some((place.clone(), constant(program, place)?))).collect()
}

fn owners(knowledge: &Knowledge) -> Map<Vec<u8>, Owner<'_>> {
    let mut owners = Map::default();
    let slashed = |prefix: &str| prefix.trim_end_matches('.').replace('.', "/").into_bytes();
    for sdk in &knowledge.sdks {
        for prefix in sdk.prefixes.iter().chain(&sdk.weak_prefixes) {
            owners.insert(slashed(prefix), Owner::Sdk(prefix));
        }
    }
    for prefix in knowledge.sdks.iter().flat_map(|sdk| &sdk.excludes) {
        owners.entry(slashed(prefix)).or_insert(Owner::Nobody);
    }
    owners
}

/// Owner of a descriptor's longest known prefix, and where that prefix ends.
fn owner<'k>(owners: &Map<Vec<u8>, Owner<'k>>, descriptor: &[u8]) -> Option<(Owner<'k>, usize)> {
    let ends = descriptor.iter().enumerate().rev().filter(|(_, byte)| matches!(byte, b'/' | b'$' | b';'));
    for (end, _) in ends {
        if let Some(owner) = descriptor.get(1..end).and_then(|prefix| owners.get(prefix)) {
            return Some((*owner, end));
        }
    }
    None
}

/// Text of a constant `class#FIELD`, or of `class`.
fn constant(program: &Program<'_, '_>, place: &str) -> Option<String> {
    let (class, field) = place.split_once('#').unwrap_or((place, ""));
    let class = program.class(program.find_dotted(class)?).filter(|class| class.is_defined())?;
    let dex = program.dexes.get(class.dex as usize)?;
    if field.is_empty() {
        return only_version(program, class.first_method..class.end_method);
    }
    let def = dex.class_def(class.def)?;
    let number = dex.class_data(&def)?.fields().find(|member| {
        let name = dex.field(member.field).and_then(|row| dex.string_bytes(row.name));
        name == Some(field.as_bytes())
    })?;
    match dex.static_value(number.field)? {
        Value::String(index) => dex.string(index).map(|text| text.chars().take(80).collect()),
        Value::Int(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The one text that the code of these methods holds in the form of a version; `None` when there are more.
fn only_version(program: &Program<'_, '_>, methods: std::ops::Range<MethodId>) -> Option<String> {
    let mut found: Option<String> = None;
    for method in methods {
        let Some((number, summary)) = program.method(method) else { continue };
        let (Some(dex), Some(sweep)) = (program.dexes.get(number), program.sweeps.get(number)) else {
            continue;
        };
        for event in sweep.events_of(summary).iter().filter(|event| event.kind() == EventKind::ConstString) {
            let Some(text) = dex.string(event.index).filter(|text| is_version(text)) else { continue };
            if found.as_deref().is_some_and(|known| known != text) {
                return None;
            }
            found = Some(text.into_owned());
        }
    }
    found
}

/// `15.8.40`: three to five numbers between dots. Addresses of the device itself are none.
fn is_version(text: &str) -> bool {
    let parts = text.split('.').count();
    (3..=5).contains(&parts)
        && text.len() <= 24
        && !text.starts_with("127.0.0.")
        && text.split('.').all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}
