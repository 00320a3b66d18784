//! Bitmaps to pixels: PNG, WebP, JPEG and GIF, with sizes checked before anything is decoded.

mod decoders;
mod riff;

use std::panic::{catch_unwind, AssertUnwindSafe};

use mingjian_apk::error::{ParseError, Result};
use tiny_skia::{FilterQuality, IntSize, Pixmap, PixmapPaint, Transform};

use decoders::Picture;

/// Largest declared side, in pixels.
const MAX_SIDE: u32 = 4096;
/// Most memory a decoder may take, in bytes: a picture of the largest size and as much again.
const MAX_ALLOC: usize = 2 * 4 * (MAX_SIDE as usize) * (MAX_SIDE as usize);

/// Name of the format of `data`, by its first bytes.
pub fn format(data: &[u8]) -> Option<&'static str> {
    match data {
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some("png"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("webp"),
        [0xff, 0xd8, 0xff, ..] => Some("jpeg"),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some("gif"),
        _ => None,
    }
}

/// Declared width and height in pixels.
pub fn dimensions(data: &[u8]) -> Option<(u32, u32)> {
    let format = format(data)?;
    caught(|| Ok(Picture::open(format, data)?.size())).ok()
}

/// Decodes `data` (the first frame of an animation) to premultiplied pixels.
///
/// # Errors
/// `icon_format`, `icon_too_large` or `icon_decode`.
pub fn decode(data: &[u8]) -> Result<Pixmap> {
    let Some(format) = format(data) else {
        return Err(ParseError::new("icon_format", 0, "not a PNG, WebP, JPEG or GIF picture"));
    };
    let failed = |detail: String| ParseError::new("icon_decode", None, format!("{format}: {detail}"));
    let picture = caught(|| Picture::open(format, data)).map_err(failed)?;
    let (width, height) = picture.size();
    if width == 0 || height == 0 || width > MAX_SIDE || height > MAX_SIDE {
        let detail =
            format!("picture of {width} x {height} pixels, at most {MAX_SIDE} x {MAX_SIDE} are drawn");
        return Err(ParseError::new("icon_too_large", None, detail));
    }
    let mut pixels = caught(|| picture.into_rgba8()).map_err(failed)?;
    for pixel in pixels.chunks_exact_mut(4) {
        let [r, g, b, a] = pixel else { continue };
        match *a {
            255 => continue,
            0 => (*r, *g, *b) = (0, 0, 0),
            a => (*r, *g, *b) = (multiply(*r, a), multiply(*g, a), multiply(*b, a)),
        }
    }
    IntSize::from_wh(width, height)
        .and_then(|size| Pixmap::from_vec(pixels, size))
        .ok_or_else(|| failed("picture without pixels".to_owned()))
}

/// What `read` gives. A decoder that panics, as zune-jpeg 0.5 does on some odd sampling, did not read its picture; the
/// rest of the package is none of its business.
fn caught<T>(read: impl FnOnce() -> std::result::Result<T, String>) -> std::result::Result<T, String> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| Err("the decoder gave up".to_owned()))
}

fn multiply(channel: u8, alpha: u8) -> u8 {
    let product = u32::from(channel) * u32::from(alpha) + 128;
    ((product + (product >> 8)) >> 8) as u8
}

/// Draws `picture` over the rectangle (`x`, `y`, `width`, `height`) of `canvas`.
pub fn draw(
    picture: &Pixmap,
    canvas: &mut Pixmap,
    (x, y, width, height): (f32, f32, f32, f32),
    transform: Transform,
    opacity: f32,
) {
    let mut scale = (width / picture.width() as f32, height / picture.height() as f32);
    let mut halved = None;
    // Bilinear sampling sees four pixels: halve first, so that shrinking does not skip pixels.
    while scale.0 < 0.5 && scale.1 < 0.5 {
        let source = halved.as_ref().unwrap_or(picture);
        let Some(smaller) = halve(source) else { break };
        scale = (width / smaller.width() as f32, height / smaller.height() as f32);
        halved = Some(smaller);
    }
    let source = halved.as_ref().unwrap_or(picture);
    let exact = transform.is_identity() && scale == (1.0, 1.0) && x.fract() == 0.0 && y.fract() == 0.0;
    let quality = if exact { FilterQuality::Nearest } else { FilterQuality::Bilinear };
    let paint = PixmapPaint { opacity, quality, ..PixmapPaint::default() };
    let place = transform.pre_translate(x, y).pre_scale(scale.0, scale.1);
    canvas.draw_pixmap(0, 0, source.as_ref(), &paint, place, None);
}

/// Averages 2 x 2 blocks; a last odd row or column counts twice.
fn halve(source: &Pixmap) -> Option<Pixmap> {
    let (width, height) = (source.width().div_ceil(2), source.height().div_ceil(2));
    if source.width() < 2 || source.height() < 2 {
        return None;
    }
    let mut out = Vec::with_capacity(width as usize * height as usize * 4);
    let stride = source.width() as usize * 4;
    for pair in source.data().chunks(stride * 2) {
        let (top, bottom) = pair.split_at(stride.min(pair.len()));
        let bottom = if bottom.is_empty() { top } else { bottom };
        for (above, below) in top.chunks(8).zip(bottom.chunks(8)) {
            for channel in 0..4 {
                let at = |row: &[u8], offset: usize| {
                    u16::from(row.get(offset).or_else(|| row.get(channel)).copied().unwrap_or(0))
                };
                let sum =
                    at(above, channel) + at(above, channel + 4) + at(below, channel) + at(below, channel + 4);
                out.push(((sum + 2) / 4) as u8);
            }
        }
    }
    Pixmap::from_vec(out, IntSize::from_wh(width, height)?)
}
