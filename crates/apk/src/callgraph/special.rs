//! Framework calls that pass control in ways of their own: reflection, explicit intents, layouts.

use crate::dex::Dex;

/// What a framework method does for the graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Special {
    /// `Class.forName`, `ClassLoader.loadClass`.
    LoadClass,
    /// `Class.newInstance`, `Constructor.newInstance`, `Fragment.instantiate`.
    NewInstance,
    /// `Class.getMethod` and its kin: looks a member up by name.
    FindMember,
    /// `Method.invoke`.
    Invoke,
    /// Starts an activity, or sends a broadcast.
    Start,
    /// Starts a service, or binds to it.
    StartService,
    /// Ends a service that runs.
    StopService,
    /// Makes a `PendingIntent` for an activity: a person will tap it.
    PendingActivity,
    /// Makes a `PendingIntent` for a service or receiver.
    Pending,
    /// Names a component in an intent.
    Explicit,
    /// Loads code from a file or from memory.
    DynamicCode,
    /// Takes a layout by resource number.
    Layout,
    /// Hands an object to a page's scripts.
    ScriptInterface,
    /// Takes the class of something the library makes itself: a worker, a view model.
    MakesClass,
}

/// Classifies a method reference.
pub fn classify(dex: &Dex<'_>, method: u32) -> Option<Special> {
    let row = dex.method(method)?;
    let name = dex.string_bytes(row.name)?;
    if !is_candidate(name) {
        return None;
    }
    let class = dex.type_bytes(row.class)?;
    Some(match (class, name) {
        (b"Ljava/lang/Class;", b"forName") => Special::LoadClass,
        (_, b"loadClass") => Special::LoadClass,
        (b"Ljava/lang/Class;" | b"Ljava/lang/reflect/Constructor;", b"newInstance") => Special::NewInstance,
        (_, b"instantiate") if class.ends_with(b"Fragment;") => Special::NewInstance,
        (b"Ljava/lang/Class;", b"getMethod" | b"getDeclaredMethod" | b"getField" | b"getDeclaredField") => {
            Special::FindMember
        }
        (b"Ljava/lang/reflect/Method;", b"invoke") => Special::Invoke,
        (b"Landroid/app/PendingIntent;", b"getActivity" | b"getActivities") => Special::PendingActivity,
        (b"Landroid/app/PendingIntent;", b"getService" | b"getBroadcast" | b"getForegroundService") => {
            Special::Pending
        }
        (
            _,
            b"startActivity"
            | b"startActivities"
            | b"startActivityForResult"
            | b"startActivityIfNeeded"
            | b"sendBroadcast"
            | b"sendOrderedBroadcast"
            | b"sendStickyBroadcast"
            | b"startInstrumentation",
        ) => Special::Start,
        (_, b"startService" | b"startForegroundService" | b"bindService") => Special::StartService,
        (_, b"stopService") => Special::StopService,
        (b"Landroid/content/Intent;", b"setClass" | b"setClassName" | b"setComponent") => Special::Explicit,
        (b"Landroid/content/Intent;" | b"Landroid/content/ComponentName;", b"<init>") => Special::Explicit,
        (
            b"Ldalvik/system/DexClassLoader;"
            | b"Ldalvik/system/PathClassLoader;"
            | b"Ldalvik/system/InMemoryDexClassLoader;"
            | b"Ldalvik/system/DelegateLastClassLoader;",
            b"<init>",
        ) => Special::DynamicCode,
        (b"Ldalvik/system/DexFile;", b"<init>" | b"loadDex") => Special::DynamicCode,
        (_, b"setContentView" | b"inflate") => Special::Layout,
        (_, b"addJavascriptInterface") => Special::ScriptInterface,
        (
            b"Landroidx/work/OneTimeWorkRequest$Builder;" | b"Landroidx/work/PeriodicWorkRequest$Builder;",
            b"<init>",
        ) => Special::MakesClass,
        (_, b"get") if class.ends_with(b"ViewModelProvider;") => Special::MakesClass,
        (b"Landroidx/startup/AppInitializer;", b"initializeComponent") => Special::MakesClass,
        (_, b"databaseBuilder") => Special::MakesClass,
        _ => return None,
    })
}

fn is_candidate(name: &[u8]) -> bool {
    matches!(
        name,
        b"forName"
            | b"loadClass"
            | b"newInstance"
            | b"instantiate"
            | b"getMethod"
            | b"getDeclaredMethod"
            | b"getField"
            | b"getDeclaredField"
            | b"invoke"
            | b"getActivity"
            | b"getActivities"
            | b"getService"
            | b"getBroadcast"
            | b"getForegroundService"
            | b"startActivity"
            | b"startActivities"
            | b"startActivityForResult"
            | b"startActivityIfNeeded"
            | b"startService"
            | b"startForegroundService"
            | b"bindService"
            | b"sendBroadcast"
            | b"sendOrderedBroadcast"
            | b"sendStickyBroadcast"
            | b"startInstrumentation"
            | b"stopService"
            | b"setClass"
            | b"setClassName"
            | b"setComponent"
            | b"<init>"
            | b"loadDex"
            | b"setContentView"
            | b"inflate"
            | b"addJavascriptInterface"
            | b"get"
            | b"initializeComponent"
            | b"databaseBuilder"
    )
}
