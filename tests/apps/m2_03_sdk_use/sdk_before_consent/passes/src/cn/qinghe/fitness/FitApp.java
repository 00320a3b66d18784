package cn.qinghe.fitness;

import android.app.Application;
import android.content.Context;
import com.umeng.commonsdk.UMConfigure;

public final class FitApp extends Application {
    @Override
    public void onCreate() {
        super.onCreate();
        final Context context = this;
        UMConfigure.preInit(context, "65a0f1c2e4b0", "official");
    }
}
