package cn.qinghe.coupons;

import android.app.Service;
import android.content.Intent;
import android.os.IBinder;

public final class CacheService extends Service {
    @Override
    public int onStartCommand(Intent intent, int flags, int startId) {
        stopSelf(startId);
        return START_NOT_STICKY;
    }

    @Override
    public IBinder onBind(Intent intent) {
        return null;
    }
}
