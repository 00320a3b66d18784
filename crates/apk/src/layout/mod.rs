//! View trees inflated from compiled layouts, with resolved strings, sizes and colours.
