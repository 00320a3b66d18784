//! Superclasses and interfaces of framework classes.

/// Descriptors of a framework class's parents.
#[derive(Debug, Clone, Copy)]
pub struct Relation<'k> {
    pub class: &'k str,
    pub superclass: Option<&'k str>,
    interfaces: &'k str,
}

impl<'k> Relation<'k> {
    pub fn interfaces(&self) -> impl Iterator<Item = &'k str> {
        self.interfaces.split(',').filter(|name| *name != "-" && !name.is_empty())
    }
}

/// Sorted rows `class superclass interface,interface` parted by `|`; `-` where there is none.
#[derive(Debug, Clone)]
pub struct Hierarchy {
    text: String,
    starts: Vec<u32>,
}

impl Hierarchy {
    pub(super) fn new(text: String) -> Self {
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'|').map(|(at, _)| at as u32 + 1);
        let starts = std::iter::once(0).chain(ends).collect();
        Self { text, starts }
    }

    /// How many classes there are.
    pub fn len(&self) -> usize {
        self.starts.len()
    }

    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    fn row(&self, start: u32) -> Relation<'_> {
        let row = self.text.get(start as usize..).unwrap_or_default();
        let row = row.split('|').next().unwrap_or_default();
        let mut parts = row.split(' ');
        let class = parts.next().unwrap_or_default();
        let superclass = parts.next().filter(|name| *name != "-");
        Relation { class, superclass, interfaces: parts.next().unwrap_or_default() }
    }

    /// Relations of a class by descriptor (`Landroid/app/Activity;`).
    pub fn get(&self, class: &[u8]) -> Option<Relation<'_>> {
        let name = |start: &u32| {
            let row = self.text.as_bytes().get(*start as usize..).unwrap_or_default();
            memchr::memchr(b' ', row).and_then(|end| row.get(..end)).unwrap_or(row)
        };
        let at = self.starts.partition_point(|start| name(start) < class);
        let found = self.row(*self.starts.get(at)?);
        (found.class.as_bytes() == class).then_some(found)
    }
}
