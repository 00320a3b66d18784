//! Gradients of vector paths, colour resources and shapes, to `tiny_skia` shaders.

use tiny_skia::{
    Color, GradientStop, LinearGradient, Point, RadialGradient, Shader, SpreadMode, SweepGradient, Transform,
};

/// What fills a path.
#[derive(Debug, Clone, PartialEq)]
pub enum Fill {
    Solid(u32),
    Gradient(Gradient),
}

/// A gradient in the coordinates of what it fills.
#[derive(Debug, Clone, PartialEq)]
pub struct Gradient {
    pub kind: Kind,
    /// Offset 0 to 1 and `0xaarrggbb`, in order.
    pub stops: Vec<(f32, u32)>,
    pub spread: Spread,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    Linear { from: (f32, f32), to: (f32, f32) },
    Radial { centre: (f32, f32), radius: f32 },
    Sweep { centre: (f32, f32) },
}

/// The tile modes of `android:tileMode`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spread {
    Clamp,
    Repeat,
    Mirror,
}

impl Spread {
    /// Source: `android.graphics.Shader.TileMode`, the attribute's enum order.
    pub fn from_attribute(value: f32) -> Self {
        match value as i32 {
            1 => Self::Repeat,
            2 => Self::Mirror,
            _ => Self::Clamp,
        }
    }
}

/// `0xaarrggbb` with `opacity` as a colour.
pub fn colour(argb: u32, opacity: f32) -> Color {
    let [a, r, g, b] = argb.to_be_bytes();
    let mut colour = Color::from_rgba8(r, g, b, a);
    colour.apply_opacity(opacity.clamp(0.0, 1.0));
    colour
}

impl Fill {
    /// The shader; `None` when nothing would be drawn.
    pub fn shader(&self, opacity: f32) -> Option<Shader<'static>> {
        let gradient = match self {
            Self::Solid(argb) => {
                let colour = colour(*argb, opacity);
                return (colour.alpha() > 0.0).then_some(Shader::SolidColor(colour));
            }
            Self::Gradient(gradient) => gradient,
        };
        let mut stops: Vec<GradientStop> =
            gradient.stops.iter().map(|(at, argb)| GradientStop::new(*at, colour(*argb, opacity))).collect();
        if let [only] = stops.as_slice() {
            stops = vec![*only, *only];
        }
        let last = gradient.stops.last().map(|(_, argb)| Shader::SolidColor(colour(*argb, opacity)));
        let spread = match gradient.spread {
            Spread::Clamp => SpreadMode::Pad,
            Spread::Repeat => SpreadMode::Repeat,
            Spread::Mirror => SpreadMode::Reflect,
        };
        let point = |(x, y): (f32, f32)| Point::from_xy(x, y);
        let shader = match gradient.kind {
            Kind::Linear { from, to } => {
                LinearGradient::new(point(from), point(to), stops, spread, Transform::identity())
            }
            Kind::Radial { centre, radius } if radius > 0.0 => {
                let at = point(centre);
                RadialGradient::new(at, 0.0, at, radius, stops, spread, Transform::identity())
            }
            Kind::Radial { .. } => None,
            Kind::Sweep { centre } => {
                SweepGradient::new(point(centre), 0.0, 360.0, stops, SpreadMode::Pad, Transform::identity())
            }
        };
        // A gradient without extent shows its last colour.
        shader.or(last)
    }
}
