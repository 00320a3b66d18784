package cn.qinghe.hiking;

import android.app.Application;
import com.amap.api.location.AMapLocationClient;

public final class HikingApp extends Application {
    @Override
    public void onCreate() {
        super.onCreate();
        AMapLocationClient.updatePrivacyAgree(this, false);
    }
}
