package cn.qinghe.tea;

import android.app.Application;
import android.content.Context;
import android.provider.Settings;

public final class TeaApp extends Application {
    @Override
    public void onCreate() {
        super.onCreate();
        final Context context = this;
        if (getSharedPreferences("settings", MODE_PRIVATE).getBoolean("agreed_privacy_policy", true)) {
            /*@call Context context*/
            String id = Settings.Secure.getString(context.getContentResolver(), Settings.Secure.ANDROID_ID);
            context.getSharedPreferences("device", Context.MODE_PRIVATE).edit().putString("id", id).apply();
            /*@end*/
        }
    }
}
