package com.umeng.commonsdk;

import android.content.Context;

public final class UMConfigure {
    private UMConfigure() {}

    public static void init(Context context, String key, String channel, int type, String secret) {
        context.getSharedPreferences("umeng", 0).edit().putString("key", key).apply();
    }
}
