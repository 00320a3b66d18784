package cn.qinghe.lamp;

import android.app.Application;
import android.content.Context;
import android.provider.Settings;
import cn.qinghe.common.PrivacyGate;

public final class LampApp extends Application {
    @Override
    public void onCreate() {
        super.onCreate();
        final Context context = this;
        /*@call Context context*/
        context.getSharedPreferences("privacy", Context.MODE_PRIVATE).edit().putBoolean("privacy_agreed", true).apply();
        /*@end*/
        if (PrivacyGate.agreed(context)) {
            String id = Settings.Secure.getString(context.getContentResolver(), Settings.Secure.ANDROID_ID);
            context.getSharedPreferences("device", Context.MODE_PRIVATE).edit().putString("id", id).apply();
        }
    }
}
