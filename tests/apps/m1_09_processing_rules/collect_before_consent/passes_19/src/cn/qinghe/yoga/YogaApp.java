package cn.qinghe.yoga;

import android.app.Application;
import androidx.lifecycle.Lifecycle;

public final class YogaApp extends Application {
    @Override
    public void onCreate() {
        super.onCreate();
        new Lifecycle().addObserver(new DeviceObserver(this));
    }
}
