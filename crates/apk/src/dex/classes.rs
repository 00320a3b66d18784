//! Class definitions and their fields and methods.

use super::cursor::Cursor;
use super::ids::TypeList;
use super::table::le32;
use super::Dex;

pub const ACC_STATIC: u32 = 0x8;
pub const ACC_FINAL: u32 = 0x10;
pub const ACC_NATIVE: u32 = 0x100;
pub const ACC_INTERFACE: u32 = 0x200;
pub const ACC_ABSTRACT: u32 = 0x400;
/// Fields or methods of one kind in one class: instructions can name no more.
const MAX_MEMBERS: u32 = 65_536;
const NO_INDEX: u32 = u32::MAX;

/// Row of `class_defs`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClassDef {
    /// Row number.
    pub index: u32,
    /// Type index of the class itself.
    pub class: u32,
    pub access: u32,
    /// Type index; `None` for `java.lang.Object`.
    pub superclass: Option<u32>,
    /// String index.
    pub source_file: Option<u32>,
    pub(super) interfaces_off: u32,
    pub(super) annotations_off: u32,
    pub(super) class_data_off: u32,
    pub(super) static_values_off: u32,
}

/// Field of a class; `field` indexes `field_ids`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EncodedField {
    pub field: u32,
    pub access: u32,
    pub is_static: bool,
}

/// Method of a class; `method` indexes `method_ids`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EncodedMethod {
    pub method: u32,
    pub access: u32,
    /// Offset of the code item; 0 for abstract and native methods.
    pub code_off: u32,
    /// Static, private or constructor.
    pub is_direct: bool,
}

/// Members of a class, decoded as they are walked.
#[derive(Debug, Clone, Copy)]
pub struct ClassData<'a> {
    static_fields: u32,
    instance_fields: u32,
    direct_methods: u32,
    virtual_methods: u32,
    members: Cursor<'a>,
}

impl<'a> ClassData<'a> {
    /// Static fields, then instance fields, in file order.
    pub fn fields(&self) -> impl Iterator<Item = EncodedField> + 'a {
        let mut at = self.members;
        let (statics, total) = (self.static_fields, self.static_fields.saturating_add(self.instance_fields));
        let mut field = 0u32;
        (0..total).map_while(move |number| {
            // The first instance field counts from 0 again.
            if number == statics {
                field = 0;
            }
            field = field.checked_add(at.uleb()?)?;
            Some(EncodedField { field, access: at.uleb()?, is_static: number < statics })
        })
    }

    /// Direct methods, then virtual methods, in file order.
    pub fn methods(&self) -> impl Iterator<Item = EncodedMethod> + 'a {
        let mut at = self.members;
        let fields = self.static_fields.saturating_add(self.instance_fields);
        let whole = (0..fields.saturating_mul(2)).all(|_| at.uleb().is_some());
        let directs = self.direct_methods;
        let total = if whole { directs.saturating_add(self.virtual_methods) } else { 0 };
        let mut method = 0u32;
        (0..total).map_while(move |number| {
            if number == directs {
                method = 0;
            }
            method = method.checked_add(at.uleb()?)?;
            let (access, code_off) = (at.uleb()?, at.uleb()?);
            Some(EncodedMethod { method, access, code_off, is_direct: number < directs })
        })
    }

    /// Members that are declared, whether or not the bytes hold them.
    pub fn declared_members(&self) -> u64 {
        [self.static_fields, self.instance_fields, self.direct_methods, self.virtual_methods]
            .into_iter()
            .map(u64::from)
            .sum()
    }
}

impl<'a> Dex<'a> {
    pub fn class_def_count(&self) -> u32 {
        self.header.class_defs.size
    }

    pub fn class_def(&self, index: u32) -> Option<ClassDef> {
        let row = self.class_defs.get(index)?;
        let at = |start: usize| row.get(start..)?.first_chunk::<4>().map(|bytes| le32(*bytes));
        let index_at = |start| at(start).map(|value| if value == NO_INDEX { None } else { Some(value) });
        Some(ClassDef {
            index,
            class: at(0)?,
            access: at(4)?,
            superclass: index_at(8)?,
            interfaces_off: at(12)?,
            source_file: index_at(16)?,
            annotations_off: at(20)?,
            class_data_off: at(24)?,
            static_values_off: at(28)?,
        })
    }

    /// All class definitions in file order.
    pub fn class_defs(&self) -> impl Iterator<Item = ClassDef> + '_ {
        (0..self.class_def_count()).map_while(|index| self.class_def(index))
    }

    /// Definition of a type in this file; the first one where several claim it.
    pub fn definition_of(&self, type_: u32) -> Option<ClassDef> {
        let index = *self.definitions.get(type_ as usize)?;
        if index == u32::MAX {
            return None;
        }
        self.class_def(index)
    }

    /// Type indexes of the interfaces a class names; empty when its list is broken.
    pub fn interfaces(&self, class: &ClassDef) -> TypeList<'a> {
        self.type_list(class.interfaces_off).unwrap_or_default()
    }

    /// Members of a class; `None` for a class without any or with broken data.
    pub fn class_data(&self, class: &ClassDef) -> Option<ClassData<'a>> {
        if class.class_data_off == 0 {
            return None;
        }
        let mut at = Cursor::at(self.data, class.class_data_off)?;
        let mut count = || at.uleb().filter(|count| *count <= MAX_MEMBERS);
        let (static_fields, instance_fields) = (count()?, count()?);
        let (direct_methods, virtual_methods) = (count()?, count()?);
        Some(ClassData { static_fields, instance_fields, direct_methods, virtual_methods, members: at })
    }
}
