//! `Lexicon` as Python holds it. Places are characters, as Python counts them.

use mingjian_text::lexicon;
use pyo3::exceptions::{PyUnicodeEncodeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString};

/// Words looked for together: leftmost, and of those the longest.
#[pyclass(frozen, module = "mingjian._core")]
pub struct Lexicon {
    words: lexicon::Lexicon,
}

#[pymethods]
impl Lexicon {
    #[new]
    #[pyo3(signature = (words, *, ignore_case=false))]
    fn new(words: Vec<String>, ignore_case: bool) -> PyResult<Self> {
        let words = lexicon::Lexicon::new(&words, ignore_case)
            .map_err(|error| PyValueError::new_err(error.to_string()))?;
        Ok(Self { words })
    }

    fn find(&self, text: &Bound<'_, PyString>) -> PyResult<Vec<(usize, usize, usize)>> {
        with_text(text, |text| {
            self.words.find(text).map(|found| (found.start, found.end, found.index)).collect()
        })
    }
}

/// Runs `work` on the characters of `text`; half of a surrogate pair is one `?`, so that places still count.
fn with_text<T>(text: &Bound<'_, PyString>, work: impl FnOnce(&str) -> T) -> PyResult<T> {
    match text.to_str() {
        Ok(text) => Ok(work(text)),
        Err(error) if error.is_instance_of::<PyUnicodeEncodeError>(text.py()) => {
            let encoded = text.call_method1("encode", ("utf-8", "replace"))?;
            let encoded = encoded.cast_into::<PyBytes>()?;
            Ok(work(&String::from_utf8_lossy(encoded.as_bytes())))
        }
        Err(error) => Err(error),
    }
}
