package cn.mingjian.probe;

import android.content.BroadcastReceiver;
import android.content.Context;
import android.content.Intent;

/** Started by the other app. */
public class LinkReceiver extends BroadcastReceiver {
    @Override
    public void onReceive(Context context, Intent intent) {
        Journal.started(context, "broadcast");
    }
}
