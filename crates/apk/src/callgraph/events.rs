//! Methods that a library finds by their annotations: subscribers of an event bus, lifecycle observers.
//!
//! Where a shrinker has renamed the annotation itself, its methods are not found.

use super::hash::Map;
use super::program::{ClassId, MethodId, Program};
use crate::dex::Dex;

/// What an annotation makes of a method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Called {
    /// Runs when an event of this class is posted.
    OnEvent(ClassId),
    /// Runs by itself once the object is there.
    ByItself,
}

const SUBSCRIBERS: [&[u8]; 3] = [
    b"Lorg/greenrobot/eventbus/Subscribe;",
    b"Lcom/squareup/otto/Subscribe;",
    b"Lcom/hwangjr/rxbus/annotation/Subscribe;",
];
const OBSERVER: &[u8] = b"Landroidx/lifecycle/OnLifecycleEvent;";

/// Marks of each file, and what was found so far.
#[derive(Debug, Default)]
pub struct Events {
    /// Type indexes of the annotations that a file names.
    named: Vec<Vec<u32>>,
    /// Subscribers by event class: methods of classes that reached code makes.
    pub subscribers: Map<ClassId, Vec<MethodId>>,
}

impl Events {
    pub fn new(dexes: &[Dex<'_>]) -> Self {
        let names = |dex: &Dex<'_>| {
            SUBSCRIBERS.iter().chain([&OBSERVER]).filter_map(|name| dex.find_type(name)).collect()
        };
        Self { named: dexes.iter().map(names).collect(), subscribers: Map::default() }
    }

    /// Methods of a class that its annotations make run.
    pub fn of_class(&self, program: &mut Program<'_, '_>, class: ClassId) -> Vec<(MethodId, Called)> {
        let Some(found) = program.class(class).filter(|class| class.is_defined()) else { return Vec::new() };
        let (dex, methods, def) = (found.dex as usize, found.first_method..found.end_method, found.def);
        let Some(named) = self.named.get(dex).filter(|named| !named.is_empty()) else { return Vec::new() };
        let dexes = program.dexes;
        let Some(file) = dexes.get(dex) else { return Vec::new() };
        let def = file.class_def(def).filter(|def| file.annotates_methods(def, named));
        let Some(def) = def else { return Vec::new() };
        let mut called = Vec::new();
        for id in methods {
            let Some((_, summary)) = program.method(id) else { continue };
            for annotation in file.method_annotations(&def, summary.method) {
                let Some(name) = file.type_bytes(annotation.value.type_) else { continue };
                if name == OBSERVER {
                    called.push((id, Called::ByItself));
                } else if SUBSCRIBERS.contains(&name) {
                    let proto = file.method(summary.method).and_then(|row| file.proto(row.proto));
                    let event = proto.and_then(|proto| proto.parameters.iter().next());
                    let event = event.map(|type_| program.class_of(dex, type_));
                    // Of a platform class (a text) there is always one.
                    let own = event.filter(|event| program.class(*event).is_some_and(|c| c.is_defined()));
                    called.push((id, own.map_or(Called::ByItself, Called::OnEvent)));
                }
            }
        }
        called
    }
}
