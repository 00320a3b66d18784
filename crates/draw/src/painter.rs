//! The state of one rendering: where values come from, what is left to spend, what went wrong.

use mingjian_apk::error::ParseError;
use tiny_skia::{BlendMode, Color, Mask, Paint, PathBuilder, Pixmap, Rect, Transform};

use crate::gradient::{Fill, Gradient, Kind, Spread};
use crate::resources::{Content, Element, Resolved, Resources, Value};
use crate::work::Work;

/// Deepest nesting of drawables in drawables and references to references.
const MAX_DEPTH: u32 = 16;
/// Most stops of one gradient.
const MAX_STOPS: usize = 256;

/// Where a drawable goes: its bounds in local coordinates and how those reach the canvas.
#[derive(Debug, Clone, Copy)]
pub struct Frame {
    pub x: f32,
    pub y: f32,
    pub width: f32,
    pub height: f32,
    pub transform: Transform,
    /// Local units per dp.
    pub dp: f32,
    pub opacity: f32,
}

impl Frame {
    /// The same place with `left`, `top`, `right`, `bottom` taken off.
    #[must_use]
    pub fn inset(self, left: f32, top: f32, right: f32, bottom: f32) -> Self {
        Self {
            x: self.x + left,
            y: self.y + top,
            width: (self.width - left - right).max(0.0),
            height: (self.height - top - bottom).max(0.0),
            ..self
        }
    }

    pub fn rect(&self) -> Option<Rect> {
        Rect::from_xywh(self.x, self.y, self.width, self.height)
    }

    /// Nothing to draw, or bounds no rasteriser should see.
    pub fn is_empty(&self) -> bool {
        let sane = |v: f32| v.is_finite() && v.abs() < 1.0e5;
        self.width <= 0.0
            || self.height <= 0.0
            || !(sane(self.x) && sane(self.y) && sane(self.width) && sane(self.height))
            || !self.transform.is_valid()
    }
}

/// One rendering.
pub struct Painter<'r, R: Resources> {
    pub resources: &'r mut R,
    pub work: Work,
    /// Ids being drawn or resolved, outermost first.
    stack: Vec<u32>,
    depth: u32,
    /// The first thing that could not be drawn.
    pub failure: Option<ParseError>,
}

impl<'r, R: Resources> Painter<'r, R> {
    pub fn new(resources: &'r mut R) -> Self {
        Self { resources, work: Work::default(), stack: Vec::new(), depth: 0, failure: None }
    }

    pub fn fail(&mut self, code: &'static str, detail: impl Into<String>) {
        self.fail_with(ParseError::new(code, None, detail));
    }

    pub fn fail_with(&mut self, error: ParseError) {
        self.failure.get_or_insert(error);
    }

    /// Pays for work; once it is used up the rendering counts as failed.
    pub fn spend(&mut self, units: u64) -> bool {
        let paid = self.work.spend(units);
        if !paid {
            self.fail("icon_too_complex", "drawing budget of one icon is used up");
        }
        paid
    }

    /// Runs `inner` one level deeper; records a failure instead when that is too deep.
    pub fn deeper(&mut self, inner: impl FnOnce(&mut Self)) {
        if self.depth >= MAX_DEPTH {
            self.fail("icon_too_deep", format!("drawables nest deeper than {MAX_DEPTH}"));
            return;
        }
        self.depth += 1;
        inner(self);
        self.depth -= 1;
    }

    /// Resolves `id` and hands it to `inner`, unless that is already under way.
    pub fn with_resource<T>(&mut self, id: u32, inner: impl FnOnce(&mut Self, Resolved) -> T) -> Option<T> {
        if self.stack.contains(&id) || self.stack.len() >= MAX_DEPTH as usize {
            self.fail("icon_cycle", format!("resource {id:#010x} leads back to itself"));
            return None;
        }
        if !self.spend(1) {
            return None;
        }
        let resolved = self.resources.resolve(id)?;
        self.stack.push(id);
        let out = inner(self, resolved);
        self.stack.pop();
        Some(out)
    }

    /// A number: dimensions in dp, fractions as shares. `None` for theme attributes and what is not a number.
    pub fn number(&mut self, element: &Element, name: &str) -> Option<f32> {
        let value = element.get(name)?.clone();
        let number = self.number_of(&value)?;
        number.is_finite().then_some(number.clamp(-1.0e6, 1.0e6))
    }

    fn number_of(&mut self, value: &Value) -> Option<f32> {
        match value {
            Value::Number(v) | Value::Dimension(v) | Value::Fraction(v) => Some(*v),
            Value::Reference(id) => self.with_resource(*id, |p, r| p.number_of(&r.value))?,
            Value::Text(text) => text.trim().parse().ok(),
            Value::Color(_) | Value::Theme => None,
        }
    }

    /// A text, references followed.
    pub fn text(&mut self, element: &Element, name: &str) -> Option<String> {
        match element.get(name)? {
            Value::Text(text) => Some(text.clone()),
            Value::Reference(id) => self.with_resource(*id, |_, r| match r.value {
                Value::Text(text) => Some(text),
                _ => None,
            })?,
            _ => None,
        }
    }

    /// A colour, state lists by their default. `None` where it needs a theme.
    pub fn colour(&mut self, element: &Element, name: &str) -> Option<u32> {
        let value = element.get(name)?.clone();
        match self.fill_of(&value)? {
            Fill::Solid(argb) => Some(argb),
            Fill::Gradient(gradient) => gradient.stops.first().map(|(_, argb)| *argb),
        }
    }

    /// A colour or gradient.
    pub fn fill(&mut self, element: &Element, name: &str) -> Option<Fill> {
        let value = element.get(name)?.clone();
        self.fill_of(&value)
    }

    fn fill_of(&mut self, value: &Value) -> Option<Fill> {
        match value {
            Value::Color(argb) => Some(Fill::Solid(*argb)),
            Value::Reference(id) => match mingjian_apk::layout::framework_color(*id) {
                Some(argb) => Some(Fill::Solid(argb)),
                None => self.with_resource(*id, |p, r| p.fill_of(&r.value))?,
            },
            Value::Text(text) => match self.resources.open(text) {
                Ok(content) => match content.as_ref() {
                    Content::Xml(root) => self.fill_element(root),
                    Content::Bitmap(_) => None,
                },
                Err(error) => {
                    self.fail_with(error);
                    None
                }
            },
            _ => None,
        }
    }

    fn fill_element(&mut self, root: &Element) -> Option<Fill> {
        if root.name == "gradient" {
            return self.gradient(root).map(Fill::Gradient);
        }
        let item = default_item(&root.children)?;
        let fill = self.fill(item, "color")?;
        let alpha = self.number(item, "alpha").unwrap_or(1.0).clamp(0.0, 1.0);
        Some(match fill {
            Fill::Solid(argb) => {
                let opaque = (argb >> 24) as f32 * alpha;
                Fill::Solid((opaque.round() as u32) << 24 | argb & 0x00ff_ffff)
            }
            gradient => gradient,
        })
    }

    /// A `<gradient>` colour resource. Source: android.content.res.GradientColor.
    fn gradient(&mut self, root: &Element) -> Option<Gradient> {
        let mut stops = Vec::new();
        for item in root.children.iter().filter(|child| child.name == "item").take(MAX_STOPS) {
            let offset = self.number(item, "offset").unwrap_or(0.0).clamp(0.0, 1.0);
            stops.push((offset, self.colour(item, "color").unwrap_or(0)));
        }
        if stops.is_empty() {
            let start = self.colour(root, "startColor").unwrap_or(0);
            let end = self.colour(root, "endColor").unwrap_or(0);
            stops.push((0.0, start));
            if root.get("centerColor").is_some() {
                stops.push((0.5, self.colour(root, "centerColor").unwrap_or(0)));
            }
            stops.push((1.0, end));
        }
        let mut at = |name: &str| self.number(root, name).unwrap_or(0.0);
        let centre = (at("centerX"), at("centerY"));
        let kind = match at("type") as i32 {
            1 => Kind::Radial { centre, radius: at("gradientRadius") },
            2 => Kind::Sweep { centre },
            _ => Kind::Linear { from: (at("startX"), at("startY")), to: (at("endX"), at("endY")) },
        };
        Some(Gradient { kind, stops, spread: Spread::from_attribute(at("tileMode")) })
    }

    /// Draws through `inner` on a layer of its own when a tint applies, else straight on `canvas`.
    pub fn tinted(
        &mut self,
        element: &Element,
        canvas: &mut Pixmap,
        inner: impl FnOnce(&mut Self, &mut Pixmap),
    ) {
        let Some(tint) = self.colour(element, "tint") else { return inner(self, canvas) };
        // Source: the enum of android:tintMode in attrs.xml.
        let mode = match self.number(element, "tintMode").unwrap_or(5.0) as i32 {
            3 => BlendMode::SourceOver,
            9 => BlendMode::SourceAtop,
            14 => BlendMode::Modulate,
            15 => BlendMode::Screen,
            16 => BlendMode::Plus,
            _ => BlendMode::SourceIn,
        };
        if !self.spend(150) {
            return;
        }
        let Some(mut layer) = Pixmap::new(canvas.width(), canvas.height()) else { return };
        inner(self, &mut layer);
        let mut paint = Paint { blend_mode: mode, ..Paint::default() };
        paint.set_color(crate::gradient::colour(tint, 1.0));
        if let Some(all) = Rect::from_xywh(0.0, 0.0, layer.width() as f32, layer.height() as f32) {
            layer.fill_rect(all, &paint, Transform::identity(), None);
        }
        canvas.draw_pixmap(
            0,
            0,
            layer.as_ref(),
            &tiny_skia::PixmapPaint::default(),
            Transform::identity(),
            None,
        );
    }

    /// Fills the frame.
    pub fn fill_frame(&mut self, argb: u32, frame: &Frame, canvas: &mut Pixmap) {
        if frame.is_empty() || !self.spend(40) {
            return;
        }
        let colour: Color = crate::gradient::colour(argb, frame.opacity);
        let mut paint = Paint::default();
        paint.set_color(colour);
        if let Some(rect) = frame.rect() {
            canvas.fill_rect(rect, &paint, frame.transform, None);
        }
    }
}

/// The item a drawable or colour without any state would use: the first that asks for none.
pub fn default_item(children: &[Element]) -> Option<&Element> {
    children.iter().filter(|child| child.name == "item").find(|item| {
        item.attributes
            .iter()
            .all(|(name, value)| !name.starts_with("state_") || *value == Value::Number(0.0))
    })
}

/// A mask that shows `frame` only.
pub fn frame_mask(frame: &Frame, canvas: &Pixmap) -> Option<Mask> {
    let mut mask = Mask::new(canvas.width(), canvas.height())?;
    let path = PathBuilder::from_rect(frame.rect()?);
    mask.fill_path(&path, tiny_skia::FillRule::Winding, true, frame.transform);
    Some(mask)
}
