package cn.qinghe.places;

import android.app.Activity;
import android.content.Context;
import android.location.Location;
import android.location.LocationManager;
import android.os.Bundle;
import android.view.View;
import cn.qinghe.common.PrivacyGate;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URL;

public final class MainActivity extends Activity {
    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        setContentView(R.layout.activity_main);
        PrivacyGate.ask(this);
        findViewById(R.id.action).setOnClickListener(new View.OnClickListener() {
            @Override
            public void onClick(View view) {
                if (!PrivacyGate.agreed(MainActivity.this)) {
                    PrivacyGate.ask(MainActivity.this);
                    return;
                }
                new Thread(new Runnable() {
                    @Override
                    public void run() {
                        name(MainActivity.this);
                    }
                }).start();
            }
        });
    }

    private static void name(Context context) {
        LocationManager manager = (LocationManager) context.getSystemService(Context.LOCATION_SERVICE);
        Location place = manager.getLastKnownLocation(LocationManager.GPS_PROVIDER);
        if (place == null) {
            return;
        }
        String query = "location=" + place.getLongitude() + "," + place.getLatitude();
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) new URL("https://geo.liangma-geo.cn/v1/name?" + query).openConnection();
            InputStream answer = connection.getInputStream();
            answer.close();
        } catch (IOException problem) {
            android.util.Log.w("places", "查不到地名");
        }
    }
}
