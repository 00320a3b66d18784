//! Code that the platform does not load, found by content.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::expect_used, clippy::panic)]

mod common;

use common::{deflated, item, zip, zip_with_prefix};
use mingjian_apk::hidden::{find, loaded_dex_count, HiddenReport};
use mingjian_apk::limits::{Budget, Limits};
use mingjian_apk::zip::Archive;

fn dex() -> Vec<u8> {
    [b"dex\n035\0".as_slice(), &[0; 200]].concat()
}

fn elf() -> Vec<u8> {
    [b"\x7fELF\x02\x01\x01\0".as_slice(), &[0; 200]].concat()
}

fn search(data: &[u8]) -> HiddenReport {
    let limits = Limits::default();
    find(&Archive::open(data, &limits).unwrap(), &limits, &mut Budget::new(&limits)).unwrap()
}

#[test]
fn loaded_dex_end_at_the_first_gap() {
    let names = ["classes.dex", "classes2.dex", "classes4.dex", "classes02.dex", "other.dex"];
    let data = zip(&names.map(|name| deflated(name, &dex())), b"");
    assert_eq!(loaded_dex_count(&Archive::open(&data, &Limits::default()).unwrap()), 2);
    let found: Vec<_> = search(&data).hidden.into_iter().map(|code| (code.entry, code.reason)).collect();
    let expected =
        [("classes4.dex", "after_gap"), ("classes02.dex", "elsewhere"), ("other.dex", "elsewhere")];
    assert_eq!(found, expected.map(|(entry, reason)| (entry.to_owned(), reason)));
}

#[test]
fn content_decides_and_the_name_gives_the_reason() {
    let jar = zip(&[deflated("classes.dex", &dex())], b"");
    let apk = zip(&[deflated("AndroidManifest.xml", b"x"), deflated("classes.dex", &dex())], b"");
    let data = zip(
        &[
            item("classes.dex", &dex()),
            deflated("assets/plugin.dex", &dex()),
            item("assets/photo.png", &dex()),
            item("res/raw/payload", &dex()),
            item("assets/plugin.jar", &jar),
            item("assets/update.apk", &apk),
            item("assets/fonts.zip", &zip(&[item("a.ttf", &[1; 300])], b"")),
            item("assets/tool", &elf()),
            item("assets/old.odex", &[b"dey\n036\0".as_slice(), &[0; 100]].concat()),
            item("lib/arm64-v8a/libx.so", &elf()),
            item("lib/arm64-v8a/liby.so", &dex()),
            item("assets/text.dex", &[b'x'; 100]),
            item("assets/short.dex", b"dex\n035\0"),
        ],
        b"",
    );
    let report = search(&data);
    let found: Vec<(&str, &str, &str)> =
        report.hidden.iter().map(|code| (code.entry.as_str(), code.kind, code.reason)).collect();
    assert_eq!(
        found,
        [
            ("assets/plugin.dex", "dex", "in_assets"),
            ("assets/photo.png", "dex", "disguised"),
            ("res/raw/payload", "dex", "in_res"),
            ("assets/plugin.jar", "jar", "in_assets"),
            ("assets/plugin.jar!classes.dex", "dex", "nested"),
            ("assets/update.apk", "apk", "in_assets"),
            ("assets/update.apk!classes.dex", "dex", "nested"),
            ("assets/tool", "elf", "in_assets"),
            ("assets/old.odex", "odex", "in_assets"),
            ("lib/arm64-v8a/liby.so", "dex", "disguised"),
        ]
    );
    // sha256sum of the 208 bytes.
    assert!(report
        .hidden
        .iter()
        .filter(|code| code.kind == "dex")
        .all(|code| code.sha256 == report.hidden[0].sha256));
    assert_eq!(report.hidden[0].sha256, "d086a53eac82b483f61d5b32cc7d462067874459f90b9a36d226298ff2c9ae99");
    assert_eq!(report.native.len(), 1);
    assert_eq!((report.native[0].abi.as_str(), report.native[0].name.as_str()), ("arm64-v8a", "libx.so"));
}

#[test]
fn a_dex_before_the_archive_is_found() {
    let data = zip_with_prefix(&dex(), &[item("classes.dex", &dex())], b"");
    let report = search(&data);
    assert_eq!(report.hidden.len(), 1);
    assert_eq!((report.hidden[0].entry.as_str(), report.hidden[0].reason), ("", "appended"));
    assert_eq!(report.hidden[0].size_bytes, 208);
}

#[test]
fn nested_bombs_cost_little() {
    let inner = zip(&[deflated("classes.dex", &vec![0; 50 << 20])], b"");
    let data = zip(&(0..50).map(|n| deflated(&format!("assets/{n}.zip"), &inner)).collect::<Vec<_>>(), b"");
    assert_eq!(search(&data).hidden, []);
}
