//! Look-ups: selectors, definitions, ancestors, signatures.

use std::rc::Rc;

use super::{ClassId, MethodId, Program, MAX_ANCESTORS, MAX_PARENTS, NONE};
use crate::callgraph::hash;
use crate::dex::ACC_INTERFACE;

impl<'d> Program<'d, '_> {
    /// Selector of a method reference; 0 when the reference is broken.
    pub fn selector(&mut self, dex: usize, method: u32) -> u64 {
        let cached =
            self.columns.get(dex).and_then(|c| c.selector.get(method as usize)).copied().unwrap_or(0);
        if cached != 0 {
            return cached;
        }
        let dexes = self.dexes;
        let Some(file) = dexes.get(dex) else { return 0 };
        let Some(row) = file.method(method) else { return 0 };
        let Some(name) = file.string_bytes(row.name) else { return 0 };
        let proto = self.proto_hash(dex, row.proto);
        let selector = hash::mix(hash::bytes(name), proto);
        if let Some(slot) = self.columns.get_mut(dex).and_then(|c| c.selector.get_mut(method as usize)) {
            *slot = selector;
        }
        selector
    }

    fn proto_hash(&mut self, dex: usize, proto: u32) -> u64 {
        let cached =
            self.columns.get(dex).and_then(|c| c.proto_hash.get(proto as usize)).copied().unwrap_or(0);
        if cached != 0 {
            return cached;
        }
        let Some(file) = self.dexes.get(dex) else { return 0 };
        let Some(row) = file.proto(proto) else { return 0 };
        let mut state = hash::PROTO_SEED;
        for type_ in row.parameters.iter().take(MAX_PARENTS).chain([row.return_type]) {
            state = hash::mix(state, hash::bytes(file.type_bytes(type_).unwrap_or_default()));
        }
        if let Some(slot) = self.columns.get_mut(dex).and_then(|c| c.proto_hash.get_mut(proto as usize)) {
            *slot = state;
        }
        state
    }

    /// Definition of a method index in its own file, when that definition is the one in use.
    pub fn defined_here(&self, dex: usize, method: u32) -> Option<MethodId> {
        let id = *self.columns.get(dex)?.defined.get(method as usize)?;
        (id != NONE).then_some(id)
    }

    /// (selector, method) of what a class itself defines, sorted.
    pub fn members(&mut self, class: ClassId) -> &[(u64, MethodId)] {
        if self.members.get(class as usize).is_some_and(Option::is_none) {
            let range =
                self.class(class).map(|found| (found.dex as usize, found.first_method..found.end_method));
            let (dex, range) = range.unwrap_or_default();
            let mut rows: Vec<(u64, MethodId)> = Vec::with_capacity(range.len());
            for id in range {
                if let Some((_, method)) = self.method(id) {
                    rows.push((self.selector(dex, method.method), id));
                }
            }
            rows.sort_unstable();
            if let Some(slot) = self.members.get_mut(class as usize) {
                *slot = Some(rows.into_boxed_slice());
            }
        }
        self.members.get(class as usize).and_then(Option::as_deref).unwrap_or_default()
    }

    /// The method a class itself defines under a selector.
    pub fn own_method(&mut self, class: ClassId, selector: u64) -> Option<MethodId> {
        let rows = self.members(class);
        let at = rows.partition_point(|(have, _)| *have < selector);
        rows.get(at).filter(|(have, _)| *have == selector).map(|(_, id)| *id)
    }

    /// Selectors that an object of `class` answers to in the package, sorted.
    pub fn selectors(&mut self, class: ClassId) -> Vec<u64> {
        let mut found = Vec::new();
        for above in [class].iter().chain(self.ancestors(class).iter()) {
            if self.class(*above).is_some_and(|above| above.is_defined()) {
                found.extend(self.members(*above).iter().map(|(selector, _)| *selector));
            }
        }
        found.sort_unstable();
        found
    }

    /// The method a call on an object of `class` runs: its own, an inherited one, or an interface's default.
    pub fn find_method(&mut self, class: ClassId, selector: u64) -> Option<MethodId> {
        let mut at = class;
        for _ in 0..MAX_PARENTS {
            let Some(found) = self.class(at) else { break };
            let parent = found.parent;
            if found.is_defined() {
                if let Some(id) = self.own_method(at, selector) {
                    return Some(id);
                }
            }
            at = parent;
        }
        for ancestor in self.ancestors(class).iter().copied() {
            let usable =
                self.class(ancestor).is_some_and(|c| c.is_defined() && c.access & ACC_INTERFACE != 0);
            if usable {
                if let Some(id) = self.own_method(ancestor, selector).filter(|id| self.has_code(*id)) {
                    return Some(id);
                }
            }
        }
        None
    }

    /// Definition a reference leads to without looking at objects.
    pub fn resolve(&mut self, dex: usize, method: u32) -> Option<MethodId> {
        if let Some(id) = self.defined_here(dex, method) {
            return Some(id);
        }
        let class = self.dexes.get(dex)?.method(method)?.class;
        let class = self.class_of(dex, class);
        let selector = self.selector(dex, method);
        self.find_method(class, selector)
    }

    /// Superclasses and interfaces of a class, nearest first, itself excluded.
    pub fn ancestors(&self, class: ClassId) -> Rc<[ClassId]> {
        let mut above = self.above.borrow_mut();
        if above.len() < self.classes.len() {
            above.resize(self.classes.len(), None);
        }
        match above.get_mut(class as usize) {
            Some(slot) => slot.get_or_insert_with(|| self.find_ancestors(class).into()).clone(),
            None => Rc::default(),
        }
    }

    fn find_ancestors(&self, class: ClassId) -> Vec<ClassId> {
        let mut found: Vec<ClassId> = Vec::new();
        let mut at = 0usize;
        let mut next = Some(class);
        while let Some(current) = next {
            if let Some(row) = self.class(current) {
                for above in [row.parent].into_iter().chain(row.interfaces.iter().copied()) {
                    if above != NONE
                        && above != class
                        && !found.contains(&above)
                        && found.len() < MAX_ANCESTORS
                    {
                        found.push(above);
                    }
                }
            }
            next = found.get(at).copied();
            at += 1;
        }
        found
    }

    /// Whether `class` is `above` or below it.
    pub fn is_a(&self, class: ClassId, above: ClassId) -> bool {
        class == above || self.ancestors(class).contains(&above)
    }
}
