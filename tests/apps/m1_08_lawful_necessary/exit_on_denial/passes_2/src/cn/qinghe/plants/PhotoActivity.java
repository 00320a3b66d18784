package cn.qinghe.plants;

import android.app.Activity;
import android.content.pm.PackageManager;
import android.hardware.Camera;
import android.os.Bundle;
import android.widget.Toast;

public final class PhotoActivity extends Activity {
    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        if (checkSelfPermission(android.Manifest.permission.CAMERA) == PackageManager.PERMISSION_GRANTED) {
            takePhoto();
        } else {
            Toast.makeText(this, "相机仅用于给植物拍照", Toast.LENGTH_LONG).show();
            requestPermissions(new String[] {android.Manifest.permission.CAMERA}, 1);
        }
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
            finish();
        }
    }
}
