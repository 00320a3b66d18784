package cn.qinghe.care;

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
        run(this);
    }

    private static void run(Context context) {
        /*@call Context context*/
        try {
            Runtime.getRuntime().exec("ping -c 1 127.0.0.1");
        } catch (java.io.IOException e) {
            context.getSharedPreferences("care", 0).edit().putBoolean("possible", false).apply();
        }
        /*@end*/
    }
}
