package cn.qinghe.coffee;

import android.app.Application;
import android.content.Context;
import android.provider.Settings;

public final class CoffeeApp extends Application {
    @Override
    public void onCreate() {
        super.onCreate();
        final Context context = this;
        if (Prefs.flag(this, "user_agreed", false)) {
            String id = Settings.Secure.getString(context.getContentResolver(), Settings.Secure.ANDROID_ID);
            context.getSharedPreferences("device", Context.MODE_PRIVATE).edit().putString("id", id).apply();
        }
    }
}
