package cn.jpush.android.service;

import android.app.Service;
import android.content.Intent;
import android.os.IBinder;

public final class DaemonService extends Service {
    @Override
    public int onStartCommand(Intent intent, int flags, int startId) {
        getSharedPreferences("jpush", MODE_PRIVATE).edit().putBoolean("woken", true).apply();
        return START_NOT_STICKY;
    }

    @Override
    public IBinder onBind(Intent intent) {
        return null;
    }
}
