//! Errors at the border: typed parse errors, and panics caught as the defects they are.

use std::panic::{catch_unwind, AssertUnwindSafe};

use pyo3::create_exception;
use pyo3::exceptions::PyException;
use pyo3::prelude::*;

create_exception!(_core, ParseError, PyException, "args: (code, entry, offset or -1, detail).");
create_exception!(
    _core,
    InternalError,
    PyException,
    "A panic inside the core, caught at the border: always a defect of ours."
);

/// `mingjian_apk`'s error as Python sees it.
pub fn parse_error(error: mingjian_apk::error::ParseError) -> PyErr {
    let offset = error.offset.and_then(|at| i64::try_from(at).ok()).unwrap_or(-1);
    ParseError::new_err((error.code, error.entry, offset, error.detail))
}

/// Runs `work` without the GIL; a panic becomes InternalError instead of reaching the interpreter.
///
/// # Errors
/// ParseError from `work`, or InternalError.
pub fn guarded<T: Send>(
    py: Python<'_>,
    work: impl FnOnce() -> mingjian_apk::error::Result<T> + Send,
) -> PyResult<T> {
    match py.detach(|| catch_unwind(AssertUnwindSafe(work))) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(parse_error(error)),
        Err(cause) => {
            let told = cause
                .downcast_ref::<String>()
                .map(String::as_str)
                .or_else(|| cause.downcast_ref::<&str>().copied())
                .unwrap_or("panic without a message");
            Err(InternalError::new_err(told.to_owned()))
        }
    }
}
