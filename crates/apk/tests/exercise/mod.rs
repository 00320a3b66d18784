//! What a scan asks of each kind of input, for the fuzz targets and for the seeded mutations alike.
//!
//! Every function answers whether the input was read at all; none may panic, whatever the bytes.
#![allow(dead_code, clippy::unwrap_used, clippy::indexing_slicing, clippy::expect_used, clippy::panic)]

use mingjian_apk::arsc::{Config, Table};
use mingjian_apk::dex::{parse_all, Source};
use mingjian_apk::limits::{Budget, Limits};
use mingjian_apk::zip::Archive;
use mingjian_apk::{axml, manifest, signing};

use crate::common::Random;

/// Less work than a scan is allowed, so that caps are met, too.
fn limits() -> Limits {
    Limits { max_work: 50_000_000, max_live_bytes: 64 << 20, ..Limits::default() }
}

/// Directory and the content of up to 64 entries.
pub fn zip(data: &[u8]) -> bool {
    let limits = limits();
    let Ok(archive) = Archive::open(data, &limits) else { return false };
    let mut budget = Budget::new(&limits);
    for entry in archive.entries().iter().take(64) {
        let _ = archive.head(entry, &mut [0; 16]);
        let _ = archive.read(entry, &mut budget);
    }
    true
}

/// Compiled XML as text and as a manifest.
pub fn axml(data: &[u8]) -> bool {
    let limits = limits();
    let _ = manifest::read(data, None, &limits);
    axml::to_text(data, None, &limits).is_ok()
}

/// Names and best values of up to 256 resources of each type.
pub fn arsc(data: &[u8]) -> bool {
    let limits = limits();
    let Ok(table) = Table::parse(data, &limits) else { return false };
    for type_name in table.count_by_type().keys().take(64) {
        for id in table.ids_of_type(type_name).take(256) {
            table.name(id);
            table.text_of(id, &Config::default());
        }
    }
    true
}

/// Signatures of a package, for the platforms it declares and for all from 24 on.
pub fn signing(data: &[u8]) -> bool {
    let limits = limits();
    let Ok(archive) = Archive::open(data, &limits) else { return false };
    let all = signing::Options { min_sdk: Some(24), ..signing::Options::default() };
    let declared = signing::verify(&archive, &signing::Options::default(), &mut Budget::new(&limits));
    signing::verify(&archive, &all, &mut Budget::new(&limits)).is_ok() || declared.is_ok()
}

/// Tables, sweep, bodies and values of a dex file; true when it was read at all.
pub fn dex(data: &[u8]) -> bool {
    let limits = limits();
    let mut budget = Budget::new(&limits);
    let Ok(all) = parse_all(data, "classes.dex", &limits, &mut budget) else { return false };
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
            let Ok(mut web) = body.web(&mut budget) else { continue };
            let calls: Vec<u32> = web.calls().iter().map(|call| call.at).take(20).collect();
            for at in calls {
                let result = web.call_at(at).map(|call| call.result);
                result.into_iter().for_each(|value| drop(web.uses(value).collect::<Vec<_>>()));
                web.comes_after(at, at);
            }
        }
    }
    true
}

/// Changes one to nine places: bytes, bits, words, copies, cuts.
pub fn mutate(data: &mut Vec<u8>, random: &mut Random) {
    for _ in 0..=random.below(8) {
        if data.is_empty() {
            return;
        }
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
}
