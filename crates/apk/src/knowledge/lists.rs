//! Rows by what a package's tables are searched for.

use super::{Row, RowKind};
use crate::hash::Map;

/// Lists over the rows of a table, made when it is loaded.
#[derive(Debug, Clone, Default)]
pub struct Lists {
    /// Groups of rows of one member name.
    pub groups: Vec<Vec<u32>>,
    /// Group of each member name.
    pub names: Map<Box<[u8]>, u32>,
    /// Rows of strings, in the order of their keys.
    pub keys: Vec<u32>,
    /// Classes that rows are about, each once.
    pub classes: Vec<String>,
    /// Number of each row's class; of rows without one, a number too high.
    pub class_of: Vec<u32>,
}

impl Lists {
    pub(super) fn new(rows: &[Row]) -> Self {
        let mut lists = Self::default();
        let mut numbers: Map<&str, u32> = Map::default();
        let mut keys: Vec<(&str, u32)> = Vec::new();
        for (number, row) in (0u32..).zip(rows) {
            if !matches!(row.kind, RowKind::Method | RowKind::Field) {
                lists.class_of.push(u32::MAX);
                if !row.key.is_empty() {
                    keys.push((&row.key, number));
                }
                continue;
            }
            let (classes, groups) = (&mut lists.classes, &mut lists.groups);
            lists.class_of.push(*numbers.entry(&row.class).or_insert_with(|| {
                classes.push(row.class.clone());
                classes.len() as u32 - 1
            }));
            let group = *lists.names.entry(row.name.as_bytes().into()).or_insert_with(|| {
                groups.push(Vec::new());
                groups.len() as u32 - 1
            });
            groups.get_mut(group as usize).into_iter().for_each(|rows| rows.push(number));
        }
        keys.sort_unstable();
        lists.keys = keys.into_iter().map(|(_, number)| number).collect();
        lists
    }

    /// Rows of a member name.
    pub fn named(&self, name: &[u8]) -> &[u32] {
        let group = self.names.get(name).and_then(|group| self.groups.get(*group as usize));
        group.map(Vec::as_slice).unwrap_or_default()
    }
}
