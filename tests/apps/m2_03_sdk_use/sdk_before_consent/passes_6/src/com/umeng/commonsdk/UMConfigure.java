package com.umeng.commonsdk;

import android.content.Context;
import android.provider.Settings;

/** A stand-in with the public face of the real class; it reads an identifier when initialised. */
public final class UMConfigure {
    public static final int DEVICE_TYPE_PHONE = 1;

    private UMConfigure() {}

    public static void preInit(Context context, String key, String channel) {
        context.getSharedPreferences("umeng", Context.MODE_PRIVATE).edit().putString("channel", channel).apply();
    }

    public static void init(Context context, String key, String channel, int device, String secret) {
        String id = Settings.Secure.getString(context.getContentResolver(), Settings.Secure.ANDROID_ID);
        context.getSharedPreferences("umeng", Context.MODE_PRIVATE).edit().putString("id", id).apply();
    }
}
