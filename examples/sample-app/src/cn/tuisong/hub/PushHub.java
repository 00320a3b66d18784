package cn.tuisong.hub;

import android.content.Context;

/** Public face of “推送枢纽”, an invented push SDK. */
public final class PushHub {
    private PushHub() {}

    public static void init(Context context, String key) {
        String device = DeviceInfo.collect(context);
        context.getSharedPreferences("push_hub", Context.MODE_PRIVATE).edit().putString("key", key).putString("device", device).apply();
    }
}
