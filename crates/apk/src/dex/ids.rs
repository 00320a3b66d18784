//! Strings, types, prototypes, fields and methods by index.

use std::borrow::Cow;

use super::cursor::Cursor;
use super::mutf8;
use super::table::{le16, le32};
use super::Dex;

/// Row of `proto_ids`.
#[derive(Debug, Clone, Copy)]
pub struct Proto<'a> {
    pub shorty: u32,
    /// Type index.
    pub return_type: u32,
    pub parameters: TypeList<'a>,
}

/// Row of `field_ids`: type index of the class, type index, string index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldId {
    pub class: u32,
    pub type_: u32,
    pub name: u32,
}

/// Row of `method_ids`: type index of the class, proto index, string index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MethodId {
    pub class: u32,
    pub proto: u32,
    pub name: u32,
}

impl FieldId {
    #[inline]
    fn read(&[a, b, c, d, e, f, g, h]: &[u8; 8]) -> Self {
        Self { class: le16([a, b]).into(), type_: le16([c, d]).into(), name: le32([e, f, g, h]) }
    }
}

impl MethodId {
    #[inline]
    fn read(&[a, b, c, d, e, f, g, h]: &[u8; 8]) -> Self {
        Self { class: le16([a, b]).into(), proto: le16([c, d]).into(), name: le32([e, f, g, h]) }
    }
}

/// Type indexes of parameters or interfaces.
#[derive(Debug, Clone, Copy, Default)]
pub struct TypeList<'a> {
    rows: &'a [u8],
}

impl<'a> TypeList<'a> {
    pub fn len(&self) -> usize {
        self.rows.len() / 2
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = u32> + 'a {
        self.rows.chunks_exact(2).map(|row| match row {
            [a, b] => u32::from(u16::from_le_bytes([*a, *b])),
            _ => 0,
        })
    }
}

impl<'a> Dex<'a> {
    pub fn string_count(&self) -> u32 {
        self.header.strings.size
    }

    pub fn type_count(&self) -> u32 {
        self.header.types.size
    }

    pub fn proto_count(&self) -> u32 {
        self.header.protos.size
    }

    pub fn field_count(&self) -> u32 {
        self.header.fields.size
    }

    pub fn method_count(&self) -> u32 {
        self.header.methods.size
    }

    /// MUTF-8 bytes of a string, without its closing NUL.
    ///
    /// No more is scanned than its declared length allows (3 bytes a UTF-16 unit); see `check_strings`.
    #[inline]
    pub fn string_bytes(&self, index: u32) -> Option<&'a [u8]> {
        let offset = le32(*self.strings.get(index)?);
        let mut at = Cursor::at(self.data, offset)?;
        let most = (at.uleb()? as usize).saturating_mul(3).saturating_add(1);
        let rest = at.rest();
        let window = rest.get(..most).unwrap_or(rest);
        memchr::memchr(0, window).and_then(|end| window.get(..end))
    }

    /// Text of a string.
    pub fn string(&self, index: u32) -> Option<Cow<'a, str>> {
        self.string_bytes(index).map(mutf8::decode)
    }

    /// Bytes of a type descriptor, e.g. `Ljava/lang/String;`.
    #[inline]
    pub fn type_bytes(&self, index: u32) -> Option<&'a [u8]> {
        self.string_bytes(le32(*self.types.get(index)?))
    }

    /// Text of a type descriptor, e.g. `Ljava/lang/String;`.
    pub fn type_descriptor(&self, index: u32) -> Option<Cow<'a, str>> {
        self.type_bytes(index).map(mutf8::decode)
    }

    /// Index of the type with a descriptor; types stand in the order of their strings, or the file does not
    /// load.
    pub fn find_type(&self, descriptor: &[u8]) -> Option<u32> {
        let (mut low, mut high) = (0, self.type_count());
        while low < high {
            let middle = low + (high - low) / 2;
            match self.type_bytes(middle)?.cmp(descriptor) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Equal => return Some(middle),
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        None
    }

    pub fn proto(&self, index: u32) -> Option<Proto<'a>> {
        let &[a, b, c, d, e, f, g, h, i, j, k, l] = self.protos.get(index)?;
        let parameters = self.type_list(le32([i, j, k, l]))?;
        Some(Proto { shorty: le32([a, b, c, d]), return_type: le32([e, f, g, h]), parameters })
    }

    #[inline]
    pub fn field(&self, index: u32) -> Option<FieldId> {
        self.fields.get(index).map(FieldId::read)
    }

    /// Every field in order.
    pub fn fields(&self) -> impl Iterator<Item = FieldId> + use<'a> {
        self.fields.iter().map(FieldId::read)
    }

    #[inline]
    pub fn method(&self, index: u32) -> Option<MethodId> {
        self.methods.get(index).map(MethodId::read)
    }

    /// Every method in order.
    pub fn methods(&self) -> impl Iterator<Item = MethodId> + use<'a> {
        self.methods.iter().map(MethodId::read)
    }

    /// `Lcom/a/Main;->onCreate(Landroid/os/Bundle;)V`.
    pub fn method_signature(&self, index: u32) -> Option<String> {
        let method = self.method(index)?;
        let (class, name) = (self.type_descriptor(method.class)?, self.string(method.name)?);
        let mut text = String::with_capacity(class.len() + name.len() + USUAL_PROTO);
        text.extend([class.as_ref(), "->", name.as_ref()]);
        self.tell_proto(method.proto, &mut text)?;
        Some(text)
    }

    /// `(Landroid/os/Bundle;)V`.
    pub fn proto_descriptor(&self, index: u32) -> Option<String> {
        let mut text = String::with_capacity(USUAL_PROTO);
        self.tell_proto(index, &mut text)?;
        Some(text)
    }

    fn tell_proto(&self, index: u32, text: &mut String) -> Option<()> {
        let proto = self.proto(index)?;
        text.push('(');
        for parameter in proto.parameters.iter().take(MAX_PARAMETERS) {
            text.push_str(&self.type_descriptor(parameter)?);
        }
        text.push(')');
        text.push_str(&self.type_descriptor(proto.return_type)?);
        Some(())
    }

    /// `Landroid/os/Build;->SERIAL:Ljava/lang/String;`.
    pub fn field_signature(&self, index: u32) -> Option<String> {
        let field = self.field(index)?;
        let class = self.type_descriptor(field.class)?;
        Some(format!("{class}->{}:{}", self.string(field.name)?, self.type_descriptor(field.type_)?))
    }

    /// A type list at `offset` of the file; 0 is the empty list.
    pub(super) fn type_list(&self, offset: u32) -> Option<TypeList<'a>> {
        if offset == 0 {
            return Some(TypeList::default());
        }
        let mut at = Cursor::at(self.data, offset)?;
        let rows = at.u32().filter(|rows| *rows <= MAX_LIST)?;
        Some(TypeList { rows: at.take(rows as usize * 2)? })
    }
}

/// Interfaces or parameters of one list: there are no more types than this.
const MAX_LIST: u32 = 65_536;
/// Bytes that are set aside for a prototype's text.
const USUAL_PROTO: usize = 64;
/// A method has at most 255 parameter words.
const MAX_PARAMETERS: usize = 255;
