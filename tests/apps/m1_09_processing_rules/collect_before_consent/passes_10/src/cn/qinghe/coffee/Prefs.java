package cn.qinghe.coffee;

import android.content.Context;

final class Prefs {
    private Prefs() {}

    static boolean flag(Context context, String key, boolean fallback) {
        return context.getSharedPreferences("settings", Context.MODE_PRIVATE).getBoolean(key, fallback);
    }
}
