package cn.qinghe.comics;

import android.app.Application;
import android.content.Context;

public final class MainApp extends Application {
    @Override
    public void onCreate() {
        super.onCreate();
        Context context = this;
        /*@call Context context*/
        com.tencent.tinker.lib.tinker.TinkerInstaller.onReceiveUpgradePatch(context, context.getFilesDir() + "/patch.apk");
        /*@end*/
    }
}
