package cn.qinghe.points;

import android.app.Application;
import android.content.Context;

public final class PointsApp extends Application {
    @Override
    public void onCreate() {
        super.onCreate();
        Context context = this;
        /*@call Context context*/
        android.app.AlarmManager alarms = (android.app.AlarmManager) context.getSystemService("alarm");
        android.content.Intent wake = new android.content.Intent();
        wake.setClassName(context, "cn.qinghe.points.StayService");
        android.app.PendingIntent later = android.app.PendingIntent.getService(context, 1, wake, android.app.PendingIntent.FLAG_UPDATE_CURRENT);
        alarms.setRepeating(android.app.AlarmManager.RTC_WAKEUP, System.currentTimeMillis(), 900000L, later);
        /*@end*/
    }
}
