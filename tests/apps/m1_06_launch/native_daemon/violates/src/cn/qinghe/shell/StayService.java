package cn.qinghe.shell;

import android.app.Service;
import android.content.Intent;
import android.os.IBinder;

public final class StayService extends Service {
    @Override
    public int onStartCommand(Intent intent, int flags, int startId) {
        getSharedPreferences("work", MODE_PRIVATE).edit().putInt("runs", startId).apply();
        stopSelf(startId);
        return START_NOT_STICKY;
    }

    @Override
    public IBinder onBind(Intent intent) {
        return null;
    }
}
