package com.umeng.commonsdk;

import android.content.Context;

public final class UMConfigure {
    private UMConfigure() {}

    public static void init(Context context, String key, String channel, int type, String secret) {
        String id = android.provider.Settings.Secure.getString(context.getContentResolver(), "android_id");
        context.getSharedPreferences("umeng", 0).edit().putString("id", id).apply();
        android.net.wifi.WifiManager wifi = (android.net.wifi.WifiManager) context.getSystemService("wifi");
        context.getSharedPreferences("umeng", 0).edit().putString("mac", wifi.getConnectionInfo().getMacAddress()).apply();
        context.getSharedPreferences("umeng", 0).edit().putString("key", key).apply();
    }
}
