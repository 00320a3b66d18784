//! Stable codes of [`super::Anomaly`].

pub const BAD_LOCAL_HEADER: &str = "bad_local_header";
pub const CENTRAL_TRUNCATED: &str = "central_directory_truncated";
pub const COUNT_MISMATCH: &str = "entry_count_mismatch";
pub const CRC_MISMATCH: &str = "crc_mismatch";
pub const DATA_OUT_OF_RANGE: &str = "data_out_of_range";
pub const DESCRIPTOR_MISMATCH: &str = "data_descriptor_mismatch";
pub const DISK_SPANNING: &str = "disk_spanning";
pub const DUPLICATE_NAME: &str = "duplicate_name";
pub const EOCD_IN_COMMENT: &str = "eocd_in_comment";
pub const ENCRYPTED: &str = "encryption_flag";
pub const METHOD_MISMATCH: &str = "method_mismatch";
pub const MORE_ANOMALIES: &str = "more_anomalies";
pub const NAME_ABSOLUTE: &str = "name_absolute";
pub const NAME_BACKSLASH: &str = "name_backslash";
pub const NAME_EMPTY: &str = "name_empty";
pub const NAME_MISMATCH: &str = "name_mismatch";
pub const NAME_NOT_UTF8: &str = "name_not_utf8";
pub const NAME_NUL: &str = "name_nul";
pub const NAME_OVERLONG: &str = "name_overlong";
pub const NAME_TRAVERSAL: &str = "name_traversal";
pub const ODD_METHOD: &str = "odd_method";
pub const OVERLAP: &str = "entries_overlap";
pub const PREFIX_BYTES: &str = "prefix_bytes";
pub const SIZE_MISMATCH: &str = "size_mismatch";
pub const STORED_SIZE_MISMATCH: &str = "stored_size_mismatch";
pub const TRAILING_BYTES: &str = "trailing_bytes";
