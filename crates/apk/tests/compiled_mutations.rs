//! Seeded mutations of compiled XML and resource tables: every one ends in an answer or a typed error.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::expect_used, clippy::panic)]

mod common;
mod compiled;

use common::Random;
use compiled::{android, config, locale, plain, Arsc, Layout, Xml, R, V};
use mingjian_apk::arsc::{Config, Table};
use mingjian_apk::axml::to_text;
use mingjian_apk::limits::Limits;
use mingjian_apk::manifest::read;
use mingjian_apk::resources::{network_security, report, Terms};

/// Work that a test may cost per mutation; less than the default so that budgets are met, too.
fn limits() -> Limits {
    Limits { max_work: 40_000_000, ..Limits::default() }
}

fn document(utf8: bool) -> Vec<u8> {
    let mut xml = Xml { utf8, ..Xml::new() };
    xml.start("manifest", &[plain("package", V::Text("com.a"))]);
    xml.start("application", &[android("label", 0x0101_0001, V::Typed(1, 0x7f01_0000))]);
    for name in [".A", "b.C", "D"] {
        xml.start("activity", &[android("name", 0x0101_0003, V::Text(name))]).start("intent-filter", &[]);
        xml.start("action", &[android("name", 0x0101_0003, V::Text("android.intent.action.MAIN"))]);
        xml.end("action").end("intent-filter").end("activity");
    }
    xml.end("application").text("text").end("manifest");
    xml.bytes()
}

fn resources(layout: Layout) -> Vec<u8> {
    let mut arsc = Arsc { layout, ..Arsc::new() };
    let (one, two) = (arsc.text("隐私 policy"), arsc.text("Name"));
    let bag = R::Bag(0x7f02_0000, vec![(0x0101_0098, 0x1c, 5), (0x7f01_0000, 3, 0)]);
    let alias = R::Simple(1, 0x7f01_0001);
    arsc.add(
        "string",
        &["a", "b"],
        &[(config(&[]), vec![Some(alias), Some(one)]), (locale(b"zh", b"CN"), vec![Some(two), None])],
    );
    arsc.add("style", &["S", "T"], &[(config(&[]), vec![Some(bag.clone()), Some(bag)])]);
    arsc.bytes()
}

fn mutate(bytes: &mut Vec<u8>, random: &mut Random) {
    const WORDS: [u32; 8] = [0, 1, 0xffff_ffff, 0x7fff_ffff, 0x8000_0000, 0xffff, 0x100, 8];
    for _ in 0..=random.below(4) {
        let at = random.below(bytes.len());
        match random.below(5) {
            0 => bytes[at] = random.next() as u8,
            1 => bytes[at] ^= 1 << random.below(8),
            2 if at + 4 <= bytes.len() => {
                let word = WORDS[random.below(WORDS.len())].to_le_bytes();
                bytes[at & !3..(at & !3) + 4].copy_from_slice(&word);
            }
            3 => bytes.truncate(at.max(16)),
            _ => {
                let end = (at + random.below(32)).min(bytes.len());
                let piece = bytes[at..end].to_vec();
                let to = random.below(bytes.len());
                bytes.splice(to..to, piece);
            }
        }
    }
}

/// Asks everything of both; true when the manifest could be read.
fn ask(document: &[u8], resources: &[u8]) -> bool {
    let limits = limits();
    let table = Table::parse(resources, &limits).ok();
    if let Some(table) = &table {
        let terms = Terms::new(&["policy".to_owned()]).unwrap();
        if let Ok(report) = report(table, &terms, None) {
            assert!(report.types.values().all(|count| *count > 0));
        }
        for kind in ["string", "style"] {
            for id in table.ids_of_type(kind).take(300) {
                for want in [Config::plain(), Config::chinese_phone()] {
                    table.text_of(id, &want);
                    table.style(id, &want);
                }
            }
        }
        table.find("string", "b");
    }
    let _ = network_security("n", document, table.as_ref(), &limits);
    if let Ok(text) = to_text(document, table.as_ref(), &limits) {
        let lines = text.lines.len() as u32;
        assert!(text.element_lines.iter().all(|line| (1..=lines).contains(line)));
    }
    match read(document, table.as_ref(), &limits) {
        Ok(manifest) => !manifest.package.is_empty(),
        Err(error) => {
            assert!(!error.code.is_empty());
            false
        }
    }
}

#[test]
fn mutations_of_small_files_end_in_an_answer() {
    let mut random = Random(20_260_226);
    let mut read = 0;
    for round in 0..3000 {
        let layout = [Layout::Plain, Layout::Sparse, Layout::Offset16][round % 3];
        let (mut document, mut resources) = (document(round % 2 == 0), resources(layout));
        mutate(&mut document, &mut random);
        mutate(&mut resources, &mut random);
        read += usize::from(ask(&document, &resources));
    }
    assert!((300..2900).contains(&read), "{read} manifests read: mutations are too mild or too wild");
}

#[test]
fn mutations_of_real_packages_end_in_an_answer() {
    const SAMPLES: [&str; 3] = [
        "data/apk/androguard+androguard/tests/data/APK/a2dp.Vol_137.apk",
        "data/malformed/iBotPeaches+Apktool/brut.apktool/apktool-lib/src/test/resources/issue1594/sparse.apk",
        "data/malformed/iBotPeaches+Apktool/brut.apktool/apktool-lib/src/test/resources/issue2836/issue2836.apk",
    ];
    let mut random = Random(26);
    for path in SAMPLES.iter().filter_map(|path| common::shared(path)) {
        let data = std::fs::read(path).unwrap();
        let archive = mingjian_apk::zip::Archive::open(&data, &Limits::default()).unwrap();
        let entry = |name: &str| {
            let mut budget = mingjian_apk::limits::Budget::new(&Limits::default());
            archive.read(archive.find(name).unwrap(), &mut budget).unwrap().into_owned()
        };
        let (document, resources) = (entry("AndroidManifest.xml"), entry("resources.arsc"));
        assert!(ask(&document, &resources));
        for _ in 0..60 {
            let (mut document, mut resources) = (document.clone(), resources.clone());
            mutate(&mut document, &mut random);
            mutate(&mut resources, &mut random);
            ask(&document, &resources);
        }
    }
}
