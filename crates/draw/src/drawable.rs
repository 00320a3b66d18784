//! Any drawable into a frame: dispatch over the root element, wrappers, lists and adaptive icons.
//! Source of behaviour: the inflaters of android.graphics.drawable (DrawableInflater and the classes named).

use tiny_skia::{FillRule, Mask, PathBuilder, Pixmap, Transform};

use crate::bitmap;
use crate::painter::{default_item, Frame, Painter};
use crate::resources::{Content, Element, Resolved, Resources, Value};
use crate::{shape, vector};

/// Layers of an adaptive icon are 108 dp wide, 72 dp of which show (AdaptiveIconDrawable).
const ADAPTIVE_CANVAS_DP: f32 = 108.0;
const ADAPTIVE_VISIBLE_DP: f32 = 72.0;
/// Most layers of one list.
const MAX_LAYERS: usize = 64;

/// The names drawn here, for telling a drawable from other XML.
pub fn kind_of(root: &str) -> &'static str {
    match root {
        "adaptive-icon" | "maskable-icon" => "adaptive",
        "vector" | "animated-vector" => "vector",
        "shape" => "shape",
        "color" => "color",
        "layer-list" | "transition" | "ripple" | "selector" | "animated-selector" | "level-list"
        | "animation-list" | "inset" | "rotate" | "animated-rotate" | "scale" | "clip" | "bitmap"
        | "nine-patch" => "layers",
        _ => "other",
    }
}

/// Draws whatever `resolved` is.
pub fn resolved<R: Resources>(
    painter: &mut Painter<'_, R>,
    resolved: &Resolved,
    frame: Frame,
    canvas: &mut Pixmap,
) {
    match &resolved.value {
        Value::Color(argb) => painter.fill_frame(*argb, &frame, canvas),
        Value::Text(path) => match painter.resources.open(path) {
            Ok(content) => match content.as_ref() {
                Content::Xml(root) => painter.deeper(|painter| element(painter, root, frame, canvas)),
                Content::Bitmap(data) => picture(painter, data, frame, canvas),
            },
            Err(error) => painter.fail_with(error),
        },
        Value::Reference(id) => reference(painter, *id, frame, canvas),
        other => painter.fail("icon_value", format!("{other:?} is not a drawable")),
    }
}

/// Draws the resource `id`.
pub fn reference<R: Resources>(painter: &mut Painter<'_, R>, id: u32, frame: Frame, canvas: &mut Pixmap) {
    if let Some(argb) = mingjian_apk::layout::framework_color(id) {
        return painter.fill_frame(argb, &frame, canvas);
    }
    let before = painter.failure.is_some();
    let found = painter.with_resource(id, |painter, found| resolved(painter, &found, frame, canvas));
    if found.is_none() && !before {
        painter.fail("icon_missing", format!("no resource {id:#010x} in the package"));
    }
}

fn picture<R: Resources>(painter: &mut Painter<'_, R>, data: &[u8], frame: Frame, canvas: &mut Pixmap) {
    if frame.is_empty() {
        return;
    }
    // Paid before decoding: one picture of the largest size is what an icon may hold.
    let pixels = bitmap::dimensions(data).map_or(0, |(width, height)| u64::from(width) * u64::from(height));
    if !painter.spend(100 + pixels / 400) {
        return;
    }
    match bitmap::decode(data) {
        Ok(source) => {
            let bounds = (frame.x, frame.y, frame.width, frame.height);
            bitmap::draw(&source, canvas, bounds, frame.transform, frame.opacity);
        }
        Err(error) => painter.fail_with(error),
    }
}

/// Draws a drawable's root element.
pub fn element<R: Resources>(
    painter: &mut Painter<'_, R>,
    root: &Element,
    frame: Frame,
    canvas: &mut Pixmap,
) {
    if frame.is_empty() || !painter.spend(1) {
        return;
    }
    match root.name.as_str() {
        "vector" => vector::draw(painter, root, frame, canvas),
        "adaptive-icon" | "maskable-icon" => adaptive(painter, root, frame, canvas),
        "layer-list" | "ripple" => layers(painter, root, frame, canvas),
        "transition" => nested(painter, root.children.iter().find(|c| c.name == "item"), frame, canvas),
        "shape" => shape::draw(painter, root, frame, canvas),
        "color" => {
            if let Some(argb) = painter.colour(root, "color") {
                painter.fill_frame(argb, &frame, canvas);
            }
        }
        "bitmap" | "nine-patch" => source(painter, root, frame, canvas),
        "inset" => {
            let inset = inset(painter, root, &frame);
            nested(painter, Some(root), inset, canvas);
        }
        "rotate" | "animated-rotate" => {
            let rotated = rotated(painter, root, frame);
            nested(painter, Some(root), rotated, canvas);
        }
        // A launcher leaves the level at 0, but scale and clip are meant to be seen whole.
        "scale" | "clip" | "animated-vector" => nested(painter, Some(root), frame, canvas),
        "selector" | "animated-selector" => {
            let item = default_item(&root.children);
            nested(painter, item, frame, canvas);
        }
        "level-list" => {
            let mut chosen = None;
            for item in root.children.iter().filter(|child| child.name == "item").take(MAX_LAYERS) {
                let low = painter.number(item, "minLevel").unwrap_or(0.0);
                let high = painter.number(item, "maxLevel").unwrap_or(0.0);
                if low <= 0.0 && high >= 0.0 {
                    chosen = Some(item);
                    break;
                }
            }
            nested(painter, chosen, frame, canvas);
        }
        "animation-list" => nested(painter, root.children.iter().find(|c| c.name == "item"), frame, canvas),
        other => painter.fail("icon_unknown_drawable", format!("<{}> is not drawn", shortened(other))),
    }
}

fn shortened(name: &str) -> String {
    name.chars().take(60).collect()
}

/// The drawable an element wraps: its `android:drawable`, else its first child element.
fn nested<R: Resources>(
    painter: &mut Painter<'_, R>,
    wrapper: Option<&Element>,
    frame: Frame,
    canvas: &mut Pixmap,
) {
    let Some(wrapper) = wrapper else { return };
    match wrapper.get("drawable") {
        Some(Value::Reference(id)) => reference(painter, *id, frame, canvas),
        Some(Value::Color(argb)) => painter.fill_frame(*argb, &frame, canvas),
        Some(Value::Theme) => painter.fail("icon_theme", "drawable taken from a theme attribute"),
        Some(other) => painter.fail("icon_value", format!("{other:?} is not a drawable")),
        None => {
            if let Some(child) = wrapper.children.iter().find(|child| child.name != "aapt:attr") {
                painter.deeper(|painter| element(painter, child, frame, canvas));
            }
        }
    }
}

/// Background and foreground on the 108 dp canvas, the middle 72 dp cut to a circle.
fn adaptive<R: Resources>(painter: &mut Painter<'_, R>, root: &Element, frame: Frame, canvas: &mut Pixmap) {
    let grow = (ADAPTIVE_CANVAS_DP / ADAPTIVE_VISIBLE_DP - 1.0) / 2.0;
    let mut whole =
        frame.inset(-frame.width * grow, -frame.height * grow, -frame.width * grow, -frame.height * grow);
    whole.dp = whole.width / ADAPTIVE_CANVAS_DP;
    if !painter.spend(300) {
        return;
    }
    let Some(mut layer) = Pixmap::new(canvas.width(), canvas.height()) else { return };
    for name in ["background", "foreground"] {
        let part = root.children.iter().find(|child| child.name == name);
        nested(painter, part, whole, &mut layer);
    }
    let mask = frame.rect().and_then(PathBuilder::from_oval).and_then(|circle| {
        let mut mask = Mask::new(canvas.width(), canvas.height())?;
        mask.fill_path(&circle, FillRule::Winding, true, frame.transform);
        Some(mask)
    });
    if let Some(mask) = mask {
        layer.apply_mask(&mask);
    }
    canvas.draw_pixmap(0, 0, layer.as_ref(), &tiny_skia::PixmapPaint::default(), Transform::identity(), None);
}

/// `<layer-list>`: items in order, each within its insets, sized by width, height and gravity (LayerDrawable).
fn layers<R: Resources>(painter: &mut Painter<'_, R>, root: &Element, frame: Frame, canvas: &mut Pixmap) {
    for item in root.children.iter().filter(|child| child.name == "item").take(MAX_LAYERS) {
        // The mask of a ripple is not drawn.
        if root.name == "ripple" && item.get("id") == Some(&Value::Reference(RIPPLE_MASK)) {
            continue;
        }
        let mut side = |name: &str| painter.number(item, name).unwrap_or(0.0) * frame.dp;
        let (left, top) = (side("left") + side("start"), side("top"));
        let (right, bottom) = (side("right") + side("end"), side("bottom"));
        let container = frame.inset(left, top, right, bottom);
        let width = painter.number(item, "width").map(|dp| dp * frame.dp);
        let height = painter.number(item, "height").map(|dp| dp * frame.dp);
        let gravity = painter.number(item, "gravity").map(|bits| bits as u32);
        let placed = match (gravity, width, height) {
            (None, None, None) => container,
            (gravity, width, height) => {
                let own = if gravity.is_some() { intrinsic_of(painter, item, frame.dp) } else { None };
                let gravity = gravity.unwrap_or(0);
                place(container, width.or(own.map(|o| o.0)), height.or(own.map(|o| o.1)), gravity)
            }
        };
        nested(painter, Some(item), placed, canvas);
    }
}

/// android.R.id.mask
const RIPPLE_MASK: u32 = 0x0102_002e;

/// Applies android.view.Gravity bits; a side without a size fills.
fn place(container: Frame, width: Option<f32>, height: Option<f32>, gravity: u32) -> Frame {
    let axis = |bits: u32, start: f32, room: f32, size: Option<f32>| match size {
        // Gravity.FILL: both edges pulled.
        None => (start, room),
        Some(_) if bits & 0x7 == 0x7 => (start, room),
        Some(size) => match bits & 0x6 {
            0x2 => (start, size),
            0x4 => (start + room - size, size),
            // AXIS_SPECIFIED alone centres; without any gravity the start edge holds.
            _ if bits & 0x1 != 0 => (start + (room - size) / 2.0, size),
            _ => (start, size),
        },
    };
    let (x, width) = axis(gravity & 0xf, container.x, container.width, width);
    let (y, height) = axis((gravity >> 4) & 0xf, container.y, container.height, height);
    Frame { x, y, width, height, ..container }
}

/// Size in local units of the drawable an item holds.
fn intrinsic_of<R: Resources>(painter: &mut Painter<'_, R>, item: &Element, dp: f32) -> Option<(f32, f32)> {
    let size = match item.get("drawable") {
        Some(Value::Reference(id)) => painter.with_resource(*id, |p, found| intrinsic(p, &found))?,
        Some(_) => None,
        None => item.children.first().and_then(|child| element_size(painter, child)),
    }?;
    Some((size.0 * dp, size.1 * dp))
}

/// Size in dp a drawable asks for; `None` for those that fill whatever they get.
pub fn intrinsic<R: Resources>(painter: &mut Painter<'_, R>, found: &Resolved) -> Option<(f32, f32)> {
    match &found.value {
        Value::Text(path) => match painter.resources.open(path).ok()?.as_ref() {
            Content::Xml(root) => element_size(painter, root),
            Content::Bitmap(data) => {
                let (width, height) = bitmap::dimensions(data)?;
                let scale = 160.0 / f32::from(found.density.max(1));
                Some((width as f32 * scale, height as f32 * scale))
            }
        },
        Value::Reference(id) => painter.with_resource(*id, |p, r| intrinsic(p, &r))?,
        _ => None,
    }
}

fn element_size<R: Resources>(painter: &mut Painter<'_, R>, root: &Element) -> Option<(f32, f32)> {
    match root.name.as_str() {
        "vector" => vector::intrinsic(painter, root),
        "shape" => shape::intrinsic(painter, root),
        "bitmap" | "nine-patch" => match root.get("src") {
            Some(Value::Reference(id)) => painter.with_resource(*id, |p, r| intrinsic(p, &r))?,
            _ => None,
        },
        _ => None,
    }
}

/// `<bitmap>`: its source, placed by gravity (fill unless named), tinted and faded.
fn source<R: Resources>(painter: &mut Painter<'_, R>, root: &Element, frame: Frame, canvas: &mut Pixmap) {
    let Some(Value::Reference(id)) = root.get("src") else {
        return painter.fail("icon_value", format!("<{}> without a source", shortened(&root.name)));
    };
    let mut placed = frame;
    if let Some(gravity) = painter.number(root, "gravity") {
        if let Some((width, height)) = element_size(painter, root) {
            placed = place(frame, Some(width * frame.dp), Some(height * frame.dp), gravity as u32);
        }
    }
    placed.opacity *= painter.number(root, "alpha").unwrap_or(1.0).clamp(0.0, 1.0);
    let id = *id;
    painter.tinted(root, canvas, |painter, canvas| reference(painter, id, placed, canvas));
}

fn inset<R: Resources>(painter: &mut Painter<'_, R>, root: &Element, frame: &Frame) -> Frame {
    let mut side = |name: &str, length: f32| {
        let name = if root.get(name).is_some() { name } else { "inset" };
        let amount = painter.number(root, name).unwrap_or(0.0);
        match root.get(name) {
            Some(Value::Fraction(_)) => amount * length,
            _ => amount * frame.dp,
        }
    };
    let (left, right) = (side("insetLeft", frame.width), side("insetRight", frame.width));
    let (top, bottom) = (side("insetTop", frame.height), side("insetBottom", frame.height));
    frame.inset(left, top, right, bottom)
}

fn rotated<R: Resources>(painter: &mut Painter<'_, R>, root: &Element, frame: Frame) -> Frame {
    let mut pivot = |name: &str, length: f32| match root.get(name) {
        Some(Value::Fraction(share)) => share * length,
        Some(_) => painter.number(root, name).unwrap_or(0.0) * frame.dp,
        None => length / 2.0,
    };
    let x = frame.x + pivot("pivotX", frame.width);
    let y = frame.y + pivot("pivotY", frame.height);
    let angle = painter.number(root, "fromDegrees").unwrap_or(0.0);
    Frame { transform: frame.transform.pre_rotate_at(angle, x, y), ..frame }
}
