//! Steps and paths of call facts numbered as Python numbers them (`facts.core_calls.collapse`), in the order in which they are first told: what leaves here can be kept as it is.

use std::collections::HashMap;

use mingjian_apk::callgraph::{Calls, EdgeKind, Path, Step};

type Told<'a> = (&'a str, &'a str, EdgeKind, u32, Option<u32>, &'a str);

/// Each step and path that is told stays once, whatever the core knew of it besides.
pub fn renumber(calls: &mut Calls) {
    let step_of = first_of_equals(&calls.steps);
    let old_paths = std::mem::take(&mut calls.paths);
    let mut paths: HashMap<Path, u32> = HashMap::with_capacity(old_paths.len());
    let list = &mut calls.paths;
    let path_of: Vec<u32> = old_paths
        .iter()
        .map(|path| {
            let path = told(path, &step_of);
            *paths.entry(path).or_insert_with_key(|path| {
                list.push(path.clone());
                list.len() as u32 - 1
            })
        })
        .collect();
    let mut new_of: Vec<Option<u32>> = vec![None; list.len()];
    let mut taken: Vec<u32> = Vec::with_capacity(list.len());
    let mut number = |old: &mut u32| {
        let Some(path) = path_of.get(*old as usize) else { return };
        *old = place_of(*path, &mut new_of, &mut taken);
    };
    calls.hits.iter_mut().flat_map(|hit| &mut hit.path_numbers).for_each(&mut number);
    calls.hosts.iter_mut().flat_map(|host| &mut host.path_numbers).for_each(&mut number);
    calls.screen_acts.iter_mut().filter_map(|act| act.path_number.as_mut()).for_each(&mut number);
    calls.paths = picked(std::mem::take(list), &taken);
    renumber_steps(calls);
}

/// The place of `old` among those taken so far, where it is put at their end when it is new.
fn place_of(old: u32, new_of: &mut [Option<u32>], taken: &mut Vec<u32>) -> u32 {
    let Some(place) = new_of.get_mut(old as usize) else { return old };
    *place.get_or_insert_with(|| {
        taken.push(old);
        taken.len() as u32 - 1
    })
}

/// Those of `all` that were taken, in that order.
fn picked<T>(all: Vec<T>, taken: &[u32]) -> Vec<T> {
    let mut all: Vec<Option<T>> = all.into_iter().map(Some).collect();
    taken.iter().filter_map(|number| all.get_mut(*number as usize)?.take()).collect()
}

/// The number of the first step that is told the same, by number.
fn first_of_equals(steps: &[Step]) -> Vec<u32> {
    let mut first: HashMap<Told<'_>, u32> = HashMap::with_capacity(steps.len());
    steps
        .iter()
        .zip(0u32..)
        .map(|(step, number)| {
            let told: Told<'_> = (&step.caller, &step.callee, step.edge, step.offset, step.line, &step.dex);
            *first.entry(told).or_insert(number)
        })
        .collect()
}

/// A path with what is told of it alone.
fn told(path: &Path, step_of: &[u32]) -> Path {
    let steps = path.steps.iter().filter_map(|step| step_of.get(*step as usize).copied()).collect();
    Path { steps, is_gesture: false, is_plain: false, calls: Vec::new(), ..path.clone() }
}

/// Steps in the order in which the paths take them; none that no path takes.
fn renumber_steps(calls: &mut Calls) {
    let mut new_of: Vec<Option<u32>> = vec![None; calls.steps.len()];
    let mut taken: Vec<u32> = Vec::with_capacity(calls.steps.len());
    for step in calls.paths.iter_mut().flat_map(|path| &mut path.steps) {
        *step = place_of(*step, &mut new_of, &mut taken);
    }
    calls.steps = picked(std::mem::take(&mut calls.steps), &taken);
}
