package cn.qinghe.camera;

import android.app.Activity;
import android.os.Bundle;
import android.view.SurfaceView;

public final class ShotActivity extends Activity {
    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        setContentView(new SurfaceView(this));
    }
}
