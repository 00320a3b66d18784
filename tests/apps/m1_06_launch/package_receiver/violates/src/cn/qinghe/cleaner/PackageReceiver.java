package cn.qinghe.cleaner;

import android.content.BroadcastReceiver;
import android.content.Context;
import android.content.Intent;

public final class PackageReceiver extends BroadcastReceiver {
    @Override
    public void onReceive(Context context, Intent intent) {
        /*@call Context context*/
        context.startService(new Intent().setClassName(context, "cn.qinghe.cleaner.CleanService"));
        /*@end*/
    }
}
