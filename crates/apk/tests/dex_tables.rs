//! Tables, values, annotations, debug lines and containers of hand-made dex files.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::expect_used, clippy::panic)]

#[path = "common/dex.rs"]
mod writer;

use mingjian_apk::dex::{parse_all, Dex, EventKind, HandleKind, Value};
use mingjian_apk::error::ParseError;
use mingjian_apk::limits::{Budget, Limits};
use writer::{fix_checksum, Builder, Method};

fn parse(data: &[u8]) -> Result<Dex<'_>, ParseError> {
    let limits = Limits::default();
    Dex::parse(data, "classes.dex", &limits, &mut Budget::new(&limits))
}

fn notes(data: &[u8]) -> Vec<&'static str> {
    parse(data).unwrap().anomalies().iter().map(|note| note.code).collect()
}

fn sample() -> Builder {
    let mut dex = Builder::new();
    let log = dex.method("Landroid/util/Log;", "d", &["I", "Ljava/lang/String;", "J"]);
    let text = dex.string("隐私");
    dex.body(Method {
        name: "main",
        proto: vec!["V", "Ljava/lang/String;"],
        is_static: true,
        registers: 4,
        ins: 1,
        // const-string v0; const-wide/16 v1, 7; invoke-static {v0, v1, v2} Log.d; return-void
        code: vec![0x001a, text as u16, 0x0116, 7, 0x3071, log, 0x0210, 0x000e],
        // line 10 at 0, then +3 lines at +2 units, then end
        debug: vec![10, 0, 0x0e, 0x0a + 4 + 3 + 2 * 15, 0],
        ..Method::default()
    });
    dex
}

#[test]
fn every_version_and_no_other() {
    for version in [35, 37, 38, 39, 40, 41] {
        let data = Builder { version, ..sample() }.build();
        let dex = parse(&data).unwrap();
        assert_eq!(dex.header().version, version);
        assert_eq!(dex.anomalies(), [], "version {version}");
    }
    for version in [34, 36, 42, 100] {
        let data = Builder { version, ..sample() }.build();
        assert_eq!(parse(&data).unwrap_err().code, "dex_unknown_version", "version {version}");
    }
}

#[test]
fn refusals_name_entry_and_offset() {
    let mut compact = sample().build();
    compact[..8].copy_from_slice(b"cdex001\0");
    let error = parse(&compact).unwrap_err();
    assert_eq!((error.code, error.entry.as_str(), error.offset), ("dex_compact", "classes.dex", Some(0)));
    assert_eq!(parse(b"PK\x03\x04 not dex").unwrap_err().code, "dex_bad_magic");
    assert_eq!(parse(b"dex").unwrap_err().code, "dex_truncated");
    assert_eq!(parse(&sample().build()[..0x40]).unwrap_err().code, "dex_truncated");
    let mut table = sample().build();
    table[0x58..0x5c].copy_from_slice(&u32::MAX.to_le_bytes());
    assert_eq!(parse(&table).unwrap_err().code, "dex_bad_table");
    let mut endian = sample().build();
    endian[0x28..0x2c].reverse();
    assert_eq!(parse(&endian).unwrap_err().code, "dex_bad_endian");
    let mut header = sample().build();
    header[0x24] = 0x78;
    assert_eq!(parse(&header).unwrap_err().code, "dex_bad_header");
}

#[test]
fn a_wrong_checksum_or_size_is_recorded_and_read_on() {
    let mut data = sample().build();
    assert_eq!(notes(&data), [""; 0]);
    data[8] ^= 1;
    assert_eq!(notes(&data), ["dex_bad_checksum"]);
    let mut longer = sample().build();
    longer.extend([0; 5]);
    assert_eq!(notes(&longer), ["dex_file_size"]);
    assert_eq!(parse(&longer).unwrap().method_count(), 2);
}

#[test]
fn a_map_that_leads_nowhere_is_recorded() {
    let mut data = sample().build();
    data[0x34..0x38].copy_from_slice(&0x7fff_ffffu32.to_le_bytes());
    fix_checksum(&mut data);
    assert_eq!(notes(&data), ["dex_bad_map"]);
}

#[test]
fn members_are_named_as_dexdump_names_them() {
    let mut builder = sample();
    let field = builder.field("Landroid/os/Build;", "SERIAL", "Ljava/lang/String;");
    let data = builder.build();
    let dex = parse(&data).unwrap();
    assert_eq!(dex.method_signature(0).unwrap(), "Landroid/util/Log;->d(Ljava/lang/String;J)I");
    assert_eq!(dex.method_signature(1).unwrap(), "La/A;->main(Ljava/lang/String;)V");
    assert_eq!(dex.field_signature(field.into()).unwrap(), "Landroid/os/Build;->SERIAL:Ljava/lang/String;");
    assert_eq!(dex.method_signature(2), None);
    let class = dex.class_def(0).unwrap();
    assert_eq!((dex.type_descriptor(class.class).unwrap().as_ref(), class.superclass), ("La/A;", None));
    assert_eq!(dex.definition_of(class.class), Some(class));
    assert_eq!(dex.definition_of(dex.method(0).unwrap().class), None);
}

#[test]
fn the_sweep_counts_and_keeps_what_a_graph_needs() {
    let mut builder = sample();
    builder.body(Method {
        name: "payload",
        proto: vec!["V"],
        is_static: true,
        registers: 1,
        // packed-switch v0, +4; return-void; its table of one target behind a goto
        code: vec![0x002b, 4, 0, 0x000e, 0x0100, 1, 0, 0, 3, 0],
        ..Method::default()
    });
    let data = builder.build();
    let dex = parse(&data).unwrap();
    let summary = dex.sweep(&mut Budget::new(&Limits::default())).unwrap();
    let counts = summary.counts;
    assert_eq!((counts.code_items, counts.instructions, counts.invokes, counts.const_strings), (2, 6, 1, 1));
    let events: Vec<_> = summary
        .events_of(&summary.methods[0])
        .iter()
        .map(|event| (event.kind(), event.index, event.at()))
        .collect();
    let text = builder.strings.iter().position(|string| string == "隐私".as_bytes()).unwrap() as u32;
    assert_eq!(events, [(EventKind::ConstString, text, 0), (EventKind::InvokeStatic, 0, 4)]);
    let row = serde_json::to_value(dex.counts(&summary, "00".into())).unwrap();
    assert_eq!(
        (row["version"].as_str(), row["invokes"].as_u64(), row["classes"].as_u64()),
        (Some("035"), Some(1), Some(1))
    );
}

#[test]
fn lines_follow_the_debug_program() {
    let data = sample().build();
    let dex = parse(&data).unwrap();
    let summary = dex.sweep(&mut Budget::new(&Limits::default())).unwrap();
    let code = dex.code_item(summary.methods[0].code_off).unwrap();
    // The first special opcode (0x0e: +0 units, +0 lines) opens line 10; the next stands at 2 units, line 13.
    let lines: Vec<_> = [0, 1, 2, 4, 7].map(|at| dex.line(&code, at)).to_vec();
    assert_eq!(lines, [Some(10), Some(10), Some(13), Some(13), Some(13)]);
}

#[test]
fn static_values_keep_sign_and_float_bits() {
    let mut builder = sample();
    let names =
        [("a", "I"), ("b", "F"), ("c", "D"), ("d", "Ljava/lang/String;"), ("e", "Z"), ("f", "J"), ("g", "I")];
    for (name, type_) in names {
        let field = builder.field("La/A;", name, type_);
        builder.statics.push((field.into(), 0x18));
    }
    let text = builder.string("ok") as u8;
    builder.static_values = vec![
        6, // six values; the seventh field stays zero
        0x04, 0xff, // int -1 in one byte
        0x30, 0x70, 0x41, // float 15.0: two high-order bytes
        0x31, 0x24, 0x40, // double 10.0
        0x17, text, 0x3f, // string, then true
        0x66, 0x00, 0xe4, 0x0b, 0x54, // long in four bytes
        0x02,
    ];
    builder.static_values.pop();
    let data = builder.build();
    let dex = parse(&data).unwrap();
    let values: Vec<_> = (0..7).map(|field| dex.static_value(field)).collect();
    let expected = [
        Some(Value::Int(-1)),
        Some(Value::Float(f32::from_bits(0x4170_0000))),
        Some(Value::Double(10.0)),
        Some(Value::String(text.into())),
        Some(Value::Boolean(true)),
        Some(Value::Long(0x540b_e400)),
        None,
    ];
    assert_eq!(values, expected);
    assert_eq!(dex.field_access(6), Some(0x18));
}

#[test]
fn nesting_beyond_the_cap_gives_no_value() {
    let mut builder = sample();
    let field = builder.field("La/A;", "deep", "I");
    builder.statics.push((field.into(), 0x18));
    let nested = |levels: usize| {
        let mut bytes = vec![1];
        bytes.extend([0x1c, 1].repeat(levels));
        bytes.push(0x1e);
        bytes
    };
    builder.static_values = nested(200);
    assert!(parse(&builder.build()).unwrap().static_value(field.into()).is_some());
    builder.static_values = nested(100_000);
    assert_eq!(parse(&builder.build()).unwrap().static_value(field.into()), None);
}

#[test]
fn a_lambda_resolves_to_its_body() {
    let mut builder = Builder { version: 38, ..sample() };
    let body = builder.method("La/A;", "lambda$0", &["V"]);
    let factory = builder.method("Ljava/lang/invoke/LambdaMetafactory;", "metafactory", &["V"]);
    builder.handles = vec![(4, factory), (7, body)];
    let name = builder.string("onClick") as u8;
    // handle 0, name, proto 0, proto 0, handle 1, proto 0
    builder.call_sites.push(vec![6, 0x16, 0, 0x17, name, 0x15, 0, 0x15, 0, 0x16, 1, 0x15, 0]);
    let data = builder.build();
    let dex = parse(&data).unwrap();
    assert_eq!(dex.anomalies(), []);
    let site = dex.call_site(0).unwrap();
    assert_eq!((site.name, site.bootstrap.kind), (u32::from(name), HandleKind::InvokeStatic));
    assert_eq!(site.implementation.and_then(|handle| handle.method()), Some(u32::from(body)));
    assert_eq!(dex.call_site(1), None);
}

#[test]
fn method_annotations_are_read_on_demand() {
    let mut builder = sample();
    let type_ = builder.type_("Landroid/webkit/JavascriptInterface;") as u8;
    let name = builder.string("value") as u8;
    builder.method_annotation = Some((1, vec![1, type_, 1, name, 0x3f]));
    let data = builder.build();
    let dex = parse(&data).unwrap();
    let class = dex.class_def(0).unwrap();
    let found = dex.method_annotations(&class, 1);
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].visibility, found[0].value.type_), (1, u32::from(type_)));
    assert_eq!(found[0].value.elements, [(u32::from(name), Value::Boolean(true))]);
    assert_eq!(dex.class_annotations(&class).len(), 1);
    assert!(dex.method_annotations(&class, 0).is_empty());
}

#[test]
fn a_container_holds_several_files() {
    let mut second = sample();
    second.body(Method {
        name: "more",
        proto: vec!["V"],
        is_static: true,
        code: vec![0x0e],
        ..Method::default()
    });
    let data = Builder::container(&[sample(), second]);
    let limits = Limits::default();
    let all = parse_all(&data, "classes.dex", &limits, &mut Budget::new(&limits)).unwrap();
    assert_eq!(all.len(), 2);
    assert!(all[1].header().offset > 0);
    for (dex, methods) in all.iter().zip([2, 3]) {
        assert_eq!((dex.method_count(), dex.anomalies()), (methods, &[][..]));
        assert_eq!(dex.method_signature(1).unwrap(), "La/A;->main(Ljava/lang/String;)V");
        let summary = dex.sweep(&mut Budget::new(&limits)).unwrap();
        assert_eq!(summary.counts.invokes, 1);
    }
    assert_eq!(parse_all(&sample().build(), "", &limits, &mut Budget::new(&limits)).unwrap().len(), 1);
}

#[test]
fn a_container_whose_files_do_not_advance_is_refused() {
    let mut data = Builder::container(&[sample(), sample()]);
    data[0x20..0x24].copy_from_slice(&0u32.to_le_bytes());
    let limits = Limits::default();
    let error = parse_all(&data, "classes.dex", &limits, &mut Budget::new(&limits)).unwrap_err();
    assert_eq!(error.code, "dex_bad_container");
}

#[test]
fn strings_that_share_one_run_are_paid_for() {
    let mut builder = sample();
    builder.strings.push(vec![b'x'; 100_000]);
    let mut data = builder.build();
    let long = u32::from_le_bytes(data[0x70 + 4 * (builder.strings.len() - 1)..][..4].try_into().unwrap());
    for row in 0..builder.strings.len() {
        data[0x70 + 4 * row..0x74 + 4 * row].copy_from_slice(&long.to_le_bytes());
    }
    fix_checksum(&mut data);
    assert_eq!(notes(&data), ["dex_overlapping_strings"]);
    let small = Limits { max_work: 200_000, ..Limits::default() };
    let error = Dex::parse(&data, "classes.dex", &small, &mut Budget::new(&small)).unwrap_err();
    assert!(error.is_limit());
}
