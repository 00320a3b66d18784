package com.tencent.bugly.crashreport;

import android.content.Context;

public final class CrashReport {
    private CrashReport() {}

    public static void initCrashReport(Context context, String id, boolean debug) {
        context.getSharedPreferences("bugly", 0).edit().putString("id", id).apply();
    }
}
