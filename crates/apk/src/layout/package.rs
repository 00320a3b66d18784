//! What inflating asks of a package: files, and values resolved for the phone the layouts are shown on.

use std::collections::HashMap;
use std::rc::Rc;

use super::{framework, ids};
use crate::arsc::{Config, Style, Table};
use crate::axml::{Document, Event, Unit, Value};
use crate::error::{ParseError, Result};
use crate::limits::{Budget, Limits};
use crate::zip::Archive;

/// Inflated layouts kept because another includes them, in bytes.
const MAX_KEPT_BYTES: usize = 16 << 20;

/// A package with a simplified-Chinese phone in portrait looking at it.
pub struct Package<'p, 'a> {
    pub table: Option<&'p Table<'a>>,
    pub archive: &'p Archive<'a>,
    pub budget: Budget,
    pub want: Config,
    files: HashMap<String, Rc<[u8]>>,
    kept_bytes: usize,
    colours: HashMap<u32, Option<u32>>,
    fills: HashMap<u32, Option<u32>>,
    styles: HashMap<u32, Rc<Style>>,
}

/// A value and, when it is a string, its text.
#[derive(Debug, Clone)]
pub struct Typed {
    pub value: Value,
    pub text: Option<String>,
}

impl<'p, 'a> Package<'p, 'a> {
    pub fn new(archive: &'p Archive<'a>, table: Option<&'p Table<'a>>, limits: &Limits) -> Self {
        Self {
            table,
            archive,
            budget: Budget::new(limits),
            want: Config::chinese_phone(),
            files: HashMap::new(),
            kept_bytes: 0,
            colours: HashMap::new(),
            fills: HashMap::new(),
            styles: HashMap::new(),
        }
    }

    /// Bytes of an entry; small ones are kept for the next time.
    ///
    /// # Errors
    /// `layout_no_entry`, or what reading raised.
    pub fn file(&mut self, path: &str) -> Result<Rc<[u8]>> {
        if let Some(data) = self.files.get(path) {
            return Ok(Rc::clone(data));
        }
        let entry = self.archive.find(path).ok_or_else(|| {
            ParseError::new("layout_no_entry", None, "the resource table names a missing file")
        })?;
        let data: Rc<[u8]> = Rc::from(self.archive.read(entry, &mut self.budget)?.as_ref());
        if self.kept_bytes.saturating_add(data.len()) <= MAX_KEPT_BYTES {
            self.kept_bytes = self.kept_bytes.saturating_add(data.len());
            self.files.insert(path.to_owned(), Rc::clone(&data));
        }
        Ok(data)
    }

    /// Follows references; a value that is not one comes back as it is.
    pub fn resolve(&self, typed: Typed) -> Typed {
        match (typed.value.reference(), self.table) {
            (Some(_), Some(table)) => {
                let found = table.resolve(typed.value, &self.want, None);
                Typed { value: found.value, text: found.text.map(std::borrow::Cow::into_owned) }
            }
            _ => typed,
        }
    }

    /// Text as a TextView would show it.
    pub fn text(&self, typed: &Typed) -> Option<String> {
        let found = self.resolve(typed.clone());
        if found.value.reference().is_some() || found.value.theme_attribute().is_some() {
            return None;
        }
        found.text.or_else(|| found.value.literal()).filter(|text| text != "@null")
    }

    /// A length in dp at 160 dpi, where pixels and scaled pixels count as dp.
    pub fn dp(&self, typed: &Typed) -> Option<f32> {
        let found = self.resolve(typed.clone()).value;
        let Some((length, unit)) = found.dimension() else {
            return found.float().or_else(|| found.int().map(|v| v as f32)).filter(|v| v.is_finite());
        };
        // Source: TypedValue.applyDimension at 160 dpi.
        Some(match unit {
            Unit::Px | Unit::Dp | Unit::Sp => length,
            Unit::Pt => length * 160.0 / 72.0,
            Unit::In => length * 160.0,
            Unit::Mm => length * 160.0 / 25.4,
        })
    }

    pub fn number(&self, typed: &Typed) -> Option<f32> {
        let found = self.resolve(typed.clone()).value;
        found.float().or_else(|| found.int().map(|v| v as f32)).filter(|v| v.is_finite())
    }

    pub fn bool(&self, typed: &Typed) -> Option<bool> {
        self.resolve(typed.clone()).value.bool()
    }

    pub fn int(&self, typed: &Typed) -> Option<i32> {
        self.resolve(typed.clone()).value.int()
    }

    /// A colour, state lists by the item for no state; `None` where it needs a theme.
    pub fn colour(&mut self, typed: &Typed) -> Option<u32> {
        self.colour_within(typed, 8)
    }

    fn colour_within(&mut self, typed: &Typed, depth: u32) -> Option<u32> {
        if let Some(argb) = typed.value.color() {
            return Some(argb);
        }
        let id = typed.value.reference()?;
        if let Some(known) = framework::framework_color(id) {
            return Some(known);
        }
        if let Some(known) = self.colours.get(&id) {
            return *known;
        }
        let found = self.resolve(typed.clone());
        let argb = match (&found.text, found.value.color()) {
            (_, Some(argb)) => Some(argb),
            // The chain may end in the framework.
            (None, None) => found.value.reference().and_then(framework::framework_color),
            (Some(path), None) if depth > 0 => self.colour_list(path, depth).ok().flatten(),
            _ => None,
        };
        self.colours.insert(id, argb);
        argb
    }

    /// The colour of the first item that asks for no state. Source: android.content.res.ColorStateList.
    fn colour_list(&mut self, path: &str, depth: u32) -> Result<Option<u32>> {
        let data = self.file(path)?;
        let document = Document::parse(&data, &mut self.budget)?;
        let mut reader = document.reader();
        loop {
            match reader.next()? {
                Event::Start(element) if element.depth == 1 && !element.is("selector") => return Ok(None),
                Event::Start(element) if element.depth == 2 => {
                    let mut colour = None;
                    let mut alpha = 1.0;
                    let mut plain = true;
                    for attribute in element.attributes() {
                        let typed = Typed { value: attribute.value, text: None };
                        match attribute.id {
                            ids::COLOR => colour = self.colour_within(&typed, depth.saturating_sub(1)),
                            ids::ALPHA => alpha = self.number(&typed).unwrap_or(1.0).clamp(0.0, 1.0),
                            // Other booleans are states: a view at rest is enabled in a focused window.
                            state if attribute.value.kind == Value::BOOLEAN => {
                                let at_rest = matches!(state, ids::STATE_ENABLED | ids::STATE_WINDOW_FOCUSED);
                                plain &= typed.value.bool() == Some(at_rest);
                            }
                            _ => {}
                        }
                    }
                    if plain {
                        let faded = |argb: u32| {
                            ((argb >> 24) as f32 * alpha).round() as u32 * 0x0100_0000 + (argb & 0x00ff_ffff)
                        };
                        return Ok(colour.map(faded));
                    }
                }
                Event::EndDocument => return Ok(None),
                _ => {}
            }
        }
    }

    /// The one colour a background paints: a colour, or what a shape, list or inset of one comes down to.
    pub fn fill(&mut self, typed: &Typed) -> Option<u32> {
        self.colour(typed).or_else(|| self.fill_within(typed, 4))
    }

    fn fill_within(&mut self, typed: &Typed, depth: u32) -> Option<u32> {
        let id = typed.value.reference()?;
        if let Some(known) = self.fills.get(&id) {
            return *known;
        }
        let path = self.resolve(typed.clone()).text.filter(|path| path.ends_with(".xml"));
        let found = match path {
            Some(path) if depth > 0 => self.drawable_fill(&path, depth).ok().flatten(),
            _ => None,
        };
        self.fills.insert(id, found);
        found
    }

    /// The colour of a shape's `solid`, of the item for no state, or of the lowest layer. Gradients have none.
    fn drawable_fill(&mut self, path: &str, depth: u32) -> Result<Option<u32>> {
        let data = self.file(path)?;
        let document = Document::parse(&data, &mut self.budget)?;
        let mut reader = document.reader();
        let mut left_out = u32::MAX;
        loop {
            match reader.next()? {
                Event::Start(element) if element.depth > left_out => {}
                Event::Start(element) => {
                    left_out = u32::MAX;
                    if element.is("gradient") {
                        return Ok(None);
                    }
                    let mut painted = None;
                    for attribute in element.attributes() {
                        let typed = Typed { value: attribute.value, text: None };
                        match attribute.id {
                            ids::COLOR if element.is("solid") => painted = self.colour(&typed),
                            ids::DRAWABLE if !element.is("ripple") => {
                                painted = self
                                    .colour(&typed)
                                    .or_else(|| self.fill_within(&typed, depth.saturating_sub(1)));
                            }
                            state if element.is("item") && attribute.value.kind == Value::BOOLEAN => {
                                let at_rest = matches!(state, ids::STATE_ENABLED | ids::STATE_WINDOW_FOCUSED);
                                if typed.value.bool() != Some(at_rest) {
                                    left_out = element.depth;
                                }
                            }
                            _ => {}
                        }
                    }
                    if painted.is_some() && left_out == u32::MAX {
                        return Ok(painted);
                    }
                }
                Event::EndDocument => return Ok(None),
                _ => {}
            }
        }
    }

    /// A colour as `#aarrggbb`, else what is referred to by name.
    pub fn colour_or_name(&mut self, typed: &Typed) -> Option<String> {
        if let Some(argb) = self.colour(typed) {
            return Some(format!("#{argb:08x}"));
        }
        self.name(typed)
    }

    /// `@type/name` of a reference, `?attr/name` of a theme attribute.
    pub fn name(&self, typed: &Typed) -> Option<String> {
        if typed.value.reference().is_none() && typed.value.theme_attribute().is_none() {
            return None;
        }
        Some(match self.table {
            Some(table) => table.display(typed.value),
            None => format!("@{:#010x}", typed.value.data),
        })
    }

    /// A style with its parents.
    pub fn style(&mut self, id: u32) -> Rc<Style> {
        if let Some(style) = self.styles.get(&id) {
            return Rc::clone(style);
        }
        let style = Rc::new(self.table.map(|table| table.style(id, &self.want)).unwrap_or_default());
        self.styles.insert(id, Rc::clone(&style));
        style
    }

    /// An item of a style as a value with its text.
    pub fn item(&self, value: Value) -> Typed {
        let text = value.string().and_then(|index| self.table?.string(index));
        Typed { value, text: text.map(std::borrow::Cow::into_owned) }
    }
}
