//! Everything the core sees in one package, stage by stage; a broken stage silences only its own fact.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::time::Instant;

use mingjian_apk::arsc::Table;
use mingjian_apk::callgraph::Calls;
use mingjian_apk::error::{ParseError, Result};
use mingjian_apk::hidden::{self, HiddenReport};
use mingjian_apk::knowledge::Knowledge;
use mingjian_apk::layout::{self, LayoutReport};
use mingjian_apk::limits::{Budget, Limits};
use mingjian_apk::manifest::{self, Manifest};
use mingjian_apk::resources::{Resources, Terms};
use mingjian_apk::signing::SignatureReport;
use mingjian_apk::zip::{Anomaly, Archive};
use mingjian_draw::IconReport;
use serde::Serialize;

use crate::stages;

/// What the caller wants looked for.
pub struct Ask<'k> {
    pub tables: &'k Knowledge,
    pub text_terms: &'k [String],
    pub layout_terms: &'k [String],
    /// Entry names of interest, `*` as a wildcard.
    pub files: &'k [String],
    /// Whether the digest of each dex file is wanted; it costs another pass over them.
    pub digests: bool,
}

/// A part that could not be read, and the fact it silences.
#[derive(Serialize)]
pub struct Broken {
    fact: &'static str,
    code: &'static str,
    entry: String,
    offset: Option<u64>,
    detail: String,
}

/// The JSON of `mingjian.facts.collect.CoreFacts`.
#[derive(Serialize)]
pub struct Facts<'a> {
    entries: usize,
    installable: bool,
    anomalies: &'a [Anomaly],
    manifest: Option<Manifest>,
    resources: Option<Resources>,
    layout: Option<LayoutReport>,
    icon: Option<IconReport>,
    signature: Option<SignatureReport>,
    hidden_code: Option<HiddenReport>,
    calls: Option<Calls>,
    files: Vec<String>,
    broken: Vec<Broken>,
    timings_ms: BTreeMap<&'static str, f64>,
}

/// Collects what went wrong and how long each stage took.
pub struct Log {
    pub broken: Vec<Broken>,
    timings_ms: BTreeMap<&'static str, f64>,
}

impl Log {
    /// Runs one stage; an error is noted under `fact` and gives None.
    pub fn stage<T>(&mut self, fact: &'static str, work: impl FnOnce() -> Result<T>) -> Option<T> {
        match self.timed(fact, work) {
            Ok(value) => Some(value),
            Err(error) => {
                self.note(fact, error);
                None
            }
        }
    }

    /// Runs `work` on the clock of `stage`.
    pub fn timed<T>(&mut self, stage: &'static str, work: impl FnOnce() -> T) -> T {
        let started = Instant::now();
        let answer = work();
        *self.timings_ms.entry(stage).or_default() += started.elapsed().as_secs_f64() * 1000.0;
        answer
    }

    /// Whether something broke that silences `fact`.
    pub fn has(&self, fact: &str) -> bool {
        self.broken.iter().any(|part| part.fact == fact)
    }

    pub fn note(&mut self, fact: &'static str, error: ParseError) {
        self.broken.push(Broken {
            fact,
            code: error.code,
            entry: error.entry,
            offset: error.offset,
            detail: error.detail,
        });
    }
}

pub const MANIFEST: &str = "AndroidManifest.xml";
pub const TABLE: &str = "resources.arsc";

/// Sees all there is in an opened archive.
///
/// # Errors
/// `apk_no_manifest` when the archive is no Android package, or the manifest's own error when the platform
/// could not read it either.
pub fn gather<'a>(archive: &'a Archive<'a>, ask: &Ask<'_>, limits: &Limits) -> Result<Facts<'a>> {
    let mut log = Log { broken: Vec::new(), timings_ms: BTreeMap::new() };
    let mut budget = Budget::new(limits);
    let xml = required(archive, MANIFEST, &mut budget)?;
    let raw_table: Option<Cow<'_, [u8]>> = match archive.find(TABLE) {
        Some(entry) => log.stage("resources", || archive.read(entry, &mut budget)),
        None => None,
    };
    let table = raw_table.as_deref().and_then(|data| {
        log.stage("resources", || Table::parse(data, limits).map_err(|e| e.in_entry(TABLE)))
    });
    let seen = log.timed("manifest", || {
        manifest::read(&xml, table.as_ref(), limits).map_err(|error| error.in_entry(MANIFEST))
    })?;
    let resources = table
        .as_ref()
        .and_then(|table| log.stage("resources", || stages::resources(archive, table, &seen, ask, limits)));
    let layout = log.stage("layout", || {
        Ok(layout::report(archive, table.as_ref(), &Terms::new(ask.layout_terms)?, None, limits))
    });
    let icon = log.stage("icon", || Ok(mingjian_draw::icons(archive, table.as_ref(), limits)));
    let hidden_code = log.stage("hidden_code", || hidden::find(archive, limits, &mut budget));
    let signature = log.stage("signature", || stages::signature(archive, &seen, limits));
    let inputs = stages::inputs(layout.as_ref(), resources.as_ref(), table.as_ref(), ask.tables);
    let calls = stages::calls(archive, ask, &seen, &inputs, limits, &mut log);
    Ok(Facts {
        entries: archive.entries().len(),
        installable: archive.installable(),
        anomalies: archive.anomalies(),
        manifest: Some(seen),
        resources,
        layout,
        icon,
        signature,
        hidden_code,
        calls,
        files: stages::matching(archive, ask.files),
        broken: log.broken,
        timings_ms: log.timings_ms,
    })
}

fn required<'a>(archive: &'a Archive<'a>, name: &str, budget: &mut Budget) -> Result<Cow<'a, [u8]>> {
    let entry = archive.find(name).ok_or_else(no_manifest)?;
    archive.read(entry, budget)
}

fn no_manifest() -> ParseError {
    ParseError::new("apk_no_manifest", None, "no AndroidManifest.xml: not an Android package")
}
