//! APK signature verification: schemes v1, v2, v3, v3.1 and v4, over platform ranges.
