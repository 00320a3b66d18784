package cn.jiguang.api.utils;

import android.content.Context;

public final class JCollectionAuth {
    private JCollectionAuth() {}

    public static void enableAutoWakeup(Context context, boolean enable) {
        context.getSharedPreferences("jpush", 0).edit().putBoolean("wake", enable).apply();
    }
}
