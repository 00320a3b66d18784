//! All loaded dex files linked into one program: classes by descriptor, methods by number.
//!
//! The first definition of a class wins, in the order of the files, as in ART's class path. Everything that
//! can wait is resolved when asked for: most references of a package are never reached.

use super::hash::Map;

use std::cell::RefCell;
use std::rc::Rc;

use super::hash;
use crate::dex::{Dex, MethodSummary, Summary, ACC_ABSTRACT, ACC_INTERFACE};
use crate::error::Result;
use crate::knowledge::Knowledge;
use crate::limits::Budget;

/// Number of a class, of the app or of the framework.
pub type ClassId = u32;
/// Number of a method with a definition in the loaded files.
pub type MethodId = u32;
pub const NONE: u32 = u32::MAX;
/// Longest chain of superclasses that is followed; a cycle ends here too.
const MAX_PARENTS: usize = 256;
/// Most ancestors of one class that count.
const MAX_ANCESTORS: usize = 4096;

/// One class; of framework classes only the relations are known.
#[derive(Debug, Clone, Default)]
pub struct Class<'a> {
    pub name: &'a [u8],
    pub dex: u16,
    /// Row of `class_defs`, [`NONE`] for classes that are not in the package.
    pub def: u32,
    pub access: u32,
    pub parent: ClassId,
    pub interfaces: Vec<ClassId>,
    /// Global numbers of its methods: `first..end`.
    pub first_method: MethodId,
    pub end_method: MethodId,
    /// A class of the package is below this one.
    pub has_children: bool,
}

impl Class<'_> {
    pub fn is_defined(&self) -> bool {
        self.def != NONE
    }

    pub fn is_instantiable(&self) -> bool {
        self.access & (ACC_ABSTRACT | ACC_INTERFACE) == 0
    }
}

/// (selector, method) of one class, sorted.
type Members = Box<[(u64, MethodId)]>;

/// Lazily filled columns of one dex file.
#[derive(Debug, Default)]
struct Columns {
    class_of_type: Vec<ClassId>,
    proto_hash: Vec<u64>,
    selector: Vec<u64>,
    /// Global number of the method this file defines under a method index.
    defined: Vec<MethodId>,
}

pub struct Program<'d, 'a> {
    pub dexes: &'d [Dex<'a>],
    pub sweeps: &'d [Summary],
    pub classes: Vec<Class<'d>>,
    by_name: Map<&'d [u8], ClassId>,
    columns: Vec<Columns>,
    /// Global number of the first method of each file.
    bases: Vec<MethodId>,
    /// Class of each method.
    owners: Vec<ClassId>,
    /// Ancestors of each class, once asked for.
    above: RefCell<Vec<Option<Rc<[ClassId]>>>>,
    /// (selector, method) of each class, sorted; built on first look-up.
    members: Vec<Option<Members>>,
    knowledge: &'d Knowledge,
}

impl<'d, 'a> Program<'d, 'a> {
    /// Links `dexes` with their sweeps.
    ///
    /// # Errors
    /// `budget_exceeded`.
    pub fn link(
        dexes: &'d [Dex<'a>],
        sweeps: &'d [Summary],
        knowledge: &'d Knowledge,
        budget: &mut Budget,
    ) -> Result<Self> {
        let mut program = Self {
            dexes,
            sweeps,
            classes: Vec::new(),
            by_name: Map::default(),
            columns: Vec::new(),
            bases: Vec::new(),
            owners: Vec::new(),
            above: RefCell::default(),
            members: Vec::new(),
            knowledge,
        };
        let mut base = 0u32;
        for (dex, sweep) in dexes.iter().zip(sweeps) {
            let rows = dex.type_count() as usize + dex.method_count() as usize + dex.proto_count() as usize;
            budget.charge(rows as u64 / 4 + sweep.methods.len() as u64 * 4)?;
            program.bases.push(base);
            base = base.saturating_add(u32::try_from(sweep.methods.len()).unwrap_or(u32::MAX));
            program.columns.push(Columns {
                class_of_type: vec![NONE; dex.type_count() as usize],
                proto_hash: vec![0; dex.proto_count() as usize],
                selector: vec![0; dex.method_count() as usize],
                defined: vec![NONE; dex.method_count() as usize],
            });
        }
        program.owners = vec![NONE; base as usize];
        for number in 0..dexes.len() {
            program.define_classes(number);
        }
        for class in 0..program.classes.len() {
            program.relate(class as ClassId);
        }
        program.mark_parents();
        Ok(program)
    }

    fn define_classes(&mut self, number: usize) {
        let (dexes, sweeps) = (self.dexes, self.sweeps);
        let (Some(dex), Some(sweep)) = (dexes.get(number), sweeps.get(number)) else { return };
        let base = self.bases.get(number).copied().unwrap_or(0);
        for def in dex.class_defs() {
            let Some(name) = dex.type_bytes(def.class) else { continue };
            let class = self.intern(name);
            if let Some(found) = self.classes.get_mut(class as usize) {
                if !found.is_defined() {
                    found.dex = number as u16;
                    found.def = def.index;
                    found.access = def.access;
                }
            }
            self.set_class_of(number, def.class, class);
        }
        // Methods stand class by class in the sweep.
        let mut at = 0usize;
        while let Some(first) = sweep.methods.get(at) {
            let def = first.class_def;
            let length =
                sweep.methods.get(at..).unwrap_or_default().iter().take_while(|m| m.class_def == def).count();
            let owner = dex.class_def(def).map_or(NONE, |def| self.class_of(number, def.class));
            let wins = self.class(owner).is_some_and(|c| c.dex as usize == number && c.def == def);
            if wins {
                let start = base.saturating_add(at as u32);
                for (n, method) in sweep.methods.get(at..at + length).unwrap_or_default().iter().enumerate() {
                    let id = start.saturating_add(n as u32);
                    if let Some(slot) = self.owners.get_mut(id as usize) {
                        *slot = owner;
                    }
                    let column =
                        self.columns.get_mut(number).and_then(|c| c.defined.get_mut(method.method as usize));
                    if let Some(slot) = column {
                        *slot = id;
                    }
                }
                if let Some(class) = self.classes.get_mut(owner as usize) {
                    class.first_method = start;
                    class.end_method = start.saturating_add(length as u32);
                }
            }
            at += length.max(1);
        }
    }

    fn set_class_of(&mut self, dex: usize, type_: u32, class: ClassId) {
        if let Some(slot) = self.columns.get_mut(dex).and_then(|c| c.class_of_type.get_mut(type_ as usize)) {
            *slot = class;
        }
    }

    /// Number of the class with this descriptor, made when it is new.
    fn intern(&mut self, name: &'d [u8]) -> ClassId {
        if let Some(found) = self.by_name.get(name) {
            return *found;
        }
        let class = self.classes.len() as ClassId;
        self.by_name.insert(name, class);
        self.classes.push(Class { name, def: NONE, parent: NONE, ..Class::default() });
        self.members.push(None);
        class
    }

    /// Fills in parents of a class that was just made.
    fn relate(&mut self, class: ClassId) {
        let Some(found) = self.class(class) else { return };
        let (number, def, name) = (found.dex as usize, found.def, found.name);
        let (dexes, knowledge) = (self.dexes, self.knowledge);
        let mut parent = NONE;
        let mut interfaces = Vec::new();
        if def == NONE {
            if let Some(relation) = knowledge.hierarchy.get(name) {
                parent = relation.superclass.map_or(NONE, |name| self.framework_class(name));
                interfaces = relation.interfaces().map(|name| self.framework_class(name)).collect();
            }
        } else if let Some((dex, row)) = dexes.get(number).and_then(|d| Some((d, d.class_def(def)?))) {
            parent = row.superclass.map_or(NONE, |type_| self.class_of(number, type_));
            let types = dex.interfaces(&row);
            interfaces =
                types.iter().map(|type_| self.class_of(number, type_)).filter(|c| *c != NONE).collect();
        }
        if let Some(found) = self.classes.get_mut(class as usize) {
            found.parent = parent;
            found.interfaces = interfaces;
        }
    }

    fn mark_parents(&mut self) {
        for class in 0..self.classes.len() {
            if !self.classes.get(class).is_some_and(Class::is_defined) {
                continue;
            }
            let mut todo = vec![class as ClassId];
            while let Some(next) = todo.pop() {
                let Some(found) = self.classes.get(next as usize) else { continue };
                let parents: Vec<ClassId> = found.interfaces.iter().copied().chain([found.parent]).collect();
                for parent in parents {
                    if let Some(above) = self.classes.get_mut(parent as usize) {
                        if !std::mem::replace(&mut above.has_children, true) {
                            todo.push(parent);
                        }
                    }
                }
            }
        }
    }

    /// Number of a framework class named by knowledge; made, with its parents, when it is new.
    pub fn framework_class(&mut self, name: &'d str) -> ClassId {
        self.named(name.as_bytes())
    }

    fn named(&mut self, name: &'d [u8]) -> ClassId {
        let before = self.classes.len();
        let class = self.intern(name);
        if class as usize == before {
            self.relate(class);
        }
        class
    }

    /// Number of a class by descriptor, when the program knows it.
    pub fn find_class(&self, descriptor: &[u8]) -> Option<ClassId> {
        self.by_name.get(descriptor).copied()
    }

    /// Number of a class by dotted name (`com.a.Main$Inner`), when the program knows it.
    pub fn find_dotted(&self, name: &str) -> Option<ClassId> {
        self.find_class(format!("L{};", name.replace('.', "/")).as_bytes())
    }

    pub fn class(&self, class: ClassId) -> Option<&Class<'d>> {
        self.classes.get(class as usize)
    }

    /// Class of a type index; [`NONE`] for arrays and primitives.
    pub fn class_of(&mut self, dex: usize, type_: u32) -> ClassId {
        let known = self.columns.get(dex).and_then(|c| c.class_of_type.get(type_ as usize)).copied();
        match known {
            Some(NONE) => {}
            Some(class) => return class,
            None => return NONE,
        }
        let dexes = self.dexes;
        let Some(name) =
            dexes.get(dex).and_then(|d| d.type_bytes(type_)).filter(|n| n.first() == Some(&b'L'))
        else {
            return NONE;
        };
        let class = self.named(name);
        self.set_class_of(dex, type_, class);
        class
    }

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

    /// The method a class itself defines under a selector.
    pub fn own_method(&mut self, class: ClassId, selector: u64) -> Option<MethodId> {
        if self.members.get(class as usize)?.is_none() {
            let found = self.classes.get(class as usize)?;
            let (dex, range) = (found.dex as usize, found.first_method..found.end_method);
            let mut rows: Vec<(u64, MethodId)> = Vec::with_capacity(range.len());
            for id in range {
                if let Some((_, method)) = self.method(id) {
                    rows.push((self.selector(dex, method.method), id));
                }
            }
            rows.sort_unstable();
            *self.members.get_mut(class as usize)? = Some(rows.into_boxed_slice());
        }
        let rows = self.members.get(class as usize)?.as_deref()?;
        let at = rows.partition_point(|(have, _)| *have < selector);
        rows.get(at).filter(|(have, _)| *have == selector).map(|(_, id)| *id)
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

    /// (file, row of its sweep) of a method.
    pub fn method(&self, id: MethodId) -> Option<(usize, &'d MethodSummary)> {
        let dex = self.bases.partition_point(|base| *base <= id).checked_sub(1)?;
        let sweeps = self.sweeps;
        let row = id.checked_sub(*self.bases.get(dex)?)?;
        Some((dex, sweeps.get(dex)?.methods.get(row as usize)?))
    }

    /// Global number of row `row` of the sweep of file `dex`.
    pub fn method_id(&self, dex: usize, row: usize) -> MethodId {
        self.bases.get(dex).map_or(NONE, |base| base.saturating_add(row as u32))
    }

    pub fn owner(&self, id: MethodId) -> ClassId {
        self.owners.get(id as usize).copied().unwrap_or(NONE)
    }

    pub fn has_code(&self, id: MethodId) -> bool {
        self.method(id).is_some_and(|(_, method)| method.code_off != 0)
    }

    /// Methods over all files, those of losing definitions included.
    pub fn method_count(&self) -> usize {
        self.owners.len()
    }

    /// `Lcom/a/Main;->onCreate(Landroid/os/Bundle;)V`.
    pub fn signature(&self, id: MethodId) -> String {
        self.method(id)
            .and_then(|(dex, method)| self.dexes.get(dex)?.method_signature(method.method))
            .unwrap_or_default()
    }
}
