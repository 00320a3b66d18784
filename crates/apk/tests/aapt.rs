//! Every readable package of the shared samples, against what aapt (Debian's, Android 10) says of it.
//!
//! Differences that remain are listed here with their reason; a new one fails.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::expect_used, clippy::panic)]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use mingjian_apk::arsc::{EntryKind, Table};
use mingjian_apk::limits::{Budget, Limits};
use mingjian_apk::manifest::{read, ComponentKind, Manifest};
use mingjian_apk::zip::Archive;

/// (end of path, field, why we say otherwise).
const EXPLAINED: [(&str, &str, &str); 12] = [
    ("compact-entry.apk", "label", "aapt 10 knows no compact entries and stops at the icon"),
    ("type_id_offset.apk", "label", "aapt stops: the icon is no string; PackageParser reads on"),
    ("type_id_offset.apk", "launchable", "as above"),
    ("issue3366.apk", "label", "aapt 10 knows no 16-bit offsets and stops at the icon"),
    ("issue1730.apk", "label", "the table has no configurations, so aapt asks for the label in none"),
    ("shared_library/client.apk", "label", "aapt 10 knows no 16-bit offsets and stops"),
    ("shared_library/client.apk", "launchable", "as above"),
    ("shared_library/client.apk", "sdk", "the SDK is a code name, which is no number"),
    ("shared_library/library.apk", "launchable", "aapt 10 knows no 16-bit offsets and stops"),
    ("shared_library/library.apk", "sdk", "the SDK is a code name, which is no number"),
    ("framework/framework.apk", "sdk", "the SDK is a code name, which is no number"),
    ("immersionBar-2.3.3-beta02.apk", "launchable", "aapt lists LeakCanary's activity, which is disabled"),
];

#[derive(Debug, Default)]
struct Badge {
    package: Option<String>,
    fields: BTreeMap<&'static str, String>,
    permissions: Vec<(String, Option<i32>)>,
    labels: BTreeMap<String, String>,
    launchable: Vec<String>,
}

fn quoted(line: &str, key: &str) -> Option<String> {
    let start = line.find(&format!("{key}='"))? + key.len() + 2;
    let rest = &line[start..];
    Some(rest[..rest.find("' ").or_else(|| rest.rfind('\''))?].to_owned())
}

fn badge(text: &str) -> Badge {
    let mut badge = Badge::default();
    let mut implied = BTreeSet::new();
    for line in text.lines() {
        let (head, rest) = line.split_once(':').unwrap_or((line, ""));
        let value = rest.trim_matches('\'').to_owned();
        match head {
            "package" => {
                badge.package = quoted(rest, "name").map(|name| name.trim_end_matches('\'').to_owned());
                badge.fields.insert("version_code", quoted(rest, "versionCode").unwrap_or_default());
                badge.fields.insert("version_name", quoted(rest, "versionName").unwrap_or_default());
            }
            "sdkVersion" => drop(badge.fields.insert("min_sdk", value)),
            "targetSdkVersion" => drop(badge.fields.insert("target_sdk", value)),
            "uses-permission" | "uses-permission-sdk-23" => {
                let max = quoted(rest, "maxSdkVersion").and_then(|max| max.parse().ok());
                badge.permissions.push((quoted(rest, "name").unwrap(), max));
            }
            "uses-implied-permission" => drop(implied.insert(quoted(rest, "name").unwrap())),
            "application" => drop(badge.fields.insert("label", quoted(rest, "label").unwrap_or_default())),
            "application-label" => drop(badge.labels.insert(String::new(), value)),
            "launchable-activity" => badge.launchable.push(quoted(rest, "name").unwrap()),
            _ => {
                if let Some(locale) = head.strip_prefix("application-label-") {
                    badge.labels.insert(locale.to_owned(), value);
                }
            }
        }
    }
    // Permissions aapt and old platforms add for old target SDKs are not in the manifest.
    badge.permissions.retain(|(name, _)| !implied.contains(name));
    badge
}

fn launchable(manifest: &Manifest) -> Vec<String> {
    let has = |list: &[String], name: &str| list.iter().any(|item| item == name);
    let components = manifest.components.iter();
    let activities = components
        .filter(|c| c.enabled && matches!(c.kind, ComponentKind::Activity | ComponentKind::ActivityAlias));
    let shown = activities.filter(|component| {
        component.filters.iter().any(|filter| {
            has(&filter.actions, "android.intent.action.MAIN")
                && has(&filter.categories, "android.intent.category.LAUNCHER")
        })
    });
    shown.map(|component| component.name.clone()).collect()
}

fn differences(manifest: &Manifest, badge: &Badge) -> Vec<(&'static str, String)> {
    let mut found = Vec::new();
    let mut compare = |field: &'static str, aapt: String, we: String| {
        if aapt != we {
            found.push((field, format!("aapt {aapt:?}, we {we:?}")));
        }
    };
    let field = |name: &str| badge.fields.get(name).cloned().unwrap_or_default();
    let number = |value: Option<i64>| value.map(|v| v.to_string()).unwrap_or_default();
    compare("package", badge.package.clone().unwrap_or_default(), manifest.package.clone());
    compare("version_code", field("version_code"), number(manifest.version_code));
    compare("version_name", field("version_name"), manifest.version_name.clone().unwrap_or_default());
    compare("sdk", field("min_sdk"), number(manifest.min_sdk.map(i64::from)));
    compare("sdk", field("target_sdk"), number(manifest.target_sdk.map(i64::from)));
    compare("label", field("label"), manifest.label.clone().unwrap_or_default());
    let permissions: Vec<_> = manifest.permissions.iter().map(|p| (p.name.clone(), p.max_sdk)).collect();
    compare("permissions", format!("{:?}", badge.permissions), format!("{permissions:?}"));
    compare("launchable", format!("{:?}", badge.launchable), format!("{:?}", launchable(manifest)));
    for (locale, text) in &badge.labels {
        // aapt falls back for every language of the table; we list those the label has.
        let language = locale.split('-').next().unwrap_or_default();
        let label = [locale.as_str(), language, ""].iter().find_map(|want| {
            manifest.labels.iter().find(|label| label.locale == *want).map(|label| label.text.clone())
        });
        compare("labels", text.clone(), label.or(manifest.label.clone()).unwrap_or_default());
    }
    found
}

fn packages(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            packages(&path, out);
        } else if path.extension().is_some_and(|extension| extension == "apk") {
            out.push(path);
        }
    }
}

/// Samples and aapt, or nothing with the reason printed.
fn samples() -> Vec<PathBuf> {
    if Command::new("aapt").arg("version").output().is_err() {
        assert!(std::env::var_os("CI").is_none(), "aapt missing");
        eprintln!("skipped: no aapt on the path");
        return Vec::new();
    }
    let mut found = Vec::new();
    for folder in ["data/apk", "data/malformed"] {
        if let Some(folder) = common::shared(folder) {
            packages(&folder, &mut found);
        }
    }
    found.sort();
    found
}

fn aapt(arguments: &[&str], path: &Path) -> String {
    let output = Command::new("aapt").args(arguments).arg(path).output().unwrap();
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn entry(archive: &Archive<'_>, name: &str) -> Option<Vec<u8>> {
    let found = archive.find(name)?;
    archive.read(found, &mut Budget::new(&Limits::default())).ok().map(|bytes| bytes.into_owned())
}

#[test]
fn manifests_say_what_aapt_says() {
    let mut unexplained = Vec::new();
    let mut seen = BTreeSet::new();
    let samples = samples();
    let mut read_count = 0;
    for path in &samples {
        let name = path.to_string_lossy();
        let badge = badge(&aapt(&["dump", "badging"], path));
        let data = std::fs::read(path).unwrap();
        let limits = Limits::default();
        let archive = Archive::open(&data, &limits);
        let manifest = archive.as_ref().ok().and_then(|archive| entry(archive, "AndroidManifest.xml"));
        let arsc = archive.as_ref().ok().and_then(|archive| entry(archive, "resources.arsc"));
        let table = arsc.as_ref().and_then(|arsc| Table::parse(arsc, &limits).ok());
        let found = manifest.as_ref().and_then(|manifest| read(manifest, table.as_ref(), &limits).ok());
        let Some(found) = found else {
            assert_eq!(badge.package, None, "aapt reads {name}, we do not");
            continue;
        };
        read_count += 1;
        assert_eq!(found.anomalies, Vec::<String>::new(), "{name}");
        for (field, difference) in differences(&found, &badge) {
            match EXPLAINED.iter().find(|(end, what, _)| name.ends_with(end) && *what == field) {
                Some(explained) => drop(seen.insert(*explained)),
                None => unexplained.push(format!("{name}: {field}: {difference}")),
            }
        }
    }
    assert!(unexplained.is_empty(), "{}", unexplained.join("\n"));
    if !samples.is_empty() {
        assert!(read_count >= 100, "only {read_count} manifests were read");
        assert_eq!(seen.len(), EXPLAINED.len(), "an explanation has nothing left to explain");
    }
}

type Rows = BTreeMap<(u32, String), String>;

/// (id, configuration) → `kind data text` for simple values, `bag items` for bags, as aapt prints them.
fn aapt_rows(dump: &str) -> Rows {
    let mut rows = Rows::new();
    let mut config = String::new();
    let mut last = None;
    for line in dump.lines() {
        let text = line.trim_start();
        if let Some(name) = text.strip_prefix("config ").and_then(|rest| rest.strip_suffix(':')) {
            name.split(" flags=").next().unwrap().clone_into(&mut config);
            last = None;
        } else if line.starts_with("        resource 0x") {
            let id = u32::from_str_radix(&text[11..19], 16).unwrap();
            let key = (id, config.clone());
            if let Some(at) = text.find(": t=0x") {
                rows.insert(key.clone(), format!("{} {}", &text[at + 4..at + 8], &text[at + 11..at + 21]));
            }
            last = Some(key);
        } else if let (Some(key), Some(count)) = (&last, text.rsplit_once("Count=")) {
            if text.starts_with("Parent=") {
                rows.insert(key.clone(), format!("bag {} {}", &text[7..17], count.1));
            }
        } else if let (Some(key), Some(value)) = (&last, text_value(text)) {
            if let Some(row) = rows.get_mut(key) {
                row.push_str(&format!(" {value}"));
            }
        }
    }
    rows
}

/// The text aapt prints after `(string8) ` or `(string16) `, without its quotes.
fn text_value(line: &str) -> Option<&str> {
    let quoted = line.strip_prefix("(string8) \"").or_else(|| line.strip_prefix("(string16) \""))?;
    Some(quoted.strip_suffix('"').unwrap_or(quoted))
}

fn our_rows(table: &Table<'_>) -> Rows {
    let mut rows = Rows::new();
    for kind in table.count_by_type().keys() {
        for id in table.ids_of_type(kind) {
            for (config, entry) in table.values(id) {
                let qualifiers = config.qualifiers();
                let qualifiers = if qualifiers.is_empty() { "(default)".to_owned() } else { qualifiers };
                let row = match entry.kind {
                    EntryKind::Bag(bag) => format!("bag {:#010x} {}", bag.parent, bag.items().len()),
                    EntryKind::Value(value) => {
                        let text = value.string().and_then(|index| table.string(index));
                        let text = text.map(|text| format!(" {text}")).unwrap_or_default();
                        format!("{:#04x} {:#010x}{text}", value.kind, value.data)
                    }
                };
                rows.insert((id, qualifiers), row);
            }
        }
    }
    rows
}

/// aapt escapes and cuts texts with line breaks, quotes and tabs; their kind and index are compared all the same.
fn comparable(row: &str) -> String {
    let head: String = row.chars().take(15).collect();
    let odd = row.contains(['\\', '"', '\n', '\t', '\r']);
    if odd {
        head
    } else {
        row.trim_end().to_owned()
    }
}

#[test]
fn resources_hold_what_aapt_lists() {
    /// Tables with entries aapt 10 cannot read (compact, 16-bit offsets) or numbers otherwise (shared libraries).
    const BEYOND_AAPT: [&str; 5] = [
        "compact-entry.apk",
        "framework.apk",
        "issue3366.apk",
        "shared_library/client.apk",
        "shared_library/library.apk",
    ];
    let mut compared = 0;
    let samples = samples();
    for path in &samples {
        let name = path.to_string_lossy();
        let data = std::fs::read(path).unwrap();
        let limits = Limits::default();
        let Some(arsc) =
            Archive::open(&data, &limits).ok().and_then(|archive| entry(&archive, "resources.arsc"))
        else {
            continue;
        };
        let Ok(table) = Table::parse(&arsc, &limits) else { continue };
        if BEYOND_AAPT.iter().any(|end| name.ends_with(end)) {
            assert!(table.count_by_type().values().sum::<u32>() > 0, "{name}");
            continue;
        }
        let theirs = aapt_rows(&aapt(&["dump", "--values", "resources"], path));
        let ours = our_rows(&table);
        for (key, row) in &theirs {
            let we = ours.get(key).unwrap_or_else(|| panic!("{name}: {:#x} {} is missing", key.0, key.1));
            let (we, row) = (comparable(we), comparable(row));
            assert!(
                we == row || we.len() == 15 && row.starts_with(&we),
                "{name}: {key:x?}: we {we:?}, aapt {row:?}"
            );
        }
        assert_eq!(ours.len(), theirs.len(), "{name}");
        compared += ours.len();
    }
    assert!(samples.is_empty() || compared > 40_000, "only {compared} values");
}
