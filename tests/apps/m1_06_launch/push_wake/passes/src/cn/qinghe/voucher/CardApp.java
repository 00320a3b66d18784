package cn.qinghe.voucher;

import android.app.Application;
import android.content.Context;

public final class CardApp extends Application {
    @Override
    public void onCreate() {
        super.onCreate();
        Context context = this;
        cn.jiguang.api.utils.JCollectionAuth.enableAutoWakeup(context, false);
    }
}
