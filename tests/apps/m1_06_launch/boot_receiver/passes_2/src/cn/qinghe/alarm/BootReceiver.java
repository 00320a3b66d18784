package cn.qinghe.alarm;

import android.app.AlarmManager;
import android.app.PendingIntent;
import android.content.BroadcastReceiver;
import android.content.Context;
import android.content.Intent;
import android.content.SharedPreferences;

public final class BootReceiver extends BroadcastReceiver {
    @Override
    public void onReceive(Context context, Intent intent) {
        SharedPreferences kept = context.getSharedPreferences("alarms", Context.MODE_PRIVATE);
        long at = kept.getLong("next", 0L);
        if (at > System.currentTimeMillis()) {
            AlarmManager alarms = (AlarmManager) context.getSystemService(Context.ALARM_SERVICE);
            PendingIntent ring = PendingIntent.getBroadcast(context, 1, new Intent(context, RingReceiver.class), PendingIntent.FLAG_UPDATE_CURRENT);
            alarms.setExact(AlarmManager.RTC_WAKEUP, at, ring);
        }
    }
}
