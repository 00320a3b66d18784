package cn.qinghe.toolkit;

import android.content.Context;
import android.hardware.Sensor;
import android.hardware.SensorEvent;
import android.hardware.SensorEventListener;
import android.hardware.SensorManager;
import android.util.Log;

/** Reads steps while the check runs. */
final class HeartListener implements SensorEventListener {
    static void begin(Context context) {
        SensorManager manager = (SensorManager) context.getSystemService(Context.SENSOR_SERVICE);
        Sensor steps = manager.getDefaultSensor(Sensor.TYPE_STEP_COUNTER);
        manager.registerListener(new HeartListener(), steps, SensorManager.SENSOR_DELAY_NORMAL);
    }

    @Override
    public void onSensorChanged(SensorEvent event) {
        Log.i("Check", "steps " + event.values[0]);
    }

    @Override
    public void onAccuracyChanged(Sensor sensor, int accuracy) {}
}
