package cn.qinghe.clock;

import android.content.BroadcastReceiver;
import android.content.Context;
import android.content.Intent;

public final class NoticeClickReceiver extends BroadcastReceiver {
    @Override
    public void onReceive(Context context, Intent due) {
        context.startActivity(new Intent(context, GiftActivity.class).addFlags(Intent.FLAG_ACTIVITY_NEW_TASK));
    }
}
