package cn.qinghe.lamp;

import android.app.AlarmManager;
import android.app.PendingIntent;
import android.app.Service;
import android.content.Context;
import android.content.Intent;
import android.os.IBinder;

public final class LampService extends Service {
    @Override
    public int onStartCommand(Intent intent, int flags, int startId) {
        return START_STICKY;
    }

    @Override
    public void onDestroy() {
        getSharedPreferences("lamp", Context.MODE_PRIVATE).edit().putBoolean("on", false).apply();
        AlarmManager alarms = (AlarmManager) getSystemService(ALARM_SERVICE);
        alarms.cancel(PendingIntent.getService(this, 1, new Intent(this, LampService.class), PendingIntent.FLAG_UPDATE_CURRENT));
        super.onDestroy();
    }

    @Override
    public IBinder onBind(Intent intent) {
        return null;
    }
}
