//! Consent gates: which side of which branch counts as agreed, and what makes a check guard nothing.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::expect_used, clippy::panic)]

#[path = "common/dex.rs"]
mod builder;

use builder::{Builder, Method};
use mingjian_apk::callgraph::{analyse, Calls, Inputs, Path};
use mingjian_apk::dex::Dex;
use mingjian_apk::knowledge::Knowledge;
use mingjian_apk::limits::{Budget, Limits};
use mingjian_apk::manifest::Manifest;

const TABLE: &str = r#"{
    "format": 1, "entry_kinds": {}, "sdks": [], "interest": [],
    "hierarchy": "Landroid/app/Application; Ljava/lang/Object; -",
    "rows": [{"id": "imei", "tags": ["pi:imei"], "kind": "method", "class": "Landroid/telephony/TelephonyManager;",
        "name": "getDeviceId", "desc": "()Ljava/lang/String;", "confidence": "high", "weight": 5}],
    "callbacks": [
        {"class": "Landroid/app/Application;", "name": "onCreate", "desc": "()V", "edge": "lifecycle",
            "when": "process_start", "component": true},
        {"class": "Landroid/content/DialogInterface$OnClickListener;", "name": "onClick",
            "desc": "(Landroid/content/DialogInterface;I)V", "edge": "gesture", "when": "user_gesture", "instance": true}
    ],
    "gates": {
        "words": ["agreed", "privacy"], "parts": [], "negative": ["first", "show"], "refusing": ["refused"],
        "granting": ["agreed"], "asking": ["dialog"], "first_run": ["first"], "unrelated": ["url"],
        "reads": [{"call": "Landroid/content/SharedPreferences;->getBoolean", "key": 0}],
        "writes": [{"call": "Landroid/content/SharedPreferences$Editor;->putBoolean", "key": 0, "value": 1}],
        "switch_names": [], "dialog_text": ["隐私政策"], "agree_text": ["同意"], "refuse_text": ["不同意", "拒绝"]
    }
}"#;

const RETURN: u16 = 0x000e;
/// Side of the branch on which the code goes on to the call.
const IF_TRUE: u16 = 0x0338;
const IF_FALSE: u16 = 0x0339;

/// `TelephonyManager.getDeviceId()` on null in v4: four units.
fn collect(dex: &mut Builder) -> Vec<u16> {
    let method = dex.method("Landroid/telephony/TelephonyManager;", "getDeviceId", &["Ljava/lang/String;"]);
    vec![0x0412, 0x106e, method, 0x0004]
}

/// `v3 = preferences.getBoolean(key, default)`: eight units.
fn read(dex: &mut Builder, key: &str, default: u16) -> Vec<u16> {
    let key = dex.string(key) as u16;
    let method =
        dex.method("Landroid/content/SharedPreferences;", "getBoolean", &["Z", "Ljava/lang/String;", "Z"]);
    vec![0x0012, 0x011a, key, default << 12 | 0x0212, 0x3072, method, 0x0210, 0x030a]
}

/// `if (v3 …) collect(); return`.
fn guarded(dex: &mut Builder, branch: u16) -> Vec<u16> {
    [vec![branch, 6], collect(dex), vec![RETURN]].concat()
}

fn on_create(code: Vec<u16>) -> Method {
    Method { name: "onCreate", proto: vec!["V"], registers: 6, ins: 1, code, ..Method::default() }
}

/// An application class `a.A` with these methods, analysed. Strings are sorted, as every dex file's are.
fn calls(fill: impl Fn(&mut Builder)) -> Calls {
    let make = |strings: Vec<Vec<u8>>| {
        let mut dex = Builder::new();
        dex.strings = strings;
        dex.types.clear();
        dex.class = dex.type_("La/A;");
        dex.parent = Some(dex.type_("Landroid/app/Application;"));
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

/// The paths to the one call that takes something.
fn paths(calls: &Calls) -> &[Path] {
    let hits: Vec<_> = calls.hits.iter().filter(|hit| hit.api == "imei").collect();
    assert_eq!(hits.len(), 1, "{:?}", calls.hits);
    &hits[0].paths
}

fn path_of(fill: impl Fn(&mut Builder)) -> (Option<String>, Option<String>) {
    let calls = calls(fill);
    let [path] = paths(&calls) else { panic!("{:?}", paths(&calls)) };
    let key = |gate: Option<usize>| gate.map(|gate| calls.gates[gate].key.clone());
    (key(path.gate), key(path.open_gate))
}

/// The gate that stands before the call when it is on this side of a read.
fn gate(key: &str, default: u16, branch: u16) -> (Option<String>, Option<String>) {
    path_of(|dex| {
        let code = [read(dex, key, default), guarded(dex, branch)].concat();
        dex.body(on_create(code));
    })
}

#[test]
fn nothing_stands_before_a_plain_call() {
    let plain = path_of(|dex| {
        let code = [collect(dex), vec![RETURN]].concat();
        dex.body(on_create(code));
    });
    assert_eq!(plain, (None, None));
}

#[test]
fn the_agreed_side_of_a_read_is_guarded_and_the_other_is_not() {
    assert_eq!(gate("agreed", 0, IF_TRUE), (Some("agreed".to_owned()), None));
    assert_eq!(gate("agreed", 0, IF_FALSE), (None, None));
}

#[test]
fn a_key_that_means_not_yet_is_guarded_on_its_false_side() {
    assert_eq!(gate("first_privacy", 1, IF_FALSE), (Some("first_privacy".to_owned()), None));
    assert_eq!(gate("first_privacy", 1, IF_TRUE), (None, None));
}

#[test]
fn a_key_that_is_false_until_shown_means_shown() {
    assert_eq!(gate("privacy_show", 0, IF_TRUE), (Some("privacy_show".to_owned()), None));
}

#[test]
fn a_key_of_something_else_is_no_gate() {
    assert_eq!(gate("privacy_url", 0, IF_TRUE), (None, None));
    assert_eq!(gate("night_mode", 0, IF_TRUE), (None, None));
}

#[test]
fn what_is_agreed_by_default_guards_nothing() {
    assert_eq!(gate("agreed", 1, IF_TRUE), (None, Some("agreed".to_owned())));
    // Not having refused is no agreement.
    assert_eq!(gate("privacy_refused", 0, IF_FALSE), (None, Some("privacy_refused".to_owned())));
}

#[test]
fn an_early_return_guards_what_comes_after() {
    let early = |branch: u16| {
        path_of(|dex| {
            let after = [collect(dex), vec![RETURN]].concat();
            let code = [read(dex, "agreed", 0), vec![branch, 3, RETURN], after].concat();
            dex.body(on_create(code));
        })
    };
    assert_eq!(early(IF_FALSE), (Some("agreed".to_owned()), None));
    assert_eq!(early(IF_TRUE), (None, None));
}

/// `static boolean told()`, which ends as `end` does, called before the branch.
fn through(end: &[u16], default: u16, branch: u16) -> (Option<String>, Option<String>) {
    path_of(|dex| {
        let code = [read(dex, "agreed", default), end.to_vec()].concat();
        let told = Method {
            name: "told",
            proto: vec!["Z"],
            is_static: true,
            registers: 5,
            code,
            ..Method::default()
        };
        let told = dex.body(told);
        let code = [vec![0x0071, told, 0, 0x030a], guarded(dex, branch)].concat();
        dex.body(on_create(code));
    })
}

#[test]
fn a_method_that_answers_is_a_gate_where_it_is_asked() {
    let agreed = Some("agreed".to_owned());
    assert_eq!(through(&[0x030f], 0, IF_TRUE), (agreed.clone(), None));
    // `return !agreed`: xor with 1.
    let negated = [0x03df, 0x0103, 0x030f];
    assert_eq!(through(&negated, 0, IF_FALSE), (agreed.clone(), None));
    assert_eq!(through(&negated, 0, IF_TRUE), (None, None));
    assert_eq!(through(&[0x030f], 1, IF_TRUE), (None, agreed));
}

#[test]
fn a_wrapper_takes_key_and_default_from_its_caller() {
    let wrapped = |default: u16| {
        path_of(|dex| {
            let get = dex.method(
                "Landroid/content/SharedPreferences;",
                "getBoolean",
                &["Z", "Ljava/lang/String;", "Z"],
            );
            let kept = dex.body(Method {
                name: "kept",
                proto: vec!["Z", "Ljava/lang/String;", "Z"],
                is_static: true,
                registers: 4,
                ins: 2,
                // v2 is the key, v3 the default.
                code: vec![0x0012, 0x3072, get, 0x0320, 0x010a, 0x010f],
                ..Method::default()
            });
            let key = dex.string("agreed") as u16;
            let asked = vec![0x011a, key, default << 12 | 0x0212, 0x2071, kept, 0x0021, 0x030a];
            let code = [asked, guarded(dex, IF_TRUE)].concat();
            dex.body(on_create(code));
        })
    };
    assert_eq!(wrapped(0), (Some("agreed".to_owned()), None));
    assert_eq!(wrapped(1), (None, Some("agreed".to_owned())));
}

/// A dialog with two buttons whose listener takes something when `which` is this button.
fn dialog(which: u16) -> Calls {
    calls(|dex| {
        let builder = dex.type_("Landroid/app/AlertDialog$Builder;") as u16;
        let listener = "Landroid/content/DialogInterface$OnClickListener;";
        dex.interfaces = vec![dex.type_(listener) as u16];
        let proto = ["Landroid/app/AlertDialog$Builder;", "Ljava/lang/CharSequence;", listener];
        let yes = dex.method("Landroid/app/AlertDialog$Builder;", "setPositiveButton", &proto);
        let no = dex.method("Landroid/app/AlertDialog$Builder;", "setNegativeButton", &proto);
        let texts = ["请阅读隐私政策", "同意", "拒绝"].map(|text| dex.string(text) as u16);
        let click = |dex: &mut Builder| {
            let taken = collect(dex);
            let agrees = which == 0xf;
            let first = if agrees { Vec::new() } else { vec![0xf012, 0x0733, 3, RETURN] };
            Method {
                name: "onClick",
                proto: vec!["V", "Landroid/content/DialogInterface;", "I"],
                registers: 8,
                ins: 3,
                // if (v7 == -1 and another is asked for) return; if (v7 != which) return
                code: [first, vec![which << 12 | 0x0012, 0x0733, 6], taken, vec![RETURN]].concat(),
                ..Method::default()
            }
        };
        let click = click(dex);
        dex.body(click);
        let ask = vec![0x0022, builder, 0x011a, texts[0]];
        let buttons = vec![0x011a, texts[1], 0x306e, yes, 0x0510, 0x011a, texts[2], 0x306e, no, 0x0510];
        let code = [ask, buttons, vec![RETURN]].concat();
        dex.body(on_create(code));
    })
}

#[test]
fn a_shared_listener_answers_by_the_number_of_its_button() {
    let (agreed, refused) = (dialog(0xf), dialog(0xe));
    let click = "La/A;->onClick(Landroid/content/DialogInterface;I)V";
    for calls in [&agreed, &refused] {
        assert_eq!(calls.gates.len(), 1, "{:?}", calls.gates);
        assert_eq!(calls.gates[0].method, click);
        assert_eq!(calls.gates[0].shown_in, "La/A;->onCreate()V");
    }
    assert!(paths(&agreed).iter().all(|path| path.gate == Some(0) && path.refused_step.is_none()));
    let path = &paths(&refused)[0];
    assert_eq!((path.gate, path.refused_step), (None, Some(path.steps.len())));
    assert_eq!(refused.gates[0].refuses, [click]);
}

#[test]
fn a_record_written_by_a_constant_is_told_as_a_hit() {
    let written = |truth: u16| {
        let calls = calls(|dex| {
            let key = dex.string("privacy_agreed") as u16;
            let editor = "Landroid/content/SharedPreferences$Editor;";
            let put = dex.method(editor, "putBoolean", &[editor, "Ljava/lang/String;", "Z"]);
            let code = vec![0x0012, 0x011a, key, truth << 12 | 0x0212, 0x3072, put, 0x0210, RETURN];
            dex.body(on_create(code));
        });
        calls.hits.iter().filter(|hit| hit.api == "consent_record").count()
    };
    assert_eq!((written(1), written(0)), (1, 0));
}
