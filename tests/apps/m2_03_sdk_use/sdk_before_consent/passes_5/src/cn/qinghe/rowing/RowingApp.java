package cn.qinghe.rowing;

import android.app.Application;
import android.content.Context;
import com.umeng.commonsdk.UMConfigure;

public final class RowingApp extends Application {
    @Override
    public void onCreate() {
        super.onCreate();
        final Context context = this;
        if (getSharedPreferences("settings", MODE_PRIVATE).getBoolean("agreed_privacy_policy", false)) {
            UMConfigure.init(context, "65a0f1c2e4b0", "official", UMConfigure.DEVICE_TYPE_PHONE, null);
        }
    }
}
