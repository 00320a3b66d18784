package cn.shiguang.ledger;

import android.app.Activity;
import android.content.Intent;
import android.hardware.Sensor;
import android.hardware.SensorEvent;
import android.hardware.SensorEventListener;
import android.net.Uri;

/** Opens the advertisement when the phone is shaken. */
final class ShakeListener implements SensorEventListener {
    private static final double THRESHOLD = 8.0d; // m/s²

    private final Activity activity;
    private boolean opened;

    ShakeListener(Activity activity) {
        this.activity = activity;
    }

    @Override
    public void onSensorChanged(SensorEvent event) {
        float x = event.values[0];
        float y = event.values[1];
        float z = event.values[2];
        if (!opened && Math.sqrt(x * x + y * y + z * z) > THRESHOLD) {
            opened = true;
            activity.startActivity(new Intent(Intent.ACTION_VIEW, Uri.parse("https://ad.yuanyang.example/camp")));
        }
    }

    @Override
    public void onAccuracyChanged(Sensor sensor, int accuracy) {}
}
