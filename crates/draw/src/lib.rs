//! Renders launcher icons: bitmaps, vector drawables and adaptive layers, to RGBA pixels.
