//! One icon resource to 192 x 192 pixels, measured and encoded.

use mingjian_apk::error::ParseError;
use png::{BitDepth, ColorType, Compression, Encoder, EncodingError, Filter};
use tiny_skia::{Pixmap, Transform};

use crate::drawable;
use crate::painter::{Frame, Painter};
use crate::resources::{Resolved, Resources};

/// Side of the rendering in pixels: a 48 dp launcher icon at 640 dpi.
pub const SIDE: u32 = 192;
const ICON_DP: f32 = 48.0;

/// Draws `icon` as a launcher does: fitted into a square, proportions kept. The error says what is missing
/// from the picture.
pub fn render<R: Resources>(resources: &mut R, icon: &Resolved) -> (Option<Pixmap>, Option<ParseError>) {
    let Some(mut canvas) = Pixmap::new(SIDE, SIDE) else { return (None, None) };
    let mut painter = Painter::new(resources);
    let side = SIDE as f32;
    let (mut width, mut height) = (side, side);
    if let Some((w, h)) = drawable::intrinsic(&mut painter, icon).filter(|(w, h)| *w > 0.0 && *h > 0.0) {
        if w > h {
            height = (side * h / w).max(1.0);
        } else {
            width = (side * w / h).max(1.0);
        }
    }
    let frame = Frame {
        x: (side - width) / 2.0,
        y: (side - height) / 2.0,
        width,
        height,
        transform: Transform::identity(),
        dp: side / ICON_DP,
        opacity: 1.0,
    };
    drawable::resolved(&mut painter, icon, frame, &mut canvas);
    let failure = painter.failure.take();
    (Some(canvas), failure)
}

/// The rendering as a PNG file.
///
/// # Errors
/// `icon_encode`; not expected for a picture drawn here.
pub fn png(icon: &Pixmap) -> Result<Vec<u8>, ParseError> {
    let mut plain = Vec::with_capacity(icon.data().len());
    for pixel in icon.pixels() {
        let colour = pixel.demultiply();
        plain.extend_from_slice(&[colour.red(), colour.green(), colour.blue(), colour.alpha()]);
    }
    encode(&plain, icon.width(), icon.height())
        .map_err(|error| ParseError::new("icon_encode", None, error.to_string()))
}

/// `rgba` (row by row, four bytes a pixel) as a PNG file: made fast, each row with the filter that suits it.
fn encode(rgba: &[u8], width: u32, height: u32) -> Result<Vec<u8>, EncodingError> {
    let mut out = Vec::new();
    let mut encoder = Encoder::new(&mut out, width, height);
    encoder.set_color(ColorType::Rgba);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_compression(Compression::Fast);
    encoder.set_filter(Filter::Adaptive); // after the compression, which sets one too
    let mut writer = encoder.write_header()?;
    writer.write_image_data(rgba)?;
    writer.finish()?;
    Ok(out)
}
