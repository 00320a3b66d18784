//! Analyses packages and prints how long each stage took and what it found.
//!
//! `cargo run --release -p mingjian-apk --example calls -- KNOWLEDGE.json PACKAGE.apk [--times N] [--json OUT]`,
//! where the table comes from `python -m mingjian.knowledge.compile KNOWLEDGE.json`. The shortest of N runs
//! counts.
#![allow(clippy::print_stdout)]

use std::collections::BTreeMap;
use std::error::Error;
use std::time::Instant;

use mingjian_apk::arsc::Table;
use mingjian_apk::callgraph::{analyse, Calls, Inputs};
use mingjian_apk::dex::{parse_all, Dex};
use mingjian_apk::hidden;
use mingjian_apk::knowledge::Knowledge;
use mingjian_apk::layout;
use mingjian_apk::limits::{Budget, Limits};
use mingjian_apk::manifest;
use mingjian_apk::resources::{self, Terms};
use mingjian_apk::zip::Archive;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Shortest milliseconds by stage.
#[derive(Default)]
struct Times(BTreeMap<&'static str, f64>);

impl Times {
    fn of<T>(&mut self, stage: &'static str, work: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let result = work();
        let took = start.elapsed().as_secs_f64() * 1000.0;
        let best = self.0.entry(stage).or_insert(took);
        *best = best.min(took);
        result
    }
}

/// One scan, and how many bytes of code it read.
fn scan(data: &[u8], knowledge: &Knowledge, times: &mut Times) -> Result<(Calls, usize), Box<dyn Error>> {
    let limits = Limits::default();
    let mut budget = Budget::new(&limits);
    let archive = times.of("1 open", || Archive::open(data, &limits))?;
    let mut read = |name: &str| archive.find(name).map(|entry| archive.read(entry, &mut budget));
    times.of("1 hidden code", || hidden::find(&archive, &limits, &mut Budget::new(&limits)))?;
    let axml = times.of("2 inflate manifest", || read("AndroidManifest.xml")).ok_or("no manifest")??;
    let resources = times.of("3 inflate resources", || read("resources.arsc")).and_then(Result::ok);
    let mut files = Vec::new();
    for number in 1.. {
        let name = if number == 1 { "classes.dex".to_owned() } else { format!("classes{number}.dex") };
        match times.of("4 inflate code", || read(&name)) {
            Some(bytes) => files.push((name, bytes?)),
            None => break,
        }
    }
    let table =
        times.of("5 resources", || resources.as_ref().and_then(|bytes| Table::parse(bytes, &limits).ok()));
    let manifest = times.of("6 manifest", || manifest::read(&axml, table.as_ref(), &limits))?;
    let words: Vec<String> = knowledge.consent.dialog_words();
    let terms = Terms::new(&words)?;
    let layouts = times.of("7 layouts", || layout::report(&archive, table.as_ref(), &terms, None, &limits));
    let mut inputs = Inputs { table: table.as_ref(), ..Inputs::of_layouts(&layouts, &knowledge.consent) };
    if let Some(table) = &table {
        let texts = times.of("7 texts", || resources::report(table, &terms, None))?.texts;
        inputs.texts = texts.into_iter().map(|text| (text.id, text.value)).collect();
    }
    let dexes: Vec<Dex<'_>> = times.of("8 parse code", || {
        let parsed = files.iter().map(|(name, bytes)| parse_all(bytes, name, &limits, &mut budget));
        parsed.collect::<Result<Vec<_>, _>>().map(|lists| lists.into_iter().flatten().collect())
    })?;
    let calls = times.of("9 analyse", || analyse(&dexes, knowledge, &manifest, &inputs, &mut budget))?;
    Ok((calls, files.iter().map(|(_, bytes)| bytes.len()).sum()))
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (table, package) =
        (arguments.next().ok_or("which knowledge?")?, arguments.next().ok_or("which package?")?);
    let (mut runs, mut out) = (1usize, None);
    while let Some(flag) = arguments.next() {
        match flag.as_str() {
            "--times" => runs = arguments.next().ok_or("how many times?")?.parse()?,
            "--json" => out = arguments.next(),
            other => return Err(format!("unknown argument {other}").into()),
        }
    }
    let mut times = Times::default();
    let table = std::fs::read(table)?;
    let mut knowledge = times.of("0 load knowledge", || Knowledge::load(&table))?;
    for _ in 1..runs.min(10) {
        knowledge = times.of("0 load knowledge", || Knowledge::load(&table))?;
    }
    let data = std::fs::read(&package)?;
    let (mut calls, mut bytes) = scan(&data, &knowledge, &mut times)?;
    for _ in 1..runs {
        (calls, bytes) = scan(&data, &knowledge, &mut times)?;
    }
    for (stage, milliseconds) in &times.0 {
        println!("{milliseconds:9.2} ms  {stage}");
    }
    let classes: u32 = calls.dex.iter().map(|dex| dex.classes).sum();
    println!(
        "{} bytes of code in {} files, {classes} classes, {} methods ({} reachable, {} at launch), {} entry points,",
        bytes,
        calls.dex.len(),
        calls.methods,
        calls.reachable_methods,
        calls.launch_methods,
        calls.entry_points.len()
    );
    println!(
        "{} hits, {} gates, {} strings, {} listeners to sensors",
        calls.hits.len(),
        calls.gates.len(),
        calls.strings.len(),
        calls.sensors.len()
    );
    if let Some(out) = out {
        std::fs::write(out, serde_json::to_vec(&calls)?)?;
    }
    Ok(())
}
