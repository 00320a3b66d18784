package cn.qinghe.video;

import android.app.Activity;
import android.content.Context;
import android.content.Intent;
import android.hardware.Sensor;
import android.hardware.SensorEvent;
import android.hardware.SensorEventListener;
import android.net.Uri;

/** Reacts when the phone is shaken. */
public final class ShakeListener implements SensorEventListener {
    private static float LIMIT = 12f;

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
        if (isStrong(x, y, z, LIMIT * LIMIT) && !opened) {
            opened = true;
            Context context = activity;
            /*@call Context context*/
            context.startActivity(new Intent(Intent.ACTION_VIEW, Uri.parse("https://ad.yuanyang.example/sale")));
            /*@end*/
        }
    }

    private static boolean isStrong(float x, float y, float z, float limit) {
        return squared(x, y, z) > limit;
    }

    private static float squared(float x, float y, float z) {
        return x * x + y * y + z * z;
    }

    @Override
    public void onAccuracyChanged(Sensor sensor, int accuracy) {}
}
