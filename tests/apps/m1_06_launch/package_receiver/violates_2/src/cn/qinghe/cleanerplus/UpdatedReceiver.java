package cn.qinghe.cleanerplus;

import android.content.BroadcastReceiver;
import android.content.Context;
import android.content.Intent;

public final class UpdatedReceiver extends BroadcastReceiver {
    @Override
    public void onReceive(Context context, Intent intent) {
        /*@call Context context*/
        context.startService(new Intent().setClassName(context, "cn.qinghe.cleanerplus.CleanService"));
        /*@end*/
    }
}
