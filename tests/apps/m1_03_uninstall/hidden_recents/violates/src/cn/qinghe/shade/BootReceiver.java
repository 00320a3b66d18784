package cn.qinghe.shade;

import android.content.BroadcastReceiver;
import android.content.Context;
import android.content.Intent;

public final class BootReceiver extends BroadcastReceiver {
    @Override
    public void onReceive(Context context, Intent intent) {
        context.getSharedPreferences("state", Context.MODE_PRIVATE).edit().putBoolean("booted", true).apply();
    }
}
