//! Prints the call facts of packages as JSON, or with `--time` what each part costs.
//!
//! Usage: calls KNOWLEDGE [--time] APK…
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::time::Instant;

use mingjian_apk::arsc::Table;
use mingjian_apk::callgraph::{analyse, Inputs};
use mingjian_apk::dex::Dex;
use mingjian_apk::knowledge::Knowledge;
use mingjian_apk::limits::{Budget, Limits};
use mingjian_apk::manifest;
use mingjian_apk::zip::Archive;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let table = std::fs::read(arguments.next().expect("a compiled knowledge table")).unwrap();
    let started = Instant::now();
    let knowledge = Knowledge::load(&table).unwrap();
    let loaded = started.elapsed();
    let mut timed = false;
    for path in arguments {
        if path == "--time" {
            timed = true;
            eprintln!("knowledge {loaded:?}");
            continue;
        }
        let limits = Limits::default();
        let data = std::fs::read(&path).unwrap();
        let started = Instant::now();
        let archive = Archive::open(&data, &limits).unwrap();
        let mut budget = Budget::new(&limits);
        let mut read = |name: &str| archive.find(name).map(|entry| archive.read(entry, &mut budget).unwrap());
        let resources = read("resources.arsc");
        let axml = read("AndroidManifest.xml");
        let names = (1..).map(|n| if n == 1 { "classes.dex".into() } else { format!("classes{n}.dex") });
        let files: Vec<_> = names.map_while(|name: String| Some((read(&name)?, name))).collect();
        let inflated = started.elapsed();
        let resources = resources.as_ref().and_then(|bytes| Table::parse(bytes, &limits).ok());
        let manifest = manifest::read(&axml.unwrap(), resources.as_ref(), &limits).unwrap();
        let started = Instant::now();
        let dexes: Vec<Dex<'_>> = files
            .iter()
            .filter_map(|(data, name)| Dex::parse(data, name, &limits, &mut budget).ok())
            .collect();
        let parsed = started.elapsed();
        let started = Instant::now();
        let calls = analyse(&dexes, &knowledge, &manifest, &Inputs::default(), &limits, &mut budget).unwrap();
        let analysed = started.elapsed();
        let started = Instant::now();
        let json = serde_json::to_string(&calls).unwrap();
        if timed {
            eprintln!(
                "{path}: inflate {inflated:?} parse {parsed:?} analyse {analysed:?} json {:?} {} bytes",
                started.elapsed(),
                json.len()
            );
            eprintln!(
                "  methods {} reachable {} launch {} entries {} hits {} strings {} {:?}",
                calls.methods,
                calls.reachable_methods,
                calls.launch_methods,
                calls.entry_points.len(),
                calls.hits.len(),
                calls.strings.len(),
                calls.blind_spots
            );
        } else {
            println!("{json}");
        }
    }
}
