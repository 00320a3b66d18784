package cn.qinghe.opera;

import android.content.Context;
import android.provider.Settings;

public final class MainActivity extends BaseActivity {
    @Override
    void onAgreed() {
        final Context context = this;
        String id = Settings.Secure.getString(context.getContentResolver(), Settings.Secure.ANDROID_ID);
        context.getSharedPreferences("device", Context.MODE_PRIVATE).edit().putString("id", id).apply();
    }
}
