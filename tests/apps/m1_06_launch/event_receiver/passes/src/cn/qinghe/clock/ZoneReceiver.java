package cn.qinghe.clock;

import android.content.BroadcastReceiver;
import android.content.Context;
import android.content.Intent;

public final class ZoneReceiver extends BroadcastReceiver {
    @Override
    public void onReceive(Context context, Intent intent) {
        context.getSharedPreferences("clock", Context.MODE_PRIVATE).edit().putString("zone", java.util.TimeZone.getDefault().getID()).apply();
    }
}
