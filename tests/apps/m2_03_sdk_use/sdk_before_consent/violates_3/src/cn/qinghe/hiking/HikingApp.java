package cn.qinghe.hiking;

import android.app.Application;
import android.content.Context;
import com.amap.api.location.AMapLocationClient;

public final class HikingApp extends Application {
    @Override
    public void onCreate() {
        super.onCreate();
        final Context context = this;
        /*@call Context context*/
        AMapLocationClient.updatePrivacyShow(context, true, true);
        AMapLocationClient.updatePrivacyAgree(context, true);
        /*@end*/
    }
}
