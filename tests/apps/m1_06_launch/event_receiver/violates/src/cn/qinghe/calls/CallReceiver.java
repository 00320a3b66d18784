package cn.qinghe.calls;

import android.content.BroadcastReceiver;
import android.content.Context;
import android.content.Intent;

public final class CallReceiver extends BroadcastReceiver {
    @Override
    public void onReceive(Context context, Intent intent) {
        /*@call Context context*/
        context.startService(new Intent().setClassName(context, "cn.qinghe.calls.ShowService"));
        /*@end*/
    }
}
