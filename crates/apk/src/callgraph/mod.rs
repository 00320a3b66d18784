//! Call graph by rapid type analysis with framework callbacks, and queries over it.
