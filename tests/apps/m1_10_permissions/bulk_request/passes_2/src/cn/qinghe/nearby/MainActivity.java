package cn.qinghe.nearby;

import android.app.Activity;
import android.content.pm.PackageManager;
import android.location.Location;
import android.location.LocationManager;
import android.os.Bundle;
import android.view.View;
import android.widget.Toast;
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
                if (!PrivacyGate.agreed(MainActivity.this)) {
                    PrivacyGate.ask(MainActivity.this);
                    return;
                }
                if (checkSelfPermission(android.Manifest.permission.ACCESS_FINE_LOCATION) != PackageManager.PERMISSION_GRANTED) {
                    Toast.makeText(MainActivity.this, "位置信息仅用于查找附近的店", Toast.LENGTH_LONG).show();
                    requestPermissions(
                            new String[] {android.Manifest.permission.ACCESS_COARSE_LOCATION, android.Manifest.permission.ACCESS_FINE_LOCATION},
                            1);
                    return;
                }
                LocationManager manager = (LocationManager) getSystemService(LOCATION_SERVICE);
                Location place = manager.getLastKnownLocation(LocationManager.GPS_PROVIDER);
                setTitle(place == null ? "未定位" : "附近有三家店");
            }
        });
    }
}
