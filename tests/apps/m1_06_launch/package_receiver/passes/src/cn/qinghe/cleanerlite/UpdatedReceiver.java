package cn.qinghe.cleanerlite;

import android.content.BroadcastReceiver;
import android.content.Context;
import android.content.Intent;

public final class UpdatedReceiver extends BroadcastReceiver {
    @Override
    public void onReceive(Context context, Intent intent) {
        context.getSharedPreferences("clean", Context.MODE_PRIVATE).edit().putInt("settings_version", 2).apply();
    }
}
