package cn.mingjian.probe;

import android.app.Service;
import android.content.Intent;
import android.os.IBinder;

/** Started by the other app. */
public class LinkService extends Service {
    @Override
    public int onStartCommand(Intent intent, int flags, int id) {
        Journal.started(this, "service");
        stopSelf(id);
        return START_NOT_STICKY;
    }

    @Override
    public IBinder onBind(Intent intent) {
        return null;
    }
}
