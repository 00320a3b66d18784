package com.umeng.commonsdk;

import android.content.Context;
import android.provider.Settings;

/** A stand-in with the public face of the real class. */
public final class UMConfigure {
    public static final int DEVICE_TYPE_PHONE = 1;

    private UMConfigure() {}

    public static void init(Context context, String key, String channel, int device, String secret) {
        keep(context, "id", Settings.Secure.getString(context.getContentResolver(), Settings.Secure.ANDROID_ID));
    }

    private static void keep(Context context, String name, String value) {
        context.getSharedPreferences("umeng", Context.MODE_PRIVATE).edit().putString(name, value).apply();
    }
}
