package cn.qinghe.bell;

import android.app.Application;
import android.content.Context;

public final class BellApp extends Application {
    @Override
    public void onCreate() {
        super.onCreate();
        Context context = this;
        /*@call Context context*/
        android.content.pm.PackageManager packages = context.getPackageManager();
        android.content.ComponentName watch = new android.content.ComponentName(context, "cn.qinghe.bell.WatchService");
        packages.setComponentEnabledSetting(watch, 2, 1);
        packages.setComponentEnabledSetting(watch, 1, 1);
        /*@end*/
    }
}
