package cn.qinghe.stamp;

import android.app.Application;
import android.content.Context;
import android.provider.Settings;

public final class StampApp extends Application {
    @Override
    public void onCreate() {
        super.onCreate();
        final Context context = this;
        if (Store.INSTANCE.getAgreed()) {
            /*@call Context context*/
            String id = Settings.Secure.getString(context.getContentResolver(), Settings.Secure.ANDROID_ID);
            context.getSharedPreferences("device", Context.MODE_PRIVATE).edit().putString("id", id).apply();
            /*@end*/
        }
    }
}
