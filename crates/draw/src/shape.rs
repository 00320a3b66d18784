//! `<shape>` drawables: rectangles, ovals, lines and rings with corners, gradients and strokes.
//! Source of behaviour: android.graphics.drawable.GradientDrawable.

use tiny_skia::{FillRule, Paint, Path, PathBuilder, Pixmap, Rect, Stroke, StrokeDash};

use crate::gradient::{Fill, Gradient, Kind, Spread};
use crate::painter::{Frame, Painter};
use crate::resources::{Element, Resources};

/// How far a Bézier handle reaches on a quarter circle of radius 1.
const KAPPA: f32 = 0.552_284_8;

/// Width and height in dp of its `<size>`.
pub fn intrinsic<R: Resources>(painter: &mut Painter<'_, R>, root: &Element) -> Option<(f32, f32)> {
    let size = child(root, "size")?;
    Some((painter.number(size, "width")?, painter.number(size, "height")?))
}

/// Draws a `<shape>` into `frame`.
pub fn draw<R: Resources>(painter: &mut Painter<'_, R>, root: &Element, frame: Frame, canvas: &mut Pixmap) {
    if frame.is_empty() || !painter.spend(60) {
        return;
    }
    painter.tinted(root, canvas, |painter, canvas| {
        let stroke = child(root, "stroke").and_then(|stroke| {
            let width = painter.number(stroke, "width").unwrap_or(0.0) * frame.dp;
            let colour = painter.colour(stroke, "color")?;
            let dash = painter.number(stroke, "dashWidth").unwrap_or(0.0) * frame.dp;
            let gap = painter.number(stroke, "dashGap").unwrap_or(0.0) * frame.dp;
            (width > 0.0).then_some((width, colour, dash, gap))
        });
        let half = stroke.map_or(0.0, |(width, ..)| width / 2.0);
        let inner = frame.inset(half, half, half, half);
        let Some((path, filled)) = outline(painter, root, &inner) else { return };
        if let Some(shader) = fill(painter, root, &inner).and_then(|fill| fill.shader(frame.opacity)) {
            let paint = Paint { shader, anti_alias: true, ..Paint::default() };
            if filled {
                canvas.fill_path(&path, &paint, FillRule::EvenOdd, frame.transform, None);
            }
        }
        let Some((width, colour, dash, gap)) = stroke else { return };
        let Some(shader) = Fill::Solid(colour).shader(frame.opacity) else { return };
        let paint = Paint { shader, anti_alias: true, ..Paint::default() };
        // Dashes shorter than a pixel would only cost time.
        let dash = if dash >= 1.0 && gap >= 1.0 { StrokeDash::new(vec![dash, gap], 0.0) } else { None };
        let stroke = Stroke { width, dash, ..Stroke::default() };
        canvas.stroke_path(&path, &paint, &stroke, frame.transform, None);
    });
}

fn child<'e>(root: &'e Element, name: &str) -> Option<&'e Element> {
    root.children.iter().find(|child| child.name == name)
}

/// The outline and whether it encloses anything.
fn outline<R: Resources>(
    painter: &mut Painter<'_, R>,
    root: &Element,
    frame: &Frame,
) -> Option<(Path, bool)> {
    let rect = frame.rect()?;
    // Source: the enum of android:shape in attrs.xml.
    match painter.number(root, "shape").unwrap_or(0.0) as i32 {
        1 => Some((PathBuilder::from_oval(rect)?, true)),
        2 => {
            let middle = rect.y() + rect.height() / 2.0;
            let mut line = PathBuilder::new();
            line.move_to(rect.left(), middle);
            line.line_to(rect.right(), middle);
            Some((line.finish()?, false))
        }
        3 => {
            let thickness = match painter.number(root, "thickness") {
                Some(dp) => dp * frame.dp,
                None => rect.width() / painter.number(root, "thicknessRatio").unwrap_or(9.0).max(0.01),
            };
            let radius = match painter.number(root, "innerRadius") {
                Some(dp) => dp * frame.dp,
                None => rect.width() / painter.number(root, "innerRadiusRatio").unwrap_or(3.0).max(0.01),
            };
            let (cx, cy) = (rect.x() + rect.width() / 2.0, rect.y() + rect.height() / 2.0);
            let mut ring = PathBuilder::new();
            ring.push_circle(cx, cy, radius + thickness);
            ring.push_circle(cx, cy, radius);
            Some((ring.finish()?, true))
        }
        _ => {
            let mut radii = [0.0; 4];
            if let Some(corners) = child(root, "corners") {
                let all = painter.number(corners, "radius").unwrap_or(0.0);
                let names = ["topLeftRadius", "topRightRadius", "bottomRightRadius", "bottomLeftRadius"];
                for (radius, name) in radii.iter_mut().zip(names) {
                    *radius = painter.number(corners, name).unwrap_or(all) * frame.dp;
                }
            }
            Some((rounded(rect, radii)?, true))
        }
    }
}

/// A rectangle with corner radii (from the top left, clockwise), shrunk to fit as Skia does.
pub fn rounded(rect: Rect, radii: [f32; 4]) -> Option<Path> {
    let [a, b, c, d] = radii.map(|radius| radius.max(0.0));
    let fit = |first: f32, second: f32, side: f32| {
        if first + second > side {
            side / (first + second)
        } else {
            1.0
        }
    };
    let scale = fit(a, b, rect.width()).min(fit(c, d, rect.width())).min(fit(a, d, rect.height())).min(fit(
        b,
        c,
        rect.height(),
    ));
    let [a, b, c, d] = [a, b, c, d].map(|radius| radius * scale);
    let (l, t, r, bottom) = (rect.left(), rect.top(), rect.right(), rect.bottom());
    let k = 1.0 - KAPPA;
    let mut path = PathBuilder::new();
    path.move_to(l + a, t);
    path.line_to(r - b, t);
    path.cubic_to(r - b * k, t, r, t + b * k, r, t + b);
    path.line_to(r, bottom - c);
    path.cubic_to(r, bottom - c * k, r - c * k, bottom, r - c, bottom);
    path.line_to(l + d, bottom);
    path.cubic_to(l + d * k, bottom, l, bottom - d * k, l, bottom - d);
    path.line_to(l, t + a);
    path.cubic_to(l, t + a * k, l + a * k, t, l + a, t);
    path.close();
    path.finish()
}

/// Solid colour or gradient; a shape that names neither is not filled.
fn fill<R: Resources>(painter: &mut Painter<'_, R>, root: &Element, frame: &Frame) -> Option<Fill> {
    if let Some(solid) = child(root, "solid") {
        return painter.colour(solid, "color").map(Fill::Solid);
    }
    let element = child(root, "gradient")?;
    let start = painter.colour(element, "startColor").unwrap_or(0);
    let end = painter.colour(element, "endColor").unwrap_or(0);
    let mut stops = vec![(0.0, start)];
    let (cx, cy) = (
        painter.number(element, "centerX").unwrap_or(0.5),
        painter.number(element, "centerY").unwrap_or(0.5),
    );
    if element.get("centerColor").is_some() {
        // GradientDrawable puts the middle colour at whichever centre is not in the middle.
        let offset = if cx == 0.5 { cy } else { cx }.clamp(0.0, 1.0);
        stops.push((offset, painter.colour(element, "centerColor").unwrap_or(0)));
    }
    stops.push((1.0, end));
    let centre = (frame.x + frame.width * cx, frame.y + frame.height * cy);
    // Source: the enum of android:type of GradientDrawableGradient in attrs.xml.
    let kind = match painter.number(element, "type").unwrap_or(0.0) as i32 {
        1 => {
            let radius = match element.get("gradientRadius") {
                Some(crate::resources::Value::Fraction(share)) => share * frame.width.min(frame.height),
                Some(_) => painter.number(element, "gradientRadius").unwrap_or(0.0) * frame.dp,
                None => 0.0,
            };
            Kind::Radial { centre, radius }
        }
        2 => Kind::Sweep { centre },
        _ => {
            let angle = painter.number(element, "angle").unwrap_or(0.0);
            linear(angle.rem_euclid(360.0), frame)
        }
    };
    Some(Fill::Gradient(Gradient { kind, stops, spread: Spread::Clamp }))
}

/// The eight directions of `android:angle`, counted against the clock from left to right.
fn linear(angle: f32, frame: &Frame) -> Kind {
    let (l, t) = (frame.x, frame.y);
    let (r, b) = (frame.x + frame.width, frame.y + frame.height);
    let (from, to) = match (angle / 45.0).round() as i32 {
        1 => ((l, b), (r, t)),
        2 => ((l, b), (l, t)),
        3 => ((r, b), (l, t)),
        4 => ((r, t), (l, t)),
        5 => ((r, t), (l, b)),
        6 => ((l, t), (l, b)),
        7 => ((l, t), (r, b)),
        _ => ((l, t), (r, t)),
    };
    Kind::Linear { from, to }
}
