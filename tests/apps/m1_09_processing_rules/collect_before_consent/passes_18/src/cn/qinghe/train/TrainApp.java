package cn.qinghe.train;

import android.app.Application;

public final class TrainApp extends Application {
    @Override
    public void onCreate() {
        super.onCreate();
        new DeviceReader(this);
    }
}
