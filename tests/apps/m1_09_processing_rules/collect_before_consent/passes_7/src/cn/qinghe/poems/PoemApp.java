package cn.qinghe.poems;

import android.app.Application;
import android.content.Context;
import android.provider.Settings;

public final class PoemApp extends Application {
    @Override
    public void onCreate() {
        super.onCreate();
        final Context context = this;
        boolean agreed = context.getSharedPreferences("settings", Context.MODE_PRIVATE).getBoolean("agreed_privacy_policy", false);
        if (!agreed) {
            return;
        }
        String id = Settings.Secure.getString(context.getContentResolver(), Settings.Secure.ANDROID_ID);
        context.getSharedPreferences("device", Context.MODE_PRIVATE).edit().putString("id", id).apply();
    }
}
