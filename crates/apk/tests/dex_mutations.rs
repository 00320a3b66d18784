//! Damaged hand-made dex files: any answer but a panic. Real ones are in `mutations.rs`.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::expect_used, clippy::panic)]

mod common;
mod exercise;
#[path = "common/dex.rs"]
mod writer;

use common::Random;
use writer::{fix_checksum, Builder, Method};

/// Every second damaged file gets a right checksum again.
fn damage(data: &mut Vec<u8>, random: &mut Random) {
    exercise::mutate(data, random);
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
    assert!(exercise::dex(&seed));
    let container = Builder::container(&[Builder::new(), Builder::new()]);
    let mut random = Random(1);
    let mut read = 0;
    for round in 0..4000 {
        let mut data = if round % 4 == 0 { container.clone() } else { seed.clone() };
        damage(&mut data, &mut random);
        read += u32::from(exercise::dex(&data));
    }
    assert!(read > 400, "only {read} were read far enough to matter");
}
