//! Counts of every readable dex file of the shared samples against dexdump's.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::expect_used, clippy::panic)]

mod common;

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use mingjian_apk::dex::parse_all;
use mingjian_apk::limits::{Budget, Limits};
use mingjian_apk::zip::Archive;

/// Names in the order of dexdump's header, then the three counts of its listing.
const NAMES: [&str; 9] = [
    "string_ids_size",
    "type_ids_size",
    "proto_ids_size",
    "field_ids_size",
    "method_ids_size",
    "class_defs_size",
    "instructions",
    "invokes",
    "const_strings",
];

#[test]
fn counts_equal_dexdump() {
    let Some(root) = common::shared("data") else { return };
    if Command::new("dexdump").arg("-h").stderr(Stdio::null()).stdout(Stdio::null()).status().is_err() {
        assert!(std::env::var_os("CI").is_none(), "dexdump is not installed");
        eprintln!("skipped: dexdump is not installed");
        return;
    }
    let mut samples = BTreeMap::new();
    collect(&root, &mut samples);
    let scratch = std::env::temp_dir().join(format!("mingjian-dexdump-{}.dex", std::process::id()));
    let mut differences = Vec::new();
    let mut read = 0;
    for (name, data) in samples.values() {
        std::fs::write(&scratch, data).unwrap();
        let theirs = dexdump(&scratch);
        let ours = counts(data);
        read += usize::from(theirs.is_some());
        if ours != theirs {
            differences.push(format!("{name}: {ours:?}, dexdump {theirs:?}"));
        }
    }
    std::fs::remove_file(&scratch).unwrap();
    assert!(read >= 100, "dexdump reads only {read} of {} samples", samples.len());
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

/// Every distinct dex file below `folder`, loose or in an archive, by content.
fn collect(folder: &Path, samples: &mut BTreeMap<u64, (String, Vec<u8>)>) {
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            collect(&path, samples);
            continue;
        }
        let name = path.to_string_lossy().into_owned();
        let mut keep = |name: String, data: Vec<u8>| {
            let mut hasher = DefaultHasher::new();
            data.hash(&mut hasher);
            samples.entry(hasher.finish()).or_insert((name, data));
        };
        if name.ends_with(".dex") {
            keep(name, std::fs::read(&path).unwrap());
        } else if [".apk", ".zip", ".jar", ".aar"].iter().any(|end| name.ends_with(end)) {
            let data = std::fs::read(&path).unwrap();
            let limits = Limits::default();
            let Ok(archive) = Archive::open(&data, &limits) else { continue };
            for entry in archive.entries().iter().filter(|entry| entry.name.ends_with(".dex")) {
                if let Ok(content) = archive.read(entry, &mut Budget::new(&limits)) {
                    keep(format!("{name}!{}", entry.name), content.into_owned());
                }
            }
        }
    }
}

/// Ours, in the order of `NAMES`; `None` when the file is refused.
fn counts(data: &[u8]) -> Option<Vec<u64>> {
    let limits = Limits::default();
    let mut budget = Budget::new(&limits);
    let all = parse_all(data, "", &limits, &mut budget).ok()?;
    let mut sums = vec![0; NAMES.len()];
    for dex in &all {
        let summary = dex.sweep(&mut budget).ok()?;
        let row = dex.counts(&summary, String::new());
        let header =
            [row.strings, row.types, row.protos, row.fields, row.methods, row.classes].map(u64::from);
        let swept = [row.counts.instructions, row.counts.invokes, row.counts.const_strings];
        header.iter().chain(&swept).zip(&mut sums).for_each(|(count, sum)| *sum += count);
    }
    Some(sums)
}

/// Theirs, from the header of `dexdump -f` and the lines of `-d`.
fn dexdump(path: &Path) -> Option<Vec<u64>> {
    let mut child = Command::new("dexdump")
        .args(["-f", "-d"])
        .arg(path)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut sums = vec![0; NAMES.len()];
    let mut lines = BufReader::new(child.stdout.take().unwrap());
    let mut line = Vec::new();
    while lines.read_until(b'\n', &mut line).unwrap() > 0 {
        let text = String::from_utf8_lossy(&line);
        if let Some((name, value)) = text.split_once(':') {
            if let Some(row) = NAMES[..6].iter().position(|known| *known == name.trim()) {
                sums[row] = value.trim().parse().unwrap();
            }
        }
        if let Some(mnemonic) = mnemonic(&text) {
            sums[6] += u64::from(!mnemonic.ends_with("-data") || mnemonic == "fill-array-data");
            sums[7] += u64::from(mnemonic.starts_with("invoke-"));
            sums[8] += u64::from(mnemonic.starts_with("const-string"));
        }
        line.clear();
    }
    child.wait().unwrap().success().then_some(sums)
}

/// `00012c: 6e10 0300 0100   |0004: invoke-virtual {v1}, …` gives `invoke-virtual`.
fn mnemonic(line: &str) -> Option<&str> {
    let (address, rest) = line.split_once(": ")?;
    if address.len() < 6 || !address.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    // Units come as four hex digits each, so the bar is the first one of the line.
    let (_, instruction) = rest.split_once('|')?;
    let (offset, instruction) = instruction.split_once(": ")?;
    offset.bytes().all(|byte| byte.is_ascii_hexdigit()).then(|| instruction.split_whitespace().next())?
}
