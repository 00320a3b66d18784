//! The call graph on DroidBench: for each package the source its description names, and where control comes
//! from. Each row of the table was checked against the description in leaks.tsv.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::expect_used, clippy::panic)]

use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

use mingjian_apk::arsc::Table;
use mingjian_apk::callgraph::{analyse, Calls, EntryKind, Inputs};
use mingjian_apk::dex::Dex;
use mingjian_apk::knowledge::Knowledge;
use mingjian_apk::layout;
use mingjian_apk::limits::{Budget, Limits};
use mingjian_apk::manifest;
use mingjian_apk::resources::Terms;
use mingjian_apk::zip::Archive;

/// (package, beginning of the row id of its source, kind of entry it is reached from, method of that entry).
/// An empty kind says that no way leads there.
const SOURCES: [(&str, &str, &str, &str); 43] = [
    ("Aliasing/Merge1", "imei.TelephonyManager.getDeviceId", "launcher", "onCreate"),
    ("AndroidSpecific/Library2", "imei.TelephonyManager.getDeviceId", "launcher", "onCreate"),
    ("AndroidSpecific/Parcel1", "imei.TelephonyManager.getDeviceId", "launcher", "onCreate"),
    ("AndroidSpecific/PublicAPIField2", "imei.TelephonyManager.getDeviceId", "launcher", "onCreate"),
    ("ArraysAndLists/HashMapAccess1", "imei.TelephonyManager.getDeviceId", "launcher", "onCreate"),
    ("Callbacks/Button1", "imei.TelephonyManager.getDeviceId", "launcher", "onCreate"),
    ("Callbacks/Button4", "imei.TelephonyManager.getDeviceId", "launcher", "onCreate"),
    ("Callbacks/Button5", "imei.TelephonyManager.getDeviceId", "launcher", "onCreate"),
    ("Callbacks/LocationLeak2", "precise_location.Location.getLatitude", "launcher", "onCreate"),
    ("Callbacks/MethodOverride1", "imei.TelephonyManager.getDeviceId", "launcher", "attachBaseContext"),
    ("Callbacks/Ordering1", "precise_location.Location.getLatitude", "launcher", "onDestroy"),
    // The listener object is a field's initial value: it is made in the application's constructor.
    ("Callbacks/RegisterGlobal1", "imei.TelephonyManager.getDeviceId", "process_start", "<init>"),
    ("Callbacks/RegisterGlobal2", "imei.TelephonyManager.getDeviceId", "process_start", "<init>"),
    (
        "FieldAndObjectSensitivity/FieldSensitivity1",
        "iccid.TelephonyManager.getSimSerialNumber",
        "launcher",
        "onCreate",
    ),
    (
        "FieldAndObjectSensitivity/FieldSensitivity3",
        "iccid.TelephonyManager.getSimSerialNumber",
        "launcher",
        "onCreate",
    ),
    (
        "FieldAndObjectSensitivity/InheritedObjects1",
        "imei.TelephonyManager.getDeviceId",
        "launcher",
        "onCreate",
    ),
    ("GeneralJava/Exceptions1", "imei.TelephonyManager.getDeviceId", "launcher", "onCreate"),
    ("GeneralJava/Exceptions2", "imei.TelephonyManager.getDeviceId", "launcher", "onCreate"),
    ("GeneralJava/Exceptions3", "imei.TelephonyManager.getDeviceId", "launcher", "onCreate"),
    ("GeneralJava/Loop2", "imei.TelephonyManager.getDeviceId", "launcher", "onCreate"),
    ("GeneralJava/StaticInitialization3", "imei.TelephonyManager.getDeviceId", "launcher", "onCreate"),
    ("GeneralJava/StringPatternMatching1", "imei.TelephonyManager.getDeviceId", "launcher", "onCreate"),
    ("GeneralJava/UnreachableCode", "imei.TelephonyManager.getDeviceId", "", ""),
    ("GeneralJava/VirtualDispatch1", "imei.TelephonyManager.getDeviceId", "launcher", "onCreate"),
    ("GeneralJava/VirtualDispatch2", "imei.TelephonyManager.getDeviceId", "launcher", "onCreate"),
    ("ImplicitFlows/ImplicitFlow2", "real_name.EditText.getText", "user_gesture", "*"),
    ("ImplicitFlows/ImplicitFlow4", "real_name.EditText.getText", "user_gesture", "*"),
    // It hands on what other apps' intents carry and takes nothing itself.
    ("InterAppCommunication/Echoer", "", "", ""),
    (
        "InterComponentCommunication/ActivityCommunication1",
        "imei.TelephonyManager.getDeviceId",
        "launcher",
        "onCreate",
    ),
    (
        "InterComponentCommunication/ActivityCommunication4",
        "imei.TelephonyManager.getDeviceId",
        "launcher",
        "onCreate",
    ),
    (
        "InterComponentCommunication/ActivityCommunication5",
        "imei.TelephonyManager.getDeviceId",
        "launcher",
        "onCreate",
    ),
    (
        "InterComponentCommunication/ActivityCommunication6",
        "imei.TelephonyManager.getDeviceId",
        "launcher",
        "onCreate",
    ),
    (
        "InterComponentCommunication/ActivityCommunication7",
        "imei.TelephonyManager.getDeviceId",
        "launcher",
        "onCreate",
    ),
    // The activity that writes is started by no code of the package's own launcher.
    (
        "InterComponentCommunication/EventOrdering1",
        "imei.TelephonyManager.getDeviceId",
        "activity",
        "onCreate",
    ),
    ("InterComponentCommunication/IntentSink1", "imei.TelephonyManager.getDeviceId", "launcher", "onCreate"),
    (
        "InterComponentCommunication/SharedPreferences1",
        "imei.TelephonyManager.getDeviceId",
        "launcher",
        "onCreate",
    ),
    (
        "InterComponentCommunication/UnresolvableIntent1",
        "imei.TelephonyManager.getDeviceId",
        "launcher",
        "onCreate",
    ),
    ("Lifecycle/ActivitySavedState1", "imei.TelephonyManager.getDeviceId", "launcher", "onSaveInstanceState"),
    ("Lifecycle/ApplicationLifecycle3", "imei.TelephonyManager.getDeviceId", "process_start", "onCreate"),
    ("Lifecycle/BroadcastReceiverLifecycle2", "imei.TelephonyManager.getDeviceId", "launcher", "onCreate"),
    ("Lifecycle/EventOrdering1", "imei.TelephonyManager.getDeviceId", "launcher", "onLowMemory"),
    ("Lifecycle/FragmentLifecycle1", "imei.TelephonyManager.getDeviceId", "launcher", "onCreate"),
    ("Lifecycle/ServiceLifecycle1", "iccid.TelephonyManager.getSimSerialNumber", "service", "onStartCommand"),
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Samples, or `None` (with the reason on stderr) where they are not; never so under CI.
fn samples() -> Option<PathBuf> {
    let shared = std::env::var_os("MINGJIAN_SHARED").map_or_else(|| root().join("../shared"), PathBuf::from);
    let folder = shared.join("data/apk/secure-software-engineering+DroidBench/apk");
    if folder.is_dir() {
        return Some(folder);
    }
    assert!(std::env::var_os("CI").is_none(), "{} is missing", folder.display());
    eprintln!("skipped: {} is missing", folder.display());
    None
}

/// The knowledge tables, compiled by the project's own compiler; the interpreter is `MINGJIAN_PYTHON`.
fn knowledge() -> Option<&'static Knowledge> {
    static TABLES: OnceLock<Option<Knowledge>> = OnceLock::new();
    let compiled = TABLES.get_or_init(|| {
        let out = std::env::temp_dir().join(format!("mingjian-knowledge-{}.json", std::process::id()));
        let venvs = [".venv/bin/python", "../venv/bin/python"].map(|place| root().join(place));
        let default = venvs.into_iter().find(|venv| venv.exists()).unwrap_or_else(|| "python3".into());
        let python = std::env::var_os("MINGJIAN_PYTHON").map_or(default, PathBuf::from);
        let mut command = Command::new(python);
        command.args(["-m", "mingjian.knowledge.compile"]).arg(&out).env("PYTHONPATH", root().join("python"));
        let ran = command.status().is_ok_and(|status| status.success());
        let table = if ran { std::fs::read(&out).ok() } else { None };
        let _ = std::fs::remove_file(&out);
        Some(Knowledge::load(&table?).expect("the compiler writes what the core reads"))
    });
    assert!(compiled.is_some() || std::env::var_os("CI").is_none(), "the knowledge files do not compile");
    compiled.as_ref()
}

fn calls(path: &std::path::Path, knowledge: &Knowledge) -> Calls {
    let limits = Limits::default();
    let mut budget = Budget::new(&limits);
    let data = std::fs::read(path).unwrap();
    let archive = Archive::open(&data, &limits).unwrap();
    let mut read = |name: &str| archive.find(name).map(|entry| archive.read(entry, &mut budget).unwrap());
    let (resources, axml, code) =
        (read("resources.arsc"), read("AndroidManifest.xml").unwrap(), read("classes.dex").unwrap());
    let table = resources.as_ref().map(|bytes| Table::parse(bytes, &limits).unwrap());
    let manifest = manifest::read(&axml, table.as_ref(), &limits).unwrap();
    let layouts = layout::report(&archive, table.as_ref(), &Terms::new(&[]).unwrap(), None, &limits);
    let inputs = Inputs::of_layouts(&layouts, &knowledge.consent);
    let dex = Dex::parse(&code, "classes.dex", &limits, &mut budget).unwrap();
    analyse(&[dex], knowledge, &manifest, &inputs, &mut budget).unwrap()
}

fn kind(kind: EntryKind) -> String {
    serde_json::to_value(kind).unwrap().as_str().unwrap().to_owned()
}

#[test]
fn droidbench_sources_and_their_entries() {
    let (Some(folder), Some(knowledge)) = (samples(), knowledge()) else { return };
    let mut differences = Vec::new();
    for (name, source, wanted, entry) in SOURCES {
        let calls = calls(&folder.join(format!("{name}.apk")), knowledge);
        let own = |caller: &str| !caller.starts_with("Landroid/support/");
        let hits: Vec<_> = calls
            .hits
            .iter()
            .filter(|hit| !source.is_empty() && hit.api.starts_with(source) && own(&hit.caller))
            .collect();
        if source.is_empty() {
            continue;
        }
        if hits.is_empty() {
            differences.push(format!("{name}: no hit of {source}"));
        }
        let comes = |path: &mingjian_apk::callgraph::Path| {
            let point = &calls.entry_points[path.entry];
            kind(point.kind) == wanted && (entry == "*" || point.method.contains(&format!("->{entry}(")))
        };
        let found = hits.iter().any(|hit| hit.paths.iter().any(comes));
        let reached = hits.iter().any(|hit| hit.reachable);
        if wanted.is_empty() && reached {
            differences.push(format!("{name}: {source} is claimed to be reachable"));
        }
        if !wanted.is_empty() && !found {
            let paths: Vec<_> =
                hits.iter().flat_map(|hit| &hit.paths).map(|path| &calls.entry_points[path.entry]).collect();
            differences.push(format!("{name}: {source} is not reached from {wanted} {entry}: {paths:?}"));
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

#[test]
fn every_step_of_a_path_leads_on() {
    let (Some(folder), Some(knowledge)) = (samples(), knowledge()) else { return };
    let calls = calls(&folder.join("Lifecycle/FragmentLifecycle1.apk"), knowledge);
    let mut steps = 0;
    for hit in &calls.hits {
        assert_eq!(hit.reachable, !hit.paths.is_empty(), "{hit:?}");
        for path in &hit.paths {
            let mut at = calls.entry_points[path.entry].method.clone();
            for step in path.steps.iter().map(|n| &calls.steps[*n as usize]) {
                assert_eq!(step.caller, at);
                at.clone_from(&step.callee);
                steps += 1;
            }
            assert_eq!(at, hit.caller);
            assert_eq!(path.weakest, path.steps.iter().map(|n| calls.steps[*n as usize].edge).max());
        }
    }
    assert!(steps > 10);
    assert!(
        calls.launch_methods <= calls.reachable_methods && calls.reachable_methods <= calls.methods + 100
    );
}

#[test]
fn mutated_code_never_panics() {
    let (Some(folder), Some(knowledge)) = (samples(), knowledge()) else { return };
    let limits = Limits { max_work: 400_000_000, ..Limits::default() };
    let data = std::fs::read(folder.join("Lifecycle/FragmentLifecycle1.apk")).unwrap();
    let archive = Archive::open(&data, &limits).unwrap();
    let mut budget = Budget::new(&limits);
    let mut read = |name: &str| archive.read(archive.find(name).unwrap(), &mut budget).unwrap().into_owned();
    let (axml, code) = (read("AndroidManifest.xml"), read("classes.dex"));
    let manifest = manifest::read(&axml, None, &limits).unwrap();
    let mut seed = 0x2545_f491_4f6c_dd1du64;
    let mut random = |below: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        (seed % below as u64) as usize
    };
    let mut analysed = 0;
    for _ in 0..60 {
        let mut mutant = code.clone();
        for _ in 0..40 {
            // Past the header, where tables, class data and code are.
            let at = 0x70 + random(mutant.len() - 0x70);
            mutant[at] = random(256) as u8;
        }
        let mut budget = Budget::new(&limits);
        let Ok(dex) = Dex::parse(&mutant, "classes.dex", &limits, &mut budget) else { continue };
        analysed +=
            usize::from(analyse(&[dex], knowledge, &manifest, &Inputs::default(), &mut budget).is_ok());
    }
    assert!(analysed > 20, "only {analysed} mutants were analysed");
}
