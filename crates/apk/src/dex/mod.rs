//! Dalvik executables 035 to 041: tables, one sweep of all instructions, method bodies on demand.
