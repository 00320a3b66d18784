//! PyO3 face of the core: `mingjian._core`. Conversions only; structured answers leave as JSON.

mod bytes;
mod errors;
mod facts;
mod package;
mod stages;

use pyo3::prelude::*;

#[pymodule]
mod _core {
    #[pymodule_export]
    use crate::errors::{InternalError, ParseError};
    #[pymodule_export]
    use crate::package::{Knowledge, Package};
}
