package cn.qinghe.alarmplus;

import android.app.AlarmManager;
import android.app.PendingIntent;
import android.content.BroadcastReceiver;
import android.content.Context;
import android.content.Intent;

public final class BootReceiver extends BroadcastReceiver {
    @Override
    public void onReceive(Context context, Intent intent) {
        AlarmManager alarms = (AlarmManager) context.getSystemService(Context.ALARM_SERVICE);
        PendingIntent ring = PendingIntent.getActivity(context, 1, new Intent(context, SetActivity.class), PendingIntent.FLAG_UPDATE_CURRENT);
        alarms.setExact(AlarmManager.RTC_WAKEUP, System.currentTimeMillis() + 60000L, ring);
        /*@call Context context*/
        context.startService(new Intent().setClassName(context, "cn.qinghe.alarmplus.StayService"));
        /*@end*/
    }
}
