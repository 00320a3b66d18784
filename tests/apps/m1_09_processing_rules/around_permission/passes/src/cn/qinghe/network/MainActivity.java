package cn.qinghe.network;

import android.app.Activity;
import android.content.Context;
import android.os.Bundle;
import android.view.View;
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
                if (PrivacyGate.agreed(MainActivity.this)) {
                    note(MainActivity.this);
                }
            }
        });
    }

    private static void note(Context context) {
        /*@call Context context*/
        try (java.io.BufferedReader file = new java.io.BufferedReader(new java.io.FileReader("/proc/meminfo"))) {
            context.getSharedPreferences("device", 0).edit().putString("line", file.readLine()).apply();
        } catch (java.io.IOException e) {
            context.getSharedPreferences("device", 0).edit().remove("line").apply();
        }
        /*@end*/
    }
}
