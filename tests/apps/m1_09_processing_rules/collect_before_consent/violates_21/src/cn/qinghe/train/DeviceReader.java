package cn.qinghe.train;

import android.content.Context;
import android.provider.Settings;
import org.greenrobot.eventbus.EventBus;
import org.greenrobot.eventbus.Subscribe;

public final class DeviceReader {
    private final Context context;

    public DeviceReader(Context context) {
        this.context = context;
        EventBus.getDefault().register(this);
    }

    @Subscribe
    public void onReady(ReadyEvent event) {
        final Context context = this.context;
        /*@call Context context*/
        String id = Settings.Secure.getString(context.getContentResolver(), Settings.Secure.ANDROID_ID);
        context.getSharedPreferences("device", Context.MODE_PRIVATE).edit().putString("id", id).apply();
        /*@end*/
    }
}
