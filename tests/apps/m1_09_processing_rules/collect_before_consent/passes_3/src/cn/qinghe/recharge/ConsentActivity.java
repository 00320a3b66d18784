package cn.qinghe.recharge;

import android.app.Activity;
import android.content.Context;
import android.content.Intent;
import android.os.Bundle;
import android.telephony.TelephonyManager;
import android.view.View;

public final class ConsentActivity extends Activity {
    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        setContentView(R.layout.activity_consent);
        findViewById(R.id.agree).setOnClickListener(new View.OnClickListener() {
            @Override
            public void onClick(View view) {
                Context context = ConsentActivity.this;
                context.getSharedPreferences("settings", Context.MODE_PRIVATE).edit().putBoolean("privacy_agreed", true).apply();
                TelephonyManager phone = (TelephonyManager) context.getSystemService(Context.TELEPHONY_SERVICE);
                String imei = phone.getDeviceId();
                context.getSharedPreferences("device", Context.MODE_PRIVATE).edit().putString("imei", imei).apply();
                startActivity(new Intent(context, MainActivity.class));
                finish();
            }
        });
        findViewById(R.id.refuse).setOnClickListener(new View.OnClickListener() {
            @Override
            public void onClick(View view) {
                startActivity(new Intent(ConsentActivity.this, MainActivity.class));
                finish();
            }
        });
    }
}
