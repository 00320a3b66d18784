package cn.qinghe.walker;

import android.app.Activity;
import android.hardware.Sensor;
import android.hardware.SensorEvent;
import android.hardware.SensorEventListener;

/** Reacts when the phone is shaken. */
public final class ShakeListener implements SensorEventListener {
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
        double strength = Math.sqrt(x * x + y * y + z * z);
        if (strength > 10.5d && !opened) {
            opened = true;
            activity.setTitle("已走一步");
        }
    }

    @Override
    public void onAccuracyChanged(Sensor sensor, int accuracy) {}
}
