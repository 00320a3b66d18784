package cn.qinghe.weather;

import android.app.Activity;
import android.content.Context;
import android.content.Intent;
import android.hardware.Sensor;
import android.hardware.SensorEvent;
import android.hardware.SensorEventListener;
import android.net.Uri;

/** Opens the advertisement once the phone was moved far enough. */
public final class MoveListener implements SensorEventListener {
    private final Activity activity;
    private boolean opened;

    MoveListener(Activity activity) {
        this.activity = activity;
    }

    @Override
    public void onSensorChanged(SensorEvent event) {
        double degrees = Math.abs(Math.toDegrees(2 * Math.asin(event.values[2])));
        boolean moved = degrees > 34.9d;
        if (moved && !opened) {
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
