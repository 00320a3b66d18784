//! SVG path data, as vector drawables hold it, to `tiny_skia` paths.
//!
//! Number splitting follows Android's PathParser (AOSP libs/hwui/utils/VectorDrawableUtils): separators are
//! blanks and commas, a sign or a second dot starts a new number. Where that reading of an arc does not give
//! groups of seven, its flags are read as single digits, as the SVG 2 grammar (9.3.9) allows.

use tiny_skia::{Path, PathBuilder};

use crate::work::Work;

/// Longest path data read, in bytes; longer ones are drawn up to here.
const MAX_BYTES: usize = 512 << 10;
/// Coordinates beyond this cannot touch a viewport and upset the rasteriser.
const MAX_COORDINATE: f32 = 1.0e6;

/// Parses `data`; `None` when nothing drawable comes of it. Stops at the first thing it cannot read.
pub fn parse(data: &str, work: &mut Work) -> Option<Path> {
    let bytes = data.as_bytes();
    let bytes = bytes.get(..bytes.len().min(MAX_BYTES)).unwrap_or(bytes);
    let mut pen = Pen::default();
    let mut rest = bytes;
    while let Some((&verb, tail)) = rest.split_first() {
        if !verb.is_ascii_alphabetic() || matches!(verb, b'e' | b'E') {
            rest = tail;
            continue;
        }
        let end = tail.iter().position(|b| b.is_ascii_alphabetic() && !matches!(b, b'e' | b'E'));
        let (arguments, next) = tail.split_at(end.unwrap_or(tail.len()));
        let mut numbers = numbers(arguments);
        if matches!(verb, b'a' | b'A') && numbers.len() % 7 != 0 {
            numbers = arc_numbers(arguments);
        }
        if !work.spend(1 + numbers.len() as u64 / 2) || !pen.verb(verb, &numbers) {
            break;
        }
        rest = next;
    }
    pen.builder.finish()
}

/// Splits as PathParser does: blanks, commas, signs (not after an exponent) and second dots.
fn numbers(text: &[u8]) -> Vec<f32> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some((value, next)) = number(text, at) {
        out.push(value);
        at = next;
    }
    out
}

/// Arc arguments with one-digit flags run together, as in `a1 1 0 01.5.5`.
fn arc_numbers(text: &[u8]) -> Vec<f32> {
    let mut out = Vec::new();
    let mut at = 0;
    loop {
        let read = match out.len() % 7 {
            3 | 4 => {
                let start = skip_separators(text, at);
                match text.get(start) {
                    Some(b'0') => Some((0.0, start + 1)),
                    Some(b'1') => Some((1.0, start + 1)),
                    _ => None,
                }
            }
            _ => number(text, at),
        };
        let Some((value, next)) = read else { return out };
        out.push(value);
        at = next;
    }
}

fn skip_separators(text: &[u8], mut at: usize) -> usize {
    while text.get(at).is_some_and(|b| b.is_ascii_whitespace() || *b == b',') {
        at += 1;
    }
    at
}

/// One number from `at`: its value and where it ends.
fn number(text: &[u8], at: usize) -> Option<(f32, usize)> {
    let start = skip_separators(text, at);
    let mut end = start;
    let (mut dot, mut exponent) = (false, false);
    while let Some(byte) = text.get(end) {
        match byte {
            b'0'..=b'9' => exponent = false,
            b'+' | b'-' if end == start || exponent => exponent = false,
            b'.' if !dot => {
                dot = true;
                exponent = false;
            }
            b'e' | b'E' if end > start => {
                exponent = true;
                dot = true;
            }
            _ => break,
        }
        end += 1;
    }
    let value: f32 = std::str::from_utf8(text.get(start..end)?).ok()?.parse().ok()?;
    value.is_finite().then_some((value.clamp(-MAX_COORDINATE, MAX_COORDINATE), end))
}

/// The current point and what the smooth curves reflect.
#[derive(Default)]
struct Pen {
    builder: PathBuilder,
    at: (f32, f32),
    start: (f32, f32),
    /// Last control point of a curve and whether that was a cubic.
    control: Option<((f32, f32), bool)>,
}

impl Pen {
    /// Runs one verb over all its argument groups; `false` when the verb is unknown.
    fn verb(&mut self, verb: u8, numbers: &[f32]) -> bool {
        let relative = verb.is_ascii_lowercase();
        let size = match verb.to_ascii_lowercase() {
            b'z' => {
                self.builder.close();
                self.at = self.start;
                self.control = None;
                return true;
            }
            b'h' | b'v' => 1,
            b'm' | b'l' | b't' => 2,
            b's' | b'q' => 4,
            b'c' => 6,
            b'a' => 7,
            _ => return false,
        };
        for (index, group) in numbers.chunks_exact(size).enumerate() {
            let (x0, y0) = if relative { self.at } else { (0.0, 0.0) };
            match (verb.to_ascii_lowercase(), group) {
                (b'm', [x, y]) if index == 0 => {
                    self.at = (x0 + x, y0 + y);
                    self.start = self.at;
                    self.control = None;
                    self.builder.move_to(self.at.0, self.at.1);
                }
                (b'm' | b'l', [x, y]) => self.line(x0 + x, y0 + y),
                (b'h', [x]) => self.line(x0 + x, self.at.1),
                (b'v', [y]) => self.line(self.at.0, y0 + y),
                (b'c', [x1, y1, x2, y2, x, y]) => {
                    self.cubic((x0 + x1, y0 + y1), (x0 + x2, y0 + y2), (x0 + x, y0 + y));
                }
                (b's', [x2, y2, x, y]) => {
                    let first = self.reflected(true);
                    self.cubic(first, (x0 + x2, y0 + y2), (x0 + x, y0 + y));
                }
                (b'q', [x1, y1, x, y]) => self.quad((x0 + x1, y0 + y1), (x0 + x, y0 + y)),
                (b't', [x, y]) => {
                    let control = self.reflected(false);
                    self.quad(control, (x0 + x, y0 + y));
                }
                (b'a', [rx, ry, rotation, large, sweep, x, y]) => {
                    self.arc((*rx, *ry), *rotation, *large != 0.0, *sweep != 0.0, (x0 + x, y0 + y));
                }
                _ => return false,
            }
        }
        true
    }

    /// A drawing verb without a move before it starts where the pen is.
    fn begin(&mut self) {
        if self.builder.is_empty() {
            self.builder.move_to(self.at.0, self.at.1);
        }
    }

    fn line(&mut self, x: f32, y: f32) {
        self.begin();
        self.builder.line_to(x, y);
        self.at = (x, y);
        self.control = None;
    }

    fn cubic(&mut self, first: (f32, f32), second: (f32, f32), end: (f32, f32)) {
        self.begin();
        self.builder.cubic_to(first.0, first.1, second.0, second.1, end.0, end.1);
        self.at = end;
        self.control = Some((second, true));
    }

    fn quad(&mut self, control: (f32, f32), end: (f32, f32)) {
        self.begin();
        self.builder.quad_to(control.0, control.1, end.0, end.1);
        self.at = end;
        self.control = Some((control, false));
    }

    fn reflected(&self, cubic: bool) -> (f32, f32) {
        match self.control {
            Some((point, kind)) if kind == cubic => (2.0 * self.at.0 - point.0, 2.0 * self.at.1 - point.1),
            _ => self.at,
        }
    }

    /// An elliptical arc as cubics of at most a quarter turn. Source: SVG 2, appendix B.2.4.
    fn arc(&mut self, radii: (f32, f32), rotation: f32, large: bool, sweep: bool, end: (f32, f32)) {
        let (x1, y1) = (f64::from(self.at.0), f64::from(self.at.1));
        let (x2, y2) = (f64::from(end.0), f64::from(end.1));
        let (mut rx, mut ry) = (f64::from(radii.0).abs(), f64::from(radii.1).abs());
        if rx < 1e-9 || ry < 1e-9 || ((x1 - x2).abs() < 1e-9 && (y1 - y2).abs() < 1e-9) {
            self.line(end.0, end.1);
            return;
        }
        let (sin, cos) = f64::from(rotation).to_radians().sin_cos();
        let (dx, dy) = ((x1 - x2) / 2.0, (y1 - y2) / 2.0);
        let (px, py) = (cos * dx + sin * dy, cos * dy - sin * dx);
        let excess = (px / rx).powi(2) + (py / ry).powi(2);
        if excess > 1.0 {
            rx *= excess.sqrt();
            ry *= excess.sqrt();
        }
        let denominator = (rx * py).powi(2) + (ry * px).powi(2);
        let root = ((rx * ry).powi(2) / denominator - 1.0).max(0.0).sqrt();
        let root = if large == sweep { -root } else { root };
        let (cxp, cyp) = (root * rx * py / ry, -root * ry * px / rx);
        let (cx, cy) = (cos * cxp - sin * cyp + (x1 + x2) / 2.0, sin * cxp + cos * cyp + (y1 + y2) / 2.0);
        let first = ((py - cyp) / ry).atan2((px - cxp) / rx);
        let mut turn = ((-py - cyp) / ry).atan2((-px - cxp) / rx) - first;
        if sweep && turn < 0.0 {
            turn += std::f64::consts::TAU;
        } else if !sweep && turn > 0.0 {
            turn -= std::f64::consts::TAU;
        }
        if !turn.is_finite() {
            self.line(end.0, end.1);
            return;
        }
        let steps = (turn.abs() / std::f64::consts::FRAC_PI_2).ceil().clamp(1.0, 4.0);
        let step = turn / steps;
        let k = 4.0 / 3.0 * (step / 4.0).tan();
        let point = |x: f64, y: f64| {
            ((cx + cos * rx * x - sin * ry * y) as f32, (cy + sin * rx * x + cos * ry * y) as f32)
        };
        for index in 0..steps as u32 {
            let (s0, c0) = (first + step * f64::from(index)).sin_cos();
            let (s1, c1) = (first + step * f64::from(index + 1)).sin_cos();
            let last = index + 1 == steps as u32;
            let to = if last { end } else { point(c1, s1) };
            self.cubic(point(c0 - k * s0, s0 + k * c0), point(c1 + k * s1, s1 - k * c1), to);
        }
        self.control = None;
    }
}
