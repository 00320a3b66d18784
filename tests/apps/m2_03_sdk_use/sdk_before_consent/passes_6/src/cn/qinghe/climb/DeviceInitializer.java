package cn.qinghe.climb;

import android.content.Context;
import androidx.startup.Initializer;
import com.umeng.commonsdk.UMConfigure;
import java.util.Collections;
import java.util.List;

public final class DeviceInitializer implements Initializer<Boolean> {
    @Override
    public Boolean create(Context context) {
        UMConfigure.preInit(context, "65a0f1c2e4b0", "official");
        return Boolean.TRUE;
    }

    @Override
    public List<Class<? extends Initializer<?>>> dependencies() {
        return Collections.emptyList();
    }
}
