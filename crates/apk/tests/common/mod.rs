//! A ZIP writer for tests that can lie in every field.
#![allow(dead_code, clippy::unwrap_used, clippy::indexing_slicing, clippy::expect_used, clippy::panic)]

use std::path::PathBuf;

/// One entry; every `Option` overrides what an honest writer would say in that header.
#[derive(Clone, Default)]
pub struct Item {
    pub name: Vec<u8>,
    pub content: Vec<u8>,
    pub deflate: bool,
    pub method: Option<u16>,
    pub flags: u16,
    pub local_name: Option<Vec<u8>>,
    pub local_method: Option<u16>,
    pub local_crc: Option<u32>,
    pub local_sizes: Option<(u32, u32)>,
    pub local_flags: Option<u16>,
    pub central_sizes: Option<(u32, u32)>,
    pub central_extra: Vec<u8>,
    pub offset: Option<u32>,
}

pub fn item(name: &str, content: &[u8]) -> Item {
    Item { name: name.as_bytes().to_vec(), content: content.to_vec(), ..Item::default() }
}

pub fn deflated(name: &str, content: &[u8]) -> Item {
    Item { deflate: true, ..item(name, content) }
}

pub fn deflate(content: &[u8]) -> Vec<u8> {
    let mut compressor = libdeflater::Compressor::new(libdeflater::CompressionLvl::default());
    let mut output = vec![0; compressor.deflate_compress_bound(content.len())];
    let written = compressor.deflate_compress(content, &mut output).unwrap();
    output.truncate(written);
    output
}

/// Archive bytes: entries, directory, end record with `comment`.
pub fn zip(items: &[Item], comment: &[u8]) -> Vec<u8> {
    zip_with_prefix(b"", items, comment)
}

/// As [`zip`], with `prefix` before the first entry and counted in the offsets.
pub fn zip_with_prefix(prefix: &[u8], items: &[Item], comment: &[u8]) -> Vec<u8> {
    let mut out = prefix.to_vec();
    let mut central = Vec::new();
    for item in items {
        let crc = libdeflater::crc32(&item.content);
        let body = if item.deflate { deflate(&item.content) } else { item.content.clone() };
        let method = item.method.unwrap_or(if item.deflate { 8 } else { 0 });
        let sizes = (body.len() as u32, item.content.len() as u32);
        let offset = item.offset.unwrap_or(out.len() as u32);
        let local_sizes = item.local_sizes.unwrap_or(sizes);
        let local_name = item.local_name.as_ref().unwrap_or(&item.name);
        out.extend(b"PK\x03\x04");
        for half in [20, item.local_flags.unwrap_or(item.flags), item.local_method.unwrap_or(method), 0, 0x21]
        {
            out.extend(u16::to_le_bytes(half));
        }
        for word in [item.local_crc.unwrap_or(crc), local_sizes.0, local_sizes.1] {
            out.extend(word.to_le_bytes());
        }
        out.extend((local_name.len() as u16).to_le_bytes());
        out.extend([0, 0]);
        out.extend(local_name);
        out.extend(&body);
        let sizes = item.central_sizes.unwrap_or(sizes);
        central.extend(b"PK\x01\x02");
        for half in [20, 20, item.flags, method, 0, 0x21] {
            central.extend(u16::to_le_bytes(half));
        }
        for word in [crc, sizes.0, sizes.1] {
            central.extend(word.to_le_bytes());
        }
        for half in [item.name.len() as u16, item.central_extra.len() as u16, 0, 0, 0] {
            central.extend(half.to_le_bytes());
        }
        central.extend([0; 4]);
        central.extend(offset.to_le_bytes());
        central.extend(&item.name);
        central.extend(&item.central_extra);
    }
    let start = out.len() as u32;
    out.extend(&central);
    out.extend(b"PK\x05\x06\0\0\0\0");
    let count = items.len().min(0xffff) as u16;
    out.extend(count.to_le_bytes());
    out.extend(count.to_le_bytes());
    out.extend((central.len() as u32).to_le_bytes());
    out.extend(start.to_le_bytes());
    out.extend((comment.len() as u16).to_le_bytes());
    out.extend(comment);
    out
}

/// Shared data, or `None` with a printed reason; must be there under CI.
pub fn shared(path: &str) -> Option<PathBuf> {
    let root = std::env::var_os("MINGJIAN_SHARED")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from);
    let found = root.join(path);
    if found.exists() {
        return Some(found);
    }
    assert!(std::env::var_os("CI").is_none(), "shared data missing: {}", found.display());
    eprintln!("skipped: {} is not there", found.display());
    None
}

/// SplitMix64: seeded numbers without a dependency.
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound.max(1) as u64) as usize
    }
}
