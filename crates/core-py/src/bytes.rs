//! Where a package's bytes live: read into memory, or mapped when the caller vouches that they stay.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::ops::Deref;
use std::path::Path;

/// Bytes of one package.
pub enum Bytes {
    Owned(Vec<u8>),
    Mapped(memmap2::Mmap),
}

impl Deref for Bytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Self::Owned(data) => data,
            Self::Mapped(map) => map,
        }
    }
}

impl Bytes {
    /// Reads or maps `path`; a file without an archive's end is not read at all and comes back empty. A file is mapped only when `mapped`, for then nobody may change it.
    ///
    /// # Errors
    /// Whatever the system says of the file.
    pub fn open(path: &Path, mapped: bool) -> std::io::Result<Self> {
        let mut file = File::open(path)?;
        let size = file.metadata()?.len();
        if !may_be_archive(&mut file, size)? {
            return Ok(Self::Owned(Vec::new()));
        }
        if mapped && size > 0 {
            return map(&file).map(Self::Mapped);
        }
        let mut data = Vec::new();
        data.try_reserve_exact(usize::try_from(size).unwrap_or(usize::MAX)).map_err(|_| {
            std::io::Error::new(std::io::ErrorKind::OutOfMemory, "file is too large for memory")
        })?;
        file.read_to_end(&mut data)?;
        Ok(Self::Owned(data))
    }
}

/// An archive ends in a record that starts within this many bytes of the end: 22 and the longest comment.
const END_BYTES: u64 = 22 + 65_535;

/// Looks for the end record before gigabytes of something else are read into memory.
fn may_be_archive(file: &mut File, size: u64) -> std::io::Result<bool> {
    let mut end = Vec::new();
    file.seek(SeekFrom::Start(size.saturating_sub(END_BYTES)))?;
    file.take(END_BYTES).read_to_end(&mut end)?;
    file.rewind()?;
    Ok(end.windows(4).any(|four| four == b"PK\x05\x06"))
}

#[allow(unsafe_code)]
fn map(file: &File) -> std::io::Result<memmap2::Mmap> {
    // SAFETY: the caller vouched, by `mapped`, that nobody changes the file while it is examined (an
    // immutable blob); without that promise files are read, since a shrinking mapping is a SIGBUS.
    unsafe { memmap2::Mmap::map(file) }
}
