//! PyO3 face of the core: `mingjian._core`. Conversions only; structured answers leave as JSON.

mod bytes;
mod code;
mod early;
mod errors;
mod facts;
mod memory;
mod pack;
mod package;
mod stages;
mod text;
mod work;

use pyo3::prelude::*;

/// Parsing and graph building make millions of short-lived small values; measured, see ADR 5.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[pymodule]
mod _core {
    #[pymodule_export]
    use crate::errors::{InternalError, ParseError};
    #[pymodule_export]
    use crate::pack::{zlib_packed, zlib_unpacked};
    #[pymodule_export]
    use crate::package::{Knowledge, Package};
    #[pymodule_export]
    use crate::text::{Lexicon, TextModel};
    #[pymodule_export]
    use crate::work::second_thread;

    #[pymodule_init]
    fn init(module: &pyo3::Bound<'_, pyo3::types::PyModule>) -> pyo3::PyResult<()> {
        pyo3::types::PyModuleMethods::add(module, "__version__", env!("CARGO_PKG_VERSION"))
    }
}
