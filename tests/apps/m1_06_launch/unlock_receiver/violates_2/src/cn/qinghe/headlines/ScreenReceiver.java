package cn.qinghe.headlines;

import android.content.BroadcastReceiver;
import android.content.Context;
import android.content.Intent;

public final class ScreenReceiver extends BroadcastReceiver {
    @Override
    public void onReceive(Context context, Intent intent) {
        /*@call Context context*/
        Intent page = new Intent().setClassName(context, "cn.qinghe.headlines.LockNewsActivity");
        page.addFlags(Intent.FLAG_ACTIVITY_NEW_TASK);
        context.startActivity(page);
        /*@end*/
    }
}
