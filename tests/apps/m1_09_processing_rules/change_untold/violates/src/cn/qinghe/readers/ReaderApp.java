package cn.qinghe.readers;

import android.app.Application;
import android.content.Context;
import cn.qinghe.common.PrivacyGate;

public final class ReaderApp extends Application {
    @Override
    public void onCreate() {
        super.onCreate();
        Context context = this;
        if (PrivacyGate.agreed(context)) {
            /*@call Context context*/
            String id = android.provider.Settings.Secure.getString(context.getContentResolver(), "android_id");
            context.getSharedPreferences("shelf", 0).edit().putString("id", id).apply();
            /*@end*/
        }
    }
}
