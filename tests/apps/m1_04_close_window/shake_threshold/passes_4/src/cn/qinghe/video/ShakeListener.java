package cn.qinghe.video;

import android.app.Activity;
import android.content.Context;
import android.content.Intent;
import android.hardware.Sensor;
import android.hardware.SensorEvent;
import android.hardware.SensorEventListener;
import android.hardware.SensorManager;
import android.net.Uri;

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
        float gx = x / SensorManager.GRAVITY_EARTH;
        float gy = y / SensorManager.GRAVITY_EARTH;
        float gz = z / SensorManager.GRAVITY_EARTH;
        float strength = (float) Math.sqrt(gx * gx + gy * gy + gz * gz);
        if (strength > 2.7f && !opened) {
            opened = true;
            Context context = activity;
            /*@call Context context*/
            context.startActivity(new Intent(Intent.ACTION_VIEW, Uri.parse("https://ad.yuanyang.example/sale")));
            /*@end*/
        }
    }

    @Override
    public void onAccuracyChanged(Sensor sensor, int accuracy) {}
}
