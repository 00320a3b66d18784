//! Code that the platform does not load by itself, found by content rather than name; native libraries.
//!
//! Loaded dex are classes.dex, classes2.dex and so on up to the first gap (ART's dex file loader). Source of
//! the magic numbers: AOSP art/libdexfile, libelffile; APPNOTE.TXT.

mod kind;

use crate::error::Result;
use crate::limits::{Budget, Limits};
use crate::zip::{inflate, Archive, Entry};
use kind::Kind;
use serde::Serialize;
use sha2::{Digest, Sha256};

/// No dex, ELF or ZIP with code in it is smaller than an ELF header.
const SMALLEST_BYTES: u64 = 52;
const MAGIC_BYTES: usize = 16;
/// Largest nested archive that is looked into, and most of its entries.
const MAX_NESTED_BYTES: u64 = 64 << 20;
const MAX_NESTED_ENTRIES: u32 = 65_535;
/// A hostile package must not make the report large.
const MAX_FOUND: usize = 1000;
/// Most bytes before or after the archive that are searched for a dex.
const MAX_APPENDED_BYTES: usize = 64 << 20;

/// Code the platform does not load. As `HiddenCode` of `python/mingjian/facts/hidden_code.py`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HiddenCode {
    /// Entry name; `outer!inner` in a nested archive; empty for bytes outside every entry.
    pub entry: String,
    pub kind: &'static str,
    pub size_bytes: u64,
    pub sha256: String,
    pub reason: &'static str,
}

/// A library under lib/<abi>/.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NativeLibrary {
    pub entry: String,
    pub abi: String,
    pub name: String,
    pub size_bytes: u64,
}

/// As `HiddenCodeFacts` of `python/mingjian/facts/hidden_code.py`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct HiddenReport {
    pub hidden: Vec<HiddenCode>,
    pub native: Vec<NativeLibrary>,
}

/// Number of dex files that the platform loads from the package: up to the first gap.
pub fn loaded_dex_count(archive: &Archive<'_>) -> usize {
    (1..=archive.entries().len()).take_while(|number| archive.find(&dex_name(*number)).is_some()).count()
}

/// Name of the n-th dex file, counted from one.
pub fn dex_name(number: usize) -> String {
    if number == 1 {
        "classes.dex".to_owned()
    } else {
        format!("classes{number}.dex")
    }
}

/// Number in `classesN.dex`; 1 for `classes.dex`.
fn dex_number(name: &str) -> Option<usize> {
    let number = name.strip_prefix("classes")?.strip_suffix(".dex")?;
    if number.is_empty() {
        return Some(1);
    }
    number.parse().ok().filter(|parsed| *parsed > 1 && dex_name(*parsed) == name)
}

/// Looks at the first bytes of every entry, into nested archives one level deep, and around the archive.
///
/// # Errors
/// `budget_exceeded`. An entry that cannot be read is listed without its digest.
pub fn find(archive: &Archive<'_>, limits: &Limits, budget: &mut Budget) -> Result<HiddenReport> {
    let mut search = Search { limits, budget, report: HiddenReport::default() };
    let loaded = loaded_dex_count(archive);
    let mut heads = inflate::Heads::new();
    search.budget.charge(archive.entries().len() as u64)?;
    for entry in archive.entries() {
        if entry.is_folder() {
            continue;
        }
        let library = native(entry);
        let magic = &mut [0; MAGIC_BYTES];
        let kind = if entry.uncompressed < SMALLEST_BYTES {
            None
        } else {
            kind::of(archive.head_with(entry, magic, &mut heads, kind::begins))
        };
        match (kind, library) {
            (Some(Kind::Elf), Some(library)) => search.report.native.push(library),
            (None, _) => {}
            (Some(Kind::Dex), _) if dex_number(&entry.name).is_some_and(|number| number <= loaded) => {}
            (Some(kind), _) => search.code(archive, entry, kind)?,
        }
    }
    search.around(archive)?;
    Ok(search.report)
}

fn native(entry: &Entry) -> Option<NativeLibrary> {
    let (abi, name) = entry.name.strip_prefix("lib/")?.split_once('/')?;
    if name.contains('/') {
        return None;
    }
    let (abi, name) = (abi.to_owned(), name.to_owned());
    Some(NativeLibrary { entry: entry.name.clone(), abi, name, size_bytes: entry.uncompressed })
}

fn reason(name: &str, kind: Kind) -> &'static str {
    if !kind.named_so(name) {
        "disguised"
    } else if dex_number(name).is_some() {
        "after_gap"
    } else if name.starts_with("assets/") {
        "in_assets"
    } else if name.starts_with("res/") {
        "in_res"
    } else {
        "elsewhere"
    }
}

struct Search<'s> {
    limits: &'s Limits,
    budget: &'s mut Budget,
    report: HiddenReport,
}

impl Search<'_> {
    fn add(
        &mut self,
        entry: String,
        kind: &'static str,
        size_bytes: u64,
        sha256: String,
        reason: &'static str,
    ) {
        if self.report.hidden.len() < MAX_FOUND {
            self.report.hidden.push(HiddenCode { entry, kind, size_bytes, sha256, reason });
        }
    }

    fn code(&mut self, archive: &Archive<'_>, entry: &Entry, kind: Kind) -> Result<()> {
        if self.report.hidden.len() >= MAX_FOUND {
            return Ok(());
        }
        if kind == Kind::Zip {
            return self.nested(archive, entry);
        }
        let sha256 = self.digest(archive, entry)?;
        let name = kind.name(&entry.name);
        self.add(entry.name.clone(), name, entry.uncompressed, sha256, reason(&entry.name, kind));
        Ok(())
    }

    /// SHA-256 of the content; empty when it cannot be read.
    fn digest(&mut self, archive: &Archive<'_>, entry: &Entry) -> Result<String> {
        self.budget.charge(entry.uncompressed)?;
        let mut digest = Sha256::new();
        let streamed = archive.stream(entry, &mut |piece| {
            digest.update(piece);
            Ok(())
        });
        Ok(if streamed.is_ok() { format!("{:x}", digest.finalize()) } else { String::new() })
    }

    /// An archive inside: listed, with its code, only if there is code in it.
    fn nested(&mut self, archive: &Archive<'_>, entry: &Entry) -> Result<()> {
        if entry.uncompressed > MAX_NESTED_BYTES.min(self.limits.max_entry_bytes) {
            let sha256 = self.digest(archive, entry)?;
            self.add(entry.name.clone(), "zip", entry.uncompressed, sha256, reason(&entry.name, Kind::Zip));
            return Ok(());
        }
        let content = match archive.read(entry, self.budget) {
            Ok(content) => content,
            Err(error) if error.is_limit() => return Err(error),
            Err(_) => return Ok(()),
        };
        let limits = Limits { max_entries: MAX_NESTED_ENTRIES, ..*self.limits };
        let Ok(inner) = Archive::open(&content, &limits) else { return Ok(()) };
        self.budget.charge(inner.entries().len() as u64)?;
        let mut heads = inflate::Heads::new();
        let mut found = Vec::new();
        for file in inner.entries() {
            let magic = &mut [0; MAGIC_BYTES];
            let kind = kind::of(inner.head_with(file, magic, &mut heads, kind::begins));
            if let Some(kind) = kind.filter(|_| file.uncompressed >= SMALLEST_BYTES) {
                found.push((file, kind));
            }
        }
        let has_code =
            found.iter().any(|(_, kind)| matches!(kind, Kind::Dex | Kind::Cdex | Kind::Odex | Kind::Elf));
        let is_apk = inner.find("AndroidManifest.xml").is_some();
        if !has_code && !is_apk {
            return Ok(());
        }
        let has_dex = inner.find("classes.dex").is_some();
        let kind = match (is_apk, has_dex) {
            (true, _) => "apk",
            (false, true) => "jar",
            _ => "zip",
        };
        let sha256 = format!("{:x}", Sha256::digest(&content));
        self.add(entry.name.clone(), kind, entry.uncompressed, sha256, reason(&entry.name, Kind::Zip));
        for (file, kind) in found {
            if self.report.hidden.len() >= MAX_FOUND || kind == Kind::Zip {
                continue;
            }
            let sha256 = self.digest(&inner, file)?;
            let name = format!("{}!{}", entry.name, file.name);
            self.add(name, kind.name(&file.name), file.uncompressed, sha256, "nested");
        }
        Ok(())
    }

    /// Code before the first entry: a file that is a dex and a package at once.
    fn around(&mut self, archive: &Archive<'_>) -> Result<()> {
        let data = archive.data();
        let first = archive.entries().iter().map(|entry| entry.local_offset).min().unwrap_or(0);
        let before = usize::try_from(first).ok().and_then(|end| data.get(..end)).unwrap_or_default();
        let after = usize::try_from(archive.directory().eocd_offset)
            .ok()
            .and_then(|at| data.get(at.saturating_add(22)..))
            .unwrap_or_default();
        for outside in [before, after] {
            let outside = outside.get(..outside.len().min(MAX_APPENDED_BYTES)).unwrap_or_default();
            if let Some(kind) = kind::of(outside).filter(|kind| *kind != Kind::Zip) {
                self.budget.charge(outside.len() as u64)?;
                let sha256 = format!("{:x}", Sha256::digest(outside));
                self.add(String::new(), kind.name(""), outside.len() as u64, sha256, "appended");
            }
        }
        Ok(())
    }
}
