package cn.qinghe.train;

import android.app.Application;
import org.greenrobot.eventbus.EventBus;

public final class TrainApp extends Application {
    @Override
    public void onCreate() {
        super.onCreate();
        new DeviceReader(this);
        EventBus.getDefault().post(new ReadyEvent());
    }
}
