//! What the WebP decoder takes for granted: that a lossy bitstream has the size its frame tells.
//!
//! A bitstream larger than its animation frame runs out of the frame's pixels (a panic), and one larger than
//! the canvas of a still picture is decoded whole before it is refused.

/// Whether the lossy bitstream of the first picture in the WebP file `data` is a key frame of the size of its frame
/// (of the canvas, `canvas` pixels wide and high, if still). True where there is none, as in files that only have
/// one bitstream and no canvas.
pub fn lossy_fits(data: &[u8], canvas: (u32, u32), animated: bool) -> bool {
    let Some((b"VP8X", _, mut at)) = chunk(data, 12) else { return true };
    let wanted: &[u8; 4] = if animated { b"ANMF" } else { b"VP8 " };
    while let Some((name, body, next)) = chunk(data, at) {
        if name == wanted {
            return if animated { frame_fits(data, at + 8, body) } else { is_of(body, canvas) };
        }
        at = next;
    }
    true
}

/// The same of the animation frame whose content `body` begins at `start` of `data`.
fn frame_fits(data: &[u8], start: usize, body: &[u8]) -> bool {
    let [_, _, _, _, _, _, w0, w1, w2, h0, h1, h2, ..] = *body else { return true };
    let size = (u32::from_le_bytes([w0, w1, w2, 0]) + 1, u32::from_le_bytes([h0, h1, h2, 0]) + 1);
    match chunk(data, start + 16) {
        Some((b"VP8 ", bitstream, _)) => is_of(bitstream, size),
        // Alpha, then the bitstream, whatever its chunk is called.
        Some((b"ALPH", _, next)) => chunk(data, next).is_none_or(|(_, bitstream, _)| is_of(bitstream, size)),
        _ => true,
    }
}

/// Whether `bitstream` is a key frame of `size` pixels.
fn is_of(bitstream: &[u8], size: (u32, u32)) -> bool {
    let [tag, _, _, 0x9d, 0x01, 0x2a, w0, w1, h0, h1, ..] = *bitstream else { return false };
    // The two highest bits are a scale.
    let side = |low, high| u32::from(u16::from_le_bytes([low, high]) & 0x3fff);
    tag & 1 == 0 && (side(w0, w1), side(h0, h1)) == size
}

/// Name and content (cut where the data ends) of the chunk at `at`, and where the next one begins.
fn chunk(data: &[u8], at: usize) -> Option<(&[u8; 4], &[u8], usize)> {
    let (name, rest) = data.get(at..)?.split_first_chunk::<4>()?;
    let (size, rest) = rest.split_first_chunk::<4>()?;
    let size = u32::from_le_bytes(*size) as usize;
    let body = rest.get(..size).unwrap_or(rest);
    Some((name, body, at.checked_add(8)?.checked_add(size)?.checked_add(size % 2)?))
}
