package cn.qinghe.mini;

import android.app.Activity;
import android.content.BroadcastReceiver;
import android.content.Context;
import android.content.Intent;
import android.content.IntentFilter;
import android.os.Bundle;
import cn.qinghe.common.PrivacyGate;

public final class MainActivity extends Activity {
    private boolean paused;
    private final BroadcastReceiver screen = new BroadcastReceiver() {
        @Override
        public void onReceive(Context context, Intent intent) {
            paused = true;
        }
    };

    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        setContentView(R.layout.activity_main);
        getWindow().setLayout(2, 2);
        PrivacyGate.ask(this);
    }

    @Override
    protected void onStart() {
        super.onStart();
        registerReceiver(screen, new IntentFilter("android.intent.action.SCREEN_OFF"));
    }

    @Override
    protected void onStop() {
        unregisterReceiver(screen);
        super.onStop();
    }
}
