//! Stages of `facts::gather` that take more than one call.

use std::time::Instant;

use mingjian_apk::arsc::Table;
use mingjian_apk::callgraph::{self, Calls, Stage};
use mingjian_apk::error::{ParseError, Result};
use mingjian_apk::knowledge::Knowledge;
use mingjian_apk::layout::LayoutReport;
use mingjian_apk::limits::{Budget, Limits};
use mingjian_apk::manifest::Manifest;
use mingjian_apk::resources::{self, Resources, Terms};
use mingjian_apk::signing::{self, SignatureReport};
use mingjian_apk::zip::Archive;

use crate::code::{Code, Loaded, Slot};
use crate::facts::{Ask, Log};
use crate::work::milliseconds;

/// Resource facts, with the network security configuration the manifest names.
pub fn resources(
    archive: &Archive<'_>,
    table: &Table<'_>,
    manifest: &Manifest,
    ask: &Ask<'_>,
    limits: &Limits,
) -> Result<Resources> {
    let network = match &manifest.network_security_entry {
        Some(name) => match archive.find(name) {
            Some(entry) => {
                let xml = archive.read(entry, &mut Budget::new(limits))?;
                Some(resources::network_security(name, &xml, Some(table), limits)?)
            }
            None => None,
        },
        None => None,
    };
    resources::report(table, &Terms::new(ask.text_terms)?, network)
}

/// First platform that verifies by scheme v2.
const V2_SINCE: u32 = 24;

/// The signature as the package's platforms judge it. Where a newer scheme is there, the range starts at the
/// first platform that uses it: the first scheme alone would want every entry inflated and digested.
pub fn signature(archive: &Archive<'_>, manifest: &Manifest, limits: &Limits) -> Result<SignatureReport> {
    let newer = signing::has_newer_scheme(archive);
    let min_sdk =
        newer.then(|| manifest.min_sdk.and_then(|sdk| u32::try_from(sdk).ok()).unwrap_or(1).max(V2_SINCE));
    let options = signing::Options { min_sdk, max_sdk: None, idsig: None };
    signing::verify(archive, &options, &mut Budget::new(limits))
}

/// What layouts and resources tell the call graph: click handlers, buttons, texts by resource number, the table.
pub fn inputs<'t>(
    layout: Option<&LayoutReport>,
    resources: Option<&Resources>,
    table: Option<&'t Table<'t>>,
    tables: &Knowledge,
) -> callgraph::Inputs<'t> {
    let told =
        layout.map(|report| callgraph::Inputs::of_layouts(report, &tables.consent)).unwrap_or_default();
    let mut inputs = callgraph::Inputs { table, ..told };
    for text in resources.map(|report| report.texts.as_slice()).unwrap_or_default() {
        inputs.texts.insert(text.id, text.value.clone());
    }
    inputs
}

/// Whether the manifest names classes that must be there: a package of resources alone needs no dex.
fn wants_code(manifest: &Manifest) -> bool {
    let told = manifest.application_attributes.get("hasCode").map(String::as_str);
    told != Some("false") && (manifest.application.is_some() || !manifest.components.is_empty())
}

/// Call facts over every loaded dex file that could be read; the others are noted as broken.
pub fn calls<'f, 'a: 'f>(
    code: &'f Code<'a>,
    slots: &[Slot<'f>],
    ask: &Ask<'_>,
    manifest: &Manifest,
    inputs: callgraph::Inputs<'_>,
    (limits, log): (&Limits, &mut Log),
) -> Option<Calls> {
    let mut budget = Budget::new(limits);
    let Loaded { is_empty, dexes, sweeps, digests } = code.finish(slots, &mut budget, log);
    if is_empty {
        if wants_code(manifest) {
            let detail = "the package holds no classes.dex";
            log.note("calls", ParseError::new("apk_no_code", None, detail).in_entry("classes.dex"));
        }
        return None;
    }
    let inputs = callgraph::Inputs { dex_sha256: digests, ..inputs };
    let mut laps = Laps::default();
    let analysed = sweeps.and_then(|sweeps| {
        let begins = |stage| laps.begin(stage);
        callgraph::analyse_swept((&dexes, &sweeps), ask.tables, manifest, &inputs, &mut budget, begins)
    });
    laps.end(log);
    analysed.map_err(|error| log.note("calls", error)).ok()
}

/// When each stage of the analysis began.
#[derive(Default)]
struct Laps(Vec<(Stage, Instant)>);

impl Laps {
    fn begin(&mut self, stage: Stage) {
        self.0.push((stage, Instant::now()));
    }

    /// Tells `log` how long each stage took, the last one until now, and when reachability was done.
    fn end(self, log: &mut Log) {
        let ends = self.0.iter().skip(1).map(|(_, began)| *began).chain([Instant::now()]);
        for ((stage, began), ended) in self.0.iter().zip(ends) {
            let name = match stage {
                Stage::Graph => "graph",
                Stage::Hits => "hits",
                Stage::Flows => "flows",
            };
            log.spent(name, milliseconds(*began, ended));
            if *stage == Stage::Hits {
                log.reached = Some(*began);
            }
        }
    }
}

/// Entries whose name matches one of `patterns`: exact, or with `*` standing for any run of characters.
pub fn matching(archive: &Archive<'_>, patterns: &[String]) -> Vec<String> {
    let exact: std::collections::HashSet<&str> =
        patterns.iter().map(String::as_str).filter(|pattern| !pattern.contains('*')).collect();
    let wild: Vec<&str> =
        patterns.iter().map(String::as_str).filter(|pattern| pattern.contains('*')).collect();
    archive
        .entries()
        .iter()
        .map(|entry| entry.name.as_str())
        .filter(|name| exact.contains(name) || wild.iter().any(|pattern| is_match(pattern, name)))
        .map(str::to_owned)
        .collect()
}

/// Greedy match from both ends; linear in the name for the one or two stars patterns have.
fn is_match(pattern: &str, name: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(first) = parts.next() else { return false };
    let Some(mut rest) = name.strip_prefix(first) else { return false };
    let mut parts = parts.peekable();
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return rest.len() >= part.len() && rest.ends_with(part);
        }
        match rest.find(part) {
            Some(at) => rest = rest.get(at + part.len()..).unwrap_or_default(),
            None => return false,
        }
    }
    rest.is_empty()
}
