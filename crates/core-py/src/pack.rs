//! Bytes packed to be kept, and unpacked again, faster than Python's own zlib; the streams are any zlib's.

use libdeflater::{CompressionLvl, Compressor, Decompressor};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

/// `data` as a zlib stream (RFC 1950), at `level` 0 (not smaller) to 12.
///
/// # Errors
/// ValueError for another level; InternalError when the stream does not fit its own bound, a defect of ours.
#[pyfunction]
pub fn zlib_packed<'py>(py: Python<'py>, data: &[u8], level: i32) -> PyResult<Bound<'py, PyBytes>> {
    let level = CompressionLvl::new(level).map_err(|_| PyValueError::new_err("levels are 0 to 12"))?;
    let packed = crate::errors::guarded(py, || {
        let mut compressor = Compressor::new(level);
        let mut packed = vec![0; compressor.zlib_compress_bound(data.len())];
        let written = compressor
            .zlib_compress(data, &mut packed)
            .map_err(|_| mingjian_apk::error::ParseError::new("pack", None, "the bound was too small"))?;
        packed.truncate(written);
        Ok(packed)
    })?;
    Ok(PyBytes::new(py, &packed))
}

/// What the zlib stream `data` holds, which must be `size` bytes.
///
/// # Errors
/// ValueError where it is broken, cut off, or of another size.
#[pyfunction]
pub fn zlib_unpacked<'py>(py: Python<'py>, data: &[u8], size: usize) -> PyResult<Bound<'py, PyBytes>> {
    PyBytes::new_with(py, size, |room| {
        let written = Decompressor::new().zlib_decompress(data, room);
        match written {
            Ok(written) if written == size => Ok(()),
            Ok(_) => Err(PyValueError::new_err("shorter than told")),
            Err(error) => Err(PyValueError::new_err(error.to_string())),
        }
    })
}
