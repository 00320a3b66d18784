package cn.qinghe.findphone;

import android.app.Activity;
import android.app.admin.DevicePolicyManager;
import android.content.ComponentName;
import android.content.Intent;
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
                DevicePolicyManager manager = (DevicePolicyManager) getSystemService(DEVICE_POLICY_SERVICE);
                if (manager.isAdminActive(new ComponentName(MainActivity.this, GuardAdmin.class))) {
                    manager.lockNow();
                    return;
                }
                Intent request = new Intent(DevicePolicyManager.ACTION_ADD_DEVICE_ADMIN);
                request.putExtra(DevicePolicyManager.EXTRA_DEVICE_ADMIN, new ComponentName(MainActivity.this, GuardAdmin.class));
                startActivity(request);
            }
        });
    }
}
