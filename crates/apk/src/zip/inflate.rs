//! Raw deflate, whole or in pieces, with the output bounded by bytes written rather than declared.

use crate::error::{ParseError, Result};
use crate::limits::BUDGET_EXCEEDED;
use flate2::{Decompress, FlushDecompress, Status};

/// A deflate stream cannot grow more than this many times (RFC 1951: 258 bytes from two bits).
const MAX_RATIO: u64 = 1032;
const PIECE_BYTES: usize = 64 << 10;

/// Inflates `input` to exactly `declared` bytes.
///
/// # Errors
/// `budget_exceeded` above `cap`; `zip_bad_deflate` for a broken stream; `zip_size_mismatch` when the
/// stream ends elsewhere than declared, which Android refuses too.
pub(crate) fn whole(input: &[u8], declared: u64, cap: u64) -> Result<Vec<u8>> {
    if declared > cap {
        return Err(too_large(declared, cap));
    }
    if declared > (input.len() as u64).saturating_add(1).saturating_mul(MAX_RATIO) {
        return Err(mismatch(declared));
    }
    let size = usize::try_from(declared).map_err(|_| too_large(declared, cap))?;
    let mut output = vec![0; size];
    let written = libdeflater::Decompressor::new().deflate_decompress(input, &mut output).map_err(
        |error| match error {
            libdeflater::DecompressionError::BadData => {
                ParseError::new("zip_bad_deflate", None, "the deflate stream is broken")
            }
            libdeflater::DecompressionError::InsufficientSpace => mismatch(declared),
        },
    )?;
    if written != size {
        return Err(mismatch(declared));
    }
    Ok(output)
}

/// Inflates `input` piece by piece into `sink`; stops when `sink` returns false.
///
/// # Errors
/// As [`whole`], and whatever `sink` returns.
pub(crate) fn pieces(
    input: &[u8],
    declared: u64,
    cap: u64,
    sink: &mut dyn FnMut(&[u8]) -> Result<bool>,
) -> Result<()> {
    let mut stream = Decompress::new(false);
    let mut buffer = vec![0; PIECE_BYTES.min(usize::try_from(declared.max(64)).unwrap_or(PIECE_BYTES))];
    loop {
        let consumed = usize::try_from(stream.total_in()).unwrap_or(usize::MAX);
        let before = stream.total_out();
        let rest = input.get(consumed..).unwrap_or_default();
        let status = stream.decompress(rest, &mut buffer, FlushDecompress::None).map_err(|_| {
            ParseError::new("zip_bad_deflate", consumed as u64, "the deflate stream is broken")
        })?;
        let written = usize::try_from(stream.total_out().saturating_sub(before)).unwrap_or(0);
        if stream.total_out() > cap {
            return Err(too_large(stream.total_out(), cap));
        }
        if stream.total_out() > declared {
            return Err(mismatch(declared));
        }
        if written > 0 && !sink(buffer.get(..written).unwrap_or_default())? {
            return Ok(());
        }
        match status {
            Status::StreamEnd if stream.total_out() == declared => return Ok(()),
            Status::StreamEnd => return Err(mismatch(declared)),
            Status::Ok | Status::BufError => {
                let stalled = written == 0 && usize::try_from(stream.total_in()).ok() == Some(consumed);
                if stalled {
                    return Err(ParseError::new(
                        "zip_bad_deflate",
                        consumed as u64,
                        "the deflate stream stops early",
                    ));
                }
            }
        }
    }
}

/// Reads the beginnings of many streams with one decoder.
#[derive(Debug)]
pub(crate) struct Heads {
    stream: Decompress,
}

impl Heads {
    pub fn new() -> Self {
        Self { stream: Decompress::new(false) }
    }

    /// As many of the first bytes as fit `wanted` and can be read, even if the stream is broken after.
    pub fn read<'b>(&mut self, input: &[u8], wanted: &'b mut [u8]) -> &'b [u8] {
        self.stream.reset(false);
        // A dynamic block's code tables fit well within this many input bytes.
        let input = input.get(..input.len().min(1024)).unwrap_or_default();
        let _ = self.stream.decompress(input, wanted, FlushDecompress::None);
        let written = usize::try_from(self.stream.total_out()).unwrap_or(0);
        wanted.get(..written).unwrap_or_default()
    }
}

#[cold]
pub(super) fn too_large(bytes: u64, cap: u64) -> ParseError {
    ParseError::new(BUDGET_EXCEEDED, None, format!("{bytes} bytes exceed the cap of {cap} for one entry"))
}

#[cold]
fn mismatch(declared: u64) -> ParseError {
    ParseError::new("zip_size_mismatch", None, format!("the content is not the declared {declared} bytes"))
}
