package cn.qinghe.route;

import android.app.Notification;
import android.app.NotificationChannel;
import android.app.NotificationManager;
import android.app.Service;
import android.content.Intent;
import android.os.IBinder;

public final class CoverService extends Service {
    private static final String CHANNEL = "run";

    @Override
    public int onStartCommand(Intent intent, int flags, int startId) {
        NotificationManager manager = (NotificationManager) getSystemService(NOTIFICATION_SERVICE);
        manager.createNotificationChannel(new NotificationChannel(CHANNEL, "运行状态", NotificationManager.IMPORTANCE_LOW));
        startForeground(8, new Notification.Builder(this, CHANNEL).setContentTitle("正在运行").setSmallIcon(R.mipmap.ic_launcher).build());
        stopForeground(true);
        stopSelf();
        return START_NOT_STICKY;
    }

    @Override
    public IBinder onBind(Intent intent) {
        return null;
    }
}
