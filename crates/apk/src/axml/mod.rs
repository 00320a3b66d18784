//! Compiled XML as androidfw's ResXMLTree reads it.
//!
//! [`Document::parse`] finds the string pool, the resource-id map and the first node; [`Document::reader`]
//! pulls [`Event`]s from there. Strings are decoded when asked for and borrowed where the bytes allow it.
//! Like the platform we skip unknown chunks, ignore what headers claim about types, take attributes at the
//! stride the element declares and match them by resource id. Where androidfw refuses a document outright
//! (a chunk that leaves the file) the reader returns an error after the events before it.
//!
//! ```text
//! let doc = Document::parse(bytes, &mut budget)?;
//! let mut reader = doc.reader();
//! loop {
//!     match reader.next()? {
//!         Event::Start(element) => { element.name(); element.find(0x0101_0003); element.attributes(); }
//!         Event::End { .. } | Event::Text { .. } => {}
//!         Event::EndDocument => break,
//!     }
//! }
//! ```
//!
//! Work is bounded without a budget in every call: a document may be asked for at most
//! `16 × its bytes + 256 KiB` units, never over 64 Mi (bytes of strings decoded, attributes read); then
//! `budget_exceeded`.
//!
//! Source: AOSP libs/androidfw/ResourceTypes.cpp (ResXMLTree, ResXMLParser, ResStringPool).

mod reader;
mod strings;
mod text;
mod value;

pub use reader::{Attribute, Attributes, Document, Element, Event, Reader};
pub use strings::StringPool;
pub(crate) use strings::{utf16_units, Allowance};
pub(crate) use text::{display, document_text};
pub use text::{to_text, Text};
pub use value::{Unit, Value};

/// Namespace of the platform's attributes.
pub const ANDROID_NS: &str = "http://schemas.android.com/apk/res/android";
