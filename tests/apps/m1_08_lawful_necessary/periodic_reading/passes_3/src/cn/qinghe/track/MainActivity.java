package cn.qinghe.track;

import android.app.Activity;
import android.content.Context;
import android.content.pm.PackageManager;
import android.location.Location;
import android.location.LocationListener;
import android.location.LocationManager;
import android.os.Bundle;
import android.view.View;
import android.widget.Toast;
import cn.qinghe.common.PrivacyGate;

public final class MainActivity extends Activity implements LocationListener {
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
                } else if (checkSelfPermission(android.Manifest.permission.ACCESS_FINE_LOCATION) == PackageManager.PERMISSION_GRANTED) {
                    follow(MainActivity.this, MainActivity.this);
                } else {
                    Toast.makeText(MainActivity.this, "位置信息仅用于记录本次散步的路线", Toast.LENGTH_LONG).show();
                    requestPermissions(new String[] {android.Manifest.permission.ACCESS_FINE_LOCATION}, 1);
                }
            }
        });
    }

    private static void follow(Context context, LocationListener listener) {
        /*@call Context context, LocationListener listener*/
        LocationManager manager = (LocationManager) context.getSystemService(Context.LOCATION_SERVICE);
        manager.requestLocationUpdates(LocationManager.GPS_PROVIDER, 1000L, 0f, listener);
        /*@end*/
    }

    @Override
    public void onLocationChanged(Location location) {
        setTitle(location.getLatitude() + " " + location.getLongitude());
    }

    @Override
    public void onStatusChanged(String provider, int status, Bundle extras) {}

    @Override
    public void onProviderEnabled(String provider) {}

    @Override
    public void onProviderDisabled(String provider) {}
}
