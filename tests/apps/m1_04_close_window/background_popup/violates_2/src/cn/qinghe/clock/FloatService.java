package cn.qinghe.clock;

import android.app.Service;
import android.content.Intent;
import android.graphics.PixelFormat;
import android.os.IBinder;
import android.view.LayoutInflater;
import android.view.View;
import android.view.WindowManager;

public final class FloatService extends Service {
    @Override
    public int onStartCommand(Intent intent, int flags, int id) {
        showOver();
        return START_NOT_STICKY;
    }

    @Override
    public IBinder onBind(Intent intent) {
        return null;
    }

    private void showOver() {
        WindowManager windows = (WindowManager) getSystemService(WINDOW_SERVICE);
        View view = LayoutInflater.from(this).inflate(R.layout.float_gift, null);
        /*@call WindowManager windows, View view*/
        windows.addView(view, new WindowManager.LayoutParams(
                WindowManager.LayoutParams.WRAP_CONTENT,
                WindowManager.LayoutParams.WRAP_CONTENT,
                WindowManager.LayoutParams.TYPE_APPLICATION_OVERLAY,
                WindowManager.LayoutParams.FLAG_NOT_FOCUSABLE,
                PixelFormat.TRANSLUCENT));
        /*@end*/
    }
}
