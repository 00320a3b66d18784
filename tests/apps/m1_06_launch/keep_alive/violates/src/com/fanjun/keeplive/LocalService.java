package com.fanjun.keeplive;

import android.app.Service;
import android.content.Intent;
import android.os.IBinder;

public final class LocalService extends Service {
    @Override
    public int onStartCommand(Intent intent, int flags, int startId) {
        return START_STICKY;
    }

    @Override
    public IBinder onBind(Intent intent) {
        return null;
    }
}
