//! Damaged dex files: any answer but a panic, and soon.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::expect_used, clippy::panic)]

mod common;
#[path = "common/dex.rs"]
mod writer;

use common::Random;
use mingjian_apk::dex::{parse_all, Source};
use mingjian_apk::limits::{Budget, Limits};
use writer::{fix_checksum, Builder, Method};

/// Everything a scan may ask of a file; true when it was read at all.
fn exercise(data: &[u8], limits: &Limits) -> bool {
    let mut budget = Budget::new(limits);
    let Ok(all) = parse_all(data, "classes.dex", limits, &mut budget) else { return false };
    for dex in &all {
        for index in 0..dex.field_count().min(2000) {
            dex.field_signature(index);
            dex.static_value(index);
        }
        for index in 0..8 {
            dex.call_site(index);
        }
        for class in dex.class_defs().take(2000) {
            dex.class_annotations(&class);
            dex.interfaces(&class).iter().for_each(|type_| drop(dex.type_descriptor(type_)));
        }
        let Ok(summary) = dex.sweep(&mut budget) else { continue };
        for method in summary.methods.iter().take(500) {
            dex.method_signature(method.method);
            let Ok(Some(body)) = dex.body(method, &mut budget) else { continue };
            dex.line(body.code(), body.code().units() / 2);
            let Ok(values) = body.values(&mut budget) else { continue };
            values.comparisons();
            for event in summary.events_of(method).iter().take(20) {
                values.const_args(event.at());
                values.branches_on(event.at()).iter().for_each(|branch| {
                    body.guarded_by(branch.at, branch.taken_when_true, event.at());
                });
                values.flow(Source::Result(event.at()));
            }
        }
    }
    true
}

fn mutate(data: &mut Vec<u8>, random: &mut Random) {
    for _ in 0..=random.below(8) {
        let at =
            if random.below(3) == 0 { random.below(0x70.min(data.len())) } else { random.below(data.len()) };
        match random.below(5) {
            0 => data[at] = random.next() as u8,
            1 => data[at] ^= 1 << random.below(8),
            2 => {
                let value = [0u32, 1, 0x7fff_ffff, u32::MAX, data.len() as u32][random.below(5)];
                let end = (at + 4).min(data.len());
                data[at..end].copy_from_slice(&value.to_le_bytes()[..end - at]);
            }
            3 => {
                let from = random.below(data.len());
                let len = random.below(32).min(data.len() - at.max(from));
                data.copy_within(from..from + len, at);
            }
            _ if random.below(10) == 0 => data.truncate(at.max(16)),
            _ => data[at] = 0,
        }
    }
    if data.len() > 12 && random.below(2) == 0 {
        fix_checksum(data);
    }
}

fn seed_file() -> Vec<u8> {
    let mut dex = Builder { version: 39, ..Builder::new() };
    let call = dex.method("Ljava/lang/String;", "valueOf", &["Ljava/lang/String;", "I"]);
    let array = dex.type_("[Ljava/lang/String;") as u16;
    let text = dex.string("x") as u16;
    let name = dex.string("n") as u8;
    let field = dex.field("La/A;", "f", "I");
    dex.statics = vec![(field.into(), 0x18)];
    dex.static_values = vec![1, 0x1c, 2, 0x04, 15, 0x1e];
    dex.handles = vec![(4, call)];
    dex.call_sites = vec![vec![4, 0x16, 0, 0x17, name, 0x15, 0, 0x16, 0]];
    dex.body(Method {
        name: "m",
        proto: vec!["V"],
        is_static: true,
        registers: 4,
        ins: 1,
        code: vec![
            0x2012, 0x0023, array, 0x011a, text, 0x0212, 0x014d, 0x0200, 0x0060, field, 0x1071, call, 0,
            0x000c, 0x0039, 4, 0x0228, 0xfff1, 0x002b, 4, 0, 0x000e, 0x0100, 2, 0, 0, 3, 0, 0xfff0, 0xffff,
        ],
        tries: vec![(0, 12, 13)],
        debug: vec![10, 0, 0x0e, 0x2b, 0],
    });
    dex.build()
}

#[test]
fn hand_made_files_survive_damage() {
    let seed = seed_file();
    let limits = Limits { max_work: 50_000_000, ..Limits::default() };
    assert!(exercise(&seed, &limits));
    let container = Builder::container(&[Builder::new(), Builder::new()]);
    let mut random = Random(1);
    let mut read = 0;
    for round in 0..4000 {
        let mut data = if round % 4 == 0 { container.clone() } else { seed.clone() };
        mutate(&mut data, &mut random);
        read += u32::from(exercise(&data, &limits));
    }
    assert!(read > 400, "only {read} were read far enough to matter");
}

#[test]
fn real_files_survive_damage() {
    let Some(folder) = common::shared("data/apk/androguard+androguard/tests/data/APK") else { return };
    let limits = Limits { max_work: 50_000_000, ..Limits::default() };
    let mut random = Random(2);
    let mut read = 0;
    for name in ["AnalysisTest.dex", "FieldsTest.dex", "FillArrays.dex", "Annotation_classes.dex"] {
        let seed = std::fs::read(folder.join(name)).unwrap();
        assert!(exercise(&seed, &limits), "{name}");
        let rounds = if seed.len() > 100_000 { 20 } else { 400 };
        for _ in 0..rounds {
            let mut data = seed.clone();
            mutate(&mut data, &mut random);
            read += u32::from(exercise(&data, &limits));
        }
    }
    assert!(read > 100, "only {read} were read far enough to matter");
}
