//! Control that passes without a call: constant reflection, explicit intents, layouts, page scripts.

use std::ops::Range;

use super::facts::EdgeKind;
use super::graph::Edge;
use super::program::{ClassId, MethodId, NONE};
use super::reach::{Out, Reach};
use super::special::Special;
use crate::dex::EventKind;
use crate::error::Result;
use crate::limits::Budget;

/// Most code units between an inflating call and a constant that names its layout.
const MAX_NAMES: usize = 64;

impl Reach<'_, '_, '_> {
    /// Edges of a method that makes special calls, each given with its code unit.
    pub(super) fn special_edges(
        &mut self,
        id: MethodId,
        dex: usize,
        specials: &[(Special, u32)],
        out: &mut Out<'_>,
        budget: &mut Budget,
    ) -> Result<()> {
        let at_of =
            |wanted: Special| specials.iter().find(|(special, _)| *special == wanted).map(|(_, at)| *at);
        if at_of(Special::DynamicCode).is_some() {
            self.dynamic_code += 1;
        }
        if at_of(Special::LoadClass).is_some() || at_of(Special::FindMember).is_some() {
            self.reflection_edges(id, specials, out);
        } else if at_of(Special::Invoke).is_some() || at_of(Special::NewInstance).is_some() {
            self.reflection += 1;
        }
        if at_of(Special::Explicit).is_some() {
            self.component_edges(id, dex, specials, out);
        }
        if at_of(Special::NewInstance).is_some() || at_of(Special::MakesClass).is_some() {
            for (at, class) in self.named_classes(id, dex) {
                self.make_by_library(class, at, out);
            }
        }
        if at_of(Special::ScriptInterface).is_some() {
            self.script_edges(id, dex, out);
        }
        if self.has_layouts() && at_of(Special::Layout).is_some() {
            self.layout_edges(id, dex, specials, out, budget)?;
        }
        Ok(())
    }

    /// Classes a method names by const-class.
    fn named_classes(&mut self, id: MethodId, dex: usize) -> Vec<(u32, ClassId)> {
        let Some((_, method)) = self.program.method(id) else { return Vec::new() };
        let sweeps = self.program.sweeps;
        let Some(sweep) = sweeps.get(dex) else { return Vec::new() };
        let events = sweep.events_of(method).iter().filter(|event| event.kind() == EventKind::ConstClass);
        let found: Vec<(u32, u32)> = events.map(|event| (event.at(), event.index)).take(MAX_NAMES).collect();
        found.into_iter().map(|(at, type_)| (at, self.program.class_of(dex, type_))).collect()
    }

    fn make_by_library(&mut self, class: ClassId, at: u32, out: &mut Out<'_>) {
        if self.program.class(class).is_some_and(|c| c.is_defined() && c.is_instantiable()) {
            self.make(class, at, EdgeKind::Reflection, out);
            for target in self.constructors(class) {
                out.push(Edge::new(target, at, EdgeKind::Reflection));
            }
        }
    }

    fn constructors(&self, class: ClassId) -> Vec<MethodId> {
        self.members_named(class, "<init>")
    }

    /// Methods a class defines under a name.
    fn members_named(&self, class: ClassId, name: &str) -> Vec<MethodId> {
        let Some(found) = self.program.class(class) else { return Vec::new() };
        let dex = self.program.dexes.get(found.dex as usize);
        (found.first_method..found.end_method)
            .filter(|id| {
                let row = self.program.method(*id).and_then(|(_, m)| dex?.method(m.method));
                row.and_then(|row| dex?.string_bytes(row.name)) == Some(name.as_bytes())
            })
            .collect()
    }

    /// `Class.forName("com.a.B").newInstance()`, `getMethod("run").invoke(…)` with constant names.
    fn reflection_edges(&mut self, id: MethodId, specials: &[(Special, u32)], out: &mut Out<'_>) {
        let uses = |wanted: &[Special]| specials.iter().any(|(special, _)| wanted.contains(special));
        let constants = self.constants(id);
        let dex = self.program.method(id).map_or(0, |(dex, _)| dex);
        let mut classes: Vec<(u32, ClassId)> = Vec::new();
        if uses(&[Special::LoadClass]) {
            for (at, text) in constants.iter().take(MAX_NAMES) {
                if let Some(class) = self.program.find_dotted(&text.replace('/', ".")) {
                    classes.push((*at, class));
                }
            }
        }
        let mut followed = !classes.is_empty();
        for (at, class) in classes.clone() {
            self.use_class(class, at, out);
            if uses(&[Special::NewInstance, Special::FindMember, Special::Invoke]) {
                self.make_by_library(class, at, out);
            }
        }
        if uses(&[Special::FindMember]) {
            classes.extend(self.named_classes(id, dex));
            for (at, name) in constants.iter().take(MAX_NAMES) {
                for (_, class) in &classes {
                    for target in self.members_named(*class, name) {
                        followed = true;
                        out.push(Edge::new(target, *at, EdgeKind::Reflection));
                    }
                }
            }
        }
        // Framework classes named by constants are followed too: nothing of the app runs there.
        let framework =
            constants.iter().any(|(_, text)| text.starts_with("android.") || text.starts_with("java."));
        if !followed && !framework {
            self.reflection += 1;
        }
    }

    /// Explicit intents: the component a method names in an intent may start.
    fn component_edges(&mut self, id: MethodId, dex: usize, specials: &[(Special, u32)], out: &mut Out<'_>) {
        let has = |wanted: Special| specials.iter().any(|(special, _)| *special == wanted);
        // Only a pending intent: the activity waits for a tap on a notification.
        let starts = has(Special::Start) || has(Special::StartService);
        let waits = has(Special::PendingActivity) && !starts;
        let mut named = self.named_classes(id, dex);
        for (at, text) in self.constants(id).iter().take(MAX_NAMES) {
            named.extend(self.program.find_dotted(text).map(|class| (*at, class)));
        }
        named.retain(|(_, class)| self.is_component(*class));
        for (at, class) in &named {
            let later = named.iter().map(|(next, _)| *next).filter(|next| next > at);
            let until = later.min().unwrap_or(u32::MAX);
            if !is_ended(specials, *at..until) {
                let node = self.graph.component(*class);
                out.push(Edge { gesture: waits, ..Edge::new(node, *at, EdgeKind::Component) });
            }
        }
    }

    /// Methods that a page's scripts may call: those of objects made here, marked @JavascriptInterface.
    fn script_edges(&mut self, id: MethodId, dex: usize, out: &mut Out<'_>) {
        let Some((_, method)) = self.program.method(id) else { return };
        let sweeps = self.program.sweeps;
        let Some(sweep) = sweeps.get(dex) else { return };
        let made = sweep.events_of(method).iter().filter(|event| event.kind() == EventKind::NewInstance);
        let made: Vec<(u32, u32)> = made.map(|event| (event.at(), event.index)).take(MAX_NAMES).collect();
        let mut classes: Vec<(u32, ClassId)> =
            made.into_iter().map(|(at, type_)| (at, self.program.class_of(dex, type_))).collect();
        classes.push((0, self.program.owner(id)));
        for (at, class) in classes {
            for target in self.script_methods(class) {
                out.push(Edge::new(target, at, EdgeKind::Callback));
            }
        }
    }

    fn script_methods(&self, class: ClassId) -> Vec<MethodId> {
        let Some(found) = self.program.class(class).filter(|c| c.is_defined()) else { return Vec::new() };
        let Some(dex) = self.program.dexes.get(found.dex as usize) else { return Vec::new() };
        let Some(def) = dex.class_def(found.def) else { return Vec::new() };
        let marked = |id: &MethodId| {
            let Some((_, method)) = self.program.method(*id) else { return false };
            dex.method_annotations(&def, method.method).iter().any(|annotation| {
                dex.type_bytes(annotation.value.type_) == Some(b"Landroid/webkit/JavascriptInterface;")
            })
        };
        (found.first_method..found.end_method).filter(marked).collect()
    }

    /// Views that a layout names are made where it is inflated.
    fn layout_edges(
        &mut self,
        id: MethodId,
        dex: usize,
        specials: &[(Special, u32)],
        out: &mut Out<'_>,
        budget: &mut Budget,
    ) -> Result<()> {
        let Some((_, method)) = self.program.method(id) else { return Ok(()) };
        let dexes = self.program.dexes;
        let Some(body) = dexes.get(dex).map(|d| d.body(method, budget)).transpose()?.flatten() else {
            return Ok(());
        };
        let values = body.values(budget)?;
        for (_, at) in specials.iter().filter(|(special, _)| *special == Special::Layout) {
            for arg in values.const_args(*at) {
                let crate::dex::Arg::Int(number) = arg else { continue };
                let Ok(resource) = u32::try_from(number) else { continue };
                for class in self.layout_classes(resource).to_vec() {
                    if class != NONE {
                        self.make(class, *at, EdgeKind::Callback, out);
                    }
                }
            }
        }
        Ok(())
    }
}

/// Whether the service named at the start of these code units is only stopped before the next is named.
fn is_ended(specials: &[(Special, u32)], units: Range<u32>) -> bool {
    let does =
        |wanted: Special| specials.iter().any(|(special, at)| *special == wanted && units.contains(at));
    does(Special::StopService) && !does(Special::StartService) && !does(Special::Pending)
}
