//! Where a package's bytes live: read into memory, or mapped when the caller vouches that they stay.

use std::fs::File;
use std::io::Read;
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
    /// Reads or maps `path`. A file is mapped only when `mapped`, for then nobody may change it.
    ///
    /// # Errors
    /// Whatever the system says of the file.
    pub fn open(path: &Path, mapped: bool) -> std::io::Result<Self> {
        let mut file = File::open(path)?;
        let size = file.metadata()?.len();
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

#[allow(unsafe_code)]
fn map(file: &File) -> std::io::Result<memmap2::Mmap> {
    // SAFETY: the caller vouched, by `mapped`, that nobody changes the file while it is examined (an
    // immutable blob); without that promise files are read, since a shrinking mapping is a SIGBUS.
    unsafe { memmap2::Mmap::map(file) }
}
