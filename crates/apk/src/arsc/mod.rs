//! Resource tables (resources.arsc): values by resource id and configuration, as androidfw reads them.
//!
//! [`Table::parse`] reads only the chunk structure; names and values are decoded when asked for, so a table
//! of 100,000 entries opens in well under a millisecond. Asking:
//!
//! - [`Table::name`], [`Table::find`]: id ↔ `@type/name`; [`Table::ids_of_type`], [`Table::count_by_type`].
//! - [`Table::values`]: a resource over all its configurations; [`Table::best`]: the one for a [`Config`].
//! - [`Table::resolve`]: follows `@` references and, through a [`Style`], `?` attributes, at most 20 steps.
//! - [`Table::style`]: a style's items with those of its parents; [`Table::display`]: a value as text.
//!
//! Broken chunks lose what they hold, never the rest. Reads are paid for from the limits' work.
//!
//! Source: AOSP libs/androidfw (ResourceTypes.h/.cpp, LoadedArsc.cpp).

mod config;
mod entry;
pub mod framework;
mod matching;
mod resolve;
mod table;

pub use config::{Config, DENSITY_ANY};
pub use entry::{Bag, Entry, EntryKind};
pub use resolve::{Resolved, Style};
pub use table::{Package, Table};
