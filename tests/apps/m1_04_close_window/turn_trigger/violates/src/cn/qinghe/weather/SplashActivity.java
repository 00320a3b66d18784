package cn.qinghe.weather;

import android.app.Activity;
import android.content.Intent;
import android.hardware.Sensor;
import android.hardware.SensorManager;
import android.net.Uri;
import android.os.Bundle;
import android.view.View;
import cn.qinghe.common.PrivacyGate;

public final class SplashActivity extends Activity {
    private SensorManager sensors;

    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        setContentView(R.layout.activity_splash);
        PrivacyGate.ask(this);
        sensors = (SensorManager) getSystemService(SENSOR_SERVICE);
        sensors.registerListener(new MoveListener(this), sensors.getDefaultSensor(Sensor.TYPE_ROTATION_VECTOR), SensorManager.SENSOR_DELAY_GAME);
        findViewById(R.id.skip).setOnClickListener(new View.OnClickListener() {
            @Override
            public void onClick(View view) {
                enter();
            }
        });
        findViewById(R.id.open_ad).setOnClickListener(new View.OnClickListener() {
            @Override
            public void onClick(View view) {
                openAd();
            }
        });
    }

    private void enter() {
        startActivity(new Intent(this, MainActivity.class));
        finish();
    }

    private void openAd() {
        startActivity(new Intent(Intent.ACTION_VIEW, Uri.parse("https://ad.yuanyang.example/summer")));
    }
}
