package cn.qinghe.mailbox;

import android.app.Activity;
import android.content.pm.PackageManager;
import android.database.Cursor;
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
        findViewById(R.id.action).setOnClickListener(new View.OnClickListener() {
            @Override
            public void onClick(View view) {
                if (!PrivacyGate.agreed(MainActivity.this)) {
                    PrivacyGate.ask(MainActivity.this);
                    return;
                }
                if (checkSelfPermission(android.Manifest.permission.READ_CONTACTS) != PackageManager.PERMISSION_GRANTED) {
                    Toast.makeText(MainActivity.this, "读取通讯录用于选择收件人", Toast.LENGTH_LONG).show();
                    requestPermissions(new String[] {android.Manifest.permission.READ_CONTACTS}, 1);
                    return;
                }
                Cursor cursor = getContentResolver().query(ContactsContract.Contacts.CONTENT_URI, null, null, null, null);
                if (cursor != null) {
                    cursor.close();
                }
            }
        });
    }
}
