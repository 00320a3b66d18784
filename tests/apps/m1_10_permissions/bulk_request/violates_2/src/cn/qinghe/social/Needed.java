package cn.qinghe.social;

import android.Manifest;

/** Permissions the app asks for. */
public final class Needed {
    public static final String[] AT_START = {
        Manifest.permission.CAMERA,
        Manifest.permission.RECORD_AUDIO,
        Manifest.permission.READ_CONTACTS,
        Manifest.permission.ACCESS_FINE_LOCATION,
    };

    private Needed() {}
}
