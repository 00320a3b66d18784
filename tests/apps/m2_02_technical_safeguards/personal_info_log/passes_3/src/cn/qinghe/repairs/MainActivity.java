package cn.qinghe.repairs;

import android.app.Activity;
import android.content.Context;
import android.os.Bundle;
import android.telephony.TelephonyManager;
import android.view.View;
import cn.qinghe.common.PrivacyGate;

public final class MainActivity extends Activity {
    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        setContentView(R.layout.activity_main);
        PrivacyGate.ask(this);
        Notes.turn(false);
        findViewById(android.R.id.content).setOnClickListener(new View.OnClickListener() {
            @Override
            public void onClick(View view) {
                bind(MainActivity.this);
            }
        });
    }

    private static void bind(Context context) {
        TelephonyManager phone = (TelephonyManager) context.getSystemService(Context.TELEPHONY_SERVICE);
        Notes.add("bound to device " + phone.getDeviceId());
    }
}
