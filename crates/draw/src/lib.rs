//! Renders launcher icons: bitmaps, vector drawables and adaptive layers, to RGBA pixels.
//!
//! [`render`](render::render) draws one resource onto a 192 x 192 canvas, the way a launcher without a theme
//! would; [`metrics`] measures the result; [`icons`] does both for a package. Every drawing is paid for from
//! [`work::Work`].

pub mod bitmap;
mod drawable;
mod gradient;
pub mod metrics;
pub mod package;
mod painter;
pub mod path;
pub mod render;
mod report;
pub mod resources;
mod shape;
mod vector;
pub mod work;

pub use report::{icons, IconReport, IconVariant};
