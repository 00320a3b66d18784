package cn.qinghe.readers;

import android.app.Application;
import android.content.Context;

public final class ReaderApp extends Application {
    @Override
    public void onCreate() {
        super.onCreate();
        Context context = this;
        if (PolicyNotice.agreed(context)) {
            String id = android.provider.Settings.Secure.getString(context.getContentResolver(), "android_id");
            context.getSharedPreferences("shelf", 0).edit().putString("id", id).apply();
        }
    }
}
