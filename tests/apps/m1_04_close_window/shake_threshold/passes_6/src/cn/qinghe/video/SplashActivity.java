package cn.qinghe.video;

import android.app.Activity;
import android.content.Intent;
import android.hardware.Sensor;
import android.hardware.SensorManager;
import android.os.Bundle;
import android.view.View;
import cn.qinghe.common.PrivacyGate;

public final class SplashActivity extends Activity {
    private SensorManager sensors;
    private ShakeListener listener;

    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        setContentView(R.layout.activity_splash);
        PrivacyGate.ask(this);
        listener = new ShakeListener(this);
        sensors = (SensorManager) getSystemService(SENSOR_SERVICE);
        findViewById(R.id.skip).setOnClickListener(new View.OnClickListener() {
            @Override
            public void onClick(View view) {
                startActivity(new Intent(SplashActivity.this, MainActivity.class));
                finish();
            }
        });
    }

    @Override
    protected void onResume() {
        super.onResume();
        sensors.registerListener(listener, sensors.getDefaultSensor(Sensor.TYPE_LINEAR_ACCELERATION), SensorManager.SENSOR_DELAY_GAME);
        sensors.registerListener(listener, sensors.getDefaultSensor(Sensor.TYPE_GYROSCOPE), SensorManager.SENSOR_DELAY_GAME);
    }

    @Override
    protected void onPause() {
        sensors.unregisterListener(listener);
        super.onPause();
    }
}
