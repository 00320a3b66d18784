package cn.qinghe.radio;

import android.app.Application;
import android.content.IntentFilter;

public final class RadioApp extends Application {
    @Override
    public void onCreate() {
        super.onCreate();
        registerReceiver(new ReadyReceiver(), new IntentFilter("cn.qinghe.radio.READY"));
    }
}
