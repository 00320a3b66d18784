//! Entry points: what the platform enters, by kind, from the manifest.
//!
//! Order of a process's start (AOSP ActivityThread.handleBindApplication): component factory, the application's
//! constructor and attachBaseContext, content providers by initOrder (androidx.startup's initialisers inside
//! its provider), Application.onCreate, then the first component.

use super::callbacks::{Callbacks, Rule};
use super::facts::{EntryKind, EntryPoint};
use super::hash;
use super::program::{ClassId, MethodId, Program};
use super::LayoutHandler;
use crate::knowledge::Knowledge;
use crate::manifest::{Component, ComponentKind, Manifest};

/// One way in, with the node data the graph needs.
#[derive(Debug, Clone)]
pub struct Entry {
    pub point: EntryPoint,
    pub method: MethodId,
    /// Class whose objects the platform made for it.
    pub class: Option<ClassId>,
}

/// All ways in, in process order.
#[derive(Debug, Default)]
pub struct Entries {
    pub list: Vec<Entry>,
    /// Classes of the manifest that the loaded code defines.
    pub components: Vec<ClassId>,
    /// Components the loaded code does not define.
    pub missing: Vec<String>,
}

const MAIN: &str = "android.intent.action.MAIN";
const LAUNCHER: [&str; 3] = [
    "android.intent.category.LAUNCHER",
    "android.intent.category.LEANBACK_LAUNCHER",
    "android.intent.category.HOME",
];
/// Most click handlers of layouts that are followed.
const MAX_HANDLERS: usize = 5000;
const STARTUP_VALUE: &str = "androidx.startup";

struct Collector<'p, 'd, 'a> {
    program: &'p mut Program<'d, 'a>,
    callbacks: &'p Callbacks,
    entries: Entries,
}

/// Entry points of a package.
pub fn entries(
    program: &mut Program<'_, '_>,
    callbacks: &Callbacks,
    manifest: &Manifest,
    knowledge: &Knowledge,
    handlers: &[LayoutHandler],
) -> Entries {
    let mut collector = Collector { program, callbacks, entries: Entries::default() };
    for name in manifest.app_component_factory.iter().chain(&manifest.application) {
        collector.component(name, EntryKind::ProcessStart, &[], false, |_| true);
    }
    let mut providers: Vec<&Component> =
        manifest.components.iter().filter(|c| c.kind == ComponentKind::Provider).collect();
    providers.sort_by_key(|provider| std::cmp::Reverse(provider.init_order));
    for provider in providers {
        collector.provider(provider);
    }
    for component in &manifest.components {
        collector.other(component, manifest, knowledge);
    }
    if let Some(agent) = manifest.application_attributes.get("backupAgent") {
        collector.component(agent, EntryKind::System, &[], false, |_| true);
    }
    for handler in handlers.iter().take(MAX_HANDLERS) {
        collector.handler(handler);
    }
    collector.entries
}

impl Collector<'_, '_, '_> {
    /// Adds the lifecycle methods of a class; gesture methods become entries of their own kind.
    fn component(
        &mut self,
        name: &str,
        kind: EntryKind,
        actions: &[String],
        exported: bool,
        wanted: impl Fn(&Rule) -> bool,
    ) {
        let class =
            self.program.find_dotted(name).filter(|c| self.program.class(*c).is_some_and(|c| c.is_defined()));
        let Some(class) = class else {
            self.entries.missing.push(name.to_owned());
            return;
        };
        if !self.entries.components.contains(&class) {
            self.entries.components.push(class);
        }
        for (method, rule, _) in self.callbacks.of_component(self.program, class) {
            if wanted(&rule) {
                let kind = if rule.gesture { EntryKind::UserGesture } else { kind };
                self.add(kind, name, method, Some(class), actions, exported);
            }
        }
        let constructor = hash::selector("<init>", "()V").and_then(|s| self.program.own_method(class, s));
        let initialiser = hash::selector("<clinit>", "()V").and_then(|s| self.program.own_method(class, s));
        for method in initialiser.into_iter().chain(constructor) {
            self.add(kind, name, method, Some(class), actions, exported);
        }
    }

    fn add(
        &mut self,
        kind: EntryKind,
        component: &str,
        method: MethodId,
        class: Option<ClassId>,
        actions: &[String],
        exported: bool,
    ) {
        let repeated = self.entries.list.iter_mut().find(|entry| {
            entry.method == method && entry.point.kind == kind && entry.point.component == component
        });
        if let Some(entry) = repeated {
            for action in actions {
                if !entry.point.actions.contains(action) {
                    entry.point.actions.push(action.clone());
                }
            }
            entry.point.exported |= exported;
            return;
        }
        let point = EntryPoint {
            kind,
            component: component.to_owned(),
            method: self.program.signature(method),
            actions: actions.to_vec(),
            exported,
            registered_by: String::new(),
        };
        self.entries.list.push(Entry { point, method, class });
    }

    /// A provider runs at process start; its other methods are called from outside.
    fn provider(&mut self, provider: &Component) {
        let starts = hash::selector("onCreate", "()Z").into_iter().chain(hash::selector(
            "attachInfo",
            "(Landroid/content/Context;Landroid/content/pm/ProviderInfo;)V",
        ));
        let starts: Vec<u64> = starts.collect();
        self.component(&provider.name, EntryKind::ProcessStart, &[], false, |rule| {
            starts.contains(&rule.selector)
        });
        let exported = provider.exported.unwrap_or(false);
        self.component(&provider.name, EntryKind::Provider, &[], exported, |rule| {
            !starts.contains(&rule.selector)
        });
        for meta in provider.meta.iter().filter(|meta| meta.value.as_deref() == Some(STARTUP_VALUE)) {
            self.component(&meta.name, EntryKind::ProcessStart, &[], false, |_| true);
        }
    }

    fn other(&mut self, component: &Component, manifest: &Manifest, knowledge: &Knowledge) {
        let actions: Vec<String> =
            component.filters.iter().flat_map(|filter| filter.actions.clone()).collect();
        let exported = component.exported.unwrap_or(!component.filters.is_empty());
        let by_action = || actions.iter().find_map(|action| knowledge.entry_kinds.get(action).copied());
        let kind = match component.kind {
            ComponentKind::Activity if is_launcher(component, manifest) => EntryKind::Launcher,
            ComponentKind::Activity => EntryKind::Activity,
            ComponentKind::Service if self.is_a(&component.name, "Landroid/app/job/JobService;") => {
                EntryKind::Job
            }
            ComponentKind::Service => by_action().unwrap_or(EntryKind::Service),
            ComponentKind::Receiver => by_action().unwrap_or(EntryKind::Receiver),
            ComponentKind::ActivityAlias | ComponentKind::Provider => return,
        };
        self.component(&component.name, kind, &actions, exported, |_| true);
    }

    /// `android:onClick`: the name is looked up on the activity that shows the layout (AOSP View.java).
    fn handler(&mut self, handler: &LayoutHandler) {
        let Some(selector) = hash::selector(&handler.method, "(Landroid/view/View;)V") else { return };
        let bare = |name: &str| name.rsplit('/').next().unwrap_or_default().to_owned();
        let view =
            if handler.view.is_empty() { String::new() } else { format!("#@id/{}", bare(&handler.view)) };
        let place = format!("@layout/{}{view}", bare(&handler.layout));
        for class in self.entries.components.clone() {
            if let Some(method) = self.program.find_method(class, selector) {
                self.add(EntryKind::UserGesture, &place, method, None, &[], false);
            }
        }
    }

    fn is_a(&self, name: &str, base: &str) -> bool {
        match (self.program.find_dotted(name), self.program.find_class(base.as_bytes())) {
            (Some(class), Some(base)) => self.program.is_a(class, base),
            _ => false,
        }
    }
}

/// The activity, or an alias of it, answers to the home screen. Disabled ones may be enabled later.
fn is_launcher(activity: &Component, manifest: &Manifest) -> bool {
    let opens = |component: &Component| {
        component.filters.iter().any(|filter| {
            filter.actions.iter().any(|action| action == MAIN)
                && filter.categories.iter().any(|category| LAUNCHER.contains(&category.as_str()))
        })
    };
    opens(activity)
        || manifest.components.iter().any(|alias| {
            alias.kind == ComponentKind::ActivityAlias
                && alias.target.as_deref() == Some(activity.name.as_str())
                && opens(alias)
        })
}
