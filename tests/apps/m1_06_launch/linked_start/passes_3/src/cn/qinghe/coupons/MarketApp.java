package cn.qinghe.coupons;

import android.app.Application;
import android.content.ComponentName;
import android.content.Intent;

public final class MarketApp extends Application {
    @Override
    public void onCreate() {
        super.onCreate();
        Intent own = new Intent();
        own.setComponent(new ComponentName("cn.qinghe.coupons", "cn.qinghe.coupons.CacheService"));
        startService(own);
    }
}
