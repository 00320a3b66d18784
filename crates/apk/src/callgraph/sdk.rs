//! How much of each known SDK the package holds, and how far code reaches into it.

use std::collections::{BTreeMap, HashMap};

use super::facts::{Hit, SdkCode};
use super::graph::Graph;
use super::program::Program;
use crate::dex::Value;
use crate::knowledge::Knowledge;

/// Most prefixes told per SDK.
const MAX_PREFIXES: usize = 12;

/// Whom a package prefix belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Owner {
    Sdk {
        number: usize,
        weak: bool,
    },
    /// Inside an SDK's prefix but not part of it.
    Nobody,
}

#[derive(Debug, Default)]
struct Count {
    classes: u32,
    methods: u32,
    reachable: u32,
    strong: bool,
    prefixes: BTreeMap<String, u32>,
}

/// SDKs by class prefixes; the longest one that ends at a name's boundary wins. A weak prefix alone says nothing.
pub fn count(program: &Program<'_, '_>, graph: &Graph, knowledge: &Knowledge, hits: &[Hit]) -> Vec<SdkCode> {
    let owners = owners(knowledge);
    let mut counts: HashMap<usize, Count> = HashMap::new();
    for class in program.classes.iter().filter(|class| class.is_defined()) {
        let Some((Owner::Sdk { number, weak }, length)) = owner(&owners, class.name) else { continue };
        let entry = counts.entry(number).or_default();
        entry.classes += 1;
        entry.strong |= !weak;
        let methods = class.first_method..class.end_method;
        entry.methods += methods.len() as u32;
        entry.reachable += methods.filter(|method| graph.is_reached(*method)).count() as u32;
        let prefix = class.name.get(1..length).unwrap_or_default();
        let prefix = String::from_utf8_lossy(prefix).replace('/', ".");
        *entry.prefixes.entry(prefix).or_default() += 1;
    }
    let with_tag = |tag: String| {
        let tagged = hits.iter().enumerate().filter(|(_, hit)| hit.tags.contains(&tag));
        tagged.map(|(number, _)| number).collect::<Vec<usize>>()
    };
    let mut found = Vec::new();
    for (number, sdk) in knowledge.sdks.iter().enumerate() {
        let Some(count) = counts.get(&number).filter(|count| count.strong) else { continue };
        let version = sdk.versions.iter().find_map(|place| Some((constant(program, place)?, place.clone())));
        let matched_by = count.prefixes.keys().take(MAX_PREFIXES).map(|p| format!("prefix:{p}")).collect();
        let (version, version_from) = version.unzip();
        found.push(SdkCode {
            id: sdk.id.clone(),
            matched_by,
            classes: count.classes,
            methods: count.methods,
            reachable_methods: count.reachable,
            version,
            version_from,
            init_hits: with_tag(format!("sdk_init:{}", sdk.id)),
            consent_hits: with_tag(format!("sdk_consent:{}", sdk.id)),
        });
    }
    found
}

fn owners(knowledge: &Knowledge) -> HashMap<Vec<u8>, Owner> {
    let mut owners = HashMap::new();
    let slashed = |prefix: &String| prefix.trim_end_matches('.').replace('.', "/").into_bytes();
    for (number, sdk) in knowledge.sdks.iter().enumerate() {
        for prefix in &sdk.weak_prefixes {
            owners.entry(slashed(prefix)).or_insert(Owner::Sdk { number, weak: true });
        }
    }
    for (number, sdk) in knowledge.sdks.iter().enumerate() {
        for prefix in &sdk.prefixes {
            owners.insert(slashed(prefix), Owner::Sdk { number, weak: false });
        }
    }
    for prefix in knowledge.sdks.iter().flat_map(|sdk| &sdk.excludes) {
        owners.entry(slashed(prefix)).or_insert(Owner::Nobody);
    }
    owners
}

/// Owner of a descriptor's longest known prefix, and where that prefix ends.
fn owner(owners: &HashMap<Vec<u8>, Owner>, descriptor: &[u8]) -> Option<(Owner, usize)> {
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
