//! Manifests: the JSON contract, and what the platform's package parser does with odd ones.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::expect_used, clippy::panic)]

mod compiled;

use compiled::{android, config, locale, plain, Arsc, Attr, Xml, R, V};
use mingjian_apk::arsc::Table;
use mingjian_apk::limits::Limits;
use mingjian_apk::manifest::{read, ComponentKind, Manifest};
use serde_json::json;

const THEME: u32 = 0x0101_0000;
const LABEL: u32 = 0x0101_0001;
const ICON: u32 = 0x0101_0002;
const NAME: u32 = 0x0101_0003;
const PERMISSION: u32 = 0x0101_0006;
const PROTECTION: u32 = 0x0101_0009;
const EXPORTED: u32 = 0x0101_0010;
const PROCESS: u32 = 0x0101_0011;
const AUTHORITIES: u32 = 0x0101_0018;
const INIT_ORDER: u32 = 0x0101_001a;
const PRIORITY: u32 = 0x0101_001c;
const VALUE: u32 = 0x0101_0024;
const RESOURCE: u32 = 0x0101_0025;
const SCHEME: u32 = 0x0101_0027;
const TARGET: u32 = 0x0101_0202;
const MIN_SDK: u32 = 0x0101_020c;
const VERSION_CODE: u32 = 0x0101_021b;
const VERSION_NAME: u32 = 0x0101_021c;
const MAX_SDK: u32 = 0x0101_0271;
const ALLOW_BACKUP: u32 = 0x0101_0280;
const VERSION_MAJOR: u32 = 0x0101_0576;
const TRUE: V = V::Typed(0x12, 0xffff_ffff);

fn name(text: &'static str) -> Attr {
    android("name", NAME, V::Text(text))
}

fn int(value: u32) -> V {
    V::Typed(0x10, value)
}

fn package() -> Attr {
    plain("package", V::Text("com.a"))
}

/// A manifest whose root holds what `inside` writes.
fn manifest(inside: impl Fn(&mut Xml)) -> Manifest {
    let mut xml = Xml::new();
    xml.start("manifest", &[package()]);
    inside(&mut xml);
    xml.end("manifest");
    read(&xml.bytes(), None, &Limits::default()).unwrap()
}

fn tag<'x>(xml: &'x mut Xml, tag: &str, attributes: &[Attr]) -> &'x mut Xml {
    xml.start(tag, attributes).end(tag)
}

fn table_bytes() -> Vec<u8> {
    let mut arsc = Arsc::new();
    let (default, chinese) = (arsc.text("Mingjian"), arsc.text("明鉴"));
    let icon = arsc.text("res/a.png");
    let other = arsc.text("res/b.png");
    arsc.add(
        "string",
        &["app_name"],
        &[(config(&[]), vec![Some(default)]), (locale(b"zh", b"CN"), vec![Some(chinese)])],
    );
    arsc.add(
        "mipmap",
        &["icon", "collapsed", "collapsed"],
        &[(config(&[]), vec![Some(icon.clone()), Some(icon), Some(other)])],
    );
    arsc.add("bool", &["yes"], &[(config(&[]), vec![Some(R::Simple(0x12, 1))])]);
    arsc.bytes()
}

#[test]
fn json_is_the_shape_the_facts_have() {
    let mut xml = Xml::new();
    xml.start(
        "manifest",
        &[
            android("versionCode", VERSION_CODE, int(7)),
            android("versionName", VERSION_NAME, V::Text("1.0")),
            android("versionCodeMajor", VERSION_MAJOR, int(1)),
            package(),
        ],
    );
    tag(&mut xml, "uses-sdk", &[android("minSdkVersion", MIN_SDK, int(21))]);
    tag(&mut xml, "uses-permission", &[name("p.A"), android("maxSdkVersion", MAX_SDK, int(18))]);
    tag(&mut xml, "uses-permission-sdk-23", &[name("p.B")]);
    tag(&mut xml, "permission", &[name("p.C"), android("protectionLevel", PROTECTION, int(0x12))]);
    tag(&mut xml, "uses-feature", &[name("f.cam")]);
    xml.start("queries", &[]);
    tag(&mut xml, "package", &[name("q.b")]);
    xml.start("intent", &[]);
    tag(&mut xml, "action", &[name("a.VIEW")]).end("intent");
    tag(&mut xml, "provider", &[android("authorities", AUTHORITIES, V::Text("x;y"))]).end("queries");
    xml.start(
        "application",
        &[
            android("label", LABEL, V::Typed(1, 0x7f01_0000)),
            android("icon", ICON, V::Typed(1, 0x7f02_0000)),
            name("App"),
            android("allowBackup", ALLOW_BACKUP, V::Typed(1, 0x7f03_0000)),
        ],
    );
    xml.start(
        "activity",
        &[
            android("theme", THEME, V::Typed(1, 0x0103_0055)),
            name(".Main"),
            android("exported", EXPORTED, TRUE),
            android("process", PROCESS, V::Text(":ui")),
            android("launchMode", 0x0101_001d, int(2)),
        ],
    );
    xml.start("intent-filter", &[android("priority", PRIORITY, int(0xffff_ffff))]);
    tag(&mut xml, "action", &[name("android.intent.action.MAIN")]);
    tag(&mut xml, "data", &[android("scheme", SCHEME, V::Text("https"))]).end("intent-filter");
    tag(&mut xml, "meta-data", &[name("m"), android("value", VALUE, V::Typed(1, 0x7f01_0000))]);
    tag(&mut xml, "meta-data", &[name("n"), android("resource", RESOURCE, V::Typed(1, 0x7f02_0000))]);
    xml.end("activity").end("application").end("manifest");
    let arsc = table_bytes();
    let table = Table::parse(&arsc, &Limits::default()).unwrap();
    let manifest = read(&xml.bytes(), Some(&table), &Limits::default()).unwrap();
    assert_eq!(manifest.icon_id, Some(0x7f02_0000));
    let mut value = serde_json::to_value(&manifest).unwrap();
    value.as_object_mut().unwrap().remove("text");
    let expected = json!({
        "package": "com.a", "version_code": 0x1_0000_0007_u64, "version_name": "1.0", "min_sdk": 21,
        "label": "Mingjian", "icon": "@mipmap/icon", "application": "com.a.App", "allow_backup": true,
        "labels": [{"locale": "", "text": "Mingjian"}, {"locale": "zh-CN", "text": "明鉴"}],
        "permissions": [
            {"name": "p.A", "max_sdk": 18}, {"name": "p.B", "sdk23": true},
        ],
        "declared_permissions": [{"name": "p.C", "protection": "signature|privileged"}],
        "features": ["f.cam"],
        "queries": {"packages": ["q.b"], "actions": ["a.VIEW"], "authorities": ["x", "y"]},
        "components": [{
            "kind": "activity", "name": "com.a.Main", "exported": true, "process": "com.a:ui",
            "theme": "@android:style/Theme.NoDisplay", "attributes": {"launchMode": "2"},
            "filters": [{
                "actions": ["android.intent.action.MAIN"], "data": [{"scheme": "https"}], "priority": -1,
            }],
            "meta": [
                {"name": "m", "value": "Mingjian"},
                {"name": "n", "resource": "@mipmap/icon"},
            ],
        }],
    });
    // Lines are read off the text itself, so that the two cannot drift apart.
    let lines: Vec<usize> = ["  <uses-permission", "    <activity", "      <intent-filter"]
        .iter()
        .map(|start| manifest.text.iter().position(|line| line == start).unwrap() + 1)
        .collect();
    assert_eq!(lines[0] as u32, manifest.permissions[0].line);
    assert_eq!(lines[1] as u32, manifest.components[0].line);
    assert_eq!(lines[2] as u32, manifest.components[0].filters[0].line);
    assert_eq!(strip_lines(value), strip_lines(expected));
}

fn strip_lines(mut value: serde_json::Value) -> serde_json::Value {
    match &mut value {
        serde_json::Value::Object(map) => {
            map.remove("line");
            map.values_mut().for_each(|inner| *inner = strip_lines(inner.take()));
        }
        serde_json::Value::Array(items) => {
            items.iter_mut().for_each(|inner| *inner = strip_lines(inner.take()))
        }
        _ => {}
    }
    value
}

#[test]
fn attributes_are_matched_by_id_and_the_first_wins() {
    let found = manifest(|xml| {
        let attributes = [
            // A name that lies, a name without an id, a duplicate: the id decides, then the first.
            (compiled::ANDROID, "name", 0, V::Text("by.name")),
            ("", "label", NAME, V::Text("by.id")),
            android("name", NAME, V::Text("by.id.again")),
        ];
        xml.start("application", &[]);
        tag(xml, "service", &attributes);
        tag(xml, "receiver", &[(compiled::ANDROID, "name", 0, V::Text("only.name"))]);
        tag(xml, "activity", &[plain("name", V::Text("no.namespace"))]);
        xml.end("application");
    });
    let names: Vec<&str> = found.components.iter().map(|component| component.name.as_str()).collect();
    assert_eq!(names, ["by.id", "only.name"]);
    assert_eq!(found.anomalies[0], "duplicate_attribute: android:name");
    assert!(found.anomalies[1].starts_with("component_without_name: <activity>"), "{:?}", found.anomalies);
}

#[test]
fn stripped_names_change_nothing() {
    let mut xml = Xml { strip_names: true, ..Xml::new() };
    xml.start("manifest", &[("", "package", 0, V::Text("com.a"))]);
    // The plain attribute keeps its name in real files too: it has no id to be found by.
    let package = xml.index("package", 0);
    let empty = xml.strings.iter().position(|(text, id)| text.is_empty() && *id == 0).unwrap();
    let nodes = xml.nodes.clone();
    let at = nodes.windows(4).rposition(|word| word == (empty as u32).to_le_bytes()).unwrap();
    xml.nodes[at..at + 4].copy_from_slice(&package.to_le_bytes());
    xml.start("application", &[android("debuggable", 0x0101_000f, TRUE)]);
    tag(&mut xml, "service", &[android("permission", PERMISSION, V::Text("p")), name("S")]);
    xml.end("application").end("manifest");
    let found = read(&xml.bytes(), None, &Limits::default()).unwrap();
    assert!(found.debuggable);
    assert_eq!(
        (found.components[0].name.as_str(), found.components[0].permission.as_deref()),
        ("com.a.S", Some("p"))
    );
}

#[test]
fn elements_out_of_place_are_ignored() {
    let found = manifest(|xml| {
        tag(xml, "activity", &[name(".Outside")]);
        xml.start("application", &[]);
        xml.start("activity", &[name(".In")]).start("x", &[]);
        tag(xml, "service", &[name(".Deep")]).end("x").end("activity");
        tag(xml, "uses-permission", &[name("p.In")]);
        tag(xml, "activity-alias", &[name("Alias"), android("targetActivity", TARGET, V::Text(".In"))])
            .end("application");
        xml.start("application", &[]);
        tag(xml, "activity", &[name(".Second")]).end("application");
    });
    let names: Vec<_> =
        found.components.iter().map(|c| (c.kind, c.name.as_str(), c.target.as_deref())).collect();
    let expected = [
        (ComponentKind::Activity, "com.a.In", None),
        (ComponentKind::ActivityAlias, "com.a.Alias", Some("com.a.In")),
    ];
    assert_eq!(names, expected);
    assert_eq!(found.permissions, []);
    assert_eq!(found.components[0].exported, None, "not stated is not false");
    assert!(found.anomalies.iter().any(|anomaly| anomaly.starts_with("misplaced_element: <activity>")));
    assert!(found.anomalies.iter().any(|anomaly| anomaly.starts_with("second_application")));
}

#[test]
fn values_are_coerced_as_typed_arrays_do() {
    let found = manifest(|xml| {
        xml.start("application", &[android("debuggable", 0x0101_000f, V::Text("true"))]);
        tag(
            xml,
            "provider",
            &[
                name("p.P"),
                android("authorities", AUTHORITIES, V::Text("a.b;;c.d;")),
                android("initOrder", INIT_ORDER, V::Text("0x10")),
                android("exported", EXPORTED, V::Text("yes")),
                android("enabled", 0x0101_000e, V::Typed(0x12, 0)),
            ],
        );
        xml.end("application");
    });
    assert!(found.debuggable);
    let provider = &found.components[0];
    assert_eq!(provider.authorities, ["a.b", "c.d"]);
    assert_eq!((provider.init_order, provider.exported, provider.enabled), (16, Some(false), false));
}

#[test]
fn collapsed_names_give_the_entry() {
    let arsc = table_bytes();
    let table = Table::parse(&arsc, &Limits::default()).unwrap();
    let icon = |id| {
        let mut xml = Xml::new();
        xml.start("manifest", &[package()]).start("application", &[android("icon", ICON, V::Typed(1, id))]);
        xml.end("application").end("manifest");
        read(&xml.bytes(), Some(&table), &Limits::default()).unwrap().icon
    };
    assert_eq!(icon(0x7f02_0000).as_deref(), Some("@mipmap/icon"));
    assert_eq!(icon(0x7f02_0002).as_deref(), Some("res/b.png"), "two resources share the name");
    assert_eq!(icon(0x7f02_0009).as_deref(), Some("@0x7f020009"));
    assert_eq!(icon(0x0108_0093).as_deref(), Some("@android:drawable/sym_def_app_icon"));
}

#[test]
fn a_manifest_without_package_or_root_is_refused() {
    let code = |xml: &mut Xml| read(&xml.bytes(), None, &Limits::default()).unwrap_err().code;
    assert_eq!(code(Xml::new().start("manifest", &[]).end("manifest")), "manifest_no_package");
    assert_eq!(code(Xml::new().start("manifest", &[plain("package", V::Text(""))])), "manifest_no_package");
    assert_eq!(code(Xml::new().start("resources", &[package()])), "manifest_bad_root");
}

#[test]
fn a_manifest_that_breaks_off_is_read_up_to_there() {
    let mut xml = Xml::new();
    xml.start("manifest", &[package()]);
    tag(&mut xml, "uses-permission", &[name("p.A")]);
    xml.node(0x0102, &[]);
    tag(&mut xml, "uses-permission", &[name("p.B")]);
    let found = read(&xml.bytes(), None, &Limits::default()).unwrap();
    assert_eq!(found.permissions.len(), 1);
    assert!(
        found.anomalies.iter().any(|anomaly| anomaly.starts_with("ends_early: ")),
        "{:?}",
        found.anomalies
    );
}

#[test]
fn a_manifest_of_endless_elements_is_cut() {
    let mut xml = Xml::new();
    xml.start("manifest", &[package()]);
    tag(&mut xml, "uses-permission", &[name("p.A")]);
    let one = xml.nodes.split_off(xml.nodes.len() - 36 - 20 - 24);
    xml.nodes.extend(one.repeat(140_000));
    let found = read(&xml.bytes(), None, &Limits::default()).unwrap();
    assert!(
        found.anomalies.iter().any(|anomaly| anomaly.starts_with("facts_exhausted")),
        "{:?}",
        found.anomalies
    );
    assert!((100_000..140_000).contains(&found.permissions.len()));
}
