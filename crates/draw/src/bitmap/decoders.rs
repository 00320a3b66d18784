//! PNG, WebP, JPEG and GIF behind one shape: opened for its size, then decoded to RGBA.
//!
//! Colour profiles are not applied. Errors are the decoders' words; the caller gives them a code.

use std::io::Cursor;
use std::num::NonZeroU64;

use gif::{ColorOutput, DecodeOptions, MemoryLimit};
use image_webp::WebPDecoder;
use png::{BitDepth, Transformations};
use zune_core::bytestream::ZCursor;
use zune_core::colorspace::ColorSpace;
use zune_core::options::DecoderOptions;
use zune_jpeg::JpegDecoder;

use super::riff::lossy_fits;
use super::{MAX_ALLOC, MAX_SIDE};

type Input<'a> = Cursor<&'a [u8]>;
type Result<T> = std::result::Result<T, String>;

/// A picture of which the header is read and no pixel decoded.
pub enum Picture<'a> {
    Png(Box<png::Reader<Input<'a>>>),
    WebP(Box<WebPDecoder<Input<'a>>>, &'a [u8]),
    Jpeg(Jpeg<'a>),
    Gif(Box<gif::Decoder<Input<'a>>>),
}

/// A JPEG file: its decoder begins anew once the colours it is to give are known.
pub struct Jpeg<'a> {
    data: &'a [u8],
    size: (u32, u32),
    colours: ColorSpace,
}

impl<'a> Picture<'a> {
    /// Reads the header of `data`, whose first bytes are those of `format` (a name as [`super::format`] gives).
    ///
    /// # Errors
    /// What the decoder says of a damaged header.
    pub fn open(format: &str, data: &'a [u8]) -> Result<Self> {
        match format {
            "png" => open_png(data),
            "webp" => open_webp(data),
            "jpeg" => open_jpeg(data),
            _ => open_gif(data),
        }
    }

    /// Declared width and height in pixels, of any size.
    pub fn size(&self) -> (u32, u32) {
        match self {
            Self::Png(reader) => reader.info().size(),
            Self::WebP(decoder, _) => decoder.dimensions(),
            Self::Jpeg(jpeg) => jpeg.size,
            Self::Gif(decoder) => (u32::from(decoder.width()), u32::from(decoder.height())),
        }
    }

    /// Rows from above, four bytes a pixel (red, green, blue, alpha; not premultiplied): the first frame. To be
    /// called of a picture whose sides are not above `MAX_SIDE`.
    ///
    /// # Errors
    /// What the decoder says of damaged data, or of more memory than `MAX_ALLOC`.
    pub fn into_rgba8(self) -> Result<Vec<u8>> {
        match self {
            Self::Png(reader) => png_pixels(*reader),
            Self::WebP(decoder, data) => webp_pixels(*decoder, data),
            Self::Jpeg(jpeg) => jpeg_pixels(&jpeg),
            Self::Gif(decoder) => gif_pixels(*decoder),
        }
    }
}

fn words(error: impl std::fmt::Display) -> String {
    error.to_string()
}

/// Zeroes for `width` x `height` pixels of `bytes` bytes each.
fn blank((width, height): (u32, u32), bytes: usize) -> Result<Vec<u8>> {
    let size = (width as usize).checked_mul(height as usize).and_then(|pixels| pixels.checked_mul(bytes));
    match size {
        Some(size) if size <= MAX_ALLOC => Ok(vec![0; size]),
        _ => Err(format!("{width} x {height} pixels need too much memory")),
    }
}

fn open_png(data: &[u8]) -> Result<Picture<'_>> {
    let mut decoder = png::Decoder::new_with_limits(Cursor::new(data), png::Limits { bytes: MAX_ALLOC });
    // Nobody reads them, and a few bytes can unfold to as much as the limit allows.
    decoder.set_ignore_text_chunk(true);
    decoder.set_ignore_iccp_chunk(true);
    // Palettes to colours, gray of few bits to eight, transparent colours to alpha; 16 bits stay.
    decoder.set_transformations(Transformations::EXPAND);
    Ok(Picture::Png(Box::new(decoder.read_info().map_err(words)?)))
}

fn png_pixels(mut reader: png::Reader<Input<'_>>) -> Result<Vec<u8>> {
    let (colours, depth) = reader.output_color_type();
    let bytes = match depth {
        BitDepth::Eight => colours.samples(),
        BitDepth::Sixteen => 2 * colours.samples(),
        _ => return Err("samples of less than eight bits".to_owned()),
    };
    let mut samples = blank(reader.info().size(), bytes)?;
    reader.next_frame(&mut samples).map_err(words)?;
    if depth == BitDepth::Sixteen {
        samples = samples.chunks_exact(2).map(eight_bits).collect();
    }
    Ok(rgba(samples, colours.samples()))
}

/// A big-endian sample of 16 bits to the nearest of eight: `round(sample * 255 / 65535)`.
fn eight_bits(sample: &[u8]) -> u8 {
    let sample = sample.iter().fold(0, |value, byte| value << 8 | u32::from(*byte));
    ((sample + 128) / 257) as u8
}

fn open_webp(data: &[u8]) -> Result<Picture<'_>> {
    let mut decoder = WebPDecoder::new(Cursor::new(data)).map_err(words)?;
    decoder.set_memory_limit(MAX_ALLOC);
    Ok(Picture::WebP(Box::new(decoder), data))
}

fn webp_pixels(mut decoder: WebPDecoder<Input<'_>>, data: &[u8]) -> Result<Vec<u8>> {
    if !lossy_fits(data, decoder.dimensions(), decoder.is_animated()) {
        return Err("a bitstream of another size than its frame".to_owned());
    }
    let channels = if decoder.has_alpha() { 4 } else { 3 };
    let mut samples = blank(decoder.dimensions(), channels)?;
    decoder.read_image(&mut samples).map_err(words)?;
    Ok(rgba(samples, channels))
}

fn open_jpeg(data: &[u8]) -> Result<Picture<'_>> {
    let options = DecoderOptions::default()
        .set_strict_mode(false)
        .set_max_width(usize::MAX) // the size is to be told, whatever it is
        .set_max_height(usize::MAX);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(data), options);
    decoder.decode_headers().map_err(words)?;
    let header = decoder.info().zip(decoder.input_colorspace());
    let (info, stored) = header.ok_or("no frame before the first scan")?;
    let colours = match stored {
        ColorSpace::RGB | ColorSpace::RGBA | ColorSpace::Luma | ColorSpace::LumaA => stored,
        _ => ColorSpace::RGB,
    };
    let size = (u32::from(info.width), u32::from(info.height));
    Ok(Picture::Jpeg(Jpeg { data, size, colours }))
}

fn jpeg_pixels(jpeg: &Jpeg<'_>) -> Result<Vec<u8>> {
    let options = DecoderOptions::default()
        .set_strict_mode(false)
        .set_max_width(MAX_SIDE as usize)
        .set_max_height(MAX_SIDE as usize)
        .jpeg_set_out_colorspace(jpeg.colours);
    let channels = jpeg.colours.num_components();
    let mut samples = blank(jpeg.size, channels)?;
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(jpeg.data), options);
    decoder.decode_into(&mut samples).map_err(words)?;
    Ok(rgba(samples, channels))
}

fn open_gif(data: &[u8]) -> Result<Picture<'_>> {
    let mut options = DecodeOptions::new();
    options.set_color_output(ColorOutput::RGBA);
    options.set_memory_limit(
        NonZeroU64::new(MAX_ALLOC as u64).map_or(MemoryLimit::Unlimited, MemoryLimit::Bytes),
    );
    Ok(Picture::Gif(Box::new(options.read_info(Cursor::new(data)).map_err(words)?)))
}

/// The first frame at its place on the canvas; what it leaves free is transparent, what it has outside is cut.
fn gif_pixels(mut decoder: gif::Decoder<Input<'_>>) -> Result<Vec<u8>> {
    let size = (u32::from(decoder.width()), u32::from(decoder.height()));
    let mut canvas = blank(size, 4)?;
    let frame = decoder.next_frame_info().map_err(words)?.ok_or("no frame")?;
    let (left, top) = (usize::from(frame.left), usize::from(frame.top));
    let (width, height) = (u32::from(frame.width), u32::from(frame.height));
    if u64::from(width) * u64::from(height) * 4 > (MAX_ALLOC - canvas.len()) as u64 {
        return Err(format!("a frame of {width} x {height} pixels needs too much memory"));
    }
    let mut pixels = blank((width, height), 4)?;
    decoder.read_into_buffer(&mut pixels).map_err(words)?;
    if (left, top) == (0, 0) && (width, height) == size {
        return Ok(pixels);
    }
    let lines = pixels.chunks_exact((width as usize * 4).max(1));
    for (row, line) in canvas.chunks_exact_mut(size.0 as usize * 4).skip(top).zip(lines) {
        let free = row.get_mut(left * 4..).unwrap_or_default();
        free.iter_mut().zip(line).for_each(|(to, from)| *to = *from);
    }
    Ok(canvas)
}

/// Samples of `channels` bytes a pixel (gray, gray and alpha, RGB or RGBA) as RGBA.
fn rgba(samples: Vec<u8>, channels: usize) -> Vec<u8> {
    if channels == 4 {
        return samples;
    }
    let mut out = Vec::with_capacity(samples.len() / channels.max(1) * 4);
    out.extend(samples.chunks_exact(channels.max(1)).flat_map(|pixel| match *pixel {
        [gray] => [gray, gray, gray, 255],
        [gray, alpha] => [gray, gray, gray, alpha],
        [red, green, blue] => [red, green, blue, 255],
        _ => [0; 4],
    }));
    out
}
