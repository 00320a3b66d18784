package cn.qinghe.weather;

import android.content.BroadcastReceiver;
import android.content.Context;
import android.content.Intent;

public final class NetReceiver extends BroadcastReceiver {
    @Override
    public void onReceive(Context context, Intent intent) {
        context.getSharedPreferences("net", 0).edit().putLong("seen", System.currentTimeMillis()).apply();
    }
}
