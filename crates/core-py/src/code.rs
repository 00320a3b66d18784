//! The loaded dex files: inflated, parsed and swept, each file by whichever thread is free.

use std::borrow::Cow;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

use mingjian_apk::dex::{self, Dex, Summary};
use mingjian_apk::error::Result;
use mingjian_apk::hex::hex;
use mingjian_apk::hidden;
use mingjian_apk::limits::{Budget, Limits};
use mingjian_apk::zip::{Archive, Entry};
use sha2::{Digest, Sha256};

use crate::facts::Log;
use crate::work::Timed;

/// Dex files to be read, with their bytes once they are inflated.
pub struct Code<'a> {
    archive: &'a Archive<'a>,
    limits: &'a Limits,
    digests: bool,
    files: Vec<File<'a>>,
    /// Work done on all files so far.
    spent: AtomicU64,
}

struct File<'a> {
    name: String,
    entry: &'a Entry,
    inflated: OnceLock<Paid<Result<Cow<'a, [u8]>>>>,
    digest: OnceLock<Timed<String>>,
}

/// What a step gave, and the work it was charged.
pub struct Paid<T> {
    step: Timed<T>,
    work: u64,
}

/// The logical files of one dex file, with their sweeps.
type Parsed<'f> = Paid<Result<Vec<(Dex<'f>, Paid<Result<Summary>>)>>>;

/// A place for what was read of one dex file.
pub type Slot<'f> = Mutex<Option<Parsed<'f>>>;

/// What the call graph is built from.
pub struct Loaded<'f> {
    /// Not one file could be inflated.
    pub is_empty: bool,
    pub dexes: Vec<Dex<'f>>,
    pub sweeps: Result<Vec<Summary>>,
    /// SHA-256 of the file behind each of `dexes`, where asked for.
    pub digests: Vec<String>,
}

impl<'a> Code<'a> {
    /// classes.dex, classes2.dex … until the first gap, as ART opens them.
    pub fn new(archive: &'a Archive<'a>, digests: bool, limits: &'a Limits) -> Self {
        let mut files = Vec::new();
        for number in 1..=hidden::loaded_dex_count(archive) {
            let name = hidden::dex_name(number);
            let Some(entry) = archive.find(&name) else { break };
            files.push(File { name, entry, inflated: OnceLock::new(), digest: OnceLock::new() });
        }
        Self { archive, limits, digests, files, spent: AtomicU64::new(0) }
    }

    /// How many files there are.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// What the files say they inflate to.
    pub fn bytes(&self) -> u64 {
        self.files.iter().fold(0, |sum, file| sum.saturating_add(file.entry.uncompressed))
    }

    /// Reads one file into its slot. No file is begun once those before it have used up the package's work, so
    /// that two threads do at most twice that.
    pub fn read<'f>(&'f self, number: usize, slot: &Slot<'f>) {
        let Some(file) = self.files.get(number) else { return };
        if self.spent.load(Ordering::Relaxed) >= self.limits.max_work {
            return;
        }
        let read = || self.paid(|budget| self.archive.read(file.entry, budget));
        let Ok(data) = &file.inflated.get_or_init(read).step.value else { return };
        if self.digests {
            file.digest.get_or_init(|| Timed::of(|| hex(&Sha256::digest(data))));
        }
        let Paid { step, work } = self.paid(|budget| dex::parse_all(data, &file.name, self.limits, budget));
        let sweep = |dex: Dex<'f>| {
            let swept = self.paid(|budget| dex.sweep(budget));
            (dex, swept)
        };
        let value = step.value.map(|dexes| dexes.into_iter().map(sweep).collect());
        let step = Timed { value, milliseconds: step.milliseconds };
        *slot.lock().unwrap_or_else(PoisonError::into_inner) = Some(Paid { step, work });
    }

    fn paid<T>(&self, step: impl FnOnce(&mut Budget) -> T) -> Paid<T> {
        let mut budget = Budget::new(self.limits);
        let step = Timed::of(|| step(&mut budget));
        let work = budget.spent(self.limits);
        self.spent.fetch_add(work, Ordering::Relaxed);
        Paid { step, work }
    }

    /// Everything that could be read, charged to `budget` as if one file had been read after the other.
    pub fn finish<'f>(&'f self, slots: &[Slot<'f>], budget: &mut Budget, log: &mut Log) -> Loaded<'f> {
        let mut is_read = Vec::with_capacity(self.files.len());
        for file in &self.files {
            let inflated = file.inflated.get();
            let paid = budget.charge(inflated.map_or(u64::MAX, |inflated| inflated.work));
            let told = inflated.and_then(|inflated| inflated.step.value.as_ref().err().cloned());
            log.spent("inflate", inflated.map_or(0.0, |inflated| inflated.step.milliseconds));
            let error = told.or(paid.err().map(|error| error.in_entry(&file.name)));
            is_read.push(error.is_none());
            if let Some(error) = error {
                log.note("inflate", error);
            }
        }
        let is_empty = !is_read.contains(&true);
        let (mut dexes, mut swept, mut digests) = (Vec::new(), Vec::new(), Vec::new());
        for ((file, slot), is_read) in self.files.iter().zip(slots).zip(is_read) {
            let parsed = slot.lock().unwrap_or_else(PoisonError::into_inner).take();
            let Some(Paid { step, work }) = parsed.filter(|_| is_read) else { continue };
            log.spent("sweep", step.milliseconds);
            match budget.charge(work).and(step.value) {
                Ok(found) => {
                    for (dex, sweep) in found {
                        dexes.push(dex);
                        swept.push(sweep);
                        digests.extend(file.digest.get().map(|digest| digest.value.clone()));
                    }
                }
                Err(error) => log.note("calls", error.in_entry(&file.name)),
            }
            if let Some(digest) = file.digest.get() {
                log.spent("dex_sha256", digest.milliseconds);
            }
        }
        let mut sweep = |Paid { step, work }: Paid<Result<Summary>>| {
            log.spent("sweep", step.milliseconds);
            budget.charge(work).and(step.value)
        };
        let sweeps = swept.into_iter().map(&mut sweep).collect();
        Loaded { is_empty, dexes, sweeps, digests }
    }
}
