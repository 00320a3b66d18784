//! Everything the core sees in one package, stage by stage; a broken stage silences only its own fact.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Instant;

use mingjian_apk::arsc::Table;
use mingjian_apk::callgraph::Calls;
use mingjian_apk::error::{ParseError, Result};
use mingjian_apk::hidden::{self, HiddenReport};
use mingjian_apk::knowledge::Knowledge;
use mingjian_apk::layout::{self, LayoutReport};
use mingjian_apk::limits::{Budget, Limits};
use mingjian_apk::manifest::{self, Manifest};
use mingjian_apk::resources::{Resources, Terms};
use mingjian_apk::signing::SignatureReport;
use mingjian_apk::zip::{Anomaly, Archive};
use mingjian_draw::IconReport;
use serde::Serialize;

use crate::code::{Code, Slot};
use crate::early::{self, Coming};
use crate::memory::Lean;
use crate::stages;
use crate::work::{self, milliseconds, Task, Timed};

/// What the caller wants looked for.
pub struct Ask<'k> {
    pub tables: &'k Knowledge,
    pub text_terms: &'k [String],
    pub layout_terms: &'k [String],
    /// Entry names of interest, `*` as a wildcard.
    pub files: &'k [String],
    /// Whether the digest of each dex file is wanted; it costs another pass over them.
    pub digests: bool,
    /// When it was asked.
    pub since: Instant,
}

/// A part that could not be read, and the fact it silences.
#[derive(Serialize)]
pub struct Broken {
    fact: &'static str,
    code: &'static str,
    entry: String,
    offset: Option<u64>,
    detail: String,
}

/// What is seen before the code is analysed: the JSON of `mingjian.facts.collect.CoreSeen`.
#[derive(Serialize)]
struct Seen<'s> {
    entries: usize,
    installable: bool,
    anomalies: &'s [Anomaly],
    manifest: Option<&'s Manifest>,
    resources: Option<&'s Resources>,
    layout: Option<&'s LayoutReport>,
    icon: Option<&'s IconReport>,
    hidden_code: Option<&'s HiddenReport>,
    files: &'s [String],
}

/// The JSON of `mingjian.facts.collect.CoreFacts`.
#[derive(Serialize)]
struct Facts<'s> {
    /// `None` where it was told before.
    seen: Option<Seen<'s>>,
    signature: Option<&'s SignatureReport>,
    calls: Option<&'s Calls>,
    broken: &'s [Broken],
    timings_ms: &'s BTreeMap<&'static str, f64>,
    /// From the asking until it was known which code is reached; `None` where no code was analysed that far.
    reachability_at_ms: Option<f64>,
}

/// Collects what went wrong and how long each stage took.
#[derive(Default)]
pub struct Log {
    broken: Vec<Broken>,
    timings_ms: BTreeMap<&'static str, f64>,
    /// When it was known which code is reached.
    pub reached: Option<Instant>,
}

impl Log {
    /// Runs one stage; an error is noted under `fact` and gives None.
    pub fn stage<T>(&mut self, fact: &'static str, work: impl FnOnce() -> Result<T>) -> Option<T> {
        match self.timed(fact, work) {
            Ok(value) => Some(value),
            Err(error) => {
                self.note(fact, error);
                None
            }
        }
    }

    /// Runs `work` on the clock of `stage`.
    pub fn timed<T>(&mut self, stage: &'static str, work: impl FnOnce() -> T) -> T {
        let Timed { value, milliseconds } = Timed::of(work);
        self.spent(stage, milliseconds);
        value
    }

    /// What a stage run elsewhere gave; an error is noted under `fact` and gives None.
    pub fn take<'t, T>(&mut self, fact: &'static str, place: &'t Place<T>) -> Option<&'t T> {
        let Timed { value, milliseconds } = place.get()?;
        self.spent(fact, *milliseconds);
        value.as_ref().map_err(|error| self.note(fact, error.clone())).ok()
    }

    /// Adds to the clock of `stage`.
    pub fn spent(&mut self, stage: &'static str, milliseconds: f64) {
        *self.timings_ms.entry(stage).or_default() += milliseconds;
    }

    /// Adds what another log collected.
    fn append(&mut self, other: Self) {
        self.broken.extend(other.broken);
        self.reached = self.reached.or(other.reached);
        other.timings_ms.into_iter().for_each(|(stage, milliseconds)| self.spent(stage, milliseconds));
    }

    pub fn note(&mut self, fact: &'static str, error: ParseError) {
        self.broken.push(Broken {
            fact,
            code: error.code,
            entry: error.entry,
            offset: error.offset,
            detail: error.detail,
        });
    }
}

pub const MANIFEST: &str = "AndroidManifest.xml";
pub const TABLE: &str = "resources.arsc";

/// Hears what is seen early, as JSON.
pub type Hears<'h> = &'h (dyn Fn(&[u8]) + Sync);

/// Where a stage that any thread may run leaves what it gave.
type Place<T> = OnceLock<Timed<Result<T>>>;

/// Parts of [`Seen`] that are read by tasks of their own.
const EARLY_PARTS: usize = 4;

/// Sees all there is in an opened archive, as JSON; `beside` is done along the way. Where `hears` is given and that
/// is worth it, it hears what is seen before the code is analysed, once, on another thread, after what else that
/// does while the code is analysed.
///
/// # Errors
/// `apk_no_manifest` when the archive is no Android package, or the manifest's own error when the platform
/// could not read it either.
pub fn gather(
    archive: &Archive<'_>,
    ask: &Ask<'_>,
    limits: &Limits,
    beside: impl Fn() + Send + Sync,
    hears: Option<Hears<'_>>,
) -> Result<Vec<u8>> {
    let log = Mutex::new(Log::default());
    let manifest_entry = archive.find(MANIFEST).ok_or_else(no_manifest)?;
    let raw_table: OnceLock<Option<Cow<'_, [u8]>>> = OnceLock::new();
    let (place_of_table, seen) = (OnceLock::new(), OnceLock::new());
    let prepare = || {
        let mut budget = Budget::new(limits);
        let xml = archive.read(manifest_entry, &mut budget)?;
        let data = raw_table.get_or_init(|| {
            let entry = archive.find(TABLE)?;
            open(&log).stage("resources", || archive.read(entry, &mut budget))
        });
        let table = place_of_table.get_or_init(|| {
            let data = data.as_deref()?;
            let parse = || Table::parse(data, limits).map_err(|error| error.in_entry(TABLE));
            open(&log).stage("resources", parse)
        });
        let read = || manifest::read(&xml, table.as_ref(), limits);
        let manifest = open(&log).timed("manifest", read).map_err(|error| error.in_entry(MANIFEST))?;
        seen.get_or_init(|| manifest);
        Ok(())
    };
    // Tasks that ask for these come after what is prepared.
    let table = || place_of_table.get().and_then(Option::as_ref);
    let manifest = || seen.get().ok_or_else(no_manifest);
    let (resources, layout) = (Place::new(), Place::new());
    let (icon, hidden_code, signature) = (Place::new(), Place::new(), Place::new());
    let coming = Coming::new(EARLY_PARTS);
    let code = Code::new(archive, ask.digests, limits);
    let _lean = Lean::for_code(code.bytes());
    let slots: Vec<Slot<'_>> = (0..code.len()).map(|_| Slot::default()).collect();
    // What the call graph is built from comes first; the graph is one thread's work, the rest is done beside it.
    let read = |(number, slot)| -> Task<'_> {
        let code = &code;
        Box::new(move || code.read(number, slot))
    };
    let early: Vec<Task<'_>> = slots.iter().enumerate().map(read).collect();
    let first: [Task<'_>; 2] = [
        part(&layout, &coming, || {
            Ok(layout::report(archive, table(), &Terms::new(ask.layout_terms)?, None, limits))
        }),
        part(&resources, &coming, || match table() {
            Some(table) => stages::resources(archive, table, manifest()?, ask, limits).map(Some),
            None => Ok(None),
        }),
    ];
    let short: [Task<'_>; 2] = [
        part(&hidden_code, &coming, || hidden::find(archive, limits, &mut Budget::new(limits))),
        part(&icon, &coming, || Ok(mingjian_draw::icons(archive, table(), limits))),
    ];
    let files = OnceLock::new();
    let seen_now = || Seen {
        entries: archive.entries().len(),
        installable: archive.installable(),
        anomalies: archive.anomalies(),
        manifest: seen.get(),
        resources: given(&resources).and_then(Option::as_ref),
        layout: given(&layout),
        icon: given(&icon),
        hidden_code: given(&hidden_code),
        files: files.get_or_init(|| stages::matching(archive, ask.files)),
    };
    let is_told = AtomicBool::new(false);
    let tell = || {
        let Some(hears) = hears.filter(|_| early::is_worth_it(code.bytes())) else { return };
        coming.wait();
        // What could not be written is told with the rest.
        if let Ok(json) = json(&seen_now()) {
            is_told.store(true, Ordering::Relaxed);
            hears(&json);
        }
    };
    let beside: [Task<'_>; 3] = [
        later(&signature, || stages::signature(archive, manifest()?, limits)),
        Box::new(beside),
        Box::new(tell),
    ];
    let tasks = work::Tasks { early: &early, first: &first, short: &short, beside: &beside };
    let graph_log = Mutex::new(Log::default());
    let calls = work::all(&tasks, prepare, || {
        let (layout, resources) = (given(&layout), given(&resources).and_then(Option::as_ref));
        let inputs = stages::inputs(layout, resources, table(), ask.tables);
        stages::calls(&code, &slots, ask, seen.get()?, inputs, (limits, &mut open(&graph_log)))
    })?;
    let mut log = log.into_inner().unwrap_or_else(PoisonError::into_inner);
    log.take("resources", &resources);
    log.take("layout", &layout);
    log.take("icon", &icon);
    log.take("hidden_code", &hidden_code);
    let signature = log.take("signature", &signature);
    log.append(graph_log.into_inner().unwrap_or_else(PoisonError::into_inner));
    json(&Facts {
        seen: (!is_told.load(Ordering::Relaxed)).then(seen_now),
        signature,
        calls: calls.as_ref(),
        broken: &log.broken,
        timings_ms: &log.timings_ms,
        reachability_at_ms: log.reached.map(|reached| milliseconds(ask.since, reached)),
    })
}

/// What a stage that is done gave.
fn given<T>(place: &Place<T>) -> Option<&T> {
    place.get()?.value.as_ref().ok()
}

/// A stage to be run by whichever thread is free, that leaves what it gave in `place`.
fn later<'t, T: Send + Sync>(
    place: &'t Place<T>,
    stage: impl Fn() -> Result<T> + Send + Sync + 't,
) -> Task<'t> {
    Box::new(move || {
        place.get_or_init(|| Timed::of(&stage));
    })
}

/// The same, for a part that may be told early.
fn part<'t, T: Send + Sync>(
    place: &'t Place<T>,
    coming: &'t Coming,
    stage: impl Fn() -> Result<T> + Send + Sync + 't,
) -> Task<'t> {
    let run = later(place, stage);
    Box::new(move || {
        let _part = coming.part();
        run();
    })
}

fn open(log: &Mutex<Log>) -> MutexGuard<'_, Log> {
    log.lock().unwrap_or_else(PoisonError::into_inner)
}

fn no_manifest() -> ParseError {
    ParseError::new("apk_no_manifest", None, "no AndroidManifest.xml: not an Android package")
}

/// `value` as JSON.
///
/// # Errors
/// `core_not_serialisable`.
pub fn json(value: &impl Serialize) -> Result<Vec<u8>> {
    serde_json::to_vec(value)
        .map_err(|error| ParseError::new("core_not_serialisable", None, error.to_string()))
}
