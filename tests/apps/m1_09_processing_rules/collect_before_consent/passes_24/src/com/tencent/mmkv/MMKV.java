package com.tencent.mmkv;

public class MMKV {
    private static final MMKV DEFAULT = new MMKV();

    public static MMKV defaultMMKV() {
        return DEFAULT;
    }

    public native boolean decodeBool(String key, boolean fallback);

    public native boolean encode(String key, boolean value);
}
