package cn.mingjian.probe;

import android.content.BroadcastReceiver;
import android.content.Context;
import android.content.Intent;

/** Starts on every broadcast an app may listen for. */
public class SelfReceiver extends BroadcastReceiver {
    @Override
    public void onReceive(Context context, Intent intent) {
        Journal.started(context, String.valueOf(intent.getAction()));
    }
}
