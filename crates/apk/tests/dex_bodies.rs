//! Blocks, guards, constants, comparisons and flows of hand-made methods.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::expect_used, clippy::panic)]

#[path = "common/dex.rs"]
mod writer;

use mingjian_apk::dex::{Arg, Body, Dex, Origin, Source, Use, Values};
use mingjian_apk::limits::{Budget, Limits};
use writer::{Builder, Method};

/// Parses, takes the one method apart, and hands over both views.
fn with_body(builder: &Builder, check: impl FnOnce(&Body<'_, '_>, &Values<'_, '_, '_>)) {
    let data = builder.build();
    let limits = Limits::default();
    let mut budget = Budget::new(&limits);
    let dex = Dex::parse(&data, "classes.dex", &limits, &mut budget).unwrap();
    let summary = dex.sweep(&mut budget).unwrap();
    let body = dex.body(&summary.methods[0], &mut budget).unwrap().unwrap();
    let values = body.values(&mut budget).unwrap();
    check(&body, &values);
}

fn method(registers: u16, ins: u16, code: Vec<u16>) -> Method {
    Method { name: "m", proto: vec!["V"], is_static: true, registers, ins, code, ..Method::default() }
}

#[test]
fn numbers_are_read_as_the_parameter_says() {
    let mut dex = Builder::new();
    let call = dex.method("Lx/X;", "f", &["V", "F", "D", "I", "J"]);
    dex.body(method(
        6,
        0,
        vec![
            0x0015, 0x4170, // const/high16 v0, 15.0f
            0x0119, 0x4024, // const-wide/high16 v1, 10.0
            0xf312, // const/4 v3, -1
            0x0416, 9, // const-wide/16 v4, 9
            0x0677, call, 0, // invoke-static/range {v0 .. v5}
            0x000e,
        ],
    ));
    with_body(&dex, |_, values| {
        assert_eq!(values.const_args(7), [Arg::Float(15.0), Arg::Float(10.0), Arg::Int(-1), Arg::Int(9)]);
        assert_eq!(values.const_args(0), []);
    });
}

#[test]
fn values_that_differ_at_a_join_are_not_constant() {
    for (other, expected) in [(0x5012, Arg::Int(5)), (0x6012, Arg::Unknown)] {
        let mut dex = Builder::new();
        let call = dex.method("Lx/X;", "f", &["V", "I"]);
        // if-eqz v1, +3: v0 = 5; goto; else v0 = other; call(v0)
        let code = vec![0x0138, 4, 0x5012, 0x0228, other, 0x1071, call, 0, 0x000e];
        dex.body(method(2, 1, code));
        with_body(&dex, |_, values| {
            assert_eq!(values.const_args(5), std::slice::from_ref(&expected), "{other:#x}")
        });
    }
}

#[test]
fn a_loop_counter_is_not_constant_but_its_bound_is_compared() {
    let mut dex = Builder::new();
    let call = dex.method("Lx/X;", "f", &["V", "I"]);
    // v0 = 0; v1 = 7; loop: f(v0); v0 += 1; if-lt v0, v1, loop
    dex.body(method(2, 0, vec![0x0012, 0x7112, 0x1071, call, 0, 0x00d8, 0x0100, 0x1034, 0xfffb, 0x000e]));
    with_body(&dex, |_, values| {
        assert_eq!(values.const_args(2), [Arg::Unknown]);
        let found = values.comparisons();
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].at, found[0].value, found[0].op), (7, 7.0, "<"));
    });
}

#[test]
fn built_text_is_folded() {
    let mut dex = Builder::new();
    let builder = "Ljava/lang/StringBuilder;";
    let (type_, string) = (dex.type_(builder) as u16, "Ljava/lang/String;");
    let init = dex.method(builder, "<init>", &["V"]);
    let append = dex.method(builder, "append", &[builder, string]);
    let append_int = dex.method(builder, "append", &[builder, "I"]);
    let text = dex.method(builder, "toString", &[string]);
    let parse = dex.method("Landroid/net/Uri;", "parse", &["Landroid/net/Uri;", string]);
    let sink = dex.method("Lx/X;", "f", &["V", "Landroid/net/Uri;"]);
    let head = dex.string("market://details?v=") as u16;
    dex.body(method(
        3,
        0,
        vec![
            0x0022, type_, // new-instance v0
            0x1070, init, 0, // <init>(v0)
            0x011a, head, // const-string v1
            0x206e, append, 0x10,   // v0.append(v1)
            0x010c, // move-result-object v1
            0x7212, // const/4 v2, 7
            0x206e, append_int, 0x21, // v1.append(v2)
            0x106e, text, 0,      // v0.toString()
            0x000c, // move-result-object v0
            0x1071, parse, 0, // Uri.parse(v0)
            0x000c, 0x1071, sink, 0, 0x000e,
        ],
    ));
    with_body(&dex, |_, values| {
        let call = values.sites().iter().find(|site| site.index == u32::from(sink)).unwrap();
        assert_eq!(values.const_args(call.at), [Arg::String("market://details?v=7".into())]);
    });
}

#[test]
fn a_builder_other_code_saw_is_not_constant() {
    let mut dex = Builder::new();
    let builder = "Ljava/lang/StringBuilder;";
    let (type_, string) = (dex.type_(builder) as u16, "Ljava/lang/String;");
    let init = dex.method(builder, "<init>", &["V"]);
    let other = dex.method("Lx/X;", "fill", &["V", builder]);
    let text = dex.method(builder, "toString", &[string]);
    let sink = dex.method("Lx/X;", "f", &["V", string]);
    let code = |middle: Vec<u16>| {
        [vec![0x0022, type_, 0x1070, init, 0], middle, vec![0x106e, text, 0, 0x000c, 0x1071, sink, 0, 0x000e]]
            .concat()
    };
    for (middle, at, expected) in
        [(vec![0x1071, other, 0], 12, Arg::Unknown), (vec![], 9, Arg::String(String::new()))]
    {
        let mut dex = dex.clone();
        dex.body(method(1, 0, code(middle)));
        with_body(&dex, |_, values| assert_eq!(values.const_args(at), [expected]));
    }
}

#[test]
fn string_arrays_are_listed_both_ways() {
    let mut dex = Builder::new();
    let array = dex.type_("[Ljava/lang/String;") as u16;
    let (one, two) = (dex.string("android.permission.CAMERA") as u16, dex.string("b") as u16);
    let call = dex.method("Lx/X;", "f", &["V", "[Ljava/lang/String;"]);
    let both = Arg::Strings(vec!["android.permission.CAMERA".into(), "b".into()]);
    let filled = vec![0x001a, one, 0x011a, two, 0x2024, array, 0x10, 0x000c, 0x1071, call, 0, 0x000e];
    let stored = vec![
        0x2012, 0x0023, array, // v0 = 2; v0 = new String[v0]
        0x011a, one, 0x0212, 0x014d, 0x0200, // v0[0] = one
        0x011a, two, 0x1212, 0x014d, 0x0200, // v0[1] = two
        0x1071, call, 0, 0x000e,
    ];
    for (code, at) in [(filled, 8), (stored, 13)] {
        let mut dex = dex.clone();
        dex.body(method(3, 0, code));
        with_body(&dex, |_, values| assert_eq!(values.const_args(at), std::slice::from_ref(&both)));
    }
}

#[test]
fn static_finals_are_resolved_and_other_fields_named() {
    let mut dex = Builder::new();
    let fixed = dex.field("La/A;", "SHAKE", "I");
    let open = dex.field("La/A;", "open", "I");
    let serial = dex.field("Landroid/os/Build;", "SERIAL", "Ljava/lang/String;");
    dex.statics = vec![(fixed.into(), 0x18), (open.into(), 0x8)];
    dex.static_values = vec![2, 0x04, 15, 0x04, 16];
    let call = dex.method("Lx/X;", "f", &["V", "I", "I", "Ljava/lang/String;"]);
    dex.body(method(3, 0, vec![0x0060, fixed, 0x0160, open, 0x0262, serial, 0x3071, call, 0x0210, 0x000e]));
    with_body(&dex, |_, values| {
        let named = |text: &str| Arg::Field(text.into());
        let expected =
            [Arg::Int(15), named("La/A;->open:I"), named("Landroid/os/Build;->SERIAL:Ljava/lang/String;")];
        assert_eq!(values.const_args(6), expected);
        let json = serde_json::to_string(&values.const_args(6)[1]).unwrap();
        assert_eq!(json, r#"{"field":"La/A;->open:I"}"#);
    });
}

#[test]
fn sensor_thresholds_are_found_in_float_and_double_form() {
    let mut dex = Builder::new();
    let values_field = dex.field("Landroid/hardware/SensorEvent;", "values", "[F");
    let sqrt = dex.method("Ljava/lang/Math;", "sqrt", &["D", "D"]);
    dex.body(method(
        6,
        1,
        vec![
            0x5054,
            values_field, // iget-object v0, v5
            0x0112,       // v1 = 0
            0x0044,
            0x0100, // aget v0, v0, v1
            0x0115,
            0x4170, // v1 = 15.0f
            0x022d,
            0x0100, // cmpl-float v2, v0, v1
            0x023d,
            14,     // if-lez v2
            0x0289, // v2:v3 = (double) v0
            0x2071,
            sqrt,
            0x32,   // Math.sqrt
            0x020b, // move-result-wide v2
            0x0019,
            0x4024, // v0:v1 = 10.0
            0x002f,
            0x0200, // cmpl-double v0, v0, v2
            0x003a,
            3, // if-ltz v0
            0x000e,
            0x000e,
        ],
    ));
    with_body(&dex, |_, values| {
        let found = values.comparisons();
        let seen: Vec<_> = found.iter().map(|c| (c.value, c.op)).collect();
        // 10.0 stands on the left, so the test is turned round.
        assert_eq!(seen, [(15.0, "<="), (10.0, ">")]);
        for comparison in found {
            let from = values.derived_from(comparison.other);
            let read = |id: &_| matches!(values.origin(*id), Origin::InstanceField { field, .. } if *field == u32::from(values_field));
            assert!(from.iter().any(read), "{comparison:?}");
        }
    });
}

#[test]
fn a_gate_guards_one_side_only() {
    let mut dex = Builder::new();
    let agreed = dex.method("Lx/P;", "agreed", &["Z"]);
    let collect = dex.method("Lx/C;", "imei", &["V"]);
    // if (!(agreed() ^ 1)) … : v0 = agreed(); v0 ^= 1; if-nez v0 -> 10; collect(); return; collect(); return
    let code = vec![
        0x0071, agreed, 0, 0x000a, 0x00df, 0x0100, 0x0039, 6, 0x0071, collect, 0, 0x000e, 0x0071, collect, 0,
        0x000e,
    ];
    dex.body(method(1, 0, code));
    with_body(&dex, |body, values| {
        let branches = values.branches_on(0);
        assert_eq!(branches.len(), 1);
        let gate = branches[0];
        assert_eq!((gate.at, gate.taken_when_true, gate.when_true, gate.when_false), (6, false, 8, 12));
        assert!(body.guarded_by(gate.at, gate.taken_when_true, 8));
        assert!(!body.guarded_by(gate.at, !gate.taken_when_true, 8));
        assert!(body.guarded_by(gate.at, !gate.taken_when_true, 12));
        assert!(!body.guarded_by(gate.at, gate.taken_when_true, 0));
        let behind =
            |gate: u32| body.block_of(12).and_then(|block| body.blocks_behind(gate).get(block).copied());
        assert_eq!((behind(0), behind(8)), (Some(true), Some(false)));
        assert!(body.can_reach(0, 12) && !body.can_reach(8, 12) && !body.can_reach(12, 0));
    });
}

#[test]
fn code_after_both_sides_meet_is_not_guarded() {
    let mut dex = Builder::new();
    let agreed = dex.method("Lx/P;", "agreed", &["Z"]);
    let collect = dex.method("Lx/C;", "imei", &["V"]);
    let code = vec![0x0071, agreed, 0, 0x000a, 0x0038, 3, 0x0000, 0x0071, collect, 0, 0x000e];
    dex.body(method(1, 0, code));
    with_body(&dex, |body, values| {
        let gate = values.branches_on(0)[0];
        assert!(body.guarded_by(gate.at, gate.taken_when_true, 6));
        assert!(!body.guarded_by(gate.at, gate.taken_when_true, 7));
    });
}

#[test]
fn a_handler_is_reached_around_the_gate() {
    let mut dex = Builder::new();
    let agreed = dex.method("Lx/P;", "agreed", &["Z"]);
    let collect = dex.method("Lx/C;", "imei", &["V", "I"]);
    // try { v1 = 1; if (!agreed()) return; v1 = 2; } catch { } collect(v1)
    let code = vec![
        0x1112, 0x0071, agreed, 0, 0x000a, 0x0038, 8, 0x2112, 0x0228, 0x000d, 0x1071, collect, 1, 0x000e,
    ];
    let tries = vec![(0, 8, 9)];
    dex.body(Method { tries, ..method(2, 0, code) });
    with_body(&dex, |body, values| {
        let gate = values.branches_on(1)[0];
        assert!(body.guarded_by(gate.at, gate.taken_when_true, 7));
        assert!(!body.guarded_by(gate.at, gate.taken_when_true, 10), "the exception goes around the gate");
        assert_eq!(values.const_args(10), [Arg::Unknown]);
    });
}

#[test]
fn a_wrapper_returns_what_it_was_told() {
    for (negate, expected) in [(vec![], true), (vec![0x00df, 0x0100], false)] {
        let mut dex = Builder::new();
        let agreed = dex.method("Lx/P;", "agreed", &["Z"]);
        dex.body(method(1, 0, [vec![0x0071, agreed, 0, 0x000a], negate, vec![0x000f]].concat()));
        with_body(&dex, |_, values| assert_eq!(values.returns_result(0), Some(expected)));
    }
}

#[test]
fn a_source_is_followed_through_text_to_its_sinks() {
    let mut dex = Builder::new();
    let builder = "Ljava/lang/StringBuilder;";
    let (type_, string) = (dex.type_(builder) as u16, "Ljava/lang/String;");
    let imei = dex.method("Lx/T;", "imei", &[string]);
    let init = dex.method(builder, "<init>", &["V"]);
    let append = dex.method(builder, "append", &[builder, string]);
    let text = dex.method(builder, "toString", &[string]);
    let send = dex.method("Lx/N;", "send", &["V", string]);
    let field = dex.field("La/A;", "kept", string);
    let harmless = dex.string("x") as u16;
    dex.body(method(
        3,
        0,
        vec![
            0x0071, imei, 0, 0x000c, // v0 = imei()
            0x0122, type_, 0x1070, init, 1, // v1 = new StringBuilder
            0x206e, append, 0x01, // v1.append(v0) at 9
            0x106e, text, 1, 0x010c, // v1 = v1.toString() at 12
            0x1071, send, 1, // send(v1) at 16
            0x021a, harmless, 0x1071, send, 2, // send("x") at 21
            0x0169, field, // kept = v1
            0x000e,
        ],
    ));
    with_body(&dex, |_, values| {
        assert_eq!(values.uses_of_result(0), [9, 12, 16]);
        let flow = values.flow(Source::Result(0));
        assert_eq!((flow.fields, flow.returned), (vec![u32::from(field)], false));
    });
}

#[test]
fn a_web_tells_what_becomes_of_each_value() {
    let mut dex = Builder::new();
    let string = "Ljava/lang/String;";
    let imei = dex.method("Lx/T;", "imei", &[string]);
    let send = dex.method("Lx/N;", "send", &["V", string, string]);
    let (kept, inner) = (dex.field("La/A;", "kept", string), dex.field("La/A;", "inner", "La/A;"));
    let array = dex.type_("[Ljava/lang/String;") as u16;
    dex.body(method(
        3,
        1,
        vec![
            0x0071, imei, 0, 0x000c, // v0 = imei() at 0
            0x2254, inner, // v2.inner -> v2 at 4: iget-object v2, v2
            0x205b, kept, // iput-object v0, v2, kept at 6
            0x1024, array, 0x0000, 0x010c, // v1 = {v0} at 8
            0x2071, send, 0x20,   // send(v0, v2) at 12
            0x0011, // return v0 at 15
        ],
    ));
    with_body(&dex, |body, _| {
        let mut web = body.clone().web(&mut Budget::new(&Limits::default())).unwrap();
        let source = web.call_at(0).unwrap().result;
        let object = web.find(&Origin::InstanceField { at: 4, field: u32::from(inner) }).unwrap();
        let list = web.find(&Origin::NewArray { at: 8 }).unwrap();
        let uses: Vec<Use> = web.uses(source).collect();
        assert_eq!(
            uses,
            [
                Use::Stored { at: 6, field: u32::from(kept), object },
                Use::Put { at: 8, into: list },
                Use::Given { call: 1, word: 0 },
                Use::Returned { at: 15 },
            ]
        );
        let receiver = web.find(&Origin::Parameter(0)).unwrap();
        let read = Use::Read { at: 4, field: u32::from(inner), value: object };
        assert_eq!(web.uses(receiver).collect::<Vec<_>>(), [read]);
        assert!(web.comes_after(0, 12) && !web.comes_after(12, 0) && !web.comes_after(12, 12));
    });
}

#[test]
fn reflection_names_are_classes() {
    let mut dex = Builder::new();
    let string = "Ljava/lang/String;";
    let class = "Ljava/lang/Class;";
    let name = dex.string("android.os.SystemProperties") as u16;
    let get = dex.string("get") as u16;
    let for_name = dex.method(class, "forName", &[class, string]);
    let get_method = dex.method(class, "getMethod", &["Ljava/lang/reflect/Method;", string]);
    dex.body(method(
        2,
        0,
        vec![0x001a, name, 0x1071, for_name, 0, 0x000c, 0x011a, get, 0x206e, get_method, 0x10, 0x000e],
    ));
    with_body(&dex, |_, values| {
        assert_eq!(values.const_receiver(8), Arg::Class("Landroid/os/SystemProperties;".into()));
        assert_eq!(values.const_args(8), [Arg::String("get".into())]);
    });
}

#[test]
fn a_method_past_the_cap_is_refused_by_name() {
    let mut dex = Builder::new();
    dex.body(method(1, 0, vec![0; 140_000]));
    let data = dex.build();
    let limits = Limits::default();
    let mut budget = Budget::new(&limits);
    let dex = Dex::parse(&data, "classes.dex", &limits, &mut budget).unwrap();
    let summary = dex.sweep(&mut budget).unwrap();
    assert_eq!(dex.body(&summary.methods[0], &mut budget).unwrap_err().code, "dex_method_too_large");
}
