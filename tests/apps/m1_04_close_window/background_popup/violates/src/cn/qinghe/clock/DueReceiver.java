package cn.qinghe.clock;

import android.content.BroadcastReceiver;
import android.content.Context;
import android.content.Intent;

public final class DueReceiver extends BroadcastReceiver {
    @Override
    public void onReceive(Context context, Intent due) {
        /*@call Context context*/
        context.startActivity(new Intent(context, GiftActivity.class).addFlags(Intent.FLAG_ACTIVITY_NEW_TASK));
        /*@end*/
    }
}
