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
            context.getSharedPreferences("shelf", MODE_PRIVATE).edit().putInt("starts", 1).apply();
        }
    }
}
