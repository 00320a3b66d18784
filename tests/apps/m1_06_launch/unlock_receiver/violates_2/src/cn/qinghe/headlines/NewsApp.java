package cn.qinghe.headlines;

import android.app.Application;
import android.content.IntentFilter;

public final class NewsApp extends Application {
    @Override
    public void onCreate() {
        super.onCreate();
        IntentFilter filter = new IntentFilter();
        filter.addAction("android.intent.action.SCREEN_ON");
        filter.addAction("android.intent.action.USER_PRESENT");
        registerReceiver(new ScreenReceiver(), filter);
    }
}
