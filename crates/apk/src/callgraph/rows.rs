//! Knowledge rows looked up in a dex file's tables: which method, field and string indexes they describe.

use super::hash::Map;
use std::collections::BTreeMap;

use super::hash;
use super::program::{ClassId, Program, NONE};
use crate::dex::Dex;
use crate::knowledge::{Knowledge, Row, RowKind};

/// Row numbers by table index, with a bit per index to pass over the rest quickly.
#[derive(Debug, Default)]
pub struct Column {
    bits: Vec<u64>,
    rows: Map<u32, Vec<u32>>,
}

impl Column {
    fn new(size: u32) -> Self {
        Self { bits: vec![0; size as usize / 64 + 1], rows: Map::default() }
    }

    fn add(&mut self, index: u32, row: u32) {
        if let Some(word) = self.bits.get_mut(index as usize / 64) {
            *word |= 1 << (index % 64);
            self.rows.entry(index).or_default().push(row);
        }
    }

    #[inline]
    pub fn get(&self, index: u32) -> &[u32] {
        let set = self.bits.get(index as usize / 64).is_some_and(|word| word & (1 << (index % 64)) != 0);
        if !set {
            return &[];
        }
        self.rows.get(&index).map(Vec::as_slice).unwrap_or_default()
    }
}

/// What rows say about one dex file.
#[derive(Debug, Default)]
pub struct Marks {
    pub methods: Column,
    pub fields: Column,
    pub strings: Column,
    /// Strings that begin as an interest string does.
    pub interest: Column,
    /// Method indexes of definitions that are callbacks a row describes.
    pub definitions: Vec<(u32, u32)>,
}

/// Rows by member name, in name order.
pub struct Rows<'k> {
    members: BTreeMap<&'k str, Vec<u32>>,
    selectors: Vec<u64>,
    classes: Vec<ClassId>,
    knowledge: &'k Knowledge,
}

/// Longest stretch of strings with one beginning that is looked at.
const MAX_RANGE: u32 = 20_000;

impl<'k> Rows<'k> {
    pub fn new(knowledge: &'k Knowledge, program: &mut Program<'k, '_>) -> Self {
        let classes = knowledge.rows.iter().map(|row| match row.kind {
            RowKind::Method | RowKind::Field => program.framework_class(&row.class),
            _ => NONE,
        });
        let classes = classes.collect();
        let mut members: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
        let mut selectors = Vec::with_capacity(knowledge.rows.len());
        for (number, row) in knowledge.rows.iter().enumerate() {
            let is_member = matches!(row.kind, RowKind::Method | RowKind::Field);
            if is_member {
                members.entry(row.name.as_str()).or_default().push(number as u32);
            }
            let exact = row.kind == RowKind::Method && row.match_ != 2 && !row.desc.is_empty();
            selectors.push(if exact { hash::selector(&row.name, &row.desc).unwrap_or(0) } else { 0 });
        }
        Self { members, selectors, classes, knowledge }
    }

    pub fn row(&self, number: u32) -> Option<&'k Row> {
        self.knowledge.rows.get(number as usize)
    }

    /// Id of the sink row of a method by class and name.
    pub fn sink(&self, class: &[u8], name: &[u8]) -> Option<&'k str> {
        let name = std::str::from_utf8(name).ok()?;
        let rows = self.members.get(name)?.iter().filter_map(|row| self.row(*row));
        let mut sinks = rows.filter(|row| row.tags.iter().any(|tag| tag.starts_with("behaviour:sink_")));
        sinks.find(|row| row.class.as_bytes() == class).map(|row| row.id.as_str())
    }

    /// Looks all rows up in file `dex`; `is_callback` tells callback methods.
    pub fn mark(
        &self,
        program: &mut Program<'_, '_>,
        dex: usize,
        is_callback: impl Fn(u32, u64) -> bool,
    ) -> Marks {
        let dexes = program.dexes;
        let Some(file) = dexes.get(dex) else { return Marks::default() };
        let mut marks = Marks {
            methods: Column::new(file.method_count()),
            fields: Column::new(file.field_count()),
            strings: Column::new(file.string_count()),
            interest: Column::new(file.string_count()),
            definitions: Vec::new(),
        };
        let mut names = Column::new(file.string_count());
        let mut from = 0u32;
        for (number, name) in self.members.keys().enumerate() {
            from = lower_bound(file, name.as_bytes(), from);
            if file.string_bytes(from) == Some(name.as_bytes()) {
                names.add(from, number as u32);
            }
        }
        let groups: Vec<&Vec<u32>> = self.members.values().collect();
        let group = |name: u32| names.get(name).first().and_then(|g| groups.get(*g as usize)).copied();
        for index in 0..file.method_count() {
            let Some(found) = file.method(index) else { continue };
            for row in group(found.name).into_iter().flatten() {
                self.mark_method(program, dex, index, *row, &mut marks, &is_callback);
            }
        }
        for index in 0..file.field_count() {
            let Some(found) = file.field(index) else { continue };
            for number in group(found.name).into_iter().flatten() {
                if self.row(*number).is_none_or(|row| row.kind != RowKind::Field) {
                    continue;
                }
                if self.is_below(program, dex, found.class, *number) {
                    marks.fields.add(index, *number);
                }
            }
        }
        self.mark_strings(file, &mut marks);
        marks
    }

    /// Whether a type index is the class of a row or below it.
    fn is_below(&self, program: &mut Program<'_, '_>, dex: usize, type_: u32, row: u32) -> bool {
        let above = self.classes.get(row as usize).copied().unwrap_or(NONE);
        let below = program.class_of(dex, type_);
        below != NONE && (below == above || program.ancestors(below).contains(&above))
    }

    fn mark_method(
        &self,
        program: &mut Program<'_, '_>,
        dex: usize,
        index: u32,
        number: u32,
        marks: &mut Marks,
        is_callback: &impl Fn(u32, u64) -> bool,
    ) {
        let Some(row) = self.row(number).filter(|row| row.kind == RowKind::Method) else { return };
        let dexes = program.dexes;
        let Some(found) = dexes.get(dex).and_then(|d| d.method(index)) else { return };
        let selector = program.selector(dex, index);
        let wanted = self.selectors.get(number as usize).copied().unwrap_or(0);
        if wanted != 0 && wanted != selector {
            return;
        }
        if !self.is_below(program, dex, found.class, number) {
            return;
        }
        let name = dexes.get(dex).and_then(|d| d.type_bytes(found.class)).unwrap_or_default();
        if name != row.class.as_bytes() {
            // A class of the package below the row's: its own override is not the row's method.
            let class = program.class_of(dex, found.class);
            if program.find_method(class, selector).is_some() {
                let base = program.find_class(row.class.as_bytes());
                if program.defined_here(dex, index).is_some()
                    && base.is_some_and(|base| is_callback(base, selector))
                {
                    marks.definitions.push((index, number));
                }
                return;
            }
        }
        marks.methods.add(index, number);
    }

    fn mark_strings(&self, file: &Dex<'_>, marks: &mut Marks) {
        for (number, row) in self.knowledge.rows.iter().enumerate() {
            if matches!(row.kind, RowKind::Method | RowKind::Field) || row.key.is_empty() {
                continue;
            }
            let key = row.key.as_bytes();
            let begins = matches!(row.kind, RowKind::Uri | RowKind::Exec | RowKind::File);
            let mut index = lower_bound(file, key, 0);
            let last = index.saturating_add(if begins { MAX_RANGE } else { 1 });
            while index < last {
                let Some(text) = file.string_bytes(index).filter(|text| text.starts_with(key)) else { break };
                if continues(row, text.get(key.len()..).unwrap_or_default()) {
                    marks.strings.add(index, number as u32);
                }
                index += 1;
            }
        }
        for (number, prefix) in self.knowledge.interest.iter().enumerate() {
            let mut index = lower_bound(file, prefix.as_bytes(), 0);
            let last = index.saturating_add(MAX_RANGE);
            while index < last && file.string_bytes(index).is_some_and(|t| t.starts_with(prefix.as_bytes())) {
                marks.interest.add(index, number as u32);
                index += 1;
            }
        }
    }
}

/// Whether a constant that begins with the key may go on with `rest`.
fn continues(row: &Row, rest: &[u8]) -> bool {
    let Some(next) = rest.first() else { return true };
    let key_ends_open = row.key.ends_with(['/', ':', '=', ' ']);
    match row.kind {
        RowKind::Uri => key_ends_open || matches!(next, b'/' | b'?' | b'#' | b':'),
        // One word alone is the whole command (`su`); a longer command may go on.
        RowKind::Exec => {
            (key_ends_open || *next == b' ') && row.key.len() > 2 || row.key == "su" && rest == b" -c"
        }
        RowKind::File => row.key.starts_with('/') && (row.key.len() > 6 && key_ends_open || *next == b'/'),
        _ => false,
    }
}

/// Index of a string that a file holds.
pub fn find_string(file: &Dex<'_>, text: &[u8]) -> Option<u32> {
    let index = lower_bound(file, text, 0);
    (file.string_bytes(index) == Some(text)).then_some(index)
}

/// First string not before `text`; strings are sorted, or the file does not load.
fn lower_bound(file: &Dex<'_>, text: &[u8], from: u32) -> u32 {
    let (mut low, mut high) = (from, file.string_count());
    while low < high {
        let middle = low + (high - low) / 2;
        if file.string_bytes(middle).is_some_and(|have| have < text) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}
