//! Hosts that code names: where they are used, what they are given to, and how many places are told.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::expect_used, clippy::panic)]

#[path = "common/dex.rs"]
mod builder;

use builder::{Builder, Method};
use mingjian_apk::callgraph::{analyse, Calls, Inputs};
use mingjian_apk::dex::Dex;
use mingjian_apk::knowledge::Knowledge;
use mingjian_apk::limits::{Budget, Limits};
use mingjian_apk::manifest::Manifest;

const TABLE: &str = r#"{
    "format": 1, "entry_kinds": {}, "sdks": [], "interest": [], "rows": [],
    "hierarchy": "Landroid/app/Application; Ljava/lang/Object; -",
    "callbacks": [{"class": "Landroid/app/Application;", "name": "onCreate", "desc": "()V", "edge": "lifecycle",
        "when": "process_start", "component": true}],
    "gates": {"words": [], "parts": [], "negative": [], "refusing": [], "granting": [], "asking": [],
        "first_run": [], "unrelated": [], "reads": [], "writes": [], "switch_names": [], "dialog_text": [],
        "agree_text": [], "refuse_text": []}
}"#;

const RETURN: u16 = 0x000e;
const TEXT: &str = "Ljava/lang/String;";
const URL: &str = "Ljava/net/URL;";
const BUILDER: &str = "Ljava/lang/StringBuilder;";

fn method(name: &'static str, code: Vec<u16>) -> Method {
    Method { name, proto: vec!["V"], registers: 4, ins: 1, code, ..Method::default() }
}

/// An application class `a.A` with these methods, analysed. Strings and types are sorted, as in every dex file.
fn calls(fill: impl Fn(&mut Builder)) -> Calls {
    let make = |strings: Vec<Vec<u8>>| {
        let mut dex = Builder::new();
        dex.strings = strings;
        dex.types.clear();
        dex.class = dex.type_("La/A;");
        dex.parent = Some(dex.type_("Landroid/app/Application;"));
        for type_ in [TEXT, BUILDER, URL, "V"] {
            dex.type_(type_);
        }
        fill(&mut dex);
        dex
    };
    let mut strings = make(Vec::new()).strings;
    strings.sort_unstable();
    let bytes = make(strings).build();
    let limits = Limits::default();
    let mut budget = Budget::new(&limits);
    let dex = Dex::parse(&bytes, "classes.dex", &limits, &mut budget).unwrap();
    let knowledge = Knowledge::load(TABLE.as_bytes()).unwrap();
    let manifest = Manifest { application: Some("a.A".to_owned()), ..Manifest::default() };
    analyse(&[dex], &knowledge, &manifest, &Inputs::default(), &mut budget).unwrap()
}

/// `v1 = text`.
fn load(dex: &mut Builder, text: &str) -> Vec<u16> {
    vec![0x011a, dex.string(text) as u16]
}

#[test]
fn follows_a_text_through_builders_into_the_connection() {
    let calls = calls(|dex| {
        let append = dex.method(BUILDER, "append", &[BUILDER, TEXT]);
        let whole = dex.method(BUILDER, "toString", &[TEXT]);
        let make = dex.method(URL, "<init>", &["V", TEXT]);
        let open = dex.method(URL, "openStream", &["V"]);
        // v0 = builder.append(v1); goto; v0 = v0.toString(); v2.<init>(v0); v2.openStream()
        let given = vec![
            0x206e, append, 0x0010, 0x000c, 0x0128, 0x106e, whole, 0x0000, 0x000c, 0x2070, make, 0x0002,
            0x106e, open, 0x0002, RETURN,
        ];
        let code = [load(dex, "https://api.qinghe.cn/v1/log?imei="), given].concat();
        dex.body(method("onCreate", code));
    });
    let [one] = calls.hosts.as_slice() else { panic!("{:?}", calls.hosts) };
    assert_eq!((one.host.as_str(), one.scheme, one.rest.as_str()), ("api.qinghe.cn", "https", "/v1/log"));
    assert_eq!((one.method.as_str(), one.offset, one.reachable), ("La/A;->onCreate()V", 0, true));
    let expected = ["Ljava/net/URL;-><init>(Ljava/lang/String;)V", "Ljava/net/URL;->openStream()V"];
    assert_eq!(one.given_to, expected);
    assert_eq!(one.path_numbers.len(), 1);
    assert_eq!(
        calls.entry_points[calls.paths[one.path_numbers[0] as usize].entry].method,
        "La/A;->onCreate()V"
    );
}

#[test]
fn an_overwritten_register_is_followed_no_further() {
    let calls = calls(|dex| {
        let open = dex.method("La/A;", "open", &["V", TEXT]);
        // v1 = 0; open(v1)
        let code = [load(dex, "https://api.qinghe.cn"), vec![0x0112, 0x1071, open, 0x0001, RETURN]].concat();
        dex.body(method("idle", code));
    });
    assert_eq!(calls.hosts.len(), 1);
    assert!(
        calls.hosts[0].given_to.is_empty() && !calls.hosts[0].reachable && calls.hosts[0].paths.is_empty()
    );
}

#[test]
fn a_field_that_begins_with_an_address_is_used_where_it_is_read() {
    let calls = calls(|dex| {
        let field = dex.field("La/A;", "base", TEXT);
        let text = dex.string("https://log.qinghe.cn/").to_le_bytes();
        dex.statics = vec![(u32::from(field), 0x8)];
        dex.static_values = vec![1, 0x37, text[0], text[1]];
        dex.body(method("onCreate", vec![0x0162, field, 0x0111]));
    });
    let [one] = calls.hosts.as_slice() else { panic!("{:?}", calls.hosts) };
    assert_eq!(
        (one.host.as_str(), one.given_to.as_slice()),
        ("log.qinghe.cn", ["return".to_owned()].as_slice())
    );
}

#[test]
fn few_places_of_a_host_are_told_and_the_rest_counted() {
    const NAMES: [&str; 5] = ["m1", "m2", "m3", "m4", "onCreate"];
    let calls = calls(|dex| {
        for name in NAMES {
            let code = [load(dex, "push.qinghe.cn"), vec![RETURN]].concat();
            dex.body(method(name, code));
        }
    });
    let methods: Vec<&str> = calls.hosts.iter().map(|one| one.method.as_str()).collect();
    assert_eq!(methods, ["La/A;->onCreate()V", "La/A;->m1()V"]);
    assert_eq!(calls.blind_spots.get("hosts_cut"), Some(&3));
}

#[test]
fn texts_without_a_host_are_left_alone() {
    let calls = calls(|dex| {
        for text in ["https://%s.qinghe.cn", "cn.qinghe.com", "see https://qinghe.cn for more"] {
            let code = [load(dex, text), vec![RETURN]].concat();
            dex.body(method("onCreate", code));
        }
    });
    assert!(calls.hosts.is_empty() && !calls.blind_spots.contains_key("hosts_cut"));
}
