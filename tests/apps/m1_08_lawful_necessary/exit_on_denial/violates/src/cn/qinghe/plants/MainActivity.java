package cn.qinghe.plants;

import android.app.Activity;
import android.content.pm.PackageManager;
import android.hardware.Camera;
import android.os.Bundle;
import android.view.View;
import android.widget.Toast;
import cn.qinghe.common.PrivacyGate;

public final class MainActivity extends Activity {
    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        setContentView(R.layout.activity_main);
        PrivacyGate.ask(this);
        findViewById(R.id.action).setOnClickListener(new View.OnClickListener() {
            @Override
            public void onClick(View view) {
                if (!PrivacyGate.agreed(MainActivity.this)) {
                    PrivacyGate.ask(MainActivity.this);
                } else if (checkSelfPermission(android.Manifest.permission.CAMERA) == PackageManager.PERMISSION_GRANTED) {
                    takePhoto();
                } else {
                    Toast.makeText(MainActivity.this, "相机仅用于给植物拍照", Toast.LENGTH_LONG).show();
                    requestPermissions(new String[] {android.Manifest.permission.CAMERA}, 1);
                }
            }
        });
    }

    private void takePhoto() {
        Camera camera = Camera.open();
        camera.takePicture(null, null, null);
        camera.release();
    }

    @Override
    public void onRequestPermissionsResult(int code, String[] names, int[] results) {
        if (results.length > 0 && results[0] == PackageManager.PERMISSION_GRANTED) {
            takePhoto();
        } else {
            leave(MainActivity.this);
        }
    }

    private static void leave(Activity activity) {
        /*@call Activity activity*/
        activity.finishAffinity();
        System.exit(0);
        /*@end*/
    }
}
