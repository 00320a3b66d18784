//! View trees inflated from compiled layouts, with resolved strings, sizes and colours.

mod framework;

pub use framework::framework_color;
