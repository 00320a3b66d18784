//! What can be measured on a rendered icon: how much is visible, its colours, its perceptual hash.

use tiny_skia::Pixmap;

/// Alpha from which a pixel counts as visible: 0.1 of 255, rounded up.
const VISIBLE_ALPHA: u8 = 26;
/// Side of the grey picture the hash is taken from, and of the low-frequency corner it keeps.
const HASH_SIDE: usize = 32;
const HASH_CORNER: usize = 8;

/// Measures of one icon.
#[derive(Debug, Clone, PartialEq)]
pub struct Metrics {
    /// Share of pixels with alpha >= 0.1.
    pub visible_share: f64,
    /// Distinct colours among visible pixels, 5 bits a channel.
    pub colours: u32,
    /// 64-bit DCT hash over white.
    pub phash: u64,
}

/// Measures `icon`.
pub fn measure(icon: &Pixmap) -> Metrics {
    let mut visible = 0_u32;
    let mut seen = vec![0_u64; (1 << 15) / 64];
    for pixel in icon.pixels() {
        if pixel.alpha() < VISIBLE_ALPHA {
            continue;
        }
        visible += 1;
        let colour = pixel.demultiply();
        let key = usize::from(colour.red() >> 3) << 10
            | usize::from(colour.green() >> 3) << 5
            | usize::from(colour.blue() >> 3);
        if let Some(word) = seen.get_mut(key / 64) {
            *word |= 1 << (key % 64);
        }
    }
    let total = icon.pixels().len().max(1);
    Metrics {
        visible_share: f64::from(visible) / total as f64,
        colours: seen.iter().map(|word| word.count_ones()).sum(),
        phash: phash(icon),
    }
}

/// Perceptual hash: the signs of the 8 x 8 lowest DCT-II terms of a 32 x 32 grey picture against their
/// median, row by row, highest bit first. Source: the construction of the `imagehash` package's `phash`.
fn phash(icon: &Pixmap) -> u64 {
    let grey = grey32(icon);
    let basis: Vec<[f64; HASH_SIDE]> = (0..HASH_CORNER)
        .map(|k| {
            std::array::from_fn(|n| {
                (std::f64::consts::PI * k as f64 * (2 * n + 1) as f64 / (2 * HASH_SIDE) as f64).cos()
            })
        })
        .collect();
    let rows: Vec<Vec<f64>> = grey
        .chunks_exact(HASH_SIDE)
        .map(|row| basis.iter().map(|wave| wave.iter().zip(row).map(|(a, b)| a * b).sum()).collect())
        .collect();
    let mut terms = Vec::with_capacity(HASH_CORNER * HASH_CORNER);
    for wave in &basis {
        for column in 0..HASH_CORNER {
            terms.push(
                rows.iter()
                    .zip(wave)
                    .map(|(row, a)| row.get(column).copied().unwrap_or(0.0) * a)
                    .sum::<f64>(),
            );
        }
    }
    let mut sorted = terms.clone();
    sorted.sort_by(f64::total_cmp);
    let median = match sorted.get(31..33) {
        Some([low, high]) => (low + high) / 2.0,
        _ => 0.0,
    };
    // Terms of a flat picture are rounding noise; a margin keeps its hash stable.
    terms.iter().fold(0, |hash, term| hash << 1 | u64::from(term - median > 1e-6))
}

/// Luma (ITU-R BT.601) over white, averaged to 32 x 32.
fn grey32(icon: &Pixmap) -> Vec<f64> {
    let mut sums = vec![0_u32; HASH_SIDE * HASH_SIDE];
    let mut counts = vec![0_u32; HASH_SIDE * HASH_SIDE];
    let (width, height) = (icon.width() as usize, icon.height() as usize);
    let columns: Vec<usize> = (0..width).map(|x| x * HASH_SIDE / width).collect();
    for (y, row) in icon.pixels().chunks_exact(width.max(1)).enumerate() {
        let first = y * HASH_SIDE / height.max(1) * HASH_SIDE;
        for (column, pixel) in columns.iter().zip(row) {
            let white = u32::from(255 - pixel.alpha()) * 1000;
            let luma = u32::from(pixel.red()) * 299
                + u32::from(pixel.green()) * 587
                + u32::from(pixel.blue()) * 114
                + white;
            let cell = first + column;
            if let (Some(sum), Some(count)) = (sums.get_mut(cell), counts.get_mut(cell)) {
                *sum += luma;
                *count += 1;
            }
        }
    }
    sums.iter()
        .zip(&counts)
        .map(|(sum, count)| f64::from(*sum) / f64::from((*count).max(1)) / 1000.0)
        .collect()
}
