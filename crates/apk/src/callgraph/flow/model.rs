//! What a called library method does with data: rows of data_flow.yaml looked up by class and name.

use crate::callgraph::hash::Map;
use crate::callgraph::program::{ClassId, Program, NONE};
use crate::knowledge::{DataFlow, FlowRow, Role};

/// One method reference as the flow sees it.
#[derive(Debug, Clone, Default)]
pub struct Callee<'k> {
    pub class: ClassId,
    pub name: &'k [u8],
    pub sink: Option<&'k FlowRow>,
    pub store: Option<&'k FlowRow>,
    pub maker: Option<&'k FlowRow>,
    pub copy: Option<&'k FlowRow>,
    pub fetch: bool,
    /// Holds or hands on what it is given.
    pub carrier: bool,
    /// Named by a carrier row itself: its code is not looked into.
    pub library: bool,
    /// Its result does not hold what it was given.
    pub silent: bool,
    /// The class is the package's own.
    pub defined: bool,
}

impl Callee<'_> {
    pub fn is_constructor(&self) -> bool {
        self.name == b"<init>"
    }
}

/// Rows by method name.
pub struct Rules<'k> {
    by_name: Map<&'k [u8], Vec<(ClassId, &'k FlowRow)>>,
    returns: Vec<(ClassId, &'k FlowRow)>,
    table: &'k DataFlow,
}

impl<'k> Rules<'k> {
    pub fn new(program: &mut Program<'k, '_>, table: &'k DataFlow) -> Self {
        let mut rules = Self { by_name: Map::default(), returns: Vec::new(), table };
        for row in &table.rows {
            let class = program.framework_class(&row.class);
            if row.role == Role::Return {
                rules.returns.push((class, row));
                continue;
            }
            for name in &row.names {
                rules.by_name.entry(name.as_bytes()).or_default().push((class, row));
            }
        }
        rules
    }

    /// What a method reference does; `None` when it is broken.
    pub fn callee(&self, program: &mut Program<'k, '_>, dex: usize, method: u32) -> Option<Callee<'k>> {
        let dexes = program.dexes;
        let file = dexes.get(dex)?;
        let row = file.method(method)?;
        let (name, text) = (file.string_bytes(row.name)?, file.type_bytes(row.class)?);
        let class = program.class_of(dex, row.class);
        let proto = file.proto(row.proto)?;
        let result = file.type_bytes(proto.return_type).unwrap_or_default();
        let silent = matches!(result, b"Z" | b"V") || self.table.silent.iter().any(|s| s.as_bytes() == name);
        let library = self.is_carrier(text);
        let above = if class == NONE { Default::default() } else { program.ancestors(class) };
        let inherits = || {
            above.iter().any(|above| program.class(*above).is_some_and(|found| self.is_carrier(found.name)))
        };
        let mut callee = Callee {
            class,
            name,
            silent,
            library,
            carrier: library || inherits(),
            defined: program.class(class).is_some_and(|found| found.is_defined()),
            ..Callee::default()
        };
        for (base, row) in self.by_name.get(name).map(Vec::as_slice).unwrap_or_default() {
            if class == NONE || !(*base == class || above.contains(base)) {
                continue;
            }
            match row.role {
                Role::Sink => callee.sink = callee.sink.or(Some(row)),
                Role::Store => callee.store = callee.store.or(Some(row)),
                Role::Maker => callee.maker = callee.maker.or(Some(row)),
                Role::Copy => callee.copy = callee.copy.or(Some(row)),
                Role::Fetch => callee.fetch = true,
                Role::Return => {}
            }
        }
        Some(callee)
    }

    /// The row of a method of class `class` whose result a library or the platform takes.
    pub fn returned(&self, program: &Program<'_, '_>, class: ClassId, name: &[u8]) -> Option<&'k FlowRow> {
        let named = |row: &FlowRow| row.names.iter().any(|have| have.as_bytes() == name);
        let mut rows = self.returns.iter().filter(|(_, row)| named(row));
        rows.find(|(base, _)| program.is_a(class, *base)).map(|(_, row)| *row)
    }

    /// Whether every app can read below a path that begins so.
    pub fn is_shared_path(&self, text: &[u8]) -> bool {
        self.table.shared_paths.iter().any(|path| text.starts_with(path.as_bytes()))
    }

    fn is_carrier(&self, class: &[u8]) -> bool {
        self.table.carriers.iter().any(|carrier| match carrier.as_bytes() {
            package @ [.., b'/' | b'$'] => class.starts_with(package),
            whole => class == whole,
        })
    }
}
