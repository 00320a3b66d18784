//! Arguments that are constant only beyond their own method: fields, callers, returned values, settings.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::expect_used, clippy::panic)]

#[path = "common/dex.rs"]
mod writer;

use mingjian_apk::callgraph::{analyse, Calls, Inputs};
use mingjian_apk::dex::{Arg, Dex};
use mingjian_apk::knowledge::Knowledge;
use mingjian_apk::limits::{Budget, Limits};
use mingjian_apk::manifest::Manifest;
use writer::{Builder, Method};

const STRING: &str = "Ljava/lang/String;";
const BUILDER: &str = "Ljava/lang/StringBuilder;";
const PREFERENCES: &str = "Landroid/content/SharedPreferences;";

/// Every call of `Lx/T;->tell(String)`, whatever it is told.
const TABLE: &str = r#"{"format":1,"rows":[{"id":"tell","tags":["behaviour:tell"],"kind":"method",
"class":"Lx/T;","name":"tell","desc":"(Ljava/lang/String;)V","confidence":"high","weight":5,
"args":[{"arg":0,"prefix":["content:"]}]}],"callbacks":[],"entry_kinds":{},"hierarchy":"","sdks":[],
"gates":{"words":[],"parts":[],"negative":[],"refusing":[],"granting":[],"asking":[],"first_run":[],"unrelated":[],"reads":[],"writes":[],
"switch_names":[],"dialog_text":[],"agree_text":[],"refuse_text":[]},"interest":[]}"#;

/// A dex whose types and own methods stand in order, as the platform wants them; own methods come first.
fn ordered() -> Builder {
    let mut dex = Builder::new();
    for type_ in [PREFERENCES, STRING, BUILDER, "Lx/T;", "V", "Z"] {
        dex.type_(type_);
    }
    dex
}

fn method(name: &'static str, proto: &[&'static str], registers: u16, ins: u16, code: Vec<u16>) -> Method {
    Method { name, proto: proto.to_vec(), is_static: true, registers, ins, code, ..Method::default() }
}

fn told(dex: &Builder) -> Calls {
    let data = dex.build();
    let limits = Limits::default();
    let mut budget = Budget::new(&limits);
    let knowledge = Knowledge::load(TABLE.as_bytes()).unwrap();
    let dexes = [Dex::parse(&data, "classes.dex", &limits, &mut budget).unwrap()];
    analyse(&dexes, &knowledge, &Manifest::default(), &Inputs::default(), &mut budget).unwrap()
}

fn text(text: &str) -> Arg {
    Arg::String(text.to_owned())
}

/// Own methods by index: 0 is the initialiser or helper, 1 the method that tells.
fn both(first: Method, tells: impl FnOnce(&mut Builder, u16) -> Method) -> Calls {
    let mut dex = ordered();
    dex.body(first);
    // The second body's own row comes before those it refers to.
    let mut later = dex.clone();
    later.method("La/A;", "m", &["V"]);
    let tell = later.methods.len() as u16;
    let placeholder = dex.body(method("m", &["V"], 4, 0, vec![0x000e]));
    assert_eq!(placeholder, 1);
    assert_eq!(dex.method("Lx/T;", "tell", &["V", STRING]), tell);
    let made = tells(&mut dex, tell);
    dex.bodies[1].1 = made;
    told(&dex)
}

#[test]
fn a_field_set_in_the_class_initialiser_is_known() {
    let mut dex = ordered();
    let (uri, field) = (dex.string("content://sms") as u16, dex.field("La/A;", "where", STRING));
    dex.statics.push((u32::from(field), 8));
    dex.body(method("<clinit>", &["V"], 1, 0, vec![0x001a, uri, 0x0069, field, 0x000e]));
    dex.body(method("m", &["V"], 1, 0, vec![0x0062, field, 0x1071, 2, 0, 0x000e]));
    assert_eq!(dex.method("Lx/T;", "tell", &["V", STRING]), 2);
    let calls = told(&dex);
    assert_eq!(calls.hits.len(), 1);
    assert_eq!((&calls.hits[0].args[0], calls.hits[0].args_resolved), (&text("content://sms"), true));
}

#[test]
fn a_field_with_another_unknown_writer_is_not_known() {
    let mut dex = ordered();
    let (uri, field) = (dex.string("content://sms") as u16, dex.field("La/A;", "where", STRING));
    dex.statics.push((u32::from(field), 8));
    dex.body(method("<clinit>", &["V"], 1, 0, vec![0x001a, uri, 0x0069, field, 0x000e]));
    dex.body(method("m", &["V"], 1, 0, vec![0x0062, field, 0x1071, 3, 0, 0x000e]));
    dex.body(method("set", &["V", STRING], 1, 1, vec![0x0069, field, 0x000e]));
    assert_eq!(dex.method("Lx/T;", "tell", &["V", STRING]), 3);
    let calls = told(&dex);
    assert!(!calls.hits[0].args_resolved);
}

#[test]
fn a_helper_that_returns_one_constant_is_read() {
    let mut dex = ordered();
    let uri = dex.string("content://sms") as u16;
    dex.body(method("where", &[STRING], 1, 0, vec![0x001a, uri, 0x0011]));
    dex.body(method("m", &["V"], 1, 0, vec![0x0071, 0, 0, 0x000c, 0x1071, 2, 0, 0x000e]));
    assert_eq!(dex.method("Lx/T;", "tell", &["V", STRING]), 2);
    assert_eq!(told(&dex).hits[0].args, [text("content://sms")]);
}

#[test]
fn what_the_only_caller_passes_is_known_and_what_two_pass_differently_is_not() {
    for (second, expected) in [("content://sms", true), ("content://mms", false)] {
        let mut dex = ordered();
        let (one, two) = (dex.string("content://sms") as u16, dex.string(second) as u16);
        dex.body(method("tells", &["V", STRING], 1, 1, vec![0x1071, 2, 0, 0x000e]));
        let code = vec![0x001a, one, 0x1071, 0, 0, 0x001a, two, 0x1071, 0, 0, 0x000e];
        dex.body(method("m", &["V"], 1, 0, code));
        assert_eq!(dex.method("Lx/T;", "tell", &["V", STRING]), 2);
        let calls = told(&dex);
        assert_eq!(calls.hits[0].args_resolved, expected, "{second}");
    }
}

#[test]
fn text_is_built_from_what_another_method_returns() {
    let mut made = ordered();
    let path = made.string("sms/inbox") as u16;
    let first = method("where", &[STRING], 1, 0, vec![0x001a, path, 0x0011]);
    let calls = both(first, |dex, tell| {
        let path = dex.string("sms/inbox") as u16;
        let head = dex.string("content://") as u16;
        assert_ne!(path, head);
        dex.bodies[0].1.code[1] = path;
        let type_ = dex.type_(BUILDER) as u16;
        let init = dex.method(BUILDER, "<init>", &["V"]);
        let append = dex.method(BUILDER, "append", &[BUILDER, STRING]);
        let text = dex.method(BUILDER, "toString", &[STRING]);
        let code = vec![
            0x0122, type_, 0x1070, init, 1, // v1 = new StringBuilder
            0x001a, head, 0x206e, append, 0x01, // append "content://"
            0x0071, 0, 0, 0x000c, 0x206e, append, 0x01, // append where()
            0x106e, text, 1, 0x000c, 0x1071, tell, 0, // tell(toString())
            0x000e,
        ];
        method("m", &["V"], 4, 0, code)
    });
    assert_eq!(calls.hits[0].args, [text("content://sms/inbox")]);
}

#[test]
fn the_default_of_a_preference_is_told_as_such() {
    let calls = both(method("nothing", &["V"], 1, 0, vec![0x000e]), |dex, tell| {
        let (key, other) = (dex.string("where") as u16, dex.string("content://sms") as u16);
        let get = dex.method(PREFERENCES, "getString", &[STRING, STRING, STRING]);
        let code = vec![
            0x0012, 0x011a, key, 0x021a, other, // v0 = null, v1 = key, v2 = default
            0x3072, get, 0x0210, 0x000c, 0x1071, tell, 0, 0x000e,
        ];
        method("m", &["V"], 4, 0, code)
    });
    assert_eq!((&calls.hits[0].args[0], &calls.hits[0].from_settings), (&text("content://sms"), &vec![0]));
}

#[test]
fn two_ways_are_both_told() {
    let calls = both(method("nothing", &["V"], 1, 0, vec![0x000e]), |dex, tell| {
        let (one, two) = (dex.string("content://sms") as u16, dex.string("tel:1") as u16);
        let code = vec![
            0x0338, 5, // if-eqz v3 → 5
            0x001a, one, 0x0328, // v0 = one, goto 7
            0x001a, two, // 5: v0 = two
            0x1071, tell, 0, 0x000e,
        ];
        Method { ins: 1, proto: vec!["V", "Z"], ..method("m", &["V"], 4, 1, code) }
    });
    let choices = calls.hits[0].choices.get(&0).unwrap();
    assert!(choices.contains(&text("content://sms")) && choices.contains(&text("tel:1")));
    assert_eq!(calls.hits[0].args, [Arg::Unknown]);
}
