//! Seeded damage to real packages and their parts: the stable counterpart of the fuzz targets.
//!
//! `MINGJIAN_MUTATIONS` sets how many damaged inputs each parser gets (default 60).
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::expect_used, clippy::panic)]

mod common;
mod exercise;

use common::Random;
use mingjian_apk::limits::{Budget, Limits};
use mingjian_apk::zip::Archive;

/// Packages small enough to damage often, with resources, dex and every signature scheme between them.
const PACKAGES: [&str; 5] = [
    "data/apk/androguard+androguard/tests/data/APK/a2dp.Vol_137.apk",
    "data/apk/androguard+androguard/tests/data/APK/TC-debug.apk",
    "data/apksig/golden-aligned-v1v2v3-out.apk",
    "data/apksig/v1-only-with-dsa-sha256-1.2.840.10040.4.1-1024.apk",
    "data/apksig/golden-aligned-v3-lineage-out.apk",
];

fn packages() -> Vec<Vec<u8>> {
    PACKAGES.iter().filter_map(|path| common::shared(path)).map(|path| std::fs::read(path).unwrap()).collect()
}

/// The entries of that name.
fn parts(name: &str) -> Vec<Vec<u8>> {
    let limits = Limits::default();
    let mut found = Vec::new();
    for package in packages() {
        let archive = Archive::open(&package, &limits).unwrap();
        if let Some(entry) = archive.find(name) {
            found.push(archive.read(entry, &mut Budget::new(&limits)).unwrap().into_owned());
        }
    }
    found
}

/// Damages the seeds in turn; some inputs must still be readable, or the damage is too wild to teach.
fn survive(seeds: &[Vec<u8>], seed: u64, ask: fn(&[u8]) -> bool) {
    let rounds = std::env::var("MINGJIAN_MUTATIONS").map_or(60, |count| count.parse().unwrap());
    let mut random = Random(seed);
    let mut read = 0;
    for original in seeds {
        ask(original);
    }
    for round in 0..if seeds.is_empty() { 0 } else { rounds } {
        let mut data = seeds[round % seeds.len()].clone();
        exercise::mutate(&mut data, &mut random);
        read += usize::from(ask(&data));
    }
    assert!(seeds.is_empty() || read > 0, "none of {rounds} was read far enough to matter");
}

#[test]
fn damaged_archives_end_in_an_answer() {
    survive(&packages(), 1, exercise::zip);
}

#[test]
fn damaged_manifests_end_in_an_answer() {
    survive(&parts("AndroidManifest.xml"), 2, exercise::axml);
}

#[test]
fn damaged_resources_end_in_an_answer() {
    survive(&parts("resources.arsc"), 3, exercise::arsc);
}

#[test]
fn damaged_dex_files_end_in_an_answer() {
    survive(&parts("classes.dex"), 4, exercise::dex);
}

#[test]
fn damaged_signatures_end_in_an_answer() {
    survive(&packages(), 5, exercise::signing);
}
