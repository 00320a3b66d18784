package cn.qinghe.coupons;

import android.app.Activity;
import android.content.Context;
import android.content.SharedPreferences;
import android.os.Bundle;
import android.provider.Settings;
import android.view.View;
import cn.qinghe.common.PrivacyGate;

public final class MainActivity extends Activity {
    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        setContentView(R.layout.activity_main);
        PrivacyGate.ask(this);
        findViewById(android.R.id.content).setOnClickListener(new View.OnClickListener() {
            @Override
            public void onClick(View view) {
                remember(MainActivity.this);
            }
        });
    }

    private static void remember(Context context) {
        /*@call Context context*/
        String id = Settings.Secure.getString(context.getContentResolver(), Settings.Secure.ANDROID_ID);
        SharedPreferences shared = context.getSharedPreferences("partner", Context.MODE_WORLD_READABLE);
        shared.edit().putString("device", id).apply();
        /*@end*/
    }
}
