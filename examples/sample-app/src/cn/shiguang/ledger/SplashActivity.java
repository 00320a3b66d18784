package cn.shiguang.ledger;

import android.app.Activity;
import android.content.Intent;
import android.hardware.Sensor;
import android.hardware.SensorManager;
import android.os.Bundle;
import android.os.Handler;
import android.os.Looper;
import android.view.View;

public final class SplashActivity extends Activity {
    private SensorManager sensors;
    private ShakeListener listener;

    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        setContentView(R.layout.activity_splash);
        sensors = (SensorManager) getSystemService(SENSOR_SERVICE);
        listener = new ShakeListener(this);
        findViewById(R.id.ad_close).setOnClickListener(new View.OnClickListener() {
            @Override
            public void onClick(View view) {
                enter();
            }
        });
        new Handler(Looper.getMainLooper()).postDelayed(new Runnable() {
            @Override
            public void run() {
                enter();
            }
        }, 5000L);
    }

    @Override
    protected void onResume() {
        super.onResume();
        Sensor sensor = sensors.getDefaultSensor(Sensor.TYPE_LINEAR_ACCELERATION);
        sensors.registerListener(listener, sensor, SensorManager.SENSOR_DELAY_GAME);
    }

    @Override
    protected void onPause() {
        sensors.unregisterListener(listener);
        super.onPause();
    }

    private void enter() {
        if (!isFinishing()) {
            startActivity(new Intent(this, MainActivity.class));
            finish();
        }
    }
}
