package cn.qinghe.wallpapers;

import android.content.BroadcastReceiver;
import android.content.Context;
import android.content.Intent;

public final class UnlockReceiver extends BroadcastReceiver {
    @Override
    public void onReceive(Context context, Intent intent) {
        /*@call Context context*/
        context.startService(new Intent().setClassName(context, "cn.qinghe.wallpapers.SyncService"));
        /*@end*/
    }
}
