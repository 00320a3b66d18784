package cn.mingjian.probe;

import android.app.Activity;
import android.content.Intent;
import android.os.Bundle;
import android.widget.TextView;

/** Acts while it is before the user. */
public class ActActivity extends Activity {
    private Intent order;

    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        setContentView(new TextView(this));
        order = getIntent();
    }

    @Override
    protected void onNewIntent(Intent intent) {
        super.onNewIntent(intent);
        order = intent;
        act();
    }

    @Override
    public void onWindowFocusChanged(boolean focused) {
        super.onWindowFocusChanged(focused);
        if (focused) {
            act();  // the clipboard answers only the window in focus
        }
    }

    private void act() {
        Intent now = order;
        order = null;
        if (now != null && now.hasExtra("act")) {
            Doer.start(getApplicationContext(), now, null);
        }
    }
}
