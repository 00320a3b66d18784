package com.fanjun.keeplive;

import android.content.ComponentName;
import android.content.Context;
import android.content.Intent;

public final class KeepLive {
    private KeepLive() {}

    public static void startWork(Context context) {
        Intent guard = new Intent();
        guard.setComponent(new ComponentName(context.getPackageName(), "com.fanjun.keeplive.LocalService"));
        context.startService(guard);
    }
}
