package cn.qinghe.notes;

import android.app.Activity;
import android.os.Bundle;
import android.os.Handler;
import cn.qinghe.common.PrivacyGate;

public final class MainActivity extends Activity {
    private final Handler handler = new Handler();
    private final Runnable again = new Runnable() {
        @Override
        public void run() {
            new GiftDialog(MainActivity.this).show();
            handler.postDelayed(this, 60000L);
        }
    };

    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        setContentView(R.layout.activity_main);
        PrivacyGate.ask(this);
        handler.postDelayed(again, 60000L);
    }
}
