package cn.qinghe.weather;

import android.app.Activity;
import android.content.Context;
import android.location.Location;
import android.location.LocationManager;
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
                if (PrivacyGate.agreed(MainActivity.this)) {
                    locate(MainActivity.this);
                }
            }
        });
    }

    private static void locate(Context context) {
        /*@call Context context*/
        LocationManager manager = (LocationManager) context.getSystemService(Context.LOCATION_SERVICE);
        Location place = manager.getLastKnownLocation(LocationManager.NETWORK_PROVIDER);
        if (place != null) {
            context.getSharedPreferences("place", 0).edit().putFloat("lat", (float) place.getLatitude()).apply();
        }
        /*@end*/
    }
}
