package cn.qinghe.bell;

import android.service.notification.NotificationListenerService;

public final class WatchService extends NotificationListenerService {
    @Override
    public void onListenerConnected() {
        getSharedPreferences("watch", MODE_PRIVATE).edit().putBoolean("bound", true).apply();
    }
}
