//! PyO3 face of the core: `mingjian._core`. Only conversions live here.

use pyo3::prelude::*;

#[pymodule]
mod _core {}
