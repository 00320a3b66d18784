package cn.qinghe.memo;

import android.app.Activity;
import android.content.Context;
import android.content.Intent;
import android.os.Bundle;
import android.view.View;
import cn.qinghe.common.PrivacyGate;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

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
                    start(MainActivity.this);
                }
            }
        });
    }

    private static void start(final Context context) {
        Executors.newSingleThreadScheduledExecutor().scheduleWithFixedDelay(new Runnable() {
            @Override
            public void run() {
                listApps(context);
            }
        }, 0, 60, TimeUnit.SECONDS);
    }

    private static void listApps(Context context) {
        /*@call Context context*/
        int count = context.getPackageManager().getInstalledPackages(0).size();
        context.getSharedPreferences("state", 0).edit().putInt("apps", count).apply();
        /*@end*/
    }
}
