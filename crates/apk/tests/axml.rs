//! Compiled XML: what androidfw accepts is read, the rest ends with a typed error.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::expect_used, clippy::panic)]

mod compiled;

use compiled::{android, plain, pool, raw_pool, Xml, V};
use mingjian_apk::axml::{to_text, Document, Event, Value};
use mingjian_apk::error::ParseError;
use mingjian_apk::limits::{Budget, Limits};

const LABEL: u32 = 0x0101_0001;
const NAME: u32 = 0x0101_0003;

fn sample(xml: &mut Xml) -> &mut Xml {
    xml.start("manifest", &[plain("package", V::Text("com.a"))])
        .start(
            "activity",
            &[android("label", LABEL, V::Typed(1, 0x7f01_0000)), android("name", NAME, V::Text("明鉴"))],
        )
        .end("activity")
        .text(" words ")
        .end("manifest")
}

/// One line an event: `<name@depth id=value …`, `>depth`, `text`.
fn events(data: &[u8]) -> Result<Vec<String>, ParseError> {
    let doc = Document::parse(data, &mut Budget::new(&Limits::default()))?;
    let mut reader = doc.reader();
    let mut out = Vec::new();
    loop {
        out.push(match reader.next()? {
            Event::Start(element) => {
                let attributes = element.attributes().map(|a| {
                    let text = a.string().map(|text| text.into_owned());
                    format!(
                        " {:x}={}",
                        a.id,
                        text.unwrap_or_else(|| format!("{:x}:{:x}", a.value.kind, a.value.data))
                    )
                });
                format!("<{}@{}{}", element.name(), element.depth, attributes.collect::<String>())
            }
            Event::End { depth, .. } => format!(">{depth}"),
            Event::Text { text, .. } => doc.strings().get(text).unwrap().into_owned(),
            Event::EndDocument => return Ok(out),
        });
    }
}

fn expected() -> Vec<&'static str> {
    vec!["<manifest@1 0=com.a", "<activity@2 1010001=1:7f010000 1010003=明鉴", ">2", " words ", ">1"]
}

#[test]
fn both_string_encodings_read_alike() {
    for utf8 in [true, false] {
        let mut xml = Xml { utf8, ..Xml::new() };
        assert_eq!(events(&sample(&mut xml).bytes()).unwrap(), expected(), "utf8 {utf8}");
    }
}

#[test]
fn what_the_platform_skips_is_skipped() {
    let dummy = [0x99, 0x99, 8, 0, 12, 0, 0, 0, 1, 2, 3, 4];
    let mut xml = Xml { before: dummy.to_vec(), stride: 28, gap: 12, ..Xml::new() };
    xml.node(0x0100, &[0; 8]).node(0x0155, &[]);
    assert_eq!(events(&sample(&mut xml).bytes()).unwrap(), expected());
    // The root's type is not looked at, and a size beyond the file is cut to it.
    let mut data = sample(&mut Xml::new()).bytes();
    data[0] = 0;
    data[4..8].copy_from_slice(&0x7fff_ffff_u32.to_le_bytes());
    assert_eq!(events(&data).unwrap(), expected());
}

#[test]
fn stripped_names_are_found_by_id() {
    let mut xml = Xml { strip_names: true, ..Xml::new() };
    let data = sample(&mut xml).bytes();
    let doc = Document::parse(&data, &mut Budget::new(&Limits::default())).unwrap();
    let mut reader = doc.reader();
    reader.next().unwrap();
    let Event::Start(activity) = reader.next().unwrap() else { panic!() };
    assert_eq!(activity.find(NAME).unwrap().string().unwrap(), "明鉴");
    assert_eq!(activity.find(LABEL).unwrap().value, Value { kind: 1, data: 0x7f01_0000 });
    assert!(activity.find(0x0101_0002).is_none());
}

#[test]
fn strings_androidfw_refuses_are_absent_and_others_stay() {
    let mut data = vec![1, 1, b'a', 0, 5, 5, b'b', b'c', 0, 2, 2, b'd', b'e', 0xff, 0x00, 0x00];
    data.extend([0x06, 0x06, 0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80, 0, 0, 0, 0]);
    let chunk = raw_pool(&[0, 4, 9, 16, 9_999, 0xffff_fff0], &data, true);
    let strings = mingjian_apk::axml::StringPool::parse(&chunk, 1000).unwrap();
    assert_eq!(strings.get(0).as_deref(), Some("a"));
    assert_eq!(strings.get(1), None, "not terminated where its length says");
    assert_eq!(strings.get(2), None);
    assert_eq!(strings.get(3).as_deref(), Some("😀"), "surrogates as modified UTF-8 writes them");
    assert_eq!((strings.get(4), strings.get(5), strings.get(6)), (None, None, None));
}

#[test]
fn lengths_cut_by_aapt_are_found_again() {
    for utf8 in [true, false] {
        let long = "x".repeat(0x8000 + 700);
        let chunk = pool(&["a".to_owned(), long.clone(), "b".to_owned()], utf8);
        let strings = mingjian_apk::axml::StringPool::parse(&chunk, 1 << 20).unwrap();
        assert_eq!(strings.get(1).unwrap(), long, "utf8 {utf8}");
        assert!(strings.is(2, "b") && !strings.is(1, "b") && !strings.is(3, "b"));
    }
}

#[test]
fn what_is_no_document_is_named() {
    let code = |data: &[u8]| events(data).unwrap_err().code;
    assert_eq!(code(b"<?xml version='1.0'?><manifest/>"), "axml_text");
    assert_eq!(code(b""), "axml_bad");
    assert_eq!(code(&[3, 0, 8, 0, 8, 0, 0, 0]), "axml_bad");
    let mut xml = Xml::new();
    xml.start("a", &[]).node(0x0102, &[0; 16]);
    assert_eq!(code(&xml.bytes()), "axml_bad", "an element shorter than its fields");
}

#[test]
fn every_prefix_ends_in_events_or_an_error() {
    let data = sample(&mut Xml::new()).bytes();
    let mut read = 0;
    for end in 0..data.len() {
        read += usize::from(events(&data[..end]).is_ok());
    }
    // Prefixes that end between nodes read as shorter documents; most do not.
    assert!((1..=6).contains(&read), "{read}");
}

#[test]
fn many_ids_into_one_run_end_with_the_budget() {
    let mut xml = Xml::new();
    for _ in 0..100 {
        xml.start("a", &[]);
    }
    let run = vec![b'x'; (31 << 15) | 0x7fff];
    let mut data = vec![0x80 | 0x7f, 0xff, 0x80 | 0x7f, 0xff];
    data.extend(&run);
    data.resize(data.len().next_multiple_of(4) + 4, 0);
    let bytes = xml.with_pool(&raw_pool(&[0, 0], &data, true));
    assert_eq!(events(&bytes).err().map(|error| error.code), Some("budget_exceeded"));
}

#[test]
fn attributes_that_overlap_end_with_the_budget() {
    let mut xml = Xml::new();
    for _ in 0..2_000 {
        let mut ext = vec![0xff; 8];
        for half in [20_u16, 0, 0xffff, 0, 0, 0] {
            ext.extend(half.to_le_bytes());
        }
        xml.node(0x0102, &ext);
    }
    let bytes = xml.bytes();
    assert_eq!(events(&bytes).err().map(|error| error.code), Some("budget_exceeded"));
}

#[test]
fn text_has_one_attribute_a_line_and_knows_its_elements() {
    let mut xml = Xml::new();
    xml.start("manifest", &[plain("package", V::Text("com.a"))]);
    xml.start("activity", &[android("", NAME, V::Text("a\"<&\nb")), android("x", 0, V::Typed(5, 0x1001))])
        .end("");
    xml.start("b", &[]).text("hi").end("b").end("manifest");
    let text = to_text(&xml.bytes(), None, &Limits::default()).unwrap();
    assert_eq!(
        text.lines,
        [
            "<manifest",
            "  xmlns:android=\"http://schemas.android.com/apk/res/android\"",
            "  package=\"com.a\">",
            "  <activity",
            "    android:name=\"a&quot;&lt;&amp;&#10;b\"",
            "    android:x=\"16dp\" />",
            "  <b>",
            "    hi",
            "  </b>",
            "</manifest>",
        ]
    );
    assert_eq!(text.element_lines, [1, 4, 7]);
    assert_eq!(text.ends_early, None);
}

#[test]
fn values_read_as_aapt_prints_them() {
    let literal = |kind, data| Value { kind, data }.literal();
    let cases = [
        (5, 0x0000_1001, "16dp"),
        (5, 0x0000_0e02, "14sp"),
        (5, 0x0003_4011, "6.5dp"),
        (5, 0xffff_ff00, "-1px"),
        (6, 0x0000_0021, "0%p"),
        (6, 0x4000_0030, "50%"),
        (4, 0x3fc0_0000, "1.5"),
        (0x10, 0xffff_ffff, "-1"),
        (0x11, 0x4a0, "0x4a0"),
        (0x12, 0xffff_ffff, "true"),
        (0x12, 0, "false"),
        (0x1c, 0xff00_1122, "#ff001122"),
        (0x1d, 0x0000_0011, "#00000011"),
        (0, 0, "@null"),
        (0, 1, "@empty"),
        (1, 0, "@null"),
    ];
    for (kind, data, text) in cases {
        assert_eq!(literal(kind, data).as_deref(), Some(text), "{kind:#x} {data:#x}");
    }
    assert_eq!(literal(3, 5), None);
    assert_eq!(literal(1, 0x7f01_0000), None);
}
