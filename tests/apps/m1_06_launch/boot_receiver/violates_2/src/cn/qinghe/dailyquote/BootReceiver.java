package cn.qinghe.dailyquote;

import android.content.BroadcastReceiver;
import android.content.Context;
import android.content.Intent;

public final class BootReceiver extends BroadcastReceiver {
    @Override
    public void onReceive(Context context, Intent intent) {
        /*@call Context context*/
        context.startService(new Intent().setClassName(context, "cn.qinghe.dailyquote.SyncService"));
        /*@end*/
    }
}
