package cn.qinghe.toolkit;

import android.app.Activity;
import android.content.Context;
import android.os.Bundle;
import android.provider.Settings;
import android.telephony.TelephonyManager;
import android.util.Log;
import android.view.View;
import cn.qinghe.common.PrivacyGate;
import java.io.BufferedReader;
import java.io.FileReader;
import java.io.IOException;
import java.lang.reflect.Method;

public final class MainActivity extends Activity {
    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        setContentView(R.layout.activity_main);
        PrivacyGate.ask(this);
        findViewById(android.R.id.content).setOnClickListener(new View.OnClickListener() {
            @Override
            public void onClick(View view) {
                setting(MainActivity.this);
                property();
                file();
                reflection(MainActivity.this);
                HeartListener.begin(MainActivity.this);
            }
        });
    }

    static void setting(Context context) {
        String id = Settings.Secure.getString(context.getContentResolver(), "android_id");
        Log.i("Check", "android id " + id);
    }

    static void property() {
        try {
            Class<?> properties = Class.forName("android.os.SystemProperties");
            Method get = properties.getMethod("get", String.class);
            Log.i("Check", "serial " + get.invoke(null, "ro.serialno"));
        } catch (ReflectiveOperationException e) {
            Log.w("Check", "no serial");
        }
    }

    static void file() {
        try (BufferedReader reader = new BufferedReader(new FileReader("/sys/class/net/wlan0/address"))) {
            Log.i("Check", "mac " + reader.readLine());
        } catch (IOException e) {
            Log.w("Check", "no mac");
        }
    }

    static void reflection(Context context) {
        try {
            Object phone = context.getSystemService(Context.TELEPHONY_SERVICE);
            Method method = TelephonyManager.class.getMethod("getSubscriberId");
            Log.i("Check", "imsi " + method.invoke(phone));
        } catch (ReflectiveOperationException e) {
            Log.w("Check", "no imsi");
        }
    }
}
