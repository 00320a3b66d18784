//! How much of each known SDK the package holds, and how far code reaches into it.

use std::collections::BTreeMap;

use super::facts::PrefixCount;
use super::graph::Graph;
use super::hash::Map;
use super::program::Program;
use crate::dex::Value;
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

/// Static constants that tell a known SDK's version, by `a.b.C#FIELD`.
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

/// Text of a constant `class#FIELD`.
fn constant(program: &Program<'_, '_>, place: &str) -> Option<String> {
    let (class, field) = place.split_once('#')?;
    let class = program.class(program.find_dotted(class)?).filter(|class| class.is_defined())?;
    let dex = program.dexes.get(class.dex as usize)?;
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
