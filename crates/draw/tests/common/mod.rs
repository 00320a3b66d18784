//! Resources made by hand.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::expect_used, clippy::panic, dead_code)]

use std::collections::HashMap;
use std::rc::Rc;

use mingjian_apk::error::{ParseError, Result};
use mingjian_draw::metrics::{measure, Metrics};
use mingjian_draw::render::render;
use mingjian_draw::resources::{Content, Element, Resolved, Resources, Value};
use tiny_skia::Pixmap;

#[derive(Clone, Default)]
pub struct Package {
    pub values: HashMap<u32, Resolved>,
    pub files: HashMap<String, Element>,
    pub bitmaps: HashMap<String, Vec<u8>>,
}

impl Resources for Package {
    fn resolve(&mut self, id: u32) -> Option<Resolved> {
        self.values.get(&id).cloned()
    }

    fn open(&mut self, path: &str) -> Result<Rc<Content>> {
        if let Some(element) = self.files.get(path) {
            return Ok(Rc::new(Content::Xml(element.clone())));
        }
        let data = self.bitmaps.get(path).cloned();
        data.map(|data| Rc::new(Content::Bitmap(data)))
            .ok_or_else(|| ParseError::new("zip_no_entry", None, "no such entry"))
    }
}

impl Package {
    pub fn with(mut self, id: u32, value: Value) -> Self {
        self.values.insert(id, Resolved { value, density: 160 });
        self
    }

    pub fn with_xml(self, id: u32, element: Element) -> Self {
        let path = format!("res/{id:x}.xml");
        let mut package = self.with(id, Value::Text(path.clone()));
        package.files.insert(path, element);
        package
    }

    pub fn with_bitmap(self, id: u32, data: Vec<u8>) -> Self {
        let path = format!("res/{id:x}.png");
        let mut package = self.with(id, Value::Text(path.clone()));
        package.bitmaps.insert(path, data);
        package
    }

    pub fn render(&mut self, id: u32) -> (Pixmap, Option<ParseError>) {
        let icon = self.values[&id].clone();
        let (pixmap, error) = render(self, &icon);
        (pixmap.unwrap(), error)
    }

    pub fn draw(&mut self, id: u32) -> Pixmap {
        let (pixmap, error) = self.render(id);
        assert_eq!(error, None);
        pixmap
    }
}

/// An element from a line such as `path fillColor=#ff00ff00 strokeWidth=2 fillType=1`; `@7f010001` refers,
/// `?` is a theme attribute, `50%` a fraction, `4dp` a dimension, the rest is a number or else a text.
pub fn el(line: &str, children: Vec<Element>) -> Element {
    let mut parts = line.split(' ');
    let name = parts.next().unwrap().to_owned();
    let attributes = parts
        .map(|part| {
            let (key, text) = part.split_once('=').unwrap();
            (key.to_owned(), value(text))
        })
        .collect();
    Element { name, attributes, children }
}

fn value(text: &str) -> Value {
    if let Some(hex) = text.strip_prefix('#') {
        Value::Color(u32::from_str_radix(hex, 16).unwrap())
    } else if let Some(hex) = text.strip_prefix('@') {
        Value::Reference(u32::from_str_radix(hex, 16).unwrap())
    } else if text == "?" {
        Value::Theme
    } else if let Some(share) = text.strip_suffix('%') {
        Value::Fraction(share.parse::<f32>().unwrap() / 100.0)
    } else if let Some(dp) = text.strip_suffix("dp") {
        Value::Dimension(dp.parse().unwrap())
    } else {
        text.parse().map_or_else(|_| Value::Text(text.replace('_', " ")), Value::Number)
    }
}

pub fn vector(children: Vec<Element>) -> Element {
    el("vector width=24dp height=24dp viewportWidth=24 viewportHeight=24", children)
}

/// Draws the path data (blanks as `_`) in opaque red on a 24 x 24 viewport.
pub fn path(data: &str) -> Pixmap {
    let root = vector(vec![el(&format!("path fillColor=#ffff0000 pathData={data}"), vec![])]);
    Package::default().with_xml(1, root).draw(1)
}

pub fn share(icon: &Pixmap) -> f64 {
    measure(icon).visible_share
}

pub fn metrics(icon: &Pixmap) -> Metrics {
    measure(icon)
}

/// `0xaarrggbb`, not premultiplied.
pub fn argb(icon: &Pixmap, x: u32, y: u32) -> u32 {
    let colour = icon.pixel(x, y).unwrap().demultiply();
    u32::from_be_bytes([colour.alpha(), colour.red(), colour.green(), colour.blue()])
}

/// Asserts a colour within `slack` a channel.
pub fn assert_near(found: u32, expected: u32, slack: u8) {
    for (a, b) in found.to_be_bytes().into_iter().zip(expected.to_be_bytes()) {
        assert!(a.abs_diff(b) <= slack, "{found:#010x} is not near {expected:#010x}");
    }
}

pub fn encode_png(width: u32, height: u32, pixel: impl Fn(u32, u32) -> [u8; 4]) -> Vec<u8> {
    let rows = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
    let rgba: Vec<u8> = rows.flat_map(|(x, y)| pixel(x, y)).collect();
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, width, height);
    encoder.set_color(png::ColorType::Rgba);
    encoder.write_header().unwrap().write_image_data(&rgba).unwrap();
    out
}
