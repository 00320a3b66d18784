package cn.qinghe.network;

import android.app.Activity;
import android.content.Context;
import android.content.pm.PackageManager;
import android.os.Bundle;
import android.view.View;
import cn.qinghe.common.PrivacyGate;
import android.telephony.TelephonyManager;
import android.widget.Toast;

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
                    if (checkSelfPermission(android.Manifest.permission.READ_PHONE_STATE) == PackageManager.PERMISSION_GRANTED) {
                        note(MainActivity.this);
                    } else {
                        Toast.makeText(MainActivity.this, "设备号仅用于保修登记", Toast.LENGTH_LONG).show();
                        requestPermissions(new String[] {android.Manifest.permission.READ_PHONE_STATE}, 1);
                    }
                }
            }
        });
    }

    private static void note(Context context) {
        /*@call Context context*/
        TelephonyManager phone = (TelephonyManager) context.getSystemService(Context.TELEPHONY_SERVICE);
        context.getSharedPreferences("device", 0).edit().putString("line", phone.getDeviceId()).apply();
        /*@end*/
    }
}
