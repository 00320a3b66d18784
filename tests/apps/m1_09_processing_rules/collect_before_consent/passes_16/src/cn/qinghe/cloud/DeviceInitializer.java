package cn.qinghe.cloud;

import android.content.Context;
import android.provider.Settings;
import androidx.startup.Initializer;
import cn.qinghe.common.PrivacyGate;
import java.util.Collections;
import java.util.List;

public final class DeviceInitializer implements Initializer<Boolean> {
    @Override
    public Boolean create(Context context) {
        if (!PrivacyGate.agreed(context)) {
            return Boolean.FALSE;
        }
        String id = Settings.Secure.getString(context.getContentResolver(), Settings.Secure.ANDROID_ID);
        context.getSharedPreferences("device", Context.MODE_PRIVATE).edit().putString("id", id).apply();
        return Boolean.TRUE;
    }

    @Override
    public List<Class<? extends Initializer<?>>> dependencies() {
        return Collections.emptyList();
    }
}
