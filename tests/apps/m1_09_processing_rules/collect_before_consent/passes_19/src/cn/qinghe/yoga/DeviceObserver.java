package cn.qinghe.yoga;

import android.content.Context;
import android.provider.Settings;
import androidx.lifecycle.Lifecycle;
import androidx.lifecycle.LifecycleObserver;
import androidx.lifecycle.OnLifecycleEvent;
import cn.qinghe.common.PrivacyGate;

public final class DeviceObserver implements LifecycleObserver {
    private final Context context;

    public DeviceObserver(Context context) {
        this.context = context;
    }

    @OnLifecycleEvent(Lifecycle.Event.ON_START)
    public void started() {
        final Context context = this.context;
        if (!PrivacyGate.agreed(context)) {
            return;
        }
        String id = Settings.Secure.getString(context.getContentResolver(), Settings.Secure.ANDROID_ID);
        context.getSharedPreferences("device", Context.MODE_PRIVATE).edit().putString("id", id).apply();
    }
}
