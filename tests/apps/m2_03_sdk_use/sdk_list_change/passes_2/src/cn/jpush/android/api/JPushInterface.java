package cn.jpush.android.api;

import android.content.Context;

public final class JPushInterface {
    private JPushInterface() {}

    public static void init(Context context) {
        context.getSharedPreferences("jpush", 0).edit().putBoolean("on", true).apply();
    }
}
