package cn.qinghe.sudoku;

import android.content.Context;
import android.provider.Settings;

/** Left over from an older version; nothing calls it. */
final class Device {
    private Device() {}

    static void remember(Context context) {
        String id = Settings.Secure.getString(context.getContentResolver(), Settings.Secure.ANDROID_ID);
        context.getSharedPreferences("device", Context.MODE_PRIVATE).edit().putString("id", id).apply();
    }
}
