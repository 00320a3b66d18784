//! JAR signatures (scheme v1), as far as Android relies on them.
//!
//! Source: AOSP tools/apksig (V1SchemeVerifier); JAR File Specification (signed JAR file).

use super::issue::{self, Issues};
use super::jar_block;
use super::jar_digests::{self, Expected};
use super::jar_manifest::{self, Section};
use super::x509::Certificate;
use super::{entry, Range};
use crate::error::Result;
use crate::limits::Budget;
use crate::zip::{Archive, Entry};
use std::collections::{HashMap, HashSet};

const MANIFEST: &str = "META-INF/MANIFEST.MF";
const MAX_SIGNERS: usize = 10;

#[derive(Debug, Default)]
pub(super) struct JarResult {
    pub issues: Issues,
    pub signers: Vec<Certificate>,
    pub verified: bool,
}

/// What the v2+ verification found before: scheme ids the range knows, and those that are there.
pub(super) struct Context<'c> {
    pub range: Range,
    pub supported: &'c [u32],
    pub found: &'c [u32],
}

struct Signer<'e> {
    block: &'e Entry,
    file: &'e Entry,
    sf: Vec<u8>,
    certificate: Option<Certificate>,
    entries: HashSet<String>,
}

/// Verifies the JAR signatures of the package.
///
/// # Errors
/// What reading an entry raises; `budget_exceeded`.
pub(super) fn verify(archive: &Archive<'_>, context: &Context<'_>, budget: &mut Budget) -> Result<JarResult> {
    let mut result = JarResult::default();
    let files: Vec<&Entry> = archive.entries().iter().filter(|entry| !entry.is_folder()).collect();
    let mut names: HashMap<&str, bool> = HashMap::with_capacity(files.len());
    for file in &files {
        if let Some(reported) = names.insert(&file.name, false) {
            if !reported {
                result.issues.error_with(issue::JAR_SIG_DUPLICATE_ZIP_ENTRY, file.name.clone());
                names.insert(&file.name, true);
            }
        }
    }
    if result.issues.has_errors() {
        return Ok(result);
    }
    let Some(manifest_entry) = files.iter().find(|file| file.name == MANIFEST) else {
        result.issues.error(issue::JAR_SIG_NO_MANIFEST);
        return Ok(result);
    };
    let manifest = entry::content(archive, manifest_entry, budget)?;
    budget.charge(manifest.len() as u64)?;
    let mut sections = jar_manifest::parse(&manifest).into_iter();
    let main = sections.next();
    let sections = index(sections.collect(), &names, &mut result.issues);
    if result.issues.has_errors() {
        return Ok(result);
    }
    let mut signers = signers(&files, &mut result.issues);
    if signers.is_empty() {
        result.issues.error(issue::JAR_SIG_NO_SIGNATURES);
        return Ok(result);
    }
    if signers.len() > MAX_SIGNERS {
        result.issues.error(issue::JAR_SIG_MAX_SIGNATURES_EXCEEDED);
        return Ok(result);
    }
    for signer in &mut signers {
        let block = entry::content(archive, signer.block, budget)?;
        signer.sf = entry::content(archive, signer.file, budget)?.into_owned();
        budget.charge((block.len() as u64).saturating_add(signer.sf.len() as u64))?;
        match jar_block::signer(&block, &signer.sf, context.range) {
            Ok(certificate) => signer.certificate = Some(certificate),
            Err(code) => result.issues.error_with(code, signer.block.name.clone()),
        }
    }
    if result.issues.has_errors() {
        return Ok(result);
    }
    let check = FileCheck { manifest: &manifest, main: main.as_ref(), sections: &sections, context };
    let mut remaining = Vec::new();
    for mut signer in signers {
        match check.run(&mut signer, &mut result.issues)? {
            Standing::Counts => remaining.push(signer),
            Standing::Ignored => {}
        }
    }
    if result.issues.has_errors() {
        return Ok(result);
    }
    if remaining.is_empty() {
        result.issues.error(issue::JAR_SIG_NO_SIGNATURES);
        return Ok(result);
    }
    let signing =
        check_entries(archive, &files, &sections, &remaining, context.range, budget, &mut result.issues)?;
    if result.issues.has_errors() {
        return Ok(result);
    }
    let mut own: HashSet<&str> = HashSet::from([MANIFEST]);
    for signer in signing.iter().filter_map(|index| remaining.get(*index)) {
        own.extend([signer.block.name.as_str(), signer.file.name.as_str()]);
        result.signers.extend(signer.certificate.clone());
    }
    for file in
        files.iter().filter(|file| file.name.starts_with("META-INF/") && !own.contains(file.name.as_str()))
    {
        result.issues.warning(issue::JAR_SIG_UNPROTECTED_ZIP_ENTRY, file.name.clone());
    }
    result.verified = true;
    Ok(result)
}

fn index(list: Vec<Section>, names: &HashMap<&str, bool>, issues: &mut Issues) -> HashMap<String, Section> {
    let mut sections: HashMap<String, Section> = HashMap::with_capacity(list.len());
    for section in list {
        let Some(name) = section.name().map(str::to_owned) else {
            issues.error(issue::JAR_SIG_UNNNAMED_MANIFEST_SECTION);
            continue;
        };
        if sections.contains_key(&name) {
            issues.error_with(issue::JAR_SIG_DUPLICATE_MANIFEST_SECTION, name);
            continue;
        }
        if !names.contains_key(name.as_str()) {
            issues.error_with(issue::JAR_SIG_MISSING_ZIP_ENTRY_REFERENCED_IN_MANIFEST, name.clone());
        }
        sections.insert(name, section);
    }
    sections
}

fn signers<'e>(files: &[&'e Entry], issues: &mut Issues) -> Vec<Signer<'e>> {
    let inside = |file: &&&'e Entry| file.name.starts_with("META-INF/");
    let by_name: HashMap<&str, &'e Entry> =
        files.iter().filter(inside).map(|file| (file.name.as_str(), *file)).collect();
    let mut signers = Vec::new();
    for block in files.iter().filter(inside) {
        let Some((stem, "RSA" | "DSA" | "EC")) = block.name.rsplit_once('.') else { continue };
        let Some(file) = by_name.get(format!("{stem}.SF").as_str()) else {
            issues.warning(issue::JAR_SIG_MISSING_FILE, block.name.clone());
            continue;
        };
        signers.push(Signer { block, file, sf: Vec::new(), certificate: None, entries: HashSet::new() });
    }
    signers
}

enum Standing {
    Counts,
    Ignored,
}

struct FileCheck<'c> {
    manifest: &'c [u8],
    main: Option<&'c Section>,
    sections: &'c HashMap<String, Section>,
    context: &'c Context<'c>,
}

impl FileCheck<'_> {
    /// Compares an .SF file with the manifest.
    fn run(&self, signer: &mut Signer<'_>, issues: &mut Issues) -> Result<Standing> {
        let range = self.context.range;
        let file = || signer.file.name.clone();
        let mut sections = jar_manifest::parse(&signer.sf).into_iter();
        // What makes Android ignore a signer is no error of the package.
        let mut ignored = |code| {
            issues.warning(code, file());
            Ok(Standing::Ignored)
        };
        let Some(main) = sections.next().filter(|main| main.get("Signature-Version").is_some()) else {
            return ignored(issue::JAR_SIG_MISSING_VERSION_ATTR_IN_SIG_FILE);
        };
        let before = issues.errors.len();
        if range.max >= 24 {
            self.stripped(&main, &signer.file.name, issues);
            if issues.errors.len() > before {
                return Ok(Standing::Counts);
            }
        }
        let signtool = main.get("Created-By").is_some_and(|tool| tool.contains("signtool"));
        let suffix = if signtool { "-Digest" } else { "-Digest-Manifest" };
        let expected = jar_digests::expected(&main, suffix, range)?;
        if expected.is_empty() {
            issues.warning(issue::JAR_SIG_NO_MANIFEST_DIGEST_IN_SIG_FILE, file());
        }
        let whole = !expected.is_empty() && expected.iter().all(|digest| digest.matches(self.manifest));
        if !expected.is_empty() && !whole {
            issues.warning(issue::JAR_SIG_ZIP_ENTRY_DIGEST_DID_NOT_VERIFY, MANIFEST);
        }
        if let (false, Some(section)) = (signtool, self.main) {
            let bytes = self.manifest.get(section.range.clone()).unwrap_or_default();
            for digest in jar_digests::expected(&main, "-Digest-Manifest-Main-Attributes", range)? {
                if !digest.matches(bytes) {
                    issues.error_with(issue::JAR_SIG_MANIFEST_MAIN_SECTION_DIGEST_DID_NOT_VERIFY, file());
                }
            }
        }
        if issues.errors.len() > before {
            return Ok(Standing::Counts);
        }
        for section in sections {
            let mut ignored = |code| {
                issues.warning(code, signer.file.name.clone());
                Ok(Standing::Ignored)
            };
            let Some(name) = section.name().map(str::to_owned) else {
                return ignored(issue::JAR_SIG_UNNNAMED_SIG_FILE_SECTION);
            };
            if !signer.entries.insert(name.clone()) {
                return ignored(issue::JAR_SIG_DUPLICATE_SIG_FILE_SECTION);
            }
            if whole {
                continue;
            }
            match self.sections.get(&name) {
                None => return ignored(issue::JAR_SIG_NO_ZIP_ENTRY_DIGEST_IN_SIG_FILE),
                Some(found) => self.section(&section, found, signtool, &name, issues)?,
            }
        }
        Ok(Standing::Counts)
    }

    fn section(
        &self,
        own: &Section,
        found: &Section,
        signtool: bool,
        name: &str,
        issues: &mut Issues,
    ) -> Result<()> {
        let expected = jar_digests::expected(own, "-Digest", self.context.range)?;
        if expected.is_empty() {
            issues.error_with(issue::JAR_SIG_NO_ZIP_ENTRY_DIGEST_IN_SIG_FILE, name.to_owned());
        }
        let mut bytes = self.manifest.get(found.range.clone()).unwrap_or_default();
        if signtool && bytes.ends_with(b"\n\n") {
            bytes = bytes.split_last().map_or(bytes, |(_, rest)| rest);
        }
        if expected.iter().any(|digest| !digest.matches(bytes)) {
            issues.error_with(issue::JAR_SIG_MANIFEST_SECTION_DIGEST_DID_NOT_VERIFY, name.to_owned());
        }
        Ok(())
    }

    /// The .SF file can say that newer schemes signed too; if one of them is gone, it was stripped.
    fn stripped(&self, main: &Section, file: &str, issues: &mut Issues) {
        let Some(list) = main.get("X-Android-APK-Signed") else {
            if !self.context.found.is_empty() {
                issues.warning(issue::JAR_SIG_NO_APK_SIG_STRIP_PROTECTION, file.to_owned());
            }
            return;
        };
        if self.context.supported.is_empty() {
            return;
        }
        for id in list.split(',').filter_map(|id| id.trim().parse::<u32>().ok()) {
            if !self.context.supported.contains(&id) {
                issues.warning(issue::JAR_SIG_UNKNOWN_APK_SIG_SCHEME_ID, file.to_owned());
            } else if !self.context.found.contains(&id) {
                issues.error_with(issue::JAR_SIG_MISSING_APK_SIG_REFERENCED, file.to_owned());
            }
        }
    }
}

/// Digests every entry that must be signed; returns which of the signers sign them all.
fn check_entries(
    archive: &Archive<'_>,
    files: &[&Entry],
    sections: &HashMap<String, Section>,
    signers: &[Signer<'_>],
    range: Range,
    budget: &mut Budget,
    issues: &mut Issues,
) -> Result<Vec<usize>> {
    let mut ordered: Vec<&Entry> =
        files.iter().copied().filter(|file| !file.name.starts_with("META-INF/")).collect();
    ordered.sort_by_key(|file| file.local_offset);
    let mut all: Option<Vec<usize>> = None;
    for file in ordered {
        let Some(section) = sections.get(&file.name) else {
            issues.error_with(issue::JAR_SIG_NO_ZIP_ENTRY_DIGEST_IN_MANIFEST, file.name.clone());
            continue;
        };
        let own: Vec<usize> = signers
            .iter()
            .enumerate()
            .filter(|(_, signer)| signer.entries.contains(&file.name))
            .map(|(index, _)| index)
            .collect();
        if own.is_empty() {
            issues.error_with(issue::JAR_SIG_ZIP_ENTRY_NOT_SIGNED, file.name.clone());
            continue;
        }
        if all.get_or_insert_with(|| own.clone()) != &own {
            issues.error_with(issue::JAR_SIG_ZIP_ENTRY_SIGNERS_MISMATCH, file.name.clone());
            continue;
        }
        let expected = jar_digests::expected(section, "-Digest", range)?;
        if expected.is_empty() {
            issues.error_with(issue::JAR_SIG_NO_ZIP_ENTRY_DIGEST_IN_MANIFEST, file.name.clone());
            continue;
        }
        let mut running: Vec<_> = expected.iter().map(Expected::start).collect();
        entry::digest(archive, file, budget, &mut |piece| {
            for digest in &mut running {
                digest.update(piece);
            }
        })?;
        if running.into_iter().zip(&expected).any(|(digest, expected)| !digest.equals(expected)) {
            issues.error_with(issue::JAR_SIG_ZIP_ENTRY_DIGEST_DID_NOT_VERIFY, file.name.clone());
        }
    }
    match all {
        Some(signing) => Ok(signing),
        None => {
            issues.error(issue::JAR_SIG_NO_SIGNED_ZIP_ENTRIES);
            Ok(Vec::new())
        }
    }
}
