//! How much of each known SDK the package holds, and how far code reaches into it.

use std::collections::BTreeMap;

use super::facts::PrefixCount;
use super::graph::Graph;
use super::hash::Map;
use super::program::{ClassId, MethodId, Program};
use crate::dex::{EventKind, Value};
use crate::knowledge::Knowledge;

/// Whom a package prefix belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Owner<'k> {
    Sdk(&'k str),
    /// Inside an SDK's prefix but not part of it.
    Nobody,
}

/// The known prefix that each class of the package is under, by the class's number: the longest that ends at a
/// boundary of its name.
pub fn prefixes<'k>(classes: &[(ClassId, &[u8])], knowledge: &'k Knowledge) -> Vec<(ClassId, &'k str)> {
    let owners = owners(knowledge);
    let under = classes.iter().filter_map(|(class, name)| match owner(&owners, name)? {
        Owner::Sdk(prefix) => Some((*class, prefix)),
        Owner::Nobody => None,
    });
    under.collect()
}

/// Classes and methods under each known prefix. What a prefix is worth is for the facts to say.
pub fn count(program: &Program<'_, '_>, graph: &Graph, under: &[(ClassId, &str)]) -> Vec<PrefixCount> {
    let mut counts: BTreeMap<&str, PrefixCount> = BTreeMap::new();
    for (class, prefix) in under {
        let Some(class) = program.class(*class) else { continue };
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

/// Owners of prefixes, by a number that grows with each byte of a prefix.
type Owners<'k> = Map<u64, Vec<(Vec<u8>, Owner<'k>)>>;

fn owners(knowledge: &Knowledge) -> Owners<'_> {
    let mut owners = Owners::default();
    let slashed = |prefix: &str| prefix.trim_end_matches('.').replace('.', "/").into_bytes();
    let number = |prefix: &[u8]| prefix.iter().fold(START, |number, byte| grown(number, *byte));
    for sdk in &knowledge.sdks {
        for owned in sdk.prefixes.iter().chain(&sdk.weak_prefixes) {
            let prefix = slashed(owned);
            let same = owners.entry(number(&prefix)).or_default();
            same.retain(|(other, _)| *other != prefix);
            same.push((prefix, Owner::Sdk(owned)));
        }
    }
    for prefix in knowledge.sdks.iter().flat_map(|sdk| &sdk.excludes).map(|prefix| slashed(prefix)) {
        let same = owners.entry(number(&prefix)).or_default();
        if same.iter().all(|(other, _)| *other != prefix) {
            same.push((prefix, Owner::Nobody));
        }
    }
    owners
}

const START: u64 = 0xcbf2_9ce4_8422_2325;

/// The number of a prefix that is one byte longer.
fn grown(number: u64, byte: u8) -> u64 {
    (number ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
}

/// Owner of a descriptor's longest known prefix.
fn owner<'k>(owners: &Owners<'k>, descriptor: &[u8]) -> Option<Owner<'k>> {
    let mut number = START;
    let mut found = None;
    for (end, byte) in descriptor.iter().enumerate().skip(1) {
        if matches!(byte, b'/' | b'$' | b';') {
            if let Some(same) = owners.get(&number) {
                let prefix = descriptor.get(1..end);
                let owner = same.iter().find(|(owned, _)| Some(owned.as_slice()) == prefix);
                found = owner.map(|(_, owner)| *owner).or(found);
            }
        }
        number = grown(number, *byte);
    }
    found
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
