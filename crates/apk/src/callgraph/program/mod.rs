//! All loaded dex files linked into one program: classes by descriptor, methods by number.
//!
//! The first definition of a class wins, in the order of the files, as in ART's class path. Everything that
//! can wait is resolved when asked for: most references of a package are never reached.

mod files;
mod lookup;

use std::cell::RefCell;
use std::ops::Deref;
use std::rc::Rc;
use std::sync::Arc;

pub use files::Files;

use super::hash::Map;

use crate::dex::{Dex, Summary, ACC_ABSTRACT, ACC_INTERFACE};
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
const MAX_ANCESTORS: usize = 256;
/// Most interfaces of one class, and of all classes, that count: one list in a file can serve every class.
const MAX_INTERFACES: usize = 256;
const MAX_RELATIONS: usize = 4_000_000;

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
    /// What can be read on another thread meanwhile.
    pub files: Arc<Files<'d, 'a>>,
    pub classes: Vec<Class<'d>>,
    by_name: Map<&'d [u8], ClassId>,
    columns: Vec<Columns>,
    /// Ancestors of each class, once asked for.
    above: RefCell<Vec<Option<Rc<[ClassId]>>>>,
    /// (selector, method) of each class, sorted; built on first look-up.
    members: Vec<Option<Members>>,
    knowledge: &'d Knowledge,
    /// Interfaces over all classes.
    relations: usize,
}

impl<'d, 'a> Deref for Program<'d, 'a> {
    type Target = Files<'d, 'a>;

    fn deref(&self) -> &Files<'d, 'a> {
        &self.files
    }
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
            files: Arc::new(Files::new(dexes, sweeps)),
            classes: Vec::new(),
            by_name: Map::default(),
            columns: Vec::new(),
            above: RefCell::default(),
            members: Vec::new(),
            knowledge,
            relations: 0,
        };
        for (dex, sweep) in dexes.iter().zip(sweeps) {
            let rows = dex.type_count() as usize + dex.method_count() as usize + dex.proto_count() as usize;
            budget.charge(rows as u64 / 4 + sweep.methods.len() as u64 * 4)?;
            program.columns.push(Columns {
                class_of_type: vec![NONE; dex.type_count() as usize],
                proto_hash: vec![0; dex.proto_count() as usize],
                selector: vec![0; dex.method_count() as usize],
                defined: vec![NONE; dex.method_count() as usize],
            });
        }
        // Classes of the platform come to them.
        let defined = dexes.iter().map(|dex| dex.class_def_count() as usize).sum::<usize>();
        let expected = defined.min(program.method_count()) + 4096;
        program.by_name.reserve(expected);
        program.classes.reserve(expected);
        program.members.reserve(expected);
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
        let base = self.method_id(number, 0);
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
                    let column =
                        self.columns.get_mut(number).and_then(|c| c.defined.get_mut(method.method as usize));
                    if let Some(slot) = column {
                        *slot = id;
                    }
                }
                if let Some(files) = Arc::get_mut(&mut self.files) {
                    files.own(start..start.saturating_add(length as u32), owner);
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
            let most = MAX_INTERFACES.min(MAX_RELATIONS.saturating_sub(self.relations));
            interfaces = types
                .iter()
                .take(most)
                .map(|type_| self.class_of(number, type_))
                .filter(|c| *c != NONE)
                .collect();
        }
        self.relations = self.relations.saturating_add(interfaces.len());
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

    /// Number and descriptor of every class of the package.
    pub fn defined_classes(&self) -> Vec<(ClassId, &'d [u8])> {
        let numbered = self.classes.iter().enumerate().filter(|(_, class)| class.is_defined());
        numbered.map(|(number, class)| (number as ClassId, class.name)).collect()
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
}
