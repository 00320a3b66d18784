package cn.qinghe.social;

import android.app.Activity;
import android.database.Cursor;
import android.hardware.Camera;
import android.location.Location;
import android.location.LocationManager;
import android.media.MediaRecorder;
import android.os.Bundle;
import android.provider.ContactsContract;
import android.view.View;
import cn.qinghe.common.PrivacyGate;

public final class MainActivity extends Activity {
    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        setContentView(R.layout.activity_main);
        PrivacyGate.ask(this);
        requestAll(this);

        findViewById(R.id.photo).setOnClickListener(new View.OnClickListener() {
            @Override
            public void onClick(View view) {
                if (!PrivacyGate.agreed(MainActivity.this)) {
                    PrivacyGate.ask(MainActivity.this);
                    return;
                }
                takePhoto();
            }
        });
        findViewById(R.id.voice).setOnClickListener(new View.OnClickListener() {
            @Override
            public void onClick(View view) {
                if (!PrivacyGate.agreed(MainActivity.this)) {
                    PrivacyGate.ask(MainActivity.this);
                    return;
                }
                recordVoice();
            }
        });
        findViewById(R.id.friend).setOnClickListener(new View.OnClickListener() {
            @Override
            public void onClick(View view) {
                if (!PrivacyGate.agreed(MainActivity.this)) {
                    PrivacyGate.ask(MainActivity.this);
                    return;
                }
                pickFriend();
            }
        });
        findViewById(R.id.check_in).setOnClickListener(new View.OnClickListener() {
            @Override
            public void onClick(View view) {
                if (!PrivacyGate.agreed(MainActivity.this)) {
                    PrivacyGate.ask(MainActivity.this);
                    return;
                }
                checkIn();
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

    private static void requestAll(Activity activity) {
        /*@call Activity activity*/
        activity.requestPermissions(Needed.AT_START, 1);
        /*@end*/
    }
}
