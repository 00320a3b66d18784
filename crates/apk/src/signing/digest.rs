//! Digests of a package's content: 1 MiB chunks (v2, v3) and Merkle trees of 4 KiB blocks (verity, v4).
//!
//! Source: source.android.com/docs/security/features/apksigning/v2#integrity-protected-contents; AOSP
//! tools/apksig (VerityTreeBuilder).

use super::algorithm::ContentDigest;
use sha2::{Digest, Sha256, Sha512};

const CHUNK_BYTES: usize = 1 << 20;
const BLOCK_BYTES: usize = 4096;

/// The three parts the signature covers; the end record already points at the signing block.
#[derive(Debug, Clone)]
pub(super) struct Sections<'a> {
    pub before: &'a [u8],
    pub central: &'a [u8],
    pub end: Vec<u8>,
    /// Size of the signing block, which nothing digests.
    pub block_bytes: usize,
}

impl Sections<'_> {
    fn parts(&self) -> [&[u8]; 3] {
        [self.before, self.central, &self.end]
    }

    /// `None` when the block's place makes the algorithm unusable.
    pub fn digest(&self, content: ContentDigest) -> Option<Vec<u8>> {
        match content {
            ContentDigest::ChunkedSha256 => Some(chunked::<Sha256>(&self.parts())),
            ContentDigest::ChunkedSha512 => Some(chunked::<Sha512>(&self.parts())),
            ContentDigest::VeritySha256 => {
                if self.before.len() % BLOCK_BYTES != 0 || self.block_bytes % BLOCK_BYTES != 0 {
                    return None;
                }
                let total = self.parts().iter().map(|part| part.len() as u64).sum::<u64>();
                let (_, mut digest) = tree(&self.parts(), &[0; 8]);
                digest.extend_from_slice(&total.to_le_bytes());
                Some(digest)
            }
        }
    }
}

fn chunked<D: Digest>(parts: &[&[u8]]) -> Vec<u8> {
    let mut count = 0_u32;
    let mut digests = Vec::new();
    for chunk in parts.iter().flat_map(|part| part.chunks(CHUNK_BYTES)) {
        let mut digest = D::new_with_prefix([0xa5]);
        digest.update(u32::try_from(chunk.len()).unwrap_or(0).to_le_bytes());
        digest.update(chunk);
        digests.extend_from_slice(&digest.finalize());
        count = count.saturating_add(1);
    }
    let mut top = D::new_with_prefix([0x5a]);
    top.update(count.to_le_bytes());
    top.update(&digests);
    top.finalize().to_vec()
}

/// Merkle tree over the concatenated parts: all levels, root's first, and the root hash.
pub(super) fn tree(parts: &[&[u8]], salt: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let mut levels = vec![leaves(parts, salt)];
    while let Some(top) = levels.last().filter(|level| level.len() > BLOCK_BYTES) {
        let next = padded(top.chunks(BLOCK_BYTES).flat_map(|block| block_digest(block, salt)).collect());
        levels.push(next);
    }
    let root = levels.last().map(|top| block_digest(top, salt).to_vec()).unwrap_or_default();
    levels.reverse();
    (levels.concat(), root)
}

fn block_digest(block: &[u8], salt: &[u8]) -> [u8; 32] {
    const ZEROS: [u8; BLOCK_BYTES] = [0; BLOCK_BYTES];
    let mut digest = Sha256::new_with_prefix(salt);
    digest.update(block);
    digest.update(ZEROS.get(block.len()..).unwrap_or_default());
    digest.finalize().into()
}

fn padded(mut level: Vec<u8>) -> Vec<u8> {
    let size = level.len().next_multiple_of(BLOCK_BYTES);
    level.resize(size, 0);
    level
}

/// Digests of the blocks of the parts, which need not begin at block borders.
fn leaves(parts: &[&[u8]], salt: &[u8]) -> Vec<u8> {
    let mut digests = Vec::new();
    let mut carried: Vec<u8> = Vec::new();
    for part in parts {
        let mut rest: &[u8] = part;
        if !carried.is_empty() {
            let wanted = BLOCK_BYTES.saturating_sub(carried.len()).min(rest.len());
            let (head, tail) = rest.split_at(wanted);
            carried.extend_from_slice(head);
            rest = tail;
            if carried.len() == BLOCK_BYTES {
                digests.extend_from_slice(&block_digest(&carried, salt));
                carried.clear();
            }
        }
        let blocks = rest.chunks_exact(BLOCK_BYTES);
        let tail = blocks.remainder();
        for block in blocks {
            digests.extend_from_slice(&block_digest(block, salt));
        }
        carried.extend_from_slice(tail);
    }
    if !carried.is_empty() {
        digests.extend_from_slice(&block_digest(&carried, salt));
    }
    padded(digests)
}
