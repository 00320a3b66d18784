//! Constructed archives: every anomaly, bombs, zip64, many entries, mutations.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::expect_used, clippy::panic)]

mod common;

use common::{deflated, item, zip, zip_with_prefix, Item, Random};
use mingjian_apk::limits::{Budget, Limits};
use mingjian_apk::zip::Archive;

fn open(data: &[u8]) -> Archive<'_> {
    Archive::open(data, &Limits::default()).unwrap()
}

fn codes(archive: &Archive<'_>) -> Vec<&'static str> {
    archive.anomalies().iter().map(|anomaly| anomaly.code).collect()
}

fn read(archive: &Archive<'_>, name: &str) -> Result<Vec<u8>, &'static str> {
    let mut budget = Budget::new(&Limits::default());
    let entry = archive.find(name).unwrap();
    archive.read(entry, &mut budget).map(|content| content.into_owned()).map_err(|error| error.code)
}

#[test]
fn honest_archive_reads_without_anomalies() {
    let text = b"hello ".repeat(1000);
    let data = zip(&[item("AndroidManifest.xml", b"xx"), deflated("classes.dex", &text)], b"note");
    let archive = open(&data);
    assert!(archive.installable());
    assert_eq!(codes(&archive), Vec::<&str>::new());
    assert_eq!(read(&archive, "classes.dex").unwrap(), text);
    assert_eq!(read(&archive, "AndroidManifest.xml").unwrap(), b"xx");
    let mut streamed: Vec<u8> = Vec::new();
    let entry = archive.find("classes.dex").unwrap();
    archive
        .stream(entry, &mut |piece| {
            streamed.extend(piece);
            Ok(())
        })
        .unwrap();
    assert_eq!(streamed, text);
    assert_eq!(archive.head(entry, &mut [0; 5]), b"hello");
}

#[test]
fn headers_that_disagree_are_recorded_and_the_central_one_wins() {
    let text = b"central wins ".repeat(50);
    type Lie = (&'static str, fn(&mut Item));
    let cases: [Lie; 5] = [
        ("method_mismatch", |item| item.local_method = Some(0)),
        ("size_mismatch", |item| item.local_sizes = Some((1, 2))),
        ("crc_mismatch", |item| item.local_crc = Some(7)),
        ("name_mismatch", |item| item.local_name = Some(b"classes.DEX".to_vec())),
        ("encryption_flag", |item| item.local_flags = Some(1)),
    ];
    for (code, lie) in cases {
        let mut entry = deflated("classes.dex", &text);
        lie(&mut entry);
        let data = zip(&[entry], b"");
        let archive = open(&data);
        assert_eq!(codes(&archive), [code]);
        assert_eq!(read(&archive, "classes.dex").unwrap(), text, "{code}");
    }
}

#[test]
fn names_that_lead_elsewhere_are_recorded() {
    let cases: [(&[u8], &str, bool); 7] = [
        (b"/etc/passwd", "name_absolute", true),
        (b"assets/../../x", "name_traversal", true),
        (b"assets\\x", "name_backslash", true),
        (b"a\0b", "name_nul", false),
        (b"a\xff\xfeb", "name_not_utf8", false),
        (b"", "name_empty", true),
        (&[b'a'; 300], "name_overlong", true),
    ];
    for (name, code, installable) in cases {
        let data = zip(&[Item { name: name.to_vec(), ..item("", b"x") }], b"");
        let archive = open(&data);
        assert_eq!(codes(&archive), [code]);
        assert_eq!(archive.installable(), installable, "{code}");
    }
}

#[test]
fn archives_that_android_refuses_are_read_but_not_installable() {
    let entries = [item("AndroidManifest.xml", b"one"), item("b", b"two")];
    let honest = zip(&entries, b"");
    let duplicate = zip(&[item("a", b"one"), item("a", b"two")], b"");
    let prefixed = zip_with_prefix(b"dex\n035\0", &entries, b"");
    let uncounted = [b"prefix".as_slice(), &honest].concat();
    let trailing = [honest.as_slice(), b"tail"].concat();
    let trap = zip(&entries, b"PK\x05\x06 is no record");
    let mut liar = item("AndroidManifest.xml", b"one");
    liar.local_sizes = Some((9, 9));
    let unreadable = zip(&[liar], b"");
    for (data, code) in [
        (&duplicate, "duplicate_name"),
        (&prefixed, "prefix_bytes"),
        (&uncounted, "prefix_bytes"),
        (&trailing, "trailing_bytes"),
        (&trap, "eocd_in_comment"),
        (&unreadable, "size_mismatch"),
    ] {
        let archive = open(data);
        assert_eq!(codes(&archive), [code]);
        assert!(!archive.installable(), "{code}");
        let first = archive.entries()[0].name.clone();
        assert_eq!(read(&archive, &first).unwrap(), b"one", "{code}");
    }
}

#[test]
fn odd_methods_are_read_as_stored() {
    let mut odd = item("AndroidManifest.xml", b"content");
    odd.method = Some(0x4a11);
    let data = zip(&[odd], b"");
    let archive = open(&data);
    assert_eq!(codes(&archive), ["odd_method"]);
    assert_eq!(read(&archive, "AndroidManifest.xml").unwrap(), b"content");
}

#[test]
fn shared_bytes_are_recorded_as_overlap() {
    let kernel = item("a", &[7; 4000]);
    let copy = Item { offset: Some(0), local_name: Some(b"b".to_vec()), ..item("b", b"") };
    let data = zip(&[kernel, copy], b"");
    assert!(codes(&open(&data)).contains(&"entries_overlap"));
}

#[test]
fn forged_sizes_cost_nothing() {
    let bomb = common::deflate(&vec![0; 20 << 20]);
    for declared in [0, 1, 100, (20 << 20) - 1, (20 << 20) + 1, 0x7fff_ffff, u32::MAX] {
        let mut forged = item("classes.dex", &bomb);
        forged.method = Some(8);
        forged.central_sizes = Some((bomb.len() as u32, declared));
        let data = zip(&[forged], b"");
        let archive = open(&data);
        let expected = if declared > 64 << 20 { "budget_exceeded" } else { "zip_size_mismatch" };
        assert_eq!(read(&archive, "classes.dex"), Err(expected), "{declared}");
        let entry = archive.find("classes.dex").unwrap();
        let mut written = 0_u64;
        let streamed = archive.stream(entry, &mut |piece| {
            written += piece.len() as u64;
            Ok(())
        });
        assert!(streamed.is_err());
        assert!(written <= u64::from(declared).min(20 << 20));
    }
}

#[test]
fn reading_many_large_entries_uses_up_the_budget() {
    let data = zip(&[deflated("classes.dex", &vec![0; 1 << 20])], b"");
    let limits = Limits { max_work: 10 << 20, ..Limits::default() };
    let archive = Archive::open(&data, &limits).unwrap();
    let mut budget = Budget::new(&limits);
    let entry = archive.find("classes.dex").unwrap();
    let read = (0..100).take_while(|_| archive.read(entry, &mut budget).is_ok()).count();
    assert_eq!(read, 10);
}

#[test]
fn zip64_offsets_and_counts_are_followed() {
    let mut extra = vec![1, 0, 24, 0];
    for value in [5_u64, 5, 0] {
        extra.extend(value.to_le_bytes());
    }
    let large = Item {
        central_sizes: Some((u32::MAX, u32::MAX)),
        offset: Some(u32::MAX),
        central_extra: extra,
        ..item("a", b"12345")
    };
    let mut data = zip(&[large], b"");
    let eocd = data.len() - 22;
    let size = u32::from_le_bytes(data[eocd + 12..eocd + 16].try_into().unwrap());
    let offset = u32::from_le_bytes(data[eocd + 16..eocd + 20].try_into().unwrap());
    data.truncate(eocd);
    data.extend(b"PK\x06\x06");
    data.extend(44_u64.to_le_bytes());
    data.extend([45, 0, 45, 0]);
    data.extend([0; 8]);
    for value in [1, 1, u64::from(size), u64::from(offset)] {
        data.extend(value.to_le_bytes());
    }
    data.extend(b"PK\x06\x07\0\0\0\0");
    data.extend((eocd as u64).to_le_bytes());
    data.extend(1_u32.to_le_bytes());
    data.extend(b"PK\x05\x06\0\0\0\0");
    data.extend([0xff; 12]);
    data.extend([0, 0]);
    let archive = open(&data);
    assert_eq!(codes(&archive), Vec::<&str>::new());
    assert_eq!(read(&archive, "a").unwrap(), b"12345");
}

#[test]
fn more_entries_than_the_count_holds() {
    let many: Vec<Item> = (0..70_000).map(|index| item(&format!("res/{index}.xml"), b"x")).collect();
    let mut data = zip(&many, b"");
    let archive = open(&data);
    assert_eq!(archive.entries().len(), 65_535);
    assert_eq!(codes(&archive), ["entry_count_mismatch"]);
    assert_eq!(read(&archive, "res/65000.xml").unwrap(), b"x");
    let limits = Limits { max_entries: 1000, ..Limits::default() };
    assert!(Archive::open(&data, &limits).unwrap_err().is_limit());
    data.truncate(data.len() - 22);
    assert_eq!(Archive::open(&data, &limits).unwrap_err().code, "zip_no_eocd");
}

#[test]
fn anomalies_stay_bounded() {
    let many: Vec<Item> = (0..5000).map(|_| item("same", b"x")).collect();
    let data = zip(&many, b"");
    let archive = open(&data);
    assert_eq!(archive.anomalies().len(), 1001);
    assert_eq!(archive.anomalies().last().unwrap().detail, "3999 more not listed");
}

#[test]
fn mutations_never_panic_and_reads_stay_bounded() {
    let text = b"some text to squeeze ".repeat(40);
    let seed =
        zip(&[deflated("classes.dex", &text), item("AndroidManifest.xml", b"xml"), deflated("a", b"")], b"c");
    let mut random = Random(20_230_226);
    for _ in 0..20_000 {
        let mut data = seed.clone();
        for _ in 0..=random.below(6) {
            let at = random.below(data.len());
            match random.below(4) {
                0 => data[at] ^= 1 << random.below(8),
                1 => data[at] = [0, 0xff, 0x7f, 0x80][random.below(4)],
                2 => data.truncate(at.max(1)),
                _ => data.insert(at, random.next() as u8),
            }
        }
        let Ok(archive) = Archive::open(&data, &Limits::default()) else { continue };
        let mut budget = Budget::new(&Limits::default());
        for entry in archive.entries() {
            let _ = archive.head(entry, &mut [0; 16]);
            let read = archive.read(entry, &mut budget);
            let mut streamed = Vec::new();
            let pieces = archive.stream(entry, &mut |piece| {
                streamed.extend_from_slice(piece);
                Ok(())
            });
            if let (Ok(whole), Ok(())) = (&read, &pieces) {
                assert_eq!(whole.as_ref(), streamed);
            }
        }
    }
}
