//! Pixels of each format, and what is refused. Expected values are the formats' own arithmetic, by hand.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::expect_used, clippy::panic)]

use gif::{Encoder, Frame};
use image_webp::WebPEncoder;
use mingjian_draw::bitmap::{decode, dimensions, format};
use mingjian_draw::render;
use png::{BitDepth, ColorType};

/// 3 x 2 pixels of gray 100, made by libjpeg.
const GRAY_JPEG: &str = "ffd8ffe000104a46494600010100000100010000ffdb004300100b0c0e0c0a100e0d0e1211101318281a181616\
183123251d283a333d3c3933383740485c4e404457453738506d51575f626768673e4d71797064785c656763ffc0000b080002000301011100\
ffc40014000100000000000000000000000000000004ffc40014100100000000000000000000000000000000ffda0008010100003f000bffd9";

fn jpeg() -> Vec<u8> {
    bytes(GRAY_JPEG)
}

fn bytes(hex: &str) -> Vec<u8> {
    let hex = hex.as_bytes().chunks(2);
    hex.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}

fn png(size: (u32, u32), kind: (ColorType, BitDepth), extra: &[&[u8]], data: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, size.0, size.1);
    encoder.set_color(kind.0);
    encoder.set_depth(kind.1);
    if let [palette, alphas] = extra {
        encoder.set_palette(palette.to_vec());
        encoder.set_trns(alphas.to_vec());
    }
    encoder.write_header().unwrap().write_image_data(data).unwrap();
    out
}

fn webp(size: (u32, u32), kind: image_webp::ColorType, data: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    WebPEncoder::new(&mut out).encode(data, size.0, size.1, kind).unwrap();
    out
}

/// Colours 0 to 3 are black, red, green and blue; colour 0 is transparent. Frames are left, top, width, pixels.
fn gif(size: (u16, u16), frames: &[(u16, u16, u16, &[u8])]) -> Vec<u8> {
    let mut out = Vec::new();
    let palette = [0, 0, 0, 255, 0, 0, 0, 255, 0, 0, 0, 255];
    let mut encoder = Encoder::new(&mut out, size.0, size.1, &palette).unwrap();
    for (left, top, width, pixels) in frames {
        let height = pixels.len() as u16 / width;
        let mut frame = Frame::from_indexed_pixels(*width, height, pixels.to_vec(), Some(0));
        (frame.left, frame.top) = (*left, *top);
        encoder.write_frame(&frame).unwrap();
    }
    drop(encoder);
    out
}

/// Pixels as four bytes each, premultiplied.
fn pixels(data: &[u8]) -> Vec<[u8; 4]> {
    let picture = decode(data).unwrap();
    assert_eq!(dimensions(data), Some((picture.width(), picture.height())));
    picture.data().chunks_exact(4).map(|pixel| pixel.try_into().unwrap()).collect()
}

fn code(data: &[u8]) -> &'static str {
    decode(data).unwrap_err().code
}

const RED: [u8; 4] = [255, 0, 0, 255];
const GREEN: [u8; 4] = [0, 255, 0, 255];
const BLUE: [u8; 4] = [0, 0, 255, 255];
const CLEAR: [u8; 4] = [0; 4];

#[test]
fn formats_are_told_by_their_first_bytes() {
    let (kind, rgba) = ((ColorType::Rgba, BitDepth::Eight), [255, 0, 0, 255]);
    assert_eq!(format(&png((1, 1), kind, &[], &rgba)), Some("png"));
    assert_eq!(format(&webp((1, 1), image_webp::ColorType::Rgba8, &rgba)), Some("webp"));
    assert_eq!(format(&jpeg()), Some("jpeg"));
    assert_eq!(format(&gif((1, 1), &[(0, 0, 1, &[1])])), Some("gif"));
    assert_eq!(format(b"GIF87a"), Some("gif"));
    for other in [&b""[..], b"BM", b"GIF88a", b"\x89PNG", b"RIFF____WAVE", b"\xff\xd8", b"RIFF____WEB"] {
        assert_eq!((format(other), dimensions(other), code(other)), (None, None, "icon_format"));
    }
}

#[test]
fn samples_of_sixteen_bits_are_rounded() {
    let samples: [u16; 10] = [0, 128, 129, 256, 385, 386, 0x8000, 65406, 65407, 65535];
    let bytes: Vec<u8> = samples.iter().flat_map(|sample| sample.to_be_bytes()).collect();
    let found = pixels(&png((10, 1), (ColorType::Grayscale, BitDepth::Sixteen), &[], &bytes));
    let expected = [0, 0, 1, 1, 1, 2, 128, 254, 255, 255];
    assert_eq!(found, expected.map(|gray: u8| [gray, gray, gray, 255]));

    let bytes: Vec<u8> = [65535_u16, 129, 0, 65535].iter().flat_map(|sample| sample.to_be_bytes()).collect();
    assert_eq!(pixels(&png((1, 1), (ColorType::Rgba, BitDepth::Sixteen), &[], &bytes)), [[255, 1, 0, 255]]);
}

#[test]
fn palettes_and_few_bits_are_expanded() {
    let palette = [255, 0, 0, 0, 255, 0, 0, 0, 255, 9, 9, 9];
    let kind = (ColorType::Indexed, BitDepth::Two);
    // 0, 1, 2, 3: the fourth colour has no alpha of its own and is opaque.
    let found = pixels(&png((4, 1), kind, &[&palette, &[255, 128, 0]], &[0b0001_1011]));
    assert_eq!(found, [RED, [0, 128, 0, 128], CLEAR, [9, 9, 9, 255]]);

    let found = pixels(&png((4, 1), (ColorType::Grayscale, BitDepth::Two), &[], &[0b0001_1011]));
    assert_eq!(found, [0, 85, 170, 255].map(|gray: u8| [gray, gray, gray, 255]));
    let found = pixels(&png((1, 1), (ColorType::GrayscaleAlpha, BitDepth::Eight), &[], &[200, 51]));
    assert_eq!(found, [[40, 40, 40, 51]]);
}

#[test]
fn a_first_frame_lies_at_its_place_on_the_canvas() {
    let frames: [(u16, u16, u16, &[u8]); 2] = [(1, 1, 2, &[1, 2]), (0, 0, 3, &[3; 6])];
    let found = pixels(&gif((3, 2), &frames));
    assert_eq!(found, [CLEAR, CLEAR, CLEAR, CLEAR, RED, GREEN]);
    // What does not fit is cut: rows of three pixels from (1, 1) on a canvas of 2 x 2.
    let found = pixels(&gif((2, 2), &[(1, 1, 3, &[1, 2, 3, 3, 2, 1])]));
    assert_eq!(found, [CLEAR, CLEAR, CLEAR, RED]);
    let found = pixels(&gif((2, 2), &[(0, 0, 2, &[0, 1, 2, 3])]));
    assert_eq!(found, [CLEAR, RED, GREEN, BLUE]);
    assert_eq!(pixels(&gif((1, 1), &[(9, 9, 1, &[1])])), [CLEAR]);
    assert_eq!(code(&gif((1, 1), &[])), "icon_decode");
}

#[test]
fn webp_with_and_without_alpha_and_animated() {
    let rgb = webp((2, 1), image_webp::ColorType::Rgb8, &[255, 0, 0, 0, 0, 255]);
    assert_eq!(pixels(&rgb), [RED, BLUE]);
    let rgba = webp((2, 1), image_webp::ColorType::Rgba8, &[255, 0, 0, 128, 0, 0, 255, 0]);
    assert_eq!(pixels(&rgba), [[128, 0, 0, 128], CLEAR]);

    // Canvas of 4 x 1 with alpha; the first frame lies at 2, the second over all of it.
    let chunk = |name: &[u8], body: &[u8]| [name, &(body.len() as u32).to_le_bytes(), body].concat();
    let frame = |x: u8, still: &[u8]| {
        let place = [x / 2, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 40, 0, 0, 2];
        chunk(b"ANMF", &[&place, &still[12..]].concat())
    };
    let body = [
        b"WEBP".to_vec(),
        chunk(b"VP8X", &[0x12, 0, 0, 0, 3, 0, 0, 0, 0, 0]),
        chunk(b"ANIM", &[0; 6]),
        frame(2, &rgba),
        frame(0, &rgb),
    ];
    assert_eq!(pixels(&chunk(b"RIFF", &body.concat())), [CLEAR, CLEAR, [128, 0, 0, 128], CLEAR]);
}

/// A lossy frame of 16 x 16 behind raw alpha, animated, on a canvas of `canvas` pixels a side.
fn lossy_frame(canvas: u8, tag: u8, side: u8) -> Vec<u8> {
    let chunk = |name: &[u8], body: &[u8]| [name, &(body.len() as u32).to_le_bytes(), body].concat();
    let place = [0, 0, 0, 0, 0, 0, canvas - 1, 0, 0, canvas - 1, 0, 0, 40, 0, 0, 2];
    let alpha = vec![0; usize::from(canvas) * usize::from(canvas) + 2];
    // 64 zero bytes are the first partition, the rest the second.
    let header = [tag, 8, 0, 0x9d, 0x01, 0x2a, side, 0, side, 0];
    let lossy = [&header[..], &[0; 128]].concat();
    let frame = [&place[..], &chunk(b"ALPH", &alpha), &chunk(b"VP8 ", &lossy)].concat();
    let body = [
        b"WEBP".to_vec(),
        chunk(b"VP8X", &[0x12, 0, 0, 0, canvas - 1, 0, 0, canvas - 1, 0, 0]),
        chunk(b"ANIM", &[0; 6]),
        chunk(b"ANMF", &frame),
    ];
    chunk(b"RIFF", &body.concat())
}

#[test]
fn lossy_webp_frames_have_the_size_they_tell() {
    assert_eq!(pixels(&lossy_frame(16, 0, 16)).len(), 256);
    for (canvas, tag, side) in [(8, 0, 16), (16, 0, 8), (16, 0, 0), (16, 1, 16)] {
        assert_eq!(code(&lossy_frame(canvas, tag, side)), "icon_decode", "{canvas} {tag} {side}");
    }
}

#[test]
fn gray_jpeg() {
    assert_eq!(pixels(&jpeg()), [[100, 100, 100, 255]; 6]);
    assert_eq!(dimensions(&jpeg()), Some((3, 2)));
}

#[test]
fn large_sides_are_refused_by_the_header() {
    let patched = |mut data: Vec<u8>, at: usize, bytes: &[u8]| {
        data[at..at + bytes.len()].copy_from_slice(bytes);
        data
    };
    let gif = gif((2, 2), &[(0, 0, 2, &[1, 2])]);
    let frame_header = jpeg().windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap();
    let webp = webp((1, 1), image_webp::ColorType::Rgb8, &[1, 2, 3]);
    let cases = [
        (patched(gif.clone(), 6, &4097_u16.to_le_bytes()), (4097, 2)),
        (patched(gif.clone(), 6, &[0, 0]), (0, 2)),
        (patched(jpeg(), frame_header + 5, &[0x10, 0x01]), (3, 4097)),
        // 14 bits of each side less one, behind the signature byte.
        (patched(webp, 21, &[0, 0x10]), (4097, 1)),
        (png((4097, 1), (ColorType::Grayscale, BitDepth::One), &[], &[0; 513]), (4097, 1)),
    ];
    for (data, size) in cases {
        assert_eq!((dimensions(&data), code(&data)), (Some(size), "icon_too_large"), "{:?}", format(&data));
    }
    assert_eq!(pixels(&png((4096, 1), (ColorType::Grayscale, BitDepth::One), &[], &[0; 512])).len(), 4096);

    // A frame far larger than its canvas is not held.
    let at = gif.iter().position(|byte| *byte == b',').unwrap();
    assert_eq!(code(&patched(gif, at + 5, &[0xff; 4])), "icon_decode");
}

#[test]
fn damaged_pictures_are_told() {
    let rgba: Vec<u8> = (0..=255).cycle().take(64 * 64 * 4).map(|i: u8| i.wrapping_mul(i)).collect();
    let whole = [
        png((64, 64), (ColorType::Rgba, BitDepth::Eight), &[], &rgba),
        webp((64, 64), image_webp::ColorType::Rgba8, &rgba),
        gif((64, 64), &[(0, 0, 64, &[1; 4096])]),
    ];
    for data in whole {
        assert_eq!(pixels(&data).len(), 4096);
        let half = &data[..data.len() / 2];
        assert_eq!(code(half), "icon_decode", "{:?}", format(half));
        let header = &data[..13];
        assert_eq!((dimensions(header), code(header)), (None, "icon_decode"), "{:?}", format(header));
    }
    let data = jpeg();
    assert_eq!((dimensions(&data[..60]), code(&data[..60])), (None, "icon_decode"));
}

/// Progressive, one pixel of four components, the second sampled twice across and down, the others once.
const ODD_JPEG: &str = "ffd8ff00ffdb0043000201010101010201010102020202020403020202020504040304060506060605060606070908060709\
070606080b08090a0a0a0a0a06080f0c0b0a0c090a0a0affc200140800010001044311004d22005911004b1100ffda0008014300010502";

#[test]
fn a_decoder_that_panics_did_not_read_its_picture() {
    assert_eq!(code(&bytes(ODD_JPEG)), "icon_decode");
}

#[test]
fn what_is_encoded_decodes_to_the_same() {
    let rgba: Vec<u8> = (0..64 * 64).flat_map(|i: u32| [(i % 251) as u8, (i / 64) as u8, 7, 255]).collect();
    let picture = decode(&png((64, 64), (ColorType::Rgba, BitDepth::Eight), &[], &rgba)).unwrap();
    let encoded = render::png(&picture).unwrap();
    assert!(encoded.len() < rgba.len() / 2, "{}", encoded.len());
    assert_eq!(decode(&encoded).unwrap(), picture);
}
