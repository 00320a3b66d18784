//! `Package` and `Knowledge` as Python holds them.

use std::path::PathBuf;
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Instant;

use mingjian_apk::error::{ParseError, Result};
use mingjian_apk::hex::hex;
use mingjian_apk::limits::{Budget, Limits};
use mingjian_apk::zip::{Archive, ZipReport};
use mingjian_apk::{arsc, axml, knowledge, signing};
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use sha2::{Digest, Sha256};

use crate::bytes::Bytes;
use crate::errors::guarded;
use crate::facts::{gather, json, Ask, Hears};

/// Compiled tables: sensitive APIs, behaviours, framework callbacks and hierarchy, SDK prefixes.
#[pyclass(frozen, module = "mingjian._core")]
pub struct Knowledge {
    tables: knowledge::Knowledge,
}

#[pymethods]
impl Knowledge {
    #[new]
    fn new(py: Python<'_>, compiled: &[u8]) -> PyResult<Self> {
        Ok(Self { tables: guarded(py, || knowledge::Knowledge::load(compiled))? })
    }
}

/// One package, opened.
#[pyclass(frozen, module = "mingjian._core")]
pub struct Package {
    data: Bytes,
    /// Made when first asked for, or along the way of looking into the package.
    sha256: OnceLock<String>,
    limits: Limits,
}

#[pymethods]
impl Package {
    #[new]
    #[pyo3(signature = (data, *, max_entry_bytes=None, max_live_bytes=None, max_work=None))]
    fn new(
        py: Python<'_>,
        data: Vec<u8>,
        max_entry_bytes: Option<u64>,
        max_live_bytes: Option<u64>,
        max_work: Option<u64>,
    ) -> PyResult<Self> {
        Self::over(py, Bytes::Owned(data), limits(max_entry_bytes, max_live_bytes, max_work))
    }

    #[staticmethod]
    #[pyo3(signature = (path, *, mapped=false, max_entry_bytes=None, max_live_bytes=None, max_work=None))]
    fn open(
        py: Python<'_>,
        path: PathBuf,
        mapped: bool,
        max_entry_bytes: Option<u64>,
        max_live_bytes: Option<u64>,
        max_work: Option<u64>,
    ) -> PyResult<Self> {
        let data = py.detach(|| Bytes::open(&path, mapped))?;
        Self::over(py, data, limits(max_entry_bytes, max_live_bytes, max_work))
    }

    #[getter]
    fn sha256(&self, py: Python<'_>) -> &str {
        py.detach(|| self.digest())
    }

    #[getter]
    fn size_bytes(&self) -> usize {
        self.data.len()
    }

    fn zip_json<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        self.answer(py, || json(&ZipReport(&self.archive()?)))
    }

    fn read<'py>(&self, py: Python<'py>, entry: &str) -> PyResult<Bound<'py, PyBytes>> {
        self.answer(py, || self.inflate(entry))
    }

    fn xml_text(&self, py: Python<'_>, entry: &str) -> PyResult<String> {
        guarded(py, || {
            let xml = self.inflate(entry)?;
            let table = self.inflate("resources.arsc").ok();
            let table = table.as_deref().and_then(|data| arsc::Table::parse(data, &self.limits).ok());
            let text =
                axml::to_text(&xml, table.as_ref(), &self.limits).map_err(|error| error.in_entry(entry))?;
            Ok(text.lines.join("\n"))
        })
    }

    #[pyo3(signature = (knowledge, text_terms, layout_terms, files, digests, hears=None))]
    #[expect(clippy::too_many_arguments, reason = "Python's signature")]
    fn facts_json<'py>(
        &self,
        py: Python<'py>,
        knowledge: &Knowledge,
        text_terms: Vec<String>,
        layout_terms: Vec<String>,
        files: Vec<String>,
        digests: bool,
        hears: Option<Py<PyAny>>,
    ) -> PyResult<Bound<'py, PyBytes>> {
        let since = Instant::now();
        let refused: Mutex<Option<PyErr>> = Mutex::new(None);
        let answer = self.answer(py, || {
            let ask = Ask {
                tables: &knowledge.tables,
                text_terms: &text_terms,
                layout_terms: &layout_terms,
                files: &files,
                digests,
                since,
            };
            let hash = || {
                self.digest();
            };
            let call = hears.as_ref().map(|hears| {
                |json: &[u8]| {
                    let heard = Python::attach(|py| hears.call1(py, (PyBytes::new(py, json),)).map(drop));
                    *refused.lock().unwrap_or_else(PoisonError::into_inner) = heard.err();
                }
            });
            let call = call.as_ref().map(|call| call as Hears<'_>);
            gather(&self.archive()?, &ask, &self.limits, hash, call)
        })?;
        match refused.into_inner().unwrap_or_else(PoisonError::into_inner) {
            Some(error) => Err(error),
            None => Ok(answer),
        }
    }

    #[pyo3(signature = (min_sdk=None, max_sdk=None, idsig=None))]
    fn signature_json<'py>(
        &self,
        py: Python<'py>,
        min_sdk: Option<u32>,
        max_sdk: Option<u32>,
        idsig: Option<Vec<u8>>,
    ) -> PyResult<Bound<'py, PyBytes>> {
        self.answer(py, || {
            let options = signing::Options { min_sdk, max_sdk, idsig: idsig.as_deref() };
            json(&signing::verify(&self.archive()?, &options, &mut Budget::new(&self.limits))?)
        })
    }
}

impl Package {
    fn over(py: Python<'_>, data: Bytes, limits: Limits) -> PyResult<Self> {
        guarded(py, || {
            let package = Self { data, sha256: OnceLock::new(), limits };
            package.archive()?;
            Ok(package)
        })
    }

    /// SHA-256 of the file.
    fn digest(&self) -> &str {
        self.sha256.get_or_init(|| hex(&Sha256::digest(&*self.data)))
    }

    fn archive(&self) -> Result<Archive<'_>> {
        Archive::open(&self.data, &self.limits)
    }

    fn inflate(&self, entry: &str) -> Result<Vec<u8>> {
        let archive = self.archive()?;
        let found = archive.find(entry).ok_or_else(|| {
            ParseError::new("zip_no_such_entry", None, "there is no such entry").in_entry(entry)
        })?;
        Ok(archive.read(found, &mut Budget::new(&self.limits))?.into_owned())
    }

    fn answer<'py>(
        &self,
        py: Python<'py>,
        work: impl FnOnce() -> Result<Vec<u8>> + Send,
    ) -> PyResult<Bound<'py, PyBytes>> {
        Ok(PyBytes::new(py, &guarded(py, work)?))
    }
}

fn limits(entry: Option<u64>, live: Option<u64>, work: Option<u64>) -> Limits {
    let usual = Limits::default();
    Limits {
        max_entry_bytes: entry.unwrap_or(usual.max_entry_bytes),
        max_live_bytes: live.unwrap_or(usual.max_live_bytes),
        max_work: work.unwrap_or(usual.max_work),
        ..usual
    }
}
