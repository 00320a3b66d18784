package cn.qinghe.weather;

import android.content.BroadcastReceiver;
import android.content.Context;
import android.content.Intent;

public final class NetworkReceiver extends BroadcastReceiver {
    @Override
    public void onReceive(Context context, Intent intent) {
        /*@call Context context*/
        context.startService(new Intent().setClassName(context, "cn.qinghe.weather.SyncService"));
        /*@end*/
    }
}
