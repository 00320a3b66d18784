//! What drawing asks of a package: typed values, element trees and files, whatever they are stored in.

use std::rc::Rc;

use mingjian_apk::error::Result;

/// One value of a compiled attribute or resource.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A resource by id.
    Reference(u32),
    /// A theme attribute; launchers load icons without a theme, so these keep their default.
    Theme,
    Text(String),
    /// Floats, integers, booleans (0, 1).
    Number(f32),
    /// A length in dp (px and sp count as dp: 160 dpi).
    Dimension(f32),
    /// A share of the whole.
    Fraction(f32),
    /// `0xaarrggbb`.
    Color(u32),
}

/// A resource as the drawing device would pick it.
#[derive(Debug, Clone, PartialEq)]
pub struct Resolved {
    pub value: Value,
    /// Dots per inch of the configuration it came from; 160 where it names none.
    pub density: u16,
}

/// One element of a compiled XML document, attributes by local name.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Element {
    pub name: String,
    pub attributes: Vec<(String, Value)>,
    pub children: Vec<Element>,
}

impl Element {
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value)
    }
}

/// What a file of the package turned out to be.
#[derive(Debug)]
pub enum Content {
    Xml(Element),
    Bitmap(Vec<u8>),
}

/// A package's resources.
pub trait Resources {
    /// The best value for a dense, recent device without language; `None` when nothing has that id.
    fn resolve(&mut self, id: u32) -> Option<Resolved>;

    /// Reads and, where it is XML, parses a file.
    ///
    /// # Errors
    /// What reading the entry raised.
    fn open(&mut self, path: &str) -> Result<Rc<Content>>;
}
