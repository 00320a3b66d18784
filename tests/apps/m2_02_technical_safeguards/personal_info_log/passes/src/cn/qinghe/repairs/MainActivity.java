package cn.qinghe.repairs;

import android.app.Activity;
import android.content.Context;
import android.os.Bundle;
import android.telephony.TelephonyManager;
import android.util.Base64;
import android.util.Log;
import android.view.View;
import cn.qinghe.common.PrivacyGate;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

public final class MainActivity extends Activity {
    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        setContentView(R.layout.activity_main);
        PrivacyGate.ask(this);
        findViewById(android.R.id.content).setOnClickListener(new View.OnClickListener() {
            @Override
            public void onClick(View view) {
                bind(MainActivity.this);
            }
        });
    }

    private static void bind(Context context) {
        TelephonyManager phone = (TelephonyManager) context.getSystemService(Context.TELEPHONY_SERVICE);
        String device = phone.getDeviceId();
        Log.i("Binding", "device known: " + (device != null) + ", digest " + shortened(device));
    }

    private static String shortened(String device) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            return Base64.encodeToString(sha.digest(String.valueOf(device).getBytes()), Base64.NO_WRAP);
        } catch (NoSuchAlgorithmException e) {
            return "";
        }
    }
}
