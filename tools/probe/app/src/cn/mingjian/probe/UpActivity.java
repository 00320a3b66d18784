package cn.mingjian.probe;

import android.app.Activity;
import android.os.Bundle;
import android.widget.TextView;

/** A screen nobody asked for: when it comes up, it says so. */
public class UpActivity extends Activity {
    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        setContentView(new TextView(this));
    }

    @Override
    protected void onResume() {
        super.onResume();
        Journal.write(
                this, "came_up", System.currentTimeMillis(), "done", getIntent().getStringExtra("step"), "UpActivity");
    }
}
