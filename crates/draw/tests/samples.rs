//! Icons of real packages: the file aapt names, and damaged packages that must end in an answer.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::expect_used, clippy::panic)]

use std::path::{Path, PathBuf};
use std::process::Command;

use mingjian_apk::arsc::Table;
use mingjian_apk::limits::{Budget, Limits};
use mingjian_apk::zip::Archive;
use mingjian_draw::{icons, IconReport};

/// The samples folder; `None` (skip) where there is none outside of CI.
fn shared() -> Option<PathBuf> {
    let default = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let root = std::env::var_os("MINGJIAN_SHARED").map_or(default, PathBuf::from);
    let found = root.join("data/INDEX.tsv").exists();
    assert!(found || std::env::var_os("CI").is_none(), "no samples at {}", root.display());
    if !found {
        eprintln!("skipped: no samples at {}", root.display());
    }
    found.then_some(root)
}

fn packages(root: &Path) -> Vec<PathBuf> {
    let index = std::fs::read_to_string(root.join("data/INDEX.tsv")).unwrap();
    index
        .lines()
        .filter_map(|line| line.split('\t').next())
        .filter(|path| path.starts_with("apk/") && path.ends_with(".apk") && !path.contains("DroidBench"))
        .map(|path| root.join("data").join(path))
        .filter(|path| path.exists())
        .collect()
}

fn report(data: &[u8]) -> Option<IconReport> {
    let limits = Limits::default();
    let archive = Archive::open(data, &limits).ok()?;
    let mut budget = Budget::new(&limits);
    let raw = archive.find("resources.arsc").and_then(|entry| archive.read(entry, &mut budget).ok());
    let table = raw.as_ref().and_then(|raw| Table::parse(raw, &limits).ok());
    Some(icons(&archive, table.as_ref(), &limits))
}

/// Path of the icon aapt would show on the densest screen.
fn aapt_icon(package: &Path) -> Option<String> {
    let out = Command::new("aapt").args(["dump", "badging"]).arg(package).output().ok()?;
    let text = String::from_utf8_lossy(&out.stdout).into_owned();
    let mut best: Option<(u32, String)> = None;
    for line in text.lines() {
        let Some(rest) = line.strip_prefix("application-icon-") else { continue };
        let (density, path) = rest.split_once(':')?;
        let density: u32 = density.parse().ok()?;
        if density <= 640 && best.as_ref().is_none_or(|(other, _)| density >= *other) {
            best = Some((density, path.trim_matches('\'').to_owned()));
        }
    }
    best.map(|(_, path)| path)
}

#[test]
fn the_first_variant_is_the_file_aapt_names() {
    let Some(root) = shared() else { return };
    let mut compared = 0;
    for package in packages(&root) {
        let Some(expected) = aapt_icon(&package).filter(|path| !path.is_empty()) else { continue };
        let report = report(&std::fs::read(&package).unwrap()).unwrap();
        let first = report.variants.first().unwrap_or_else(|| panic!("{}: no variant", package.display()));
        if first.kind == "adaptive" {
            // aapt leaves "any density" out of the 640 dpi line: it then names the densest picture.
            let others: Vec<&str> = report.variants.iter().map(|v| v.entry.as_str()).collect();
            assert!(others.contains(&expected.as_str()), "{}: {expected} in {others:?}", package.display());
        } else {
            assert_eq!(first.entry, expected, "{}", package.display());
        }
        assert!(first.error.is_none() && first.visible_share.unwrap() > 0.1, "{}", package.display());
        compared += 1;
    }
    assert!(compared >= 15, "only {compared} packages compared");
}

/// Size and pixels (red, green, blue, alpha; not premultiplied) of a PNG, by the format's own crate.
fn rgba(data: &[u8]) -> ((u32, u32), Vec<[u8; 4]>) {
    let mut decoder = png::Decoder::new(std::io::Cursor::new(data));
    decoder.set_transformations(png::Transformations::normalize_to_color8() | png::Transformations::ALPHA);
    let mut reader = decoder.read_info().unwrap();
    let mut samples = vec![0; reader.output_buffer_size().unwrap()];
    reader.next_frame(&mut samples).unwrap();
    let pixels = match reader.output_color_type().0.samples() {
        2 => samples.chunks_exact(2).map(|p| [p[0], p[0], p[0], p[1]]).collect(),
        4 => samples.chunks_exact(4).map(|p| [p[0], p[1], p[2], p[3]]).collect(),
        other => panic!("{other} samples a pixel"),
    };
    (reader.info().size(), pixels)
}

#[test]
fn png_icons_keep_their_pixels() {
    let Some(root) = shared() else { return };
    let mut compared = 0;
    for package in packages(&root) {
        let data = std::fs::read(&package).unwrap();
        let limits = Limits::default();
        let Ok(archive) = Archive::open(&data, &limits) else { continue };
        for variant in report(&data).unwrap().variants.iter().filter(|v| v.kind == "png" && !v.png.is_empty())
        {
            let entry = archive.find(&variant.entry).unwrap();
            let original = archive.read(entry, &mut Budget::new(&limits)).unwrap();
            let (size, original) = rgba(&original);
            if size != (192, 192) {
                continue;
            }
            let (_, drawn) = rgba(&variant.png);
            assert_eq!(original.len(), drawn.len());
            for (a, b) in original.iter().zip(&drawn) {
                assert_eq!(a[3], b[3]);
                // Premultiplying loses what a faint pixel cannot show.
                if a[3] > 200 {
                    assert!(a.iter().zip(b).all(|(a, b)| a.abs_diff(*b) <= 2), "{a:?} {b:?}");
                }
            }
            compared += 1;
        }
    }
    assert!(compared >= 5, "only {compared} icons compared");
}

#[test]
fn damaged_packages_end_in_an_answer() {
    let Some(root) = shared() else { return };
    let wanted = ["dnsfilter.android/base.apk", "org.billthefarmer.editor/base.apk", "TC-debug.apk"];
    let mut seed = 0x9e37_79b9_7f4a_7c15_u64;
    let mut random = move |below: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        (seed % below.max(1) as u64) as usize
    };
    for package in packages(&root).into_iter().filter(|p| wanted.iter().any(|w| p.ends_with(w))) {
        let data = std::fs::read(&package).unwrap();
        let limits = Limits::default();
        let archive = Archive::open(&data, &limits).unwrap();
        // Where the icons, the table and the manifest lie: damage elsewhere is never read.
        let ranges: Vec<(usize, usize)> = archive
            .entries()
            .iter()
            .filter(|entry| {
                let name = entry.name.as_str();
                name == "resources.arsc" || name == "AndroidManifest.xml" || name.contains("ic_launcher")
            })
            .filter_map(|entry| {
                let raw = archive.raw(entry).ok()?;
                Some((raw.as_ptr() as usize - data.as_ptr() as usize, raw.len()))
            })
            .collect();
        for round in 0..120 {
            let mut damaged = data.clone();
            for _ in 0..1 + round % 6 {
                let (start, length) = ranges[random(ranges.len())];
                let near = if round % 3 == 0 { length.min(512) } else { length };
                damaged[start + random(near)] = random(256) as u8;
            }
            let _ = report(&damaged);
        }
    }
}
