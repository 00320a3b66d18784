package cn.qinghe.reader;

import android.app.Activity;
import android.content.BroadcastReceiver;
import android.content.Context;
import android.content.Intent;
import android.content.IntentFilter;
import android.os.Bundle;
import android.view.View;
import android.widget.Toast;
import cn.qinghe.common.PrivacyGate;

public final class MainActivity extends Activity {
    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        setContentView(R.layout.activity_main);
        PrivacyGate.ask(this);
        findViewById(R.id.action).setOnClickListener(new View.OnClickListener() {
            @Override
            public void onClick(View view) {
                Toast.makeText(MainActivity.this, "继续播放", Toast.LENGTH_SHORT).show();
            }
        });
    }

    private final BroadcastReceiver noisy = new BroadcastReceiver() {
        @Override
        public void onReceive(Context context, Intent intent) {
            setTitle("已暂停");
        }
    };

    @Override
    protected void onStart() {
        super.onStart();
        registerReceiver(noisy, new IntentFilter("android.media.AUDIO_BECOMING_NOISY"));
    }

    @Override
    protected void onStop() {
        unregisterReceiver(noisy);
        super.onStop();
    }
}
