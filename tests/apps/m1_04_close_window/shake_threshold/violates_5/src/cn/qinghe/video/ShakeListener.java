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
    private final Activity activity;
    private int threshold;
    private boolean opened;

    ShakeListener(Activity activity) {
        this.activity = activity;
        load();
    }

    private void load() {
        threshold = activity.getResources().getInteger(R.integer.shake_threshold);
    }

    @Override
    public void onSensorChanged(SensorEvent event) {
        float x = event.values[0];
        float y = event.values[1];
        float z = event.values[2];
        double strength = Math.sqrt(x * x + y * y + z * z);
        if (strength > threshold && !opened) {
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
