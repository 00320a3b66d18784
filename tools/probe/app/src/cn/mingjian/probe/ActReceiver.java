package cn.mingjian.probe;

import android.content.BroadcastReceiver;
import android.content.Context;
import android.content.Intent;

/** Acts while nothing of the app is before the user. */
public class ActReceiver extends BroadcastReceiver {
    @Override
    public void onReceive(Context context, Intent intent) {
        final PendingResult pending = goAsync();
        Doer.start(context.getApplicationContext(), intent, new Runnable() {
            @Override
            public void run() {
                pending.finish();
            }
        });
    }
}
