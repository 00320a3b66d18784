//! Resource tables: layouts of entries, configurations, references, styles, and what hostile ones cost.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::expect_used, clippy::panic)]

mod compiled;

use compiled::{config, locale, Arsc, Layout, R};
use mingjian_apk::arsc::{framework, Config, Table};
use mingjian_apk::axml::Value;
use mingjian_apk::limits::Limits;

fn table(data: &[u8]) -> Table<'_> {
    Table::parse(data, &Limits::default()).unwrap()
}

fn reference(id: u32) -> Value {
    Value { kind: Value::REFERENCE, data: id }
}

/// string/{app_name, hole, title} and layout/main, in the layout asked for.
fn sample(layout: Layout, compact: bool, utf8: bool) -> Vec<u8> {
    let mut arsc = Arsc { layout, utf8, ..Arsc::new() };
    let mut text = |text: &str| match arsc.text(text) {
        R::Simple(kind, data) if compact => R::Compact(kind, data),
        other => other,
    };
    let default = vec![Some(text("Mingjian")), None, Some(text("Title"))];
    let chinese = vec![Some(text("明鉴")), None, None];
    let layouts = vec![Some(text("res/layout/main.xml"))];
    arsc.add(
        "string",
        &["app_name", "hole", "title"],
        &[(config(&[]), default), (locale(b"zh", b"CN"), chinese)],
    );
    arsc.add("layout", &["main"], &[(config(&[]), layouts)]);
    arsc.bytes()
}

#[test]
fn every_layout_of_entries_reads_alike() {
    for layout in [Layout::Plain, Layout::Sparse, Layout::Offset16] {
        for (compact, utf8) in [(false, true), (true, false)] {
            let data = sample(layout, compact, utf8);
            let table = table(&data);
            assert_eq!(table.name(0x7f01_0000).as_deref(), Some("@string/app_name"));
            assert_eq!(table.name(0x7f01_0001), None);
            assert_eq!(table.name(0x7f01_0003), None);
            assert_eq!(table.find("string", "title"), Some(0x7f01_0002));
            assert_eq!(table.find("layout", "title"), None);
            assert_eq!(table.find("layout", "main"), Some(0x7f02_0000));
            assert_eq!(table.ids_of_type("string").collect::<Vec<_>>(), [0x7f01_0000, 0x7f01_0002]);
            assert_eq!(
                table.count_by_type().into_iter().collect::<Vec<_>>(),
                [("layout".to_owned(), 1), ("string".to_owned(), 2)]
            );
            let values: Vec<(String, String)> = table
                .values(0x7f01_0000)
                .map(|(config, entry)| (config.qualifiers(), table.display(entry.value().unwrap())))
                .collect();
            let expected = [("", "Mingjian"), ("zh-rCN", "明鉴")].map(|(q, v)| (q.to_owned(), v.to_owned()));
            assert_eq!(values, expected);
        }
    }
}

/// A configuration parsed from its bytes.
fn parsed(fields: &[(usize, &[u8])]) -> Config {
    Config::parse(&config(fields))
}

#[test]
fn configurations_print_as_directories_name_them() {
    let cases: [(Config, &str, &str); 8] = [
        (parsed(&[]), "", ""),
        (parsed(&[(8, b"zh"), (10, b"CN")]), "zh-rCN", "zh-CN"),
        (parsed(&[(8, b"zh"), (36, b"Hant"), (10, b"TW")]), "b+zh+Hant+TW", "zh-Hant-TW"),
        (parsed(&[(8, &[0xad, 0x05])]), "fil", "fil"),
        (parsed(&[(8, b"es"), (10, &[0xa4, 0x24])]), "es-r419", "es-419"),
        (parsed(&[(8, b"ca"), (10, b"ES"), (40, b"valencia")]), "b+ca+ES+valencia", "ca-ES-valencia"),
        (parsed(&[(12, &[2]), (14, &480_u16.to_le_bytes()), (24, &[21])]), "land-xxhdpi-v21", ""),
        (
            parsed(&[(29, &[0x24]), (28, &[0x84]), (30, &[0x58, 2])]),
            "ldrtl-sw600dp-xlarge-television-night",
            "",
        ),
    ];
    for (config, qualifiers, locale) in cases {
        assert_eq!((config.qualifiers().as_str(), config.locale().as_str()), (qualifiers, locale));
        if !locale.is_empty() {
            assert_eq!(
                Config::default().with_locale(locale),
                Config::default().in_locale_of(&config),
                "{locale}"
            );
        }
    }
    let short =
        [28, 0, 0, 0, 0, 0, 0, 0, b'z', b'h', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 7, 7];
    assert_eq!(Config::parse(&short).qualifiers(), "zh-v9", "fields past the declared size are not read");
}

/// Index of the configuration the platform would pick among `candidates`.
fn pick(candidates: &[Config], want: &Config) -> Option<usize> {
    let mut best: Option<usize> = None;
    for (index, candidate) in candidates.iter().enumerate().filter(|(_, c)| c.matches(want)) {
        if best.is_none_or(|best| candidate.is_better_than(&candidates[best], want)) {
            best = Some(index);
        }
    }
    best
}

#[test]
fn the_platform_s_choice_is_ours() {
    let phone = Config::chinese_phone();
    let density = |dpi: u16| Config { density: dpi, ..Config::default() };
    let tag = |tag: &str| Config::default().with_locale(tag);
    let sdk = |sdk: u16| Config { sdk, ..Config::default() };
    let night = Config { ui_mode: 0x20, ..Config::default() };
    let large = Config { smallest_width_dp: 600, ..Config::default() };
    let small = Config { smallest_width_dp: 320, ..Config::default() };
    let any = Config::default();
    let at = |density: u16| Config { density, ..phone };
    let cases: Vec<(Vec<Config>, Config, Option<usize>)> = vec![
        // Locale before everything else; a region that is not ours loses to none; scripts must agree.
        (vec![any, tag("en"), tag("zh"), tag("zh-CN")], phone, Some(3)),
        (vec![any, tag("zh-TW"), tag("zh-HK")], phone, Some(0)),
        (vec![any, tag("zh-SG"), tag("zh")], phone, Some(2)),
        (vec![any, tag("zh-Hans"), tag("zh-Hant")], phone, Some(1)),
        (vec![any, tag("zh"), tag("zh-TW")], phone.with_locale("zh-HK"), Some(2)),
        (vec![any, tag("en-GB"), tag("en-AU")], phone.with_locale("en-US"), Some(0)),
        (vec![tag("en-GB"), tag("en-001"), any], phone.with_locale("en-AU"), Some(1)),
        (vec![any, tag("zh"), tag("en")], Config::plain(), Some(0)),
        (vec![tag("zh"), tag("en")], Config::plain(), None),
        // Densities: exact, else scaling down is twice as good as up; any beats a bucket.
        (vec![density(160), density(480), density(640)], at(480), Some(1)),
        (vec![density(160), density(240), density(640)], at(480), Some(2)),
        (vec![density(320), density(640)], at(360), Some(0)),
        (vec![density(120), any], at(160), Some(1)),
        (vec![density(640), density(0xfffe)], at(640), Some(1)),
        // Newest platform not above ours; night only at night; the largest width that fits.
        (vec![any, sdk(21), sdk(26)], Config { sdk: 25, ..phone }, Some(1)),
        (vec![night, any], phone, Some(1)),
        (vec![any, night], Config { ui_mode: 0x21, ..phone }, Some(1)),
        (vec![any, small, large], phone, Some(1)),
        (vec![any, small, large], Config { smallest_width_dp: 720, ..phone }, Some(2)),
    ];
    for (index, (candidates, want, expected)) in cases.iter().enumerate() {
        assert_eq!(pick(candidates, want), *expected, "case {index}");
        let mut reversed = candidates.clone();
        reversed.reverse();
        let back = pick(&reversed, want).map(|place| candidates.len() - 1 - place);
        assert_eq!(back, *expected, "case {index} in reverse order");
    }
}

#[test]
fn references_are_followed_and_never_for_ever() {
    let mut arsc = Arsc::new();
    let (chinese, english) = (arsc.text("同意"), arsc.text("Agree"));
    let to = |id: u32| Some(R::Simple(1, id));
    arsc.add(
        "string",
        &["agree", "alias", "round", "gone", "framework", "null"],
        &[
            (
                config(&[]),
                vec![
                    Some(english),
                    to(0x7f01_0000),
                    to(0x7f01_0002),
                    to(0x7f09_0000),
                    to(0x0104_0000),
                    to(0),
                ],
            ),
            (locale(b"zh", b"CN"), vec![Some(chinese)]),
        ],
    );
    let data = arsc.bytes();
    let table = table(&data);
    let want = Config::chinese_phone();
    let text = |id, want: &Config| table.text_of(id, want);
    assert_eq!(text(0x7f01_0001, &want).as_deref(), Some("同意"));
    assert_eq!(text(0x7f01_0001, &Config::plain()).as_deref(), Some("Agree"));
    assert_eq!(text(0x7f01_0002, &want), None, "a circle has no value");
    assert_eq!(text(0x7f01_0003, &want), None);
    assert_eq!(table.resolve(reference(0x7f01_0003), &want, None).value, reference(0x7f09_0000));
    assert_eq!(table.display(reference(0x0104_000a)), "@android:string/ok");
    assert_eq!(text(0x7f01_0005, &want).as_deref(), Some("@null"));
}

#[test]
fn styles_inherit_and_themes_answer_attributes() {
    const TEXT: u32 = 0x7f02_0000;
    let mut arsc = Arsc::new();
    let red = (0x0101_0098, 0x1c, 0xffff_0000);
    arsc.add(
        "style",
        &["Base", "Child", "Self", "Outside"],
        &[(
            config(&[]),
            vec![
                Some(R::Bag(0, vec![red, (TEXT, 0x12, 1)])),
                Some(R::Bag(0x7f01_0000, vec![(TEXT, 2, 0x0101_0098)])),
                Some(R::Bag(0x7f01_0002, vec![red])),
                Some(R::Bag(0x0103_0005, vec![])),
            ],
        )],
    );
    let data = arsc.bytes();
    let table = table(&data);
    let want = Config::plain();
    let child = table.style(0x7f01_0001, &want);
    assert_eq!(child.items.len(), 2);
    let attribute = Value { kind: Value::ATTRIBUTE, data: TEXT };
    assert_eq!(table.resolve(attribute, &want, Some(&child)).value.color(), Some(0xffff_0000));
    assert_eq!(table.resolve(attribute, &want, None).value, attribute);
    assert_eq!(table.style(0x7f01_0002, &want).items.len(), 1, "its own parent");
    assert_eq!(table.style(0x7f01_0003, &want).outside_parent, Some(0x0103_0005));
}

#[test]
fn framework_names_are_known_both_ways() {
    assert_eq!(framework::attribute(0x0101_0001), Some("label"));
    assert_eq!(framework::attribute(0x0101_0010), Some("exported"));
    assert_eq!(framework::attribute(0x0101_0527), Some("networkSecurityConfig"));
    assert_eq!(framework::attribute(0x0104_000a), None, "a string, not an attribute");
    assert_eq!(framework::name(0x0104_000a), Some(("string", "ok")));
    assert_eq!(framework::name(0x0101_ffff), None);
    assert_eq!(framework::name(0), None);
    assert_eq!(framework::find("attr", "versionCode"), Some(0x0101_021b));
    assert_eq!(framework::find("style", "Theme.NoDisplay"), Some(0x0103_0055));
}

#[test]
fn every_prefix_opens_or_is_refused() {
    let data = sample(Layout::Plain, false, true);
    let mut opened = 0;
    for end in 0..data.len() {
        if let Ok(table) = Table::parse(&data[..end], &Limits::default()) {
            opened += 1;
            assert!(table.ids_of_type("string").count() <= 2);
        }
    }
    assert!(opened > 0, "what stands before the cut is kept");
    assert_eq!(
        Table::parse(b"\x03\x00\x08\x00\x08\x00\x00\x00", &Limits::default()).unwrap_err().code,
        "arsc_bad"
    );
}

#[test]
fn a_table_of_empty_types_ends_with_the_budget() {
    let mut arsc = Arsc::new();
    let configs: Vec<_> = (0..17_000).map(|_| (config(&[]), vec![])).collect();
    arsc.add("string", &[], &configs);
    assert_eq!(Table::parse(&arsc.bytes(), &Limits::default()).err().unwrap().code, "budget_exceeded");
}

#[test]
fn a_table_that_costs_too_much_says_so() {
    let data = sample(Layout::Plain, false, true);
    let limits = Limits { max_work: 2400, ..Limits::default() };
    let table = Table::parse(&data, &limits).unwrap();
    assert!(!table.is_exhausted());
    for _ in 0..50 {
        table.values(0x7f01_0000).for_each(drop);
    }
    assert!(table.is_exhausted());
    assert_eq!(table.values(0x7f01_0000).count(), 0);
}
