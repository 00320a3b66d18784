//! Annotations of classes and methods, read when asked for.

use super::cursor::Cursor;
use super::value::{read_annotation, Allowance, AnnotationValue};
use super::{ClassDef, Dex};

/// Most annotations of one element that are read.
const MAX_ANNOTATIONS: u32 = 4096;

/// An annotation and when it is visible (0 build, 1 run time, 2 system).
#[derive(Debug, Clone, PartialEq)]
pub struct Annotation {
    pub visibility: u8,
    pub value: AnnotationValue,
}

impl Dex<'_> {
    /// Annotations of a class itself.
    pub fn class_annotations(&self, class: &ClassDef) -> Vec<Annotation> {
        self.annotations_directory(class)
            .and_then(|mut at| self.annotation_set(at.u32()?))
            .unwrap_or_default()
    }

    /// Annotations of a method (index of `method_ids`) of this class.
    pub fn method_annotations(&self, class: &ClassDef, method: u32) -> Vec<Annotation> {
        self.find_method_annotations(class, method).unwrap_or_default()
    }

    /// Whether methods of this class have annotations of any of these type indexes, so far as they can be read.
    pub fn annotates_methods(&self, class: &ClassDef, types: &[u32]) -> bool {
        let rows = self.method_rows(class).unwrap_or_default();
        let mut sets = rows.chunks_exact(8).filter_map(|row| Cursor::at(row, 4)?.u32());
        sets.any(|set| self.names_type(set, types).unwrap_or(false))
    }

    fn names_type(&self, set: u32, types: &[u32]) -> Option<bool> {
        let mut at = Cursor::at(self.data, set)?;
        for _ in 0..at.u32()?.min(MAX_ANNOTATIONS) {
            let mut item = Cursor::at(self.data, at.u32()?)?;
            item.u8()?;
            if types.contains(&item.uleb()?) {
                return Some(true);
            }
        }
        Some(false)
    }

    /// (method, set) of a class's methods with annotations, eight bytes each.
    fn method_rows(&self, class: &ClassDef) -> Option<&[u8]> {
        let mut at = self.annotations_directory(class)?;
        let (_, fields, methods, _) = (at.u32()?, at.u32()?, at.u32()?, at.u32()?);
        at.take((fields as usize).checked_mul(8)?)?;
        at.take((methods as usize).checked_mul(8)?)
    }

    fn find_method_annotations(&self, class: &ClassDef, method: u32) -> Option<Vec<Annotation>> {
        let offset = self.method_rows(class)?.chunks_exact(8).find_map(|row| {
            let mut row = Cursor::at(row, 0)?;
            (row.u32()? == method).then(|| row.u32())?
        })?;
        self.annotation_set(offset)
    }

    fn annotations_directory(&self, class: &ClassDef) -> Option<Cursor<'_>> {
        if class.annotations_off == 0 {
            return None;
        }
        Cursor::at(self.data, class.annotations_off)
    }

    fn annotation_set(&self, offset: u32) -> Option<Vec<Annotation>> {
        if offset == 0 {
            return None;
        }
        let mut at = Cursor::at(self.data, offset)?;
        let size = at.u32()?.min(MAX_ANNOTATIONS);
        let mut allowed = Allowance::new(self.max_depth);
        let mut found = Vec::new();
        for _ in 0..size {
            let mut item = Cursor::at(self.data, at.u32()?)?;
            let visibility = item.u8()?;
            found.push(Annotation { visibility, value: read_annotation(&mut item, &mut allowed)? });
        }
        Some(found)
    }
}
