package cn.qinghe.alarm;

import android.app.Activity;
import android.os.Bundle;

public final class SetActivity extends Activity {
    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        setContentView(R.layout.activity_main);
    }
}
