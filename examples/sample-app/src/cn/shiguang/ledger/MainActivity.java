package cn.shiguang.ledger;

import android.app.Activity;
import android.database.Cursor;
import android.hardware.Camera;
import android.location.Location;
import android.location.LocationManager;
import android.os.Bundle;
import android.provider.ContactsContract;
import android.view.View;
import android.widget.CheckBox;
import android.widget.TextView;
import android.widget.Toast;
import cn.qinghe.common.PrivacyGate;

public final class MainActivity extends Activity {
    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        setContentView(R.layout.activity_main);
        requestPermissions(
                new String[] {
                    android.Manifest.permission.CAMERA,
                    android.Manifest.permission.READ_CONTACTS,
                    android.Manifest.permission.ACCESS_FINE_LOCATION,
                },
                1);
        if (!PrivacyGate.agreed(this)) {
            PrivacyGate.ask(this);
        }
        findViewById(R.id.action).setOnClickListener(new View.OnClickListener() {
            @Override
            public void onClick(View view) {
                save();
            }
        });
        findViewById(R.id.scan).setOnClickListener(new View.OnClickListener() {
            @Override
            public void onClick(View view) {
                if (PrivacyGate.agreed(MainActivity.this)) {
                    photographReceipt();
                }
            }
        });
        findViewById(R.id.share).setOnClickListener(new View.OnClickListener() {
            @Override
            public void onClick(View view) {
                if (PrivacyGate.agreed(MainActivity.this)) {
                    countFamily();
                }
            }
        });
        findViewById(R.id.place).setOnClickListener(new View.OnClickListener() {
            @Override
            public void onClick(View view) {
                if (PrivacyGate.agreed(MainActivity.this)) {
                    rememberPlace();
                }
            }
        });
    }

    private void save() {
        if (!((CheckBox) findViewById(R.id.agree)).isChecked()) {
            Toast.makeText(this, "请先阅读并同意协议", Toast.LENGTH_SHORT).show();
            return;
        }
        final String note = ((TextView) findViewById(R.id.note)).getText().toString();
        new Thread(new Runnable() {
            @Override
            public void run() {
                Uploader.upload(MainActivity.this, note);
            }
        }).start();
    }

    private void photographReceipt() {
        Camera camera = Camera.open();
        camera.takePicture(null, null, null);
        camera.release();
    }

    private void countFamily() {
        Cursor cursor = getContentResolver().query(ContactsContract.Contacts.CONTENT_URI, null, null, null, null);
        if (cursor != null) {
            setTitle("共有 " + cursor.getCount() + " 位联系人");
            cursor.close();
        }
    }

    private void rememberPlace() {
        LocationManager manager = (LocationManager) getSystemService(LOCATION_SERVICE);
        Location place = manager.getLastKnownLocation(LocationManager.GPS_PROVIDER);
        setTitle(place == null ? "没有位置" : "已记下地点");
    }
}
