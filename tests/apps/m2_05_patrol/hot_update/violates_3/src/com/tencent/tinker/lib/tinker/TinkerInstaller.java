package com.tencent.tinker.lib.tinker;

import android.content.Context;

public final class TinkerInstaller {
    private TinkerInstaller() {}

    public static void onReceiveUpgradePatch(Context context, String path) {
        context.getSharedPreferences("tinker", 0).edit().putString("patch", path).apply();
    }
}
