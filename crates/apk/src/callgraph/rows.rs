//! Knowledge rows looked up in a dex file's tables: which method, field and string indexes they describe.

use super::bits::Bits;
use super::hash::Map;
use super::program::{ClassId, Program, NONE};
use crate::dex::Dex;
use crate::knowledge::{Knowledge, Lists, Row, RowKind};

/// Row numbers by table index, with a bit per index to pass over the rest quickly.
#[derive(Debug, Default)]
pub struct Column {
    bits: Bits,
    rows: Map<u32, Vec<u32>>,
}

impl Column {
    fn new(size: u32) -> Self {
        Self { bits: Bits::new(size), rows: Map::default() }
    }

    fn add(&mut self, index: u32, row: u32) {
        self.bits.add(index);
        self.rows.entry(index).or_default().push(row);
    }

    /// Whether any row describes the index.
    #[inline]
    pub fn has(&self, index: u32) -> bool {
        self.bits.has(index)
    }

    /// Indexes with their rows, in no order.
    pub fn iter(&self) -> impl Iterator<Item = (u32, &[u32])> {
        self.rows.iter().map(|(index, rows)| (*index, rows.as_slice()))
    }

    pub fn get(&self, index: u32) -> &[u32] {
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
    pub interest: Bits,
    /// Methods that a sink row names.
    pub sinks: Bits,
    /// Method indexes of definitions that are callbacks a row describes.
    pub definitions: Vec<(u32, u32)>,
}

/// Rows by what they are looked up by.
pub struct Rows<'k> {
    lists: &'k Lists,
    /// Classes that rows are about, by the numbers of [`Lists`].
    classes: Vec<ClassId>,
    /// Classes that are a row's or below one.
    related: Vec<bool>,
    knowledge: &'k Knowledge,
}

/// Longest stretch of strings with one beginning that is looked at.
const MAX_RANGE: u32 = 20_000;
/// Most levels of classes that are told apart from classes no row is about.
const MAX_LEVELS: usize = 64;

/// The class of the members being looked at, and those above it.
struct Below {
    /// Number of the last look at which each class was above.
    seen: Vec<u32>,
    look: u32,
    type_: u32,
    class: ClassId,
    /// No row is about members of the class.
    skip: bool,
}

impl Below {
    #[inline]
    fn turn_to(&mut self, rows: &Rows<'_>, program: &mut Program<'_, '_>, dex: usize, type_: u32) {
        if self.type_ == type_ {
            return;
        }
        self.type_ = type_;
        self.class = program.class_of(dex, type_);
        self.skip = !rows.related.get(self.class as usize).is_some_and(|is| *is);
        if self.skip {
            return;
        }
        self.look += 1;
        self.seen.resize(program.classes.len(), 0);
        for class in program.ancestors(self.class).iter().chain([&self.class]) {
            if let Some(seen) = self.seen.get_mut(*class as usize) {
                *seen = self.look;
            }
        }
    }

    fn is_below(&self, class: ClassId) -> bool {
        self.seen.get(class as usize) == Some(&self.look)
    }
}

/// Row group of each string that was asked for as a name: 0 not asked, 1 none.
struct Names {
    groups: Vec<u32>,
}

impl Names {
    fn group<'r>(&mut self, rows: &'r Rows<'_>, file: &Dex<'_>, name: u32) -> &'r [u32] {
        let Some(slot) = self.groups.get_mut(name as usize) else { return &[] };
        if *slot == 0 {
            let found = file.string_bytes(name).and_then(|name| rows.lists.names.get(name));
            *slot = found.map_or(1, |group| group.saturating_add(2));
        }
        let group = slot.checked_sub(2).and_then(|group| rows.lists.groups.get(group as usize));
        group.map(Vec::as_slice).unwrap_or_default()
    }
}

impl<'k> Rows<'k> {
    pub fn new(knowledge: &'k Knowledge, program: &mut Program<'k, '_>) -> Self {
        let lists = &knowledge.lists;
        let classes = lists.classes.iter().map(|class| program.framework_class(class)).collect();
        Self { lists, classes, related: Vec::new(), knowledge }
    }

    pub fn row(&self, number: u32) -> Option<&'k Row> {
        self.knowledge.rows.get(number as usize)
    }

    /// Rows of a member name.
    pub fn named(&self, name: &[u8]) -> &[u32] {
        self.lists.named(name)
    }

    /// Id of the sink row of a method by class and name.
    pub fn sink(&self, class: &[u8], name: &[u8]) -> Option<&'k str> {
        let rows = self.named(name).iter().filter_map(|row| self.row(*row));
        let mut sinks = rows.filter(|row| is_sink(row));
        sinks.find(|row| row.class.as_bytes() == class).map(|row| row.id.as_str())
    }

    /// Looks all rows up in file `dex`; `is_callback` tells callback methods.
    pub fn mark(
        &mut self,
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
            interest: Bits::new(file.string_count()),
            sinks: Bits::new(file.method_count()),
            definitions: Vec::new(),
        };
        self.relate(program, dex, file);
        let mut names = Names { groups: vec![0; file.string_count() as usize] };
        let mut below = Below { seen: Vec::new(), look: 0, type_: NONE, class: NONE, skip: true };
        for (index, found) in (0u32..).zip(file.methods()) {
            below.turn_to(self, program, dex, found.class);
            if below.skip {
                continue;
            }
            for row in names.group(self, file, found.name) {
                self.mark_method(program, (dex, index), *row, &below, &mut marks, &is_callback);
            }
        }
        for (index, found) in (0u32..).zip(file.fields()) {
            below.turn_to(self, program, dex, found.class);
            if below.skip {
                continue;
            }
            for number in names.group(self, file, found.name) {
                let is_field = self.row(*number).is_some_and(|row| row.kind == RowKind::Field);
                if is_field && below.is_below(self.class(*number)) {
                    marks.fields.add(index, *number);
                }
            }
        }
        self.mark_strings(file, &mut marks);
        marks
    }

    fn class(&self, row: u32) -> ClassId {
        let class = self.lists.class_of.get(row as usize);
        class.and_then(|class| self.classes.get(*class as usize)).copied().unwrap_or(NONE)
    }

    /// Finds out which classes of a file's members are at or below a row's.
    fn relate(&mut self, program: &mut Program<'_, '_>, dex: usize, file: &Dex<'_>) {
        let mut last = NONE;
        let methods = file.methods().map(|row| row.class);
        let fields = file.fields().map(|row| row.class);
        for type_ in methods.chain(fields) {
            if type_ != last {
                program.class_of(dex, type_);
                last = type_;
            }
        }
        // What stands above a class is known before or together with it, so earlier answers stay.
        let from = self.related.len();
        self.related.resize(program.classes.len(), false);
        for class in self.classes.iter().filter(|_| from == 0) {
            self.related.get_mut(*class as usize).into_iter().for_each(|is| *is = true);
        }
        for _ in 0..MAX_LEVELS {
            let mut changed = false;
            for (class, found) in program.classes.iter().enumerate().skip(from).rev() {
                let is = |class: ClassId| self.related.get(class as usize).is_some_and(|is| *is);
                if !is(class as ClassId) && (is(found.parent) || found.interfaces.iter().any(|i| is(*i))) {
                    self.related.get_mut(class).into_iter().for_each(|is| *is = true);
                    changed = true;
                }
            }
            if !changed {
                return;
            }
        }
        self.related.iter_mut().skip(from).for_each(|is| *is = true);
    }

    fn mark_method(
        &self,
        program: &mut Program<'_, '_>,
        (dex, index): (usize, u32),
        number: u32,
        below: &Below,
        marks: &mut Marks,
        is_callback: &impl Fn(u32, u64) -> bool,
    ) {
        let Some(row) = self.row(number) else { return };
        let base = self.class(number);
        if base == below.class && is_sink(row) {
            marks.sinks.add(index);
        }
        if row.kind != RowKind::Method || !below.is_below(base) {
            return;
        }
        let selector = program.selector(dex, index);
        if row.selector != 0 && row.selector != selector {
            return;
        }
        // A class of the package below the row's: its own override is not the row's method.
        if base != below.class && program.find_method(below.class, selector).is_some() {
            if program.defined_here(dex, index).is_some() && is_callback(base, selector) {
                marks.definitions.push((index, number));
            }
            return;
        }
        marks.methods.add(index, number);
    }

    fn mark_strings(&self, file: &Dex<'_>, marks: &mut Marks) {
        let key = |number: &u32| Some((self.row(*number)?.key.as_bytes(), *number));
        let keys: Vec<(&[u8], u32)> = self.lists.keys.iter().filter_map(key).collect();
        let mut found = Vec::with_capacity(keys.len());
        lower_bounds(file, &keys, (0, file.string_count()), &mut found);
        for (mut index, key, number) in found {
            let Some(row) = self.row(number) else { continue };
            let begins = matches!(row.kind, RowKind::Uri | RowKind::Exec | RowKind::File);
            let last = index.saturating_add(if begins { MAX_RANGE } else { 1 });
            while index < last {
                let Some(text) = file.string_bytes(index).filter(|text| text.starts_with(key)) else { break };
                if continues(row, text.get(key.len()..).unwrap_or_default()) {
                    marks.strings.add(index, number);
                }
                index += 1;
            }
        }
        for prefix in &self.knowledge.interest {
            let mut index = lower_bound(file, prefix.as_bytes());
            let last = index.saturating_add(MAX_RANGE);
            while index < last && file.string_bytes(index).is_some_and(|t| t.starts_with(prefix.as_bytes())) {
                marks.interest.add(index);
                index += 1;
            }
        }
    }
}

/// A row of what takes data out.
pub fn is_sink(row: &Row) -> bool {
    row.tags.iter().any(|tag| tag.starts_with("behaviour:sink_"))
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
    let index = lower_bound(file, text);
    (file.string_bytes(index) == Some(text)).then_some(index)
}

/// First string not before each of sorted `keys`, among strings `low..high`: (string, key, row).
fn lower_bounds<'k>(
    file: &Dex<'_>,
    keys: &[(&'k [u8], u32)],
    (low, high): (u32, u32),
    found: &mut Vec<(u32, &'k [u8], u32)>,
) {
    let (before, rest) = keys.split_at(keys.len() / 2);
    let Some(((key, row), after)) = rest.split_first() else { return };
    let middle = lower_bound_in(file, key, (low, high));
    lower_bounds(file, before, (low, middle), found);
    found.push((middle, key, *row));
    lower_bounds(file, after, (middle, high), found);
}

/// First string not before `text`; strings are sorted, or the file does not load.
fn lower_bound(file: &Dex<'_>, text: &[u8]) -> u32 {
    lower_bound_in(file, text, (0, file.string_count()))
}

fn lower_bound_in(file: &Dex<'_>, text: &[u8], (mut low, mut high): (u32, u32)) -> u32 {
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
