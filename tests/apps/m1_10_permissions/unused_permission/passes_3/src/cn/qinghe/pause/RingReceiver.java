package cn.qinghe.pause;

import android.content.BroadcastReceiver;
import android.content.Context;
import android.content.Intent;

public final class RingReceiver extends BroadcastReceiver {
    @Override
    public void onReceive(Context context, Intent intent) {
        context.getSharedPreferences("playing", 0).edit().putBoolean("paused", true).apply();
    }
}
