//! Vector drawables. Source of behaviour: android.graphics.drawable.VectorDrawable and its attributes.

use tiny_skia::{FillRule, LineCap, LineJoin, Mask, Paint, Path, Pixmap, Shader, Stroke, Transform};

use crate::gradient::Fill;
use crate::painter::{frame_mask, Frame, Painter};
use crate::path;
use crate::resources::{Element, Resources};

/// Width and height in dp that a `<vector>` asks for.
pub fn intrinsic<R: Resources>(painter: &mut Painter<'_, R>, root: &Element) -> Option<(f32, f32)> {
    Some((painter.number(root, "width")?, painter.number(root, "height")?))
}

/// Draws a `<vector>` into `frame`, stretched to it as the platform does.
pub fn draw<R: Resources>(painter: &mut Painter<'_, R>, root: &Element, frame: Frame, canvas: &mut Pixmap) {
    let width = painter.number(root, "viewportWidth").unwrap_or(0.0);
    let height = painter.number(root, "viewportHeight").unwrap_or(0.0);
    if width <= 0.0 || height <= 0.0 {
        painter.fail("icon_viewport", format!("vector with a viewport of {width} x {height}"));
        return;
    }
    if frame.is_empty() {
        return;
    }
    let opacity = frame.opacity * painter.number(root, "alpha").unwrap_or(1.0).clamp(0.0, 1.0);
    painter.tinted(root, canvas, |painter, canvas| {
        // Content outside the viewport is not drawn; the canvas itself clips the usual case.
        let covers = frame.transform.is_identity()
            && frame.x <= 0.0
            && frame.y <= 0.0
            && frame.x + frame.width >= canvas.width() as f32
            && frame.y + frame.height >= canvas.height() as f32;
        let clip = if covers { None } else { frame_mask(&frame, canvas) };
        let transform = frame
            .transform
            .pre_translate(frame.x, frame.y)
            .pre_scale(frame.width / width, frame.height / height);
        group(painter, &root.children, &Context { transform, opacity }, clip, canvas);
    });
}

struct Context {
    transform: Transform,
    opacity: f32,
}

/// Draws siblings in order; a clip-path narrows what comes after it within the group.
fn group<R: Resources>(
    painter: &mut Painter<'_, R>,
    children: &[Element],
    context: &Context,
    mut clip: Option<Mask>,
    canvas: &mut Pixmap,
) {
    for child in children {
        if !painter.spend(2) {
            return;
        }
        match child.name.as_str() {
            "path" => draw_path(painter, child, context, clip.as_ref(), canvas),
            "clip-path" => {
                if !painter.spend(60) {
                    return;
                }
                let data = painter.text(child, "pathData").unwrap_or_default();
                let shape = path::parse(&data, &mut painter.work);
                clip = narrowed(clip, shape.as_ref(), fill_rule(painter, child), context.transform, canvas);
            }
            "group" => {
                let transform = context.transform.pre_concat(group_transform(painter, child));
                if !transform.is_valid() || !painter.spend(if clip.is_some() { 10 } else { 1 }) {
                    continue;
                }
                let inner = Context { transform, opacity: context.opacity };
                painter.deeper(|painter| group(painter, &child.children, &inner, clip.clone(), canvas));
            }
            _ => {}
        }
    }
}

fn narrowed(
    clip: Option<Mask>,
    shape: Option<&Path>,
    rule: FillRule,
    transform: Transform,
    canvas: &Pixmap,
) -> Option<Mask> {
    match (clip, shape) {
        (Some(mut mask), Some(shape)) => {
            mask.intersect_path(shape, rule, true, transform);
            Some(mask)
        }
        (None, shape) => {
            let mut mask = Mask::new(canvas.width(), canvas.height())?;
            if let Some(shape) = shape {
                mask.fill_path(shape, rule, true, transform);
            }
            Some(mask)
        }
        // An empty clip path hides all that follows.
        (Some(mut mask), None) => {
            mask.clear();
            Some(mask)
        }
    }
}

/// Pivot, scale, rotate, translate in the order of VectorDrawable's group matrix.
fn group_transform<R: Resources>(painter: &mut Painter<'_, R>, element: &Element) -> Transform {
    let mut at = |name: &str, default: f32| painter.number(element, name).unwrap_or(default);
    let (px, py) = (at("pivotX", 0.0), at("pivotY", 0.0));
    Transform::from_translate(-px, -py)
        .post_scale(at("scaleX", 1.0), at("scaleY", 1.0))
        .post_rotate(at("rotation", 0.0))
        .post_translate(at("translateX", 0.0) + px, at("translateY", 0.0) + py)
}

fn fill_rule<R: Resources>(painter: &mut Painter<'_, R>, element: &Element) -> FillRule {
    match painter.number(element, "fillType") {
        Some(kind) if kind as i32 == 1 => FillRule::EvenOdd,
        _ => FillRule::Winding,
    }
}

fn draw_path<R: Resources>(
    painter: &mut Painter<'_, R>,
    element: &Element,
    context: &Context,
    clip: Option<&Mask>,
    canvas: &mut Pixmap,
) {
    let start = painter.number(element, "trimPathStart").unwrap_or(0.0);
    let end = painter.number(element, "trimPathEnd").unwrap_or(1.0);
    if start == end {
        return;
    }
    let Some(data) = painter.text(element, "pathData") else { return };
    let Some(shape) = path::parse(&data, &mut painter.work) else { return };
    if painter.work.exhausted() {
        painter.fail("icon_too_complex", "drawing budget of one icon is used up");
        return;
    }
    if let Some(fill) = painter.fill(element, "fillColor") {
        let alpha = painter.number(element, "fillAlpha").unwrap_or(1.0);
        if let Some(paint) = paint(&fill, alpha * context.opacity) {
            let rule = fill_rule(painter, element);
            if !painter.spend(20 + shape.len() as u64 / 4) {
                return;
            }
            canvas.fill_path(&shape, &paint, rule, context.transform, clip);
        }
    }
    let width = painter.number(element, "strokeWidth").unwrap_or(0.0);
    if width <= 0.0 {
        return;
    }
    let Some(fill) = painter.fill(element, "strokeColor") else { return };
    let alpha = painter.number(element, "strokeAlpha").unwrap_or(1.0);
    let Some(paint) = paint(&fill, alpha * context.opacity) else { return };
    let stroke = Stroke {
        width,
        miter_limit: painter.number(element, "strokeMiterLimit").unwrap_or(4.0).max(1.0),
        line_cap: match painter.number(element, "strokeLineCap").unwrap_or(0.0) as i32 {
            1 => LineCap::Round,
            2 => LineCap::Square,
            _ => LineCap::Butt,
        },
        line_join: match painter.number(element, "strokeLineJoin").unwrap_or(0.0) as i32 {
            1 => LineJoin::Round,
            2 => LineJoin::Bevel,
            _ => LineJoin::Miter,
        },
        dash: None,
    };
    // Stroking multiplies the segments.
    if painter.spend(40 + 2 * shape.len() as u64) {
        canvas.stroke_path(&shape, &paint, &stroke, context.transform, clip);
    }
}

fn paint(fill: &Fill, opacity: f32) -> Option<Paint<'static>> {
    let shader: Shader<'static> = fill.shader(opacity)?;
    Some(Paint { shader, anti_alias: true, ..Paint::default() })
}
