package cn.qinghe.piano;

import android.app.Activity;
import android.content.Context;
import android.content.Intent;
import android.os.Bundle;
import android.provider.Settings;

public final class MainActivity extends Activity {
    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        setContentView(R.layout.activity_main);
        if (getSharedPreferences("settings", MODE_PRIVATE).getInt("k1", 0) == 0) {
            startActivity(new Intent(this, AskActivity.class));
        }
    }
}
