package cn.qinghe.social;

import android.app.Activity;
import android.content.pm.PackageManager;
import android.database.Cursor;
import android.hardware.Camera;
import android.location.Location;
import android.location.LocationManager;
import android.media.MediaRecorder;
import android.os.Bundle;
import android.provider.ContactsContract;
import android.view.View;
import android.widget.Toast;
import cn.qinghe.common.PrivacyGate;

public final class MainActivity extends Activity {
    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        setContentView(R.layout.activity_main);
        PrivacyGate.ask(this);
        findViewById(R.id.photo).setOnClickListener(new View.OnClickListener() {
            @Override
            public void onClick(View view) {
                if (!PrivacyGate.agreed(MainActivity.this)) {
                    PrivacyGate.ask(MainActivity.this);
                    return;
                }
                if (checkSelfPermission(android.Manifest.permission.CAMERA) == PackageManager.PERMISSION_GRANTED) {
                    takePhoto();
                } else {
                    Toast.makeText(MainActivity.this, "该功能需要相应权限，仅用于本次操作", Toast.LENGTH_LONG).show();
                    requestPermissions(new String[] {android.Manifest.permission.CAMERA}, 1);
                }
            }
        });
        findViewById(R.id.voice).setOnClickListener(new View.OnClickListener() {
            @Override
            public void onClick(View view) {
                if (!PrivacyGate.agreed(MainActivity.this)) {
                    PrivacyGate.ask(MainActivity.this);
                    return;
                }
                if (checkSelfPermission(android.Manifest.permission.RECORD_AUDIO) == PackageManager.PERMISSION_GRANTED) {
                    recordVoice();
                } else {
                    Toast.makeText(MainActivity.this, "该功能需要相应权限，仅用于本次操作", Toast.LENGTH_LONG).show();
                    requestPermissions(new String[] {android.Manifest.permission.RECORD_AUDIO}, 1);
                }
            }
        });
        findViewById(R.id.friend).setOnClickListener(new View.OnClickListener() {
            @Override
            public void onClick(View view) {
                if (!PrivacyGate.agreed(MainActivity.this)) {
                    PrivacyGate.ask(MainActivity.this);
                    return;
                }
                if (checkSelfPermission(android.Manifest.permission.READ_CONTACTS) == PackageManager.PERMISSION_GRANTED) {
                    pickFriend();
                } else {
                    Toast.makeText(MainActivity.this, "该功能需要相应权限，仅用于本次操作", Toast.LENGTH_LONG).show();
                    requestPermissions(new String[] {android.Manifest.permission.READ_CONTACTS}, 1);
                }
            }
        });
        findViewById(R.id.check_in).setOnClickListener(new View.OnClickListener() {
            @Override
            public void onClick(View view) {
                if (!PrivacyGate.agreed(MainActivity.this)) {
                    PrivacyGate.ask(MainActivity.this);
                    return;
                }
                if (checkSelfPermission(android.Manifest.permission.ACCESS_FINE_LOCATION) == PackageManager.PERMISSION_GRANTED) {
                    checkIn();
                } else {
                    Toast.makeText(MainActivity.this, "该功能需要相应权限，仅用于本次操作", Toast.LENGTH_LONG).show();
                    requestPermissions(new String[] {android.Manifest.permission.ACCESS_FINE_LOCATION}, 1);
                }
            }
        });
    }

    private void takePhoto() {
        Camera camera = Camera.open();
        camera.takePicture(null, null, null);
        camera.release();
    }

    private void recordVoice() {
        MediaRecorder recorder = new MediaRecorder();
        recorder.setAudioSource(MediaRecorder.AudioSource.MIC);
        recorder.release();
    }

    private void pickFriend() {
        Cursor cursor = getContentResolver().query(ContactsContract.Contacts.CONTENT_URI, null, null, null, null);
        if (cursor != null) {
            cursor.close();
        }
    }

    private void checkIn() {
        LocationManager manager = (LocationManager) getSystemService(LOCATION_SERVICE);
        Location place = manager.getLastKnownLocation(LocationManager.GPS_PROVIDER);
        setTitle(place == null ? "未定位" : "已签到");
    }
}
