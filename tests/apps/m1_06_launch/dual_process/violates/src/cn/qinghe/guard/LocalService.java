package cn.qinghe.guard;

import android.app.Service;
import android.content.ComponentName;
import android.content.Context;
import android.content.Intent;
import android.content.ServiceConnection;
import android.os.Binder;
import android.os.IBinder;

public final class LocalService extends Service {
    private final ServiceConnection other = new ServiceConnection() {
        @Override
        public void onServiceConnected(ComponentName name, IBinder binder) {}

        @Override
        public void onServiceDisconnected(ComponentName name) {
            watch();
        }
    };

    @Override
    public int onStartCommand(Intent intent, int flags, int startId) {
        watch();
        return START_STICKY;
    }

    private void watch() {
        Intent intent = new Intent(this, RemoteService.class);
        startService(intent);
        bindService(intent, other, Context.BIND_IMPORTANT);
    }

    @Override
    public IBinder onBind(Intent intent) {
        return new Binder();
    }
}
