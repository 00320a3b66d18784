package cn.mingjian.probe;

import android.app.Activity;
import android.os.Bundle;

/** Started by the other app. */
public class LinkActivity extends Activity {
    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        Journal.started(this, "activity");
        finish();
    }
}
