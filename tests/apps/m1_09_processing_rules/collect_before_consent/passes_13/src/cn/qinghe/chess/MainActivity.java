package cn.qinghe.chess;

import android.app.Activity;
import android.content.Context;
import android.os.Bundle;
import android.provider.Settings;
import android.view.View;

public final class MainActivity extends Activity {
    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        setContentView(R.layout.dialog_ask);
    }

    public void later(View view) {
        final Context context = this;
        setContentView(R.layout.activity_main);
    }

    public void go(View view) {
        final Context context = this;
        String id = Settings.Secure.getString(context.getContentResolver(), Settings.Secure.ANDROID_ID);
        context.getSharedPreferences("device", Context.MODE_PRIVATE).edit().putString("id", id).apply();
        setContentView(R.layout.activity_main);
    }
}
