//! What stays as it is once the files are linked: it can be read on two threads.

use std::ops::Range;

use super::{ClassId, MethodId, NONE};
use crate::dex::{Dex, Index, MethodSummary, Summary};

static NO_CALLS: Index = Index::NONE;

/// The loaded dex files with the numbers of their methods.
pub struct Files<'d, 'a> {
    pub dexes: &'d [Dex<'a>],
    pub sweeps: &'d [Summary],
    /// Global number of the first method of each file.
    bases: Vec<MethodId>,
    /// Class of each method.
    owners: Vec<ClassId>,
}

impl<'d, 'a> Files<'d, 'a> {
    pub(super) fn new(dexes: &'d [Dex<'a>], sweeps: &'d [Summary]) -> Self {
        let mut bases = Vec::with_capacity(sweeps.len());
        let mut base = 0u32;
        for sweep in sweeps.iter().take(dexes.len()) {
            bases.push(base);
            base = base.saturating_add(u32::try_from(sweep.methods.len()).unwrap_or(u32::MAX));
        }
        Self { dexes, sweeps, bases, owners: vec![NONE; base as usize] }
    }

    /// Says which class methods are of.
    pub(super) fn own(&mut self, methods: Range<MethodId>, class: ClassId) {
        if let Some(owners) = self.owners.get_mut(methods.start as usize..methods.end as usize) {
            owners.fill(class);
        }
    }

    /// (file, row of its sweep) of a method.
    pub fn method(&self, id: MethodId) -> Option<(usize, &'d MethodSummary)> {
        let dex = self.bases.partition_point(|base| *base <= id).checked_sub(1)?;
        let row = id.checked_sub(*self.bases.get(dex)?)?;
        Some((dex, self.sweeps.get(dex)?.methods.get(row as usize)?))
    }

    /// Global number of row `row` of the sweep of file `dex`.
    pub fn method_id(&self, dex: usize, row: usize) -> MethodId {
        self.bases.get(dex).map_or(NONE, |base| base.saturating_add(row as u32))
    }

    /// Calls in file `dex`, by method index.
    pub fn callers(&self, dex: usize) -> &'d Index {
        self.sweeps.get(dex).map_or(&NO_CALLS, |sweep| &sweep.calls)
    }

    pub fn owner(&self, id: MethodId) -> ClassId {
        self.owners.get(id as usize).copied().unwrap_or(NONE)
    }

    /// Descriptor of the class a method stands in.
    pub fn class_name(&self, id: MethodId) -> Option<&'d [u8]> {
        let (dex, method) = self.method(id)?;
        let file = self.dexes.get(dex)?;
        file.type_bytes(file.class_def(method.class_def)?.class)
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
