//! `Lexicon` and `TextModel` as Python holds them. Places are characters, as Python counts them.

use mingjian_text::features::{Recipe, BLOCKS};
use mingjian_text::{lexicon, model};
use pyo3::exceptions::{PyUnicodeEncodeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString};

use crate::errors::ParseError;

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

/// A linear model that scores the lines of a text.
#[pyclass(frozen, module = "mingjian._core")]
pub struct TextModel {
    model: model::Model,
}

/// Ends of the lines' features, buckets and values, as little-endian arrays.
type Arrays<'py> = (Bound<'py, PyBytes>, Bound<'py, PyBytes>, Bound<'py, PyBytes>);

#[pymethods]
impl TextModel {
    #[new]
    fn new(file: &[u8]) -> PyResult<Self> {
        Ok(Self { model: model::Model::load(file).map_err(text_error)? })
    }

    #[getter]
    fn labels(&self) -> Vec<String> {
        self.model.labels().to_vec()
    }

    #[getter]
    fn training_sha256(&self) -> String {
        mingjian_apk::hex::hex(self.model.training())
    }

    fn score(&self, py: Python<'_>, lines: Vec<Bound<'_, PyString>>) -> PyResult<Vec<Vec<f32>>> {
        let lines = texts(&lines)?;
        Ok(py.detach(|| self.model.score(&lines)))
    }

    #[staticmethod]
    fn features<'py>(
        py: Python<'py>,
        bits: u32,
        seed: u64,
        weights: [f32; BLOCKS],
        lines: Vec<Bound<'py, PyString>>,
    ) -> PyResult<Arrays<'py>> {
        let recipe = Recipe { bits, seed, weights }.checked().map_err(text_error)?;
        let mut rows: Vec<Vec<(u32, f32)>> = lines.iter().map(|_| Vec::new()).collect();
        recipe.blocks(&texts(&lines)?, |at, value, buckets| {
            if let Some(row) = rows.get_mut(at) {
                row.extend(buckets.iter().map(|bucket| (*bucket, value)));
            }
        });
        let (mut ends, mut buckets, mut values) = (Vec::new(), Vec::new(), Vec::new());
        for (bucket, value) in rows.iter().flatten() {
            buckets.extend(bucket.to_le_bytes());
            values.extend(value.to_le_bytes());
        }
        let mut end = 0_u64;
        for row in &rows {
            end = end.saturating_add(row.len() as u64);
            ends.extend(end.to_le_bytes());
        }
        Ok((PyBytes::new(py, &ends), PyBytes::new(py, &buckets), PyBytes::new(py, &values)))
    }
}

fn text_error(error: mingjian_text::Error) -> PyErr {
    ParseError::new_err((error.code, "", -1_i64, error.detail))
}

fn texts(lines: &[Bound<'_, PyString>]) -> PyResult<Vec<String>> {
    lines.iter().map(|line| with_text(line, str::to_owned)).collect()
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
