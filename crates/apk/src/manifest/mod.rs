//! AndroidManifest.xml decoded into typed values, references resolved.
