//! Compiled XML as androidfw's ResXMLTree reads it.
