//! Callback rows turned into numbers: which methods of an object the framework may call, and when.

use super::hash::{Map, Set};

use super::facts::EdgeKind;
use super::program::{ClassId, MethodId, Program, NONE};
use crate::knowledge::Knowledge;

/// What the platform does with one method of a class.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    pub selector: u64,
    pub edge: EdgeKind,
    pub gesture: bool,
    /// Driven by the platform when the manifest names the class.
    pub component: bool,
    /// Runs once an object exists, without a registering call.
    pub instance: bool,
    /// Has registering calls.
    pub called: bool,
}

/// Callback rows by class, and the calls that switch them on.
#[derive(Debug, Default)]
pub struct Callbacks {
    rules: Map<ClassId, Vec<Rule>>,
    gestures: Set<(ClassId, u64)>,
    by_selector: Map<u64, Vec<ClassId>>,
    switched_on: Set<ClassId>,
}

impl Callbacks {
    pub fn new<'d>(program: &mut Program<'d, '_>, knowledge: &'d Knowledge) -> Self {
        let mut callbacks = Self::default();
        for row in &knowledge.callbacks {
            let class = program.framework_class(&row.class);
            let Some(selector) = row.selector else { continue };
            // What follows another app's or the system's screen waits for a person as well.
            let waits = matches!(row.when.as_str(), "result" | "permission_result");
            let gesture = row.edge == EdgeKind::Gesture || waits;
            callbacks.rules.entry(class).or_default().push(Rule {
                selector,
                edge: if gesture { EdgeKind::Gesture } else { row.edge },
                gesture,
                component: row.component || !row.names.is_empty(),
                instance: row.instance || !row.names.is_empty(),
                called: !row.calls.is_empty(),
            });
            if gesture {
                callbacks.gestures.insert((class, selector));
            }
            for selector in &row.registered_by {
                let classes = callbacks.by_selector.entry(*selector).or_default();
                if !classes.contains(&class) {
                    classes.push(class);
                }
            }
        }
        callbacks
    }

    /// A call of this selector on this type stands for a human action.
    pub fn is_gesture(&self, class: ClassId, selector: u64) -> bool {
        self.gestures.contains(&(class, selector))
    }

    /// Rules of a class the framework (or a library) defines.
    pub fn rules(&self, class: ClassId) -> &[Rule] {
        self.rules.get(&class).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether objects of this callback class were handed over by some reached call.
    pub fn is_on(&self, class: ClassId) -> bool {
        self.switched_on.contains(&class)
    }

    /// A call to a method outside the package was reached: gives the callback classes it switches on.
    pub fn registered_by(
        &mut self,
        program: &mut Program<'_, '_>,
        dex: usize,
        method: u32,
        selector: u64,
    ) -> Vec<ClassId> {
        let mut found = self.by_selector.get(&selector).cloned().unwrap_or_default();
        let dexes = program.dexes;
        let proto = dexes.get(dex).and_then(|d| d.proto(d.method(method)?.proto));
        for type_ in proto.iter().flat_map(|proto| proto.parameters.iter()) {
            let class = program.class_of(dex, type_);
            if class != NONE && self.rules.contains_key(&class) {
                found.push(class);
            }
        }
        found.retain(|class| self.switched_on.insert(*class));
        found
    }

    /// Methods of `class` the platform runs when the manifest names it: (method, rule, base class).
    pub fn of_component(
        &self,
        program: &mut Program<'_, '_>,
        class: ClassId,
    ) -> Vec<(MethodId, Rule, ClassId)> {
        let mut found: Vec<(MethodId, Rule, ClassId)> = Vec::new();
        let answers = program.selectors(class);
        for base in program.ancestors(class).iter().copied() {
            let rules = self.rules(base).iter().filter(|rule| rule.component);
            for rule in rules.filter(|rule| answers.binary_search(&rule.selector).is_ok()) {
                if let Some(method) = program.find_method(class, rule.selector) {
                    if !found.iter().any(|(have, ..)| *have == method) {
                        found.push((method, *rule, base));
                    }
                }
            }
        }
        found
    }
}
