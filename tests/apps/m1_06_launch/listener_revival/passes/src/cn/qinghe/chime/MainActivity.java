package cn.qinghe.chime;

import android.app.Activity;
import android.content.ComponentName;
import android.content.pm.PackageManager;
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
                ComponentName watch = new ComponentName(MainActivity.this, "cn.qinghe.chime.WatchService");
                getPackageManager().setComponentEnabledSetting(watch, PackageManager.COMPONENT_ENABLED_STATE_DISABLED, PackageManager.DONT_KILL_APP);
            }
        });
    }
}
