//! Resource facts: texts of interest, counts, the network security configuration.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::expect_used, clippy::panic)]

mod compiled;

use compiled::{config, locale, plain, Arsc, Attr, Xml, R, V};
use mingjian_apk::arsc::Table;
use mingjian_apk::limits::Limits;
use mingjian_apk::resources::{network_security, report, Terms};
use serde_json::json;

fn tag<'x>(xml: &'x mut Xml, tag: &str, attributes: &[Attr]) -> &'x mut Xml {
    xml.start(tag, attributes).end(tag)
}

#[test]
fn texts_of_interest_are_found_in_the_languages_we_read() {
    let mut arsc = Arsc::new();
    let texts: Vec<R> = ["Privacy Policy", "隐私政策", "Datenschutz privacy", "nothing", "item: PRIVACY"]
        .iter()
        .map(|t| arsc.text(t))
        .collect();
    let index = |at: usize| Some(texts[at].clone());
    arsc.add(
        "string",
        &["policy", "other"],
        &[
            (config(&[]), vec![index(0), index(3)]),
            (locale(b"zh", &[0, 0]), vec![index(1)]),
            (locale(b"de", &[0, 0]), vec![index(2)]),
        ],
    );
    arsc.add(
        "array",
        &["list"],
        &[(config(&[]), vec![Some(R::Bag(0, vec![(0x0200_0000, 3, 4), (0x0200_0001, 3, 3)]))])],
    );
    let data = arsc.bytes();
    let table = Table::parse(&data, &Limits::default()).unwrap();
    let terms = Terms::new(&["privacy".to_owned(), "隐私".to_owned(), String::new()]).unwrap();
    let found = report(&table, &terms, None).unwrap();
    let texts: Vec<_> =
        found.texts.iter().map(|t| (t.name.as_str(), t.locale.as_str(), t.value.as_str())).collect();
    assert_eq!(
        texts,
        [
            ("@string/policy", "", "Privacy Policy"),
            ("@string/policy", "zh", "隐私政策"),
            ("@array/list", "", "item: PRIVACY"),
        ]
    );
    assert_eq!(found.locales, ["de", "zh"]);
    assert_eq!(found.packages, ["com.a"]);
    assert_eq!(
        found.types.into_iter().collect::<Vec<_>>(),
        [("array".to_owned(), 1), ("string".to_owned(), 2)]
    );
}

#[test]
fn one_bag_shared_by_many_resources_ends_with_the_budget() {
    let mut arsc = Arsc::new();
    arsc.text("privacy");
    let names = vec!["a"; 400];
    let bag = R::Bag(0, vec![(0x0200_0000, 3, 0); 4000]);
    let mut entries = vec![Some(bag)];
    entries.resize(400, None);
    arsc.add("array", &names, &[(config(&[]), entries)]);
    let mut data = arsc.bytes();
    // Point every offset at the one entry.
    let none = data.windows(8).position(|pair| pair == [0xff; 8]).unwrap();
    data[none..none + 399 * 4].fill(0);
    let limits = Limits { max_work: 32 * 1_000_000, ..Limits::default() };
    let table = Table::parse(&data, &limits).unwrap();
    assert_eq!(table.ids_of_type("array").count(), 400);
    let terms = Terms::new(&["nothing".to_owned()]).unwrap();
    assert_eq!(report(&table, &terms, None).unwrap_err().code, "budget_exceeded");
}

#[test]
fn network_security_says_who_may_be_spoken_to_in_the_clear() {
    const CLEAR: &str = "cleartextTrafficPermitted";
    let user = |xml: &mut Xml| {
        xml.start("trust-anchors", &[]);
        tag(xml, "certificates", &[plain("src", V::Text("user"))]).end("trust-anchors");
    };
    let domain = |xml: &mut Xml, name: &str| {
        xml.start("domain", &[]).text(name).end("domain");
    };
    let mut xml = Xml::new();
    xml.start("network-security-config", &[]);
    tag(&mut xml, "base-config", &[plain(CLEAR, V::Typed(0x12, 0))]);
    xml.start("domain-config", &[plain(CLEAR, V::Text("true"))]);
    domain(&mut xml, " A.com ");
    xml.start("domain-config", &[]);
    domain(&mut xml, "b.com");
    xml.end("domain-config").start("domain-config", &[plain(CLEAR, V::Text("false"))]);
    domain(&mut xml, "c.com");
    xml.end("domain-config").end("domain-config").start("debug-overrides", &[]);
    user(&mut xml);
    xml.end("debug-overrides").end("network-security-config");
    let found = network_security("res/xml/n.xml", &xml.bytes(), None, &Limits::default()).unwrap();
    assert_eq!(
        serde_json::to_value(&found).unwrap(),
        json!({
            "entry": "res/xml/n.xml", "base_cleartext": false, "cleartext_domains": ["a.com", "b.com"],
            "user_certificates": false, "debug_overrides": true,
        })
    );
    let mut xml = Xml::new();
    xml.start("network-security-config", &[]).start("base-config", &[]);
    user(&mut xml);
    xml.end("base-config").end("network-security-config");
    let found = network_security("x", &xml.bytes(), None, &Limits::default()).unwrap();
    assert_eq!((found.base_cleartext, found.user_certificates, found.debug_overrides), (None, true, false));
    let error = network_security("x.xml", b"<a/>", None, &Limits::default()).unwrap_err();
    assert_eq!((error.code, error.entry.as_str()), ("axml_text", "x.xml"));
}
